package thalweg.network.loss;

import thalweg.algebra.Tensor;
import thalweg.network.layer.Settings;

/// The mean over the classes of how far the right one's score is from being larger by a margin:
/// (1/classes)·Σ max(0, margin − s_right + sₖ) over the others k. 0 once all is told apart clearly.
/// Source: Weston and Watkins (1999). Where it has a kink its slope is taken to be 0.
///
/// @param margin above 0
public record Hinge(double margin) implements Loss {
  private static final double MARGIN = 1;

  public Hinge {
    if (!(margin > 0) || Double.isInfinite(margin)) {
      throw new IllegalArgumentException(
          "hinge: the margin is " + margin + "; it must be finite and above 0.");
    }
  }

  /// Makes the loss with the usual margin, 1.
  public Hinge() {
    this(MARGIN);
  }

  @Override
  public Tensor perRow(Tensor scores, Tensor target) {
    Tensor right = scores.multiply(target).sum(-1).expand(1);
    Tensor missing = scores.subtract(right).add(margin).relu();
    return missing.multiply(target.subtract(1).negate()).mean(-1);
  }

  /// Reads `hinge [margin MARGIN]`.
  static Hinge read(Settings given) {
    return new Hinge(given.number("margin", MARGIN));
  }

  @Override
  public String text() {
    return "hinge" + Settings.written("margin", margin, MARGIN);
  }

  @Override
  public String toString() {
    return text();
  }
}
