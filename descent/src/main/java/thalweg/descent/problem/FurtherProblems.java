package thalweg.descent.problem;

import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.log;
import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sqrt;
import static thalweg.descent.problem.Problems.put;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The twelve problems of Moré, Garbow and Hillstrom 1981 that are not among those compared with
/// peers: fits of measured curves, discretised equations, and linear ones whose minima are known to
/// all digits.
///
/// Least values are those of the paper's table, or of its formulas for the linear problems, worked
/// out anew to nine digits by least squares from several starts.
final class FurtherProblems {
  private static final double[] MEYER = {
    34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307,
    2872
  };

  private static final double[] OSBORNE_1 = {
    0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685,
    0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448,
    0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406
  };

  private static final double[] OSBORNE_2 = {
    1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
    0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661,
    0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428,
    0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559,
    0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054
  };

  private FurtherProblems() {}

  static List<Problem> all() {
    return List.of(
        meyer(),
        gulf(99),
        osborne1(),
        osborne2(),
        penalty2(10),
        brownAlmostLinear(10),
        discreteBoundaryValue(10),
        discreteIntegral(10),
        broydenBanded(10),
        linear(20, 10),
        rankOne(20, 10),
        rankOneZero(20, 10));
  }

  private static Problem problem(
      String name,
      String title,
      int number,
      double[] start,
      List<Double> minima,
      int residuals,
      SumOfSquares.Residuals function) {
    return Problems.problem(
        name, title, number, start, minima, Problem.Peers.NONE, residuals, function);
  }

  static double[] filled(int n, double value) {
    double[] x = new double[n];
    Arrays.fill(x, value);
    return x;
  }

  static Problem meyer() {
    return problem(
        "meyer",
        "Meyer",
        10,
        new double[] {0.02, 4000, 250},
        List.of(87.9458552),
        16,
        (x, r, jacobian) -> {
          for (int i = 0; i < 16; i++) {
            double far = 5 * (i + 1) + 45 + x[2];
            double e = exp(x[1] / far);
            put(
                r,
                jacobian,
                i,
                x[0] * e - MEYER[i],
                e,
                x[0] * e / far,
                -x[0] * e * x[1] / (far * far));
          }
        });
  }

  private static Problem gulf(int m) {
    return problem(
        "gulf",
        "Gulf research and development",
        11,
        new double[] {5, 2.5, 0.15},
        List.of(0.0),
        m,
        (x, r, jacobian) -> {
          for (int i = 0; i < m; i++) {
            double t = (i + 1) / 100.0;
            double off = 25 + pow(-50 * log(t), 2.0 / 3) - x[1];
            double size = Math.abs(off);
            double power = pow(size, x[2]);
            double e = exp(-power / x[0]);
            put(
                r,
                jacobian,
                i,
                e - t,
                e * power / (x[0] * x[0]),
                size == 0 ? 0 : e * x[2] * power / off / x[0],
                size == 0 ? 0 : -e * power * log(size) / x[0]);
          }
        });
  }

  static Problem osborne1() {
    return problem(
        "osborne-1",
        "Osborne 1",
        17,
        new double[] {0.5, 1.5, -1, 0.01, 0.02},
        List.of(5.4648947e-5),
        33,
        (x, r, jacobian) -> {
          for (int i = 0; i < 33; i++) {
            double t = 10 * i;
            double e = exp(-x[3] * t);
            double other = exp(-x[4] * t);
            double fitted = x[0] + x[1] * e + x[2] * other;
            put(
                r,
                jacobian,
                i,
                OSBORNE_1[i] - fitted,
                -1,
                -e,
                -other,
                t * x[1] * e,
                t * x[2] * other);
          }
        });
  }

