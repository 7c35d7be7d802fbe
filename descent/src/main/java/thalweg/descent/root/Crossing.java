package thalweg.descent.root;

/// What lies between two neighbouring numbers at which the values have different signs: a root, a
/// jump or a pole.
final class Crossing {
  /// The distances at which the values are looked at, in distances of the two numbers.
  private static final int[] DISTANCES = {3, 9, 27, 81, 243, 729, 2187, 6561};

  /// Values beside a jump change by no more than this factor, values beside a root or a pole by
  /// more.
  private static final double LEVEL = 1.25;

  /// How values on one side change with the distance.
  private enum Side {
    /// They grow, or follow no line at all as those that are nothing but rounding: a root.
    SHRINKS,
    /// They stay as they are.
    LEVEL,
    /// They shrink with the distance.
    GROWS
  }

  private Crossing() {}

  /// Returns what it is. Calls f at most 16 times, and not outside the bounds.
  static RootOutcome of(Counted f, Bracket ends, double least, double greatest) {
    if (ends.atLower() == 0 || ends.atUpper() == 0 || ends.hasFallen()) {
      return new RootOutcome.Found(false);
    }
    double width = ends.upper() - ends.lower();
    Side left = side(f, ends.lower(), ends.atLower(), -width, least, greatest);
    Side right = side(f, ends.upper(), ends.atUpper(), width, least, greatest);
    if (left == Side.GROWS || right == Side.GROWS) {
      return new RootOutcome.Pole();
    }
    return left == Side.LEVEL || right == Side.LEVEL
        ? new RootOutcome.Jump(ends.atLower(), ends.atUpper())
        : new RootOutcome.Found(false);
  }

  private static Side side(
      Counted f, double x, double value, double width, double least, double greatest) {
    if (Double.isInfinite(value)) {
      return Side.GROWS;
    }
    double before = Math.abs(value);
    boolean isFalling = true;
    boolean isLevel = true;
    for (int distance : DISTANCES) {
      double there = x + distance * width;
      if (there < least || there > greatest) {
        break;
      }
      double y = f.at(there);
      if (!(Math.signum(y) == Math.signum(value))) {
        return Side.SHRINKS;
      }
      double size = Math.abs(y);
      isFalling &= size * LEVEL <= before;
      isLevel &= size <= Math.abs(value) * LEVEL && size * LEVEL >= Math.abs(value);
      before = size;
      if (!isFalling && !isLevel) {
        return Side.SHRINKS;
      }
    }
    return isLevel ? Side.LEVEL : Side.GROWS;
  }
}
