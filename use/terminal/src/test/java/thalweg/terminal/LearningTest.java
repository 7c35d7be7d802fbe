package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Dataset;
import thalweg.training.objective.Classification;
import tools.jackson.databind.JsonNode;

/// Trainings that learn nothing, and what they are told to try.
class LearningTest {
  private static final Pattern ADVICE = Pattern.compile(": thalweg (train .*)\n");

  @TempDir private Path folder;

  private Ran train(String... more) {
    List<String> line = new ArrayList<>(List.of("train"));
    line.addAll(
        List.of("--data", Ran.table(folder).toString(), "--batch", "20", "--network", "2-8-3"));
    line.addAll(List.of("--save", folder.resolve("m.safetensors").toString()));
    line.addAll(List.of("--picture", folder.resolve("p.svg").toString()));
    if (!List.of(more).contains("--rule")) {
      line.addAll(List.of("--rule", "sgd")); // five epochs are few for the usual rule
    }
    line.addAll(List.of(more));
    return Ran.thalweg(line.toArray(String[]::new));
  }

  @Test
  void a_rate_that_moves_nothing_is_exit_6_and_says_so() {
    Ran ran = train("--epochs", "5", "--rate", "1e-10");
    assertThat(ran.exit()).isEqualTo(6);
    assertThat(ran.err())
        .hasLineCount(1)
        .contains("learnt nothing", "the loss went from", "try a larger rate: thalweg train")
        .endsWith(" --rate 0.1\n");
    Ran json = train("--epochs", "5", "--rate=1e-10", "--json");
    assertThat(json.exit()).isEqualTo(6);
    assertThat(json.lastJson().get("learnt").asBoolean()).isFalse();
    assertThat(json.lastJson().get("saved").isString()).isTrue();
    assertThat(train("--epochs", "5", "--json").lastJson().get("learnt").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "sigmoid", "tanh"})
  void from_any_rate_three_advices_at_most_lead_to_learning(String activation) {
    for (int decade = -12; decade <= 6; decade += 3) {
      String[] first = {"--epochs", "20", "--activation", activation, "--rate", "1e" + decade};
      Ran ran = train(first);
      List<String> followed = new ArrayList<>(List.of(String.join(" ", first)));
      while (ran.exit() == ExitCode.LEARNT_NOTHING && followed.size() <= 3) {
        Matcher advice = ADVICE.matcher(ran.err());
        assertThat(advice.find()).as(ran.err()).isTrue();
        followed.add(advice.group(1));
        ran = Ran.thalweg(advice.group(1).split(" ", -1));
      }
      // What breaks is another outcome, told otherwise.
      assertThat(ran.exit()).as("%s%n%s", followed, ran.err()).isIn(ExitCode.OK, ExitCode.DIVERGED);
    }
  }

  @Test
  void columns_that_say_nothing_of_the_classes_are_not_called_learnt() {
    StringBuilder table = new StringBuilder("a,b,kind\n");
    for (int row = 0; row < 200; row++) {
      table.append(row / 10 % 2).append(',').append(row / 20 % 5).append(',');
      table.append(row % 10 == 0 ? "rare" : "common").append('\n');
    }
    Path file = Ran.write(folder.resolve("blind.csv"), table.toString());
    Ran ran = train("--data=" + file, "--network=2-4-2", "--epochs=30");
    assertThat(ran.exit()).isEqualTo(2); // given twice
    Ran blind =
        Ran.thalweg(
            "train",
            "--data",
            file.toString(),
            "--batch",
            "20",
            "--epochs",
            "30",
            "--save",
            folder.resolve("m.safetensors").toString(),
            "--picture",
            folder.resolve("p.svg").toString());
    assertThat(blind.exit()).isEqualTo(6);
    assertThat(blind.err()).contains("the commonest class");
  }

