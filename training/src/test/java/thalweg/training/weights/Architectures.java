package thalweg.training.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// Networks drawn by chance, each as the text of ours and as what another program computes under
/// names of a scheme drawn by chance.
final class Architectures {
  /// A network: its text, the shape of a row there, and what is computed of one.
  record Drawn(
      String text, Shape row, boolean isWhole, BiFunction<Elsewhere, NdArray, NdArray> function) {}

  private final Random random;
  private final boolean isKeras;
  private final List<String> texts = new ArrayList<>();
  private BiFunction<Elsewhere, NdArray, NdArray> function = (_, x) -> x;
  private final int scheme;
  private int named;

  private Architectures(long seed, boolean isKeras) {
    random = new Random(seed);
    this.isKeras = isKeras;
    scheme = random.nextInt(3);
  }

  static Drawn draw(long seed, boolean isKeras) {
    Architectures drawing = new Architectures(seed, isKeras);
    return switch ((int) (seed % 4)) {
      case 0 -> drawing.vectors();
      case 1 -> drawing.pictures();
      case 2 -> drawing.sequences();
      default -> drawing.words();
    };
  }

  private void add(String text, BiFunction<Elsewhere, NdArray, NdArray> step) {
    BiFunction<Elsewhere, NdArray, NdArray> before = function;
    texts.add(text);
    function = (there, x) -> step.apply(there, before.apply(there, x));
  }

  /// Returns a name that is there once, in an order that numbers tell.
  private String name(String kind) {
    int number = named++;
    return isKeras
        ? (scheme == 0 ? "model/" : "") + kind + (number == 0 ? "" : "_" + number) + "/"
        : switch (scheme) {
          case 0 -> number + ".";
          case 1 -> "module." + kind + number + ".";
          default -> "net.layers." + number + "." + kind + ".";
        };
  }

  private void activation() {
    switch (random.nextInt(3)) {
      case 0 -> add("relu", (_, x) -> Elsewhere.each(x, v -> Math.max(0, v)));
      case 1 -> add("tanh", (_, x) -> Elsewhere.each(x, Math::tanh));
      default -> {}
    }
  }

  private void dense(int outputs, String more) {
    String at = name("dense");
    boolean hasBias = random.nextInt(4) > 0;
    add("dense " + outputs + more, (there, x) -> there.dense(at, x, outputs, hasBias));
  }

  private void flatten() {
    add("flatten", (_, x) -> x.reshape(Shape.of(x.shape().elements())));
  }

  private Drawn drawn(String shape, Shape row, boolean isWhole) {
    return new Drawn(shape + ", " + String.join(", ", texts), row, isWhole, function);
  }

  private Drawn vectors() {
    int width = 1 + random.nextInt(5);
    boolean areAlike = random.nextBoolean();
    for (int i = 1 + random.nextInt(areAlike ? 13 : 4); i > 0; i--) {
      dense(areAlike ? width : 1 + random.nextInt(6), "");
      if (random.nextInt(4) == 0) {
        String at = name("batch_norm");
        double epsilon = random.nextBoolean() ? 1e-5 : 1e-3;
        add("batchnorm epsilon " + epsilon, (there, x) -> there.batchNorm(at, x, epsilon));
      }
      activation();
    }
    return drawn("" + width, Shape.of(width), false);
  }

  private Drawn pictures() {
    int channels = 1 + random.nextInt(4);
    int side = 7 + random.nextInt(3);
    int depth = 1 + random.nextInt(2);
    for (int i = 0; i < depth; i++) {
      int filters = 2 * (1 + random.nextInt(3));
      int stride = 1 + random.nextInt(2);
      boolean isDepthwise = isKeras && i > 0 && random.nextBoolean();
      String at = name("conv2d");
      if (isDepthwise) {
        int before =
            Integer.parseInt(
                texts.stream().filter(t -> t.startsWith("conv")).toList().getLast().split(" ")[1]);
        add(
            "conv " + 2 * before + " 2x2 groups " + before,
            (there, x) -> there.depthwise(at, x, 2, 2));
      } else {
        int groups = i > 0 && filters % 2 == 0 ? 2 : 1;
        add(
            "conv " + filters + " 2x2 stride " + stride + " groups " + groups,
            (there, x) -> there.convolution(at, x, filters, 2, stride, groups));
      }
      if (random.nextBoolean()) {
        String norm = name("batch_normalization");
        add("batchnorm", (there, x) -> there.batchNorm(norm, x, 1e-5));
      }
      activation();
    }
    if (random.nextInt(3) == 0) {
      String at = name("conv2d_transpose");
      add("transposedconv 3 2x2 stride 2", (there, x) -> there.transposed(at, x, 3, 2, 2));
    }
    flatten();
    activation();
    if (random.nextInt(3) == 0) {
      String at = name("flat_norm");
      add("batchnorm", (there, x) -> there.batchNorm(at, x, 1e-5));
    }
    dense(1 + random.nextInt(5), "");
    return drawn(
        channels + "x" + side + "x" + side,
        isKeras ? Shape.of(side, side, channels) : Shape.of(channels, side, side),
        false);
  }

