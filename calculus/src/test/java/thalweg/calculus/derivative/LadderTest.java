package thalweg.calculus.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.OpenFunctions.Open;
import thalweg.calculus.function.ScalarFunction;

@Tag("plain")
class LadderTest {
  private static final Ladder LADDER = Ladder.standard();

  private static double relative(double answer, double truth) {
    return truth == 0 ? Math.abs(answer) : Math.abs(answer - truth) / Math.abs(truth);
  }

  @Test
  void the_open_functions_come_to_nine_digits_with_honest_bars_in_13_evaluations() {
    List<Integer> evaluations = new ArrayList<>();
    for (Open open : OpenFunctions.ALL) {
      Derivative answer = LADDER.derivative(open.f(), open.x());
      double error = Math.abs(answer.derivative() - open.slope());
      assertThat(relative(answer.derivative(), open.slope()))
          .as("%s: %s", open.name(), answer)
          .isLessThan(1e-9);
      assertThat(error)
          .as("%s: %s", open.name(), answer)
          .isLessThanOrEqualTo(10 * answer.error() + 4 * Math.ulp(open.slope()));
      assertThat(answer.reason()).as(open.name()).isEqualTo(Reason.CONVERGED);
      evaluations.add(answer.evaluations());
    }
    Collections.sort(evaluations);
    assertThat(evaluations.get(evaluations.size() / 2)).isLessThanOrEqualTo(13);
    assertThat(Collections.max(evaluations)).isLessThanOrEqualTo(30);
  }

  @Test
  void a_smooth_function_near_its_root_costs_no_search_for_stairs() {
    SplittableRandom random = new SplittableRandom(61);
    List<ScalarFunction> odd =
        List.of(Math::sin, Math::tan, Math::tanh, Math::atan, Math::sinh, x -> x / (x + 2));
    int most = 0;
    for (int member = 0; member < 600; member++) {
      double scale = Math.pow(10, random.nextInt(-1, 4));
      ScalarFunction f = odd.get(member % odd.size());
      double x = random.nextDouble(0.01, 0.05) * scale;
      Derivative answer = LADDER.derivative(t -> f.at(t / scale), x);
      most = Math.max(most, answer.evaluations());
      assertThat(answer.reason()).isEqualTo(Reason.CONVERGED);
    }
    assertThat(most).isLessThanOrEqualTo(30);
  }

  /// What is moved by every step, however small, stands on no stair.
  @Test
  void a_line_has_higher_derivatives_of_0_with_small_bars() {
    SplittableRandom random = new SplittableRandom(62);
    for (int member = 0; member < 400; member++) {
      double slope = random.nextDouble(-5, 5);
      double level = random.nextDouble(-5, 5);
      double size = Math.pow(10, random.nextInt(-12, 13));
      double x = random.nextDouble(-3, 3);
      for (int n = 2; n <= 4; n++) {
        Derivative answer = LADDER.nth(n).derivative(t -> size * (slope * t + level), x);
        assertThat(Math.abs(answer.derivative()))
            .as("%s·(%s·x + %s) at %s, order %s: %s", size, slope, level, x, n, answer)
            .isLessThanOrEqualTo(10 * answer.error());
        assertThat(answer.error())
            .as("%s·(%s·x + %s) at %s, order %s: %s", size, slope, level, x, n, answer)
            .isLessThan(1e-6 * size);
      }
    }
  }

  @Test
  void where_one_side_is_missing_the_other_answers() {
    Derivative right = LADDER.derivative(x -> x >= 0 ? x : Double.NaN, 0);
    assertThat(right.derivative()).isEqualTo(1);
    assertThat(right.reason()).isEqualTo(Reason.DOMAIN_EDGE);
    assertThat(right.left()).isNaN();
    assertThat(right.right()).isEqualTo(1);
    Derivative left = LADDER.derivative(x -> x <= 0 ? x : Double.NaN, 0);
    assertThat(left.derivative()).isEqualTo(1);
    assertThat(left.right()).isNaN();
    // One billionth beside the edge differences on both sides have room for seven digits only.
    Derivative near = LADDER.derivative(x -> x >= 1 ? x * x : Double.NaN, 1 + 1e-9);
    assertThat(near.derivative()).isCloseTo(2 + 2e-9, within(1e-12));
    assertThat(near.reason()).isEqualTo(Reason.DOMAIN_EDGE);
    Derivative infinite = LADDER.derivative(x -> x > 0 ? 1 / x + x : Double.POSITIVE_INFINITY, 0.1);
    assertThat(infinite.derivative()).isCloseTo(-99, within(1e-8));
  }

