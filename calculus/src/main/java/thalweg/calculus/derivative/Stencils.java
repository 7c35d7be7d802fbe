package thalweg.calculus.derivative;

/// The differences that the rungs of a ladder are made of, by the order of the derivative.
final class Stencils {
  private static final double[][] CENTRAL = {
    {},
    {-0.5, 0, 0.5},
    {1, -2, 1},
    {-0.5, 1, 0, -1, 0.5},
    {1, -4, 6, -4, 1},
    {-0.5, 2, -2.5, 0, 2.5, -2, 0.5},
    {1, -6, 15, -20, 15, -6, 1}
  };

  private static final double[][] FORWARD = {
    {},
    {-1, 1},
    {1, -2, 1},
    {-1, 3, -3, 1},
    {1, -4, 6, -4, 1},
    {-1, 5, -10, 10, -5, 1},
    {1, -6, 15, -20, 15, -6, 1}
  };

  /// Where the anchor stands, in powers of ½ of |x|: there rounding leaves about 1e-8 of a first
  /// derivative and 1e-4 of the higher ones.
  private static final int[] ANCHOR = {0, 26, 20, 13, 10, 8, 7};

  /// Where the climb begins.
  private static final int[] FIRST = {0, 8, 6, 6, 5, 4, 4};

  /// The relative error at which a climb is content while its steps stay within |x|, in powers of
  /// ½.
  private static final int[] FINE = {0, 40, 33, 30, 27, 24, 22};

  private Stencils() {}

  static double fine(int n) {
    return Math.scalb(1.0, -FINE[n]);
  }

  /// The same beyond |x|, where a further step asks more of the function than is worth a digit.
  static double fair(int n) {
    return Math.scalb(1.0, n == 1 ? -31 : 2 - FINE[n]);
  }

  static double[] central(int n) {
    return CENTRAL[n];
  }

  static double[] forward(int n) {
    return FORWARD[n];
  }

  static int anchorBits(int n) {
    return ANCHOR[n];
  }

  static int firstBits(int n) {
    return FIRST[n];
  }

  /// The factor from the noise of one value to that of a difference: √Σw².
  static double gain(int n) {
    return switch (n) {
      case 1 -> 1;
      case 2 -> 2.5;
      case 3 -> 2;
      case 4 -> 8.4;
      case 5 -> 5;
      default -> 31;
    };
  }
}