  private void recurrent() {
    boolean isLstm = random.nextBoolean();
    boolean isBoth = random.nextBoolean();
    int units = 1 + random.nextInt(4);
    int stacked = isKeras ? 1 : 1 + random.nextInt(3);
    String kind = isLstm ? "lstm" : "gru";
    String name = name(isBoth && isKeras ? "bidirectional" : kind);
    for (int i = 0; i < stacked; i++) {
      String ending = "_l" + i;
      String cell =
          name + (isKeras ? (isBoth ? "forward_" + kind + "/" : "") + kind + "_cell/" : "");
      String back = isKeras ? cell.replace("forward_", "backward_") : cell;
      add(
          kind + " " + units + (isBoth ? " both" : ""),
          (there, x) -> {
            NdArray forward = there.recurrent(isLstm, cell, ending, x, units, false);
            return isBoth
                ? Elsewhere.beside(forward, there.recurrent(isLstm, back, ending, x, units, true))
                : forward;
          });
    }
  }

  private Drawn sequences() {
    int width = 1 + random.nextInt(4);
    recurrent();
    if (random.nextBoolean()) {
      String at = name("layer_normalization");
      add("layernorm", (there, x) -> there.layerNorm(at, x));
    }
    if (random.nextBoolean()) {
      dense(3, " each");
    }
    flatten();
    dense(2, "");
    return drawn("4x" + width, Shape.of(4, width), false);
  }

  private Drawn words() {
    int width = 4;
    int heads = 1 << random.nextInt(3);
    String table = name("embedding");
    add("embedding 7 4", (there, x) -> there.embedding(table, x, 7, width));
    for (int i = random.nextInt(2); i >= 0; i--) {
      if (!isKeras && random.nextBoolean()) {
        block(heads);
      } else {
        String at = name("multi_head_attention");
        add(
            "residual(attention heads " + heads + ")",
            (there, x) -> Elsewhere.add(x, there.attention(at, x, heads)));
      }
    }
    String at = name("layer_normalization");
    add("layernorm", (there, x) -> there.layerNorm(at, x));
    flatten();
    dense(3, "");
    return drawn("5", Shape.of(5), true);
  }

  /// `TransformerEncoderLayer` with `norm_first` and gelu.
  private void block(int heads) {
    String at = name("block");
    add(
        "transformer heads " + heads + " width 6",
        (there, x) -> {
          NdArray seen =
              there.attention(at + "self_attn.", there.layerNorm(at + "norm1.", x), heads);
          NdArray y = Elsewhere.add(x, seen);
          NdArray inner = there.dense(at + "linear1.", there.layerNorm(at + "norm2.", y), 6, true);
          NdArray gelu = Elsewhere.each(inner, Architectures::gelu);
          return Elsewhere.add(y, there.dense(at + "linear2.", gelu, 4, true));
        });
  }

  /// x · Φ(x), Φ by Simpson's rule.
  private static double gelu(double x) {
    int parts = 2_000;
    double sum = 0;
    for (int i = 0; i <= parts; i++) {
      double t = x * i / parts;
      sum += Math.exp(-t * t / 2) * (i == 0 || i == parts ? 1 : i % 2 == 1 ? 4 : 2);
    }
    return x * (0.5 + sum * x / (3 * parts) / Math.sqrt(2 * Math.PI));
  }
}
