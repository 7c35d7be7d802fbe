package thalweg.calculus.gradient;

import java.util.Arrays;
import java.util.SplittableRandom;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.ScalarFunction;
import thalweg.calculus.gradient.GradientCheck.Verdict;
import thalweg.calculus.gradient.probe.Box;
import thalweg.calculus.gradient.probe.Line;

/// Judges one partial derivative after another at a point, by central differences whose step and
/// error bars follow from the noise in the function's values, and what those leave open by the
/// ladder.
final class ErrorBars {
  /// A gradient is wrong if it lies this many error bars from the difference.
  private static final double WRONG_BEYOND = 4;

  /// A difference can judge if its error bars are this small beside the block's largest gradient…
  private static final double FINE = 0.01;

  /// …or beside the largest gradient of all and the value: such a derivative is as good as zero.
  private static final double NEGLIGIBLE = 1e-6;

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

  /// Both derivatives of one variable or along one direction, and what follows.
  record Judgement(
      Verdict verdict, double automatic, double numerical, double error, Reason reason) {}

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

  /// Judges variable `i`. What is not found OK by four values is looked at again by the ladder,
  /// which retreats from a kink beside x and tells one at x.
  Judgement judge(int i, double scale) {
    if (!Double.isFinite(value)) {
      return new Judgement(
          Verdict.CANNOT_TELL, automatic[i], Double.NaN, Double.NaN, Reason.NON_FINITE);
    }
    ScalarFunction along =
        coordinate -> {
          moved[i] = coordinate;
          double result = f.value(moved);
          moved[i] = x[i];
          return result;
        };
    double step = step() * Math.max(1, Math.abs(x[i]));
    Derivative central = DifferenceFormula.CENTRAL.derivative(along, x[i], step, value);
    evaluations += central.evaluations();
    Judgement first = judge(automatic[i], central, noise / step, scale);
    if (first.verdict == Verdict.OK) {
      return first;
    }
    Derivative ladder = ladder().derivative(along, x[i], value);
    evaluations += ladder.evaluations();
    Judgement second = judge(automatic[i], ladder, 0, scale);
    return second.verdict == Verdict.CANNOT_TELL
        ? new Judgement(
            Verdict.CANNOT_TELL, automatic[i], first.numerical, first.error, second.reason)
        : second;
  }

  /// The step of a difference of four values, relative to a variable.
  private double step() {
    double relative = Math.cbrt(noise / Math.max(typical, Double.MIN_NORMAL));
    return Math.clamp(relative, 1e-6, 1e-2);
  }

  /// Judges the rate of change along `direction`. What the ladder finds wrong must be wrong by four
  /// values at a short step too: the ladder's long steps may have met a kink or a jump, such as the
  /// gradient of relu has, whose distance no error bar shows.
  Judgement judge(double[] direction) {
    double exact = 0;
    double size = 0;
    for (int i = 0; i < x.length; i++) {
      if (direction[i] != 0) {
        exact += automatic[i] * direction[i];
        size += Math.abs(automatic[i] * direction[i]);
      }
    }
    if (!Double.isFinite(value)) {
      return new Judgement(Verdict.CANNOT_TELL, exact, Double.NaN, Double.NaN, Reason.NON_FINITE);
    }
    Line line = Line.along(direction, x, Box.NONE);
    ScalarFunction along =
        u -> {
          for (int i = 0; i < x.length; i++) {
            moved[i] = x[i] + line.sigma(i) * (u - 1);
          }
          double result = f.value(moved);
          System.arraycopy(x, 0, moved, 0, x.length);
          return result;
        };
    Derivative ladder = ladder().derivative(along, 1, value);
    evaluations += ladder.evaluations();
    Judgement first = judge(exact, line.scaled(ladder), 0, size);
    if (first.verdict != Verdict.WRONG) {
      return first;
    }
    double step = step();
    Derivative central = DifferenceFormula.CENTRAL.derivative(along, 1, step, value);
    evaluations += central.evaluations();
    double more = noise / step / line.scale();
    Judgement second = judge(exact, line.scaled(central), more, size);
    return second.verdict == Verdict.WRONG ? first : second;
  }

