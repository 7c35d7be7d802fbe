package thalweg.calculus.gradient;

import java.util.Arrays;
import java.util.SplittableRandom;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.gradient.GradientCheck.Verdict;

/// Judges one partial derivative after another at a point, by central differences whose step and
/// error bars follow from the noise in the function's values.
final class ErrorBars {
  /// A gradient is wrong if it lies this many error bars from the difference.
  private static final double WRONG_BEYOND = 4;

  /// A difference can judge if its error bars are this small beside the block's largest gradient…
  private static final double FINE = 0.01;

  /// …or beside the largest gradient of all and the value: such a derivative is as good as zero.
  private static final double NEGLIGIBLE = 1e-6;

  /// How much nearer the second look is: most kinks that disturb the first lie outside it.
  private static final double NEARER = 16;

  /// How many values the noise is read from.
  private static final int LINE = 17;

  private final DifferentiableFunction f;
  private final double[] x;
  private final double[] moved;
  private final double[] automatic;
  private final double value;
  private final double noise;
  private final double typical;
  private long evaluations;

  ErrorBars(DifferentiableFunction f, double[] x) {
    this.f = f;
    this.x = x.clone();
    this.moved = x.clone();
    this.automatic = new double[x.length];
    this.value = f.valueAndGradient(moved, automatic);
    this.evaluations = f.valuesPerGradient(x.length);
    this.typical = Math.max(Math.abs(value), largestGradient(0, automatic.length));
    this.noise = noise();
  }

  /// Both derivatives of one variable, and what follows.
  record Judgement(Verdict verdict, double automatic, double numerical, double error) {}

  long evaluations() {
    return evaluations;
  }

  double largestGradient(int from, int to) {
    double largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Double.isFinite(automatic[i]) ? Math.abs(automatic[i]) : 0);
    }
    return largest;
  }

  /// Judges variable `i`. What is not found OK at first is looked at again with a smaller step: a
  /// kink may then lie outside, and a difference fooled by chance will not be fooled twice.
  Judgement judge(int i, double scale) {
    if (!Double.isFinite(value)) {
      return new Judgement(Verdict.CANNOT_TELL, automatic[i], Double.NaN, Double.NaN);
    }
    double relative = Math.cbrt(noise / Math.max(typical, Double.MIN_NORMAL));
    double step = Math.clamp(relative, 1e-6, 1e-2) * Math.max(1, Math.abs(x[i]));
    Judgement first = judge(i, scale, step);
    if (first.verdict == Verdict.OK) {
      return first;
    }
    Judgement second = judge(i, scale, step / NEARER);
    return second.verdict == Verdict.CANNOT_TELL ? first : second;
  }

  private Judgement judge(int i, double scale, double step) {
    Derivative difference =
        DifferenceFormula.CENTRAL.derivative(
            coordinate -> {
              moved[i] = coordinate;
              return f.value(moved);
            },
            x[i],
            step,
            value);
    moved[i] = x[i];
    evaluations += difference.evaluations();
    double numerical = difference.derivative();
    double error = difference.error() + noise / step;
    double bar = WRONG_BEYOND * error;
    double largest = Math.max(scale, Math.abs(numerical));
    Verdict verdict;
    if (!Double.isFinite(bar) || !Double.isFinite(numerical)) {
      verdict = Verdict.CANNOT_TELL;
    } else if (!(Math.abs(automatic[i] - numerical) <= bar)) {
      verdict = Verdict.WRONG;
    } else {
      verdict =
          bar <= Math.max(FINE * largest, NEGLIGIBLE * typical) ? Verdict.OK : Verdict.CANNOT_TELL;
    }
    return new Judgement(verdict, automatic[i], numerical, error);
  }

  /// Returns the absolute noise in the function's values, at least half an ulp of them. The values
  /// are looked at a tiny step apart, or wider if they are too equal there: values rounded to float
  /// form stairs.
  private double noise() {
    double rounding = Math.ulp(value) / 2;
    for (double step = 1e-8; step <= 1e-4; step *= 100) {
      // Two lines, because the function may happen to be level along one.
      double noise = Math.max(roughness(alongLine(step, 1)), roughness(alongLine(step, 2)));
      if (noise > 0) {
        return Double.isFinite(noise) ? Math.max(noise, rounding) : rounding;
      }
    }
    return rounding;
  }

  /// Returns values along a line on which every variable moves, each by its own part of the step so
  /// that their changes do not cancel.
  private double[] alongLine(double step, int line) {
    SplittableRandom random = new SplittableRandom(line);
    double[] direction = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double size = random.nextDouble(0.5, 1) * step * Math.max(1, Math.abs(x[i]));
      direction[i] = random.nextBoolean() ? size : -size;
    }
    double[] values = new double[LINE];
    for (int k = 0; k < LINE; k++) {
      for (int i = 0; i < x.length; i++) {
        moved[i] = x[i] + (k - LINE / 2) * direction[i];
      }
      values[k] = f.value(moved);
      evaluations++;
    }
    System.arraycopy(x, 0, moved, 0, x.length);
    return values;
  }

  /// Returns the median size of the fourth differences, in which any smooth change has vanished and
  /// independent errors of size 1 have the size √(1 + 16 + 36 + 16 + 1). The median, because a kink
  /// spoils four of the thirteen. Idea: Moré and Wild 2011, ECNoise.
  private static double roughness(double[] values) {
    double[] differences = values.clone();
    int count = values.length;
    for (int order = 0; order < 4; order++) {
      count--;
      for (int k = 0; k < count; k++) {
        differences[k] = differences[k + 1] - differences[k];
      }
    }
    for (int k = 0; k < count; k++) {
      differences[k] = Math.abs(differences[k]);
    }
    Arrays.sort(differences, 0, count);
    return differences[count / 2] / Math.sqrt(70);
  }
}