  static Problem osborne2() {
    return problem(
        "osborne-2",
        "Osborne 2",
        19,
        new double[] {1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5},
        List.of(4.01377363e-2, 1.78981359),
        65,
        (x, r, jacobian) -> {
          for (int i = 0; i < 65; i++) {
            double t = i / 10.0;
            double e = exp(-x[4] * t);
            double[] partials = new double[11];
            partials[0] = -e;
            partials[4] = t * x[0] * e;
            double sum = x[0] * e;
            for (int k = 1; k < 4; k++) {
              double off = t - x[7 + k];
              double bell = exp(-x[4 + k] * off * off);
              sum += x[k] * bell;
              partials[k] = -bell;
              partials[4 + k] = x[k] * bell * off * off;
              partials[7 + k] = -x[k] * bell * 2 * x[4 + k] * off;
            }
            put(r, jacobian, i, OSBORNE_2[i] - sum, partials);
          }
        });
  }

  private static Problem penalty2(int n) {
    double root = sqrt(1e-5);
    return problem(
        "penalty-2",
        "Penalty II, " + n + " variables",
        24,
        filled(n, 0.5),
        List.of(2.93660537e-4),
        2 * n,
        (x, r, jacobian) -> {
          put(r, jacobian, 0, x[0] - 0.2, 1);
          double square = -1;
          double[] last = new double[n];
          for (int i = 0; i < n; i++) {
            square += (n - i) * x[i] * x[i];
            last[i] = 2 * (n - i) * x[i];
            if (i > 0) {
              double sum = exp((i + 1) / 10.0) + exp(i / 10.0);
              r[i] = root * (exp(x[i] / 10) + exp(x[i - 1] / 10) - sum);
              r[n - 1 + i] = root * (exp(x[i] / 10) - exp(-0.1));
              if (jacobian != null) {
                jacobian[i][i] = root * exp(x[i] / 10) / 10;
                jacobian[i][i - 1] = root * exp(x[i - 1] / 10) / 10;
                jacobian[n - 1 + i][i] = root * exp(x[i] / 10) / 10;
              }
            }
          }
          put(r, jacobian, 2 * n - 1, square, last);
        });
  }

  static Problem brownAlmostLinear(int n) {
    return problem(
        "brown-almost-linear",
        "Brown almost-linear, " + n + " variables",
        27,
        filled(n, 0.5),
        List.of(0.0, 1.0),
        n,
        (x, r, jacobian) -> {
          double sum = -(n + 1);
          double product = 1;
          for (double coordinate : x) {
            sum += coordinate;
            product *= coordinate;
          }
          for (int i = 0; i < n - 1; i++) {
            r[i] = x[i] + sum;
          }
          r[n - 1] = product - 1;
          for (int i = 0; i < n && jacobian != null; i++) {
            for (int k = 0; k < n; k++) {
              jacobian[i][k] = i < n - 1 ? (i == k ? 2 : 1) : productWithout(x, k);
            }
          }
        });
  }

  private static double productWithout(double[] x, int left) {
    double product = 1;
    for (int k = 0; k < x.length; k++) {
      product *= k == left ? 1 : x[k];
    }
    return product;
  }

  private static double[] parabola(int n) {
    double[] start = new double[n];
    Arrays.setAll(start, i -> (i + 1.0) / (n + 1) * ((i + 1.0) / (n + 1) - 1));
    return start;
  }

  private static Problem discreteBoundaryValue(int n) {
    double h = 1.0 / (n + 1);
    return problem(
        "discrete-boundary-value",
        "Discrete boundary value, " + n + " variables",
        28,
        parabola(n),
        List.of(0.0),
        n,
        (x, r, jacobian) -> {
          for (int i = 0; i < n; i++) {
            double all = x[i] + (i + 1) * h + 1;
            double before = i > 0 ? x[i - 1] : 0;
            double after = i < n - 1 ? x[i + 1] : 0;
            r[i] = 2 * x[i] - before - after + h * h * all * all * all / 2;
            if (jacobian != null) {
              jacobian[i][i] = 2 + 1.5 * h * h * all * all;
              jacobian[i][Math.max(0, i - 1)] -= i > 0 ? 1 : 0;
              jacobian[i][Math.min(n - 1, i + 1)] -= i < n - 1 ? 1 : 0;
            }
          }
        });
  }

