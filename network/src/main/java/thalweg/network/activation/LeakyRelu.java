package thalweg.network.activation;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.network.layer.Settings;

/// x where x > 0, else slope·x: no number is without a slope. At 0 the slope is that of the left.
/// Source: Maas, Hannun and Ng (2013).
///
/// @param slope left of 0; finite
public record LeakyRelu(double slope) implements Layer {
  private static final double SLOPE = 0.01;

  public LeakyRelu {
    if (!Double.isFinite(slope)) {
      throw new IllegalArgumentException(
          "leaky-relu: the slope is " + slope + "; it must be finite.");
    }
  }

  /// Makes the function with the usual slope, 0.01.
  public LeakyRelu() {
    this(SLOPE);
  }

  @Override
  public String kind() {
    return "leaky-relu";
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return Tensor.fill(0, x.type(), x.shape()).lessThan(x).select(x, x.multiply(slope));
  }

  /// Reads `leaky-relu [SLOPE]`.
  public static LeakyRelu read(Settings given) {
    return given.hasNext() ? new LeakyRelu(given.nextNumber("slope")) : new LeakyRelu();
  }

  @Override
  public String text() {
    return slope == SLOPE ? "leaky-relu" : "leaky-relu " + Settings.written(slope);
  }

  @Override
  public String toString() {
    return text();
  }
}
