package thalweg.descent;

import java.util.Arrays;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.descent.step.LineSearch;
import thalweg.descent.vector.Vectors;

/// The function as a descent sees it: always to be made small, every evaluation counted, nothing
/// begun that goes over a limit.
final class Meter {
  /// Two values differ by no more than this many standard deviations of their noise.
  private static final double NOISES = 3;

  private final DifferentiableFunction function;
  private final int sign; // +1 to minimise, −1 to maximise
  private final Options options;
  private final long mostValues;
  private final long deadline;
  private long values;
  private long gradients;
  private long valuesAtHearing;
  private int step;
  private boolean isByGradients; // and is to end where noise is heard

  Meter(DifferentiableFunction function, int sign, DescentMethod method, int n, Options options) {
    this.function = function;
    mostValues = options.limits().valuesFor(method, n);
    this.sign = sign;
    if (function instanceof RefiningGradient numerical) {
      numerical.seek(sign);
    }
    this.options = options;
    isByGradients =
        n <= ModelTrustRegion.MOST_VARIABLES
            && switch (method) {
              case BoundedLimitedMemoryBfgs _, LineSearchDescent _, TrustRegionNewton _ -> true;
              case GradientDescent _, ModelTrustRegion _, NelderMead _ -> false;
            };
    long nanos = options.limits().nanos();
    deadline = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanos;
  }

  long values() {
    return values;
  }

  long gradients() {
    return gradients;
  }

  /// Returns how many more values may be taken.
  long valuesLeft() {
    return mostValues - values;
  }

  /// Notes how many steps have been taken.
  void atStep(int step) {
    this.step = step;
  }

  /// Returns a value of the descent as the caller sees it, or the other way round.
  double seen(double value) {
    return sign * value;
  }

  double value(double[] x) {
    if (Vectors.nonFinite(x) >= 0) {
      return Double.NaN;
    }
    admit(1, 0);
    return sign * function.value(x);
  }

  /// A point that has overflowed is nowhere: there both are NaN, and the function is not asked.
  double evaluate(double[] x, double[] gradient) {
    return evaluate(x, gradient, false);
  }

  /// Takes a gradient of which only the difference from the last is wanted: one made from values
  /// need not be more exact than central differences.
  void evaluateBeside(double[] x, double[] gradient) {
    evaluate(x, gradient, true);
  }

