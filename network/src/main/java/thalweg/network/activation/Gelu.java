package thalweg.network.activation;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.network.layer.Settings;

/// x·Φ(x), where Φ is the share of the normal distribution below x: (1 + erf(x / √2)) / 2. Or, with
/// the hyperbolic tangent in place of it, x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2, which differs
/// by up to 5e-4 and is what some published networks were trained with. Source: Hendrycks and
/// Gimpel (2016).
///
/// @param isByTanh whether by the hyperbolic tangent; else exactly
public record Gelu(boolean isByTanh) implements Layer {
  /// Beyond it the tangent is 1 in both precisions, and its cube would overflow.
  private static final double FAR = 30;

  /// Makes the exact function.
  public Gelu() {
    this(false);
  }

  @Override
  public String kind() {
    return "gelu";
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    if (!isByTanh) {
      return x.multiply(x.multiply(Math.sqrt(0.5)).erf().add(1)).multiply(0.5);
    }
    Tensor near = x.minimum(FAR).maximum(-FAR);
    Tensor inner = near.square().multiply(0.044715).add(1).multiply(near);
    // (1 + tanh u) / 2 is the sigmoid of 2u, which keeps its digits far left.
    return x.multiply(inner.multiply(2 * Math.sqrt(2 / Math.PI)).sigmoid());
  }

  /// Reads `gelu [tanh]`.
  public static Gelu read(Settings given) {
    return new Gelu(given.has("tanh"));
  }

  @Override
  public String text() {
    return isByTanh ? "gelu tanh" : "gelu";
  }

  @Override
  public String toString() {
    return text();
  }
}
