package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.data.Values;
import thalweg.training.measure.ClassificationReport;
import thalweg.training.measure.Evaluation;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.objective.Rows;
import thalweg.training.objective.SequenceClassification;
import thalweg.training.text.Characters;
import thalweg.training.text.TextWindows;
import thalweg.training.text.TextWriter;
import thalweg.training.text.Vocabulary;

/// Sequences from the rows to the model that goes on with a text.
@Tag("plain")
class SequenceTrainingTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults()
          .withRule(RuleParser.parse("adam(rate 0.01)"))
          .withBatch(8)
          .withEpochs(2)
          .withThreads(1);

  private static final String TEXT = "abcdefgh".repeat(12);
  private static final Vocabulary LETTERS = Characters.of(TEXT);

  private static Dataset windows(int length) {
    return new TextWindows(length, 1).rows("letters", TEXT, LETTERS);
  }

  private static Column whole(String name, Shape shape, int... numbers) {
    return Column.of(name, shape, Values.of(shape.elements(), numbers));
  }

  // ---- The objective ----

  @Test
  void the_loss_of_a_row_is_the_mean_over_the_places_that_count() {
    Random random = new Random(3);
    int rows = 4;
    int places = 3;
    int classes = 5;
    int[] target = new int[rows * places];
    Arrays.setAll(target, i -> random.nextInt(classes + 1) - 1);
    Arrays.fill(target, 0, places, -1); // the first row has none that counts
    target[places] = 2; // and the others one at least
    target[2 * places] = 0;
    target[3 * places] = 4;
    Dataset data =
        Dataset.of(
            "rows",
            List.of(
                whole(Dataset.FEATURES, Shape.of(places), new int[rows * places]),
                whole(Dataset.TARGET, Shape.of(places), target)),
            List.of());
    Network network = NetworkParser.parse("3, embedding 5 5");
    SequenceClassification objective = SequenceClassification.of(network);
    objective.requireFits("training", data);
    double[] scores = random.doubles(rows * places * classes, -3, 3).toArray();
    Tensor outputs = Tensor.of(NdArray.of(Shape.of(rows, places * classes), scores));
    double[] losses =
        Program.evaluate(objective.checkedLoss(outputs, Rows.of(data, DType.DOUBLE))).doubles();
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      int count = 0;
      for (int i = row * places; i < (row + 1) * places; i++) {
        if (target[i] >= 0) {
          double all = 0;
          for (int c = 0; c < classes; c++) {
            all += Math.exp(scores[i * classes + c]);
          }
          sum += Math.log(all) - scores[i * classes + target[i]];
          count++;
        }
      }
      assertThat(losses[row]).isCloseTo(count == 0 ? 0 : sum / count, within(1e-12));
    }
  }

  @Test
  void blind_answers_are_those_of_the_shares() {
    Dataset data = windows(4);
    Objective objective = SequenceClassification.of(NetworkParser.parse("4, embedding 8 8"));
    assertThat(objective.blindLoss(data)).isCloseTo(Math.log(8), within(1e-3));
    assertThat(objective.blindMeasure(data)).isCloseTo(1 / 8.0, within(1e-2));
  }

  @Test
  void an_objective_of_sequences_is_written_and_read_back() {
    Network network = NetworkParser.parse("4, embedding 8 8");
    SequenceClassification objective = SequenceClassification.of(network);
    String text = ObjectiveParser.written(objective);
    assertThat(text).isEqualTo("sequence-classification(softmax-cross-entropy)");
    assertThat(ObjectiveParser.parse(text, network)).isEqualTo(objective);
  }

  @Test
  void rows_that_do_not_fit_are_named() {
    Dataset data = windows(4);
    refused("4, embedding 8 5", data, "has class 5 at place 3; the network gives 5 classes");
    refused("4, embedding 5 8", data, "row 2, column 3 of letters is 5; the network begins");
    refused("4, embedding 8 2, flatten", data, "let it give [4, classes]");
    Dataset real = Dataset.of(new double[][] {{0, 1.5}, {1, 0}}, new double[] {1, 2});
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Trainer.of(
                    NetworkParser.parse("2, embedding 3 1, flatten, dense 1"),
                    Split.of(real),
                    SETTINGS.withBatch(2)))
        .withMessageContaining("row 0, column 1")
        .withMessageContaining("is 1.5; the network begins with an embedding of 3 things");
  }

  private static void refused(String network, Dataset data, String why) {
    assertThatIllegalArgumentException()
        .as(network)
        .isThrownBy(
            () ->
                Trainer.of(
                        SequenceClassification.of(NetworkParser.parse(network)),
                        Split.of(data),
                        SETTINGS)
                    .run())
        .withMessageContaining(why);
  }

  // ---- Training ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6, embedding 8 8, positions learnt, transformer heads 2 causal width 16 dropout 0.1,"
            + " dense 8 each",
        "6, embedding 8 8, attention heads 2 kv 1 causal rotary, dense 8 each",
        "6, embedding 8 8, lstm 7, dense 8 each",
        "6, embedding 8 8, positions sinusoidal, gru 7, dense 8 each",
      })
  void stopped_resumed_and_on_any_threads_it_ends_with_the_same_bits(String text) {
    Objective objective = SequenceClassification.of(NetworkParser.parse(text));
    Split data = Split.of(windows(6));
    TrainingSettings settings = SETTINGS.withBatch(40);
    Trainer trainer = Trainer.of(objective, data, settings);
    String whole = trainer.run().model().weightsSha256();
    for (int stopAfter = 1; stopAfter < 4; stopAfter++) {
      Trainer stopping = Trainer.of(objective, data, settings).stopWhen(() -> true);
      TrainingResult part = stopping.run();
      for (int step = 1; step < stopAfter; step++) {
        part = stopping.run(part.state());
      }
      assertThat(trainer.run(part.state()).model().weightsSha256())
          .as("stopped after step %d", stopAfter)
          .isEqualTo(whole);
    }
    Set<String> hashes = new HashSet<>();
    for (int threads : new int[] {1, 2}) {
      TrainingSettings wide = settings.withBatch(80).withThreads(threads);
      hashes.add(Trainer.of(objective, data, wide).run().model().weightsSha256());
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  void what_was_learnt_goes_on_with_the_text_after_it_is_saved_too(@TempDir Path folder)
      throws IOException {
    for (String text :
        List.of(
            "6, embedding 8 8, positions learnt, transformer heads 2 causal width 16, dense 8 each",
            "6, embedding 8 8, lstm 12, dense 8 each")) {
      Objective objective = SequenceClassification.of(NetworkParser.parse(text));
      Dataset data = windows(6);
      TrainingResult result =
          Trainer.of(objective, new Split(data, data), SETTINGS.withEpochs(15)).run();
      EpochDone last = result.history().getLast();
      assertThat(last.of("testAccuracy")).as(text).isGreaterThan(0.99);
      assertThat(last.of("testPerplexity"))
          .isCloseTo(Math.exp(last.of("testLoss")), within(1e-9))
          .isLessThan(1.2);
      Evaluation judged = Evaluation.of(result.model(), data);
      assertThat(judged).isInstanceOf(ClassificationReport.class);
      assertThat(((ClassificationReport) judged).accuracy())
          .isCloseTo(last.of("testAccuracy"), within(1e-12));
      Path file = folder.resolve("model.safetensors");
      result.model().save(file);
      Model loaded = Model.load(file);
      assertThat(loaded.objective()).isEqualTo(objective);
      assertThat(loaded.outputs(data)).isEqualTo(result.model().outputs(data));
      for (Model model : List.of(result.model(), loaded)) {
        TextWriter writer = new TextWriter(0, 0, 1);
        assertThat(writer.continued(model, LETTERS, "cd", 12)).isEqualTo("cdefghabcdefgh");
        assertThat(writer.continued(model, LETTERS, "abcdefghabc", 5))
            .isEqualTo("abcdefghabcdefgh");
      }
    }
  }

  // ---- A table with embeddings ----

  @Test
  void a_column_of_things_is_looked_up_beside_columns_of_numbers() {
    Random random = new Random(5);
    double[] worth = random.doubles(12, -2, 2).toArray(); // of each thing, which is to be found
    double[][] rows = new double[400][];
    double[] target = new double[rows.length];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = new double[] {random.nextInt(12), random.nextGaussian(), random.nextGaussian()};
      target[row] = worth[(int) rows[row][0]] * rows[row][1] + rows[row][2];
    }
    String text =
        "3, parallel(part 0 1, embedding COUNT 4, flatten | part 1 3), dense 24, tanh, dense 1";
    TrainingSettings settings = SETTINGS.withBatch(20).withEpochs(30);
    TrainingResult result =
        Trainer.of(
                NetworkParser.parse(text.replace("COUNT", "12")),
                Dataset.of(rows, target).split(0.25, 1),
                settings)
            .run();
    assertThat(result.history().getLast().of("testR2")).isGreaterThan(0.95);
    // What no embedding knows is told, wherever the embedding stands.
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Trainer.of(
                        NetworkParser.parse(text.replace("COUNT", "9")),
                        Dataset.of(rows, target).split(0.25, 1),
                        settings)
                    .run())
        .withMessageContaining("it must be at least 0 and below 9");
  }

  // ---- Going on with a text ----

  @Test
  void pieces_are_drawn_by_their_probabilities() {
    // Scores that do not depend on anything: the logarithms of 1, 2, 4 and 8.
    Vocabulary four = Characters.of("abcd");
    Network network = NetworkParser.parse("1, embedding 4 4");
    float[] scores = new float[16];
    for (int i = 0; i < 16; i++) {
      scores[i] = (float) (i % 4 * Math.log(2));
    }
    Model model =
        new Model(
            SequenceClassification.of(network),
            List.of(NdArray.of(Shape.of(4, 4), scores)),
            List.of(),
            List.of());
    int count = 4_000;
    assertShares(TextWriter.of(7).continued(model, four, "a", count), 1, 2, 4, 8);
    assertShares(new TextWriter(0.5, 0, 7).continued(model, four, "a", count), 1, 4, 16, 64);
    assertShares(new TextWriter(1, 2, 7).continued(model, four, "a", count), 0, 0, 4, 8);
    assertShares(new TextWriter(0, 0, 7).continued(model, four, "a", count), 0, 0, 0, 1);
    assertThat(TextWriter.of(7).continued(model, four, "b", 50))
        .isEqualTo(TextWriter.of(7).continued(model, four, "b", 50))
        .isNotEqualTo(TextWriter.of(8).continued(model, four, "b", 50));
  }

  private static void assertShares(String text, double... weights) {
    double all = Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      int piece = 'a' + i;
      double share = text.chars().skip(1).filter(c -> c == piece).count() / (text.length() - 1.0);
      double expected = weights[i] / all;
      double deviation = Math.sqrt(expected * (1 - expected) / text.length());
      assertThat(share).as("%s", (char) piece).isCloseTo(expected, within(5 * deviation + 1e-9));
    }
  }

  @Test
  void what_cannot_be_gone_on_with_is_refused() {
    Model model =
        new Model(
            SequenceClassification.of(NetworkParser.parse("3, embedding 4 4")),
            List.of(NdArray.zeros(DType.FLOAT, Shape.of(4, 4))),
            List.of(),
            List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextWriter.of(1).continued(model, LETTERS, "a", 1))
        .withMessageContaining("the vocabulary has 8 pieces");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextWriter.of(1).continued(model, Characters.of("abcd"), "", 1))
        .withMessageContaining("the start is empty");
    for (double temperature : new double[] {-1, Double.NaN, 1 / 0.0}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TextWriter(temperature, 0, 1))
          .withMessageContaining("the temperature is " + temperature);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextWriter(1, -1, 1))
        .withMessageContaining("one of -1 pieces");
    NdArray unknown = NdArray.of(Shape.of(1, 3), new float[] {0, 4, 1});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.outputs(unknown))
        .withMessageContaining("a feature names nothing that the network has learnt");
  }
}
