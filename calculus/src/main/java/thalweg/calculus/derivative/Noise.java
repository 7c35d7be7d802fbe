package thalweg.calculus.derivative;

import thalweg.calculus.function.ScalarFunction;

/// The noise in a function's values: what of them does not follow from the argument, be it rounding
/// inside the function, an inner iteration that stops somewhere, or chance.
///
/// Read from a table of differences: smooth change vanishes in it, noise does not. Source: Moré and
/// Wild 2011, section 3 (ECNoise).
public final class Noise {
  /// How many values the level is read from.
  static final int POINTS = 9;

  /// How far apart three successive orders of difference may put the level.
  private static final double AGREEMENT = 4;

  /// How many spacings are tried.
  private static final int SPACINGS = 5;

  private Noise() {}

  /// Returns the standard deviation of the noise in the values of `f` near `x`, in units of f; 0
  /// where they are smooth down to rounding. Calls f 9 to 45 times.
  ///
  /// @throws IllegalArgumentException if x is not finite
  /// @throws EvaluationException if f throws
  public static double of(ScalarFunction f, double x) {
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("noise: x is " + x + "; it must be a finite number.");
    }
    double spacing = x == 0 ? 0x1p-30 : Math.max(Math.abs(x) * 0x1p-30, 4 * Math.ulp(x));
    double[] values = new double[POINTS];
    for (int tries = 0; tries < SPACINGS; tries++, spacing *= 64) {
      for (int k = 0; k < POINTS; k++) {
        double argument = x + (k - POINTS / 2) * spacing;
        try {
          values[k] = f.at(argument);
        } catch (RuntimeException e) {
          throw EvaluationException.at(argument, e);
        }
      }
      double level = level(values);
      if (level > 0 || !stands(values)) {
        return level;
      }
    }
    return 0;
  }

  /// Returns the level in equally spaced values, at least 5; 0 where none is seen, because they are
  /// smooth or mostly equal. NaN if a value is not finite.
  ///
  /// The k-th differences of independent errors of size 1 have the size √((2k)!)/k!. The level is
  /// that of the first order whose differences change sign and agree with the two orders after it.
  static double level(double[] values) {
    if (stands(values)) {
      return 0;
    }
    double[] differences = values.clone();
    double gamma = 1;
    double[] levels = new double[values.length];
    boolean[] changesSign = new boolean[values.length];
    for (int k = 1; k < values.length; k++) {
      double squares = 0;
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      int count = values.length - k;
      for (int i = 0; i < count; i++) {
        differences[i] = differences[i + 1] - differences[i];
        squares += differences[i] * differences[i];
        least = Math.min(least, differences[i]);
        greatest = Math.max(greatest, differences[i]);
      }
      gamma *= 0.5 * k / (2 * k - 1);
      levels[k] = Math.sqrt(gamma * squares / count);
      changesSign[k] = least < 0 && greatest > 0;
    }
    if (Double.isNaN(levels[1])) {
      return Double.NaN;
    }
    for (int k = 1; k + 3 < values.length; k++) {
      double low = Math.min(levels[k], Math.min(levels[k + 1], levels[k + 2]));
      double high = Math.max(levels[k], Math.max(levels[k + 1], levels[k + 2]));
      if (changesSign[k] && high <= AGREEMENT * low) {
        return levels[k];
      }
    }
    return 0;
  }

  /// Returns whether at least half of neighbouring values are equal, as on stairs.
  static boolean stands(double[] values) {
    int equal = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] == values[i - 1]) {
        equal++;
      }
    }
    return 2 * equal >= values.length - 1;
  }

  static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
