package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Takes the largest or the mean of each channel over all of space: of rows [channels, …space] it
/// makes vectors, one number for each channel. Source: Lin, Chen and Yan (2014), "Network in
/// network".
public record GlobalPooling(Pooling.Kind of) implements Layer {
  @Override
  public String kind() {
    return of == Pooling.Kind.MAX ? "globalmaxpool" : "globalaveragepool";
  }

  @Override
  public Shape output(Shape input) {
    if (input.rank() < 2) {
      throw new IllegalArgumentException(
          kind()
              + ": rows have shape "
              + input
              + "; they must be [channels, …space], with at least one axis of space.");
    }
    return Shape.of(input.size(0));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    Tensor flat = x.reshape(x.shape().size(0), x.shape().size(1), -1);
    return of == Pooling.Kind.MAX ? flat.max(2) : flat.mean(2);
  }

  @Override
  public String text() {
    return kind();
  }

  @Override
  public String toString() {
    return text();
  }
}
