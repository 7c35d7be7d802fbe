package thalweg.training.leaf;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import thalweg.algebra.DType;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.data.Column;
import thalweg.training.data.Sampling;
import thalweg.training.objective.Objective;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.picture.Augmentation;

/// What the leaves of a training run are computed from, besides data and weights.
///
/// @param objective what is learnt
/// @param gradient how gradients are had
/// @param precision FLOAT or DOUBLE
/// @param batch rows in a mini-batch
/// @param sampling how batches are drawn
/// @param seed of the order of rows, of what layers draw and of how pictures are changed
/// @param augmentation how pictures are changed each time they are learnt from
public record LeafJob(
    Objective objective,
    GradientMethod gradient,
    DType precision,
    int batch,
    Sampling sampling,
    long seed,
    Augmentation augmentation) {
  /// Returns the programs of the leaves of `data`, each to be run about `runs` times.
  public LeafProgram.Family family(List<Column.Kind> kinds, long runs) {
    return new LeafProgram.Family(
        objective,
        kinds,
        gradient == GradientMethod.AUTOMATIC
            ? LeafProgram.Use.LEARN
            : LeafProgram.Use.LEARN_BY_DIFFERENCES,
        precision,
        runs,
        augmentation);
  }

  /// Returns how many steps an epoch of so many rows has.
  public int stepsPerEpoch(int rows) {
    return Math.ceilDiv(rows, batch);
  }

  /// Returns how many rows the batch of a step has.
  ///
  /// @param rows of the data
  /// @param step from 0
  public int batchRows(int rows, int step) {
    return (int) Math.min(batch, sampling.rows(rows, batch) - (long) step * batch);
  }

  /// Returns the job as text, a word and its value on each line: all that another process needs
  /// besides the data.
  ///
  /// @throws IllegalArgumentException if network or objective have no written form
  public String written() {
    return String.join(
        "\n",
        "network " + NetworkParser.write(objective.network()),
        "objective " + ObjectiveParser.written(objective),
        "gradient " + gradient,
        "precision " + precision,
        "batch " + batch,
        "sampling " + sampling.name(),
        "seed " + seed,
        "augmentation " + augmentation);
  }

  /// Returns the job that [#written] has told.
  ///
  /// @throws IllegalArgumentException if a word is missing or says nothing that is known
  public static LeafJob parse(String text) {
    Map<String, String> words =
        text.lines()
            .filter(line -> line.indexOf(' ') > 0)
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf(' ')),
                    line -> line.substring(line.indexOf(' ') + 1),
                    (first, _) -> first));
    Network network = NetworkParser.parse(word(words, "network"));
    return new LeafJob(
        ObjectiveParser.parse(word(words, "objective"), network),
        GradientMethod.valueOf(word(words, "gradient")),
        DType.valueOf(word(words, "precision")),
        Integer.parseInt(word(words, "batch")),
        Sampling.valueOf(word(words, "sampling")),
        Long.parseLong(word(words, "seed")),
        Augmentation.parse(word(words, "augmentation")));
  }

  private static String word(Map<String, String> words, String name) {
    String value = words.get(name);
    if (value == null) {
      throw new IllegalArgumentException("leaf job: the line of " + name + " is missing.");
    }
    return value;
  }
}
