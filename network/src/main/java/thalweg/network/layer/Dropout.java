package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// In training, makes each number 0 with probability `rate` and divides the others by 1 − `rate`,
/// so that the expected value stays; in use, the identity. Source: Srivastava et al. (2014),
/// "Dropout: a simple way to prevent neural networks from overfitting", in its inverted form.
///
/// Which numbers are dropped follows from seed, epoch, row and place. In FLOAT the probability is
/// `rate` rounded up to a multiple of 2⁻²⁴.
///
/// @param rate the share that is dropped, at least 0 and below 1
public record Dropout(double rate) implements Layer {
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout: the rate is " + rate + "; it must be at least 0 and below 1.");
    }
  }

  @Override
  public String kind() {
    return "dropout";
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    if (!pass.isTraining() || rate == 0) {
      return x;
    }
    Tensor dropped =
        pass.uniform(0, x.type(), x.shape()).lessThan(Tensor.fill(rate, x.type(), Shape.SCALAR));
    return dropped.select(Tensor.fill(0, x.type(), Shape.SCALAR), x.divide(1 - rate));
  }

  /// Reads `dropout RATE`.
  public static Dropout read(Settings given) {
    return new Dropout(given.nextNumber("rate"));
  }

  @Override
  public String text() {
    return "dropout " + Settings.written(rate);
  }

  @Override
  public String toString() {
    return text();
  }
}
