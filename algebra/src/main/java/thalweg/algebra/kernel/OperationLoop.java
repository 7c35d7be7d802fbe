package thalweg.algebra.kernel;

/// A written loop over one operation of `n` elements, which are whole vectors, as in [Kernels]. A
/// function of one number takes x for y too.
@FunctionalInterface
interface OperationLoop {
  void run(Object x, int xo, Object y, int yo, Object out, int oo, int n);
}
