package thalweg.calculus.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.problem.Family;
import thalweg.calculus.derivative.problem.Problem;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Expression;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.Operator;
import thalweg.calculus.gradient.forward.DualGradient;

/// The bar of forward mode beside derivatives to 30 digits and more.
@Tag("plain")
class RunningErrorTest {
  /// How many bars there were, how many did not hold the truth, and how wide the others were in
  /// units of the true error, or of an ulp where that is more.
  private static final class Bars {
    private int drawn;
    private final List<String> missed = new ArrayList<>();
    private final List<Double> widths = new ArrayList<>();

    void add(String name, Derivative automatic, double truth) {
      drawn++;
      double off = Math.abs(automatic.derivative() - truth);
      // The truth is rounded to a double itself.
      if (!(off <= automatic.error() + Math.ulp(truth) / 2)) {
        missed.add(name + ": " + automatic + ", true " + truth);
      }
      widths.add(automatic.error() / Math.max(off, Math.ulp(truth)));
    }

    double width(double quantile) {
      Collections.sort(widths);
      return widths.get((int) (quantile * (widths.size() - 1)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_bar_holds_the_truth_where_values_cancel_and_is_not_absurdly_wide(Family family) {
    Bars bars = new Bars();
    for (Problem problem : family.draw(11, 300)) {
      bars.add(
          problem.formula() + " at " + problem.x(),
          DualGradient.derivative(problem.formula(), problem.x()),
          problem.truth());
    }
    assertThat(bars.missed).isEmpty();
    assertThat(bars.width(0.5)).isLessThan(30);
  }

  private static final List<Elementary> FUNCTIONS =
      List.copyOf(EnumSet.range(Elementary.SIN, Elementary.CBRT));
  private static final double[] EXPONENTS = {2, 3, -1, 0.5, 1.5, 0.1, -2.5};

  private static Expression random(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(10) == 0) {
      return random.nextInt(3) == 0
          ? new Expression.Literal(Math.round(random.nextDouble(-3, 3) * 100) / 100.0)
          : new Expression.Variable("x", 0);
    }
    Expression first = random(random, depth - 1);
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3, 4 ->
          new Expression.Call(FUNCTIONS.get(random.nextInt(FUNCTIONS.size())), first);
      case 5 ->
          new Expression.Binary(
              Operator.POWER,
              first,
              new Expression.Literal(EXPONENTS[random.nextInt(EXPONENTS.length)]));
      case 6 -> new Expression.Max(List.of(first, random(random, depth - 1)));
      default -> {
        Operator[] all = Operator.values();
        Operator operator = all[random.nextInt(all.length)];
        yield new Expression.Binary(operator, first, random(random, depth - 1));
      }
    };
  }

  @Test
  void the_bar_holds_the_truth_of_functions_drawn_at_random() {
    SplittableRandom random = new SplittableRandom(12);
    Bars bars = new Bars();
    while (bars.drawn < 20_000) {
      Expression expression = random(random, random.nextInt(1, 6));
      double x = Math.pow(10, random.nextDouble(-6, 2)) * (random.nextBoolean() ? 1 : -1);
      Formula formula;
      try {
        formula = Formula.parse(expression.text(), List.of("x"));
      } catch (IllegalArgumentException _) {
        continue; // longer than is read
      }
      Derivative automatic = DualGradient.derivative(formula, x);
      ExactDual variable = ExactDual.variable(x);
      ExactDual exact = formula.over(new ExactDual[] {variable}, variable);
      double truth = exact.d().high();
      if (Double.isFinite(exact.value())
          && Double.isFinite(truth)
          && automatic.reason() != Reason.NON_FINITE) {
        bars.add(formula + " at " + x, automatic, truth);
      }
    }
    assertThat(bars.missed).hasSizeLessThanOrEqualTo(bars.drawn / 1000);
    assertThat(bars.width(0.5)).isLessThan(30);
    assertThat(bars.width(0.9)).isLessThan(1_000);
  }

  @Test
  void higher_orders_have_bars_too() {
    SplittableRandom random = new SplittableRandom(13);
    List<String> texts =
        List.of("1/(1 - x)", "exp(x)", "sin(x)", "log(1 + x)", "atan(x)", "sqrt(1 + x)", "tanh(x)");
    for (int i = 0; i < 300; i++) {
      double x = random.nextDouble(0.1, 0.9);
      for (int n = 2; n <= 4; n++) {
        for (String text : texts) {
          Derivative plain = DualGradient.derivative(Formula.parse(text), x, n);
          assertThat(plain.error()).isLessThan(1e-11 * (1 + Math.abs(plain.derivative())));
        }
        double factorial = n == 2 ? 2 : n == 3 ? 6 : 24;
        double truth = factorial / Math.pow(1 - x, n + 1);
        Derivative pole = DualGradient.derivative(Formula.parse("1/(1 - x)"), x, n);
        assertThat(pole.derivative()).isCloseTo(truth, within(pole.error() + 8 * Math.ulp(truth)));
      }
    }
    Derivative cancelled = DualGradient.derivative(Formula.parse("(exp(x) - 1)/x"), 1e-4, 2);
    assertThat(cancelled.derivative()).isCloseTo(1.0 / 3, within(cancelled.error()));
    assertThat(cancelled.reason()).isEqualTo(Reason.NOISE_LIMITED);
  }

  private static Derivative at(String formula, double x) {
    return DualGradient.derivative(Formula.parse(formula), x);
  }

  @Test
  void exact_operations_add_nothing_and_cancelled_ones_are_told() {
    assertThat(at("x^2", 3).error()).isEqualTo(6 * Math.ulp(1.0));
    assertThat(at("3*x + 1", 5).error()).isEqualTo(3 * Math.ulp(1.0));
    Derivative cancelled = at("(exp(x) - 1)/x", 1e-9);
    assertThat(cancelled.derivative()).isCloseTo(0.5, within(cancelled.error()));
    assertThat(cancelled.error()).isLessThan(1_000);
    assertThat(cancelled.reason()).isEqualTo(Reason.NOISE_LIMITED);
    Derivative kept = at("expm1(x)/x", 1e-3);
    assertThat(kept.error()).isLessThan(1e-12);
    assertThat(kept.reason()).isEqualTo(Reason.CONVERGED);
    assertThat(at("0.1*x", 1).error()).isLessThan(1e-16);
    assertThat(at("floor(x)", 1.5).error()).isZero();
  }

  @Test
  void bars_hold_all_slopes_of_a_kink_and_nothing_is_claimed_at_a_jump() {
    assertThat(at("abs(x)", 0).error()).isCloseTo(1, within(1e-11));
    assertThat(at("abs(2*x - 2)", 1).error()).isCloseTo(2, within(1e-11));
    assertThat(at("relu(x)", 0).error()).isCloseTo(1, within(1e-11));
    assertThat(at("max(x, 3*x)", 0).error()).isCloseTo(2, within(1e-11));
    assertThat(at("hypot(x, 0)", 0).error()).isCloseTo(1, within(1e-11));
    assertThat(at("if(x > 0, 5*x, x)", 0).error()).isCloseTo(4, within(1e-11));
    assertThat(at("if(x > 0, x^2, 0)", 0).error()).isLessThan(1e-300);
    assertThat(at("abs(x)", 0).reason()).isEqualTo(Reason.CONVERGED);
    for (String jump : List.of("floor(x)", "sign(x)", "if(x < 0, 1, 2)", "x*ceil(x)")) {
      assertThat(at(jump, 0).error()).as(jump).isInfinite();
      assertThat(at(jump, 0).reason()).as(jump).isEqualTo(Reason.UNSETTLED);
      assertThat(at(jump, 0.5).reason()).as(jump).isEqualTo(Reason.CONVERGED);
    }
    assertThat(at("abs(x)", 1).error()).isLessThan(1e-15);
    assertThat(at("atan2(0, x)", 1).error()).isLessThan(1e-300);
    assertThat(new DualGradient(Formula.parse("atan2(y, x)", List.of("x", "y"))).partials(-1, 0))
        .allMatch(partial -> partial.reason() == Reason.UNSETTLED);
  }

  @Test
  void partial_derivatives_have_their_own_bars() {
    List<Derivative> partials =
        new DualGradient(Formula.parse("(exp(x) - 1)/x + y^2", List.of("x", "y")))
            .partials(1e-7, 3);
    assertThat(partials.get(0).derivative()).isCloseTo(0.5, within(partials.get(0).error()));
    assertThat(partials.get(1).derivative()).isEqualTo(6);
    assertThat(partials.get(1).error()).isLessThan(2e-15);
  }
}
