package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.MultivariateFunction;

/// A large constant beside a small function: a + b·g(x), with a/b from 1 to 10¹⁴. The minimum is
/// claimed as long as values can show one, and nothing is that rounding hides.
class OffsetsTest {
  private static final int COUNT = 150;

  /// What g is along the first variable; a bowl along the others.
  private enum Shape {
    BOWL(true),
    WAVE(true),
    FOURTH_POWER(true),
    KINK(false),
    SLOPE(false),
    CUBIC(false),
    TWO_HOLLOWS(true);

    final boolean hasMinimum; // that may be claimed

    Shape(boolean hasMinimum) {
      this.hasMinimum = hasMinimum;
    }

    double value(double u) {
      return switch (this) {
        case BOWL -> u * u;
        case WAVE -> 1 - StrictMath.cos(u);
        case FOURTH_POWER -> u * u * u * u;
        case KINK -> Math.abs(u);
        case SLOPE -> 1e-5 * u;
        case CUBIC -> u * u * u;
        case TWO_HOLLOWS -> u * u * (u * u - 2);
      };
    }

    double slope(double u) {
      return switch (this) {
        case BOWL -> 2 * u;
        case WAVE -> StrictMath.sin(u);
        case FOURTH_POWER -> 4 * u * u * u;
        case KINK -> Math.signum(u);
        case SLOPE -> 1e-5;
        case CUBIC -> 3 * u * u;
        case TWO_HOLLOWS -> 4 * u * (u * u - 1);
      };
    }

    double least() {
      return this == TWO_HOLLOWS ? -1 : 0;
    }
  }

  private record Offset(
      Shape shape, double[] weights, double[] bottom, double a, double b, int decades)
      implements DifferentiableFunction {
    static Offset draw(Shape shape, SplittableRandom random) {
      int n = random.nextInt(1, 4);
      int decades = random.nextInt(15);
      double b = Math.pow(10, random.nextInt(-3, 4));
      double a = b * Math.pow(10, decades) * random.nextDouble(1, 9);
      return new Offset(
          shape,
          random.doubles(n, 0.4, 2.5).toArray(),
          random.doubles(n, -3, 3).toArray(),
          random.nextBoolean() ? a : -a,
          b,
          decades);
    }

    double ground(double[] x, double @Nullable [] gradient) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        Shape along = i == 0 ? shape : Shape.BOWL;
        sum += weights[i] * along.value(x[i] - bottom[i]);
        if (gradient != null) {
          gradient[i] = b * weights[i] * along.slope(x[i] - bottom[i]);
        }
      }
      return sum;
    }

    @Override
    public double value(double[] x) {
      return a + b * ground(x, null);
    }

    @Override
    public double valueAndGradient(double[] x, double[] gradient) {
      return a + b * ground(x, gradient);
    }

    /// Returns whether x is as low as the minimum, as far as rounding tells.
    boolean isLowest(double[] x, double[] start) {
      double least = weights[0] * shape.least();
      double hidden = 100 * Math.ulp(a) / b;
      return ground(x, null) - least <= 1e-6 * (ground(start, null) - least) + hidden;
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void a_minimum_is_claimed_where_values_show_one_and_nowhere_else(Shape shape) {
    SplittableRandom random = new SplittableRandom(11 + shape.ordinal());
    int[] claimed = new int[15];
    int[] descents = new int[15];
    for (int number = 0; number < COUNT; number++) {
      Offset offset = Offset.draw(shape, random);
      double far = Math.exp(random.nextDouble(-1, 1.2));
      double[] start = offset.bottom.clone();
      Arrays.setAll(start, i -> offset.bottom[i] + far * random.nextDouble(0.2, 1));
      for (DescentMethod method :
          List.of(
              LineSearchDescent.lbfgs(),
              LineSearchDescent.bfgs(),
              LineSearchDescent.conjugateGradient(),
              TrustRegionNewton.defaults())) {
        for (boolean alone : new boolean[] {false, true}) {
          Minimum minimum =
              alone
                  ? Descent.minimise((MultivariateFunction) offset::value, start, method)
                  : Descent.minimise(offset, start, method);
          descents[offset.decades]++;
          if (minimum.converged()) {
            claimed[offset.decades]++;
            assertThat(shape.hasMinimum && offset.isLowest(minimum.point(), start))
                .as("1e%s by %s%s: %s", offset.decades, method, alone ? ", values" : "", minimum)
                .isTrue();
          }
        }
      }
    }
    if (shape == Shape.BOWL || shape == Shape.WAVE) {
      assertThat(share(claimed, descents, 0, 7)).isGreaterThan(0.95);
      assertThat(share(claimed, descents, 7, 10)).isGreaterThan(0.75);
    }
  }

  private static double share(int[] claimed, int[] descents, int from, int to) {
    return (double) Arrays.stream(claimed, from, to).sum()
        / Arrays.stream(descents, from, to).sum();
  }
}
