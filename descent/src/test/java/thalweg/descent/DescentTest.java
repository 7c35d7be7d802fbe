package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.descent.direction.RuleParser;

class DescentTest {
  private static final MultivariateFunction BOWL = x -> x[0] * x[0] + x[1] * x[1];
  private static final double[] START = {-3, 4};
  private static final GradientDescent METHOD = GradientDescent.defaults();
  private static final Options PATH = Options.defaults().withPath();

  @Test
  void a_hundred_steps_on_the_bowl_have_the_digits_of_the_textbook() {
    for (MultivariateFunction bowl : List.of(BOWL, Formula.parse("x0^2 + x1^2"))) {
      Minimum minimum = Descent.minimise(bowl, START, METHOD);
      assertThat(minimum.point()).containsExactly(-6.111107928998789e-10, 8.148143905314271e-10);
      assertThat(minimum.steps()).isEqualTo(100);
      assertThat(minimum.outcome()).isEqualTo(new Outcome.StepLimit(100));
      assertThat(minimum.outcome().written()).isEqualTo("STEP_LIMIT");
      assertThat(minimum.value()).isEqualTo(bowl.at(minimum.point()));
    }
  }

  @Test
  void a_rate_too_large_diverges_with_the_digits_of_the_textbook_and_says_so() {
    Minimum minimum = Descent.minimise(BOWL, START, METHOD.withRate(10));
    assertThat(minimum.point()).containsExactly(-25898374737328.363, -1295248616896.5398);
    assertThat(minimum.steps()).isEqualTo(100);
    // Out there the difference step vanishes: a gradient of zero, and still no minimum.
    assertThat(minimum.gradientNorm()).isZero();
    assertThat(minimum.outcome()).isEqualTo(new Outcome.Diverged(25, minimum.value()));
    assertThat(minimum.outcome().written()).isEqualTo("DIVERGED");
    assertThat(minimum.converged()).isFalse();
    assertThat(minimum.bestPoint()).containsExactly(START);
    assertThat(minimum.bestValue()).isEqualTo(25);
  }

  @Test
  void a_rate_too_small_hardly_moves() {
    Minimum minimum = Descent.minimise(BOWL, START, METHOD.withRate(1e-10));
    assertThat(minimum.point()).containsExactly(-2.999999939999995, 3.9999999199999934);
    assertThat(minimum.outcome()).isEqualTo(new Outcome.StepLimit(100));
  }

  @Test
  void it_converges_where_the_gradient_vanishes_and_stops_there() {
    DualGradient exact = new DualGradient(Formula.parse("x0^2 + x1^2"));
    Minimum minimum = Descent.minimise(exact, START, METHOD.withSteps(10_000));
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.outcome())
        .isEqualTo(new Outcome.Converged(Outcome.Test.ABSOLUTE, minimum.gradientNorm(), 1e-10));
    assertThat(minimum.gradientNorm()).isLessThanOrEqualTo(1e-10);
    assertThat(minimum.steps()).isBetween(100, 130);
    assertThat(minimum.gradientEvaluations()).isEqualTo(minimum.steps() + 1);
    // The look around that confirms it takes a few more.
    assertThat(minimum.valueEvaluations() - minimum.steps() - 1).isBetween(5L, 12L);

