package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.DifferentiableFunction;

/// Ascents and descents in boxes whose sides they meet: each ends in the best corner or wall, also
/// from where the slope along a wall vanishes.
class BoxesTest {
  private static final int COUNT = 300;

  /// A sum over variables of ±w·((x − c)/s)², of which the best point in a box is known: where the
  /// sign is +, the point of the box nearest to c; where it is −, the bound farthest from it.
  private record Squares(double[] weights, double[] centres, double[] scales)
      implements DifferentiableFunction {
    @Override
    public double value(double[] x) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        double u = (x[i] - centres[i]) / scales[i];
        sum += weights[i] * u * u;
      }
      return sum;
    }

    @Override
    public double valueAndGradient(double[] x, double[] gradient) {
      for (int i = 0; i < x.length; i++) {
        gradient[i] = 2 * weights[i] * (x[i] - centres[i]) / scales[i] / scales[i];
      }
      return value(x);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void squares_in_a_box_end_at_the_best_point_it_has(boolean alone) {
    SplittableRandom random = new SplittableRandom(92);
    int converged = 0;
    for (int number = 0; number < COUNT; number++) {
      int n = random.nextInt(1, 5);
      double[] weights = new double[n];
      double[] centres = new double[n];
      double[] scales = new double[n];
      double[] lower = new double[n];
      double[] upper = new double[n];
      double[] start = new double[n];
      double best = 0;
      double scale = Math.pow(10, random.nextInt(-6, 7));
      boolean ascends = random.nextBoolean();
      for (int i = 0; i < n; i++) {
        scales[i] = scale * random.nextDouble(0.5, 2);
        double sign = random.nextInt(3) > 0 ? -1 : 1;
        weights[i] = (ascends ? -sign : sign) * random.nextDouble(0.5, 3);
        lower[i] = -scale * random.nextInt(1, 6) / 3;
        upper[i] = scale * random.nextInt(1, 6) / 3;
        centres[i] = scale * random.nextDouble(-3, 3);
        start[i] = random.nextDouble(lower[i], upper[i]);
        if (random.nextInt(3) == 0 || (start[i] == centres[i] && sign < 0)) {
          centres[i] = Math.clamp(centres[i], lower[i], upper[i]);
          start[i] = centres[i];
        }
        double nearest = Math.clamp(centres[i], lower[i], upper[i]);
        double near = (nearest - centres[i]) / scales[i];
        double far = Math.max(centres[i] - lower[i], upper[i] - centres[i]) / scales[i];
        best += weights[i] * (sign > 0 ? near * near : far * far);
      }
      Squares squares = new Squares(weights, centres, scales);
      BoundedLimitedMemoryBfgs method =
          BoundedLimitedMemoryBfgs.within(Bounds.between(lower, upper));
      Minimum end =
          ascends
              ? alone
                  ? Descent.maximise(squares::value, start, method)
                  : Descent.maximise(squares, start, method)
              : alone
                  ? Descent.minimise(squares::value, start, method)
                  : Descent.minimise(squares, start, method);
      String what =
          number
              + ": "
              + squares.value(end.point())
              + " of "
              + best
              + ", "
              + (ascends ? "up" : "down")
              + " from "
              + Arrays.toString(start)
              + " between "
              + Arrays.toString(lower)
              + " and "
              + Arrays.toString(upper)
              + " about "
              + Arrays.toString(centres)
              + ": "
              + end;
      // Where the value is exactly 0 from the start on, differences may not tell that it is least.
      assertThat(end.outcome())
          .as(what)
          .isInstanceOfAny(Outcome.Converged.class, Outcome.Stalled.class);
      converged += end.converged() ? 1 : 0;
      for (int i = 0; i < n; i++) {
        boolean towards = (weights[i] > 0) != ascends;
        double x = end.point()[i];
        // A bound on the other side of a top may be the worse one; then it is a corner all the
        // same.
        if (towards) {
          assertThat(x)
              .as(what)
              .isCloseTo(Math.clamp(centres[i], lower[i], upper[i]), within(1e-5 * scale));
        } else {
          assertThat(x == lower[i] || x == upper[i]).as(what).isTrue();
        }
      }
    }
    assertThat(converged).isGreaterThan(COUNT * 19 / 20);
  }
}
