package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.model.Model;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Regression;

/// Models of every layer with weights drawn by chance, and rows for them: what is carried to ONNX
/// and back.
final class OnnxExamples {
  private OnnxExamples() {}

  /// A model and the rows it is tried on.
  record Tried(Model model, boolean isWhole) {
    /// Returns rows in which numbers of every size occur, or whole numbers below 2.
    NdArray rows(int count, long seed) {
      Random random = new Random(seed);
      NdArray rows = NdArray.zeros(DType.FLOAT, model.network().input().prepend(count));
      for (int i = 0; i < rows.shape().elements(); i++) {
        double wide = random.nextInt(8) == 0 ? 4 : 1;
        rows.set(i, isWhole ? random.nextInt(2) : wide * random.nextGaussian());
      }
      return rows;
    }

    @Override
    public String toString() {
      return model.network().toString();
    }
  }

  /// Returns a model of each example of each layer, and wide networks of several layers.
  static Stream<Tried> all() {
    Stream<Tried> single =
        LayerExamples.all().values().stream()
            .flatMap(List::stream)
            .map(example -> new Tried(model(example.network(), 5), example.isWhole()));
    Stream<Tried> wide =
        Stream.concat(LayerExamples.wide().stream(), several().map(NetworkParser::parse))
            .map(network -> new Tried(model(network, 7), network.toString().contains("embedding")));
    return Stream.concat(single, wide);
  }

  private static Stream<String> several() {
    return Stream.of(
        "784, dense 50, sigmoid, dense 10",
        "6, embedding 9 8, positions learnt, transformer heads 2 causal width 11, layernorm, dense"
            + " 5 each",
        "3x8x8, conv 4 3x3 same, batchnorm, residual(relu, conv 4 3x3 pad 1, batchnorm), relu,"
            + " maxpool 2, parallel(conv 2 1x1 \\ conv 3 3x3 same \\ averagepool 3 stride 1 pad 1),"
                .replace('\\', '|')
            + " globalaveragepool, dropout 0.4, dense 3, softmax");
  }

  /// Returns a classification by a network with weights drawn by chance.
  static Model model(Network network, long seed) {
    return model(Classification.of(network), seed, Fields.UNKNOWN, Fields.UNKNOWN);
  }

  /// Returns a model of quantities in units of their own, from features that are scaled.
  static Model scaled(Network network, long seed) {
    Random random = new Random(seed);
    return model(
        Regression.of(network),
        seed,
        fields(random, network.input().elements()),
        fields(random, network.output().elements()));
  }

  private static Fields fields(Random random, int count) {
    List<Fields.Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double scale = Math.exp(3 * random.nextGaussian());
      double centre = scale * 20 * random.nextGaussian();
      fields.add(Fields.Field.named("column " + i, i).scaled(centre, scale));
    }
    return new Fields(fields);
  }

  private static Model model(Objective objective, long seed, Fields features, Fields target) {
    Network network = objective.network();
    Random random = new Random(seed);
    List<NdArray> parameters = new ArrayList<>();
    for (NdArray first : network.initial(DType.FLOAT, seed)) {
      NdArray moved = first.copy();
      for (int i = 0; i < moved.shape().elements(); i++) {
        moved.set(i, moved.at(i) + 0.2 * random.nextGaussian());
      }
      parameters.add(moved);
    }
    // What frozen layers keep are parameters there; a variance is positive.
    for (int i = 0; i < parameters.size(); i++) {
      if (network.parameters().get(i).name().endsWith("variance")) {
        positive(random, parameters.get(i));
      }
    }
    List<NdArray> statistics =
        network.initialStatistics(DType.FLOAT).stream()
            .map(
                kept -> {
                  NdArray drawn = kept.copy();
                  positive(random, drawn);
                  return drawn;
                })
            .toList();
    boolean isClasses = objective instanceof Classification;
    Shape label = isClasses ? Shape.SCALAR : Shape.of(network.output().elements());
    return new Model(
        objective,
        parameters,
        statistics,
        List.of(
            new Column.Kind(Dataset.FEATURES, network.input(), DType.FLOAT, features, List.of()),
            new Column.Kind(
                Dataset.TARGET, label, isClasses ? DType.INT : DType.FLOAT, target, List.of())));
  }

  private static void positive(Random random, NdArray values) {
    for (int i = 0; i < values.shape().elements(); i++) {
      values.set(i, 0.5 + random.nextDouble());
    }
  }
}
