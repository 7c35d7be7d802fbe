package thalweg.network.activation;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.network.layer.Settings;

/// x where x > 0, else alpha·(eˣ − 1). At 0 the slope is that of the left, alpha. Source: Clevert,
/// Unterthiner and Hochreiter (2016).
///
/// @param alpha what it falls to far left, with its sign turned; finite
public record Elu(double alpha) implements Layer {
  private static final double ALPHA = 1;

  public Elu {
    if (!Double.isFinite(alpha)) {
      throw new IllegalArgumentException("elu: alpha is " + alpha + "; it must be finite.");
    }
  }

  /// Makes the function with the usual alpha, 1.
  public Elu() {
    this(ALPHA);
  }

  @Override
  public String kind() {
    return "elu";
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return of(x, alpha);
  }

  static Tensor of(Tensor x, double alpha) {
    Tensor zero = Tensor.fill(0, x.type(), x.shape());
    Tensor isRight = zero.lessThan(x);
    // Nothing to the right of 0 goes into the exponential, which would give 0·∞ in the gradient.
    return isRight.select(x, isRight.select(zero, x).expm1().multiply(alpha));
  }

  /// Reads `elu [ALPHA]`.
  public static Elu read(Settings given) {
    return given.hasNext() ? new Elu(given.nextNumber("alpha")) : new Elu();
  }

  @Override
  public String text() {
    return alpha == ALPHA ? "elu" : "elu " + Settings.written(alpha);
  }

  @Override
  public String toString() {
    return text();
  }
}
