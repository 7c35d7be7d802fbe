package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;

/// Descents by values alone, of values that are off by more than rounding.
class NoiseTest {
  private static final int COUNT = Integer.getInteger("thalweg.noise", 60);
  private static final long SEED = Long.getLong("thalweg.noise.seed", 7);

  /// A bowl, how far off its values are, and how deep a point of it lies below another.
  private record Bowl(MultivariateFunction f, double noise, MultivariateFunction smooth) {}

  static List<DescentMethod> methods() {
    return List.of(
        LineSearchDescent.lbfgs(),
        LineSearchDescent.bfgs(),
        LineSearchDescent.conjugateGradient(),
        LineSearchDescent.steepest(),
        TrustRegionNewton.defaults(),
        BoundedLimitedMemoryBfgs.within(Bounds.none(2)));
  }

  private static double draw(double[] x) {
    long bits = Double.doubleToLongBits(x[0]) * 31 + Double.doubleToLongBits(x[1]);
    return new SplittableRandom(bits * 0x9E3779B97F4A7C15L).nextDouble(-1, 1);
  }

  private static Bowl bowl(int kind, SplittableRandom random) {
    double a = random.nextDouble(-3, 3);
    double b = random.nextDouble(-3, 3);
    double w = random.nextDouble(0.3, 3);
    double scale = Math.pow(10, random.nextDouble(-4, 9));
    MultivariateFunction smooth = x -> (x[0] - a) * (x[0] - a) + w * (x[1] - b) * (x[1] - b);
    double size = Math.pow(10, random.nextDouble(-9, kind == 2 ? -3 : -2));
    return switch (kind) {
      case 0 ->
          new Bowl(x -> smooth.at(x) + size * Math.sin(1e9 * x[0] + 3e8 * x[1]), size, smooth);
      case 1 -> new Bowl(x -> scale * (smooth.at(x) + size * draw(x)), size, smooth);
      default -> new Bowl(x -> scale * (smooth.at(x) + 1) * (1 + size * draw(x)), size, smooth);
    };
  }

  @ParameterizedTest
  @MethodSource("methods")
  void in_noise_it_ends_at_the_noise_after_hundreds_of_values_and_names_the_floor(
      DescentMethod method) {
    for (int kind = 0; kind < 3; kind++) {
      SplittableRandom random = new SplittableRandom(SEED + kind);
      List<Long> values = new ArrayList<>();
      int ended = 0;
      int there = 0;
      for (int k = 0; k < COUNT; k++) {
        Bowl bowl = bowl(kind, random);
        double[] start = {random.nextDouble(-5, 5), random.nextDouble(-5, 5)};
        Minimum minimum = Descent.minimise(bowl.f, start, method);
        values.add(minimum.valueEvaluations());
        switch (minimum.outcome()) {
          case Outcome.Stalled stalled -> {
            ended++;
            assertThat(stalled.noiseFloor()).as("%s", minimum).isPositive();
          }
          case Outcome.NoiseLimit limit -> {
            ended++;
            assertThat(limit.noise()).as("%s", minimum).isPositive().isEqualTo(minimum.noise());
            assertThat(limit.noiseFloor()).as("%s", minimum).isPositive();
            assertThat(minimum.finisher()).isInstanceOf(ModelTrustRegion.class);
          }
          case Outcome.Converged _ -> {
            ended++;
            // What a claim may leave is a share of what has been gained.
            assertThat(bowl.smooth.at(minimum.point()))
                .as("%s", minimum)
                .isLessThan(100 * bowl.noise + 1e-8 * bowl.smooth.at(start));
          }
          default -> assertThat(minimum.outcome()).isInstanceOf(Outcome.EvaluationLimit.class);
        }
        there += bowl.smooth.at(minimum.point()) < 100 * bowl.noise ? 1 : 0;
      }
      Collections.sort(values);
      String what = "kind " + kind + " by " + method + ": " + values;
      // Waves and samples of them can be in step.
      assertThat(ended).as(what).isGreaterThanOrEqualTo(COUNT - 1 - COUNT / 25);
      assertThat(there).as(what).isGreaterThanOrEqualTo(COUNT * 9 / 10);
      assertThat(values.get(COUNT / 2)).as(what).isLessThan(700);
      assertThat(values.get(COUNT * 9 / 10)).as(what).isLessThan(2_000);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void a_reported_bowl_in_waves_ends(DescentMethod method) {
    Formula bowl =
        Formula.parse("(x - 1)^2 + (y - 2)^2 + 1e-5*sin(1e9*x + 3e8*y)", List.of("x", "y"));
    Minimum minimum =
        Descent.minimise((MultivariateFunction) bowl, new double[] {3.1, 4.3}, method);
    assertThat(minimum.outcome()).as("%s", minimum).isInstanceOf(Outcome.NoiseLimit.class);
    assertThat(minimum.value()).isLessThan(1e-4);
    assertThat(minimum.valueEvaluations()).isLessThan(1_000);
  }
}
