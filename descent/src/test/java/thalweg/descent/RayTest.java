package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import thalweg.calculus.function.DifferentiableFunction;

class RayTest {
  /// A cubic of one variable, whose curvature at x is 2c + 6dx.
  private static DifferentiableFunction cubic(double c, double d) {
    return new DifferentiableFunction() {
      @Override
      public double value(double[] x) {
        return x[0] + c * x[0] * x[0] + d * x[0] * x[0] * x[0];
      }

      @Override
      public double valueAndGradient(double[] x, double[] gradient) {
        gradient[0] = 1 + 2 * c * x[0] + 3 * d * x[0] * x[0];
        return value(x);
      }
    };
  }

  private static double ratio(DifferentiableFunction function, double start, double step) {
    Ray ray =
        new Ray(
            new Meter(function, 1, LineSearchDescent.lbfgs(), 1, Options.defaults()),
            new double[] {start},
            null);
    ray.evaluateHere();
    ray.direction()[0] = -1;
    ray.startSlope();
    ray.evaluate(step);
    ray.take(false);
    return ray.curvatureRatio();
  }

  @Test
  void on_a_cubic_the_ratio_is_that_of_the_curvatures() {
    for (double d : new double[] {-0.5, -0.1, 0, 0.2, 0.4}) {
      for (double step : new double[] {0.1, 1, 2}) {
        double mean = 2 * 5 + 6 * d * (1 - 0.5 * step);
        double wanted = 2 * 5 + 6 * d * (1 - (0.5 + 0.5 * 0.7) * step);
        assertThat(ratio(cubic(5, d), 1, step)).isCloseTo(wanted / mean, within(1e-9));
      }
    }
  }

  @Test
  void values_that_do_not_tell_leave_the_mean() {
    assertThat(ratio(cubic(5, 1), 1, 1e-14)).isEqualTo(1);
  }
}
