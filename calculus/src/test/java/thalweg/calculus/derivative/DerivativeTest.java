package thalweg.calculus.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;

class DerivativeTest {
  private static Derivative central(ScalarFunction f, double x) {
    return DifferenceFormula.CENTRAL.derivative(f, x, DifferenceFormula.STEP);
  }

  /// The function of the first lesson.
  private static final ScalarFunction PARABOLA = x -> 0.01 * (x * x) + 0.1 * x;

  @Test
  void central_differences_have_the_digits_of_the_textbook() {
    assertThat(Derivative.central(PARABOLA, 5)).isEqualTo(0.1999999999990898);
    assertThat(Derivative.central(PARABOLA, 10)).isEqualTo(0.2999999999986347);
    ScalarFunction written = Formula.parse("0.01*x^2 + 0.1*x").asScalar();
    assertThat(Derivative.central(written, 5)).isEqualTo(0.1999999999990898);
    assertThat(Derivative.central(written, 10)).isEqualTo(0.2999999999986347);
    assertThat(Derivative.central(written, 5, 1e-4)).isEqualTo(0.1999999999990898);
  }

  @Test
  void forward_and_backward_differences_miss_by_the_step_times_the_curvature() {
    assertThat(Derivative.forward(PARABOLA, 5)).isEqualTo(0.20000099999917254);
    assertThat(Derivative.backward(PARABOLA, 5))
        .isEqualTo((PARABOLA.at(5) - PARABOLA.at(5 - 1e-4)) / 1e-4);
    assertThat(Math.abs(Derivative.backward(PARABOLA, 5) - 0.2)).isBetween(0.9e-6, 1.1e-6);
  }

  @Test
  void tangents_touch_the_parabola() {
    assertThat(Tangent.of(PARABOLA, 5))
        .isEqualTo(new Tangent(0.1999999999990898, -0.24999999999544897));
    assertThat(central(PARABOLA, 10).tangent())
        .isEqualTo(new Tangent(0.2999999999986347, -0.9999999999863469));
    assertThat(Tangent.of(PARABOLA, 5).at(5)).isEqualTo(PARABOLA.at(5));
  }

  /// A function, its slope at x, and the length over which it changes much: no difference sees what
  /// a longer step jumps over.
  private record Known(String name, ScalarFunction f, double x, double slope, double length) {
    Known(String name, ScalarFunction f, double x, double slope) {
      this(name, f, x, slope, 1);
    }
  }

  private static final List<Known> ZOO =
      List.of(
          new Known("parabola", PARABOLA, 5, 0.2),
          new Known("exp", Math::exp, 1, Math.E),
          new Known("sin", Math::sin, 1, 0.5403023058681397),
          new Known("sin 40x", x -> Math.sin(40 * x), 1, 40 * Math.cos(40), 0.025),
          new Known("log near the edge", Math::log, 1e-3, 1000, 1e-3),
          new Known("log at two steps from the edge", Math::log, 2e-4, 5000, 2e-4),
          new Known("sqrt", x -> Math.sqrt(x + 1), 1, 0.5 / Math.sqrt(2)),
          new Known("atan", Math::atan, 0.5, 0.8),
          new Known("1/x", x -> 1 / x, 1, -1),
          new Known("x at a million", x -> x - 1e6, 1e6, 1),
          new Known("square at 1e8", x -> x * x, 1e8, 2e8),
          new Known("flat", x -> Math.exp(-1e-6 * x), 1, -1e-6 * Math.exp(-1e-6)),
          new Known("expm1²", x -> Math.expm1(x) * Math.expm1(x), -8, -6.707001854555851e-4),
          new Known("quartic", x -> x * x * x * x + 3 * x * x - 10 * x, 0.99999, -1.799988e-4),
          new Known("cube at 0", x -> x * x * x, 0, 0),
          new Known("constant", _ -> 42, 3, 0),
          new Known("line", x -> 2 - 3 * x, 1.7, -3));

  @Test
  void the_error_estimate_covers_the_true_error() {
    for (Known known : ZOO) {
      for (DifferenceFormula formula : DifferenceFormula.values()) {
        for (double h : new double[] {1e-2, 1e-3, 1e-4, 1e-6, 1e-8}) {
          Derivative derivative = formula.derivative(known.f, known.x, h);
          if (h > known.length / 2) {
            continue;
          }
          assertThat(derivative.reason())
              .isEqualTo(formula.vanishes(known.x, h) ? Reason.STEP_VANISHED : Reason.CONVERGED);
          double error = Math.abs(derivative.derivative() - known.slope);
          double representation = 4 * Math.ulp(known.slope);
          assertThat(error)
              .as("%s, %s, h = %s: %s", known.name, formula, h, derivative)
              .isLessThanOrEqualTo(derivative.error() + representation);
        }
      }
    }
  }

