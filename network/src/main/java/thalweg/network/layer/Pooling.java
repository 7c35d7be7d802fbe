package thalweg.network.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Takes the largest or the mean of each window that slides over rows of shape [channels, …space],
/// channel by channel. What a window at the edge has of padding counts neither as a number to be
/// largest nor in the mean.
///
/// Rows and columns at the end that no whole window reaches are left out. Of equal largest elements
/// each has an even share of the gradient.
///
/// @param size of the window, for each axis of space, or once for all
/// @param stride how far it moves, for each axis, or once for all
public record Pooling(Kind of, List<Integer> size, List<Integer> stride, Padding padding)
    implements Layer {
  /// What is taken of a window.
  public enum Kind {
    MAX,
    AVERAGE
  }

  public Pooling {
    Space space = Convolution.space(kind(of), size, stride, List.of(1), padding);
    size = space.size();
    stride = space.stride();
  }

  /// Returns a pooling to the largest of windows beside each other, such as `Pooling.max(2, 2)`.
  public static Pooling max(Integer... size) {
    return new Pooling(Kind.MAX, List.of(size), List.of(size), Padding.VALID);
  }

  /// Returns a pooling to the mean of windows beside each other.
  public static Pooling average(Integer... size) {
    return new Pooling(Kind.AVERAGE, List.of(size), List.of(size), Padding.VALID);
  }

  private static String kind(Kind of) {
    return of == Kind.MAX ? "maxpool" : "averagepool";
  }

  private Space space(Shape row) {
    return new Space(size, stride, List.of(1), padding).over(row);
  }

  @Override
  public String kind() {
    return kind(of);
  }

  @Override
  public Shape output(Shape input) {
    Space space = space(input);
    Shape row = space.channelled(kind(), input);
    Shape pooled = Shape.of(space.windows(kind(), row));
    return input.rank() == row.rank() ? pooled.prepend(row.size(0)) : pooled;
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    Space space = space(x.shape().withoutFirst());
    Shape row = space.channelled(kind(), x.shape().withoutFirst());
    int rows = x.shape().size(0);
    Tensor pictures = x.reshape(row.prepend(rows));
    Tensor padded = space.padded(pictures, 2);
    boolean isPadded = !padded.shape().equals(pictures.shape());
    Tensor inside = isPadded ? inside(space, pictures) : padded;
    Tensor pooled =
        switch (of) {
          case MAX -> {
            Tensor lowest = Tensor.fill(Double.NEGATIVE_INFINITY, x.type(), Shape.SCALAR);
            Tensor real = isPadded ? inside.select(padded, lowest) : padded;
            yield over(space.windowed(real, 2), space, true);
          }
          case AVERAGE -> {
            Tensor sum = over(space.windowed(padded, 2), space, false);
            yield isPadded
                ? sum.divide(over(space.windowed(inside, 2), space, false))
                : sum.divide(space.places());
          }
        };
    return pooled.reshape(output(x.shape().withoutFirst()).prepend(rows));
  }

  /// Returns 1 where the padded input has an element and 0 where it has padding: [1, 1, …space].
  private static Tensor inside(Space space, Tensor pictures) {
    Shape one = pictures.shape().with(0, 1).with(1, 1);
    return space.padded(Tensor.fill(1, pictures.type(), one), 2);
  }

  /// Folds the places of each window, in row-major order.
  private static Tensor over(Tensor windows, Space space, boolean max) {
    List<Integer> order = new ArrayList<>(List.of(0, 1));
    order.addAll(space.positionAxes(2));
    order.addAll(space.placeAxes(2));
    Tensor lines = windows.transpose(order.stream().mapToInt(Integer::intValue).toArray());
    int[] sizes = Arrays.copyOf(lines.shape().sizes(), 3 + space.axes());
    sizes[2 + space.axes()] = space.places();
    Tensor flat = lines.reshape(Shape.of(sizes));
    return max ? flat.max(-1) : flat.sum(-1);
  }

  /// Reads `maxpool SIZES [stride SIZES] [same|pad SIZES]`, or `averagepool`; windows stand beside
  /// each other unless a stride is told.
  public static Pooling read(Kind of, Settings given) {
    List<Integer> size = given.nextSizes("window");
    return new Pooling(of, size, given.sizes("stride", size), Padding.read(given));
  }

  @Override
  public String text() {
    return kind()
        + " "
        + Settings.written(size)
        + Settings.written("stride", stride, size)
        + Padding.written(padding);
  }

  @Override
  public String toString() {
    return text();
  }
}
