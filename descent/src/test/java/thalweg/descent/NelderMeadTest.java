package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;

class NelderMeadTest {
  @Test
  void the_known_problems_of_few_variables_are_solved_from_values_alone() {
    for (Problem problem : Problems.all()) {
      if (problem.dimension() > 10) {
        continue;
      }
      Minimum minimum =
          Descent.minimise(
              (double... x) -> problem.function().value(x), problem.start(), NelderMead.defaults());
      assertThat(minimum.converged()).as("%s %s", problem.name(), minimum).isTrue();
      double first = problem.function().value(problem.start());
      assertThat(problem.minima())
          .as("%s %s", problem.name(), minimum)
          .anySatisfy(
              least ->
                  assertThat(minimum.value())
                      .isCloseTo(least, within(1e-8 * Math.abs(least) + 1e-15 * first + 1e-9)));
    }
  }

  @Test
  void noise_keeps_it_from_no_valley_and_lets_it_claim_no_minimum_falsely() {
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < 40; k++) {
      int n = 1 + k % 4;
      double noise = Math.pow(10, random.nextDouble(-9, -3));
      double[] bottom = random.doubles(n, -3, 3).toArray();
      double steep = random.nextDouble(1, 30);
      MultivariateFunction f =
          x -> {
            double sum = 1;
            for (int i = 0; i < n; i++) {
              double off = x[i] - bottom[i];
              sum += (i % 2 == 0 ? steep : 1) * off * off;
            }
            double wild = new SplittableRandom(Arrays.hashCode(x)).nextDouble(-1, 1);
            return sum * (1 + noise * wild);
          };
      Minimum minimum = Descent.minimise(f, new double[n], NelderMead.defaults());
      assertThat(minimum.value()).as("%s %s", noise, minimum).isLessThan(1 + 30 * noise);
      assertThat(minimum.valueEvaluations()).isLessThan(2_000 * (n + 1) + 1);
    }
  }

  @Test
  void bounds_are_kept_and_reached() {
    SplittableRandom random = new SplittableRandom(2);
    for (int k = 0; k < 60; k++) {
      int n = 1 + k % 3;
      double[] lower = random.doubles(n, -2, -0.5).toArray();
      double[] upper = random.doubles(n, 0.5, 2).toArray();
      double[] bottom = random.doubles(n, -4, 4).toArray();
      Bounds bounds = Bounds.between(lower, upper);
      MultivariateFunction f =
          x -> {
            assertThat(bounds.contains(x)).isTrue();
            double sum = 0;
            for (int i = 0; i < n; i++) {
              sum += (i + 1) * Math.pow(x[i] - bottom[i], 2);
            }
            return sum;
          };
      Minimum minimum = Descent.minimise(f, new double[n], NelderMead.within(bounds));
      for (int i = 0; i < n; i++) {
        double nearest = Math.clamp(bottom[i], lower[i], upper[i]);
        assertThat(minimum.point()[i]).as("%s", minimum).isCloseTo(nearest, within(1e-6));
      }
    }
    Bounds box = Bounds.between(new double[] {0, 2}, new double[] {1, 2});
    MultivariateFunction fixed = x -> Math.pow(x[0] - 0.3, 2) + x[1];
    assertThat(Descent.minimise(fixed, new double[] {1, 2}, NelderMead.within(box)).point()[0])
        .isCloseTo(0.3, within(1e-7));
    assertThatThrownBy(() -> Descent.minimise(fixed, new double[] {3, 2}, NelderMead.within(box)))
        .hasMessageContaining("outside its bounds");
  }

  @Test
  void what_is_no_minimum_is_not_called_one() {
    NelderMead simplex = NelderMead.defaults();
    Minimum kink =
        Descent.minimise(x -> Math.abs(x[0]) + 2 * Math.abs(x[1]), new double[] {1, 2}, simplex);
    assertThat(kink.converged()).isFalse();
    assertThat(kink.value()).isLessThan(1e-6);
    Minimum endless = Descent.minimise(x -> x[0] + x[1] * x[1], new double[] {1, 2}, simplex);
    assertThat(endless.converged()).isFalse();
    Minimum flat = Descent.minimise(_ -> 3, new double[] {1, 2}, simplex);
    assertThat(flat.outcome()).isInstanceOf(Outcome.Flat.class);
    Minimum nowhere = Descent.minimise(_ -> Double.NaN, new double[] {1, 2}, simplex);
    assertThat(nowhere.outcome()).isInstanceOf(Outcome.NonFinite.class);
    Minimum few =
        Descent.minimise(
            x -> x[0] * x[0],
            new double[] {1},
            simplex,
            Options.defaults().withLimits(Limits.defaults().withSteps(3)));
    assertThat(few.outcome()).isEqualTo(new Outcome.StepLimit(3));
    Minimum edge = Descent.minimise(x -> x[0] - Math.log(x[0]), new double[] {5}, simplex);
    assertThat(edge.point()[0]).isCloseTo(1, within(1e-6));
    Minimum top = Descent.maximise(x -> -x[0] * x[0], new double[] {5}, simplex);
    assertThat(top.converged()).isTrue();
  }
}