  @Test
  void the_error_estimate_is_not_idle_either() {
    assertThat(central(PARABOLA, 5).error()).isLessThan(2e-11);
    assertThat(central(Math::sin, 1).error()).isBetween(0.9e-9, 6e-9);
    assertThat(DifferenceFormula.FORWARD.derivative(PARABOLA, 5, 1e-4).error())
        .isBetween(1e-6, 2.1e-6);
  }

  @Test
  void at_a_kink_the_error_reaches_the_slopes_of_both_sides() {
    Derivative atKink = central(Math::abs, 0);
    assertThat(atKink.derivative()).isZero();
    assertThat(atKink.error()).isBetween(1.0, 1.01);
    for (double x = -2e-4; x <= 2e-4; x += 1e-5) {
      Derivative near = central(Math::abs, x);
      if (Math.abs(x) > 1e-9) {
        assertThat(Math.abs(near.derivative() - Math.signum(x)))
            .as("at %s: %s", x, near)
            .isLessThanOrEqualTo(near.error() + 1e-12);
      }
    }
    assertThat(central(Math::ceil, 1e-5).error()).isGreaterThan(1000);
  }

  @Test
  void noise_shows_in_the_error() {
    SplittableRandom random = new SplittableRandom(8);
    int covered = 0;
    for (int i = 0; i < 200; i++) {
      Derivative noisy = central(x -> Math.sin(x) * (1 + 1e-6 * random.nextDouble(-1, 1)), 1);
      if (Math.abs(noisy.derivative() - Math.cos(1)) <= noisy.error()) {
        covered++;
      }
    }
    assertThat(covered).isGreaterThan(180);
  }

  @Test
  void digits_agree_with_the_bare_formula_and_evaluations_are_counted() {
    for (DifferenceFormula formula : DifferenceFormula.values()) {
      AtomicInteger calls = new AtomicInteger();
      ScalarFunction counted =
          x -> {
            calls.incrementAndGet();
            return Math.log(x);
          };
      Derivative inside = formula.derivative(counted, 2, 1e-3);
      assertThat(inside.evaluations()).isEqualTo(calls.getAndSet(0));
      assertThat(inside.derivative()).isEqualTo(formula.slope(Math::log, 2, 1e-3));
      assertThat(inside.method()).isEqualTo(formula.method());
      assertThat(inside.value()).isEqualTo(Math.log(2));

      // At 1.5 steps from the edge the wider difference leaves the domain.
      Derivative edge = formula.derivative(counted, 1.5e-3, 1e-3);
      assertThat(edge.evaluations()).isEqualTo(calls.getAndSet(0));
      assertThat(edge.error()).isFinite();

      Derivative known = formula.derivative(counted, 2, 1e-3, Math.log(2));
      assertThat(known.evaluations()).isEqualTo(calls.get());
      assertThat(known.derivative()).isEqualTo(inside.derivative());
    }
  }

  @Test
  void values_that_are_not_finite_give_a_reason() {
    Derivative outside = central(Math::log, 5e-5);
    assertThat(outside.reason()).isEqualTo(Reason.NON_FINITE);
    assertThat(outside.derivative()).isNaN();
    assertThat(outside.error()).isNaN();
    assertThat(central(x -> 1 / x, 0).reason()).isEqualTo(Reason.NON_FINITE);
    assertThat(central(x -> Math.sin(x) / x, 0).reason()).isEqualTo(Reason.NON_FINITE);
  }

  @Test
  void a_step_that_vanishes_beside_x_gives_a_reason_and_no_false_zero() {
    Derivative vanished = central(x -> x * x, 1e20);
    assertThat(vanished.reason()).isEqualTo(Reason.STEP_VANISHED);
    assertThat(vanished.derivative()).isZero();
    assertThat(vanished.error()).isInfinite();
  }

  @Test
  void points_and_steps_are_checked() {
    assertThatThrownBy(() -> Derivative.central(PARABOLA, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("derivative: x is NaN; it must be a finite number.");
    for (double h : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Derivative.central(PARABOLA, 1, h))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "central difference: the step is " + h + "; it must be a finite number above 0.");
    }
  }
}
