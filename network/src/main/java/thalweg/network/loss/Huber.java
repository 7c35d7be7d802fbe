package thalweg.network.loss;

import thalweg.algebra.Tensor;
import thalweg.network.layer.Settings;

/// The mean over the outputs of half the squared error where it is at most delta, beyond it of the
/// straight line that goes on from there: e²/2, or delta·(|e| − delta/2). Few rows that are far off
/// do not decide all. Source: Huber (1964).
///
/// @param delta where the line begins, above 0
public record Huber(double delta) implements Loss {
  private static final double DELTA = 1;

  public Huber {
    if (!(delta > 0) || Double.isInfinite(delta)) {
      throw new IllegalArgumentException(
          "huber: delta is " + delta + "; it must be finite and above 0.");
    }
  }

  /// Makes the loss with the usual delta, 1.
  public Huber() {
    this(DELTA);
  }

  @Override
  public Tensor perRow(Tensor output, Tensor target) {
    Tensor error = output.subtract(target).absolute();
    Tensor near = error.minimum(delta);
    return near.multiply(error.subtract(near.divide(2))).mean(-1);
  }

  /// Reads `huber [delta DELTA]`.
  static Huber read(Settings given) {
    return new Huber(given.number("delta", DELTA));
  }

  @Override
  public String text() {
    return "huber" + Settings.written("delta", delta, DELTA);
  }

  @Override
  public String toString() {
    return text();
  }
}
