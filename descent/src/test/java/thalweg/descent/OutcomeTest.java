package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.numerical.LadderGradient;
import thalweg.calculus.gradient.reverse.ReverseFunction;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;
import thalweg.descent.step.HagerZhang;

/// Each way a descent can end, and that it is the right one.
class OutcomeTest {
  private static final Options OPTIONS = Options.defaults();

  static Stream<DescentMethod> searching() {
    return Stream.of(
        LineSearchDescent.lbfgs(),
        LineSearchDescent.lbfgs().withSearch(HagerZhang.defaults()),
        LineSearchDescent.bfgs(),
        LineSearchDescent.conjugateGradient(),
        LineSearchDescent.steepest(),
        TrustRegionNewton.defaults());
  }

  private static DifferentiableFunction formula(String text) {
    return new DualGradient(Formula.parse(text));
  }

  @ParameterizedTest
  @MethodSource("searching")
  void values_that_fall_without_end_are_unbounded(DescentMethod method) {
    for (String text : List.of("-x - y", "x - y^2", "-x^2 + y^2 - x")) {
      Minimum minimum = Descent.minimise(formula(text), new double[] {1, 0.5}, method);
      assertThat(minimum.outcome()).as(text).isInstanceOf(Outcome.Unbounded.class);
      assertThat(minimum.converged()).isFalse();
    }
    Minimum up = Descent.maximise(formula("x + y"), new double[] {1, 0.5}, method);
    assertThat(up.outcome()).isInstanceOf(Outcome.Unbounded.class);
    assertThat(((Outcome.Unbounded) up.outcome()).value()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("searching")
  void a_descent_to_the_edge_of_where_the_function_is_defined_ends(DescentMethod method) {
    Options limited = OPTIONS.withLimits(Limits.defaults().withValues(100_000));
    for (String text : List.of("sqrt(x) + y^2", "x*log(x) - x + sqrt(y)")) {
      Minimum minimum = Descent.minimise(formula(text), new double[] {0.3, 0.1}, method, limited);
      assertThat(minimum.outcome()).as(text).isNotInstanceOf(Outcome.EvaluationLimit.class);
      assertThat(minimum.value()).as(text).isLessThan(formula(text).value(new double[] {0.3, 0.1}));
    }
  }

  @Test
  void the_best_point_may_be_one_without_a_gradient() {
    DifferentiableFunction root = formula("sqrt(x)");
    double[] start = {0.25}; // slope 1, so one step leads to 0, where the slope is infinite
    Minimum minimum = Descent.minimise(root, start, new GradientDescent(0.25));
    assertThat(minimum.outcome()).isEqualTo(new Outcome.NonFinite(1, "gradient[0]"));
    assertThat(minimum.bestPoint()).containsExactly(0);
    assertThat(minimum.bestValue()).isZero();
  }

  @ParameterizedTest
  @MethodSource("searching")
  void a_gradient_of_the_wrong_sign_is_found_out_and_gradient_check_named(DescentMethod method) {
    Problem problem = Problems.named("beale");
    DifferentiableFunction wrong =
        DifferentiableFunction.of(
            x -> problem.function().value(x),
            x -> {
              double[] gradient = problem.function().gradient(x);
              for (int i = 0; i < gradient.length; i++) {
                gradient[i] = -gradient[i];
              }
              return gradient;
            });
    Minimum minimum = Descent.minimise(wrong, problem.start(), method);
    assertThat(minimum.outcome()).isInstanceOf(Outcome.WrongGradient.class);
    assertThat(minimum.outcome().sentence()).contains("GradientCheck");
    assertThat(minimum.outcome().written()).isEqualTo("WRONG_GRADIENT");
  }

  @Test
  void a_gradient_of_the_wrong_sign_is_found_out_by_a_constant_rate_too() {
    DifferentiableFunction wrong =
        DifferentiableFunction.of(x -> x[0] * x[0], x -> new double[] {-2 * x[0]});
    assertThat(Descent.minimise(wrong, new double[] {1}, GradientDescent.defaults()).outcome())
        .isInstanceOf(Outcome.WrongGradient.class);
  }

  @ParameterizedTest
  @MethodSource("searching")
  void a_start_where_the_function_is_not_defined_is_named_and_nothing_else_computed(
      DescentMethod method) {
    Minimum minimum = Descent.minimise(formula("log(x) + y"), new double[] {-1, 0}, method);
    assertThat(minimum.outcome()).isEqualTo(new Outcome.NonFinite(0, "value"));
    assertThat(minimum.gradientEvaluations()).isEqualTo(1);
    assertThat(minimum.point()).containsExactly(-1, 0);
    Minimum edge = Descent.minimise(formula("sqrt(x) + y^2"), new double[] {0, 1}, method);
    assertThat(edge.outcome()).isEqualTo(new Outcome.NonFinite(0, "gradient[0]"));
  }

  @ParameterizedTest
  @MethodSource("searching")
  void a_trial_where_the_function_is_not_defined_is_drawn_back_from(DescentMethod method) {
    // Defined for x > 0 alone; the minimum is at 1.
    Minimum minimum =
        Descent.minimise(formula("x - log(x) + (y - 2)^2"), new double[] {30, -40}, method);
    assertThat(minimum.converged()).as("%s", minimum).isTrue();
    assertThat(minimum.point()).containsExactly(new double[] {1, 2}, within(1e-7));
  }

  @ParameterizedTest
  @MethodSource("searching")
  void the_best_point_and_all_evaluations_are_told_when_a_limit_is_reached(DescentMethod method) {
    Problem problem = Problems.named("rosenbrock");
    for (int limit = 1; limit < 40; limit++) {
      long[] calls = {0};
      double[] best = {Double.POSITIVE_INFINITY};
      DifferentiableFunction counted =
          new DifferentiableFunction() {
            @Override
            public double value(double[] x) {
              return problem.function().value(x); // for a look around where it has converged
            }

            @Override
            public double valueAndGradient(double[] x, double[] gradient) {
              calls[0]++;
              double value = problem.function().valueAndGradient(x, gradient);
              best[0] = Math.min(best[0], value);
              return value;
            }
          };
      Minimum minimum =
          Descent.minimise(
              counted,
              problem.start(),
              method,
              OPTIONS.withLimits(Limits.defaults().withGradients(limit)));
      if (minimum.converged()) {
        continue;
      }
      assertThat(minimum.outcome()).isEqualTo(new Outcome.EvaluationLimit("gradients", limit));
      assertThat(calls[0]).isEqualTo(limit);
      assertThat(minimum.gradientEvaluations()).isEqualTo(limit);
      assertThat(minimum.valueEvaluations()).isEqualTo(limit);
      if (!(method instanceof TrustRegionNewton)) {
        // Differences of gradients look at points that are no candidates.
        assertThat(minimum.value()).isEqualTo(best[0]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("searching")
  void limits_on_steps_values_and_time_and_a_request_end_it(DescentMethod method) {
    Problem problem = Problems.named("rosenbrock");
    assertThat(outcome(problem, method, OPTIONS.withLimits(Limits.defaults().withSteps(3))))
        .isEqualTo(new Outcome.StepLimit(3));
    assertThat(outcome(problem, method, OPTIONS.withLimits(Limits.defaults().withValues(5))))
        .isEqualTo(new Outcome.EvaluationLimit("values", 5));
    Duration short1 = Duration.ofNanos(1);
    assertThat(outcome(problem, method, OPTIONS.withLimits(Limits.defaults().withTime(short1))))
        .isEqualTo(new Outcome.TimeLimit(short1));
    int[] asked = {0};
    assertThat(outcome(problem, method, OPTIONS.stopWhen(() -> ++asked[0] > 6)))
        .isInstanceOf(Outcome.Stopped.class);
  }

  private static Outcome outcome(Problem problem, DescentMethod method, Options options) {
    return Descent.minimise(problem.function(), problem.start(), method, options).outcome();
  }

  @ParameterizedTest
  @MethodSource("searching")
  void where_rounding_hides_the_gradient_it_stalls_and_tells_the_floor(DescentMethod method) {
    // An offset of 1e12 swallows everything below 1e-4 in the values; the gradient is exact.
    DifferentiableFunction offset =
        DifferentiableFunction.of(
            x -> 1e12 + Math.abs(x[0] - 0.3) + x[0] * x[0] / 100,
            x -> new double[] {(x[0] >= 0.3 ? 1 : -1) + x[0] / 50});
    Minimum minimum = Descent.minimise(offset, new double[] {3}, method);
    assertThat(minimum.outcome()).as("%s", minimum).isInstanceOf(Outcome.Stalled.class);
    assertThat(minimum.outcome().sentence()).contains("noise");
    assertThat(minimum.point()[0]).isCloseTo(0.3, within(0.1));
  }

  @ParameterizedTest
  @MethodSource("searching")
  void a_kink_is_neither_convergence_nor_a_wrong_gradient(DescentMethod method) {
    DifferentiableFunction kink =
        DifferentiableFunction.of(
            x -> Math.abs(x[0] - 0.3) + x[1] * x[1],
            x -> new double[] {x[0] >= 0.3 ? 1 : -1, 2 * x[1]});
    Minimum minimum =
        Descent.minimise(
            kink,
            new double[] {3, 1},
            method,
            OPTIONS.withLimits(Limits.defaults().withSteps(1_000)));
    assertThat(minimum.outcome())
        .as("%s", minimum)
        .isInstanceOfAny(Outcome.Stalled.class, Outcome.Kink.class, Outcome.EvaluationLimit.class);
    assertThat(minimum.value()).isLessThan(0.2);
  }

  @ParameterizedTest
  @MethodSource("searching")
  void an_offset_that_hides_the_values_is_overcome_by_the_slopes(DescentMethod method) {
    DifferentiableFunction offset =
        DifferentiableFunction.of(
            x -> 1e6 + (x[0] - 1) * (x[0] - 1) + 3 * x[1] * x[1],
            x -> new double[] {2 * (x[0] - 1), 6 * x[1]});
    Minimum minimum = Descent.minimise(offset, new double[] {3, 2}, method);
    if (minimum.converged()) {
      assertThat(minimum.point()).containsExactly(new double[] {1, 0}, within(1e-8));
    } else {
      assertThat(minimum.outcome()).isInstanceOf(Outcome.Stalled.class);
      assertThat(minimum.gradientNorm()).isLessThan(1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("searching")
  void a_relative_tolerance_is_reached_and_named(DescentMethod method) {
    Problem problem = Problems.named("powell-singular");
    Minimum minimum =
        Descent.minimise(
            problem.function(),
            problem.start(),
            method,
            OPTIONS.withTolerance(0).withRelativeTolerance(1e-5));
    assertThat(minimum.outcome()).isInstanceOf(Outcome.Converged.class);
    Outcome.Converged converged = (Outcome.Converged) minimum.outcome();
    assertThat(converged.test()).isEqualTo(Outcome.Test.RELATIVE);
    assertThat(converged.gradientNorm()).isLessThanOrEqualTo(converged.threshold());
  }

  @ParameterizedTest
  @MethodSource("searching")
  void a_listener_sees_every_step_and_values_never_rise_but_for_what_the_search_allows(
      DescentMethod method) {
    Problem problem = Problems.named("wood");
    List<Iterate> seen = new ArrayList<>();
    Minimum minimum =
        Descent.minimise(
            problem.function(), problem.start(), method, OPTIONS.withPath().listen(seen::add));
    assertThat(seen).hasSize(minimum.steps() + 1);
    assertThat(minimum.path()).hasNumberOfRows(minimum.steps() + 1);
    for (int i = 1; i < seen.size(); i++) {
      assertThat(seen.get(i).step()).isEqualTo(i);
      double before = seen.get(i - 1).value();
      assertThat(seen.get(i).value()).isLessThanOrEqualTo(before + 1e-6 * Math.abs(before));
    }
    assertThat(seen.getLast().point()).containsExactly(minimum.point());
  }

  @Test
  void maximising_is_minimising_the_negative() {
    DifferentiableFunction hill = formula("5 - (x - 1)^2 - 2*(y + x)^2");
    DifferentiableFunction bowl = formula("(x - 1)^2 + 2*(y + x)^2 - 5");
    searching()
        .forEach(
            method -> {
              Minimum top = Descent.maximise(hill, new double[] {4, 4}, method);
              Minimum bottom = Descent.minimise(bowl, new double[] {4, 4}, method);
              assertThat(top.point()).containsExactly(bottom.point(), within(1e-7));
              assertThat(top.value()).isCloseTo(5, within(1e-12));
            });
  }

  @Test
  void contradictory_or_impossible_limits_are_refused() {
    assertThatThrownBy(() -> Limits.defaults().withGradients(10).withValues(5))
        .hasMessageContaining("5 values and 10 gradients allowed contradict each other");
    assertThatThrownBy(() -> Limits.defaults().withSteps(0)).hasMessageContaining("0 steps");
    assertThatThrownBy(() -> Limits.defaults().withValues(0)).hasMessageContaining("0 values");
    assertThatThrownBy(() -> Limits.defaults().withTime(Duration.ZERO))
        .hasMessageContaining("a time of PT0S");
    assertThatThrownBy(() -> OPTIONS.withRelativeTolerance(Double.NaN))
        .hasMessageContaining("the relative tolerance is NaN");
  }

  @Test
  void every_outcome_has_a_name_and_a_sentence() {
    List<Outcome> all =
        List.of(
            new Outcome.Converged(Outcome.Test.ABSOLUTE, 1e-9, 1e-8),
            new Outcome.Stalled(1e-5, 1e-6),
            new Outcome.NoiseLimit(1e-7, 1e-5, 1e-6),
            new Outcome.StepLimit(7),
            new Outcome.EvaluationLimit("values", 9),
            new Outcome.TimeLimit(Duration.ofMillis(1500)),
            new Outcome.Unbounded(List.of(1e15), -1e30),
            new Outcome.Kink(List.of(1.0), -1, 2),
            new Outcome.Flat(List.of(0, 2)),
            new Outcome.Saddle(List.of(1.0), -4, false),
            new Outcome.Saddle(List.of(1.0), -4, true),
            new Outcome.Saddle(List.of(1.0), 4, true),
            new Outcome.Diverged(1, 2),
            new Outcome.NonFinite(3, "value"),
            new Outcome.Stopped(4),
            new Outcome.WrongGradient(-1, 1));
    assertThat(all.stream().map(Outcome::written)).doesNotHaveDuplicates();
    for (Outcome outcome : all) {
      assertThat(outcome.written()).matches("[A-Z_]+");
      assertThat(outcome.sentence()).endsWith(".").matches(".*\\d.*");
    }
    assertThat(all.get(5).sentence()).contains("1.5 s");
  }

  @Test
  void a_gradient_of_the_wrong_length_is_reported_by_every_method() {
    DifferentiableFunction function =
        DifferentiableFunction.of(x -> x[0] * x[0] + x[1] * x[1], x -> new double[] {2 * x[0]});
    for (DescentMethod method :
        List.of(
            LineSearchDescent.lbfgs(),
            LineSearchDescent.bfgs(),
            LineSearchDescent.conjugateGradient(),
            LineSearchDescent.steepest(),
            TrustRegionNewton.defaults(),
            BoundedLimitedMemoryBfgs.within(Bounds.none(2)),
            GradientDescent.defaults())) {
      assertThatThrownBy(() -> Descent.minimise(function, new double[] {1, 2}, method))
          .as("%s", method)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradient: the gradient given for 2 variables returned 1 numbers; it must return one"
                  + " for each variable.");
    }
  }

  @Test
  void a_start_with_more_or_fewer_coordinates_than_the_function_has_variables_is_an_error() {
    Tensor v = Tensor.variable("v", DType.DOUBLE, Shape.of(2));
    Formula formula = Formula.parse("x^2 + y^2", List.of("x", "y"));
    Map<DifferentiableFunction, String> functions =
        Map.of(
            ReverseFunction.of(v.square().sum(), List.of(v)),
            "reverse: %d numbers given; the variables have 2 elements together.",
            new DualGradient(formula),
            "the point has %d coordinates; the variables are [x, y], so it needs 2.",
            LadderGradient.of(formula),
            "the point has %d coordinates; the variables are [x, y], so it needs 2.",
            Descent.byDifferences(formula, 2),
            "differences: the point has %d coordinates; the gradient was made for 2.");
    functions.forEach(
        (function, message) -> {
          for (double[] start : new double[][] {{1}, {1, 2, 3}}) {
            assertThatThrownBy(() -> Descent.minimise(function, start, LineSearchDescent.lbfgs()))
                .hasMessageContaining(message.replace("%d", String.valueOf(start.length)));
          }
        });
  }

  /// A value of 0 has no last place by which to measure rounding.
  @ParameterizedTest
  @CsvSource({
    "S*((x - A)^2 + W*(y - B)^2), 0.95",
    "S*(100*(y - B - (x - A)^2)^2 + (x - A)^2), 0.95",
    "S*((x - A)^2 + (x - A)*(y - B) + (y - B)^2), 0.95",
    "S*(sqrt(1 + (x - A)^2 + W*(y - B)^2) - 1), 0.7",
    "S*((x - A)^3 + (y - B)^2), 0",
    "S*((x - A)^2 - W*(y - B)^2), 0",
  })
  void a_descent_that_begins_at_a_bottom_of_value_0_claims_it(String kind, double least) {
    SplittableRandom random = new SplittableRandom(4);
    int descents = 0;
    int claims = 0;
    for (int k = 0; k < 25; k++) {
      double[] bottom = {
        Math.rint(random.nextDouble(-3, 3) * 1000) / 1000,
        Math.rint(random.nextDouble(-3, 3) * 1000) / 1000
      };
      String text =
          kind.replace("S", "" + Math.pow(10, random.nextDouble(-3, 8)))
              .replace("A", "(" + bottom[0] + ")")
              .replace("B", "(" + bottom[1] + ")")
              .replace("W", "" + random.nextDouble(0.1, 50));
      MultivariateFunction function = Formula.parse(text, List.of("x", "y"));
      for (DescentMethod method : searching().toList()) {
        descents++;
        claims += Descent.minimise(function, bottom, method).converged() ? 1 : 0;
      }
    }
    assertThat(claims)
        .as("%s of %s", claims, descents)
        .isGreaterThanOrEqualTo((int) (least * descents));
    assertThat(least > 0 || claims == 0).as("%s claims", claims).isTrue();
  }
}
