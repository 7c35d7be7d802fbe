package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;

/// Where a descent meets one kink and another, or a slope along it, leads on.
class KinksTest {
  private static final int COUNT = Integer.getInteger("thalweg.kinks", 25);
  private static final long SEED = Long.getLong("thalweg.kinks.seed", 7);

  static List<DescentMethod> methods() {
    return NoiseTest.methods();
  }

  private record Fold(DifferentiableFunction f, double[] bottom) {}

  private static DifferentiableFunction function(
      MultivariateFunction value, MultivariateFunction alongX, MultivariateFunction alongY) {
    return new DifferentiableFunction() {
      @Override
      public double value(double[] x) {
        return value.at(x);
      }

      @Override
      public double valueAndGradient(double[] x, double[] gradient) {
        gradient[0] = alongX.at(x);
        gradient[1] = alongY.at(x);
        return value.at(x);
      }
    };
  }

  private static Fold fold(int kind, SplittableRandom random) {
    double a = random.nextDouble(-3, 3);
    double b = random.nextDouble(-3, 3);
    double w = random.nextDouble(0.1, 9);
    double s = Math.pow(10, random.nextDouble(-3, 6));
    double[] bottom = {a, b};
    return switch (kind) {
      case 0 ->
          new Fold(
              function(
                  x -> s * (Math.abs(x[0] - a) + w * Math.abs(x[1] - b)),
                  x -> s * Math.signum(x[0] - a),
                  x -> s * w * Math.signum(x[1] - b)),
              bottom);
      case 1 ->
          new Fold(
              function(
                  x -> s * Math.hypot(x[0] - a, x[1] - b),
                  x -> s * (x[0] - a) / Math.hypot(x[0] - a, x[1] - b),
                  x -> s * (x[1] - b) / Math.hypot(x[0] - a, x[1] - b)),
              bottom);
      default ->
          new Fold(
              function(
                  x -> s * (Math.max(x[0] - a, -w / 3 * (x[0] - a)) + (x[1] - b) * (x[1] - b)),
                  x -> x[0] > a ? s : -s * w / 3,
                  x -> s * 2 * (x[1] - b)),
              bottom);
    };
  }

  @ParameterizedTest
  @MethodSource("methods")
  void a_descent_goes_on_along_a_kink_and_ends_where_it_leads(DescentMethod method) {
    for (int kind = 0; kind < 3; kind++) {
      for (boolean alone : new boolean[] {false, true}) {
        SplittableRandom random = new SplittableRandom(SEED + kind);
        List<Long> values = new ArrayList<>();
        int there = 0;
        int told = 0;
        for (int k = 0; k < COUNT; k++) {
          Fold fold = fold(kind, random);
          double[] start = {random.nextDouble(-5, 5), random.nextDouble(-5, 5)};
          Minimum minimum =
              alone
                  ? Descent.minimise(fold.f::value, start, method)
                  : Descent.minimise(fold.f, start, method);
          values.add(minimum.valueEvaluations());
          assertThat(minimum.converged()).as("%s", minimum).isFalse();
          double[] end = minimum.point();
          double off = Math.hypot(end[0] - fold.bottom[0], end[1] - fold.bottom[1]);
          there += off < 1e-3 ? 1 : 0;
          told += minimum.outcome() instanceof Outcome.Kink ? 1 : 0;
        }
        Collections.sort(values);
        String what = "kind " + kind + (alone ? ", values alone, by " : " by ") + method;
        what += ", " + there + " there, " + told + " told: " + values;
        boolean isSlow = method.equals(LineSearchDescent.steepest()) && alone;
        assertThat(there).as(what).isGreaterThanOrEqualTo(isSlow ? COUNT * 3 / 4 : COUNT * 9 / 10);
        assertThat(told).as(what).isGreaterThanOrEqualTo(isSlow ? COUNT / 2 : COUNT * 4 / 5);
        assertThat(values.get(COUNT / 2)).as(what).isLessThan(isSlow ? 4_000 : 1_500);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void both_slopes_are_those_at_the_kink(DescentMethod method) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int k = 0; k < COUNT; k++) {
      double left = -Math.pow(10, random.nextDouble(-2, 2));
      double right = Math.pow(10, random.nextDouble(-2, 2));
      double a = random.nextDouble(-3, 3);
      MultivariateFunction fold = x -> Math.max(left * (x[0] - a), right * (x[0] - a));
      DescentMethod along =
          method instanceof BoundedLimitedMemoryBfgs
              ? BoundedLimitedMemoryBfgs.within(Bounds.none(1))
              : method;
      Minimum minimum = Descent.minimise(fold, new double[] {random.nextDouble(-5, 5)}, along);
      if (minimum.outcome() instanceof Outcome.Kink kink) {
        double sign = kink.direction().getFirst();
        assertThat(minimum.point()[0]).isCloseTo(a, within(1e-3));
        double before = sign > 0 ? kink.slopeBefore() : -kink.slopeAfter();
        double after = sign > 0 ? kink.slopeAfter() : -kink.slopeBefore();
        assertThat(before).as("%s", minimum).isCloseTo(left, within(-0.02 * left + 0.02 * right));
        assertThat(after).as("%s", minimum).isCloseTo(right, within(-0.02 * left + 0.02 * right));
      } else {
        assertThat(minimum.outcome()).as("%s", minimum).isNotInstanceOf(Outcome.Converged.class);
      }
    }
  }

  /// Where curvature knows no bound, P between 1 and 2, or the slope none, Q below 1.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "abs(x - A)^P",
        "abs(x - A)^Q",
        "abs(x - A)^P + (y - 1)^2",
        "abs(x - A)^P + abs(y - 1)^Q",
        "abs(x - A)^P + 10*(y - 1)^2 + (x - A)*(y - 1)",
        "sqrt(abs(x - A)) + y^2",
      })
  void a_power_below_2_is_left_after_hundreds_of_values(String kind) {
    for (DescentMethod method : List.of(LineSearchDescent.lbfgs(), TrustRegionNewton.defaults())) {
      SplittableRandom random = new SplittableRandom(SEED);
      List<Long> values = new ArrayList<>();
      int low = 0;
      for (int k = 0; k < COUNT; k++) {
        double a = Math.rint(random.nextDouble(-3, 3) * 1000) / 1000;
        String text =
            kind.replace("A", "(" + a + ")")
                .replace("P", "" + random.nextDouble(1.02, 1.98))
                .replace("Q", "" + random.nextDouble(0.3, 1));
        List<String> names = text.contains("y") ? List.of("x", "y") : List.of("x");
        MultivariateFunction function = Formula.parse(text, names);
        double[] start = new double[names.size()];
        start[0] = a + random.nextDouble(0.05, 0.95) * (random.nextBoolean() ? -3 : 1);
        if (start.length > 1) {
          start[1] = random.nextDouble(-2, 2);
        }
        Minimum minimum = Descent.minimise(function, start, method);
        values.add(minimum.valueEvaluations());
        low += minimum.value() < 1e-2 * function.at(start) ? 1 : 0;
      }
      Collections.sort(values);
      String what = kind + " by " + method + ", " + low + " low: " + values;
      assertThat(values.get(COUNT / 2)).as(what).isLessThan(1_300);
      assertThat(values.get(COUNT * 3 / 4)).as(what).isLessThan(2_000);
      assertThat(low).as(what).isGreaterThanOrEqualTo(COUNT * 3 / 4);
    }
  }
}