  @Test
  void at_a_kink_both_slopes_are_given() {
    Derivative kink = LADDER.derivative(Math::abs, 0);
    assertThat(kink.reason()).isEqualTo(Reason.KINK);
    assertThat(kink.derivative()).isNaN();
    assertThat(kink.left()).isEqualTo(-1);
    assertThat(kink.right()).isEqualTo(1);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 300; i++) {
      double x = random.nextDouble(-2.5, 2.5);
      double jump = Math.pow(10, random.nextDouble(-3, 3)) * (random.nextBoolean() ? 1 : -1);
      ScalarFunction f = t -> Math.sin(t) + jump * Math.abs(t - x) * (3 + t);
      Derivative bent = LADDER.derivative(f, x);
      assertThat(bent.reason()).as("%s at %s", jump, x).isEqualTo(Reason.KINK);
      assertThat(bent.left()).isCloseTo(Math.cos(x) - jump * (3 + x), within(10 * bent.error()));
      assertThat(bent.right()).isCloseTo(Math.cos(x) + jump * (3 + x), within(10 * bent.error()));
    }
  }

  @Test
  void a_kink_beside_x_is_not_stepped_over() {
    SplittableRandom random = new SplittableRandom(41);
    for (int i = 0; i < 300; i++) {
      double x = random.nextDouble(0.5, 2.5);
      double away = x * Math.pow(10, random.nextDouble(-11, -1));
      double bend = Math.pow(10, random.nextDouble(-1.5, 1.5));
      Derivative answer = LADDER.derivative(t -> Math.sin(t) + bend * Math.abs(t - x - away), x);
      double truth = Math.cos(x) - bend;
      if (answer.reason() == Reason.KINK) {
        assertThat(away).as("%s", answer).isLessThan(1e-9);
      } else {
        assertThat(Math.abs(answer.derivative() - truth))
            .as("%s beside %s by %s: %s", bend, x, away, answer)
            .isLessThanOrEqualTo(10 * answer.error());
      }
    }
  }

  @Test
  void beside_a_kink_the_slope_is_that_of_its_own_side() {
    for (double distance = 1e-7; distance < 1; distance *= 3) {
      double x = 1 + distance;
      Derivative beside = LADDER.derivative(t -> Math.abs(t - 1) + t * t, x);
      assertThat(beside.derivative())
          .as("%s: %s", distance, beside)
          .isCloseTo(1 + 2 * x, within(10 * beside.error()));
      assertThat(beside.error()).isLessThan(1e-6);
    }
  }

  @Test
  void stairs_jumps_and_vertical_tangents_are_not_answered() {
    assertThat(LADDER.derivative(Math::ceil, 0.2).derivative()).isZero();
    assertThat(LADDER.derivative(x -> x < 2 ? x : x + 3, 2).reason()).isEqualTo(Reason.JUMP);
    assertThat(LADDER.derivative(Math::signum, 0).error()).isInfinite();
    Derivative root = LADDER.derivative(Math::sqrt, 0);
    assertThat(root.reason()).isEqualTo(Reason.UNSETTLED);
    assertThat(root.error()).isInfinite();
    Derivative cusp = LADDER.derivative(x -> Math.sqrt(Math.abs(x)), 0);
    assertThat(cusp.reason()).isEqualTo(Reason.KINK);
    assertThat(cusp.error()).isInfinite();
    Derivative cubic = LADDER.derivative(Math::cbrt, 0);
    assertThat(cubic.error()).isInfinite();
  }

  @Test
  void bounds_are_kept_to_the_last_bit() {
    ScalarFunction broken = x -> x >= 1 ? x * x : x;
    assertThat(LADDER.within(Double.NEGATIVE_INFINITY, 1).derivative(x -> x < 1 ? x : x * x, 1))
        .satisfies(left -> assertThat(left.derivative()).isCloseTo(1, within(1e-9)));
    assertThat(LADDER.within(1, Double.POSITIVE_INFINITY).derivative(broken, 1).derivative())
        .isCloseTo(2, within(1e-9));
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 2_000; i++) {
      double x = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-6, 7));
      double lower = x - Math.abs(x) * Math.pow(10, random.nextDouble(-13, 1)) - 1e-300;
      double upper = x + Math.abs(x) * Math.pow(10, random.nextDouble(-13, 1)) + 1e-300;
      int n = random.nextInt(1, 7);
      ScalarFunction watched =
          t -> {
            assertThat(t).isBetween(lower, upper);
            return Math.sin(t) + t;
          };
      Derivative answer = LADDER.nth(n).within(lower, upper).derivative(watched, x);
      if (n == 1 && answer.reason() != Reason.STEP_VANISHED) {
        assertThat(Math.abs(answer.derivative() - Math.cos(x) - 1))
            .as("%s in %s, %s", answer, lower, upper)
            .isLessThanOrEqualTo(10 * answer.error());
      }
    }
  }

  @Test
  void bounds_of_a_few_ulps_are_kept_too() {
    SplittableRandom random = new SplittableRandom(16);
    for (int i = 0; i < 30_000; i++) {
      double x = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-300, 300));
      double lower = x - random.nextInt(0, 40) * Math.ulp(x);
      double upper = x + random.nextInt(1, 40) * Math.ulp(x);
      int n = random.nextInt(1, 7);
      ScalarFunction f = i % 2 == 0 ? Math::abs : t -> Math.sin(t) + Math.floor(3 * t);
      Derivative answer =
          LADDER
              .nth(n)
              .within(lower, upper)
              .derivative(
                  t -> {
                    assertThat(t).isBetween(lower, upper);
                    return f.at(t);
                  },
                  x);
      assertThat(answer.reason()).isNotNull();
    }
  }

  @Test
  void tight_bounds_leave_six_digits() {
    // One entry of the third open Jacobian, in bounds of a few billionths.
    double x = 10;
    Derivative tight =
        LADDER.within(x - 3e-9, x + 2e-9).derivative(t -> t * t * t / Math.sqrt(0.2), x);
    assertThat(relative(tight.derivative(), 300 / Math.sqrt(0.2))).isLessThan(1e-6);
  }

  @Test
  void constants_and_lines_are_exact() {
    Derivative constant = LADDER.within(-10, 10).derivative(_ -> 42, 3);
    assertThat(constant.derivative()).isZero();
    assertThat(constant.reason()).isEqualTo(Reason.CONVERGED);
    assertThat(LADDER.derivative(x -> 2 - 3 * x, 1.7).derivative()).isCloseTo(-3, within(4e-13));
    assertThat(LADDER.derivative(_ -> 0, 0).derivative()).isZero();
  }

  @Test
  void noise_is_told_and_the_bars_cover_it() {
    SplittableRandom random = new SplittableRandom(9);
    Derivative chance = LADDER.derivative(x -> Math.exp(x) * random.nextDouble(), 1);
    assertThat(chance.reason()).isEqualTo(Reason.NOISE_LIMITED);
    assertThat(chance.derivative()).isNaN();
    for (double level : new double[] {1e-4, 1e-6, 1e-8, 1e-10}) {
      int covered = 0;
      int told = 0;
      double worst = 0;
      for (int i = 0; i < 500; i++) {
        Derivative noisy =
            LADDER.derivative(x -> Math.sin(x) * (1 + level * random.nextDouble(-1, 1)), 1);
        double error = Math.abs(noisy.derivative() - Math.cos(1));
        covered += error <= noisy.error() ? 1 : 0;
        told += noisy.reason() == Reason.NOISE_LIMITED ? 1 : 0;
        worst = Math.max(worst, error);
      }
      assertThat(covered).as("%s", level).isGreaterThan(450);
      assertThat(told).as("%s", level).isGreaterThan(490);
      assertThat(worst).as("%s", level).isLessThan(2_000 * level);
    }
    Derivative stairs = LADDER.derivative(x -> (float) Math.sin(x), 1);
    assertThat(stairs.reason()).isEqualTo(Reason.NOISE_LIMITED);
    assertThat(Math.abs(stairs.derivative() - Math.cos(1)))
        .isLessThan(stairs.error())
        .isLessThan(1e-4);
  }

  @Test
  void known_noise_is_taken_at_its_word() {
    Derivative told = LADDER.noise(1e-6).derivative(Math::sin, 1);
    assertThat(told.error()).isBetween(1e-7, 1e-3);
    assertThat(Math.abs(told.derivative() - Math.cos(1))).isLessThan(told.error());
  }

  @Test
  void fast_oscillations_are_not_stepped_over() {
    for (double frequency = 1; frequency < 1e6; frequency *= 3) {
      for (double x : new double[] {0.3, 1, 7.7}) {
        double w = frequency;
        Derivative answer = LADDER.derivative(t -> Math.sin(w * t), x);
        double truth = w * Math.cos(w * x);
        assertThat(Math.abs(answer.derivative() - truth))
            .as("sin %s x at %s: %s", w, x, answer)
            .isLessThanOrEqualTo(10 * answer.error());
        assertThat(answer.error()).isLessThan(1e-5 * w);
      }
    }
    assertThat(LADDER.derivative(Math::sin, 1e6).derivative())
        .isCloseTo(Math.cos(1e6), within(1e-11));
  }

  @Test
  void every_scale_of_x_is_served() {
    for (int exponent = -300; exponent <= 300; exponent += 20) {
      double x = 3 * Math.pow(10, exponent);
      Derivative power = LADDER.derivative(t -> t / 7, x);
      assertThat(relative(power.derivative(), 1.0 / 7)).as("at %s: %s", x, power).isLessThan(1e-11);
      if (exponent < 0) {
        Derivative exponential = LADDER.derivative(Math::exp, x);
        assertThat(relative(exponential.derivative(), Math.exp(x)))
            .as("at %s: %s", x, exponential)
            .isLessThan(1e-9);
      }
    }
    assertThat(LADDER.derivative(x -> x * x, 1e20).derivative()).isCloseTo(2e20, within(1e8));
    assertThat(LADDER.derivative(x -> x / 1e300, Double.MAX_VALUE).derivative())
        .isCloseTo(1e-300, within(1e-309));
    assertThat(LADDER.derivative(x -> x, Double.MIN_VALUE).derivative()).isCloseTo(1, within(1e-9));
  }

  @Test
  void every_scale_of_values_is_served() {
    List<ScalarFunction> functions =
        List.of(
            Math::sin,
            Math::cos,
            Math::exp,
            t -> t * t * t - t,
            t -> 1 / (1 + t * t),
            t -> Math.sin(7 * t) + t);
    List<ScalarFunction> slopes =
        List.of(
            Math::cos,
            t -> -Math.sin(t),
            Math::exp,
            t -> 3 * t * t - 1,
            t -> -2 * t / ((1 + t * t) * (1 + t * t)),
            t -> 7 * Math.cos(7 * t) + 1);
    SplittableRandom random = new SplittableRandom(6);
    for (int member = 0; member < 600; member++) {
      int which = member % functions.size();
      ScalarFunction f = functions.get(which);
      double x = random.nextInt(4) == 0 ? 0 : random.nextDouble(-2, 2);
      double largest = Math.max(Math.abs(f.at(x)), Math.abs(slopes.get(which).at(x)));
      // Every other one as large as there are numbers for the value and for the slope.
      double most = Math.min(Double.MAX_VALUE, Double.MAX_VALUE / largest);
      double scale =
          member % 2 == 0
              ? most * random.nextDouble(0.001, 0.9)
              : Math.pow(10, random.nextDouble(-280, 300));
      Derivative answer = LADDER.derivative(t -> scale * f.at(t), x);
      double truth = scale * slopes.get(which).at(x);
      String what = which + " at " + x + " times " + scale + ": " + answer;
      assertThat(Math.abs(answer.derivative() - truth)).as(what).isLessThan(answer.error());
      assertThat(answer.error()).as(what).isLessThan(1e-8 * scale);
      assertThat(answer.reason()).as(what).isEqualTo(Derivative.Reason.CONVERGED);
      assertThat(answer.value()).as(what).isEqualTo(scale * f.at(x));
    }
    for (int order = 2; order <= 6; order++) {
      Derivative small = LADDER.nth(order).derivative(Math::sin, 1);
      for (double scale : new double[] {1e140, 1e150, 1e170, 1e250, 1e300, 1e306}) {
        Derivative large = LADDER.nth(order).derivative(t -> scale * Math.sin(t), 1);
        assertThat(large.reason()).as("order %d, %s", order, scale).isEqualTo(small.reason());
        assertThat(Math.abs(large.derivative() / scale - small.derivative()))
            .as("order %d, %s: %s", order, scale, large)
            .isLessThanOrEqualTo(2 * (small.error() + large.error() / scale));
      }
    }
    assertThat(LADDER.derivative(t -> 1e305 * (t - 1) + 1e-280, 1).value()).isEqualTo(1e-280);
    assertThat(LADDER.derivative(t -> 0x1p1022 * Math.sqrt(t / 10 + 0.000586), 0).derivative())
        .isCloseTo(0x1p1022 / 20 / Math.sqrt(0.000586), within(1e300));
    Derivative beyond = LADDER.derivative(t -> 1e308 * Math.sin(20 * t), 0);
    assertThat(beyond.reason()).isEqualTo(Derivative.Reason.NON_FINITE);
    assertThat(beyond.derivative()).isNaN();
  }

  @Test
  void nth_derivatives_have_honest_bars() {
    double e = Math.E;
    double s = Math.sin(1);
    double c = Math.cos(1);
    double[] sines = {c, -s, -c, s, c, -s};
    double[] reciprocals = {-1, 2, -6, 24, -120, 720};
    double[] wanted = {1e-11, 1e-9, 1e-8, 1e-6, 1e-5, 1e-4};
    for (int n = 1; n <= 6; n++) {
      int order = n;
      check(LADDER.nth(n).derivative(Math::exp, 1), e, wanted[n - 1]);
      check(LADDER.nth(n).derivative(Math::sin, 1), sines[n - 1], wanted[n - 1]);
      check(LADDER.nth(n).derivative(x -> 1 / x, 1), reciprocals[n - 1], wanted[n - 1]);
      check(
          LADDER.nth(n).derivative(x -> x >= 1 ? Math.exp(x) : Double.NaN, 1),
          e,
          100 * wanted[n - 1]);
      check(LADDER.nth(n).derivative(x -> Math.pow(x, order), 2), factorial(n), wanted[n - 1]);
      check(LADDER.nth(n).derivative(x -> Math.pow(x, order - 1), 2), 0, 10 * wanted[n - 1]);
    }
  }

  private static void check(Derivative answer, double truth, double wanted) {
    assertThat(Math.abs(answer.derivative() - truth))
        .as("%s, wanted %s", answer, truth)
        .isLessThanOrEqualTo(10 * answer.error())
        .isLessThanOrEqualTo(wanted * Math.max(1, Math.abs(truth)));
  }

  private static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  @Test
  void evaluations_are_counted_and_answers_do_not_depend_on_what_came_before() {
    AtomicInteger calls = new AtomicInteger();
    List<Derivative> first = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      int k = 0;
      for (Open open : OpenFunctions.ALL) {
        for (int n = 1; n <= 6; n++) {
          calls.set(0);
          Derivative answer =
              LADDER
                  .nth(n)
                  .derivative(
                      x -> {
                        calls.incrementAndGet();
                        return open.f().at(x);
                      },
                      open.x());
          assertThat(answer.evaluations()).isEqualTo(calls.get()).isLessThan(220);
          if (round == 0) {
            first.add(answer);
          } else {
            assertThat(answer).isEqualTo(first.get(k++));
          }
        }
      }
    }
  }

  /// Rounding inside such functions is stairs, not chance: neither the bend at the anchor nor small
  /// steps show it.
  @Test
  void sums_that_cancel_are_neither_kinks_nor_oscillations() {
    SplittableRandom random = new SplittableRandom(77);
    int settled = 0;
    int rounds = 5_000;
    for (int i = 0; i < rounds; i++) {
      double[] a = random.doubles(3, -1, 1).toArray();
      double x = random.nextDouble(-2, 2);
      double small = random.nextDouble(-0.02, 0.02);
      double c = small - (a[0] + a[1] * x + a[2] * 0.7 * x);
      Derivative answer = LADDER.derivative(t -> a[0] + a[1] * t + a[2] * 0.7 * t + c, x);
      double error = Math.abs(answer.derivative() - (a[1] + 0.7 * a[2]));
      assertThat(Double.isNaN(error) || error <= 10 * answer.error()).as("%s", answer).isTrue();
      settled += answer.reason() == Reason.CONVERGED ? 1 : 0;
    }
    assertThat(settled).isGreaterThan(rounds * 999 / 1_000);
  }

  @Test
  void a_function_may_itself_differentiate() {
    ScalarFunction inner = x -> LADDER.derivative(t -> t * t * t, x).derivative();
    assertThat(LADDER.derivative(inner, 2).derivative()).isCloseTo(12, within(1e-7));
  }

  @Test
  void nothing_is_allocated_but_the_result() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      sum += LADDER.derivative(Math::exp, 1 + i * 1e-6).derivative();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    int rounds = 1_000;
    for (int i = 0; i < rounds; i++) {
      sum += LADDER.derivative(Math::exp, 1 + i * 1e-6).derivative();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isPositive();
    // Eleven fields and a header.
    assertThat((double) bytes / rounds).isLessThan(130);
  }

  @Test
  void values_that_are_not_finite_give_a_reason() {
    assertThat(LADDER.derivative(_ -> Double.NaN, 1).reason()).isEqualTo(Reason.NON_FINITE);
    assertThat(LADDER.derivative(x -> 1 / x, 0).reason()).isEqualTo(Reason.NON_FINITE);
    assertThat(LADDER.derivative(x -> x == 1 ? 2 : Double.NaN, 1).reason())
        .isEqualTo(Reason.NON_FINITE);
    assertThat(LADDER.derivative(Math::log, -1).derivative()).isNaN();
  }

  @Test
  void a_function_that_throws_is_named_with_the_point() {
    assertThatThrownBy(
            () ->
                LADDER.derivative(
                    x -> {
                      if (x < 1) {
                        throw new IllegalStateException("below 1");
                      }
                      return x;
                    },
                    1))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(
            "derivative: the function threw java.lang.IllegalStateException: below 1 at x ="
                + " 0.99999")
        .hasMessageContaining("within(lower, upper)")
        .hasCauseInstanceOf(IllegalStateException.class);
    // After which everything goes on as before.
    assertThat(LADDER.derivative(Math::exp, 0).derivative()).isCloseTo(1, within(1e-12));
  }

  @Test
  void settings_are_checked() {
    for (int n : new int[] {0, -1, 7, 50}) {
      assertThatThrownBy(() -> LADDER.nth(n))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "ladder: the derivative of order " + n + " was asked for; it must be 1 to 6.");
    }
    assertThatThrownBy(() -> LADDER.within(3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ladder: the bounds are 3.0 and 1.0; the lower must be below the upper.");
    assertThatThrownBy(() -> LADDER.within(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LADDER.within(0, 1).derivative(Math::exp, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "derivative: x is 2.0, outside the bounds 0.0 and 1.0; move the point or the bounds.");
    for (double x : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> LADDER.derivative(Math::exp, x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("derivative: x is " + x + "; it must be a finite number.");
    }
    assertThatThrownBy(() -> LADDER.noise(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ladder: the noise is -1.0; it must be a finite number, at least 0.");
    assertThatThrownBy(() -> LADDER.tolerance(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    double next = Math.nextUp(1.0);
    assertThat(LADDER.within(1, next).derivative(Math::exp, 1).reason())
        .isEqualTo(Reason.STEP_VANISHED);
  }

  @Test
  void a_tolerance_saves_evaluations() {
    Derivative quick = LADDER.tolerance(1e-4).derivative(Math::exp, 1);
    assertThat(quick.evaluations()).isLessThan(11);
    assertThat(quick.error()).isLessThanOrEqualTo(1e-4);
    assertThat(Math.abs(quick.derivative() - Math.E)).isLessThan(1e-4);
  }
}
