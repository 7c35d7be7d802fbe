package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.forward.DualGradient;

/// Descents that once went on for minutes, or claimed what was not so.
class CasesTest {
  static Stream<DescentMethod> searching() {
    return OutcomeTest.searching();
  }

  private static Formula formula(String text) {
    return Formula.parse(text, text.contains("y") ? List.of("x", "y") : List.of("x"));
  }

  private static Minimum byValues(String text, DescentMethod method, double... start) {
    return Descent.minimise((MultivariateFunction) formula(text), start, method);
  }

  private static Minimum exactly(String text, DescentMethod method, double... start) {
    return Descent.minimise(new DualGradient(formula(text)), start, method);
  }

  @ParameterizedTest
  @MethodSource("searching")
  void on_a_kink_it_ends_near_the_minimum_after_hundreds_of_values(DescentMethod method) {
    for (String text : List.of("abs(x)", "sqrt(x^2)")) {
      for (boolean alone : new boolean[] {false, true}) {
        Minimum minimum = alone ? byValues(text, method, 1) : exactly(text, method, 1);
        assertThat(minimum.outcome()).as("%s: %s", text, minimum).isInstanceOf(Outcome.Kink.class);
        assertThat(minimum.point()[0]).isCloseTo(0, within(1e-3));
        assertThat(minimum.valueEvaluations()).isLessThan(1_500);
        Outcome.Kink kink = (Outcome.Kink) minimum.outcome();
        assertThat(kink.slopeBefore()).isCloseTo(-1, within(0.1));
        assertThat(kink.slopeAfter()).isCloseTo(1, within(0.1));
      }
    }
  }

