package thalweg.calculus.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.EvaluationException;

class GradientTest {
  @Test
  void the_front_door_gives_value_slopes_and_bars() {
    Gradient gradient = Gradient.of(x -> x[0] * x[0] + x[1] * x[1], 3, 4);
    assertThat(gradient.value()).isEqualTo(25);
    assertThat(gradient.toArray()).containsExactly(6, 8);
    assertThat(Arrays.stream(gradient.errors())).allMatch(error -> error < 1e-11);
    assertThat(gradient.reason()).isEqualTo(Reason.CONVERGED);
    assertThat(gradient)
        .hasToString("[6.0, 8.0] ± " + Arrays.toString(gradient.errors()) + " CONVERGED");
  }

  @Test
  void every_slope_lies_within_ten_bars_at_every_scale_and_every_call_is_counted() {
    SplittableRandom random = new SplittableRandom(51);
    AtomicInteger calls = new AtomicInteger();
    for (int member = 0; member < 400; member++) {
      int n = random.nextInt(1, 7);
      double[] w = new double[n];
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        double scale = Math.pow(10, random.nextInt(-6, 7));
        w[i] = random.nextDouble(0.5, 2) / scale;
        x[i] = random.nextDouble(-2, 2) * scale;
      }
      calls.set(0);
      Gradient gradient =
          Gradient.of(
              p -> {
                calls.incrementAndGet();
                double sum = 0;
                for (int i = 0; i < n; i++) {
                  sum += w[i] * p[i];
                }
                return Math.sin(sum);
              },
              x);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += w[i] * x[i];
      }
      assertThat(gradient.value()).isEqualTo(Math.sin(sum));
      assertThat(gradient.evaluations()).isEqualTo(calls.get());
      for (int i = 0; i < n; i++) {
        double truth = w[i] * Math.cos(sum);
        assertThat(gradient.partials().get(i).bars(truth)).as("%s", gradient).isLessThan(10);
        assertThat(gradient.errors()[i]).isLessThan(1e-5 * w[i]);
      }
    }
  }

  @Test
  void the_worst_reason_stands_for_all() {
    assertThat(Gradient.of(x -> Math.abs(x[0]) + x[1] * x[1], 0, 1).reason())
        .isEqualTo(Reason.KINK);
    assertThat(Gradient.of(x -> x[0] < 1 ? x[1] : x[1] + 1, 1, 1).reason()).isEqualTo(Reason.JUMP);
    assertThat(Gradient.of(x -> Math.sqrt(x[0]) + x[1], 0, 1).toArray()[1]).isEqualTo(1);
    for (Reason one : Reason.values()) {
      for (Reason other : Reason.values()) {
        Reason worst = new Gradient(List.of(answer(one), answer(other))).reason();
        assertThat(worst).isIn(one, other);
        assertThat(new Gradient(List.of(answer(other), answer(one))).reason()).isEqualTo(worst);
        assertThat(new Gradient(List.of(answer(one), answer(Reason.CONVERGED))).reason())
            .isEqualTo(one);
      }
    }
  }

  private static Derivative answer(Reason reason) {
    return new Derivative(1, 1, 1, 1, 1, Derivative.Method.LADDER, 1, 2, reason);
  }

  @Test
  void what_is_no_point_and_what_fails_is_told() {
    assertThatThrownBy(() -> Gradient.of(_ -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient: the point has no coordinates; it must have at least one.");
    assertThatThrownBy(() -> Gradient.of(x -> x[0], 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient: coordinate 1 is NaN; it must be a finite number.");
    List<Double> none = new ArrayList<>();
    assertThatThrownBy(() -> Gradient.of(_ -> none.getFirst(), 1))
        .isInstanceOf(EvaluationException.class);
  }
}
