package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;

class BoundsTest {
  private static Bounds box(double low, double high, int n) {
    double[] lower = new double[n];
    double[] upper = new double[n];
    Arrays.fill(lower, low);
    Arrays.fill(upper, high);
    return Bounds.between(lower, upper);
  }

  /// The conditions of Karush, Kuhn and Tucker: no slope inside, none inwards at a bound.
  private static void assertStationary(
      DifferentiableFunction function, Bounds bounds, double[] x, double tolerance) {
    double[] gradient = function.gradient(x);
    for (int i = 0; i < x.length; i++) {
      double g = gradient[i];
      if (x[i] <= bounds.lower()[i]) {
        assertThat(g).isGreaterThanOrEqualTo(-tolerance);
      } else if (x[i] >= bounds.upper()[i]) {
        assertThat(g).isLessThanOrEqualTo(tolerance);
      } else {
        assertThat(Math.abs(g)).isLessThanOrEqualTo(tolerance);
      }
    }
  }

  @Test
  void every_problem_in_a_box_that_cuts_it_ends_stationary_or_says_that_it_did_not() {
    int converged = 0;
    for (Problem problem : Problems.all()) {
      int n = problem.dimension();
      double[] lower = problem.start();
      double[] upper = problem.start();
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < n; i++) {
        lower[i] -= random.nextDouble(0.05, 1);
        upper[i] += random.nextDouble(0.05, 1);
      }
      Bounds bounds = Bounds.between(lower, upper);
      DifferentiableFunction inside =
          new DifferentiableFunction() {
            private void check(double[] x) {
              for (int i = 0; i < x.length; i++) {
                assertThat(x[i]).isBetween(lower[i], upper[i]);
              }
            }

            @Override
            public double value(double[] x) {
              check(x);
              return problem.function().value(x);
            }

            @Override
            public double valueAndGradient(double[] x, double[] gradient) {
              check(x);
              return problem.function().valueAndGradient(x, gradient);
            }
          };
      Minimum minimum =
          Descent.minimise(inside, problem.start(), BoundedLimitedMemoryBfgs.within(bounds));
      if (minimum.converged()) {
        converged++;
        assertStationary(problem.function(), bounds, minimum.point(), 1e-8);
      } else {
        assertThat(minimum.outcome()).as("%s", problem).isInstanceOf(Outcome.Stalled.class);
      }
      assertThat(minimum.value()).isLessThanOrEqualTo(problem.function().value(problem.start()));
    }
    assertThat(converged).isGreaterThanOrEqualTo(23);
  }

  @Test
  void rosenbrock_below_a_half_ends_at_the_bound() {
    Problem rosenbrock = Problems.named("rosenbrock");
    Minimum minimum =
        Descent.minimise(
            rosenbrock.function(),
            new double[] {-1.2, 0.4},
            BoundedLimitedMemoryBfgs.within(box(-2, 0.5, 2)));
    assertThat(minimum.converged()).as("%s", minimum).isTrue();
    assertThat(minimum.point()).containsExactly(new double[] {0.5, 0.25}, within(1e-9));
    assertThat(minimum.value()).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void values_alone_are_enough_and_are_never_asked_for_outside() {
    MultivariateFunction edge =
        x -> {
          assertThat(x[0]).isGreaterThanOrEqualTo(0);
          assertThat(x[1]).isBetween(-1.0, 3.0);
          return Math.sqrt(x[0]) * 0 + (x[0] + 1) * (x[0] + 1) + (x[1] - 2) * (x[1] - 2);
        };
    Bounds bounds =
        Bounds.between(new double[] {0, -1}, new double[] {Double.POSITIVE_INFINITY, 3});
    Minimum minimum =
        Descent.minimise(edge, new double[] {2, 0}, BoundedLimitedMemoryBfgs.within(bounds));
    assertThat(minimum.converged()).as("%s", minimum).isTrue();
    assertThat(minimum.point()).containsExactly(new double[] {0, 2}, within(1e-8));
  }

  @Test
  void a_start_outside_or_bounds_that_cross_are_refused() {
    DifferentiableFunction function = Problems.named("beale").function();
    BoundedLimitedMemoryBfgs method = BoundedLimitedMemoryBfgs.within(box(-1, 1, 2));
    assertThatThrownBy(() -> Descent.minimise(function, new double[] {0, 2}, method))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "minimise: coordinate 1 of the start is 2.0, outside its bounds -1.0 and 1.0; start"
                + " inside.");
    assertThatThrownBy(() -> Descent.minimise(function, new double[] {0}, method))
        .hasMessageContaining("the start has 1 coordinates, the bounds are for 2");
    assertThatThrownBy(() -> Bounds.between(new double[] {1}, new double[] {0}))
        .hasMessageContaining("variable 0 is to lie between 1.0 and 0.0");
    assertThatThrownBy(() -> Bounds.between(new double[] {1}, new double[] {2, 3}))
        .hasMessageContaining("1 lower and 2 upper");
  }
}
