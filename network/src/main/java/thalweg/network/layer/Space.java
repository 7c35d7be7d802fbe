package thalweg.network.layer;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// The windows of a layer over rows of shape [channels, …space]: how large, how far apart their
/// places, how far they move, and what stands around the input.
///
/// @param size elements of a window along each axis of space
/// @param stride how far the window moves, for each axis
/// @param dilation how far apart its places are, for each axis
record Space(List<Integer> size, List<Integer> stride, List<Integer> dilation, Padding padding) {
  private static final int MOST_AXES = 3;

  Space {
    size = List.copyOf(size);
    int axes = size.size();
    if (size.isEmpty() || axes > MOST_AXES || size.stream().anyMatch(n -> n < 1)) {
      throw new IllegalArgumentException(
          "the window is "
              + (size.isEmpty() ? "empty" : Settings.written(size))
              + "; it must have one to three sizes, each at least 1, such as 3x3.");
    }
    requireFew("stride", stride, axes, 1);
    requireFew("dilation", dilation, axes, 1);
    if (padding instanceof Padding.Of(List<Integer> zeros)) {
      requireFew("pad", zeros, axes, 0);
    }
    stride = List.copyOf(stride);
    dilation = List.copyOf(dilation);
  }

  private static void requireFew(String what, List<Integer> given, int axes, int least) {
    if ((given.size() != 1 && given.size() != axes) || given.stream().anyMatch(n -> n < least)) {
      throw new IllegalArgumentException(
          what
              + " is "
              + (given.isEmpty() ? "empty" : Settings.written(given))
              + "; it must be one number for all axes or one for each, at least "
              + least
              + ".");
    }
  }

  /// Returns the windows over rows of a shape: what is told once holds for each axis of space,
  /// which are all but the first.
  Space over(Shape row) {
    int axes = size.size() > 1 ? size.size() : Math.clamp(row.rank() - 1, 1, MOST_AXES);
    return new Space(each(size, axes), each(stride, axes), each(dilation, axes), padding);
  }

  private static List<Integer> each(List<Integer> given, int axes) {
    return given.size() == axes ? given : Collections.nCopies(axes, given.getFirst());
  }

  int axes() {
    return size.size();
  }

  int places() {
    return size.stream().reduce(1, (a, b) -> a * b);
  }

  /// Returns how many elements a window spans along an axis.
  int reach(int axis) {
    return (size.get(axis) - 1) * dilation.get(axis) + 1;
  }

  /// Returns rows of a shape as [channels, …space]; rows without an axis of channels have one.
  Shape channelled(String layer, Shape row) {
    if (row.rank() == axes()) {
      return row.prepend(1);
    }
    if (row.rank() != axes() + 1) {
      throw new IllegalArgumentException(
          layer
              + ": rows have shape "
              + row
              + "; a window of "
              + Settings.written(size)
              + " needs [channels"
              + ", size".repeat(axes())
              + "]. Put a reshape before.");
    }
    return row;
  }

  /// Returns how many windows there are along each axis of rows [channels, …space].
  int[] windows(String layer, Shape row) {
    int[] windows = new int[axes()];
    for (int axis = 0; axis < axes(); axis++) {
      int length = row.size(axis + 1);
      Padding.Amount zeros = padding.around(axis, length, reach(axis), stride.get(axis));
      long padded = (long) length + zeros.before() + zeros.after();
      if (reach(axis) > padded) {
        throw new IllegalArgumentException(
            layer
                + ": a window that reaches over "
                + reach(axis)
                + " elements does not fit rows of shape "
                + row
                + ", which have "
                + length
                + (padded == length ? "" : ", with padding " + padded)
                + " there. Take a smaller one, or pad.");
      }
      windows[axis] = (int) ((padded - reach(axis)) / stride.get(axis)) + 1;
    }
    return windows;
  }

  /// Returns x with zeros around it, x having `lead` axes before those of space.
  Tensor padded(Tensor x, int lead) {
    Tensor padded = x;
    for (int axis = 0; axis < axes(); axis++) {
      Padding.Amount zeros =
          padding.around(axis, x.shape().size(lead + axis), reach(axis), stride.get(axis));
      if (zeros.before() + zeros.after() > 0) {
        padded = padded.pad(lead + axis, zeros.before(), zeros.after());
      }
    }
    return padded;
  }

  /// Returns the windows of x, which has `lead` axes before those of space and is padded already:
  /// for each axis of space that of the places, then that of the positions.
  Tensor windowed(Tensor x, int lead) {
    Tensor windowed = x;
    for (int axis = 0; axis < axes(); axis++) {
      windowed =
          windowed.window(lead + 2 * axis, size.get(axis), stride.get(axis), dilation.get(axis));
    }
    return windowed;
  }

  /// Returns windows laid over each other, the transpose of [#windowed].
  Tensor overlapped(Tensor windows, int lead, int[] sizes) {
    Tensor laid = windows;
    for (int axis = axes() - 1; axis >= 0; axis--) {
      laid = laid.overlap(lead + 2 * axis, sizes[axis], stride.get(axis), dilation.get(axis));
    }
    return laid;
  }

  /// Returns the axes of [#windowed] that hold positions.
  List<Integer> positionAxes(int lead) {
    return IntStream.range(0, axes()).mapToObj(axis -> lead + 2 * axis + 1).toList();
  }

  /// Returns the axes of [#windowed] that hold the places in a window.
  List<Integer> placeAxes(int lead) {
    return IntStream.range(0, axes()).mapToObj(axis -> lead + 2 * axis).toList();
  }

  /// Returns one number for each channel in a shape that goes along with [channels, …space].
  static Tensor along(Tensor each, int axes) {
    int[] sizes = new int[axes + 1];
    Arrays.fill(sizes, 1);
    sizes[0] = each.shape().elements();
    return each.reshape(Shape.of(sizes));
  }
}
