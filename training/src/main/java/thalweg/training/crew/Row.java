package thalweg.training.crew;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;

/// Arrays of one type, laid end to end: where elements that are numbered through lie.
final class Row {
  private List<NdArray> arrays;
  private final int[] starts;

  Row(List<NdArray> arrays) {
    this.arrays = arrays;
    starts = new int[arrays.size() + 1];
    for (int i = 0; i < arrays.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], arrays.get(i).shape().elements());
    }
  }

  /// Lets the elements lie in these arrays, which have the shapes of those before.
  void bind(List<NdArray> arrays) {
    this.arrays = arrays;
  }

  int elements() {
    return starts[arrays.size()];
  }

  /// Elements on their way, as bytes, lowest first.
  static final class Chunk {
    static final int ELEMENTS = 1 << 14;

    final byte[] bytes;
    final int width;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;

    Chunk(DType type) {
      width = type.bytes();
      bytes = new byte[ELEMENTS * width];
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      floats = buffer.asFloatBuffer();
      doubles = buffer.asDoubleBuffer();
    }
  }

  /// Copies at most [Chunk#ELEMENTS] elements from place `from` on into a chunk.
  void read(int from, int count, Chunk into) {
    into.floats.clear();
    into.doubles.clear();
    int done = 0;
    for (int i = arrayOf(from); done < count; i++) {
      int first = from + done - starts[i];
      int some = Math.min(count - done, starts[i + 1] - starts[i] - first);
      NdArray array = arrays.get(i);
      if (array.type() == DType.FLOAT) {
        into.floats.put(array.floats(), first, some);
      } else {
        into.doubles.put(array.doubles(), first, some);
      }
      done += some;
    }
  }

  /// Copies elements out of a chunk to place `from` and on.
  void write(int from, int count, Chunk out) {
    out.floats.clear();
    out.doubles.clear();
    int done = 0;
    for (int i = arrayOf(from); done < count; i++) {
      int first = from + done - starts[i];
      int some = Math.min(count - done, starts[i + 1] - starts[i] - first);
      NdArray array = arrays.get(i);
      if (array.type() == DType.FLOAT) {
        out.floats.get(array.floats(), first, some);
      } else {
        out.doubles.get(array.doubles(), first, some);
      }
      done += some;
    }
  }

  private int arrayOf(int element) {
    int i = 0;
    while (starts[i + 1] <= element && i + 1 < arrays.size()) {
      i++;
    }
    return i;
  }
}
