package thalweg.descent.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thalweg.descent.constraint.ConstrainedOutcome.Infeasible;

class ConstraintLawsTest {
  @ParameterizedTest
  @CsvSource({"0, false", "8, false", "0, true", "8, true"})
  void minima_and_multipliers_are_those_the_problems_were_built_from(
      double decades, boolean isBent) {
    SplittableRandom random = new SplittableRandom(3);
    long values = 0;
    for (int member = 0; member < 150; member++) {
      Families.Known known = Families.drawn(random, decades, isBent);
      ConstrainedMinimum found = known.descent.from(known.start);
      assertThat(found.converged()).as("%s %s", member, found).isTrue();
      for (int k = 0; k < known.minimum.length; k++) {
        assertThat(Math.abs(found.point()[k] - known.minimum[k]))
            .as("%s %s", member, found)
            .isLessThan(1e-5 * known.sizes[k]);
      }
      for (int i = 0; i < known.multipliers.length; i++) {
        assertThat(Math.abs(found.multipliers()[i] - known.multipliers[i]))
            .as("%s %s", member, found)
            .isLessThan(1e-4 * known.heights[0] / known.heights[i + 1]);
      }
      values += found.valueEvaluations();
    }
    assertThat(values / 150).isLessThan(200);
  }

  @Test
  void what_cannot_be_fulfilled_is_told_and_nothing_else_is_claimed() {
    SplittableRandom random = new SplittableRandom(4);
    int told = 0;
    for (int member = 0; member < 200; member++) {
      double[] start = new double[random.nextInt(1, 6)];
      Arrays.setAll(start, k -> random.nextDouble(-3, 3));
      ConstrainedMinimum found = Families.infeasible(random, start).from(start);
      assertThat(found.converged()).as("%s %s", member, found).isFalse();
      told += found.outcome() instanceof Infeasible ? 1 : 0;
    }
    assertThat(told).isGreaterThanOrEqualTo(190);
  }

  /// The problem of no multipliers, 13, is the only one of which nothing may be claimed.
  @ParameterizedTest
  @CsvSource({"true, 70, 4000", "false, 69, 12000"})
  void the_problems_of_hock_and_schittkowski_are_solved(
      boolean isExact, int least, long mostValues) {
    int solved = 0;
    long values = 0;
    for (HockSchittkowski problem : HockSchittkowski.all()) {
      ConstrainedDescent descent = problem.descent();
      ConstrainedMinimum found = (isExact ? descent : descent.byDifferences()).from(problem.from());
      values += found.valueEvaluations();
      if (found.converged()) {
        assertThat(problem.isKnown(found.value())).as("%s %s", problem.name(), found).isTrue();
        assertThat(found.violation()).isLessThan(1e-8);
        solved++;
      }
    }
    assertThat(solved).isGreaterThanOrEqualTo(least);
    assertThat(values).isLessThan(mostValues);
  }

  /// Two constraints meet in a cusp at the maximum, where no multipliers exist: nearby they do, and
  /// grow without limit.
  @Test
  void where_multipliers_grow_without_limit_no_point_beside_the_optimum_is_claimed() {
    SplittableRandom random = new SplittableRandom(5);
    for (int member = 0; member < 300; member++) {
      double tip = random.nextDouble(-3, 3);
      int power = random.nextBoolean() ? 3 : 5;
      double width = random.nextDouble(0.2, 5);
      double height = random.nextDouble(0.2, 5);
      ConstrainedMinimum found =
          ConstrainedDescent.of(x -> x[0])
              .subjectTo(
                  Constraint.atLeast(x -> Math.pow(width * (tip - x[0]), power) - height * x[1], 0),
                  Constraint.atLeast(x -> x[1], 0),
                  Constraint.between(x -> x[0], -10, 10))
              .ascending()
              .from(tip + random.nextDouble(-2, 2), random.nextDouble(-2, 2));
      boolean isThere = Math.abs(found.point()[0] - tip) < 1e-5;
      assertThat(!found.converged() || isThere).as("%s %s", member, found).isTrue();
    }
  }

  /// Where constraints leave one point alone, or the function does not change along them, the point
  /// is a minimum, whatever the function does beyond them.
  @Test
  void what_constraints_fix_is_no_plateau() {
    SplittableRandom random = new SplittableRandom(6);
    for (int member = 0; member < 300; member++) {
      double[] least = new double[random.nextInt(1, 4)];
      Arrays.setAll(least, k -> random.nextDouble(-3, 3));
      int fixed = random.nextInt(1, least.length + 1);
      ConstrainedDescent descent =
          ConstrainedDescent.of(
              x -> {
                double sum = 0;
                for (int k = 0; k < fixed; k++) {
                  sum += (x[k] - least[k]) * (x[k] - least[k]);
                }
                return sum;
              });
      for (int k = 0; k < fixed; k++) {
        double[] row = new double[least.length];
        row[k] = random.nextDouble(0.5, 2);
        descent = descent.subjectTo(Constraint.linear(row, row[k] * least[k], row[k] * least[k]));
      }
      double[] start = new double[least.length];
      Arrays.setAll(start, k -> least[k] + random.nextDouble(-2, 2));
      ConstrainedMinimum found = descent.from(start);
      assertThat(found.converged()).as("%s %s", member, found).isTrue();
    }
  }

  /// Minima lie ten to ten milliards from a start of zeros that tells nothing of it, so that the
  /// slope at the start is as good as none in these directions.
  @Test
  void where_a_start_does_not_tell_the_sizes_no_point_on_the_way_is_claimed() {
    SplittableRandom random = new SplittableRandom(7);
    int claimed = 0;
    for (int member = 0; member < 300; member++) {
      double[] sizes = new double[random.nextInt(2, 5)];
      double[] least = new double[sizes.length];
      for (int k = 0; k < sizes.length; k++) {
        sizes[k] = k == 0 ? 1 : Math.pow(10, random.nextInt(1, 11));
        least[k] = random.nextDouble(0.3, 3) * (random.nextBoolean() ? 1 : -1);
      }
      double[] ones = new double[sizes.length];
      Arrays.fill(ones, 1);
      Constraint held = Constraint.linear(ones, -1e12, 1e12); // everywhere true
      ConstrainedDescent descent =
          ConstrainedDescent.of(
                  x -> {
                    double sum = 0;
                    for (int k = 0; k < sizes.length; k++) {
                      double off = x[k] / sizes[k] - least[k];
                      sum += off * off;
                    }
                    return sum;
                  })
              .subjectTo(held);
      ConstrainedMinimum found = descent.from(new double[sizes.length]);
      assertThat(!found.converged() || found.value() < 1e-6)
          .as("%s %s %s", member, Arrays.toString(sizes), found)
          .isTrue();
      claimed += found.converged() ? 1 : 0;
    }
    assertThat(claimed).isGreaterThanOrEqualTo(190); // the others stall and say so
  }
}
