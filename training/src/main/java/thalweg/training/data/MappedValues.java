package thalweg.training.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;

/// Numbers outside the heap, little-endian.
final class MappedValues implements Values {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final DType type;
  private final int width;
  private final int rows;
  private final MemorySegment memory;

  MappedValues(DType type, int width, MemorySegment memory) {
    if (memory.byteSize() % type.bytes() != 0) {
      throw new IllegalArgumentException(
          "values: "
              + memory.byteSize()
              + " bytes are mapped; they must be whole numbers of "
              + type.bytes()
              + " bytes.");
    }
    this.type = type;
    this.width = width;
    this.memory = memory;
    rows = Values.rowsOf(width, memory.byteSize() / type.bytes());
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public DType type() {
    return type;
  }

  @Override
  public void gather(int[] order, int from, int count, NdArray target) {
    for (int i = 0; i < count; i++) {
      long start = (long) order[from + i] * width;
      if (type == target.type()) {
        switch (type) {
          case FLOAT ->
              MemorySegment.copy(
                  memory, FLOAT, start * Float.BYTES, target.floats(), i * width, width);
          case DOUBLE ->
              MemorySegment.copy(
                  memory, DOUBLE, start * Double.BYTES, target.doubles(), i * width, width);
          case INT ->
              MemorySegment.copy(
                  memory, INT, start * Integer.BYTES, target.ints(), i * width, width);
        }
      } else if (type == DType.FLOAT) {
        double[] into = target.doubles();
        for (int j = 0; j < width; j++) {
          into[i * width + j] = memory.get(FLOAT, (start + j) * Float.BYTES);
        }
      } else {
        float[] into = target.floats();
        for (int j = 0; j < width; j++) {
          into[i * width + j] = (float) memory.get(DOUBLE, (start + j) * Double.BYTES);
        }
      }
    }
  }

  /// Returns one number.
  ///
  /// @param place row · width + field
  double at(long place) {
    return switch (type) {
      case FLOAT -> memory.get(FLOAT, place * Float.BYTES);
      case DOUBLE -> memory.get(DOUBLE, place * Double.BYTES);
      case INT -> memory.get(INT, place * Integer.BYTES);
    };
  }

  /// Scales each number whenever it is gathered: what is mapped may not fit into the heap.
  @Override
  public Values scaled(Fields fields) {
    return new ScaledValues(this, fields);
  }
}
