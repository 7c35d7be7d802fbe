package thalweg.algebra.program;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.kernel.Strided;

/// Work with INT tensors: choosing by index, arithmetic on indices, conversion between element
/// types.
sealed interface IndexStep extends ProgramStep {
  int out();

  @Override
  default int[] writes() {
    return new int[] {out()};
  }

  @Override
  default long operations() {
    return 0;
  }

  /// 1 at the place each of `count` indices names among `classes`, 0 elsewhere.
  record OneHot(int indices, int count, int classes, int out) implements IndexStep {
    @Override
    public void run(Memory memory) {
      int[] index = (int[]) memory.array(indices);
      int io = memory.offset(indices);
      Object to = memory.array(out);
      int oo = memory.offset(out);
      Strided.zero(to, oo, count * classes);
      for (int i = 0; i < count; i++) {
        int chosen = index[io + i];
        if (chosen >= 0 && chosen < classes) {
          if (to instanceof float[] floats) {
            floats[oo + i * classes + chosen] = 1;
          } else {
            ((double[]) to)[oo + i * classes + chosen] = 1;
          }
        }
      }
    }

    @Override
    public String describe() {
      return "one-hot of " + count + " indices among " + classes;
    }

    @Override
    public int[] reads() {
      return new int[] {indices};
    }
  }

  /// Slices of `size` elements, chosen by `count` indices among `available`.
  record Take(int x, int indices, int count, int size, int available, int out)
      implements IndexStep {
    @Override
    public void run(Memory memory) {
      int[] index = (int[]) memory.array(indices);
      int io = memory.offset(indices);
      for (int i = 0; i < count; i++) {
        int chosen = index[io + i];
        if (chosen < 0 || chosen >= available) {
          throw new IndexOutOfBoundsException(
              "take: index "
                  + chosen
                  + " at place "
                  + i
                  + "; it must be at least 0 and below "
                  + available
                  + ".");
        }
        System.arraycopy(
            memory.array(x),
            memory.offset(x) + chosen * size,
            memory.array(out),
            memory.offset(out) + i * size,
            size);
      }
    }

    @Override
    public String describe() {
      return "take " + count + " of " + available + " slices of " + size;
    }

    @Override
    public int[] reads() {
      return new int[] {x, indices};
    }
  }

  /// The same numbers in another element type.
  record Convert(int x, int count, int out) implements IndexStep {
    @Override
    public void run(Memory memory) {
      Strided.convert(
          memory.array(x), memory.offset(x), memory.array(out), memory.offset(out), count);
    }

    @Override
    public String describe() {
      return "convert " + count + " elements";
    }

    @Override
    public int[] reads() {
      return new int[] {x};
    }
  }

  /// The same number everywhere, where no step can take it as it is.
  record Fill(double value, int count, int out) implements IndexStep {
    @Override
    public void run(Memory memory) {
      int from = memory.offset(out);
      switch (memory.array(out)) {
        case float[] array -> Arrays.fill(array, from, from + count, (float) value);
        case double[] array -> Arrays.fill(array, from, from + count, value);
        default -> Arrays.fill((int[]) memory.array(out), from, from + count, (int) value);
      }
    }

    @Override
    public String describe() {
      return "fill " + count + " elements with " + value;
    }

    @Override
    public int[] reads() {
      return new int[0];
    }
  }

  /// A function of pairs of whole numbers; an operand without a value id is the same number
  /// everywhere.
  record IntBinary(
      BinaryFunction function,
      @Nullable Integer x,
      int xFill,
      @Nullable Integer y,
      int yFill,
      int count,
      int out)
      implements IndexStep {
    @Override
    public void run(Memory memory) {
      int[] to = (int[]) memory.array(out);
      int[] left = x == null ? to : (int[]) memory.array(x);
      int[] right = y == null ? to : (int[]) memory.array(y);
      int lo = x == null ? 0 : memory.offset(x);
      int ro = y == null ? 0 : memory.offset(y);
      int oo = memory.offset(out);
      for (int i = 0; i < count; i++) {
        int a = x == null ? xFill : left[lo + i];
        int b = y == null ? yFill : right[ro + i];
        to[oo + i] =
            switch (function) {
              case ADD -> a + b;
              case SUBTRACT -> a - b;
              case MULTIPLY -> a * b;
              case EQUAL -> a == b ? 1 : 0;
              case LESS -> a < b ? 1 : 0;
              case LESS_OR_EQUAL -> a <= b ? 1 : 0;
              default -> throw new IllegalStateException(function + " is not defined for INT");
            };
      }
    }

    @Override
    public String describe() {
      return function.name().toLowerCase(java.util.Locale.ROOT) + " of " + count + " whole numbers";
    }

    @Override
    public int[] reads() {
      if (x == null) {
        return y == null ? new int[0] : new int[] {y};
      }
      return y == null ? new int[] {x} : new int[] {x, y};
    }
  }
}
