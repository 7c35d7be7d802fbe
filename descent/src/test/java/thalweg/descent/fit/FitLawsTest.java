package thalweg.descent.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import thalweg.calculus.function.VectorFunction;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;

/// What holds of every fit, over models drawn at random.
class FitLawsTest {
  static final List<CurveFamily> FAMILIES = CurveFamily.ALL;

  @ParameterizedTest
  @FieldSource("FAMILIES")
  void data_without_noise_give_the_truth_back(CurveFamily family) {
    for (int seed = 0; seed < 40; seed++) {
      CurveFamily.Member member = family.member(seed, 30);
      Fit fit = LeastSquares.of(p -> member.residuals(1, 1, 0, p)).from(member.start());
      assertThat(fit.outcome()).as("%s %s", family, seed).isInstanceOf(FitOutcome.Converged.class);
      for (int j = 0; j < member.truth().length; j++) {
        double error = Math.abs(fit.parameters()[j] - member.truth()[j]);
        assertThat(error)
            .as("%s %s: parameter %s", family, seed, j)
            .isLessThan(1e-6 * Math.max(0.1, Math.abs(member.truth()[j])));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("FAMILIES")
  void units_change_nothing(CurveFamily family) {
    SplittableRandom random = new SplittableRandom(7);
    long most = 0;
    for (int seed = 0; seed < 30; seed++) {
      CurveFamily.Member member = family.member(seed, 30);
      double unitX = Math.pow(10, CurveFamily.between(random, -9, 9));
      double unitY = Math.pow(10, CurveFamily.between(random, -9, 9));
      Fit plain = LeastSquares.of(p -> member.residuals(1, 1, 0.02, p)).from(member.start());
      Fit other =
          LeastSquares.of(p -> member.residuals(unitX, unitY, 0.02, p))
              .from(member.inUnits(member.start(), unitX, unitY));
      String about = family + " " + seed + " in units of " + unitX + " and " + unitY;
      assertThat(plain.outcome()).as(about).isInstanceOf(FitOutcome.Converged.class);
      assertThat(other.outcome()).as(about).isInstanceOf(FitOutcome.Converged.class);
      double[] expected = member.inUnits(plain.parameters(), unitX, unitY);
      double[] errors = member.inUnits(plain.standardErrors(), unitX, unitY);
      for (int j = 0; j < expected.length; j++) {
        assertThat(other.parameters()[j])
            .as(about + ": parameter " + j)
            .isCloseTo(expected[j], within(1e-6 * errors[j] + 1e-7 * Math.abs(expected[j])));
        assertThat(other.standardErrors()[j] / errors[j]).as(about).isCloseTo(1, within(1e-5));
      }
      most = Math.max(most, Math.max(plain.evaluations(), other.evaluations()));
    }
    assertThat(most).as("evaluations of one fit").isLessThan(400);
  }

  @ParameterizedTest
  @FieldSource("FAMILIES")
  void nothing_is_asked_outside_of_any_box_and_the_best_inside_is_found(CurveFamily family) {
    SplittableRandom random = new SplittableRandom(23);
    int found = 0;
    for (int seed = 0; seed < 25; seed++) {
      CurveFamily.Member member = family.member(seed, 25);
      int n = member.truth().length;
      double[] lower = new double[n];
      double[] upper = new double[n];
      double[] start = new double[n];
      for (int j = 0; j < n; j++) {
        double truth = member.truth()[j];
        double width = Math.abs(truth) + 0.2;
        lower[j] = truth - width * CurveFamily.between(random, -0.2, 0.6);
        upper[j] = Math.max(lower[j], truth) + width * CurveFamily.between(random, 0, 0.6);
        start[j] = random.nextInt(3) == 0 ? lower[j] : (lower[j] + upper[j]) / 2;
      }
      AtomicInteger outside = new AtomicInteger();
      VectorFunction watched =
          p -> {
            for (int j = 0; j < n; j++) {
              outside.addAndGet(p[j] >= lower[j] && p[j] <= upper[j] ? 0 : 1);
            }
            return member.residuals(1, 1, 0.02, p);
          };
      Fit fit = LeastSquares.of(watched).within(Bounds.between(lower, upper)).from(start);
      String about = family + " " + seed + ": " + fit;
      assertThat(outside).as(about).hasValue(0);
      if (fit.converged()) {
        found++;
        for (int look = 0; look < 40; look++) {
          double[] beside = fit.parameters();
          for (int j = 0; j < n; j++) {
            double moved = beside[j] + 1e-3 * (Math.abs(beside[j]) + 0.1) * random.nextGaussian();
            beside[j] = Math.clamp(moved, lower[j], upper[j]);
          }
          double sum = Arrays.stream(watched.at(beside)).map(r -> r * r).sum();
          assertThat(sum).as(about).isGreaterThan((1 - 1.1e-6) * fit.sumOfSquares());
        }
      }
    }
    assertThat(found).isGreaterThan(20);
  }

  /// Starts are off by up to thirty times and have wrong signs: many ways lead nowhere.
  @ParameterizedTest
  @FieldSource("FAMILIES")
  void from_far_away_nothing_is_claimed_that_a_look_around_refutes(CurveFamily family) {
    SplittableRandom random = new SplittableRandom(17);
    int claims = 0;
    for (int seed = 0; seed < 30; seed++) {
      CurveFamily.Member member = family.member(seed, 25);
      VectorFunction residuals = p -> member.residuals(1, 1, 0.02, p);
      double[] start =
          Arrays.stream(member.truth())
              .map(p -> p * Math.pow(10, CurveFamily.between(random, -1.5, 1.5)))
              .map(p -> random.nextInt(5) == 0 ? -p : p)
              .toArray();
      Fit fit = LeastSquares.of(residuals).limits(Limits.defaults().withValues(1_500)).from(start);
      String about = family + " from " + Arrays.toString(start) + ": " + fit;
      assertThat(fit.evaluations()).as(about).isLessThanOrEqualTo(1_500);
      if (!(fit.outcome() instanceof FitOutcome.NonFinite)) {
        assertThat(Arrays.stream(fit.parameters()).allMatch(Double::isFinite)).as(about).isTrue();
        assertThat(fit.sumOfSquares()).as(about).isFinite();
      }
      if (fit.converged()) {
        claims++;
        for (int look = 0; look < 40; look++) {
          double[] beside = fit.parameters();
          for (int j = 0; j < beside.length; j++) {
            beside[j] += 0.01 * fit.standardErrors()[j] * random.nextGaussian();
          }
          double sum = Arrays.stream(residuals.at(beside)).map(r -> r * r).sum();
          assertThat(sum).as(about).isGreaterThan((1 - 1.1e-6) * fit.sumOfSquares());
        }
      }
    }
    assertThat(claims).as("claims of 30").isGreaterThan(5);
  }

  @ParameterizedTest
  @FieldSource("FAMILIES")
  void intervals_hold_the_truth_as_often_as_they_say(CurveFamily family) {
    int runs = 300;
    int inside = 0;
    int all = 0;
    CurveFamily.Member truth = family.member(11, 40);
    for (int seed = 0; seed < runs; seed++) {
      double[] noise = family.member(1000 + seed, 40).noise();
      CurveFamily.Member member =
          new CurveFamily.Member(family, truth.truth(), truth.truth(), truth.x(), noise);
      Fit fit = LeastSquares.of(p -> member.residuals(1, 1, 0.02, p)).from(member.start());
      double[] intervals = fit.intervals(0.95);
      for (int j = 0; j < intervals.length; j++) {
        all++;
        inside += Math.abs(fit.parameters()[j] - truth.truth()[j]) <= intervals[j] ? 1 : 0;
      }
    }
    // Of 300 data sets; the parameters of one are correlated, so this is the spread of 300.
    assertThat(inside / (double) all).isBetween(0.93, 0.97);
  }
}
