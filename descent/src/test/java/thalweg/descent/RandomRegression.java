package thalweg.descent;

import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.pow;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.DifferentiableFunction;

/// A nonlinear regression drawn at random: sums of exponentials, rational functions, polynomials, a
/// logistic curve; with and without errors in the data; parameters in units of 10⁻⁶ to 10⁶, each
/// its own or all the same; sums multiplied by 10⁻⁹ to 10⁹. A sum of squares to be made small.
record RandomRegression(
    String name,
    double[] abscissae,
    double[] ordinates,
    Model model,
    double[] units, // of the parameters
    double scale, // of the sum
    double[] start)
    implements DifferentiableFunction {

  /// A curve with parameters b, and its derivatives with respect to these if they are wanted.
  @FunctionalInterface
  interface Model {
    double at(double x, double[] b, double @Nullable [] slopes);
  }

  static RandomRegression draw(int number, SplittableRandom random) {
    int kind = random.nextInt(6);
    int terms = random.nextInt(1, 4);
    double[] truth =
        switch (kind) {
          case 0, 1 -> exponents(terms, random);
          case 2 -> random.doubles(4, 0.1, 3).toArray();
          case 3 -> {
            double[] b = random.doubles(5, -1, 1).toArray();
            b[0] = random.nextDouble(0.5, 2);
            b[3] = Math.abs(b[3]) + 0.1;
            b[4] = Math.abs(b[4]) + 0.1;
            yield b;
          }
          case 4 -> random.doubles(random.nextInt(2, 6), -2, 2).toArray();
          default ->
              new double[] {
                random.nextDouble(1, 10), random.nextDouble(0.5, 3), random.nextDouble(0.3, 2)
              };
        };
    Model model =
        switch (kind) {
          case 0, 1 -> RandomRegression::exponentials;
          case 2 -> RandomRegression::kowalik;
          case 3 -> RandomRegression::rational;
          case 4 -> RandomRegression::polynomial;
          default -> RandomRegression::logistic;
        };
    int n = truth.length;
    double first = random.nextDouble(0.05, 0.5);
    double last = first + random.nextDouble(0.5, 6);
    double off = random.nextInt(3) == 0 ? 0 : pow(10, random.nextDouble(-8, -1));
    double[] abscissae = new double[random.nextInt(n + 2, 30)];
    double[] ordinates = new double[abscissae.length];
    for (int k = 0; k < abscissae.length; k++) {
      abscissae[k] = first + (last - first) * k / (abscissae.length - 1);
      ordinates[k] = model.at(abscissae[k], truth, null) + off * random.nextDouble(-1, 1);
    }
    double[] units = new double[n];
    int how = random.nextInt(3); // no units, one for all, each its own
    Arrays.setAll(units, i -> how == 0 ? 1 : pow(10, random.nextInt(-6, 7)));
    if (how == 1) {
      Arrays.fill(units, units[0]);
    }
    double far = exp(random.nextDouble(-2, 3));
    double[] start = new double[n];
    for (int i = 0; i < n; i++) {
      double factor =
          random.nextBoolean()
              ? exp(far * random.nextDouble(-0.5, 0.5))
              : 1 + far * random.nextDouble(-1, 1);
      start[i] = units[i] * truth[i] * factor;
    }
    double scale = random.nextInt(3) == 0 ? pow(10, random.nextInt(-9, 10)) : 1;
    return new RandomRegression(
        "regression " + number + " of kind " + kind,
        abscissae,
        ordinates,
        model,
        units,
        scale,
        start);
  }

  private static double[] exponents(int terms, SplittableRandom random) {
    double[] b = new double[2 * terms];
    for (int i = 0; i < b.length; i += 2) {
      b[i] = random.nextDouble(0.3, 3) * (random.nextBoolean() ? 1 : -1);
      b[i + 1] = exp(random.nextDouble(-1, 2));
    }
    return b;
  }

  private static double exponentials(double x, double[] b, double @Nullable [] slopes) {
    double sum = 0;
    for (int i = 0; i < b.length; i += 2) {
      double decay = exp(-b[i + 1] * x);
      sum += b[i] * decay;
      if (slopes != null) {
        slopes[i] = decay;
        slopes[i + 1] = -b[i] * x * decay;
      }
    }
    return sum;
  }

  private static double kowalik(double x, double[] b, double @Nullable [] slopes) {
    double above = x * x + x * b[1];
    double below = x * x + x * b[2] + b[3];
    if (slopes != null) {
      slopes[0] = above / below;
      slopes[1] = b[0] * x / below;
      slopes[2] = -b[0] * above * x / (below * below);
      slopes[3] = -b[0] * above / (below * below);
    }
    return b[0] * above / below;
  }

  private static double rational(double x, double[] b, double @Nullable [] slopes) {
    double above = b[0] + x * (b[1] + x * b[2]);
    double below = 1 + x * (b[3] + x * b[4]);
    if (slopes != null) {
      slopes[0] = 1 / below;
      slopes[1] = x / below;
      slopes[2] = x * x / below;
      slopes[3] = -above * x / (below * below);
      slopes[4] = -above * x * x / (below * below);
    }
    return above / below;
  }

  private static double polynomial(double x, double[] b, double @Nullable [] slopes) {
    double sum = 0;
    double power = 1;
    for (int i = 0; i < b.length; i++) {
      sum += b[i] * power;
      if (slopes != null) {
        slopes[i] = power;
      }
      power *= x;
    }
    return sum;
  }

  private static double logistic(double x, double[] b, double @Nullable [] slopes) {
    double decay = exp(b[1] - b[2] * x);
    double share = 1 / (1 + decay);
    if (slopes != null) {
      slopes[0] = share;
      slopes[1] = -b[0] * decay * share * share;
      slopes[2] = b[0] * decay * x * share * share;
    }
    return b[0] * share;
  }

  private double[] parameters(double[] x) {
    double[] b = x.clone();
    Arrays.setAll(b, i -> x[i] / units[i]);
    return b;
  }

  private double sum(double[] b) {
    double sum = 0;
    for (int k = 0; k < abscissae.length; k++) {
      double left = ordinates[k] - model.at(abscissae[k], b, null);
      sum += left * left;
    }
    return sum;
  }

  @Override
  public double value(double[] x) {
    return scale * sum(parameters(x));
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    double[] b = parameters(x);
    double[] slopes = new double[b.length];
    Arrays.fill(gradient, 0);
    double sum = 0;
    for (int k = 0; k < abscissae.length; k++) {
      double left = ordinates[k] - model.at(abscissae[k], b, slopes);
      sum += left * left;
      for (int i = 0; i < b.length; i++) {
        gradient[i] -= 2 * scale * left * slopes[i] / units[i];
      }
    }
    return scale * sum;
  }

  /// Returns by which share of what has been gained since the start the sum is lower not far from
  /// x: at the end of a path by Levenberg and Marquardt's steps, each short, along which no
  /// parameter moves by more than a tenth of its size or of how far it has come.
  double leftNear(double[] x) {
    double[] b = parameters(x);
    double[] from = b.clone();
    double[] begin = parameters(start);
    double sum = sum(b);
    double here = sum;
    double damping = 1e-3;
    for (int turn = 0; turn < 500 && damping < 1e12; turn++) {
      double[] moved = step(b, damping);
      if (!isNear(moved, from, begin)) {
        break;
      }
      double lower = sum(moved);
      if (lower < sum) {
        b = moved;
        sum = lower;
        damping = Math.max(damping / 5, 1e-18);
      } else {
        damping *= 4;
      }
    }
    return (here - sum) / (sum(begin) - here);
  }

  private static boolean isNear(double[] b, double[] from, double[] begin) {
    for (int i = 0; i < b.length; i++) {
      double size = Math.max(Math.abs(from[i]), Math.abs(from[i] - begin[i]));
      if (!(Math.abs(b[i] - from[i]) <= 0.1 * size)) {
        return false;
      }
    }
    return true;
  }

  private double[] step(double[] b, double damping) {
    int n = b.length;
    double[][] rows = new double[n][n + 1]; // JᵀJ and Jᵀr
    double[] slopes = new double[n];
    for (int k = 0; k < abscissae.length; k++) {
      double left = ordinates[k] - model.at(abscissae[k], b, slopes);
      for (int i = 0; i < n; i++) {
        rows[i][n] += slopes[i] * left;
        for (int j = 0; j < n; j++) {
          rows[i][j] += slopes[i] * slopes[j];
        }
      }
    }
    double[] sizes = new double[n];
    for (int i = 0; i < n; i++) {
      sizes[i] = Math.sqrt(Math.max(rows[i][i], Double.MIN_NORMAL));
    }
    for (int i = 0; i < n; i++) {
      rows[i][n] /= sizes[i];
      for (int j = 0; j < n; j++) {
        rows[i][j] = rows[i][j] / (sizes[i] * sizes[j]) + (i == j ? damping : 0);
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double factor = rows[j][i] / rows[i][i];
        for (int k = i; k <= n; k++) {
          rows[j][k] -= factor * rows[i][k];
        }
      }
    }
    double[] d = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      d[i] = rows[i][n];
      for (int j = i + 1; j < n; j++) {
        d[i] -= rows[i][j] * d[j];
      }
      d[i] /= rows[i][i];
    }
    double cut = 1; // no parameter by more than 2 % at once
    for (int i = 0; i < n; i++) {
      d[i] /= sizes[i];
      cut = Math.min(cut, 0.02 * Math.max(Math.abs(b[i]), 1e-3) / Math.abs(d[i]));
    }
    double[] moved = b.clone();
    for (int i = 0; i < n; i++) {
      moved[i] += cut * d[i];
    }
    return moved;
  }

  @Override
  public String toString() {
    return name + " in " + start.length + " parameters with units " + Arrays.toString(units);
  }
}
