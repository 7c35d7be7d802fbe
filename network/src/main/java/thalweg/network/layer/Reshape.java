package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Gives each row another shape of as many numbers, in their order.
///
/// @param sizes of the shape, each at least 1
public record Reshape(List<Integer> sizes) implements Layer {
  public Reshape {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "reshape: the sizes are " + sizes + "; there must be some, each at least 1.");
    }
  }

  /// Makes the layer that gives rows of this shape.
  public static Reshape of(Integer... sizes) {
    return new Reshape(List.of(sizes));
  }

  private Shape shape() {
    return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public String kind() {
    return "reshape";
  }

  @Override
  public Shape output(Shape input) {
    if (shape().elements() != input.elements()) {
      throw new IllegalArgumentException(
          "reshape: rows have shape "
              + input
              + ", "
              + input.elements()
              + " numbers; "
              + shape()
              + " takes "
              + shape().elements()
              + ".");
    }
    return shape();
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return x.reshape(shape().prepend(x.shape().size(0)));
  }

  /// Reads `reshape SIZES`, such as `reshape 4x7x7`.
  public static Reshape read(Settings given) {
    return new Reshape(given.nextSizes("shape"));
  }

  @Override
  public String text() {
    return "reshape " + Settings.written(sizes);
  }

  @Override
  public String toString() {
    return text();
  }
}
