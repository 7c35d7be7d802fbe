package thalweg.descent.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.VectorFunction;
import thalweg.calculus.gradient.forward.VectorDual;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;

@Timeout(20)
class LeastSquaresTest {
  private static final double[] TIMES = IntStream.range(0, 20).mapToDouble(i -> 0.2 * i).toArray();

  /// Decay from 3 at the rate 0.7, with errors that are not random.
  private static final double[] DECAY =
      IntStream.range(0, 20)
          .mapToDouble(i -> 3 * Math.exp(-0.7 * TIMES[i]) + 0.01 * Math.cos(40.0 * i))
          .toArray();

  private static double[] decay(double[] p) {
    double[] r = new double[TIMES.length];
    Arrays.setAll(r, i -> DECAY[i] - p[0] * Math.exp(-p[1] * TIMES[i]));
    return r;
  }

  private static double[][] slopes(double[] p) {
    double[][] rows = new double[TIMES.length][];
    Arrays.setAll(
        rows,
        i -> {
          double e = Math.exp(-p[1] * TIMES[i]);
          return new double[] {-e, p[0] * TIMES[i] * e};
        });
    return rows;
  }

  @Test
  void a_fit_tells_parameters_errors_and_cost() {
    Fit fit = LeastSquares.of(LeastSquaresTest::decay).named("height", "rate").from(1, 1);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.parameter("height")).isCloseTo(3, within(0.02));
    assertThat(fit.parameter("rate")).isCloseTo(0.7, within(0.01));
    assertThat(fit.degreesOfFreedom()).isEqualTo(18);
    double s = Math.sqrt(fit.sumOfSquares() / 18);
    assertThat(fit.residualStandardDeviation()).isCloseTo(s, within(1e-12));
    double[][] covariance = fit.covariance();
    assertThat(fit.standardError("rate")).isCloseTo(Math.sqrt(covariance[1][1]), within(1e-12));
    assertThat(fit.correlation()[0][1])
        .isCloseTo(
            covariance[0][1] / fit.standardErrors()[0] / fit.standardErrors()[1], within(1e-12));
    assertThat(fit.intervals(0.95)[0] / fit.standardErrors()[0])
        .isCloseTo(2.10092204, within(1e-7));
    assertThat(fit.aic()).isCloseTo(20 * Math.log(fit.sumOfSquares() / 20) + 6, within(1e-9));
    assertThat(fit.evaluations()).isLessThan(40);
    assertThatThrownBy(() -> fit.parameter("rat"))
        .hasMessage("fit: there is no parameter \"rat\"; there are [height, rate].");
  }

  @Test
  void derivatives_from_anywhere_lead_to_the_same_end() {
    Fit values = LeastSquares.of(LeastSquaresTest::decay).from(1, 1);
    Fit given =
        LeastSquares.of(
                DifferentiableResiduals.of(LeastSquaresTest::decay, LeastSquaresTest::slopes))
            .from(1, 1);
    Fit automatic =
        LeastSquares.of(
                DifferentiableResiduals.automatic(
                    p -> {
                      VectorDual[] r = new VectorDual[TIMES.length];
                      Arrays.setAll(
                          r, i -> p[0].times(p[1].times(-TIMES[i]).exp()).negate().plus(DECAY[i]));
                      return r;
                    }))
            .from(1, 1);
    for (Fit fit : List.of(given, automatic)) {
      assertThat(fit.converged()).isTrue();
      for (int j = 0; j < 2; j++) {
        assertThat(fit.parameters()[j]).isCloseTo(values.parameters()[j], within(1e-8));
        assertThat(fit.standardErrors()[j]).isCloseTo(values.standardErrors()[j], within(1e-9));
      }
    }
  }

  @Test
  void a_wrong_jacobian_is_named_and_no_success_claimed() {
    for (int wrong = 0; wrong < 2; wrong++) {
      for (double factor : new double[] {0.5, 0.9, 1.1, -1, 3}) {
        int column = wrong;
        Fit fit =
            LeastSquares.of(
                    DifferentiableResiduals.of(
                        LeastSquaresTest::decay,
                        p -> {
                          double[][] rows = slopes(p);
                          for (int i = 3; i < rows.length; i++) {
                            rows[i][column] *= factor;
                          }
                          return rows;
                        }))
                .named("height", "rate")
                .from(1, 1);
        assertThat(fit.outcome())
            .as("column %s times %s", column, factor)
            .isInstanceOfSatisfying(
                FitOutcome.WrongJacobian.class, it -> assertThat(it.parameter()).isEqualTo(column));
        assertThat(fit.sentence()).contains("the column of " + fit.names().get(column));
      }
    }
  }

  @Test
  void parameters_that_cannot_be_told_apart_are_named() {
    SplittableRandom random = new SplittableRandom(5);
    for (int run = 0; run < 60; run++) {
      double a = Math.pow(10, CurveFamily.between(random, -6, 6));
      VectorFunction product =
          p -> {
            double[] r = new double[TIMES.length];
            Arrays.setAll(r, i -> DECAY[i] - p[0] * p[2] / a * Math.exp(-p[1] * TIMES[i]));
            return r;
          };
      Fit fit = LeastSquares.of(product).named("a", "rate", "b").from(1, 1, a);
      assertThat(fit.outcome()).isEqualTo(new FitOutcome.Undetermined(List.of(0, 2)));
      assertThat(fit.sentence()).startsWith("the data do not tell a and b apart");
      assertThat(fit.standardErrors()[0]).isInfinite();
      assertThat(fit.standardErrors()[2]).isInfinite();
      assertThat(fit.standardErrors()[1]).isBetween(0.0, 0.01);
      assertThat(fit.parameters()[0] * fit.parameters()[2] / a).isCloseTo(3, within(0.02));
    }
  }

  @Test
  void a_parameter_without_effect_is_named() {
    for (double start : new double[] {0, 1, -1e9, 1e-9}) {
      Fit fit = LeastSquares.of(p -> decay(Arrays.copyOf(p, 2))).from(1, 1, start);
      assertThat(fit.outcome()).isEqualTo(new FitOutcome.Flat(List.of(2)));
      assertThat(fit.standardErrors()[2]).isInfinite();
      assertThat(fit.sentence()).contains("do not change with p2");
    }
  }

  @Test
  void a_plateau_is_no_answer() {
    // Both terms have died away before the first point.
    Fit fit =
        LeastSquares.of(p -> new double[] {1 - Math.exp(-p[0]), 2 - Math.exp(-p[0])}).from(800);
    assertThat(fit.converged()).isFalse();
    assertThat(fit.outcome()).isInstanceOf(FitOutcome.Flat.class);
  }

  @Test
  void a_saddle_and_a_maximum_are_no_answer() {
    Fit maximum = LeastSquares.of(p -> new double[] {p[0] * p[0] - 1, 0.1}).from(0);
    assertThat(maximum.outcome()).isInstanceOf(FitOutcome.Saddle.class);
    Fit saddle =
        LeastSquares.of(p -> new double[] {p[0] * p[1] + 1, 1e-2 * p[0], 1e-2 * p[1]}).from(0, 0);
    assertThat(saddle.outcome()).isInstanceOf(FitOutcome.Saddle.class);
    assertThat(saddle.sentence()).contains("Start a little to the side");
  }

  @Test
  void bounds_are_kept_and_a_fixed_parameter_has_no_error() {
    AtomicLong outside = new AtomicLong();
    VectorFunction watched =
        p -> {
          outside.addAndGet(p[0] < 0 || p[0] > 2.5 || p[1] < 0 || p[1] > 5 ? 1 : 0);
          return decay(p);
        };
    Bounds box = Bounds.between(new double[] {0, 0}, new double[] {2.5, 5});
    Fit fit = LeastSquares.of(watched).within(box).from(2.5, 5);
    assertThat(outside).hasValue(0);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.parameters()[0]).isEqualTo(2.5);
    assertThat(fit.standardErrors()[0]).isNaN();
    assertThat(fit.standardErrors()[1]).isPositive();
    Fit fixed =
        LeastSquares.of(LeastSquaresTest::decay)
            .within(Bounds.between(new double[] {2.5, 0}, new double[] {2.5, 9}))
            .from(2.5, 1);
    assertThat(fixed.parameters()[1]).isCloseTo(fit.parameters()[1], within(1e-8));
    assertThat(fixed.standardErrors()[0]).isZero();
    assertThat(fixed.degreesOfFreedom()).isEqualTo(19);
  }

  @Test
  void bounds_around_the_answer_change_nothing() {
    SplittableRandom random = new SplittableRandom(3);
    Fit free = LeastSquares.of(LeastSquaresTest::decay).from(1, 1);
    for (int run = 0; run < 100; run++) {
      double[] lower = {
        CurveFamily.between(random, -5, 2.9), CurveFamily.between(random, -5, 0.69)
      };
      double[] upper = {CurveFamily.between(random, 3.1, 50), CurveFamily.between(random, 0.72, 9)};
      double[] start = {
        CurveFamily.between(random, lower[0], upper[0]),
        CurveFamily.between(random, Math.max(0, lower[1]), upper[1])
      };
      Fit fit =
          LeastSquares.of(LeastSquaresTest::decay).within(Bounds.between(lower, upper)).from(start);
      String about = Arrays.toString(lower) + Arrays.toString(upper) + Arrays.toString(start);
      assertThat(fit.outcome()).as(about).isInstanceOf(FitOutcome.Converged.class);
      assertThat(fit.parameters()[0]).as(about).isCloseTo(free.parameters()[0], within(1e-7));
    }
  }

  @Test
  void a_weight_counts_as_many_equal_observations() {
    double[] weights = IntStream.range(0, 20).mapToDouble(i -> i % 3).toArray();
    Fit weighted = LeastSquares.of(LeastSquaresTest::decay).weights(weights).from(1, 1);
    Fit repeated =
        LeastSquares.of(
                p -> {
                  double[] r = decay(p);
                  return IntStream.range(0, 20)
                      .flatMap(i -> IntStream.generate(() -> i).limit(i % 3))
                      .mapToDouble(i -> r[i])
                      .toArray();
                })
            .from(1, 1);
    for (int j = 0; j < 2; j++) {
      assertThat(weighted.parameters()[j]).isCloseTo(repeated.parameters()[j], within(1e-8));
    }
    assertThat(weighted.degreesOfFreedom()).isEqualTo(11);
    assertThat(weighted.sumOfSquares()).isCloseTo(repeated.sumOfSquares(), within(1e-12));
  }

  @Test
  void what_does_not_count_may_be_missing() {
    double[] weights = new double[20];
    Arrays.fill(weights, 1);
    weights[4] = 0;
    Fit fit =
        LeastSquares.of(
                p -> {
                  double[] r = decay(p);
                  r[4] = Double.NaN;
                  return r;
                })
            .weights(weights)
            .from(1, 1);
    assertThat(fit.converged()).isTrue();
  }

  @Test
  void a_robust_loss_is_not_pulled_away_by_a_few_bad_points_in_any_unit() {
    SplittableRandom random = new SplittableRandom(9);
    for (double unit : new double[] {1e-9, 1, 1e9}) {
      for (ResidualLoss loss :
          List.of(
              new ResidualLoss.Huber(0), new ResidualLoss.SoftL1(0), new ResidualLoss.Cauchy(0))) {
        double[] noise = random.doubles(40, -0.03, 0.03).toArray();
        for (int i = 5; i < 40; i += 8) {
          noise[i] = 4;
        }
        VectorFunction line =
            p -> {
              double[] r = new double[40];
              Arrays.setAll(r, i -> unit * (2 + 0.5 * i + noise[i]) - p[0] - p[1] * i);
              return r;
            };
        Fit squares = LeastSquares.of(line).from(0, 0);
        Fit robust = LeastSquares.of(line).loss(loss).from(0, 0);
        String about = loss + " in units of " + unit;
        assertThat(robust.outcome()).as(about).isInstanceOf(FitOutcome.Converged.class);
        double error = Math.abs(robust.parameters()[0] / unit - 2);
        assertThat(error).as(about).isLessThan(0.08);
        assertThat(Math.abs(squares.parameters()[0] / unit - 2)).isGreaterThan(0.3);
        assertThat(robust.standardErrors()[0]).isLessThan(0.3 * squares.standardErrors()[0]);
      }
    }
  }

  @Test
  void a_robust_loss_of_errors_that_are_normal_is_nearly_least_squares() {
    for (ResidualLoss loss :
        List.of(
            new ResidualLoss.Huber(0), new ResidualLoss.SoftL1(0), new ResidualLoss.Cauchy(0))) {
      double ratio = 0;
      for (int seed = 0; seed < 40; seed++) {
        CurveFamily.Member member = CurveFamily.ALL.getFirst().member(seed, 60);
        VectorFunction residuals = p -> member.residuals(1, 1, 0.05, p);
        double robust =
            LeastSquares.of(residuals).loss(loss).from(member.start()).standardErrors()[0];
        ratio += robust / LeastSquares.of(residuals).from(member.start()).standardErrors()[0] / 40;
      }
      assertThat(ratio).as(loss.toString()).isBetween(0.95, 1.1);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-8, 1e-6, 1e-4, 1e-3})
  void noise_in_the_residuals_is_heard_and_the_fit_still_found(double level) {
    int found = 0;
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      VectorFunction noisy =
          p -> {
            double[] r = decay(p);
            for (int i = 0; i < r.length; i++) {
              r[i] += level * (random.nextDouble() - 0.5);
            }
            return r;
          };
      Fit fit = LeastSquares.of(noisy).from(1, 1);
      Fit exact = LeastSquares.of(LeastSquaresTest::decay).from(1, 1);
      double off = Math.abs(fit.parameters()[1] - exact.parameters()[1]);
      found += off <= 10 * level + 1e-7 ? 1 : 0;
      assertThat(fit.evaluations()).isLessThan(2_000);
      if (fit.converged()) {
        assertThat(off).as("level %s, seed %s: %s", level, seed, fit).isLessThan(10 * level + 1e-7);
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(19);
  }

  @Test
  void what_cannot_be_begun_is_refused_at_the_door() {
    LeastSquares fit = LeastSquares.of(LeastSquaresTest::decay);
    assertThatThrownBy(() -> fit.from())
        .hasMessage("fit: the start is empty; give a number per parameter.");
    assertThatThrownBy(() -> fit.from(1, Double.NaN))
        .hasMessage("fit: the start of parameter 1 is NaN; it must be a finite number.");
    assertThatThrownBy(() -> fit.named("a").from(1, 2))
        .hasMessage(
            "fit: the start has 2 numbers and there are the parameters [a]; give a number for"
                + " each.");
    assertThatThrownBy(
            () -> fit.within(Bounds.between(new double[] {0, 2}, new double[] {1, 3})).from(0.5, 1))
        .hasMessage(
            "fit: the start of parameter 1 is 1.0, outside its bounds 2.0 to 3.0; start inside.");
    assertThatThrownBy(() -> fit.within(Bounds.none(3)).from(1, 2))
        .hasMessage("fit: the start has 2 numbers and the bounds 3; there must be equally many.");
    assertThatThrownBy(() -> fit.weights(1, 2).from(1, 2))
        .hasMessage("fit: there are 2 weights and 20 residuals; there must be a weight for each.");
    assertThatThrownBy(() -> fit.weights(1, -2))
        .hasMessage("fit: weight 1 is -2.0; it must be finite and at least 0.");
    assertThatThrownBy(() -> LeastSquares.of(p -> new double[] {p[0] + p[1]}).from(1, 2))
        .hasMessage(
            "fit: 1 residual that counts cannot tell 2 parameters; there must be at least as"
                + " many.");
    assertThatThrownBy(() -> LeastSquares.of(_ -> new double[0]).from(1))
        .hasMessage("fit: there are no residuals; give at least one.");
    assertThatThrownBy(() -> fit.tolerance(0))
        .hasMessage("fit: the tolerance is 0.0; it must be above 0 and below 1.");
    assertThatThrownBy(() -> new ResidualLoss.Huber(-1))
        .hasMessageStartingWith("huber: the scale is -1.0; it must be");
  }

  @Test
  void residuals_that_are_not_finite_at_the_start_are_an_outcome() {
    Fit fit = LeastSquares.of(p -> new double[] {1, Math.log(p[0])}).from(-1);
    assertThat(fit.outcome()).isEqualTo(new FitOutcome.NonFinite("residual 1 at the start"));
    assertThat(fit.parameters()).containsExactly(-1);
    assertThat(fit.standardErrors()).containsExactly(Double.NaN);
  }

  @Test
  void a_region_where_nothing_is_defined_is_walked_around() {
    // log(p) with p from 1e-3 up: steps beyond 0 are not finite.
    Fit fit =
        LeastSquares.of(
                p -> new double[] {Math.log(p[0]) + 10, 0.1 * (Math.sqrt(p[0]) - 0.3), 0.01 * p[0]})
            .from(5);
    assertThat(fit.outcome()).isInstanceOf(FitOutcome.Converged.class);
  }

  @Test
  void limits_and_requests_end_a_fit() {
    LeastSquares fit = LeastSquares.of(LeastSquaresTest::decay);
    assertThat(fit.limits(Limits.defaults().withValues(7)).from(1, 1).outcome())
        .isEqualTo(new FitOutcome.EvaluationLimit(7));
    assertThat(fit.limits(Limits.defaults().withSteps(2)).from(1, 1).outcome())
        .isEqualTo(new FitOutcome.StepLimit(2));
    assertThat(fit.limits(Limits.defaults().withTime(Duration.ofNanos(1))).from(1, 1).outcome())
        .isInstanceOf(FitOutcome.TimeLimit.class);
    AtomicLong asked = new AtomicLong();
    assertThat(fit.stopWhen(() -> asked.incrementAndGet() > 9).from(1, 1).outcome())
        .isInstanceOf(FitOutcome.Stopped.class);
  }

  @Test
  void as_many_residuals_as_parameters_are_met_and_have_no_errors() {
    Fit fit = LeastSquares.of(p -> new double[] {p[0] * p[1] - 6, p[0] + p[1] - 5}).from(1, 4);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.sumOfSquares()).isLessThan(1e-20);
    assertThat(fit.standardErrors()).containsExactly(Double.NaN, Double.NaN);
  }

  @Test
  void every_fit_of_nonsense_ends() {
    SplittableRandom random = new SplittableRandom(31);
    for (int run = 0; run < 150; run++) {
      long seed = run;
      VectorFunction nonsense =
          switch (run % 5) {
            case 0 -> p -> random.doubles(6).toArray();
            case 1 -> p -> new double[] {Math.exp(p[0]), Math.exp(p[1]), 1};
            case 2 -> p -> new double[] {Math.floor(p[0]), Math.floor(p[1] * 3), p[0]};
            case 3 ->
                p -> new double[] {Math.abs(p[0] - seed), Math.abs(p[1]), Math.abs(p[0] + p[1])};
            default -> p -> new double[] {1 / p[0], 1 / p[1], p[0] > 3 ? Double.NaN : 1e300 * p[1]};
          };
      Fit fit =
          LeastSquares.of(nonsense).from(random.nextDouble() + 0.1, random.nextDouble() + 0.1);
      assertThat(fit.evaluations()).isLessThanOrEqualTo(6_000);
      if (run % 5 == 0 || run % 5 == 1 || run % 5 == 4) {
        assertThat(fit.converged()).as("%s: %s", run, fit).isFalse();
      }
    }
  }
}