  private static Problem discreteIntegral(int n) {
    double h = 1.0 / (n + 1);
    return problem(
        "discrete-integral",
        "Discrete integral equation, " + n + " variables",
        29,
        parabola(n),
        List.of(0.0),
        n,
        (x, r, jacobian) -> {
          for (int i = 0; i < n; i++) {
            double t = (i + 1) * h;
            double sum = 0;
            for (int k = 0; k < n; k++) {
              double s = (k + 1) * h;
              double weight = k <= i ? (1 - t) * s : t * (1 - s);
              double all = x[k] + s + 1;
              sum += weight * all * all * all;
              if (jacobian != null) {
                jacobian[i][k] = (i == k ? 1 : 0) + 1.5 * h * weight * all * all;
              }
            }
            r[i] = x[i] + h * sum / 2;
          }
        });
  }

  private static Problem broydenBanded(int n) {
    return problem(
        "broyden-banded",
        "Broyden banded, " + n + " variables",
        31,
        filled(n, -1),
        List.of(0.0, 3.05727843),
        n,
        (x, r, jacobian) -> {
          for (int i = 0; i < n; i++) {
            r[i] = x[i] * (2 + 5 * x[i] * x[i]) + 1;
            for (int k = Math.max(0, i - 5); k <= Math.min(n - 1, i + 1); k++) {
              r[i] -= k == i ? 0 : x[k] * (1 + x[k]);
              if (jacobian != null) {
                jacobian[i][k] = k == i ? 2 + 15 * x[i] * x[i] : -1 - 2 * x[k];
              }
            }
          }
        });
  }

  private static Problem linear(int m, int n) {
    return problem(
        "linear",
        "Linear of full rank, " + n + " variables",
        32,
        filled(n, 1),
        List.of((double) m - n),
        m,
        (x, r, jacobian) -> {
          double sum = Arrays.stream(x).sum();
          for (int i = 0; i < m; i++) {
            r[i] = (i < n ? x[i] : 0) - 2 * sum / m - 1;
            for (int k = 0; k < n && jacobian != null; k++) {
              jacobian[i][k] = (i == k ? 1 : 0) - 2.0 / m;
            }
          }
        });
  }

  static Problem rankOne(int m, int n) {
    return problem(
        "linear-rank-1",
        "Linear of rank 1, " + n + " variables",
        33,
        filled(n, 1),
        List.of(m * (m - 1) / (2 * (2.0 * m + 1))),
        m,
        (x, r, jacobian) -> multiples(x, r, jacobian, 0, n, 1));
  }

  static Problem rankOneZero(int m, int n) {
    return problem(
        "linear-rank-1-zero",
        "Linear of rank 1 with columns and rows of zeros, " + n + " variables",
        34,
        filled(n, 1),
        List.of((m * m + 3 * m - 6) / (2 * (2.0 * m - 3))),
        m,
        (x, r, jacobian) -> multiples(x, r, jacobian, 1, n - 1, 0));
  }

  /// rᵢ = (i + shift) Σ (k + 1) xₖ − 1 for the variables from `first` to before `end`; the last
  /// row, too, has nothing of them if the first has not.
  private static void multiples(
      double[] x, double[] r, double @Nullable [][] jacobian, int first, int end, int shift) {
    double sum = 0;
    for (int k = first; k < end; k++) {
      sum += (k + 1) * x[k];
    }
    for (int i = 0; i < r.length; i++) {
      double factor = shift == 0 && i == r.length - 1 ? 0 : i + shift;
      r[i] = factor * sum - 1;
      for (int k = first; k < end && jacobian != null; k++) {
        jacobian[i][k] = factor * (k + 1);
      }
    }
  }
}
