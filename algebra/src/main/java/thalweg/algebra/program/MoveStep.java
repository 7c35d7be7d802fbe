package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.Shape;
import thalweg.algebra.kernel.Strided;

/// Copies elements between two strided views of one shape: transposition, repetition, slices,
/// padding.
///
/// The arrays in this record are fixed when the program is planned and never change.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record MoveStep(
    String name,
    int[] sizes,
    int x,
    int xStart,
    int[] xStrides,
    int out,
    int outStart,
    int[] outStrides,
    int zeroFirst)
    implements ProgramStep {
  /// Returns a move with neighbouring axes that lie side by side in both arrays merged into one.
  static MoveStep of(
      String name,
      int[] sizes,
      int x,
      int xStart,
      int[] xStrides,
      int out,
      int outStart,
      int[] outStrides,
      int zeroFirst) {
    List<int[]> axes = new ArrayList<>(); // size, stride in x, stride in out
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == 1) {
        continue;
      }
      int[] last = axes.isEmpty() ? null : axes.getLast();
      if (last != null
          && last[1] == sizes[axis] * xStrides[axis]
          && last[2] == sizes[axis] * outStrides[axis]) {
        last[0] *= sizes[axis];
        last[1] = xStrides[axis];
        last[2] = outStrides[axis];
      } else {
        axes.add(new int[] {sizes[axis], xStrides[axis], outStrides[axis]});
      }
    }
    return new MoveStep(
        name,
        axes.stream().mapToInt(axis -> axis[0]).toArray(),
        x,
        xStart,
        axes.stream().mapToInt(axis -> axis[1]).toArray(),
        out,
        outStart,
        axes.stream().mapToInt(axis -> axis[2]).toArray(),
        zeroFirst);
  }

  /// Returns how far apart neighbours along each axis are in row-major order.
  static int[] strides(Shape shape) {
    int[] strides = new int[shape.rank()];
    int stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.size(axis);
    }
    return strides;
  }

  /// Returns the strides with those of a window in the place of one axis's: from place to place,
  /// then from position to position.
  static int[] windowed(int[] strides, int axis, int stride, int dilation) {
    int[] windowed = new int[strides.length + 1];
    System.arraycopy(strides, 0, windowed, 0, axis);
    windowed[axis] = strides[axis] * dilation;
    windowed[axis + 1] = strides[axis] * stride;
    System.arraycopy(strides, axis + 1, windowed, axis + 2, strides.length - axis - 1);
    return windowed;
  }

  /// Elements worth handing to another member of a team, some five microseconds.
  private static final int PART_ELEMENTS = 20_000;

  @Override
  public void run(Memory memory) {
    runPart(memory, 0, 1);
  }

  @Override
  public int parts() {
    int elements = IntStream.of(sizes).reduce(1, (a, b) -> a * b);
    return zeroFirst > 0 || sizes.length < 2
        ? 1
        : Math.clamp(elements / PART_ELEMENTS, 1, sizes[0]);
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    Object from = memory.array(x);
    Object to = memory.array(out);
    int xo = memory.offset(x) + xStart;
    int oo = memory.offset(out) + outStart;
    if (zeroFirst > 0) {
      Strided.zero(to, memory.offset(out), zeroFirst);
    }
    if (parts == 1) {
      copy(0, from, xo, to, oo);
      return;
    }
    int end = (int) ((long) sizes[0] * (part + 1) / parts);
    for (int i = (int) ((long) sizes[0] * part / parts); i < end; i++) {
      copy(1, from, xo + i * xStrides[0], to, oo + i * outStrides[0]);
    }
  }

  private void copy(int axis, Object from, int xo, Object to, int oo) {
    if (axis >= sizes.length - 1) {
      int last = sizes.length - 1;
      Strided.copy(
          from,
          xo,
          last < 0 ? 1 : xStrides[last],
          to,
          oo,
          last < 0 ? 1 : outStrides[last],
          last < 0 ? 1 : sizes[last]);
      return;
    }
    for (int i = 0; i < sizes[axis]; i++) {
      copy(axis + 1, from, xo + i * xStrides[axis], to, oo + i * outStrides[axis]);
    }
  }

  @Override
  public String describe() {
    return name + " to " + java.util.Arrays.toString(sizes);
  }

  @Override
  public int[] reads() {
    return new int[] {x};
  }

  @Override
  public int[] writes() {
    return new int[] {out};
  }

  @Override
  public long operations() {
    return 0;
  }
}
