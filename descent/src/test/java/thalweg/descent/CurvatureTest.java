package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.Tensor;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.reverse.ReverseFunction;

class CurvatureTest {
  @Test
  void curvatures_of_a_quadratic_are_its_eigenvalues_and_tell_which_rates_diverge() {
    DifferentiableFunction valley = new DualGradient(Formula.parse("x^2 + 20*y^2 + 3*x*y"));
    double root = Math.sqrt(38.0 * 38 + 36) / 2; // of the Hessian (2, 3; 3, 40)
    Curvature curvature = Curvature.at(valley, 7, -3);
    assertThat(curvature.greatest()).isCloseTo(21 + root, within(1e-7));
    assertThat(curvature.least()).isCloseTo(21 - root, within(1e-7));
    GradientDescent method = GradientDescent.defaults().withSteps(400);
    double critical = curvature.criticalRate();
    Minimum below =
        Descent.minimise(valley, new double[] {7, -3}, method.withRate(0.98 * critical));
    Minimum above =
        Descent.minimise(valley, new double[] {7, -3}, method.withRate(1.02 * critical));
    assertThat(below.value()).isLessThan(1e-3);
    assertThat(above.outcome()).isInstanceOf(Outcome.Diverged.class);
    Minimum best =
        Descent.minimise(valley, new double[] {7, -3}, method.withRate(curvature.bestRate()));
    for (double share : new double[] {0.5, 0.8}) {
      Minimum other =
          Descent.minimise(
              valley, new double[] {7, -3}, method.withRate(share * curvature.bestRate()));
      assertThat(best.steps()).isLessThanOrEqualTo(other.steps());
    }
  }

  @Test
  void curvatures_of_many_variables_are_found_in_60_products_at_most() {
    int n = 500;
    int[] products = {0};
    HessianProduct diagonal =
        (_, v, product) -> {
          products[0]++;
          for (int i = 0; i < n; i++) {
            product[i] = (i == 0 ? 1e-3 : i == n - 1 ? 900 : 1 + i / 100.0) * v[i];
          }
        };
    Curvature curvature = Curvature.at(diagonal, new double[n]);
    assertThat(curvature.greatest()).isCloseTo(900, within(1e-8));
    assertThat(curvature.least()).isCloseTo(1e-3, within(1e-6));
    assertThat(products[0]).isLessThanOrEqualTo(60);
  }

  @Test
  void hessian_products_by_reverse_mode_twice_agree_with_differences_and_drive_newton() {
    Tensor a = Tensor.variable("a", DType.DOUBLE, 2, 3);
    Tensor b = Tensor.variable("b", DType.DOUBLE, 3);
    Tensor y =
        a.matmul(b.reshape(3, 1))
            .subtract(1)
            .square()
            .sum()
            .add(a.square().sum())
            .add(b.sin().sum());
    ReverseFunction function = ReverseFunction.of(y, List.of(a, b));
    HessianProduct hessian = HessianProduct.of(y, List.of(a, b));
    SplittableRandom random = new SplittableRandom(2);
    double[] x = random.doubles(9, -1, 1).toArray();
    double[] v = random.doubles(9, -1, 1).toArray();
    double[] product = new double[9];
    hessian.multiply(x, v, product);
    double h = 1e-5;
    double[] up = new double[9];
    double[] down = new double[9];
    for (int i = 0; i < 9; i++) {
      up[i] = x[i] + h * v[i];
      down[i] = x[i] - h * v[i];
    }
    double[] right = function.gradient(up);
    double[] left = function.gradient(down);
    for (int i = 0; i < 9; i++) {
      assertThat(product[i]).isCloseTo((right[i] - left[i]) / (2 * h), within(1e-8));
    }
    Minimum exact = Descent.minimise(function, x, TrustRegionNewton.with(hessian));
    Minimum differences = Descent.minimise(function, x, TrustRegionNewton.defaults());
    assertThat(exact.converged()).as("%s", exact).isTrue();
    assertThat(exact.gradientEvaluations()).isLessThan(differences.gradientEvaluations());
    assertThat(exact.value()).isCloseTo(differences.value(), within(1e-9));
  }

  @Test
  void gaits_are_told_apart() {
    DifferentiableFunction valley = new DualGradient(Formula.parse("x^2 + 20*y^2"));
    assertThat(gait(valley, 1e-4)).isEqualTo(Gait.CREEPING);
    assertThat(gait(valley, 0.01)).isEqualTo(Gait.CONVERGING);
    assertThat(gait(valley, 0.049)).isEqualTo(Gait.ZIG_ZAG);
    assertThat(gait(valley, 0.05)).isEqualTo(Gait.OSCILLATING);
    assertThat(gait(valley, 0.06)).isEqualTo(Gait.DIVERGING);
    for (Gait gait : Gait.values()) {
      assertThat(gait.words()).startsWith(gait.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  @Test
  void a_path_of_fewer_than_two_steps_has_no_gait() {
    DifferentiableFunction valley = new DualGradient(Formula.parse("x^2 + 20*y^2"));
    for (int steps = 1; steps < 4; steps++) {
      for (int decade = -8; decade < 2; decade++) {
        for (boolean up : new boolean[] {false, true}) {
          Gait.Watch watch = new Gait.Watch();
          GradientDescent method =
              GradientDescent.defaults().withRate(Math.pow(10, decade)).withSteps(steps);
          Options listened = Options.defaults().listen(watch);
          double[] start = {0, 1};
          Minimum minimum =
              up
                  ? Descent.maximise(valley, start, method, listened)
                  : Descent.minimise(valley, start, method, listened);
          assertThat(watch.of(minimum, up).isPresent())
              .as("%s", minimum)
              .isEqualTo(minimum.steps() >= 2);
        }
      }
    }
  }

  private static Gait gait(DifferentiableFunction function, double rate) {
    Gait.Watch watch = new Gait.Watch();
    Minimum minimum =
        Descent.minimise(
            function,
            new double[] {0, 1},
            GradientDescent.defaults().withRate(rate),
            Options.defaults().listen(watch));
    return watch.of(minimum, false).orElseThrow();
  }
}
