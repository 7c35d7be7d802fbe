package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;

/// Descents by values alone to the edge of where a function is defined, and to where it is steep
/// beyond measure: they end, after hundreds of values, and claim nothing that is not so.
class EdgesTest {
  private static final int COUNT = 40;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqrt(cos(x - A))*cos(x - A)",
        "(x - A)^1.5",
        "sqrt(x - A) + y^2",
        "acos(A + 1 - x) + y^2",
        "x - A - log(x - A)",
        "(x - A)*log(x - A)",
        "0.5*(x - A) - sqrt(1 - (x - A)^2)",
      })
  void a_descent_to_an_edge_ends_after_hundreds_of_values(String kind) {
    SplittableRandom random = new SplittableRandom(kind.hashCode());
    List<Long> values = new ArrayList<>();
    List<String> limited = new ArrayList<>();
    for (int number = 0; number < COUNT; number++) {
      double a = Math.rint(random.nextDouble(-3, 3) * 1000) / 1000;
      String text = kind.replace("A", "(" + a + ")");
      List<String> names = text.contains("y") ? List.of("x", "y") : List.of("x");
      MultivariateFunction function = Formula.parse(text, names);
      double[] start = new double[names.size()];
      start[0] = a + random.nextDouble(0.05, 0.95);
      if (start.length > 1) {
        start[1] = random.nextDouble(-2, 2);
      }
      for (DescentMethod method : OutcomeTest.searching().toList()) {
        Minimum minimum = Descent.minimise(function, start, method);
        values.add(minimum.valueEvaluations());
        if (minimum.outcome() instanceof Outcome.EvaluationLimit) {
          limited.add(text + " from " + start[0] + " by " + method + ": " + minimum);
        }
        assertThat(minimum.outcome())
            .as("%s from %s by %s: %s", text, start[0], method, minimum)
            .isNotInstanceOfAny(
                Outcome.Unbounded.class, Outcome.Flat.class, Outcome.WrongGradient.class);
        if (minimum.converged()) {
          assertLowest(function, minimum, text + " by " + method + ": " + minimum);
        }
      }
    }
    values.sort(null);
    assertThat(values.get(values.size() / 2)).as("the median").isLessThan(1_200);
    assertThat(values.get(values.size() * 3 / 4)).as("three of four").isLessThan(2_500);
    assertThat(limited).hasSizeLessThanOrEqualTo(values.size() / 15);
  }

  /// Nowhere near is the function lower by a millionth.
  private static void assertLowest(MultivariateFunction function, Minimum minimum, String what) {
    double[] point = minimum.point();
    for (double width = 1e-2; width > 1e-9; width /= 3) {
      for (int i = 0; i < point.length; i++) {
        for (int side = -1; side <= 1; side += 2) {
          double[] moved = point.clone();
          moved[i] += side * width;
          double there = function.at(moved);
          assertThat(Double.isNaN(there) || there >= minimum.value() - 1e-6 * width)
              .as("%s, but %s to the side there is %s", what, side * width, there)
              .isTrue();
        }
      }
    }
  }
}
