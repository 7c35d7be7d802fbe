package thalweg.descent.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.FormulaException;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;
import thalweg.descent.constraint.ConstrainedOutcome.Converged;
import thalweg.descent.constraint.ConstrainedOutcome.EvaluationLimit;
import thalweg.descent.constraint.ConstrainedOutcome.Infeasible;
import thalweg.descent.constraint.ConstrainedOutcome.NonFinite;
import thalweg.descent.constraint.ConstrainedOutcome.StepLimit;
import thalweg.descent.constraint.ConstrainedOutcome.Stopped;
import thalweg.descent.constraint.ConstrainedOutcome.Unbounded;
import thalweg.descent.constraint.ConstrainedOutcome.WrongGradient;

class ConstrainedDescentTest {
  private static final List<String> XY = List.of("x", "y");

  private static ConstrainedDescent written(String function, String... constraints) {
    ConstrainedDescent descent = ConstrainedDescent.of(Formula.parse(function, XY));
    for (String text : constraints) {
      descent = descent.subjectTo(Constraint.parse(text, XY));
    }
    return descent;
  }

  @Test
  void one_expression_finds_a_minimum_and_its_multiplier() {
    ConstrainedMinimum found =
        ConstrainedDescent.of(x -> x[0] * x[0] + x[1] * x[1])
            .subjectTo(Constraint.equal(x -> x[0] + x[1], 1))
            .from(3, 0);
    assertThat(found.converged()).as("%s", found).isTrue();
    assertThat(found.point()).containsExactly(new double[] {0.5, 0.5}, within(1e-9));
    assertThat(found.multipliers()).containsExactly(new double[] {1}, within(1e-7));
    assertThat(found.constraintValues()[0]).isCloseTo(1, within(1e-12));
  }

  /// The multiplier says what the least value changes by when the limit is raised.
  @Test
  void multipliers_are_rates_of_the_least_value_with_the_limit() {
    String[] forms = {"x*y >= %s", "%s <= x*y", "-(x*y) <= -%s"};
    for (String form : forms) {
      double[] values = new double[3];
      double multiplier = 0;
      for (int k = 0; k < 3; k++) {
        String limit = Double.toString(2 + (k - 1) * 1e-3);
        ConstrainedMinimum found = written("x^2 + 3*y^2 + x", form.replace("%s", limit)).from(2, 2);
        assertThat(found.converged()).as("%s", found).isTrue();
        values[k] = found.value();
        multiplier = k == 1 ? found.multipliers()[0] : multiplier;
      }
      double rate = (values[2] - values[0]) / 2e-3;
      boolean isUpper = form.startsWith("-");
      assertThat(multiplier).isCloseTo(isUpper ? -rate : rate, within(1e-5));
      assertThat(multiplier < 0).isEqualTo(isUpper);
    }
  }

  @Test
  void a_maximum_turns_the_signs_round() {
    ConstrainedMinimum up = written("x + 2*y", "x^2 + y^2 <= 5").ascending().from(0.1, 0);
    ConstrainedMinimum down = written("-(x + 2*y)", "x^2 + y^2 <= 5").from(0.1, 0);
    assertThat(up.converged()).as("%s", up).isTrue();
    assertThat(up.value()).isCloseTo(5, within(1e-9));
    assertThat(up.point()).containsExactly(new double[] {1, 2}, within(1e-7));
    assertThat(up.multipliers()[0]).isCloseTo(0.5, within(1e-7));
    assertThat(down.multipliers()[0]).isCloseTo(-0.5, within(1e-7));
  }

  @Test
  void bounds_have_multipliers_and_are_never_crossed() {
    Bounds bounds = Bounds.between(new double[] {1, -2}, new double[] {4, 2});
    MultivariateFunction f =
        x -> {
          assertThat(x[0]).isBetween(1.0, 4.0);
          assertThat(x[1]).isBetween(-2.0, 2.0);
          return x[0] * x[0] + (x[1] - 3) * (x[1] - 3) + x[0] * x[1] / 8;
        };
    ConstrainedMinimum found =
        ConstrainedDescent.of(f)
            .subjectTo(Constraint.atMost(x -> f.at(x) * 0 + x[0] + x[1], 5))
            .within(bounds)
            .from(2, 0);
    assertThat(found.converged()).as("%s", found).isTrue();
    assertThat(found.point()).containsExactly(1, 2);
    assertThat(found.boundMultipliers()).containsExactly(new double[] {2.25, -1.875}, within(1e-6));
    assertThat(found.multipliers()).containsExactly(0);
  }

