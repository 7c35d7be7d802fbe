package thalweg.descent.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.gradient.GradientCheck;
import thalweg.calculus.gradient.numerical.LadderGradient;

class ProblemsTest {
  static List<Problem> problems() {
    return Stream.concat(Problems.all().stream(), Problems.further().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void gradients_worked_out_by_hand_agree_with_differences(Problem problem) {
    SplittableRandom random = new SplittableRandom(5);
    for (int point = 0; point < 5; point++) {
      double[] x = problem.start();
      for (int i = 0; i < x.length; i++) {
        x[i] += point * 0.1 * random.nextDouble(-1, 1) * Math.max(0.1, Math.abs(x[i]));
      }
      GradientCheck.Report report = GradientCheck.everywhere().check(problem.function(), x);
      assertThat(report.verdict()).as("%s", report).isNotEqualTo(GradientCheck.Verdict.WRONG);
      double[] gradient = new double[x.length];
      assertThat(problem.function().valueAndGradient(x, gradient))
          .isEqualTo(problem.function().value(x));
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void gradients_worked_out_by_hand_lie_within_three_errors_of_the_ladder(Problem problem) {
    double[] x = problem.start();
    double[] gradient = problem.function().gradient(x);
    List<Derivative> partials = LadderGradient.of(problem.function()::value).partials(x);
    for (int i = 0; i < x.length; i++) {
      Derivative partial = partials.get(i);
      double size = Math.max(1, Math.abs(gradient[i]));
      assertThat(partial.error())
          .as("partial %s", i)
          .isLessThan(1e-6 * Math.max(size, 1e-6 * Math.abs(partial.value())));
      assertThat(gradient[i])
          .as("partial %s: %s", i, partial)
          .isCloseTo(partial.derivative(), within(3 * partial.error() + 1e-13 * size));
    }
  }

  @Test
  void there_are_the_24_of_the_comparison_and_names_are_found() {
    assertThat(Problems.all()).hasSize(24);
    assertThat(Problems.all().stream().map(Problem::name)).doesNotHaveDuplicates();
    assertThat(Problems.named("Rosenbrock").start()).containsExactly(-1.2, 1);
    assertThat(Problems.named("extended-rosenbrock").start())
        .hasSize(100)
        .startsWith(-1.2, 1, -1.2);
    assertThatThrownBy(() -> Problems.named("rosenbrok"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"rosenbrok\" is unknown. Did you mean rosenbrock?")
        .hasMessageContaining("himmelblau");
  }

  @Test
  void all_35_of_more_garbow_and_hillstrom_are_there() {
    Set<String> sources =
        problems().stream()
            .map(Problem::source)
            .filter(source -> source.startsWith("MGH "))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(sources)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 35).mapToObj(i -> "MGH " + i).toList());
    assertThat(problems()).hasSize(36);
    assertThat(problems().stream().map(Problem::name)).doesNotHaveDuplicates();
  }

  @Test
  void the_further_ones_have_the_values_of_the_literature() {
    assertThat(at("meyer")).isCloseTo(1.6936078e9, within(1e2));
    assertThat(at("gulf")).isCloseTo(12.11070582556, within(1.0));
    assertThat(at("osborne-1")).isCloseTo(0.8790258, within(1e-6));
    assertThat(at("osborne-2")).isCloseTo(2.09342, within(1e-5));
    assertThat(at("penalty-2")).isCloseTo(162.6527765, within(1e-6));
    assertThat(at("brown-almost-linear")).isCloseTo(273.248046875, within(1e-3));
    assertThat(at("linear")).isEqualTo(50);
    assertThat(Problems.named("linear").minima()).containsExactly(10.0);
    assertThat(Problems.named("linear-rank-1").minima().getFirst())
        .isCloseTo(4.634146341463414, within(1e-15));
    assertThat(Problems.named("linear-rank-1-zero").minima().getFirst())
        .isCloseTo(6.135135135135135, within(1e-15));
  }

  @Test
  void values_at_the_starts_are_those_of_the_literature() {
    assertThat(at("rosenbrock")).isEqualTo(24.199999999999996);
    assertThat(at("freudenstein-roth")).isEqualTo(400.5);
    assertThat(at("beale")).isEqualTo(14.203125);
    assertThat(at("helical-valley")).isEqualTo(2500);
    assertThat(at("powell-singular")).isEqualTo(215.00000000000003);
    assertThat(at("wood")).isEqualTo(19192);
    assertThat(at("himmelblau")).isEqualTo(26);
    assertThat(at("watson")).isEqualTo(30);
    assertThat(at("broyden-tridiagonal")).isEqualTo(111);
  }

  private static double at(String name) {
    Problem problem = Problems.named(name);
    return problem.function().value(problem.start());
  }
}
