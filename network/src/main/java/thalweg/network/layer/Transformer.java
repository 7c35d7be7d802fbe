package thalweg.network.layer;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// A block of a transformer: y = x + attention(norm(x)), then y + W₂·gelu(W₁·norm(y) + b₁) + b₂ at
/// each place by itself, norm being layer normalisation with a learnt scale and shift. Sources:
/// Vaswani et al. (2017), "Attention is all you need", section 3; normalised before and not after
/// each half, as in Xiong et al. (2020), "On layer normalization in the transformer architecture":
/// so blocks can be stacked without a slow start. After the last block belongs one more layer
/// normalisation.
///
/// @param attention how the vectors look at each other
/// @param width numbers between W₁ and W₂, at each place
/// @param dropout the share that is dropped in training of what either half adds, at least 0 and
///   below 1
public record Transformer(Attention attention, int width, double dropout) implements Layer {
  private static final LayerNormalisation NORM = new LayerNormalisation();

  /// Of [#parameters]: those of attention come first.
  private static final int OF_ATTENTION = 8;

  public Transformer {
    if (width < 1) {
      throw new IllegalArgumentException(
          "transformer: width "
              + width
              + "; say how many numbers stand between its two dense layers, usually 4 times those"
              + " of a vector.");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "transformer: dropout is " + dropout + "; it must be at least 0 and below 1.");
    }
  }

  /// Returns a block without dropout.
  public Transformer(Attention attention, int width) {
    this(attention, width, 0);
  }

  @Override
  public String kind() {
    return "transformer";
  }

  @Override
  public Shape output(Shape input) {
    return attention.output(input);
  }

  @Override
  public List<Need> parameters(Shape input) {
    int inputs = output(input).size(1);
    List<Need> needs = new ArrayList<>();
    addAll(needs, "attention.", attention, input);
    addAll(needs, "norm1.", NORM, input);
    addAll(needs, "norm2.", NORM, input);
    Initialisation xavier = new Initialisation.Xavier();
    needs.add(new Need("inner.weight", Shape.of(inputs, width), xavier, inputs, width));
    needs.add(vector("inner.bias", width));
    needs.add(new Need("outer.weight", Shape.of(width, inputs), xavier, width, inputs));
    needs.add(vector("outer.bias", inputs));
    return needs;
  }

  private static void addAll(List<Need> needs, String prefix, Layer layer, Shape input) {
    for (Need need : layer.parameters(input)) {
      needs.add(
          new Need(
              prefix + need.name(),
              need.shape(),
              need.initialisation(),
              need.fanIn(),
              need.fanOut()));
    }
  }

  private static Need vector(String name, int size) {
    return new Need(name, Shape.of(size), new Initialisation.Zeros(), size, size);
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    List<Tensor> own = parameters.subList(OF_ATTENTION, parameters.size());
    Tensor seen =
        attention.apply(
            pass, parameters.subList(0, OF_ATTENTION), NORM.apply(pass, own.subList(0, 2), x));
    Tensor y = x.add(dropped(pass, 0, seen));
    Tensor inner = NORM.apply(pass, own.subList(2, 4), y).matmul(own.get(4)).add(own.get(5));
    Tensor outer = gelu(inner).matmul(own.get(6)).add(own.get(7));
    return y.add(dropped(pass, 1, outer));
  }

  /// x · Φ(x), Φ being the normal distribution. Source: Hendrycks and Gimpel (2016).
  private static Tensor gelu(Tensor x) {
    return x.multiply(x.multiply(Math.sqrt(0.5)).erf().add(1)).multiply(0.5);
  }

  private Tensor dropped(Pass pass, int draw, Tensor x) {
    if (!pass.isTraining() || dropout == 0) {
      return x;
    }
    Tensor drops =
        pass.uniform(draw, x.type(), x.shape())
            .lessThan(Tensor.fill(dropout, x.type(), Shape.SCALAR));
    return drops.select(Tensor.fill(0, x.type(), Shape.SCALAR), x.divide(1 - dropout));
  }

  /// Reads `transformer [heads COUNT] [kv COUNT] [causal] [rotary] width WIDTH [dropout RATE]`.
  public static Transformer read(Settings given) {
    return new Transformer(
        Attention.read(given), given.whole("width", 0), given.number("dropout", 0));
  }

  @Override
  public String text() {
    return "transformer"
        + attention.settings()
        + " width "
        + width
        + Settings.written("dropout", dropout, 0.0);
  }

  @Override
  public String toString() {
    return text();
  }
}
