package thalweg.descent.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.VectorFunction;
import thalweg.calculus.gradient.forward.VectorDual;
import thalweg.descent.Limits;
import thalweg.descent.root.SolutionOutcome.LeastResidual;
import thalweg.descent.root.SolutionOutcome.Solved;
import thalweg.descent.root.SolutionOutcome.Vanishing;

class EquationsTest {
  private static Equations formulas(String... texts) {
    List<String> variables = List.of("x", "y");
    return Equations.of(Arrays.stream(texts).map(text -> Formula.parse(text, variables)).toList());
  }

  @Test
  void the_known_systems_are_solved_from_their_starts() {
    long values = 0;
    for (KnownSystems.Known known : KnownSystems.all()) {
      Solution solution = Equations.of(known.f()).from(known.start());
      if (known.name().equals("Trigonometric")) { // known to lead to a place that is no root
        assertThat(solution.outcome()).isInstanceOf(LeastResidual.class);
        continue;
      }
      assertThat(solution.isFound()).as("%s %s", known.name(), solution).isTrue();
      assertThat(solution.norm()).as(known.name()).isLessThan(1e-12);
      values += solution.valueEvaluations();
    }
    assertThat(values).isLessThan(6_000);
  }

  @Test
  void from_starts_far_off_no_success_is_claimed_falsely() {
    int found = 0;
    for (KnownSystems.Known known : KnownSystems.all()) {
      for (double factor : new double[] {10, 100}) {
        if (known.start().length > 10) {
          continue;
        }
        double[] start = Arrays.stream(known.start()).map(x -> factor * x).toArray();
        Solution solution = Equations.of(known.f()).from(start);
        if (solution.isFound()) {
          found++;
          assertThat(solution.norm()).as("%s %s", known.name(), solution).isLessThan(1e-11);
        }
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(19);
  }

  /// x = root · scale in every coordinate; mixed by a random matrix, bent, in units of any size.
  private static final class Member {
    final VectorFunction f;
    final double[] root;
    final double[] start;

    Member(VectorFunction f, double[] root, double[] start) {
      this.f = f;
      this.root = root;
      this.start = start;
    }

    static Member drawn(SplittableRandom random) {
      int n = random.nextInt(1, 7);
      double[][] mix = new double[n][n];
      double[] scale = new double[n];
      double[] units = new double[n];
      double[] root = new double[n];
      double[] start = new double[n];
      double decades = random.nextDouble(0, 60);
      double bend = random.nextDouble(0, 0.4);
      for (int i = 0; i < n; i++) {
        scale[i] = Math.pow(10, random.nextDouble(-decades, decades));
        units[i] = Math.pow(10, random.nextDouble(-decades, decades));
        root[i] = scale[i] * random.nextDouble(0.5, 2) * (random.nextBoolean() ? 1 : -1);
        start[i] = root[i] + scale[i] * random.nextDouble(-0.4, 0.4);
        for (int j = 0; j < n; j++) {
          mix[i][j] = random.nextDouble(-1, 1) + (i == j ? 2 * n : 0);
        }
      }
      VectorFunction f =
          x -> {
            double[] values = new double[n];
            for (int i = 0; i < n; i++) {
              for (int j = 0; j < n; j++) {
                double u = (x[j] - root[j]) / scale[j];
                values[i] += units[i] * mix[i][j] * (Math.sin(u) + bend * u * u);
              }
            }
            return values;
          };
      return new Member(f, root, start);
    }
  }

  @Test
  void units_of_variables_and_equations_do_not_matter() {
    SplittableRandom random = new SplittableRandom(1);
    long evaluations = 0;
    for (int k = 0; k < 400; k++) {
      Member member = Member.drawn(random);
      Solution solution = Equations.of(member.f).from(member.start);
      assertThat(solution.outcome()).as("%s %s", k, solution).isEqualTo(new Solved(false));
      for (int j = 0; j < member.root.length; j++) {
        double off = Math.abs(solution.point()[j] - member.root[j]);
        assertThat(off).isLessThan(1e-14 * Math.abs(member.root[j]));
        assertThat(off).isLessThanOrEqualTo(10 * solution.errors()[j]);
      }
      evaluations += solution.valueEvaluations();
      assertThat(solution.steps()).isLessThan(20);
    }
    assertThat(evaluations / 400).isLessThan(80);
  }

  @Test
  void a_given_an_automatic_and_a_numerical_jacobian_lead_to_the_same_root() {
    VectorFunction f = x -> new double[] {x[0] * x[0] + x[1] * x[1] - 1, x[0] - x[1]};
    Solution given =
        Equations.of(f, x -> new double[][] {{2 * x[0], 2 * x[1]}, {1, -1}}).from(1, 0);
    Solution automatic =
        Equations.automatic(
                (VectorDual[] x) ->
                    new VectorDual[] {
                      x[0].times(x[0]).plus(x[1].times(x[1])).minus(1), x[0].minus(x[1])
                    })
            .from(1, 0);
    Solution written = formulas("x^2 + y^2 - 1", "x - y").from(1, 0);
    Solution numerical = formulas("x^2 + y^2 - 1", "x - y").byDifferences().from(1, 0);
    for (Solution solution : List.of(given, automatic, written, numerical)) {
      assertThat(solution.point()[0]).isCloseTo(Math.sqrt(0.5), within(2e-16));
      assertThat(solution.point()[1]).isCloseTo(Math.sqrt(0.5), within(2e-16));
      assertThat(solution.errors()[0]).isLessThan(1e-14);
      assertThat(solution.condition()).isBetween(1.0, 10.0);
    }
    assertThat(given.valueEvaluations()).isLessThan(numerical.valueEvaluations());
  }

  @ParameterizedTest
  @CsvSource({
    "x^2 + y^2 + 1, x - y, 0.5, -2, 1",
    "x + y - 1, 2*x + 2*y - 3, 1, 0, 0.5590169943749475",
    "-13 + x + ((5 - y)*y - 2)*y, -29 + x + ((y + 1)*y - 14)*y, 0.5, -2, 9.603155504959513",
  })
  void a_least_residual_is_no_root(String one, String two, double x, double y, double norm) {
    Solution solution = formulas(one, two).from(x, y);
    assertThat(solution.outcome()).isInstanceOf(LeastResidual.class);
    assertThat(solution.norm()).isCloseTo(norm, within(1e-12));
    assertThat(solution.outcome().sentence()).contains("no root", "" + solution.norm());
    assertThat(solution.flat()).hasSize(2);
  }

  @Test
  void a_parabola_above_0_has_a_least_residual_at_every_scale() {
    SplittableRandom random = new SplittableRandom(4);
    for (int k = 0; k < 100; k++) {
      double scale = Math.pow(10, random.nextDouble(-20, 20));
      double unit = Math.pow(10, random.nextDouble(-20, 20));
      double place = random.nextDouble(-2, 2);
      VectorFunction f = x -> new double[] {unit * (1 + Math.pow(x[0] / scale - place, 2))};
      Solution solution = Equations.of(f).from(scale * random.nextDouble(-3, 3));
      assertThat(solution.outcome()).as("%s", solution).isInstanceOf(LeastResidual.class);
      assertThat(solution.norm()).isCloseTo(unit, within(1e-6 * unit));
    }
  }

  @Test
  void multiple_roots_and_curves_of_roots_are_told() {
    for (String[] texts :
        List.of(
            new String[] {"(x - 1)^2", "y - x"},
            new String[] {"(x - y)^2", "x + y - 2"},
            new String[] {"x - y", "2*x - 2*y"})) {
      for (double start : new double[] {0.3, 2, 40}) {
        Solution solution = formulas(texts).from(start, start / 2 - 1);
        assertThat(solution.outcome()).as("%s", solution).isEqualTo(new Solved(true));
        assertThat(solution.condition()).isInfinite();
        assertThat(solution.flat()).hasSize(2);
      }
    }
    assertThat(formulas("x - y", "2*x - 2*y").from(3, 4).flat().getFirst())
        .isCloseTo(Math.sqrt(0.5), within(1e-12));
  }

  @Test
  void a_regular_root_much_smaller_than_the_start_is_not_called_singular() {
    Solution solution = formulas("1e10*(x*y - 1e-20)", "1e-10*(x - y)").from(3, 4);
    assertThat(solution.outcome()).isEqualTo(new Solved(false));
    assertThat(solution.point()[0]).isCloseTo(1e-10, within(1e-15));
  }

  @Test
  void values_that_only_vanish_are_no_root() {
    assertThat(formulas("exp(-x)", "y - 1").from(1, 0).outcome()).isEqualTo(new Vanishing());
    assertThat(formulas("exp(-x)", "y - 1").byDifferences().from(1, 0).isFound()).isFalse();
    assertThat(formulas("1/x", "y - 1").from(1, 0).isFound()).isFalse();
    assertThat(formulas("exp(-x^2)", "y - x").from(1, 0).isFound()).isFalse();
  }

  @Test
  void noise_and_kinks_neither_hold_it_up_nor_lead_it_astray() {
    SplittableRandom random = new SplittableRandom(3);
    for (int k = 0; k < 100; k++) {
      double noise = Math.pow(10, random.nextDouble(-15, -9));
      VectorFunction f =
          x -> {
            double wild = new SplittableRandom(Arrays.hashCode(x)).nextDouble(-1, 1);
            return new double[] {
              Math.exp(x[0]) - 2 + noise * wild, Math.abs(x[1]) + x[0] - 3 - noise * wild
            };
          };
      Solution solution = Equations.of(f).from(0, 1);
      assertThat(solution.point()[0])
          .as("%s %s %s", noise, solution, solution.valueEvaluations())
          .isCloseTo(Math.log(2), within(10 * noise + 1e-15));
      assertThat(solution.valueEvaluations()).as("%s %s", noise, solution).isLessThan(700);
    }
    Solution kink = formulas("abs(x) + 1", "y").from(1, 1);
    assertThat(kink.isFound()).isFalse();
  }

  @Test
  void limits_are_kept() {
    Equations wood = Equations.of(KnownSystems.all().get(4).f());
    Solution few = wood.limits(Limits.defaults().withValues(30)).from(-3, -1, -3, -1);
    assertThat(few.outcome()).isEqualTo(new SolutionOutcome.EvaluationLimit("values", 30));
    assertThat(few.valueEvaluations()).isEqualTo(30);
    Solution steps = wood.limits(Limits.defaults().withSteps(3)).from(-3, -1, -3, -1);
    assertThat(steps.outcome()).isEqualTo(new SolutionOutcome.StepLimit(3));
    Solution jacobians = wood.limits(Limits.defaults().withGradients(2)).from(-3, -1, -3, -1);
    assertThat(jacobians.outcome()).isEqualTo(new SolutionOutcome.EvaluationLimit("jacobians", 2));
    Solution time =
        wood.limits(Limits.defaults().withTime(Duration.ofNanos(1))).from(-3, -1, -3, -1);
    assertThat(time.outcome()).isInstanceOf(SolutionOutcome.TimeLimit.class);
  }

  @Test
  void what_cannot_be_is_refused_or_told() {
    VectorFunction sum = x -> new double[] {Arrays.stream(x).sum()};
    assertThatThrownBy(() -> Equations.of(sum).from(1, 2))
        .hasMessageContaining("1 equations in 2 variables");
    assertThatThrownBy(() -> Equations.of(sum).from()).hasMessageContaining("no coordinates");
    assertThatThrownBy(() -> Equations.of(sum).from(Double.NaN))
        .hasMessageContaining("coordinate 0 of the start is NaN");
    assertThatThrownBy(() -> Equations.of(sum, _ -> new double[2][1]).from(1))
        .hasMessageContaining("the Jacobian has 2 rows of 1 numbers");
    assertThat(formulas("log(x)", "y").from(-1, 1).outcome())
        .isEqualTo(new SolutionOutcome.NonFinite("value[0]"));
    assertThat(Equations.of(sum, _ -> new double[][] {{Double.NaN}}).from(1).outcome())
        .isEqualTo(new SolutionOutcome.NonFinite("jacobian[0][0]"));
  }
}
