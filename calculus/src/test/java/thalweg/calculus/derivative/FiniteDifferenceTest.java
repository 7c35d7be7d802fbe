package thalweg.calculus.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.ScalarFunction;

class FiniteDifferenceTest {
  @Test
  void weights_are_those_of_the_tables() {
    assertThat(FiniteDifference.central(1, 2).weights()).containsExactly(-0.5, 0, 0.5);
    assertThat(FiniteDifference.central(4, 2).weights()).containsExactly(1, -4, 6, -4, 1);
    assertThat(FiniteDifference.on(1, 0, 1, 2).weights()).containsExactly(-1.5, 2, -0.5);
    assertThat(FiniteDifference.central(1, 8).weights())
        .containsExactly(
            new double[] {
              1 / 280.0, -4 / 105.0, 1 / 5.0, -4 / 5.0, 0, 4 / 5.0, -1 / 5.0, 4 / 105.0, -1 / 280.0
            },
            offset(1e-15));
  }

  @Test
  void polynomials_of_the_grids_degree_are_exact_on_random_grids() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 500; i++) {
      int points = random.nextInt(2, 9);
      double[] grid = random.doubles(points, -2, 2).toArray();
      int n = random.nextInt(1, points);
      double[] c = random.doubles(points, -1, 1).toArray();
      ScalarFunction polynomial =
          x -> {
            double sum = 0;
            for (int k = points - 1; k >= 0; k--) {
              sum = sum * x + c[k];
            }
            return sum;
          };
      double truth = 0;
      double x = random.nextDouble(-1, 1);
      for (int k = n; k < points; k++) {
        double falling = 1;
        for (int j = 0; j < n; j++) {
          falling *= k - j;
        }
        truth += c[k] * falling * Math.pow(x, k - n);
      }
      FiniteDifference formula = FiniteDifference.on(n, grid);
      double size = Arrays.stream(formula.weights()).map(Math::abs).sum();
      assertThat(formula.slope(polynomial, x, 1)).isCloseTo(truth, within(1e-12 * (1 + size)));
      double[] xs = Arrays.stream(grid).map(g -> x + g).toArray();
      double[] ys = Arrays.stream(xs).map(polynomial::at).toArray();
      assertThat(FiniteDifference.of(n, x, xs, ys)).isCloseTo(truth, within(1e-12 * (1 + size)));
    }
  }

  @Test
  void errors_fall_at_the_order_of_accuracy_and_are_covered() {
    for (int accuracy = 2; accuracy <= 12; accuracy += 2) {
      for (int n = 1; n <= 4; n++) {
        FiniteDifference formula = FiniteDifference.central(n, accuracy);
        assertThat(formula.accuracy()).as("n = %s", n).isEqualTo(accuracy);
        double truth = new double[] {Math.cos(1), -Math.sin(1), -Math.cos(1), Math.sin(1)}[n - 1];
        Derivative answer = formula.derivative(Math::sin, 1, 0.2);
        double error = Math.abs(answer.derivative() - truth);
        assertThat(error).as("%s", answer).isLessThanOrEqualTo(answer.error());
        double half = Math.abs(formula.slope(Math::sin, 1, 0.1) - truth);
        if (half > 1e-9) {
          assertThat(error / half).isCloseTo(Math.pow(2, accuracy), within(0.3 * error / half));
        }
      }
    }
    assertThat(FiniteDifference.on(1, 0, 1, 2).accuracy()).isEqualTo(2);
    assertThat(FiniteDifference.on(2, 0, 1, 2).accuracy()).isEqualTo(1);
  }

  @Test
  void a_kind_of_difference_has_the_fewest_points_on_its_own_side() {
    assertThat(DifferenceFormula.FORWARD.nth(2).grid()).containsExactly(0, 1, 2);
    assertThat(DifferenceFormula.BACKWARD.nth(2).grid()).containsExactly(0, -1, -2);
    assertThat(DifferenceFormula.CENTRAL.nth(2).grid()).containsExactly(-1, 0, 1);
    for (DifferenceFormula kind : DifferenceFormula.values()) {
      assertThat(kind.nth(1).slope(Math::exp, 0.5, 0x1p-13))
          .isCloseTo(kind.slope(Math::exp, 0.5, 0x1p-13), within(1e-11));
      for (int n = 1; n <= 6; n++) {
        Derivative answer = kind.nth(n).derivative(Math::exp, 0.5, DifferenceFormula.step(n));
        assertThat(answer.method()).isEqualTo(kind.method());
        assertThat(answer.derivative()).isCloseTo(Math.exp(0.5), within(answer.error()));
        assertThat(answer.error()).isLessThan(0.5);
      }
      assertThatThrownBy(() -> kind.nth(0)).hasMessageContaining("1 or more");
      assertThatThrownBy(() -> kind.nth(500)).hasMessageContaining("at most 64");
    }
    assertThat(FiniteDifference.on(1, 0, 1).derivative(Math::exp, 0, 0.1).method())
        .isEqualTo(Derivative.Method.GRID);
  }

  @Test
  void the_bar_covers_arguments_that_are_rounded_beside_a_large_x() {
    SplittableRandom random = new SplittableRandom(4);
    int missed = 0;
    int far = 0;
    int members = 4000;
    for (int i = 0; i < members; i++) {
      double x = random.nextDouble(1, 10) * Math.pow(10, random.nextInt(-3, 9));
      double w = random.nextDouble(1, 10) * Math.pow(10, random.nextInt(-2, 2));
      double phase = random.nextDouble(6) - w * x; // so that rounding is that of x alone
      int n = random.nextInt(1, 5);
      double h = random.nextDouble(1, 10) * Math.pow(10, random.nextInt(-7, -1)) / w;
      DifferenceFormula kind = DifferenceFormula.values()[random.nextInt(3)];
      double at = x;
      ScalarFunction f = t -> Math.sin(w * (t - at) + (phase + w * at));
      double angle = phase + w * at;
      double truth = Math.pow(w, n) * Math.sin(angle + n * Math.PI / 2);
      Derivative answer = kind.nth(n).derivative(f, x, h);
      double error = Math.abs(answer.derivative() - truth);
      if (error > answer.error()) {
        missed++;
      }
      if (error > 10 * answer.error()) {
        far++;
      }
    }
    assertThat(missed).isLessThan(members / 50);
    assertThat(far).isZero();
  }

  @Test
  void points_that_fall_together_give_a_reason_and_no_false_zero() {
    for (DifferenceFormula kind : DifferenceFormula.values()) {
      for (int n = 1; n <= 6; n++) {
        for (double x : new double[] {1e17, -1e20, 1e300}) {
          Derivative answer = kind.nth(n).derivative(t -> t, x, DifferenceFormula.step(n));
          assertThat(answer.reason()).isEqualTo(Derivative.Reason.STEP_VANISHED);
          assertThat(answer.error()).isInfinite();
        }
      }
    }
    // Two steps are as long as one.
    Derivative half = DifferenceFormula.CENTRAL.nth(4).derivative(Math::sin, 1, 0x0.9p-52);
    assertThat(half.reason()).isEqualTo(Derivative.Reason.STEP_VANISHED);
  }

  @Test
  void grids_are_checked() {
    assertThatThrownBy(() -> FiniteDifference.on(2, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the grid has 2 points; the derivative of order 2 needs at least 3");
    assertThatThrownBy(() -> FiniteDifference.on(0, 0, 1)).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> FiniteDifference.on(1, 1, 0, 1)).hasMessageContaining("no two alike");
    assertThatThrownBy(() -> FiniteDifference.on(1, 1, Double.NaN))
        .hasMessageContaining("finite numbers");
    assertThatThrownBy(() -> FiniteDifference.central(1, 3)).hasMessageContaining("2, 4, 6");
    assertThatThrownBy(() -> FiniteDifference.central(50, 50)).hasMessageContaining("at most 64");
    assertThatThrownBy(() -> FiniteDifference.central(1, 2).slope(Math::sin, 1, 0))
        .hasMessage("finite difference: the step is 0.0; it must be a finite number above 0.");
    assertThatThrownBy(() -> FiniteDifference.of(1, 0, new double[2], new double[3]))
        .hasMessageContaining("2 arguments and 3 values");
  }
}
