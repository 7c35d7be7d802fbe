package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Lays out each row, of whatever shape, as a vector.
public record Flatten() implements Layer {
  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Shape output(Shape input) {
    return Shape.of(input.elements());
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return x.reshape(x.shape().size(0), x.shape().withoutFirst().elements());
  }

  @Override
  public String text() {
    return "flatten";
  }

  @Override
  public String toString() {
    return text();
  }
}