  @Test
  void without_constraints_it_is_a_plain_descent() {
    ConstrainedMinimum found = written("100*(y - x^2)^2 + (1 - x)^2").from(-1.2, 1);
    assertThat(found.converged()).as("%s", found).isTrue();
    assertThat(found.point()).containsExactly(new double[] {1, 1}, within(1e-6));
  }

  @Test
  void that_no_point_fulfils_the_constraints_is_told_with_the_least_violation() {
    ConstrainedMinimum linear = written("x^2 + y^2", "x + y >= 2", "x + y <= 1").from(0, 0);
    assertThat(linear.outcome()).isInstanceOf(Infeasible.class);
    assertThat(linear.point()[0] + linear.point()[1]).isCloseTo(1.5, within(1e-6));
    ConstrainedMinimum bent = written("x", "x^2 + y^2 = -1").from(2, 1);
    assertThat(bent.outcome()).isInstanceOf(Infeasible.class);
    assertThat(bent.point()).containsExactly(new double[] {0, 0}, within(1e-3));
    assertThat(((Infeasible) bent.outcome()).constraints()).containsExactly(0);
    ConstrainedMinimum byBounds =
        written("x + y", "x*y = 3")
            .within(Bounds.between(new double[] {0, 0}, new double[] {1, 2}))
            .from(0.5, 0.5);
    assertThat(byBounds.outcome()).isInstanceOf(Infeasible.class);
    assertThat(byBounds.point()).containsExactly(new double[] {1, 2}, within(1e-9));
  }

  /// Where the constraint has no slope nothing leads on but a look around.
  @Test
  void a_place_where_the_constraint_has_no_slope_is_left() {
    ConstrainedMinimum found = written("(x - 3)^2 + y^2", "x^2 + y^2 = 1").from(0, 0);
    assertThat(found.converged()).as("%s", found).isTrue();
    assertThat(found.point()).containsExactly(new double[] {1, 0}, within(1e-6));
  }

  @Test
  void a_maximum_along_the_constraint_is_left() {
    ConstrainedMinimum found = written("y", "x^2 + y^2 = 1").from(0, 1);
    assertThat(found.converged()).as("%s", found).isTrue();
    assertThat(found.point()).containsExactly(new double[] {0, -1}, within(1e-6));
    ConstrainedMinimum touching = written("-x^2 + y^2", "x >= 0", "x <= 2").from(0, 0);
    assertThat(touching.converged()).as("%s", touching).isTrue();
    assertThat(touching.point()).containsExactly(new double[] {2, 0}, within(1e-6));
    ConstrainedMinimum corner = written("x*y", "x >= 0", "y >= 0").from(0, 0);
    assertThat(corner.value()).isEqualTo(0);
  }

  @Test
  void constraints_that_depend_on_each_other_do_no_harm() {
    ConstrainedMinimum twice =
        written("x^2 + y^2", "x + y = 1", "2*x + 2*y = 2", "x + y >= 1").from(3, 0);
    assertThat(twice.outcome()).isInstanceOf(Converged.class);
    assertThat(twice.point()).containsExactly(new double[] {0.5, 0.5}, within(1e-8));
    assertThat(twice.multipliers()[0] + 2 * twice.multipliers()[1] + twice.multipliers()[2])
        .isCloseTo(1, within(1e-6));
  }

  @Test
  void a_function_that_falls_without_end_is_told_apart() {
    assertThat(written("x + y", "x - y = 1").from(0, 0).outcome()).isInstanceOf(Unbounded.class);
    assertThat(written("-x^2 - y", "y >= x").from(1, 2).outcome()).isInstanceOf(Unbounded.class);
    assertThat(ConstrainedDescent.of(x -> -x[0]).from(1).outcome()).isInstanceOf(Unbounded.class);
  }

