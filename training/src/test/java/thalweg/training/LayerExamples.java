package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// Networks of one layer, for each name that a network's text knows: the shapes and settings over
/// which every layer is held to the laws of [EveryLayerTest].
final class LayerExamples {
  private LayerExamples() {}

  /// A new layer has a line here. What takes whole numbers, as an embedding does, begins with `!`.
  private static final String EXAMPLES =
      """
      dense: 1, dense 1 | 5, dense 3 | 2x3, dense 2 each | 4, dense 2 init orthogonal | 3, dense 4 init lecun
      flatten: 4, flatten | 2x3, flatten | 2x1x3, flatten
      dropout: 5, dropout 0.3 | 2x3, dropout 0.9
      batchnorm: 5, batchnorm | 3x2, batchnorm momentum 1 epsilon 0.1 | 2x2x2, batchnorm
      layernorm: 5, layernorm | 3x4, layernorm epsilon 0.01 | 2x3x2, layernorm
      groupnorm: 6, groupnorm 2 | 4x3, groupnorm 4 epsilon 0.1 | 4x2x2, groupnorm 2 | 3, groupnorm 1
      rmsnorm: 5, rmsnorm | 3x4, rmsnorm epsilon 0.01
      reshape: 6, reshape 2x3 | 2x3x2, reshape 4x3 | 2x3, reshape 6
      residual: 4, residual(dense 4, tanh) | 3, residual(dense 5, dropout 0.3, dense 3, dropout 0.3)\
       | 2x3, residual(batchnorm) | 3, residual(residual(dense 3))
      parallel: 4, parallel(dense 2 \\ dense 3, tanh) | 3, parallel add (dense 2 \\ dense 3, dense 2)\
       | 2x3, parallel(identity \\ batchnorm \\ dropout 0.4, tanh) | 4, parallel(dense 1)
      frozen: 4, frozen(dense 3, tanh) | 3, frozen(batchnorm, dropout 0.5)
      tied: !3, tied(embedding 5 2 \\ tanh) | 4, tied(dense 3 \\ tanh, dropout 0.2) | 2x4, tied(dense 3 each \\ batchnorm)
      repeat: 3, repeat 3 (dense 3, sigmoid) | 2x4, repeat 2 (transformer width 3 dropout 0.2) | 4, repeat 1 (dropout 0.3)
      leaky-relu: 5, leaky-relu | 2x3, leaky-relu 0.3 | 4, leaky-relu -1
      elu: 5, elu | 2x3, elu 0.5
      gelu: 5, gelu | 2x3, gelu tanh
      maxout: 6, maxout 2 | 6x2, maxout 3 | 4x2x2, maxout 4
      softmax: 1, softmax | 5, softmax | 2x3, softmax
      part: 5, part 0 2 | 3x2, part 1 3 | 4x2x2, part 3 4
      conv: 2x4, conv 3 2 | 1x5x4, conv 2 3x2 stride 2x1 same init lecun | 4x3x3, conv 4 2 dilation 2 groups 2 \
       | 5x5, conv 2 3x3 pad 1 | 2x3x3x2, conv 2 2
      transposedconv: 2x3, transposedconv 2 2 stride 2 | 2x3x2, transposedconv 1 3x2 stride 2x1 crop 1x0 \
       | 1x3x3, transposedconv 2 2 dilation 2 init xavier
      maxpool: 2x4, maxpool 2 | 2x5x5, maxpool 3 stride 2 same | 4x4, maxpool 2x2 | 2x4x6, maxpool 2
      averagepool: 2x4, averagepool 2 | 2x5x5, averagepool 3 stride 2 pad 1
      globalmaxpool: 3x4, globalmaxpool | 2x3x3, globalmaxpool
      globalaveragepool: 3x4, globalaveragepool | 2x3x3, globalaveragepool
      embedding: !3, embedding 5 2
      positions: 3x4, positions learnt | 3x4, positions sinusoidal
      attention: 3x4, attention | 3x4, attention heads 2 causal | 4x8, attention heads 4 kv 2 rotary
      transformer: 3x4, transformer width 5 | 3x4, transformer heads 2 causal rotary width 3 dropout 0.2
      lstm: 3x2, lstm 3 | 4x2, lstm 2 last | 3x2, lstm 2 both
      gru: 3x2, gru 3 | 4x2, gru 2 last | 3x2, gru 2 both
      """;

