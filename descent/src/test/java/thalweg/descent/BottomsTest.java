package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.forward.DualGradient;

/// Bottoms that are reached and hard to recognise: far from the start, where a descent begins, and
/// of powers below 2. Functions are drawn.
class BottomsTest {
  private enum Said {
    CONVERGED,
    KINK,
    STALLED,
    LIMIT,
    OTHER
  }

  private static Said said(Minimum minimum) {
    return switch (minimum.outcome()) {
      case Outcome.Converged _ -> Said.CONVERGED;
      case Outcome.Kink _ -> Said.KINK;
      case Outcome.Stalled _, Outcome.NoiseLimit _ -> Said.STALLED;
      case Outcome.EvaluationLimit _ -> Said.LIMIT;
      default -> Said.OTHER;
    };
  }

  private static Formula written(String text, Object... numbers) {
    return Formula.parse(String.format(Locale.ROOT, text, numbers), List.of("x", "y"));
  }

  /// A sixth of these used to end at the limit of values, and half were not claimed.
  @Test
  void at_the_bottom_of_a_power_below_2_a_descent_by_values_ends_and_mostly_says_so() {
    SplittableRandom random = new SplittableRandom(8);
    Map<Said, Integer> told = new EnumMap<>(Said.class);
    for (int k = 0; k < 60; k++) {
      double a = random.nextInt(-3000, 3000) / 1000.0;
      double p = random.nextDouble(1.05, 1.95);
      MultivariateFunction f = written("abs(x - (%s))^%s + (y - 1)^2", a, p);
      double[] start = {a + random.nextDouble(-3, 3), random.nextDouble(-2, 2)};
      Minimum minimum = Descent.minimise(f, start, LineSearchDescent.lbfgs());
      told.merge(said(minimum), 1, Integer::sum);
      if (minimum.converged()) {
        assertThat(minimum.value()).as("%s, %s: %s", a, p, minimum).isLessThan(1e-10);
      }
    }
    assertThat(told.getOrDefault(Said.LIMIT, 0)).as("%s", told).isLessThanOrEqualTo(3);
    assertThat(told.getOrDefault(Said.CONVERGED, 0)).as("%s", told).isGreaterThan(35);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_bottom_however_far_off_is_claimed_and_a_tail_is_not(boolean byValues) {
    SplittableRandom random = new SplittableRandom(9);
    for (int k = 0; k < 40; k++) {
      double c = Math.rint(Math.pow(10, random.nextDouble(7.5, 11)));
      Formula bowl = Formula.parse(String.format(Locale.ROOT, "(x - %s)^2", c));
      Minimum there = minimise(bowl, byValues, random.nextDouble(-1, 1));
      assertThat(there.converged()).as("%s: %s", c, there).isTrue();
      double rate = Math.pow(10, random.nextDouble(-10, -7));
      Formula tail = Formula.parse(String.format(Locale.ROOT, "exp(-%s*x)", rate));
      Minimum never = minimise(tail, byValues, random.nextDouble(-1, 1));
      assertThat(never.converged()).as("%s: %s", rate, never).isFalse();
    }
  }

  private static Minimum minimise(Formula f, boolean byValues, double... start) {
    return byValues
        ? Descent.minimise(f, start, LineSearchDescent.lbfgs())
        : Descent.minimise(new DualGradient(f), start, LineSearchDescent.lbfgs());
  }

  /// What cancels to 0 at the bottom is a staircase there: a third of these used to be stalled.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s*(cosh(x - (%s)) - 1 + %s*(y - (%s))^2)",
        "%s*(1 - cos(x - (%s)) + %s*(y - (%s))^2)",
        "%s*(sqrt(1 + (x - (%s))^2 + %s*(y - (%s))^2) - 1)",
        "%s*((x - (%s))^2 + %s*(y - (%s))^2)",
      })
  void a_descent_that_begins_at_its_bottom_says_so(String text) {
    SplittableRandom random = new SplittableRandom(10);
    for (int k = 0; k < 60; k++) {
      double a = random.nextInt(-3000, 3000) / 1000.0;
      double b = random.nextInt(-3000, 3000) / 1000.0;
      double scale = Math.pow(10, random.nextDouble(-3, 8));
      MultivariateFunction f = written(text, scale, a, random.nextDouble(0.1, 50), b);
      Minimum minimum = Descent.minimise(f, new double[] {a, b}, LineSearchDescent.lbfgs());
      assertThat(minimum.converged()).as("%s %s %s: %s", scale, a, b, minimum).isTrue();
    }
  }
}
