package thalweg.descent.problem;

import static java.lang.StrictMath.atan;
import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sin;
import static java.lang.StrictMath.sqrt;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.Spelling;

/// The 24 problems on which minimisers are compared, in the order and with the numbers of Moré,
/// Garbow and Hillstrom 1981 (MGH), then Himmelblau's; and the twelve others of MGH, so that all 35
/// are there.
///
/// Each is written as its residuals and their derivatives. Starts and minima are MGH's, checked
/// anew. Elementary functions are those of StrictMath, so that counts of evaluations are the same
/// on every machine.
public final class Problems {
  private static final List<Problem> ALL =
      List.of(
          rosenbrock(),
          freudensteinRoth(),
          powellBadlyScaled(),
          brownBadlyScaled(),
          beale(),
          jennrichSampson(),
          helicalValley(),
          bard(),
          gaussian(),
          box(),
          powellSingular(),
          wood(),
          kowalikOsborne(),
          brownDennis(),
          biggs(),
          watson(6),
          extendedRosenbrock(100),
          extendedPowell(100),
          penalty(10),
          variablyDimensioned(10),
          trigonometric(10),
          broydenTridiagonal(100),
          chebyquad(8),
          himmelblau());

  private static final List<Problem> FURTHER = FurtherProblems.all();

  private Problems() {}

  /// Returns the problems on which minimisers are compared with those of other programs.
  public static List<Problem> all() {
    return ALL;
  }

  /// Returns the twelve of MGH that are not among those.
  public static List<Problem> further() {
    return FURTHER;
  }

