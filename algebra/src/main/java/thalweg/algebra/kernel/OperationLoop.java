package thalweg.algebra.kernel;

/// A written loop over one operation of `n` elements, which are whole vectors, as in [Kernels].
/// What an operation of fewer than three operands is given beyond them, it does not look at.
@FunctionalInterface
interface OperationLoop {
  void run(Object x, int xo, Object y, int yo, Object z, int zo, Object out, int oo, int n);
}