  private double evaluate(double[] x, double[] gradient, boolean isBeside) {
    if (Vectors.nonFinite(x) >= 0) {
      Arrays.fill(gradient, Double.NaN);
      return Double.NaN;
    }
    int announced = function.valuesPerGradient(x.length);
    admit(announced, 1);
    double value;
    if (function instanceof RefiningGradient numerical) {
      numerical.allow(valuesLeft() + announced, mostValues);
      try {
        value =
            isBeside
                ? numerical.valueAndGradientBeside(x, gradient)
                : numerical.valueAndGradient(x, gradient);
      } finally {
        values += numerical.computed() - announced;
      }
    } else {
      value = function.valueAndGradient(x, gradient);
    }
    if (sign < 0) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = -gradient[i];
      }
    }
    return sign * value;
  }

  /// Returns whether a slope along a line is much cheaper than a gradient.
  boolean hasSlopes() {
    return function instanceof RefiningGradient numerical && numerical.hasSlopes();
  }

  /// Returns the slope along a direction where [#hasSlopes()], else NaN; two values.
  double slope(double[] x, double[] direction) {
    if (!(function instanceof RefiningGradient numerical)) {
      return Double.NaN;
    }
    admit(2, 0);
    double slope = sign * numerical.slope(x, direction);
    values += numerical.asides() - 2;
    return slope;
  }

  private void admit(long moreValues, long moreGradients) {
    Limits limits = options.limits();
    if (moreValues > mostValues - values) {
      throw new Ended(new Outcome.EvaluationLimit("values", mostValues));
    }
    if (moreGradients > limits.gradients() - gradients) {
      throw new Ended(new Outcome.EvaluationLimit("gradients", limits.gradients()));
    }
    if (options.stop().getAsBoolean()) {
      throw new Ended(new Outcome.Stopped(step));
    }
    if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline >= 0) {
      throw new Ended(new Outcome.TimeLimit(limits.time()));
    }
    values += moreValues;
    gradients += moreGradients;
  }

  private void admitHearing() {
    if (valuesLeft() < Hearing.MOST_VALUES) {
      throw new Ended(new Outcome.EvaluationLimit("values", mostValues));
    }
  }

  /// Returns whether the gradient is made from values and can be had more exactly.
  ///
  /// @param tolerance the norm that the gradient is to be told from
  boolean refine(double tolerance) {
    if (!(function instanceof RefiningGradient numerical)) {
      return false;
    }
    admitHearing();
    boolean wasQuiet = numerical.noise() == 0;
    boolean isRefined = numerical.refine(tolerance);
    values += numerical.asides();
    return isRefined && !handsOver(wasQuiet);
  }

  /// Measures the noise of the values where the last gradient was taken from them, but only if
  /// there are twice as many values as at the last time; returns whether gradients are made for it
  /// from now on.
  boolean hear() {
    if (!(function instanceof RefiningGradient numerical) || values < 2 * valuesAtHearing) {
      return false;
    }
    admitHearing();
    boolean wasQuiet = numerical.noise() == 0;
    boolean isNews = numerical.hear();
    values += numerical.asides();
    valuesAtHearing = values;
    return isNews && !handsOver(wasQuiet);
  }

  /// Measures the noise if the first gradient looked as if there were some.
  void hearIfSuspicious() {
    if (function instanceof RefiningGradient numerical && numerical.isSuspicious()) {
      hear();
    }
  }

  /// Ends a descent by gradients where noise has just been found and a model is to go on.
  private boolean handsOver(boolean wasQuiet) {
    if (isByGradients && wasQuiet && measuredNoise() > 0) {
      throw new NoiseHeard();
    }
    return false;
  }

  /// Says that no model is to take over where noise is heard, as one has.
  void keepOn() {
    isByGradients = false;
  }

  /// Measures the noise of the values around a point of which value and slopes are known; returns
  /// whether it is news: noise where none was known, or clearly less than was known.
  boolean hear(double[] x, double value, double[] gradient) {
    if (!(function instanceof RefiningGradient numerical)) {
      return false;
    }
    admitHearing();
    boolean isNews = numerical.hear(x, sign * value, gradient);
    values += numerical.asides();
    valuesAtHearing = values;
    return isNews;
  }

  /// Returns the standard deviation of what values are off by, beyond rounding, as far as it was
  /// measured; 0 where nothing was found.
  double measuredNoise() {
    return function instanceof RefiningGradient numerical ? numerical.noise() : 0;
  }

  /// Returns the noise to expect in values near `value`: a few roundings, or what was measured.
  double noise(double value) {
    return Math.max(LineSearch.noise(value), NOISES * measuredNoise());
  }

  /// Returns how wide differences of values along a direction are where these are noisy; 0 where
  /// they are not.
  double width(double[] direction) {
    return function instanceof RefiningGradient numerical ? numerical.width(direction) : 0;
  }

  /// Lets a gradient made from values be less exact again where a norm of this size allows it.
  void relax(double norm) {
    if (function instanceof RefiningGradient numerical) {
      numerical.relax(norm);
    }
  }

  /// Returns whether the gradient is made from values, so that it cannot contradict them.
  boolean isNumerical(int n) {
    return function.valuesPerGradient(n) > 1;
  }

  /// Returns the norm of the error of the last gradient as far as differences make one.
  double gradientError() {
    return function instanceof RefiningGradient numerical ? numerical.error() : 0;
  }

  boolean resolves(double[] x) {
    return function.resolves(x);
  }
}
