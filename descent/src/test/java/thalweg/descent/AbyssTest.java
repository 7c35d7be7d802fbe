package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;

/// What falls without end is told by going there: no bottom, however far off, is taken for none.
class AbyssTest {
  private static List<Minimum> descents(String text, double... start) {
    Formula formula = Formula.parse(text);
    DifferentiableFunction exact = new DualGradient(formula);
    List<DescentMethod> methods = new ArrayList<>(OutcomeTest.searching().toList());
    methods.add(BoundedLimitedMemoryBfgs.within(Bounds.none(start.length)));
    List<Minimum> minima = new ArrayList<>();
    for (DescentMethod method : methods) {
      minima.add(Descent.minimise(exact, start, method));
      minima.add(Descent.minimise(formula::at, start, method));
    }
    return minima;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(x-A)^2 + B*(y+A)^2",
        "B*(x/A-1)^2 + (y-1)^2",
        "x^2 - 2*x*A + B*y^2",
        "abs(x-A) + y^2",
        "(x/A)^4 - x/A*B + y^2",
      })
  void no_bottom_is_too_far_to_be_one(String kind) {
    SplittableRandom random = new SplittableRandom(kind.hashCode());
    for (int exponent = 0; exponent <= 150; exponent += random.nextInt(1, 5)) {
      String a = (random.nextBoolean() ? "" : "-") + random.nextDouble(1, 10) + "e" + exponent;
      String text = kind.replace("A", "(" + a + ")").replace("B", "" + random.nextDouble(0.1, 9));
      for (Minimum minimum : descents(text, random.nextDouble(-1, 1), random.nextDouble(-1, 1))) {
        assertThat(minimum.outcome())
            .as("%s: %s", text, minimum)
            .isNotInstanceOf(Outcome.Unbounded.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A*x",
        "A*x + B*y",
        "B*y^2 - A*x",
        "-A*exp(x)",
        "-A*exp(-x) + B*y^2",
        "-A*log(B - x)",
        "-A*x^2",
        "A*x^2 - x^3",
      })
  void what_falls_for_ever_is_told_with_a_finite_value_below_the_first(String kind) {
    SplittableRandom random = new SplittableRandom(kind.hashCode());
    int all = 0;
    int told = 0;
    for (int number = 0; number < 20; number++) {
      String a = String.valueOf(Math.pow(10, random.nextInt(-6, 7)));
      String text = kind.replace("A", a).replace("B", String.valueOf(random.nextDouble(0.1, 9)));
      double[] start = new double[text.contains("y") ? 2 : 1];
      start[0] = kind.contains("log") ? -1 : kind.contains("^3") ? 3 * Double.parseDouble(a) : 0.7;
      double first = Formula.parse(text).at(start);
      for (Minimum minimum : descents(text, start)) {
        told += minimum.outcome() instanceof Outcome.Unbounded ? 1 : 0;
        all++;
        assertThat(minimum.outcome())
            .as("%s: %s", text, minimum)
            .isInstanceOfAny(
                Outcome.Unbounded.class, Outcome.EvaluationLimit.class, Outcome.Stalled.class);
        assertThat(minimum.value()).as("%s: %s", text, minimum).isFinite().isLessThan(first);
        assertThat(Formula.parse(text).at(minimum.point())).isEqualTo(minimum.value());
      }
    }
    // Steepest descent zig-zags to its limit in a steep gutter.
    assertThat(told).isGreaterThan(all * 8 / 10);
  }

  @ParameterizedTest
  @MethodSource("thalweg.descent.OutcomeTest#searching")
  void where_a_step_meets_minus_infinity_it_ends_at_a_finite_value_before(DescentMethod method) {
    for (String text : List.of("log(x)", "2*log(x)", "log(x)^3")) {
      Minimum minimum =
          Descent.minimise(new DualGradient(Formula.parse(text)), new double[] {1}, method);
      if (minimum.outcome() instanceof Outcome.Unbounded unbounded) {
        assertThat(minimum.value()).as("%s: %s", text, minimum).isFinite().isLessThan(-10);
        assertThat(minimum.steps()).isPositive();
        assertThat(unbounded.value()).isEqualTo(minimum.value());
      }
    }
  }

  @Test
  void a_rule_that_falls_to_minus_infinity_ends_at_the_best_point() {
    for (String text : List.of("-exp(-x)", "-x^4", "x^3")) {
      Minimum minimum =
          Descent.minimise(
              new DualGradient(Formula.parse(text)), new double[] {-1}, new GradientDescent(0.5));
      assertThat(minimum.value()).as("%s: %s", text, minimum).isFinite();
      assertThat(minimum.point()).containsExactly(minimum.bestPoint());
      assertThat(minimum.outcome()).isInstanceOf(Outcome.Unbounded.class);
    }
  }
}