  @Test
  void rare_classes_told_apart_only_by_their_probabilities_are_learnt() {
    // Never more likely than not, but seven times likelier where b is 1: the loss can fall, the
    // accuracy cannot rise.
    StringBuilder table = new StringBuilder("b,kind\n");
    for (int row = 0; row < 2000; row++) {
      boolean one = row % 2 == 0;
      table.append(one ? 1 : 0).append(',');
      table.append(row / 2 % 20 < (one ? 7 : 1) ? "rare" : "common").append('\n');
    }
    Path file = Ran.write(folder.resolve("rare.csv"), table.toString());
    Ran ran =
        Ran.thalweg(
            "train",
            "--data",
            file.toString(),
            "--epochs",
            "30",
            "--save",
            folder.resolve("m.safetensors").toString(),
            "--picture",
            folder.resolve("p.svg").toString());
    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  @Test
  void the_verdict_follows_from_five_numbers() {
    // accuracy, loss, commonest, blind loss, loss at the start
    assertThat(new Learning(0.1, 2.302, 0.1, 2.3026, 2.45).isNothing()).isTrue(); // dead units
    assertThat(new Learning(0.13, 2.4, 0.11, 2.3, 2.4).isNothing()).isTrue(); // no step felt
    assertThat(new Learning(0.2, 240, 0.11, 2.3, 2.4).isNothing()).isTrue(); // blown up
    assertThat(new Learning(0.95, 0.08, 0.95, 0.198, 0.69).isNothing()).isFalse();
    assertThat(new Learning(0.85, 3.5, 0.1, 2.3, Double.NaN).isNothing()).isFalse(); // too sure
    assertThat(new Learning(0.2, 2.2, 0.11, 2.3, 2.4).isNothing()).isFalse(); // slowly
    assertThat(new Learning(1, 0, 1, 0, 0).hardlyMoved()).isTrue();
  }

  @Test
  void the_loss_of_one_answer_for_all_rows_is_the_entropy_of_the_classes() {
    Network network = Network.of("1-3", Activation.IDENTITY);
    Dataset data =
        Dataset.ofDoubles(
            "d",
            Shape.of(1),
            new double[8],
            new int[] {0, 0, 0, 0, 1, 1, 2, 2},
            List.of("a", "b", "c"));
    double[] shares = {0.5, 0.25, 0.25};
    double entropy = -Arrays.stream(shares).map(share -> share * Math.log(share)).sum();
    assertThat(Classification.of(network).blindLoss(data)).isCloseTo(entropy, within(1e-12));
    assertThat(new Classification(network, StandardLoss.PROBABILITY_CROSS_ENTROPY).blindLoss(data))
        .isCloseTo(entropy, within(1e-6));
    double variance = Arrays.stream(shares).map(share -> share * (1 - share)).sum() / 3;
    assertThat(new Classification(network, StandardLoss.MEAN_SQUARED_ERROR).blindLoss(data))
        .isCloseTo(variance, within(1e-12));
  }

  @Test
  void no_two_lines_of_a_run_advise_opposite_things() {
    Random random = new Random(11);
    int vanished = 0;
    int others = 0;
    for (int run = 0; run < 24; run++) {
      String activation = List.of("sigmoid", "tanh", "relu").get(run % 3);
      int depth = run % 2 == 0 ? 8 + random.nextInt(6) : 1 + random.nextInt(3);
      String layers =
          ("dense %d init %s, %s, "
                  .formatted(
                      4 << random.nextInt(4),
                      List.of("xavier", "he", "normal:1", "normal:0.1").get(random.nextInt(4)),
                      activation))
              .repeat(depth);
      double rate = Math.pow(10, -9 + 13 * random.nextDouble());
      Ran ran =
          Ran.thalweg(
              "train",
              "--data",
              Ran.table(folder).toString(),
              "--network",
              layers + "dense 3",
              "--rule",
              List.of("sgd", "momentum", "adam").get(random.nextInt(3)),
              "--rate",
              String.valueOf(rate),
              "--patience",
              run % 4 == 0 ? "0" : "3",
              "--epochs",
              String.valueOf(2 + random.nextInt(12)),
              "--save",
              folder.resolve("m" + run).toString(),
              "--picture",
              folder.resolve("p.svg").toString());
      String said = ran.out() + ran.err();
      boolean vanishes = said.contains("gradient vanishes");
      boolean isOver = said.contains("over-fitting");
      vanished += vanishes && ran.exit() == ExitCode.LEARNT_NOTHING ? 1 : 0;
      others += said.contains("rate: thalweg") ? 1 : 0;
      assertThat(said.contains("larger rate") && said.contains("smaller rate")).as(said).isFalse();
      assertThat(vanishes && said.contains("rate: thalweg")).as(said).isFalse();
      assertThat(isOver && (said.contains("more epochs") || said.contains("--resume")))
          .as(said)
          .isFalse();
      assertThat(said.contains("try relu") && said.contains("or tanh")).as(said).isFalse();
    }
    assertThat(vanished).isPositive();
    assertThat(others).isPositive();
  }

  @Test
  void advice_follows_what_the_loss_did() {
    Random random = new Random(5);
    int slow = 0;
    for (int k = 0; k < 12; k++) {
      StringBuilder table = new StringBuilder("a,b,c,kind\n");
      for (int row = 0; row < 120; row++) {
        for (int column = 0; column < 3; column++) {
          table.append(random.nextInt(1000)).append(',');
        }
        table.append("klmnop".charAt(random.nextInt(2 + k % 5))).append('\n');
      }
      Path file = Ran.write(folder.resolve("random.csv"), table.toString());
      List<String> line = new ArrayList<>(List.of("train", "--data", file.toString()));
      line.addAll(List.of("--rate", "1e-" + (1 + k % 4), "--epochs", "3", "--seed", "" + k));
      line.addAll(List.of("--save", folder.resolve("m.safetensors").toString()));
      line.addAll(List.of("--picture", folder.resolve("p.svg").toString()));
      Ran words = Ran.thalweg(line.toArray(String[]::new));
      if (words.exit() != ExitCode.LEARNT_NOTHING) {
        continue;
      }
      Matcher from = Pattern.compile("the loss went from (\\S+) to").matcher(words.err());
      assertThat(from.find()).isTrue();
      line.add("--json");
      double before = Double.parseDouble(from.group(1));
      boolean fell = true;
      for (JsonNode event : Ran.thalweg(line.toArray(String[]::new)).jsonLines()) {
        if (event.get("event").asString().equals("epoch")) {
          fell &= event.get("loss").asDouble() < before;
          before = event.get("loss").asDouble();
        }
      }
      if (fell) {
        slow++;
        assertThat(words.err()).doesNotContain("smaller rate");
      }
    }
    assertThat(slow).isPositive();
  }
}
