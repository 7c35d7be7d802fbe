package thalweg.algebra.kernel;

/// A written loop over one operation: out[i] = f(x[i], y[i]) for i below `n`, whole vectors. A
/// function of one number takes x for y too.
@FunctionalInterface
interface OperationLoop {
  void run(Object x, int xo, Object y, int yo, Object out, int oo, int n);
}
