package thalweg.algebra.program;

import thalweg.algebra.kernel.Kernels;

/// A batch of matrix products; a transposed operand is read in place.
record MatmulStep(
    Kernels kernels,
    boolean single,
    int batch,
    int m,
    int n,
    int k,
    int x,
    boolean xTransposed,
    int y,
    boolean yTransposed,
    int out)
    implements Step {
  @Override
  public void run(Memory memory) {
    Object scratch = single ? memory.floatScratch : memory.doubleScratch;
    int xo = memory.offset(x);
    int yo = memory.offset(y);
    int oo = memory.offset(out);
    for (int i = 0; i < batch; i++, xo += m * k, yo += k * n, oo += m * n) {
      kernels.matmul(
          m,
          n,
          k,
          memory.array(x),
          xo,
          xTransposed ? 1 : k,
          xTransposed ? m : 1,
          memory.array(y),
          yo,
          yTransposed ? 1 : n,
          yTransposed ? k : 1,
          memory.array(out),
          oo,
          n,
          scratch,
          memory.places);
    }
  }

  @Override
  public String describe() {
    return "matmul "
        + (batch == 1 ? "" : batch + " of ")
        + m
        + "×"
        + k
        + (xTransposed ? "ᵀ" : "")
        + " · "
        + k
        + "×"
        + n
        + (yTransposed ? "ᵀ" : "");
  }

  @Override
  public int[] reads() {
    return new int[] {x, y};
  }

  @Override
  public int[] writes() {
    return new int[] {out};
  }

  @Override
  public long operations() {
    return 2L * batch * m * n * k;
  }

  @Override
  public int scratch() {
    return kernels.matmulScratch(m, n, k);
  }

  int places() {
    return kernels.matmulPlaces(m, n, k);
  }
}
