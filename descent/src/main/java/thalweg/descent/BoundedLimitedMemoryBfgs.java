package thalweg.descent;

/// L-BFGS for variables with bounds. Nothing is ever evaluated outside them.
///
/// Variables that lie at a bound while the gradient pushes outwards are held; the others move in
/// the direction of L-BFGS as learnt from their parts alone, along a path that bends where it meets
/// a bound. Converged is where the projected gradient vanishes: the gradient without what pushes
/// against bounds. Source: Bertsekas 1982, two-metric projection; Nocedal 1980.
///
/// @param bounds the box
/// @param memory how many steps are remembered; at least 1
public record BoundedLimitedMemoryBfgs(Bounds bounds, int memory) implements DescentMethod {
  public BoundedLimitedMemoryBfgs {
    if (memory < 1) {
      throw new IllegalArgumentException(
          "l-bfgs: a memory of " + memory + " steps; there must be at least 1, such as 10.");
    }
  }

  /// Returns the method with a memory of 15 steps.
  public static BoundedLimitedMemoryBfgs within(Bounds bounds) {
    return new BoundedLimitedMemoryBfgs(bounds, 15);
  }

  @Override
  public double usualTolerance() {
    return 1e-8;
  }

  void check(String operation, double[] start) {
    if (start.length != bounds.dimension()) {
      throw new IllegalArgumentException(
          operation
              + ": the start has "
              + start.length
              + " coordinates, the bounds are for "
              + bounds.dimension()
              + "; they must be equal.");
    }
    double[] lower = bounds.lower();
    double[] upper = bounds.upper();
    for (int i = 0; i < start.length; i++) {
      if (!(start[i] >= lower[i] && start[i] <= upper[i])) {
        throw new IllegalArgumentException(
            operation
                + ": coordinate "
                + i
                + " of the start is "
                + start[i]
                + ", outside its bounds "
                + lower[i]
                + " and "
                + upper[i]
                + "; start inside.");
      }
    }
  }

  @Override
  public String toString() {
    return "lbfgs within bounds";
  }
}
