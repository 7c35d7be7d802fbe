package thalweg.descent.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import thalweg.calculus.gradient.DifferentiableFunction;
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

  /// Moré and Thuente 1994, section 5, function 1 with β = 2.
  private static Counted first() {
    return new Counted(a -> -a / (a * a + 2), a -> (a * a - 2) / ((a * a + 2) * (a * a + 2)));
  }

  /// The same, function 2 with β = 0.004.
  private static Counted second() {
    return new Counted(
        a -> Math.pow(a + 0.004, 5) - 2 * Math.pow(a + 0.004, 4),
        a -> 5 * Math.pow(a + 0.004, 4) - 8 * Math.pow(a + 0.004, 3));
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
  void more_thuente_takes_as_many_trials_as_its_authors_report() {
    double[] from = {1e-3, 1e-1, 10};
    int[] trials = {6, 3, 1};
    double[] steps = {1.365, 1.4413720790892741, 10};
    for (int i = 0; i < from.length; i++) {
      Counted line = first();
      assertThat(line.search(new MoreThuente(0.001, 0.1, true, 30), from[i]))
          .isEqualTo(LineSearch.Result.FOUND);
      assertThat(line.evaluations).isEqualTo(trials[i]);
      assertThat(line.step).isCloseTo(steps[i], within(1e-12));
    }
    double[] widely = {1e-3, 1e-1, 10, 1e3};
    int[] again = {12, 8, 8, 11};
    for (int i = 0; i < widely.length; i++) {
      Counted line = second();
      // The paper has 0.1 for both constants.
      assertThat(line.search(new MoreThuente(0.1, Math.nextUp(0.1), true, 30), widely[i]))
          .isEqualTo(LineSearch.Result.FOUND);
      assertThat(line.evaluations).isEqualTo(again[i]);
      assertThat(line.step).isCloseTo(1.596, within(1e-8));
    }
  }

  @Test
  void a_step_far_too_long_is_good_once_the_slopes_alone_say_so() {
    // The authors' search needs 4 trials here; ours ends by the approximate Wolfe conditions.
    Counted line = first();
    assertThat(line.search(new MoreThuente(0.001, 0.1, true, 30), 1e3))
        .isEqualTo(LineSearch.Result.FOUND);
    assertThat(line.evaluations).isEqualTo(1);
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
