package thalweg.training.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// The numbers of a column, row after row, wherever they lie: in an array, in a mapped file larger
/// than memory, on another machine.
///
/// Whoever has rows of his own implements the first four methods; the others follow from them, and
/// are there to be done faster. Rows never change, and any number of threads may gather at once.
public interface Values {
  /// Returns the number of rows.
  int rows();

  /// Returns how many numbers a row has.
  int width();

  /// Returns FLOAT or DOUBLE for real numbers, whichever holds them all, INT for whole ones.
  DType type();

  /// Writes `count` rows, those that `order` names from place `from` on, one after the other to the
  /// beginning of `target`. Real numbers are asked for as FLOAT or DOUBLE, whole ones as INT.
  void gather(int[] order, int from, int count, NdArray target);

  /// Says that rows, those that `order` names from place `from` on, will be gathered soon, and so
  /// many at once: whoever has to bring them from elsewhere may begin to.
  default void expect(int[] order, int from, int count) {}

  /// Returns whether a row lies in this process, to be looked at here; else somebody else does.
  default boolean isHere(int row) {
    return true;
  }

  /// Returns only the given rows, in that order.
  default Values select(int[] rows) {
    return new SelectedValues(this, rows.clone());
  }

  /// Returns the numbers that a network sees of these, each field scaled as `fields` say, as
  /// doubles in memory.
  default Values scaled(Fields fields) {
    double[] all = all().toDoubles();
    for (int i = 0; i < all.length; i++) {
      all[i] = fields.all().get(i % width()).scaled(all[i]);
    }
    return of(width(), all);
  }

  /// Returns count, range, mean and standard deviation of each number of a row.
  default List<Moments> moments() {
    return Moments.of(this);
  }

  /// Returns of each row the numbers at `places`, in their order, as doubles in memory.
  default Values pick(int[] places) {
    double[] all = all().toDoubles();
    double[] picked = new double[rows() * places.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = all[i / places.length * width() + places[i % places.length]];
    }
    return of(places.length, picked);
  }

  /// Returns the place, row · width + field, of the first number here that is NaN or farther from 0
  /// than `most`, or −1.
  default long firstBeyond(double most) {
    int[] row = new int[1];
    NdArray numbers = NdArray.zeros(type(), Shape.of(width()));
    for (row[0] = 0; row[0] < rows(); row[0]++) {
      if (!isHere(row[0])) {
        continue;
      }
      gather(row, 0, 1, numbers);
      for (int i = 0; i < width(); i++) {
        if (!(Math.abs(numbers.at(i)) <= most)) {
          return (long) row[0] * width() + i;
        }
      }
    }
    return -1;
  }

  /// Feeds all numbers to `digest`, row after row, each big-endian in its own type.
  default void digest(MessageDigest digest) {
    int[] row = new int[1];
    NdArray numbers = NdArray.zeros(type(), Shape.of(width()));
    ByteBuffer bytes = ByteBuffer.allocate(width() * type().bytes());
    for (row[0] = 0; row[0] < rows(); row[0]++) {
      gather(row, 0, 1, numbers);
      switch (type()) {
        case FLOAT -> bytes.asFloatBuffer().put(numbers.floats());
        case DOUBLE -> bytes.asDoubleBuffer().put(numbers.doubles());
        case INT -> bytes.asIntBuffer().put(numbers.ints());
      }
      digest.update(bytes.array());
    }
  }

  /// Returns all rows in one array of their own type, shape `[rows, width]`.
  private NdArray all() {
    NdArray all = NdArray.zeros(type(), Shape.of(rows(), width()));
    gather(IntStream.range(0, rows()).toArray(), 0, rows(), all);
    return all;
  }

  /// Returns rows of `width` numbers from 0 to 1: unsigned bytes, each divided by 255. Copies the
  /// array.
  static Values ofUnsigned(int width, byte[] bytes) {
    return ByteValues.takeUnsigned(width, bytes.clone());
  }

  /// Returns rows of `width` numbers. Keeps the array, which nobody may change afterwards.
  static Values of(int width, float[] numbers) {
    return new FloatValues(width, numbers);
  }

  /// Returns rows of `width` numbers. Keeps the array, which nobody may change afterwards.
  static Values of(int width, double[] numbers) {
    return new DoubleValues(width, numbers);
  }

  /// Returns rows of `width` whole numbers. Keeps the array, which nobody may change afterwards.
  static Values of(int width, int[] numbers) {
    return new IntValues(width, numbers);
  }

  /// Returns rows of `width` numbers that lie little-endian in memory outside the heap, such as a
  /// mapped file: they may be more than the machine's memory, for only rows that are gathered are
  /// read.
  ///
  /// @throws IllegalArgumentException if there is no whole number of rows, or more than 2³¹ − 1
  static Values mapped(DType type, int width, MemorySegment memory) {
    return new MappedValues(type, width, memory);
  }

  /// Returns how many rows of `width` numbers `length` numbers are.
  ///
  /// @throws IllegalArgumentException if the last row is not whole
  static int rowsOf(int width, long length) {
    if (width < 1 || length % width != 0 || length / width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "values: "
              + length
              + " numbers are given for rows of "
              + width
              + "; they must be whole rows of at least 1 number, fewer than 2³¹.");
    }
    return (int) (length / width);
  }
}
