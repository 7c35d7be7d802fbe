package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `train --folds`: what is told of them.
class FoldsTest {
  @TempDir private Path folder;

  private Ran folds(Path table, String... more) {
    List<String> line =
        List.of(
            "train",
            "--data",
            table.toString(),
            "--epochs",
            "3",
            "--folds",
            "4",
            "--picture",
            folder.resolve("p.svg").toString());
    return Ran.thalweg(Stream.concat(line.stream(), List.of(more).stream()).toArray(String[]::new));
  }

  private static List<JsonNode> of(Ran ran) {
    List<JsonNode> lines = ran.jsonLines();
    return lines.subList(0, lines.size() - 1).stream()
        .filter(line -> line.get("event").asString().equals("fold"))
        .toList();
  }

  /// Mean and deviation are those of the folds that have the measure.
  private static void requireMean(Ran ran, String measure) {
    JsonNode last = ran.lastJson();
    double[] each =
        of(ran).stream()
            .filter(fold -> !fold.get(measure).isNull())
            .mapToDouble(fold -> fold.get(measure).asDouble())
            .toArray();
    assertThat(of(ran)).hasSize(4).allMatch(fold -> fold.has(measure));
    double mean = Arrays.stream(each).average().orElseThrow();
    double squares = Arrays.stream(each).map(x -> (x - mean) * (x - mean)).sum();
    assertThat(last.get(measure).asDouble()).isCloseTo(mean, within(1e-12));
    assertThat(last.get(measure + "Deviation").asDouble())
        .isCloseTo(Math.sqrt(squares / each.length), within(1e-12));
  }

  @Test
  void of_classes_the_measures_of_evaluate_are_told_with_mean_and_deviation() {
    Path table = Ran.table(folder);
    Ran json = folds(table, "--json");
    assertThat(json.exit()).as(json.err()).isZero();
    for (String measure :
        List.of(
            "testAccuracy", "testBalancedAccuracy", "testMacroF1", "testAuroc", "testLogLoss")) {
      requireMean(json, measure);
    }
    Ran said = folds(table);
    assertThat(said.out())
        .containsPattern("(?m)^test accuracy .* ± .* over 4 folds$")
        .containsPattern("(?m)^balanced accuracy +[0-9.]+ % ± [0-9.]+ %$")
        .containsPattern("(?m)^macro F1 +[0-9.]+ ± [0-9.E-]+$")
        .containsPattern("(?m)^AUROC +[0-9.]+ ± [0-9.E-]+$")
        .containsPattern("(?m)^log loss +[0-9.]+ ± [0-9.E-]+$");
  }

  @Test
  void of_a_quantity_too() {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < 80; i++) {
      double x = random.nextGaussian();
      text.append(x).append(',').append(3 * x + random.nextGaussian()).append('\n');
    }
    Ran json = folds(Ran.write(folder.resolve("q.csv"), text.toString()), "--json");
    assertThat(json.exit()).as(json.err()).isZero();
    for (String measure : List.of("testR2", "testMae", "testRmse")) {
      requireMean(json, measure);
    }
  }

  @Test
  void what_a_fold_cannot_tell_is_left_out_of_the_mean_and_said() {
    StringBuilder text = new StringBuilder("x,y,class\n");
    for (int i = 0; i < 40; i++) {
      text.append(i).append(',').append(i % 7).append(i < 2 ? ",rare\n" : ",common\n");
    }
    Path table = Ran.write(folder.resolve("rare.csv"), text.toString());
    Ran json = folds(table, "--json");
    assertThat(json.exit()).as(json.err()).isZero();
    assertThat(of(json)).filteredOn(fold -> fold.get("testAuroc").isNull()).hasSize(2);
    requireMean(json, "testAuroc");
    assertThat(folds(table).out()).containsPattern("(?m)^AUROC .*, of 2 of them$");
  }
}
