package thalweg.algebra;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// An array of numbers with a shape: what goes into a computation and what comes out of it.
///
/// Wraps one plain Java array in row-major order without copying it, so the array and the NdArray
/// show the same numbers. Equality is by shape, type and the bits of every element.
public final class NdArray {
  private final Shape shape;
  private final DType type;
  private final Object elements; // float[], double[] or int[], as the type says

  private NdArray(Shape shape, DType type, Object elements, int length) {
    if (length != shape.elements()) {
      throw new IllegalArgumentException(
          "array: shape "
              + shape
              + " needs "
              + shape.elements()
              + " elements, the array given has "
              + length
              + ".");
    }
    this.shape = shape;
    this.type = type;
    this.elements = elements;
  }

  /// Wraps `elements`, which are not copied, in the given shape.
  public static NdArray of(Shape shape, float[] elements) {
    return new NdArray(shape, DType.FLOAT, elements, elements.length);
  }

  /// Wraps `elements`, which are not copied, in the given shape.
  public static NdArray of(Shape shape, double[] elements) {
    return new NdArray(shape, DType.DOUBLE, elements, elements.length);
  }

  /// Wraps `elements`, which are not copied, in the given shape.
  public static NdArray of(Shape shape, int[] elements) {
    return new NdArray(shape, DType.INT, elements, elements.length);
  }

  /// Wraps `elements`, which are not copied, as a vector.
  public static NdArray of(double... elements) {
    return of(Shape.of(elements.length), elements);
  }

  /// Copies `rows` into a matrix.
  ///
  /// @throws IllegalArgumentException if the rows differ in length
  public static NdArray of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "array: row "
                + i
                + " has "
                + rows[i].length
                + " elements, row 0 has "
                + columns
                + "; all rows must be equally long.");
      }
    }
    return of(
        Shape.of(rows.length, columns),
        Arrays.stream(rows).flatMapToDouble(DoubleStream::of).toArray());
  }

  /// Returns a new array of zeros.
  public static NdArray zeros(DType type, Shape shape) {
    return switch (type) {
      case FLOAT -> of(shape, new float[shape.elements()]);
      case DOUBLE -> of(shape, new double[shape.elements()]);
      case INT -> of(shape, new int[shape.elements()]);
    };
  }

  public Shape shape() {
    return shape;
  }

  public DType type() {
    return type;
  }

  /// Returns the array itself, not a copy.
  ///
  /// @throws IllegalStateException if the elements are not `float`
  public float[] floats() {
    if (elements instanceof float[] array) {
      return array;
    }
    throw wrongType(DType.FLOAT);
  }

  /// Returns the array itself, not a copy.
  ///
  /// @throws IllegalStateException if the elements are not `double`
  public double[] doubles() {
    if (elements instanceof double[] array) {
      return array;
    }
    throw wrongType(DType.DOUBLE);
  }

  /// Returns the array itself, not a copy.
  ///
  /// @throws IllegalStateException if the elements are not `int`
  public int[] ints() {
    if (elements instanceof int[] array) {
      return array;
    }
    throw wrongType(DType.INT);
  }

  /// Returns the array itself, not a copy, whatever its type: for loops that take any of the three.
  public Object raw() {
    return elements;
  }

  private IllegalStateException wrongType(DType wanted) {
    return new IllegalStateException(
        "array: elements are "
            + type
            + ", asked for as "
            + wanted
            + "; convert with to("
            + wanted
            + ").");
  }

  /// Returns the element at `position` in row-major order as a double.
  public double at(int position) {
    return switch (type) {
      case FLOAT -> floats()[position];
      case DOUBLE -> doubles()[position];
      case INT -> ints()[position];
    };
  }

  /// Returns the element at the given index along each axis as a double.
  public double get(int... index) {
    return at(position(index));
  }

  /// Returns the place in row-major order of the element at the given index along each axis.
  public int position(int... index) {
    if (index.length != shape.rank()) {
      throw new IllegalArgumentException(
          "array: index "
              + Arrays.toString(index)
              + " has "
              + index.length
              + " parts; shape "
              + shape
              + " has "
              + shape.rank()
              + " axes.");
    }
    int position = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (index[axis] < 0 || index[axis] >= shape.size(axis)) {
        throw new IndexOutOfBoundsException(
            "array: index " + Arrays.toString(index) + " lies outside shape " + shape + ".");
      }
      position = position * shape.size(axis) + index[axis];
    }
    return position;
  }

  /// Sets the element at `position` in row-major order, rounded to this array's type.
  public void set(int position, double value) {
    switch (type) {
      case FLOAT -> floats()[position] = (float) value;
      case DOUBLE -> doubles()[position] = value;
      case INT -> ints()[position] = (int) value;
    }
  }

  /// Returns a copy of the elements as doubles.
  public double[] toDoubles() {
    return IntStream.range(0, shape.elements()).mapToDouble(this::at).toArray();
  }

  /// Returns a copy with elements converted to `type`, rounding to nearest from double to float and
  /// towards zero to int.
  public NdArray to(DType type) {
    NdArray converted = zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      converted.set(i, at(i));
    }
    return converted;
  }

  /// Returns a copy.
  public NdArray copy() {
    return switch (type) {
      case FLOAT -> of(shape, floats().clone());
      case DOUBLE -> of(shape, doubles().clone());
      case INT -> of(shape, ints().clone());
    };
  }

  /// Returns the same elements, not copied, in another shape of equal element count.
  public NdArray reshape(Shape other) {
    return new NdArray(other, type, elements, shape.elements());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NdArray that
        && type == that.type
        && shape.equals(that.shape)
        && switch (type) {
          case FLOAT -> Arrays.equals(floats(), that.floats());
          case DOUBLE -> Arrays.equals(doubles(), that.doubles());
          case INT -> Arrays.equals(ints(), that.ints());
        };
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode()
        + switch (type) {
          case FLOAT -> Arrays.hashCode(floats());
          case DOUBLE -> Arrays.hashCode(doubles());
          case INT -> Arrays.hashCode(ints());
        };
  }

  /// Returns the numbers in nested brackets, long axes cut in the middle.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    print(text, 0, 0);
    return text.toString();
  }

  private void print(StringBuilder text, int axis, int start) {
    if (axis == shape.rank()) {
      switch (type) {
        case FLOAT -> text.append(floats()[start]);
        case DOUBLE -> text.append(doubles()[start]);
        case INT -> text.append(ints()[start]);
      }
      return;
    }
    int size = shape.size(axis);
    int stride = 1;
    for (int inner = axis + 1; inner < shape.rank(); inner++) {
      stride *= shape.size(inner);
    }
    text.append('[');
    for (int i = 0; i < size; i++) {
      if (size > SHOWN && i == SHOWN / 2) {
        text.append(", …");
        i = size - SHOWN / 2;
      }
      text.append(i == 0 ? "" : ", ");
      print(text, axis + 1, start + i * stride);
    }
    text.append(']');
  }

  private static final int SHOWN = 12;
}