  /// One of them.
  record Example(Network network, boolean isWhole) {}

  /// Returns the examples by the name of the layer.
  static Map<String, List<Example>> all() {
    Map<String, List<Example>> all = new TreeMap<>();
    for (String name : NetworkParser.names()) {
      all.put(name, new ArrayList<>());
    }
    EXAMPLES
        .lines()
        .forEach(
            line -> {
              List<Example> examples = all.get(line.substring(0, line.indexOf(':')));
              for (String text : line.substring(line.indexOf(':') + 1).split(" \\| ")) {
                boolean isWhole = text.strip().startsWith("!");
                String network = text.strip().replace("!", "").replace('\\', '|');
                examples.add(new Example(NetworkParser.parse(network), isWhole));
              }
            });
    // What has no settings needs no line.
    all.forEach(
        (name, examples) -> {
          for (String shape : List.of("5", "2x3", "scalar")) {
            if (examples.isEmpty() || examples.size() < 3 && takesNone(name)) {
              examples.add(new Example(NetworkParser.parse(shape + ", " + name), false));
            }
          }
        });
    return all;
  }

  private static boolean takesNone(String name) {
    return !EXAMPLES.contains(name + ":");
  }

  /// Networks as wide as people have them, with sizes that leave a rest in every vector and tile.
  static List<Network> wide() {
    return List.of(
            "2x19x17, conv 21 3x3, relu, maxpool 2, conv 35 3x3 same, relu, maxpool 2, flatten,"
                + " dense 37, relu, dense 2",
            "24x9, conv 48 3 dilation 2 same groups 3, gelu, batchnorm, averagepool 2,"
                + " globalmaxpool, dense 2",
            "6x7x7, transposedconv 19 3 stride 2, silu, conv 18 3 stride 2, groupnorm 6, flatten,"
                + " dense 2",
            "37x24, transformer heads 3 causal rotary width 50 dropout 0.1, layernorm, flatten,"
                + " dense 2",
            "19x32, attention heads 4 kv 2, rmsnorm, dense 33 each, mish, part 18 19, flatten,"
                + " dense 2",
            "13x21, lstm 35, gru 18 both last, dense 2",
            "333, dense 259, maxout 7, tied(dense 50 | tanh), softmax, repeat 2 (dense 37, elu),"
                + " dense 2")
        .stream()
        .map(NetworkParser::parse)
        .toList();
  }

  /// Two classes of such rows.
  static Split rows(LayerExamples.Example example, int rows) {
    Random random = new Random(17);
    double[][] x = new double[rows][example.network().input().elements()];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < x[row].length; i++) {
        x[row][i] = example.isWhole() ? random.nextInt(2) : random.nextGaussian();
      }
      labels[row] = x[row][0] > 0 ? 1 : 0;
    }
    Dataset data = Dataset.of(x, labels);
    return new Split(data, data);
  }

  /// The example with a layer before and after it, whose gradients it passes on.
  static Network trained(LayerExamples.Example example) {
    Network network = example.network();
    int inputs = network.input().elements();
    String shape = NetworkParser.write(network).replaceFirst(",.*", "");
    String layer = network.layers().getFirst().text();
    boolean isBent = !example.isWhole() && network.input().rank() > 0;
    return NetworkParser.parse(
        isBent
            ? inputs
                + ", dense "
                + inputs
                + ", reshape "
                + shape
                + ", "
                + layer
                + ", flatten, dense 2"
            : shape + ", " + layer + ", flatten, dense 2");
  }
}