  @Test
  void quasi_newton_methods_end_at_the_minimum_of_kinks_in_two_variables() {
    for (DescentMethod method :
        List.of(
            LineSearchDescent.lbfgs(),
            LineSearchDescent.bfgs(),
            BoundedLimitedMemoryBfgs.within(
                Bounds.between(new double[] {-100, -100}, new double[] {100, 100})))) {
      for (String text : List.of("sqrt(x^2 + y^2)", "abs(x) + abs(y)")) {
        for (double[] start : new double[][] {{1, 1}, {3, -2}, {82.7, -3.28}}) {
          for (boolean alone : new boolean[] {false, true}) {
            Minimum minimum = alone ? byValues(text, method, start) : exactly(text, method, start);
            String what = text + " by " + method + (alone ? " by values: " : ": ") + minimum;
            assertThat(minimum.outcome()).as(what).isInstanceOf(Outcome.Kink.class);
            assertThat(minimum.point()).as(what).containsExactly(new double[] {0, 0}, within(1e-3));
            assertThat(minimum.valueEvaluations()).as(what).isLessThan(1_500);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("searching")
  void an_edge_of_the_domain_and_an_abyss_are_told_after_hundreds_of_values(DescentMethod method) {
    Minimum edge = byValues("sqrt(cos(x))*cos(x)", method, 1);
    assertThat(edge.valueEvaluations()).as("%s", edge).isLessThan(4_200);
    assertThat(edge.outcome()).isNotInstanceOf(Outcome.Unbounded.class);
    Minimum abyss = byValues("x^2 - y", method, 1, 1);
    if (method.equals(LineSearchDescent.steepest())) {
      return; // down the valley by small steps, to the limit
    }
    assertThat(abyss.outcome()).as("%s", abyss).isInstanceOf(Outcome.Unbounded.class);
    assertThat(abyss.valueEvaluations()).isLessThan(2_000);
    assertThat(abyss.value()).isLessThan(-1e6);
  }

  @ParameterizedTest
  @MethodSource("searching")
  void unbounded_reports_the_best_point_and_value_seen(DescentMethod method) {
    for (boolean up : new boolean[] {false, true}) {
      DifferentiableFunction function = new DualGradient(formula(up ? "exp(-x)" : "-exp(-x)"));
      Minimum minimum =
          up
              ? Descent.maximise(function, new double[] {1}, method)
              : Descent.minimise(function, new double[] {1}, method);
      assertThat(minimum.outcome()).as("%s", minimum).isInstanceOf(Outcome.Unbounded.class);
      Outcome.Unbounded unbounded = (Outcome.Unbounded) minimum.outcome();
      assertThat(minimum.point()[0]).isLessThan(-1);
      assertThat(unbounded.point()).containsExactly(minimum.point()[0]);
      assertThat(unbounded.value()).isFinite().isEqualTo(minimum.value());
    }
    Minimum newton = exactly("-exp(x) + y^2", method, 1, 1);
    assertThat(newton.outcome()).as("%s", newton).isInstanceOf(Outcome.Unbounded.class);
    Minimum far = byValues("x*exp(y/737)", method, -1.07, 1.54);
    assertThat(far.outcome())
        .as("%s", far)
        .isInstanceOfAny(
            Outcome.Unbounded.class, Outcome.NonFinite.class, Outcome.EvaluationLimit.class);
  }

  @ParameterizedTest
  @MethodSource("searching")
  void what_is_claimed_does_not_depend_on_the_scale_of_the_value(DescentMethod method) {
    for (int k = -12; k <= 12; k++) {
      Minimum square = exactly("1e" + k + "*(x - 1)^2", method, -1);
      assertThat(square.converged()).as("1e%s (x-1)²: %s", k, square).isTrue();
      assertThat(square.point()[0]).isCloseTo(1, within(1e-2));
      String rosenbrock = "1e" + k + "*(100*(y - x^2)^2 + (1 - x)^2)";
      Minimum valley = exactly(rosenbrock, method, -1.2, 1);
      if (valley.converged()) {
        assertThat(valley.point()).containsExactly(new double[] {1, 1}, within(1e-2));
      }
      Minimum there = exactly(rosenbrock, method, 1, 1);
      assertThat(there.converged()).as("%s at 1, 1: %s", rosenbrock, there).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("searching")
  void what_is_claimed_does_not_depend_on_the_scale_of_the_variables(DescentMethod method) {
    for (int k = -6; k <= 6; k++) {
      String scaled = "(1e" + k + "*x - 1)^2 + 3*(1e" + k + "*y + 2)^2";
      double unit = Math.pow(10, -k);
      for (boolean alone : new boolean[] {false, true}) {
        double[] start = {3 * unit, 3 * unit};
        Minimum minimum = alone ? byValues(scaled, method, start) : exactly(scaled, method, start);
        assertThat(minimum.outcome())
            .as("%s: %s", scaled, minimum)
            .isInstanceOfAny(Outcome.Converged.class, Outcome.Stalled.class);
        assertThat(minimum.point()[0] / unit).as("%s", minimum).isCloseTo(1, within(1e-3));
        assertThat(minimum.point()[1] / unit).as("%s", minimum).isCloseTo(-2, within(1e-3));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("searching")
  void a_maximum_a_saddle_and_a_flat_place_are_told(DescentMethod method) {
    Minimum top = exactly("(x^2 - 1)^2", method, 0);
    assertThat(top.outcome()).isInstanceOf(Outcome.Saddle.class);
    Outcome.Saddle saddle = (Outcome.Saddle) top.outcome();
    assertThat(saddle.isExtremum()).isTrue();
    assertThat(saddle.curvature()).isCloseTo(-4, within(1e-3));
    assertThat(saddle.written()).isEqualTo("MAXIMUM");
    Minimum bottom =
        Descent.maximise(new DualGradient(formula("-(x^2 - 1)^2")), new double[] {0}, method);
    assertThat(bottom.outcome().written()).isEqualTo("MINIMUM");
    assertThat(((Outcome.Saddle) bottom.outcome()).curvature()).isCloseTo(4, within(1e-3));
    assertThat(exactly("x*y", method, 0, 0).outcome().written()).isEqualTo("SADDLE");
    assertThat(exactly("x*y + 0.5*(x^2 + y^2)^2", method, 0, 0).outcome().written())
        .isEqualTo("SADDLE");
    assertThat(exactly("x^2 - y^2 + y^4", method, 1, 0).outcome().written()).isEqualTo("SADDLE");
    assertThat(exactly("1 - exp(-x^2)", method, 40).outcome())
        .isEqualTo(new Outcome.Flat(List.of(0)));
  }

  /// Beside the floor the values curve downwards along the valley, and multiplied by 1e-9 every
  /// gradient is small.
  @ParameterizedTest
  @MethodSource("searching")
  void nowhere_in_a_curved_valley_is_a_saddle(DescentMethod method) {
    SplittableRandom random = new SplittableRandom(92);
    for (int k = 0; k < 200; k++) {
      double scale = Math.pow(10, random.nextDouble(-12, 3));
      double steep = Math.pow(10, random.nextDouble(0, 4));
      double x = random.nextDouble(-2, 2);
      double y = x * x + random.nextDouble(-1, 1) * Math.pow(10, random.nextDouble(-6, 0));
      String valley = scale + "*(" + steep + "*(y - x^2)^2 + (1 - x)^2)";
      for (Minimum minimum :
          List.of(exactly(valley, method, x, y), byValues(valley, method, x, y))) {
        assertThat(minimum.outcome())
            .as("%s from %s, %s: %s", valley, x, y, minimum)
            .isNotInstanceOf(Outcome.Saddle.class);
      }
    }
  }

  @Test
  void equal_bounds_fix_a_variable_and_a_corner_is_a_place_to_arrive_at() {
    double inf = Double.POSITIVE_INFINITY;
    DescentMethod fixed =
        BoundedLimitedMemoryBfgs.within(
            Bounds.between(new double[] {-inf, 2}, new double[] {inf, 2}));
    for (Minimum minimum :
        List.of(
            byValues("(x - 3)^2 + (y - 1)^2", fixed, 0, 2),
            exactly("(x - 3)^2 + (y - 1)^2", fixed, 0, 2))) {
      assertThat(minimum.converged()).as("%s", minimum).isTrue();
      assertThat(minimum.point()[0]).isCloseTo(3, within(1e-7));
      assertThat(minimum.point()[1]).isEqualTo(2);
    }
    DescentMethod corner =
        BoundedLimitedMemoryBfgs.within(
            Bounds.between(new double[] {-10, -10}, new double[] {1e6, 1e6}));
    for (Minimum minimum :
        List.of(
            byValues("-(x + y + 50)^10", corner, 1, 1),
            exactly("-(x + y + 50)^10", corner, 1, 1))) {
      assertThat(minimum.converged()).as("%s", minimum).isTrue();
      assertThat(minimum.point()).containsExactly(1e6, 1e6);
    }
  }

  /// At the lower bound the slope is 1e9 and known to some 1e-7 at best; the other variable's is 0.
  @Test
  void how_exactly_the_slope_against_a_bound_is_known_does_not_matter() {
    double inf = Double.POSITIVE_INFINITY;
    DescentMethod method =
        BoundedLimitedMemoryBfgs.within(
            Bounds.between(new double[] {0, -inf}, new double[] {1, inf}));
    Minimum minimum = byValues("1e9*(exp(x) - 1) + (y - 2)^2", method, 0.5, 0);
    assertThat(minimum.converged()).as("%s", minimum).isTrue();
    assertThat(minimum.point()[0]).isZero();
    assertThat(minimum.point()[1]).isCloseTo(2, within(1e-6));
    MultivariateFunction down = x -> -1e9 * Math.expm1(x[0]) - (x[1] - 2) * (x[1] - 2);
    Minimum maximum = Descent.maximise(down, new double[] {0.5, 0}, method);
    assertThat(maximum.converged()).as("%s", maximum).isTrue();
  }

  /// Of many variables one curves down where all others curve up, and the start lies on the ridge.
  @ParameterizedTest
  @MethodSource("searching")
  void a_saddle_along_one_of_many_variables_is_told(DescentMethod method) {
    SplittableRandom random = new SplittableRandom(5);
    for (int n : new int[] {17, 40, 100, 300}) {
      double[] curvatures = random.doubles(n, 0.5, 5).toArray();
      int down = random.nextInt(n);
      curvatures[down] = -0.1;
      double[] start = random.doubles(n, -2, 2).toArray();
      start[down] = 0;
      DifferentiableFunction function =
          new DifferentiableFunction() {
            @Override
            public double value(double[] x) {
              return valueAndGradient(x, new double[n]);
            }

            @Override
            public double valueAndGradient(double[] x, double[] gradient) {
              double sum = 0;
              for (int i = 0; i < n; i++) {
                double quartic = i == down ? x[i] * x[i] * x[i] * x[i] / 4 : 0;
                sum += curvatures[i] * x[i] * x[i] / 2 + quartic;
                gradient[i] = curvatures[i] * x[i] + 4 * quartic / (x[i] == 0 ? 1 : x[i]);
              }
              return sum;
            }
          };
      Minimum minimum = Descent.minimise(function, start, method);
      assertThat(minimum.outcome()).as("%s: %s", n, minimum).isInstanceOf(Outcome.Saddle.class);
      Outcome.Saddle saddle = (Outcome.Saddle) minimum.outcome();
      assertThat(Math.abs(saddle.direction().get(down))).isCloseTo(1, within(1e-6));
      assertThat(saddle.curvature()).isCloseTo(-0.1, within(1e-3));
    }
  }
}
