package thalweg.descent.root;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import thalweg.calculus.function.VectorFunction;

/// The systems of nonlinear equations of Moré, Garbow and Hillstrom 1981, "Testing unconstrained
/// optimization software", with their starts, and others known from the literature.
final class KnownSystems {
  static final class Known {
    private final String name;
    private final VectorFunction f;
    private final double[] start;

    Known(String name, VectorFunction f, double... start) {
      this.name = name;
      this.f = f;
      this.start = start;
    }

    String name() {
      return name;
    }

    VectorFunction f() {
      return f;
    }

    double[] start() {
      return start.clone();
    }
  }

  private KnownSystems() {}

  static List<Known> all() {
    List<Known> all = new ArrayList<>();
    all.add(
        new Known("Rosenbrock", x -> new double[] {1 - x[0], 10 * (x[1] - x[0] * x[0])}, -1.2, 1));
    all.add(
        new Known(
            "Powell singular",
            x ->
                new double[] {
                  x[0] + 10 * x[1],
                  Math.sqrt(5) * (x[2] - x[3]),
                  square(x[1] - 2 * x[2]),
                  Math.sqrt(10) * square(x[0] - x[3])
                },
            3,
            -1,
            0,
            1));
    all.add(
        new Known(
            "Powell badly scaled",
            x -> new double[] {1e4 * x[0] * x[1] - 1, Math.exp(-x[0]) + Math.exp(-x[1]) - 1.0001},
            0,
            1));
    all.add(new Known("Helical valley", KnownSystems::helical, -1, 0, 0));
    all.add(new Known("Wood", KnownSystems::wood, -3, -1, -3, -1));
    for (int n : new int[] {5, 6, 7, 9}) {
      double[] start = new double[n];
      Arrays.setAll(start, j -> (j + 1.0) / (n + 1));
      all.add(new Known("Chebyquad " + n, KnownSystems::chebyquad, start));
    }
    for (int n : new int[] {10, 30, 40}) {
      all.add(new Known("Brown almost-linear " + n, KnownSystems::brown, filled(n, 0.5)));
    }
    double[] boundary = new double[10];
    Arrays.setAll(boundary, j -> (j + 1) / 11.0 * ((j + 1) / 11.0 - 1));
    all.add(new Known("Discrete boundary value", KnownSystems::boundaryValue, boundary));
    all.add(new Known("Discrete integral equation", KnownSystems::integral, boundary));
    all.add(new Known("Trigonometric", KnownSystems::trigonometric, filled(10, 0.1)));
    double[] dimensioned = new double[10];
    Arrays.setAll(dimensioned, j -> 1 - (j + 1) / 10.0);
    all.add(new Known("Variably dimensioned", KnownSystems::dimensioned, dimensioned));
    all.add(new Known("Broyden tridiagonal", KnownSystems::tridiagonal, filled(10, -1)));
    all.add(new Known("Broyden banded", KnownSystems::banded, filled(10, -1)));
    return all;
  }

  static double[] filled(int n, double value) {
    double[] all = new double[n];
    Arrays.fill(all, value);
    return all;
  }

  private static double square(double x) {
    return x * x;
  }

  private static double[] helical(double... x) {
    double turn = Math.atan2(x[1], x[0]) / (2 * Math.PI);
    turn = turn < -0.25 ? turn + 1 : turn;
    return new double[] {10 * (x[2] - 10 * turn), 10 * (Math.hypot(x[0], x[1]) - 1), x[2]};
  }

  /// The gradient of Wood's function.
  private static double[] wood(double... x) {
    double one = x[1] - x[0] * x[0];
    double two = x[3] - x[2] * x[2];
    return new double[] {
      -x[0] * 200 * one - (1 - x[0]),
      200 * one + 20.2 * (x[1] - 1) + 19.8 * (x[3] - 1),
      -180 * x[2] * two - (1 - x[2]),
      180 * two + 20.2 * (x[3] - 1) + 19.8 * (x[1] - 1)
    };
  }

  private static double[] chebyquad(double... x) {
    int n = x.length;
    double[] f = new double[n];
    for (double coordinate : x) {
      double before = 1;
      double here = 2 * coordinate - 1;
      for (int i = 0; i < n; i++) {
        f[i] += here / n;
        double next = 2 * (2 * coordinate - 1) * here - before;
        before = here;
        here = next;
      }
    }
    for (int i = 1; i < n; i += 2) {
      f[i] += 1.0 / ((i + 1) * (i + 1) - 1);
    }
    return f;
  }

  private static double[] brown(double... x) {
    int n = x.length;
    double sum = Arrays.stream(x).sum();
    double product = Arrays.stream(x).reduce(1, (a, b) -> a * b);
    double[] f = new double[n];
    Arrays.setAll(f, i -> i < n - 1 ? x[i] + sum - (n + 1) : product - 1);
    return f;
  }

  private static double[] boundaryValue(double... x) {
    int n = x.length;
    double h = 1.0 / (n + 1);
    double[] f = new double[n];
    for (int i = 0; i < n; i++) {
      double before = i == 0 ? 0 : x[i - 1];
      double after = i == n - 1 ? 0 : x[i + 1];
      double bent = x[i] + (i + 1) * h + 1;
      f[i] = 2 * x[i] - before - after + h * h * bent * bent * bent / 2;
    }
    return f;
  }

  private static double[] integral(double... x) {
    int n = x.length;
    double h = 1.0 / (n + 1);
    double[] f = new double[n];
    for (int i = 0; i < n; i++) {
      double t = (i + 1) * h;
      double below = 0;
      double above = 0;
      for (int j = 0; j < n; j++) {
        double s = (j + 1) * h;
        double cube = Math.pow(x[j] + s + 1, 3);
        if (j <= i) {
          below += s * cube;
        } else {
          above += (1 - s) * cube;
        }
      }
      f[i] = x[i] + h * ((1 - t) * below + t * above) / 2;
    }
    return f;
  }

  private static double[] trigonometric(double... x) {
    int n = x.length;
    double cosines = Arrays.stream(x).map(Math::cos).sum();
    double[] f = new double[n];
    Arrays.setAll(f, i -> n - cosines + (i + 1) * (1 - Math.cos(x[i])) - Math.sin(x[i]));
    return f;
  }

  private static double[] dimensioned(double... x) {
    int n = x.length;
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += (j + 1) * (x[j] - 1);
    }
    double shared = sum * (1 + 2 * sum * sum);
    double[] f = new double[n];
    Arrays.setAll(f, i -> x[i] - 1 + (i + 1) * shared);
    return f;
  }

  private static double[] tridiagonal(double... x) {
    int n = x.length;
    double[] f = new double[n];
    for (int i = 0; i < n; i++) {
      double before = i == 0 ? 0 : x[i - 1];
      double after = i == n - 1 ? 0 : x[i + 1];
      f[i] = (3 - 2 * x[i]) * x[i] - before - 2 * after + 1;
    }
    return f;
  }

  private static double[] banded(double... x) {
    int n = x.length;
    double[] f = new double[n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = Math.max(0, i - 5); j <= Math.min(n - 1, i + 1); j++) {
        sum += j == i ? 0 : x[j] * (1 + x[j]);
      }
      f[i] = x[i] * (2 + 5 * x[i] * x[i]) + 1 - sum;
    }
    return f;
  }
}