  private Ladder ladder() {
    return Ladder.standard().noise(noise > Math.ulp(value) ? noise : 0);
  }

  private Judgement judge(double exact, Derivative difference, double more, double scale) {
    double numerical = difference.derivative();
    double error = difference.error() + more;
    double bar = WRONG_BEYOND * error;
    double largest = Math.max(scale, Math.abs(numerical));
    Verdict verdict;
    if (!Double.isFinite(bar) || !Double.isFinite(numerical)) {
      verdict = Verdict.CANNOT_TELL;
    } else if (!(Math.abs(exact - numerical) <= bar)) {
      verdict = Verdict.WRONG;
    } else {
      verdict =
          bar <= Math.max(FINE * largest, NEGLIGIBLE * typical) ? Verdict.OK : Verdict.CANNOT_TELL;
    }
    return new Judgement(verdict, exact, numerical, error, difference.reason());
  }

  /// Returns whether value and gradient come out the same again, to the last bit.
  boolean repeats() {
    double[] again = new double[x.length];
    double second = f.valueAndGradient(moved, again);
    evaluations += f.valuesPerGradient(x.length);
    return Double.compare(second, value) == 0 && Arrays.equals(again, automatic);
  }

  /// Returns whether the value alone is that which comes with the gradient.
  boolean isConsistent() {
    double alone = f.value(moved);
    evaluations++;
    return Double.compare(alone, value) == 0
        || Math.abs(alone - value) <= Math.max(8 * noise, 1e-12 * Math.abs(value));
  }

  /// Returns whether the matrix of second derivatives that the gradient makes is symmetric, as that
  /// of any function is: uᵀHv against vᵀHu for two directions, each from differences of the
  /// gradient: by the ladder and, where that finds them apart, at a short step too, as along a
  /// direction.
  Judgement symmetry(double[] u, double[] v) {
    Judgement first = symmetry(secondAlong(u, v, 0), secondAlong(v, u, 0));
    if (first.verdict != Verdict.WRONG) {
      return first;
    }
    double step = step();
    Judgement second = symmetry(secondAlong(u, v, step), secondAlong(v, u, step));
    return second.verdict == Verdict.WRONG ? first : second;
  }

  private Judgement symmetry(Derivative one, Derivative other) {
    double error = one.error() + other.error();
    double apart = Math.abs(one.derivative() - other.derivative());
    double size = Math.max(Math.abs(one.derivative()), Math.abs(other.derivative()));
    Verdict verdict;
    if (!Double.isFinite(error) || !Double.isFinite(apart)) {
      verdict = Verdict.CANNOT_TELL;
    } else if (apart > WRONG_BEYOND * error) {
      verdict = Verdict.WRONG;
    } else {
      boolean fine = WRONG_BEYOND * error <= Math.max(FINE * size, NEGLIGIBLE * typical);
      verdict = fine ? Verdict.OK : Verdict.CANNOT_TELL;
    }
    Reason reason = Double.isFinite(one.error()) ? other.reason() : one.reason();
    return new Judgement(verdict, one.derivative(), other.derivative(), error, reason);
  }

  /// How u · ∇f changes along v, at this step; 0 leaves the steps to the ladder.
  private Derivative secondAlong(double[] u, double[] v, double step) {
    Line line = Line.along(v, x, Box.NONE);
    double[] gradient = new double[x.length];
    ScalarFunction slope =
        t -> {
          for (int i = 0; i < x.length; i++) {
            moved[i] = x[i] + line.sigma(i) * (t - 1);
          }
          f.valueAndGradient(moved, gradient);
          evaluations += f.valuesPerGradient(x.length);
          System.arraycopy(x, 0, moved, 0, x.length);
          double sum = 0;
          for (int i = 0; i < x.length; i++) {
            sum += u[i] * gradient[i];
          }
          return sum;
        };
    return line.scaled(
        step == 0
            ? Ladder.standard().derivative(slope, 1)
            : DifferenceFormula.CENTRAL.derivative(slope, 1, step));
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
