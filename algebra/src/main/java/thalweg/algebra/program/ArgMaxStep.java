package thalweg.algebra.program;

import thalweg.algebra.kernel.Kernels;

/// The index of the largest along the middle axis of an array seen as `outer × size × inner`.
record ArgMaxStep(boolean single, int outer, int size, int inner, int x, int out)
    implements ProgramStep {
  @Override
  public void run(Memory memory) {
    int[] to = (int[]) memory.array(out);
    int oo = memory.offset(out);
    Kernels kernels = memory.kernels(single);
    for (int i = 0; i < outer; i++) {
      for (int j = 0; j < inner; j++) {
        to[oo++] =
            kernels.argMax(memory.array(x), memory.offset(x) + i * size * inner + j, inner, size);
      }
    }
  }

  @Override
  public String describe() {
    return "argmax of " + size + ", " + outer * inner + " times";
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
    return (long) outer * size * inner;
  }
}
