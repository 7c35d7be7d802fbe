package thalweg.algebra;

import java.math.BigInteger;
import java.util.Arrays;

/// The sizes of a tensor along its axes, outermost first; the last axis is contiguous in memory
/// (row-major).
///
/// A scalar has rank 0 and one element. Immutable.
public final class Shape {
  /// The shape of a scalar.
  public static final Shape SCALAR = new Shape(new int[0], 1);

  private final int[] sizes;
  private final int elements;

  private Shape(int[] sizes, int elements) {
    this.sizes = sizes;
    this.elements = elements;
  }

  /// Returns the shape with the given sizes, outermost first.
  ///
  /// @throws IllegalArgumentException if a size is negative or the element count exceeds 2³¹ − 1,
  ///   the longest Java array
  public static Shape of(int... sizes) {
    long elements = 1;
    for (int size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape: size "
                + size
                + " in "
                + Arrays.toString(sizes)
                + " is negative; sizes must be at least 0.");
      }
      elements *= size;
      if (elements > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "shape: "
                + Arrays.toString(sizes)
                + " has "
                + product(sizes)
                + " elements; one tensor holds at most 2147483647, the longest Java array. Split it"
                + " along an axis.");
      }
    }
    return new Shape(sizes.clone(), (int) elements);
  }

  /// Returns the product of all sizes but zeros, however large.
  private static BigInteger product(int... sizes) {
    return Arrays.stream(sizes)
        .filter(size -> size > 0)
        .mapToObj(BigInteger::valueOf)
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /// Returns the number of axes.
  public int rank() {
    return sizes.length;
  }

  /// Returns the size along `axis`; a negative axis counts from the end, −1 being the last.
  public int size(int axis) {
    return sizes[axis(axis)];
  }

  /// Returns the number of elements.
  public int elements() {
    return elements;
  }

  /// Returns the sizes as a new array, outermost first.
  public int[] sizes() {
    return sizes.clone();
  }

  /// Returns `axis` counted from the front, so that −1 becomes rank − 1.
  ///
  /// @throws IllegalArgumentException if this shape has no such axis
  public int axis(int axis) {
    int counted = axis < 0 ? axis + sizes.length : axis;
    if (counted < 0 || counted >= sizes.length) {
      throw new IllegalArgumentException(
          "axis "
              + axis
              + " does not exist in shape "
              + this
              + "; it must be from "
              + -sizes.length
              + " to "
              + (sizes.length - 1)
              + ".");
    }
    return counted;
  }

  /// Returns this shape with the size along `axis` replaced.
  public Shape with(int axis, int size) {
    int[] changed = sizes.clone();
    changed[axis(axis)] = size;
    return of(changed);
  }

  /// Returns this shape with a new outermost axis of the given size.
  public Shape prepend(int size) {
    int[] longer = new int[sizes.length + 1];
    longer[0] = size;
    System.arraycopy(sizes, 0, longer, 1, sizes.length);
    return of(longer);
  }

  /// Returns this shape without its outermost axis.
  public Shape withoutFirst() {
    if (sizes.length == 0) {
      throw new IllegalArgumentException("shape: a scalar has no outermost axis to take away.");
    }
    return of(Arrays.copyOfRange(sizes, 1, sizes.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(sizes, that.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /// Returns the sizes in brackets, such as `[3, 4]`; a scalar is `[]`.
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
