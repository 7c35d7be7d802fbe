import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Program;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Values;
import thalweg.training.leaf.Leaves;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.SequenceClassification;

/// A network of the contest with other libraries, and what it learns from, for programs that count.
///
/// @param usualBatch of the contest
record PeersNetwork(String name, Objective objective, List<Column.Kind> kinds, int usualBatch) {
  private static final int CHARACTERS = 80;
  private static final int LENGTH = 128;

  static List<PeersNetwork> all() {
    List<Column.Kind> pictures = rows(Shape.of(784));
    return List.of(
        new PeersNetwork("a", classification("784, dense 50, sigmoid, dense 10"), pictures, 100),
        new PeersNetwork(
            "b", classification("784, dense 512, relu, dense 512, relu, dense 10"), pictures, 128),
        new PeersNetwork(
            "c",
            classification(
                "1x28x28, conv 32 3x3, relu, maxpool 2, conv 64 3x3, relu, maxpool 2, flatten,"
                    + " dense 128, relu, dense 10"),
            pictures,
            128),
        new PeersNetwork(
            "d",
            SequenceClassification.of(
                NetworkParser.parse(
                    LENGTH
                        + ", embedding 80 128, positions learnt"
                        + ", transformer heads 4 causal width 512".repeat(4)
                        + ", layernorm, dense 80 each")),
            sequences(),
            16),
        new PeersNetwork(
            "e", classification("64x64, lstm 128 last, dense 10"), rows(Shape.of(64, 64)), 64));
  }

  static PeersNetwork of(String name) {
    return all().stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
  }

  private static Objective classification(String network) {
    return Classification.of(NetworkParser.parse(network));
  }

  private static List<Column.Kind> rows(Shape shape) {
    List<String> classes = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
    return List.of(
        Column.of(Dataset.FEATURES, shape, Values.of(shape.elements(), new float[shape.elements()]))
            .kind(),
        Column.classes(Dataset.TARGET, new int[1], classes).kind());
  }

  private static List<Column.Kind> sequences() {
    Values characters = Values.of(LENGTH, new int[LENGTH]);
    return List.of(
        Column.of(Dataset.FEATURES, Shape.of(LENGTH), characters).kind(),
        Column.of(Dataset.TARGET, Shape.of(LENGTH), characters).kind());
  }

  /// Returns what is computed of the largest leaf of a batch.
  Program leaf(int batch) {
    int leaves = Leaves.count(batch);
    int rows = 0;
    for (int leaf = 0; leaf < leaves; leaf++) {
      rows = Math.max(rows, Leaves.start(batch, leaf + 1) - Leaves.start(batch, leaf));
    }
    return TrainingSettings.defaults()
        .withBatch(batch)
        .job(objective)
        .family(kinds, 1)
        .of(rows)
        .program();
  }

  Network network() {
    return objective.network();
  }
}
