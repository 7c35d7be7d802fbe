package thalweg.descent.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.descent.problem.Problems;

/// Searches by themselves, without a descent around them.
class LineSearchTest {
  /// A line that counts how often it is looked at.
  private static final class Counted implements Line {
    private final DoubleUnaryOperator value;
    private final DoubleUnaryOperator slope;
    private int evaluations;
    private double step;

    Counted(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
      this.value = value;
      this.slope = slope;
    }

    @Override
    public double value(double step) {
      evaluations++;
      this.step = step;
      return value.applyAsDouble(step);
    }

    @Override
    public double evaluate(double step) {
      return value(step);
    }

    @Override
    public double slope() {
      return slope.applyAsDouble(step);
    }

    LineSearch.Result search(LineSearch search, double first) {
      return search.search(
          this, value.applyAsDouble(0), slope.applyAsDouble(0), first, 1e10 * first);
    }
  }

  /// The six functions of Moré and Thuente 1994, section 5, with the constants δ and σ they are
  /// searched with.
  private record Curve(DoubleUnaryOperator value, DoubleUnaryOperator slope, double d, double s) {
    Counted line() {
      return new Counted(value, slope);
    }
  }

  private static List<Curve> curves() {
    double b = 0.004;
    return List.of(
        new Curve(
            a -> -a / (a * a + 2), a -> (a * a - 2) / ((a * a + 2) * (a * a + 2)), 0.001, 0.1),
        new Curve(
            a -> Math.pow(a + b, 5) - 2 * Math.pow(a + b, 4),
            a -> 5 * Math.pow(a + b, 4) - 8 * Math.pow(a + b, 3),
            0.1,
            Math.nextUp(0.1)),
        new Curve(LineSearchTest::ripples, LineSearchTest::ripplesSlope, 0.1, Math.nextUp(0.1)),
        walls(0.001, 0.001),
        walls(0.01, 0.001),
        walls(0.001, 0.01));
  }

  /// A V with a round bottom at 1 and 39 quarter-waves a unit on it.
  private static double ripples(double a) {
    double b = 0.01;
    double v = Math.abs(a - 1) >= b ? Math.abs(a - 1) : (a - 1) * (a - 1) / (2 * b) + b / 2;
    double wave = 39 * Math.PI / 2;
    return v + (1 - b) / wave * Math.sin(wave * a);
  }

  private static double ripplesSlope(double a) {
    double b = 0.01;
    double v = Math.abs(a - 1) >= b ? Math.signum(a - 1) : (a - 1) / b;
    return v + (1 - b) * Math.cos(39 * Math.PI / 2 * a);
  }

  /// Two steep walls at 0 and 1 with a floor between that is nearly flat.
  private static Curve walls(double b1, double b2) {
    double c1 = Math.sqrt(1 + b1 * b1) - b1;
    double c2 = Math.sqrt(1 + b2 * b2) - b2;
    return new Curve(
        a -> c1 * Math.hypot(1 - a, b2) + c2 * Math.hypot(a, b1),
        a -> -c1 * (1 - a) / Math.hypot(1 - a, b2) + c2 * a / Math.hypot(a, b1),
        0.001,
        Math.nextUp(0.001));
  }

  private static Counted himmelblau() {
    DifferentiableFunction f = Problems.named("himmelblau").function();
    return new Counted(
        a -> f.value(new double[] {2 + 42 * a, 2 + 18 * a}),
        a -> {
          double[] g = f.gradient(2 + 42 * a, 2 + 18 * a);
          return 42 * g[0] + 18 * g[1];
        });
  }

  @Test
  void the_step_satisfies_the_strong_wolfe_conditions_after_few_trials() {
    int trials = 0;
    for (Curve curve : curves()) {
      double value = curve.value.applyAsDouble(0);
      double slope = curve.slope.applyAsDouble(0);
      for (double first : new double[] {1e-3, 1e-1, 10, 1e3}) {
        Counted line = curve.line();
        assertThat(line.search(new MoreThuente(curve.d, curve.s, true, 30), first))
            .isEqualTo(LineSearch.Result.FOUND);
        assertThat(curve.value.applyAsDouble(line.step))
            .isLessThanOrEqualTo(value + curve.d * line.step * slope);
        assertThat(Math.abs(curve.slope.applyAsDouble(line.step)))
            .isLessThanOrEqualTo(curve.s * Math.abs(slope));
        assertThat(line.evaluations).isLessThanOrEqualTo(15);
        trials += line.evaluations;
      }
    }
    assertThat(trials).isEqualTo(163);
  }

  @Test
  void hager_zhang_satisfies_the_wolfe_or_the_approximate_wolfe_conditions() {
    for (Curve curve : curves()) {
      double value = curve.value.applyAsDouble(0);
      double slope = curve.slope.applyAsDouble(0);
      for (double first : new double[] {1e-3, 1e-1, 10, 1e3}) {
        Counted line = curve.line();
        assertThat(line.search(HagerZhang.defaults(), first)).isEqualTo(LineSearch.Result.FOUND);
        double f = curve.value.applyAsDouble(line.step);
        double g = curve.slope.applyAsDouble(line.step);
        assertThat(g).isGreaterThanOrEqualTo(0.9 * slope);
        boolean falls = f <= value + 0.1 * line.step * slope;
        boolean approximately = f <= value + 1e-6 * Math.abs(value) && g <= -0.8 * slope;
        assertThat(falls || approximately).isTrue();
        assertThat(line.evaluations).isLessThanOrEqualTo(20);
      }
    }
  }

  /// Steps that LineSearches.jl asserts in its tests.
  @Test
  void on_himmelblaus_function_the_steps_are_those_of_other_programs() {
    List<LineSearch> searches =
        List.of(
            new MoreThuente(1e-4, 0.9, true, 30),
            HagerZhang.defaults(),
            ArmijoBacktracking.defaults());
    double[] steps = {0.0175892025844326, 0.01375274240750926, 0.020545340808876406};
    for (int i = 0; i < steps.length; i++) {
      Counted line = himmelblau();
      assertThat(line.search(searches.get(i), 1)).isEqualTo(LineSearch.Result.FOUND);
      assertThat(line.step).isCloseTo(steps[i], within(1e-15));
    }
  }
}
