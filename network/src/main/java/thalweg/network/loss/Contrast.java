package thalweg.network.loss;

import java.util.stream.IntStream;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.layer.Settings;

/// Tells each row's target from those of the other rows, InfoNCE: −log softmax over j of cos(yᵢ,
/// tⱼ) / temperature, at j = i. Outputs and targets are vectors of which only the direction counts.
/// Source: van den Oord, Li and Vinyals (2018), with cosines as in Chen et al. (2020).
///
/// The other rows are those of the same leaf, at most 64 that are computed together, so that the
/// loss does not depend on who computes what; it falls with the number of them, and is 0 for one.
///
/// @param temperature how much larger a cosine must be, above 0
public record Contrast(double temperature) implements Loss {
  private static final double TEMPERATURE = 0.1;

  /// Keeps the length of a vector of zeros from 0.
  private static final double TINY = 1e-12;

  public Contrast {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "info-nce: the temperature is " + temperature + "; it must be finite and above 0.");
    }
  }

  /// Makes the loss with the temperature 0.1.
  public Contrast() {
    this(TEMPERATURE);
  }

  @Override
  public Tensor perRow(Tensor output, Tensor target) {
    int rows = output.shape().size(0);
    Tensor cosines = direction(output).matmul(direction(target).transpose());
    Tensor own =
        Tensor.of(NdArray.of(Shape.of(rows), IntStream.range(0, rows).toArray()))
            .oneHot(rows, output.type());
    return cosines.divide(temperature).logSoftmax(-1).multiply(own).sum(-1).negate();
  }

  private static Tensor direction(Tensor x) {
    return x.divide(x.square().sum(-1).add(TINY).squareRoot().expand(1));
  }

  /// Reads `info-nce [temperature TEMPERATURE]`.
  static Contrast read(Settings given) {
    return new Contrast(given.number("temperature", TEMPERATURE));
  }

  @Override
  public String text() {
    return "info-nce" + Settings.written("temperature", temperature, TEMPERATURE);
  }

  @Override
  public String toString() {
    return text();
  }
}
