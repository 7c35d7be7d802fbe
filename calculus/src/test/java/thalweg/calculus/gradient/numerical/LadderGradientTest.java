package thalweg.calculus.gradient.numerical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.EvaluationException;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.forward.Jet;

@Tag("plain")
class LadderGradientTest {
  private static void right(Derivative partial, double truth) {
    double error = Math.abs(partial.derivative() - truth);
    assertThat(error)
        .as("%s, wanted %s", partial, truth)
        .isLessThanOrEqualTo(10 * partial.error())
        .isLessThanOrEqualTo(1e-9 * Math.max(1, Math.abs(truth)));
  }

  @Test
  void the_open_gradients_come_to_nine_digits() {
    List<Derivative> o23 =
        LadderGradient.of(x -> Math.sin(x[0] * x[1]) * Math.log(x[0])).partials(100, -0.5);
    right(o23.get(0), -2.219292643914568);
    right(o23.get(1), 444.3832784903215);
    List<Derivative> o25 = LadderGradient.of(Rosenbrock::value).partials(0.5, 0.5, 0.5);
    right(o25.get(0), -51);
    right(o25.get(1), -1);
    right(o25.get(2), 50);
    Derivative o27 =
        LadderGradient.of(x -> Math.pow(1 - x[0], 2) + 105 * Math.pow(x[1] - x[0] * x[0], 2))
            .along(new double[] {Math.sqrt(0.5), -Math.sqrt(0.5)}, 2, 3);
    right(o27, 743.876333808248);
  }

  @Test
  void directional_derivatives_are_those_of_forward_mode() {
    SplittableRandom random = new SplittableRandom(5);
    Formula f = Formula.parse("exp(x*y) - z*sin(x) + log(2 + y^2)", List.of("x", "y", "z"));
    for (int i = 0; i < 200; i++) {
      double[] x = random.doubles(3, -1.5, 1.5).toArray();
      double[] v = random.doubles(3, -3, 3).toArray();
      if (i % 5 == 0) {
        x[i % 3] = 0;
        v[(i + 1) % 3] = 0;
      }
      Derivative along = LadderGradient.of(f).along(v, x);
      double truth = Jet.along(f, x, v, 1).derivative(1);
      assertThat(Math.abs(along.derivative() - truth))
          .as("%s, wanted %s", along, truth)
          .isLessThanOrEqualTo(10 * along.error());
      assertThat(along.error()).isLessThan(1e-8);
    }
    assertThatThrownBy(() -> LadderGradient.of(f).along(new double[3], 1, 2, 3))
        .hasMessage("directional derivative: the direction is 0; there is no way to go.");
    assertThatThrownBy(() -> LadderGradient.of(f).along(new double[2], 1, 2, 3))
        .hasMessageContaining("the direction has 2 coordinates, the point 3");
    assertThatThrownBy(() -> LadderGradient.of(f).along(new double[] {1, Double.NaN, 0}, 1, 2, 3))
        .hasMessageContaining("coordinate 1 of the direction is NaN");
  }

  @Test
  void bounds_are_kept_in_every_coordinate() {
    double[] lower = {10 - 3e-9, 0, -1};
    double[] upper = {10 + 2e-9, 1, -0.5};
    MultivariateFunction watched =
        x -> {
          for (int i = 0; i < 3; i++) {
            assertThat(x[i]).isBetween(lower[i], upper[i]);
          }
          return x[0] * x[0] * Math.sqrt(x[1]) + x[1] * x[2];
        };
    LadderGradient bounded = LadderGradient.of(watched).within(lower, upper);
    List<Derivative> partials = bounded.partials(10, 1, -1);
    assertThat(partials.get(0).derivative()).isCloseTo(20, within(20e-6));
    assertThat(partials.get(1).derivative()).isCloseTo(49, within(1e-6));
    assertThat(partials.get(2).derivative()).isCloseTo(1, within(1e-6));
    bounded.along(new double[] {1, -1, 2}, 10, 0.5, -0.75);
    assertThatThrownBy(() -> bounded.partials(10, 2, -1))
        .hasMessage(
            "gradient: coordinate 1 is 2.0, outside its bounds 0.0 and 1.0; move the point or the"
                + " bounds.");
    assertThatThrownBy(() -> bounded.partials(10, 1)).hasMessageContaining("bounds for 3");
    assertThatThrownBy(() -> bounded.within(new double[] {3}, new double[] {1}))
        .hasMessageContaining("bounds of coordinate 0: they are 3.0 and 1.0");
    assertThatThrownBy(() -> bounded.along(new double[] {0, 1, 1}, 10, 1, -1))
        .hasMessageContaining("no room");
  }

  @Test
  void threads_do_not_change_the_bits() {
    double[] x = new SplittableRandom(8).doubles(40, -2, 2).toArray();
    LadderGradient gradient = LadderGradient.of(Rosenbrock::value);
    List<Derivative> alone = gradient.partials(x);
    for (int threads : new int[] {2, 3, 8}) {
      assertThat(gradient.threads(threads).partials(x)).isEqualTo(alone);
    }
    assertThatThrownBy(() -> gradient.threads(0)).hasMessageContaining("at least 1");
  }

  @Test
  void the_gradient_drives_what_asks_for_one_and_counts_its_values() {
    AtomicInteger calls = new AtomicInteger();
    LadderGradient gradient =
        LadderGradient.of(
            x -> {
              calls.incrementAndGet();
              return Math.abs(x[0]) + x[1] * x[1];
            });
    double[] g = new double[2];
    assertThat(gradient.valueAndGradient(new double[] {0, 3}, g)).isEqualTo(9);
    // Between −1 and 1.
    assertThat(g[0]).isZero();
    assertThat(g[1]).isCloseTo(6, within(1e-10));
    calls.set(0);
    List<Derivative> partials = gradient.partials(0, 3);
    assertThat(partials.get(0).reason()).isEqualTo(Reason.KINK);
    assertThat(partials.stream().mapToInt(Derivative::evaluations).sum()).isEqualTo(calls.get());
    assertThat(LadderGradient.of(_ -> Double.NaN).partials(1, 2))
        .allSatisfy(partial -> assertThat(partial.reason()).isEqualTo(Reason.NON_FINITE));
  }

  @Test
  void functions_that_misbehave_are_told_with_the_point() {
    assertThatThrownBy(
            () ->
                LadderGradient.of(
                        x -> {
                          x[1] += 1;
                          return x[0];
                        })
                    .partials(1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "gradient: the function changed its argument: coordinate 1 was 2.0 and is 3.0 after the"
                + " call; it must leave the array as it is.");
    for (int threads : new int[] {1, 2}) {
      assertThatThrownBy(
              () ->
                  LadderGradient.of(
                          x -> {
                            if (x[1] > 2) {
                              throw new IllegalStateException("too far");
                            }
                            return x[0];
                          })
                      .threads(threads)
                      .partials(1, 2))
          .isInstanceOf(EvaluationException.class)
          .hasMessageStartingWith(
              "derivative: the function threw java.lang.IllegalStateException: too far at x = [1.0,"
                  + " 2.0000000");
    }
    assertThatThrownBy(() -> LadderGradient.of(x -> x[0]).partials(Double.NaN))
        .hasMessage("gradient: coordinate 0 is NaN; it must be a finite number.");
  }
}
