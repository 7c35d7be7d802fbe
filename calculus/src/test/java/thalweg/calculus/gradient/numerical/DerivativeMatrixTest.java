package thalweg.calculus.gradient.numerical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.function.VectorFunction;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.sparsity.SparsityPattern;

@Tag("plain")
class DerivativeMatrixTest {
  private static final VectorFunction O24 =
      x ->
          new double[] {
            x[0] * Math.sin(x[1]), x[1] * Math.cos(x[0]), Math.pow(x[0], 3) / Math.sqrt(x[1])
          };

  private static void near(DerivativeMatrix found, double[][] truth, double relative) {
    double largest =
        Arrays.stream(truth).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
    for (int i = 0; i < found.rows(); i++) {
      for (int j = 0; j < found.columns(); j++) {
        assertThat(Math.abs(found.value(i, j) - truth[i][j]))
            .as("(%s, %s): %s, wanted %s", i, j, found.value(i, j), truth[i][j])
            .isLessThanOrEqualTo(relative * largest)
            .isLessThanOrEqualTo(10 * found.error(i, j) + Math.ulp(truth[i][j]));
      }
    }
  }

  @Test
  void the_open_jacobian_comes_to_nine_digits_of_each_row() {
    AtomicInteger calls = new AtomicInteger();
    DerivativeMatrix found =
        NumericalJacobian.of(
                x -> {
                  calls.incrementAndGet();
                  return O24.at(x);
                })
            .at(-100, 0.2);
    double[][] truth = {
      {0.1986693307950612, -98.00665778412416},
      {-0.1012731282219518, 0.8623188722876839},
      {67082.03932499369, 5590169.943749474}
    };
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(found.value(i, j)).isCloseTo(truth[i][j], within(1e-9 * Math.abs(truth[i][j])));
        assertThat(found.error(i, j)).isLessThan(1e-7 * Math.abs(truth[i][j]));
        assertThat(found.reason(i, j)).isEqualTo(Reason.CONVERGED);
      }
    }
    assertThat(found.evaluations()).isEqualTo(calls.get()).isLessThanOrEqualTo(40);
  }

  @Test
  void the_open_hessian_comes_to_nine_digits() {
    DerivativeMatrix found =
        NumericalHessian.of(x -> x[0] * x[1] * x[2] + Math.exp(x[0]) * x[1]).at(3, 5, 7);
    double[][] truth = {
      {100.4276846159383, 27.08553692318767, 5}, {27.08553692318767, 0, 3}, {5, 3, 0}
    };
    near(found, truth, 1e-9);
  }

  @Test
  void rosenbrocks_hessian_in_ten_variables_has_ten_digits_in_1005_values() {
    SplittableRandom random = new SplittableRandom(12);
    AtomicInteger calls = new AtomicInteger();
    MultivariateFunction counted =
        x -> {
          calls.incrementAndGet();
          return Rosenbrock.value(x);
        };
    for (int i = 0; i < 50; i++) {
      double[] x =
          i == 0
              ? new double[] {-1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1}
              : random.doubles(10, -2, 2).toArray();
      calls.set(0);
      DerivativeMatrix found = NumericalHessian.of(counted).at(x);
      assertThat(found.evaluations()).isEqualTo(calls.get()).isLessThanOrEqualTo(1_005);
      near(found, Rosenbrock.hessian(x), 1e-10);
      calls.set(0);
      DerivativeMatrix sparse =
          NumericalHessian.of(counted).sparse(SparsityPattern.banded(10, 1)).at(x);
      assertThat(sparse.evaluations()).isEqualTo(calls.get()).isLessThan(350);
      near(sparse, Rosenbrock.hessian(x), 1e-10);
      near(
          GradientHessian.of(Rosenbrock.differentiable())
              .sparse(SparsityPattern.banded(10, 1))
              .at(x),
          Rosenbrock.hessian(x),
          1e-11);
    }
  }

  @Test
  void hessian_vector_products_need_no_matrix() {
    SplittableRandom random = new SplittableRandom(13);
    for (int round = 0; round < 20; round++) {
      double[] x = random.doubles(6, -2, 2).toArray();
      double[] v = random.doubles(6, -1, 1).toArray();
      double[][] h = Rosenbrock.hessian(x);
      List<Derivative> fromGradients = GradientHessian.of(Rosenbrock.differentiable()).times(v, x);
      List<Derivative> fromValues = NumericalHessian.of(Rosenbrock::value).times(v, x);
      for (int i = 0; i < 6; i++) {
        int row = i;
        double truth = IntStream.range(0, 6).mapToDouble(j -> h[row][j] * v[j]).sum();
        assertThat(fromGradients.get(i).derivative())
            .isCloseTo(truth, within(1e-11 * (1 + Math.abs(truth))));
        assertThat(Math.abs(fromGradients.get(i).derivative() - truth))
            .isLessThanOrEqualTo(10 * fromGradients.get(i).error() + 1e-13 * Math.abs(truth));
        assertThat(fromValues.get(i).derivative()).isCloseTo(truth, within(1e-6));
        assertThat(Math.abs(fromValues.get(i).derivative() - truth))
            .isLessThanOrEqualTo(10 * fromValues.get(i).error());
      }
    }
  }

  @Test
  void forward_mode_gives_exact_hessians_of_formulas() {
    Formula f = Formula.parse("x^2*y + exp(y*z) - sin(x)*z", List.of("x", "y", "z"));
    double[] x = {1.1, -0.4, 0.9};
    double[][] exact = new DualGradient(f).hessian(x);
    assertThat(exact[0][0]).isCloseTo(2 * x[1] + Math.sin(x[0]) * x[2], within(1e-15));
    assertThat(exact[0][1]).isCloseTo(2 * x[0], within(1e-15)).isEqualTo(exact[1][0]);
    near(NumericalHessian.of(f).at(x), exact, 1e-9);
  }

  /// Values that depend on three variables each.
  private static double[] tridiagonal(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] =
          Math.exp(0.3 * x[i])
              + (i > 0 ? Math.sin(x[i] * x[i - 1]) : 0)
              + (i + 1 < x.length ? x[i + 1] * x[i + 1] : 0);
    }
    return y;
  }

  private static double slope(double[] x, int i, int j) {
    if (i == j) {
      return 0.3 * Math.exp(0.3 * x[i]) + (i > 0 ? x[i - 1] * Math.cos(x[i] * x[i - 1]) : 0);
    }
    return j < i ? x[i] * Math.cos(x[i] * x[j]) : 2 * x[j];
  }

  @Test
  void a_tridiagonal_jacobian_of_a_thousand_costs_seven_evaluations() {
    double[] x = new SplittableRandom(1).doubles(1_000, -2, 2).toArray();
    AtomicInteger calls = new AtomicInteger();
    NumericalJacobian jacobian =
        NumericalJacobian.of(
                y -> {
                  calls.incrementAndGet();
                  return tridiagonal(y);
                })
            .sparse(SparsityPattern.banded(1_000, 1));
    DerivativeMatrix quick = jacobian.central().at(x);
    assertThat(quick.evaluations()).isEqualTo(calls.getAndSet(0)).isLessThanOrEqualTo(7);
    DerivativeMatrix fine = jacobian.at(x);
    assertThat(fine.evaluations()).isEqualTo(calls.get()).isLessThanOrEqualTo(90);
    for (int i = 0; i < 1_000; i++) {
      for (int j = Math.max(0, i - 1); j <= Math.min(999, i + 1); j++) {
        double truth = slope(x, i, j);
        assertThat(quick.value(i, j)).isCloseTo(truth, within(1e-7));
        assertThat(Math.abs(quick.value(i, j) - truth)).isLessThanOrEqualTo(10 * quick.error(i, j));
        assertThat(fine.value(i, j)).isCloseTo(truth, within(1e-9));
        assertThat(Math.abs(fine.value(i, j) - truth)).isLessThanOrEqualTo(10 * fine.error(i, j));
      }
    }
    assertThat(quick.value(5, 500)).isZero();
    assertThat(quick.error(5, 500)).isZero();
  }

  @Test
  void threads_do_not_change_the_bits_of_a_matrix() {
    double[] x = new SplittableRandom(2).doubles(30, -2, 2).toArray();
    NumericalJacobian jacobian = NumericalJacobian.of(DerivativeMatrixTest::tridiagonal);
    NumericalHessian hessian = NumericalHessian.of(Rosenbrock::value);
    double[][] alone = jacobian.at(x).toArray();
    double[][] second = hessian.at(Arrays.copyOf(x, 8)).toArray();
    for (int threads : new int[] {2, 5}) {
      assertThat(jacobian.threads(threads).at(x).toArray()).isDeepEqualTo(alone);
      assertThat(hessian.threads(threads).at(Arrays.copyOf(x, 8)).toArray()).isDeepEqualTo(second);
    }
  }

  @Test
  void bounds_hold_for_jacobians_and_hessians() {
    double[] lower = {-100, 0.2 - 1e-3};
    double[] upper = {-99, 0.2};
    DerivativeMatrix found =
        NumericalJacobian.of(
                x -> {
                  assertThat(x[0]).isBetween(lower[0], upper[0]);
                  assertThat(x[1]).isBetween(lower[1], upper[1]);
                  return O24.at(x);
                })
            .within(lower, upper)
            .at(-100, 0.2);
    assertThat(found.value(2, 1)).isCloseTo(5590169.943749474, within(10 * found.error(2, 1)));
    assertThat(found.error(2, 1)).isLessThan(1);
    DerivativeMatrix hessian =
        NumericalHessian.of(
                x -> {
                  assertThat(x[0]).isBetween(0.0, 1.0);
                  assertThat(x[1]).isBetween(0.0, 1.0);
                  return Math.sqrt(x[0]) * x[1];
                })
            .within(new double[] {0, 0}, new double[] {1, 1})
            .at(0.5, 0.5);
    assertThat(hessian.value(0, 1)).isCloseTo(0.5 / Math.sqrt(0.5), within(1e-6));
    // In the corners, on the edges and inside of a box, within the bars.
    MultivariateFunction smooth =
        x -> {
          assertThat(x[0]).isBetween(0.0, 1.0);
          assertThat(x[1]).isBetween(2.0, 3.0);
          return Math.exp(x[0] * x[1]) + x[0];
        };
    NumericalHessian boxed =
        NumericalHessian.of(smooth).within(new double[] {0, 2}, new double[] {1, 3});
    for (double a : new double[] {0, 1e-6, 0.4, 1}) {
      for (double b : new double[] {2, 2.5, 3 - 1e-9, 3}) {
        double e = Math.exp(a * b);
        double[][] truth = {{b * b * e, (1 + a * b) * e}, {(1 + a * b) * e, a * a * e}};
        DerivativeMatrix boxes = boxed.at(a, b);
        for (int i = 0; i < 2; i++) {
          for (int j = 0; j < 2; j++) {
            assertThat(Math.abs(boxes.value(i, j) - truth[i][j]))
                .as("(%s, %s) at %s, %s: %s", i, j, a, b, boxes.reason(i, j))
                .isLessThanOrEqualTo(10 * boxes.error(i, j))
                .isLessThanOrEqualTo(1e-4 * truth[0][0]);
          }
        }
      }
    }
  }

  @Test
  void patterns_are_detected_and_grouped() {
    double[] x = new SplittableRandom(1).doubles(60, 0.5, 2).toArray();
    SparsityPattern boxes = SparsityPattern.detect(DerivativeMatrixTest::tridiagonal, x);
    SparsityPattern banded = SparsityPattern.banded(60, 1);
    for (int i = 0; i < 60; i++) {
      assertThat(boxes.row(i)).containsExactly(banded.row(i));
    }
    assertThat(banded.groups()).hasSize(3);
    assertThat(banded.stars().size()).isLessThanOrEqualTo(3);
    assertThat(SparsityPattern.dense(4, 7).groups()).hasSize(7);
    assertThat(SparsityPattern.banded(5, 0).groups()).hasSize(1);
    assertThat(SparsityPattern.banded(60, 1).entries()).isEqualTo(178);
  }

  @Test
  void groups_share_no_row_and_stars_tell_every_entry() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 200; round++) {
      int n = random.nextInt(1, 25);
      int[][] rows = new int[n][];
      for (int i = 0; i < n; i++) {
        rows[i] = random.ints(random.nextInt(0, Math.min(n, 4) + 1), 0, n).distinct().toArray();
      }
      SparsityPattern pattern = SparsityPattern.of(n, rows);
      Set<Integer> seen = new HashSet<>();
      for (int[] group : pattern.groups()) {
        for (int i = 0; i < n; i++) {
          int row = i;
          assertThat(Arrays.stream(group).filter(j -> pattern.has(row, j)).count()).isLessThan(2);
        }
        Arrays.stream(group).forEach(seen::add);
      }
      assertThat(seen).hasSize(n);
      SparsityPattern full = pattern.symmetric();
      int[] star = new int[n];
      List<int[]> stars = pattern.stars();
      for (int g = 0; g < stars.size(); g++) {
        for (int j : stars.get(g)) {
          star[j] = g;
        }
      }
      for (int i = 0; i < n; i++) {
        for (int j : full.row(i)) {
          assertThat(alone(full, star, i, j) || alone(full, star, j, i))
              .as("entry (%s, %s) of %s", i, j, Arrays.deepToString(rows))
              .isTrue();
        }
      }
    }
  }

  /// Whether row i has no other column of the colour of j.
  private static boolean alone(SparsityPattern full, int[] star, int i, int j) {
    return Arrays.stream(full.row(i)).filter(k -> star[k] == star[j]).count() == 1;
  }

  @Test
  void a_random_sparse_hessian_is_recovered_from_its_stars() {
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 20; round++) {
      int n = 12;
      double[][] a = new double[n][n];
      int[][] rows = new int[n][];
      for (int i = 0; i < n; i++) {
        rows[i] = random.ints(3, 0, n).distinct().toArray();
        for (int j : rows[i]) {
          double entry = random.nextDouble(-1, 1);
          a[i][j] += entry;
          a[j][i] += entry;
        }
      }
      DifferentiableFunction quadratic =
          DifferentiableFunction.of(
              x -> 0,
              x ->
                  IntStream.range(0, n)
                      .mapToDouble(
                          i -> IntStream.range(0, n).mapToDouble(j -> a[i][j] * x[j]).sum())
                      .toArray());
      SparsityPattern pattern = SparsityPattern.of(n, rows);
      DerivativeMatrix found =
          GradientHessian.of(quadratic).sparse(pattern).at(random.doubles(n, -2, 2).toArray());
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          assertThat(found.value(i, j)).isCloseTo(a[i][j], within(1e-11));
        }
      }
    }
  }

  @Test
  void arguments_are_checked() {
    assertThatThrownBy(() -> NumericalJacobian.of(O24).sparse(SparsityPattern.dense(2, 2)).at(1, 2))
        .hasMessage(
            "jacobian: the pattern has 2 rows and 2 columns; the function has 3 values and 2"
                + " variables.");
    assertThatThrownBy(() -> SparsityPattern.of(2, new int[] {0, 2}))
        .hasMessageContaining("they must lie in 0 to 1");
    assertThatThrownBy(() -> SparsityPattern.dense(2, 3).symmetric())
        .hasMessageContaining("2 rows and 3 columns");
    DerivativeMatrix matrix = NumericalJacobian.of(O24).at(1, 2);
    assertThatThrownBy(() -> matrix.value(3, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("no entry (3, 0) among 3 rows and 2 columns");
    int[] calls = {0};
    assertThatThrownBy(() -> NumericalJacobian.of(_ -> new double[1 + calls[0]++ % 2]).at(1, 2))
        .hasMessageContaining("returned 1 values at first and 2 now");
    assertThatThrownBy(() -> NumericalHessian.of(Rosenbrock::value).at(1, Double.NaN))
        .hasMessage("hessian: coordinate 1 is NaN; it must be a finite number.");
    assertThatThrownBy(
            () ->
                NumericalHessian.of(Rosenbrock::value)
                    .sparse(SparsityPattern.banded(3, 1))
                    .at(1, 2))
        .hasMessageContaining("the pattern has 3 rows, the point 2 coordinates");
    assertThat(NumericalJacobian.of(_ -> new double[0]).at(1, 2).rows()).isZero();
  }
}