  @Test
  void a_plateau_is_no_minimum_and_a_constant_has_one_everywhere() {
    String bell = "1 - exp(-(x^2 + y^2))";
    assertThat(written(bell, "x >= 1").from(50, 50).outcome())
        .isEqualTo(new ConstrainedOutcome.Flat());
    assertThat(written(bell, "x >= 1").byDifferences().from(50, 50).outcome())
        .isEqualTo(new ConstrainedOutcome.Flat());
    assertThat(written("7", "x + y = 1", "x*y = 0").from(3, 2).converged()).isTrue();
  }

  @Test
  void a_kink_or_a_wrong_gradient_is_no_success() {
    ConstrainedMinimum kink =
        ConstrainedDescent.of(x -> Math.abs(x[0] - 0.3) + Math.abs(x[1] + 0.2) + 0.1 * x[0])
            .subjectTo(Constraint.atLeast(x -> x[0] + x[1], -3))
            .from(2, 1);
    assertThat(kink.converged()).as("%s", kink).isFalse();
    DifferentiableFunction wrong =
        DifferentiableFunction.of(
            x -> x[0] * x[0] + x[1] * x[1], x -> new double[] {2 * x[0] + 0.3, 2 * x[1]});
    ConstrainedMinimum misled =
        ConstrainedDescent.of(wrong).subjectTo(Constraint.parse("x + y = 1", XY)).from(3, 0);
    assertThat(misled.outcome()).isInstanceOf(WrongGradient.class);
    DifferentiableFunction slip =
        DifferentiableFunction.of(x -> x[0] * x[1], x -> new double[] {x[1], 2 * x[0]});
    ConstrainedMinimum other =
        ConstrainedDescent.of(Formula.parse("x^2 + y^2", XY))
            .subjectTo(Constraint.atLeast(slip, 1))
            .from(3, 1);
    assertThat(other.converged()).as("%s", other).isFalse();
  }

  /// Where a constraint loses its slope at the minimum its multiplier grows without end.
  @Test
  void a_right_gradient_that_vanishes_is_not_called_wrong() {
    for (String constraint : new String[] {"x^3 >= 0", "x^2 <= 0"}) {
      ConstrainedMinimum found = written("x + y^2", constraint).from(1, 1);
      assertThat(found.outcome()).as(constraint).isNotInstanceOf(WrongGradient.class);
      assertThat(found.violation()).as(constraint).isLessThan(1e-4);
    }
  }

  @Test
  void what_is_not_finite_at_the_start_is_named() {
    assertThat(written("log(x) + y^2", "x + y = 1").from(-1, 0).outcome())
        .isEqualTo(new NonFinite("value"));
    assertThat(written("x^2 + y^2", "x + y = 1", "log(x) >= 0").from(-1, 0).outcome())
        .isEqualTo(new NonFinite("constraint 1"));
    ConstrainedMinimum edge = written("x + y^2", "log(x) >= -3").from(2, 1);
    assertThat(edge.converged()).as("%s", edge).isTrue();
    assertThat(edge.point()[0]).isCloseTo(Math.exp(-3), within(1e-9));
  }

  @Test
  void limits_and_a_request_end_it() {
    ConstrainedDescent descent = written("100*(y - x^2)^2 + (1 - x)^2", "x*y >= 2").byDifferences();
    assertThat(descent.limits(Limits.defaults().withValues(7)).from(-1.2, 1).outcome())
        .isEqualTo(new EvaluationLimit("values", 7));
    assertThat(descent.limits(Limits.defaults().withSteps(2)).from(-1.2, 1).outcome())
        .isEqualTo(new StepLimit(2));
    assertThat(descent.stopWhen(() -> true).from(-1.2, 1).outcome()).isEqualTo(new Stopped(0));
    Duration none = Duration.ofNanos(1);
    assertThat(descent.limits(Limits.defaults().withTime(none)).from(-1.2, 1).outcome())
        .isEqualTo(new ConstrainedOutcome.TimeLimit(none));
  }