    Minimum never =
        Descent.minimise(
            exact, START, METHOD.withSteps(10_000), Options.defaults().withTolerance(0));
    assertThat(never.steps()).isEqualTo(10_000);
    assertThat(never.outcome()).isEqualTo(new Outcome.StepLimit(10_000));
  }

  @Test
  void a_plateau_watches_the_value_of_each_point_from_the_start_on() {
    // At rate 1 the bowl is a mirror: every step leads to the other side, as high as before.
    GradientDescent mirror =
        METHOD.withRule(RuleParser.parse("sgd(rate 1) + plateau(factor 0.25, patience 3)"));
    DualGradient bowl = new DualGradient(Formula.parse("x^2"));
    Minimum minimum = Descent.minimise(bowl, new double[] {8}, mirror.withSteps(6), PATH);
    assertThat(Arrays.stream(minimum.path()).mapToDouble(point -> point[0]))
        .containsExactly(8.0, -8.0, 8.0, -8.0, -4.0, -2.0, -1.0);
    // Uphill and by values alone it is the same.
    Minimum maximum =
        Descent.maximise(
            new DualGradient(Formula.parse("-x^2")), new double[] {8}, mirror.withSteps(6), PATH);
    assertThat(maximum.path()).isDeepEqualTo(minimum.path());
    Minimum byValues = Descent.minimise(x -> x[0] * x[0], new double[] {8}, mirror.withSteps(6));
    assertThat(byValues.point()[0]).isCloseTo(-1, within(1e-9));
    // Where nothing is left to fall from, it ends as any other.
    assertThat(Descent.minimise(bowl, new double[] {8}, mirror).outcome().written())
        .isEqualTo("CONVERGED");
  }

  @Test
  void a_start_where_the_step_vanishes_is_not_called_converged() {
    Minimum lost = Descent.minimise(BOWL, new double[] {1e20, 1}, METHOD);
    assertThat(lost.converged()).isFalse();
    Minimum found =
        Descent.minimise(
            new DualGradient(Formula.parse("x0^2 + x1^2")), new double[] {0, 0}, METHOD);
    assertThat(found.converged()).isTrue();
    assertThat(found.steps()).isZero();
  }

  @Test
  void a_flat_tail_above_the_start_is_not_called_converged() {
    // A well at 0 between plains: the first step leaps out of it to where nothing moves.
    DualGradient well = new DualGradient(Formula.parse("-exp(-x^2)"));
    Minimum minimum = Descent.minimise(well, new double[] {0.5}, METHOD.withRate(1000));
    assertThat(minimum.gradientNorm()).isZero();
    assertThat(minimum.outcome()).isInstanceOf(Outcome.Diverged.class);
    assertThat(minimum.bestPoint()).containsExactly(0.5);
  }

  @Test
  void no_declared_convergence_lies_far_from_a_stationary_point() {
    List<String> zoo =
        List.of(
            "x^2 + y^2",
            "x^4 + y^4",
            "100*(y - x^2)^2 + (1 - x)^2",
            "sin(x) + cos(y)",
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            "exp(x) + y^2",
            "abs(x) + abs(y)",
            "tanh(x) + y^2",
            "log(1 + x^2) + y^2",
            "x*y");
    for (String text : zoo) {
      Formula formula = Formula.parse(text, List.of("x", "y"));
      for (double rate = 1e-3; rate < 20; rate *= 3) {
        for (double[] start : new double[][] {{-1.2, 1}, {3, -2}, {0.1, 0.2}}) {
          Minimum minimum = Descent.minimise(formula, start, METHOD.withRate(rate).withSteps(300));
          double[] gradient = new DualGradient(formula).gradient(minimum.point());
          if (minimum.converged()) {
            assertThat(Math.hypot(gradient[0], gradient[1]))
                .as("%s from %s, rate %s: %s", text, start, rate, minimum)
                .isLessThan(1e-5);
            assertThat(minimum.value()).isLessThanOrEqualTo(formula.at(start) + 1e-6);
          }
          if (minimum.value() > formula.at(start) + 1) {
            assertThat(minimum.outcome())
                .isInstanceOfAny(Outcome.Diverged.class, Outcome.NonFinite.class);
          }
        }
      }
    }
  }

  @Test
  void the_best_point_is_kept_when_later_ones_are_worse() {
    DualGradient bowl = new DualGradient(Formula.parse("x^2"));
    List<Double> values = new ArrayList<>();
    Minimum minimum =
        Descent.minimise(
            new DualGradient(Formula.parse("x^4")),
            new double[] {1.05},
            METHOD.withRate(0.5).withSteps(10),
            Options.defaults().listen(iterate -> values.add(iterate.value())));
    assertThat(minimum.bestValue()).isEqualTo(values.stream().min(Double::compare).orElseThrow());
    assertThat(Math.pow(minimum.bestPoint()[0], 4)).isCloseTo(minimum.bestValue(), within(1e-12));
    assertThat(Descent.minimise(bowl, new double[] {1}, METHOD).bestPoint())
        .containsExactly(Descent.minimise(bowl, new double[] {1}, METHOD).point());
  }

  @Test
  void numbers_that_are_not_finite_end_it_and_are_named() {
    DualGradient root = new DualGradient(Formula.parse("x0^2 + sqrt(x1)"));
    Minimum atEdge = Descent.minimise(root, new double[] {1, 0}, METHOD);
    assertThat(atEdge.outcome()).isEqualTo(new Outcome.NonFinite(0, "gradient[1]"));
    assertThat(atEdge.outcome().written()).isEqualTo("NON_FINITE");
    Minimum beyond = Descent.minimise(root, new double[] {1, 0.01}, METHOD);
    assertThat(beyond.outcome()).isEqualTo(new Outcome.NonFinite(1, "value"));
    assertThat(beyond.value()).isNaN();
    assertThat(beyond.bestPoint()).containsExactly(1, 0.01);

    DifferentiableFunction steep =
        DifferentiableFunction.of(x -> 1e300 * x[0], _ -> new double[] {1e300});
    Minimum overflow = Descent.minimise(steep, new double[] {0}, METHOD.withRate(1e10));
    assertThat(overflow.outcome()).isEqualTo(new Outcome.NonFinite(1, "point[0]"));

    Minimum quartic =
        Descent.minimise(new DualGradient(Formula.parse("x^4")), new double[] {10}, METHOD);
    assertThat(quartic.outcome()).isInstanceOf(Outcome.NonFinite.class);
  }

  @Test
  void the_path_has_every_point_from_the_start_to_the_last() {
    Minimum minimum = Descent.minimise(BOWL, START, METHOD.withSteps(7), PATH);
    double[][] path = minimum.path();
    assertThat(path).hasNumberOfRows(8);
    assertThat(path[0]).containsExactly(START);
    assertThat(path[7]).containsExactly(minimum.point());
    double[] gradient = NumericalGradient.of(BOWL).gradient(path[3]);
    assertThat(path[4][0]).isEqualTo(path[3][0] - 0.1 * gradient[0]);
    assertThat(path[4][1]).isEqualTo(path[3][1] - 0.1 * gradient[1]);
    assertThat(Descent.minimise(BOWL, START, METHOD).path()).isEmpty();
  }

  @Test
  void a_listener_sees_each_point() {
    List<Iterate> seen = new ArrayList<>();
    Minimum minimum =
        Descent.minimise(
            NumericalGradient.of(BOWL), START, METHOD.withSteps(5), PATH.listen(seen::add));
    assertThat(seen).extracting(Iterate::step).containsExactly(0, 1, 2, 3, 4, 5);
    for (Iterate iterate : seen) {
      assertThat(iterate.point()).containsExactly(minimum.path()[iterate.step()]);
      assertThat(iterate.value()).isEqualTo(BOWL.at(iterate.point()));
    }
    assertThat(seen.getLast().gradientNorm()).isEqualTo(minimum.gradientNorm());
    assertThat(seen.getFirst()).hasToString("step 0: 25.0 at [-3.0, 4.0]");
  }

  @Test
  void evaluations_inside_numerical_gradients_are_counted() {
    int[] calls = {0};
    MultivariateFunction counted =
        x -> {
          calls[0]++;
          return BOWL.at(x);
        };
    Minimum minimum = Descent.minimise(counted, START, METHOD.withSteps(10));
    assertThat(minimum.valueEvaluations()).isEqualTo(calls[0]).isEqualTo(55);
    assertThat(minimum.gradientEvaluations()).isEqualTo(11);
  }

  @Test
  void maximising_climbs_by_the_same_steps() {
    Minimum top =
        Descent.maximise(new DualGradient(Formula.parse("5 - x^2 - y^2")), START, METHOD, PATH);
    Minimum bottom =
        Descent.minimise(new DualGradient(Formula.parse("x^2 + y^2 - 5")), START, METHOD, PATH);
    assertThat(top.path()).isDeepEqualTo(bottom.path());
    assertThat(top.value()).isEqualTo(-bottom.value()).isCloseTo(5, within(1e-12));
    assertThat(top.bestValue()).isEqualTo(-bottom.bestValue());
    Minimum fallen = Descent.maximise(x -> -x[0] * x[0], new double[] {1}, METHOD.withRate(3));
    assertThat(fallen.outcome()).isInstanceOf(Outcome.Diverged.class);
    assertThat(fallen.bestValue()).isEqualTo(-1);
  }

  @Test
  void the_start_is_not_changed() {
    double[] start = START.clone();
    Descent.minimise(BOWL, start, METHOD);
    assertThat(start).containsExactly(START);
  }

  @Test
  void settings_are_checked() {
    for (double rate : new double[] {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> METHOD.withRate(rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "steepest descent: the rate is "
                  + rate
                  + "; it must be a finite number above 0, such as 0.1.");
    }
    assertThatThrownBy(() -> METHOD.withSteps(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient descent: 0 steps asked for; there must be at least 1.");
    assertThatThrownBy(() -> PATH.withTolerance(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the tolerance is -1.0");
    assertThatThrownBy(() -> Descent.minimise(BOWL, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minimise: coordinate 1 of the start is NaN; it must be a finite number.");
    assertThatThrownBy(() -> Descent.minimise(BOWL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minimise: the start has no coordinates; give one for each variable.");
    assertThatThrownBy(() -> Descent.minimise(Formula.parse("x0 + x1"), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the point has 1 coordinates");
  }
}
