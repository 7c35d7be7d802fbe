package thalweg.algebra.program;

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
    implements Step {
  @Override
  public void run(Memory memory) {
    Object to = memory.array(out);
    if (zeroFirst > 0) {
      Strided.zero(to, memory.offset(out), zeroFirst);
    }
    copy(0, memory.array(x), memory.offset(x) + xStart, to, memory.offset(out) + outStart);
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