  /// Returns the problem of this name, of either list.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Problem named(String name) {
    List<Problem> known = Stream.concat(ALL.stream(), FURTHER.stream()).toList();
    for (Problem problem : known) {
      if (problem.name().equalsIgnoreCase(name)) {
        return problem;
      }
    }
    List<String> names = known.stream().map(Problem::name).toList();
    throw new IllegalArgumentException(
        "problem: \""
            + name
            + "\" is unknown."
            + Spelling.nearest(name, names).map(near -> " Did you mean " + near + "?").orElse("")
            + " The problems are "
            + String.join(", ", names)
            + ".");
  }

  static Problem problem(
      String name,
      String title,
      int number,
      double[] start,
      List<Double> minima,
      Problem.Peers peers,
      int residuals,
      SumOfSquares.Residuals function) {
    return new Problem(
        name,
        title,
        number == 0 ? "Himmelblau 1972" : "MGH " + number,
        start,
        minima,
        peers,
        new SumOfSquares(residuals, function));
  }

  private static Problem.Peers peers(int lbfgs, int bfgs, int cg) {
    return new Problem.Peers(lbfgs, true, bfgs, cg);
  }

  /// Writes a residual and its partial derivatives in order, starting at the first variable.
  static void put(
      double[] r, double @Nullable [][] jacobian, int i, double residual, double... partials) {
    r[i] = residual;
    if (jacobian != null) {
      System.arraycopy(partials, 0, jacobian[i], 0, partials.length);
    }
  }

  private static Problem rosenbrock() {
    return problem(
        "rosenbrock",
        "Rosenbrock",
        1,
        new double[] {-1.2, 1},
        List.of(0.0),
        peers(46, 41, 78),
        2,
        (x, r, j) -> {
          put(r, j, 0, 10 * (x[1] - x[0] * x[0]), -20 * x[0], 10);
          put(r, j, 1, 1 - x[0], -1, 0);
        });
  }

  private static Problem freudensteinRoth() {
    return problem(
        "freudenstein-roth",
        "Freudenstein and Roth",
        2,
        new double[] {0.5, -2},
        List.of(0.0, 48.9842536),
        peers(22, 11, 34),
        2,
        (x, r, j) -> {
          double y = x[1];
          put(r, j, 0, -13 + x[0] + ((5 - y) * y - 2) * y, 1, (10 - 3 * y) * y - 2);
          put(r, j, 1, -29 + x[0] + ((y + 1) * y - 14) * y, 1, (3 * y + 2) * y - 14);
        });
  }

  private static Problem powellBadlyScaled() {
    return problem(
        "powell-badly-scaled",
        "Powell badly scaled",
        3,
        new double[] {0, 1},
        List.of(0.0),
        new Problem.Peers(121, false, 199, 101),
        2,
        (x, r, j) -> {
          put(r, j, 0, 1e4 * x[0] * x[1] - 1, 1e4 * x[1], 1e4 * x[0]);
          double a = exp(-x[0]);
          double b = exp(-x[1]);
          put(r, j, 1, a + b - 1.0001, -a, -b);
        });
  }

  private static Problem brownBadlyScaled() {
    return problem(
        "brown-badly-scaled",
        "Brown badly scaled",
        4,
        new double[] {1, 1},
        List.of(0.0),
        peers(28, 27, 95),
        3,
        (x, r, j) -> {
          put(r, j, 0, x[0] - 1e6, 1, 0);
          put(r, j, 1, x[1] - 2e-6, 0, 1);
          put(r, j, 2, x[0] * x[1] - 2, x[1], x[0]);
        });
  }

  private static Problem beale() {
    double[] y = {1.5, 2.25, 2.625};
    return problem(
        "beale",
        "Beale",
        5,
        new double[] {1, 1},
        List.of(0.0),
        peers(17, 18, 41),
        3,
        (x, r, j) -> {
          double power = 1;
          for (int i = 1; i <= 3; i++) {
            double slope = i * power; // of x₂ⁱ
            power *= x[1];
            put(r, j, i - 1, y[i - 1] - x[0] * (1 - power), power - 1, x[0] * slope);
          }
        });
  }

  private static Problem jennrichSampson() {
    return problem(
        "jennrich-sampson",
        "Jennrich and Sampson",
        6,
        new double[] {0.3, 0.4},
        List.of(124.362182),
        new Problem.Peers(24, false, 50, 57),
        10,
        (x, r, j) -> {
          for (int i = 1; i <= 10; i++) {
            double a = exp(i * x[0]);
            double b = exp(i * x[1]);
            put(r, j, i - 1, 2 + 2 * i - (a + b), -i * a, -i * b);
          }
        });
  }

  private static Problem helicalValley() {
    return problem(
        "helical-valley",
        "Helical valley",
        7,
        new double[] {-1, 0, 0},
        List.of(0.0),
        peers(34, 37, 88),
        3,
        (x, r, j) -> {
          double turn = 2 * Math.PI;
          double square = x[0] * x[0] + x[1] * x[1];
          double radius = sqrt(square);
          double theta =
              x[0] == 0
                  ? Math.copySign(0.25, x[1])
                  : atan(x[1] / x[0]) / turn + (x[0] < 0 ? 0.5 : 0);
          put(
              r,
              j,
              0,
              10 * (x[2] - 10 * theta),
              100 * x[1] / (turn * square),
              -100 * x[0] / (turn * square),
              10);
          put(r, j, 1, 10 * (radius - 1), 10 * x[0] / radius, 10 * x[1] / radius, 0);
          put(r, j, 2, x[2], 0, 0, 1);
        });
  }

  private static Problem bard() {
    double[] y = {
      0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39
    };
    return problem(
        "bard",
        "Bard",
        8,
        new double[] {1, 1, 1},
        List.of(8.21487731e-3, 17.4286933),
        peers(27, 25, 31),
        15,
        (x, r, j) -> {
          for (int i = 0; i < 15; i++) {
            double u = i + 1;
            double v = 16 - u;
            double w = Math.min(u, v);
            double bottom = v * x[1] + w * x[2];
            double slope = u / (bottom * bottom);
            put(r, j, i, y[i] - (x[0] + u / bottom), -1, v * slope, w * slope);
          }
        });
  }

  private static Problem gaussian() {
    double[] y = {
      0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295,
      0.0540, 0.0175, 0.0044, 0.0009
    };
    return problem(
        "gaussian",
        "Gaussian",
        9,
        new double[] {0.4, 1, 0},
        List.of(1.12793277e-8),
        peers(11, 6, 5),
        15,
        (x, r, j) -> {
          for (int i = 0; i < 15; i++) {
            double t = (7 - i) / 2.0 - x[2];
            double bell = exp(-x[1] * t * t / 2);
            put(
                r,
                j,
                i,
                x[0] * bell - y[i],
                bell,
                -x[0] * bell * t * t / 2,
                x[0] * bell * x[1] * t);
          }
        });
  }

  private static Problem box() {
    return problem(
        "box",
        "Box, three variables",
        12,
        new double[] {0, 10, 20},
        List.of(0.0),
        peers(40, 31, 36),
        10,
        (x, r, j) -> {
          for (int i = 0; i < 10; i++) {
            double t = 0.1 * (i + 1);
            double a = exp(-t * x[0]);
            double b = exp(-t * x[1]);
            double c = exp(-t) - exp(-10 * t);
            put(r, j, i, a - b - x[2] * c, -t * a, t * b, -c);
          }
        });
  }

  private static void powell(double[] x, int at, double[] r, double @Nullable [][] jacobian) {
    double five = sqrt(5);
    double ten = sqrt(10);
    double inner = x[at + 1] - 2 * x[at + 2];
    double outer = x[at] - x[at + 3];
    r[at] = x[at] + 10 * x[at + 1];
    r[at + 1] = five * (x[at + 2] - x[at + 3]);
    r[at + 2] = inner * inner;
    r[at + 3] = ten * outer * outer;
    if (jacobian != null) {
      jacobian[at][at] = 1;
      jacobian[at][at + 1] = 10;
      jacobian[at + 1][at + 2] = five;
      jacobian[at + 1][at + 3] = -five;
      jacobian[at + 2][at + 1] = 2 * inner;
      jacobian[at + 2][at + 2] = -4 * inner;
      jacobian[at + 3][at] = 2 * ten * outer;
      jacobian[at + 3][at + 3] = -2 * ten * outer;
    }
  }

  private static Problem powellSingular() {
    return problem(
        "powell-singular",
        "Powell singular",
        13,
        new double[] {3, -1, 0, 1},
        List.of(0.0),
        peers(61, 67, 112),
        4,
        (x, r, j) -> powell(x, 0, r, j));
  }

  private static Problem wood() {
    return problem(
        "wood",
        "Wood",
        14,
        new double[] {-3, -1, -3, -1},
        List.of(0.0, 7.87696584),
        peers(112, 106, 137),
        6,
        (x, r, j) -> {
          double ninety = sqrt(90);
          double ten = sqrt(10);
          put(r, j, 0, 10 * (x[1] - x[0] * x[0]), -20 * x[0], 10, 0, 0);
          put(r, j, 1, 1 - x[0], -1, 0, 0, 0);
          put(r, j, 2, ninety * (x[3] - x[2] * x[2]), 0, 0, -2 * ninety * x[2], ninety);
          put(r, j, 3, 1 - x[2], 0, 0, -1, 0);
          put(r, j, 4, ten * (x[1] + x[3] - 2), 0, ten, 0, ten);
          put(r, j, 5, (x[1] - x[3]) / ten, 0, 1 / ten, 0, -1 / ten);
        });
  }

  private static Problem kowalikOsborne() {
    double[] y = {
      0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246
    };
    double[] u = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
    return problem(
        "kowalik-osborne",
        "Kowalik and Osborne",
        15,
        new double[] {0.25, 0.39, 0.415, 0.39},
        List.of(3.07505604e-4),
        peers(38, 37, 95),
        11,
        (x, r, j) -> {
          for (int i = 0; i < 11; i++) {
            double top = u[i] * (u[i] + x[1]);
            double bottom = u[i] * (u[i] + x[2]) + x[3];
            double ratio = top / bottom;
            put(
                r,
                j,
                i,
                y[i] - x[0] * ratio,
                -ratio,
                -x[0] * u[i] / bottom,
                x[0] * ratio * u[i] / bottom,
                x[0] * ratio / bottom);
          }
        });
  }

  private static Problem brownDennis() {
    return problem(
        "brown-dennis",
        "Brown and Dennis",
        16,
        new double[] {25, 5, -5, 1},
        List.of(85822.2016),
        peers(27, 38, 55),
        20,
        (x, r, j) -> {
          for (int i = 0; i < 20; i++) {
            double t = (i + 1) / 5.0;
            double a = x[0] + t * x[1] - exp(t);
            double b = x[2] + x[3] * sin(t) - cos(t);
            put(r, j, i, a * a + b * b, 2 * a, 2 * a * t, 2 * b, 2 * b * sin(t));
          }
        });
  }

  private static Problem biggs() {
    return problem(
        "biggs",
        "Biggs EXP6",
        18,
        new double[] {1, 2, 1, 1, 1, 1},
        List.of(0.0), // that of 5.65564992e-3, often reported, is a saddle
        peers(45, 48, 190),
        13,
        (x, r, j) -> {
          for (int i = 0; i < 13; i++) {
            double t = 0.1 * (i + 1);
            double y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t);
            double a = exp(-t * x[0]);
            double b = exp(-t * x[1]);
            double c = exp(-t * x[4]);
            put(
                r,
                j,
                i,
                x[2] * a - x[3] * b + x[5] * c - y,
                -t * x[2] * a,
                t * x[3] * b,
                a,
                -b,
                -t * x[5] * c,
                c);
          }
        });
  }

  static Problem watson(int n) {
    return problem(
        "watson",
        n == 6 ? "Watson, six variables" : "Watson, " + n + " variables",
        20,
        new double[n],
        List.of(2.28767005e-3),
        peers(62, 41, 555),
        31,
        (x, r, jacobian) -> {
          for (int i = 0; i < 29; i++) {
            double t = (i + 1) / 29.0;
            double slope = 0;
            double sum = 0;
            for (int k = n - 1; k >= 0; k--) {
              sum = sum * t + x[k];
              slope = k > 0 ? slope * t + k * x[k] : slope;
            }
            r[i] = slope - sum * sum - 1;
            if (jacobian != null) {
              for (int k = 0; k < n; k++) {
                jacobian[i][k] = (k > 0 ? k * pow(t, k - 1) : 0) - 2 * sum * pow(t, k);
              }
            }
          }
          put(r, jacobian, 29, x[0], 1);
          put(r, jacobian, 30, x[1] - x[0] * x[0] - 1, -2 * x[0], 1);
        });
  }

  /// Returns `block` again and again until there are n numbers.
  private static double[] repeated(int n, double... block) {
    return IntStream.range(0, n).mapToDouble(i -> block[i % block.length]).toArray();
  }

  private static Problem extendedRosenbrock(int n) {
    return problem(
        "extended-rosenbrock",
        "Extended Rosenbrock, " + n + " variables",
        21,
        repeated(n, -1.2, 1),
        List.of(0.0),
        peers(49, 592, 75),
        n,
        (x, r, jacobian) -> {
          for (int i = 0; i < n; i += 2) {
            r[i] = 10 * (x[i + 1] - x[i] * x[i]);
            r[i + 1] = 1 - x[i];
            if (jacobian != null) {
              jacobian[i][i] = -20 * x[i];
              jacobian[i][i + 1] = 10;
              jacobian[i + 1][i] = -1;
            }
          }
        });
  }

  private static Problem extendedPowell(int n) {
    return problem(
        "extended-powell",
        "Extended Powell singular, " + n + " variables",
        22,
        repeated(n, 3, -1, 0, 1),
        List.of(0.0),
        peers(58, 510, 113),
        n,
        (x, r, jacobian) -> {
          for (int i = 0; i < n; i += 4) {
            powell(x, i, r, jacobian);
          }
        });
  }

  private static Problem penalty(int n) {
    double root = sqrt(1e-5);
    return problem(
        "penalty",
        "Penalty I, " + n + " variables",
        23,
        IntStream.rangeClosed(1, n).asDoubleStream().toArray(),
        List.of(7.08765149e-5),
        peers(71, 164, 229),
        n + 1,
        (x, r, jacobian) -> {
          double square = 0;
          for (int i = 0; i < n; i++) {
            r[i] = root * (x[i] - 1);
            square += x[i] * x[i];
            if (jacobian != null) {
              jacobian[i][i] = root;
              jacobian[n][i] = 2 * x[i];
            }
          }
          r[n] = square - 0.25;
        });
  }

  private static Problem variablyDimensioned(int n) {
    return problem(
        "variably-dimensioned",
        "Variably dimensioned, " + n + " variables",
        25,
        IntStream.rangeClosed(1, n).mapToDouble(i -> 1 - (double) i / n).toArray(),
        List.of(0.0),
        peers(20, 23, 23),
        n + 2,
        (x, r, jacobian) -> {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            r[i] = x[i] - 1;
            sum += (i + 1) * (x[i] - 1);
          }
          r[n] = sum;
          r[n + 1] = sum * sum;
          if (jacobian != null) {
            for (int i = 0; i < n; i++) {
              jacobian[i][i] = 1;
              jacobian[n][i] = i + 1;
              jacobian[n + 1][i] = 2 * sum * (i + 1);
            }
          }
        });
  }

  private static Problem trigonometric(int n) {
    double[] start = new double[n];
    Arrays.fill(start, 1.0 / n);
    return problem(
        "trigonometric",
        "Trigonometric, " + n + " variables",
        26,
        start,
        List.of(0.0, 2.79506e-5),
        peers(34, 31, 48),
        n,
        (x, r, jacobian) -> {
          double sum = n;
          for (double coordinate : x) {
            sum -= cos(coordinate);
          }
          for (int i = 0; i < n; i++) {
            r[i] = sum + (i + 1) * (1 - cos(x[i])) - sin(x[i]);
            if (jacobian != null) {
              for (int k = 0; k < n; k++) {
                jacobian[i][k] = sin(x[k]);
              }
              jacobian[i][i] += (i + 1) * sin(x[i]) - cos(x[i]);
            }
          }
        });
  }

  private static Problem broydenTridiagonal(int n) {
    double[] start = new double[n];
    Arrays.fill(start, -1);
    return problem(
        "broyden-tridiagonal",
        "Broyden tridiagonal, " + n + " variables",
        30,
        start,
        List.of(0.0),
        peers(37, 168, 116),
        n,
        (x, r, jacobian) -> {
          for (int i = 0; i < n; i++) {
            double before = i == 0 ? 0 : x[i - 1];
            double after = i == n - 1 ? 0 : x[i + 1];
            r[i] = (3 - 2 * x[i]) * x[i] - before - 2 * after + 1;
            if (jacobian != null) {
              jacobian[i][i] = 3 - 4 * x[i];
              if (i > 0) {
                jacobian[i][i - 1] = -1;
              }
              if (i < n - 1) {
                jacobian[i][i + 1] = -2;
              }
            }
          }
        });
  }

  static Problem chebyquad(int n) {
    return problem(
        "chebyquad",
        "Chebyquad, " + n + " variables",
        35,
        IntStream.rangeClosed(1, n).mapToDouble(i -> (double) i / (n + 1)).toArray(),
        List.of(3.51687373e-3),
        peers(29, 34, 54),
        n,
        (x, r, jacobian) -> {
          for (int k = 0; k < n; k++) {
            // Chebyshev polynomials moved to [0, 1] and their derivatives, by recurrence.
            double y = 2 * x[k] - 1;
            double before = 1;
            double value = y;
            double slopeBefore = 0;
            double slope = 2;
            for (int i = 0; i < n; i++) {
              r[i] += value / n;
              if (jacobian != null) {
                jacobian[i][k] = slope / n;
              }
              double next = 2 * y * value - before;
              double slopeNext = 4 * value + 2 * y * slope - slopeBefore;
              before = value;
              value = next;
              slopeBefore = slope;
              slope = slopeNext;
            }
          }
          for (int i = 2; i <= n; i += 2) {
            r[i - 1] += 1.0 / ((double) i * i - 1);
          }
        });
  }

  private static Problem himmelblau() {
    return problem(
        "himmelblau",
        "Himmelblau",
        0,
        new double[] {2, 2},
        List.of(0.0),
        peers(10, 11, 14),
        2,
        (x, r, j) -> {
          put(r, j, 0, x[0] * x[0] + x[1] - 11, 2 * x[0], 1);
          put(r, j, 1, x[0] + x[1] * x[1] - 7, 1, 2 * x[1]);
        });
  }
}