  @Test
  void wrong_use_is_told_at_the_door() {
    ConstrainedDescent descent = written("x + y", "x + y = 1");
    assertThatThrownBy(() -> descent.from())
        .hasMessage(
            "constrained descent: the start has no coordinates; give one for each variable.");
    assertThatThrownBy(() -> descent.from(1, Double.NaN))
        .hasMessage(
            "constrained descent: coordinate 1 of the start is NaN; it must be a finite number.");
    assertThatThrownBy(() -> descent.within(Bounds.none(3)).from(1, 1))
        .hasMessage(
            "constrained descent: the start has 2 coordinates, the bounds are for 3; they must be"
                + " equal.");
    assertThatThrownBy(
            () ->
                descent.within(Bounds.between(new double[] {2, 0}, new double[] {3, 1})).from(1, 1))
        .hasMessage(
            "constrained descent: coordinate 0 of the start is 1.0, outside its bounds 2.0 and 3.0;"
                + " start inside.");
    assertThatThrownBy(() -> descent.tolerance(0))
        .hasMessage("constrained descent: the tolerance is 0.0; it must be above 0 and below 1.");
    assertThatThrownBy(() -> Constraint.between(x -> x[0], 2, 1))
        .hasMessageContaining("its limits are 2.0 and 1.0");
    assertThatThrownBy(() -> Constraint.equal(x -> x[0], Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    Constraint narrow = Constraint.linear(new double[] {1}, 0, 1);
    assertThatThrownBy(() -> narrow.at(1, 2))
        .hasMessage("constraint: 1 coefficients for 2 variables; there must be one for each.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 <= x <= 1", "1 >= x >= 2", "x <= 1/0", "0/0 = x", "1 <= x <= 1/0"})
  void limits_that_are_none_are_told_with_the_constraint(String text) {
    assertThatThrownBy(() -> Constraint.parse(text, XY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constraint \"" + text + "\": ")
        .hasMessageMatching(".*(exchange them|must be a finite number)\\.");
  }

  @Test
  void constraints_are_read_as_they_are_written() {
    Constraint equal = Constraint.parse("x + y = 1", XY);
    assertThat(equal.isEquality()).isTrue();
    assertThat(equal.lower()).isEqualTo(1);
    assertThat(equal).hasToString("x + y = 1 = 1.0");
    Constraint range = Constraint.parse("4 >= x*y > -1", XY);
    assertThat(range.lower()).isEqualTo(-1);
    assertThat(range.upper()).isEqualTo(4);
    assertThat(range.at(2, 3)).isEqualTo(6);
    assertThat(range.violation(2, 3)).isEqualTo(2);
    assertThat(Constraint.parse("2*pi <= x", XY).lower()).isEqualTo(2 * Math.PI);
    assertThat(Constraint.parse("x <= y", XY).violation(3, 1)).isEqualTo(2);
    Constraint branched = Constraint.parse("if(x < 0, 1, x) == y", XY);
    assertThat(branched.violation(-1, 1)).isEqualTo(0);
    assertThat(branched.isEquality()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x + y",
        "x != 1",
        "1 <= 2",
        "x <= y <= 1",
        "1 <= x >= 2",
        "x <=",
        "a = 1 = b",
        "x => 1",
        ""
      })
  void what_is_no_constraint_is_refused(String text) {
    assertThatThrownBy(() -> Constraint.parse(text, XY))
        .isInstanceOfAny(IllegalArgumentException.class, FormulaException.class)
        .hasMessageMatching("(?s).*(must|says nothing|empty|variable|;).*");
  }

  @Test
  void every_outcome_has_a_name_and_a_sentence() {
    List<ConstrainedOutcome> all =
        List.of(
            new Converged(1e-9, 0, false),
            new Infeasible(0.5, List.of(1)),
            new ConstrainedOutcome.Degenerate(0.1),
            new ConstrainedOutcome.Saddle(-2),
            new ConstrainedOutcome.Flat(),
            new ConstrainedOutcome.Stalled(0.1, 0.2),
            new Unbounded(-1e30),
            new WrongGradient("function", 1, 2),
            new NonFinite("value"),
            new StepLimit(5),
            new EvaluationLimit("values", 10),
            new ConstrainedOutcome.TimeLimit(Duration.ofSeconds(1)),
            new Stopped(3));
    assertThat(all).extracting(ConstrainedOutcome::written).doesNotHaveDuplicates();
    assertThat(all).allSatisfy(outcome -> assertThat(outcome.sentence()).endsWith("."));
  }
}
