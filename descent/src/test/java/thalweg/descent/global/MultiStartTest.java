package thalweg.descent.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.Bounds;
import thalweg.descent.constraint.Constraint;

class MultiStartTest {
  private static Bounds box(int n, double lower, double upper) {
    double[] low = new double[n];
    double[] high = new double[n];
    Arrays.fill(low, lower);
    Arrays.fill(high, upper);
    return Bounds.between(low, high);
  }

  /// Each variable has two valleys, or one, of other depths: as many minima as products of them.
  @Test
  void all_minima_of_generated_functions_are_found_and_counted_once() {
    SplittableRandom random = new SplittableRandom(1);
    for (int member = 0; member < 60; member++) {
      int n = random.nextInt(1, 4);
      double[] tilt = new double[n];
      double[] scale = new double[n];
      boolean[] isDouble = new boolean[n];
      int count = 1;
      double least = 0;
      for (int i = 0; i < n; i++) {
        tilt[i] = random.nextDouble(0.05, 0.3) * (random.nextBoolean() ? 1 : -1);
        scale[i] = Math.pow(10, random.nextInt(-6, 7));
        isDouble[i] = random.nextBoolean();
        count *= isDouble[i] ? 2 : 1;
        least += isDouble[i] ? lowest(tilt[i]) : 0;
      }
      double height = Math.pow(10, random.nextInt(-6, 7));
      MultivariateFunction f =
          x -> {
            double sum = 0;
            for (int i = 0; i < n; i++) {
              double u = x[i] / scale[i];
              sum += isDouble[i] ? well(u, tilt[i]) : (u - tilt[i]) * (u - tilt[i]);
            }
            return height * sum;
          };
      Bounds box =
          Bounds.between(
              Arrays.stream(scale).map(s -> -2 * s).toArray(),
              Arrays.stream(scale).map(s -> 2.2 * s).toArray());
      Minima minima = MultiStart.of(f, box).run();
      assertThat(minima.found()).as("%s: %s", member, minima).hasSize(count);
      assertThat(minima.found().getFirst().value() / height).isCloseTo(least, within(1e-7));
      assertThat(minima.found()).allSatisfy(found -> assertThat(found.times()).isPositive());
      int times = minima.found().stream().mapToInt(Minima.Found::times).sum();
      assertThat(times).isEqualTo(minima.arrived());
    }
  }

  private static double well(double u, double tilt) {
    return (u * u - 1) * (u * u - 1) + tilt * u;
  }

  private static double lowest(double tilt) {
    double u = tilt > 0 ? -1 : 1;
    for (int k = 0; k < 50; k++) {
      u -= (4 * u * (u * u - 1) + tilt) / (12 * u * u - 4);
    }
    return well(u, tilt);
  }

  private static void least(
      String name, MultivariateFunction f, Bounds box, int starts, double value, int count) {
    Minima minima = MultiStart.of(f, box).starts(starts).run();
    assertThat(minima.found().getFirst().value())
        .as("%s %s", name, minima.found())
        .isCloseTo(value, within(1e-6 * Math.max(1, Math.abs(value))));
    if (count > 0) {
      assertThat(minima.found()).as(name).hasSize(count);
    }
    assertThat(minima.ends().values().stream().mapToInt(k -> k).sum()).isEqualTo(starts);
  }

  @Test
  void the_least_values_of_known_functions_are_found() {
    least(
        "Branin",
        x ->
            Math.pow(x[1] - 5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0] + 5 / Math.PI * x[0] - 6, 2)
                + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x[0])
                + 10,
        Bounds.between(new double[] {-5, 0}, new double[] {10, 15}),
        64,
        0.397887357729739,
        3);
    least(
        "six-hump camel",
        x ->
            (4 - 2.1 * x[0] * x[0] + Math.pow(x[0], 4) / 3) * x[0] * x[0]
                + x[0] * x[1]
                + (4 * x[1] * x[1] - 4) * x[1] * x[1],
        Bounds.between(new double[] {-2, -1.2}, new double[] {2, 1.2}),
        100,
        -1.031628453489877,
        6);
    least("Rastrigin", MultiStartTest::rastrigin, box(2, -2.4, 2.4), 600, 0, 25);
    least("Rastrigin 3", MultiStartTest::rastrigin, box(3, -5.12, 5.12), 400, 0, 0);
    least("Ackley", MultiStartTest::ackley, box(3, -3, 3.5), 200, 0, 0);
    least(
        "Griewank",
        x -> {
          double sum = 0;
          double product = 1;
          for (int i = 0; i < x.length; i++) {
            sum += x[i] * x[i] / 4000;
            product *= Math.cos(x[i] / Math.sqrt(i + 1));
          }
          return sum - product + 1;
        },
        box(2, -20, 22),
        300,
        0,
        0);
  }

  private static double rastrigin(double... x) {
    double sum = 10.0 * x.length;
    for (double u : x) {
      sum += u * u - 10 * Math.cos(2 * Math.PI * u);
    }
    return sum;
  }

  private static double ackley(double... x) {
    double squares = 0;
    double waves = 0;
    for (double u : x) {
      squares += u * u / x.length;
      waves += Math.cos(2 * Math.PI * u) / x.length;
    }
    return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E;
  }

  /// Sources: Hartmann 1973; Shekel 1971; as in Dixon and Szegö 1978.
  @Test
  void the_least_values_of_hartmann_and_shekel_are_found() {
    double[] c = {1, 1.2, 3, 3.2};
    double[][] a3 = {{3, 10, 30}, {0.1, 10, 35}, {3, 10, 30}, {0.1, 10, 35}};
    double[][] p3 = {
      {0.3689, 0.1170, 0.2673},
      {0.4699, 0.4387, 0.7470},
      {0.1091, 0.8732, 0.5547},
      {0.03815, 0.5743, 0.8828}
    };
    double[][] a6 = {
      {10, 3, 17, 3.5, 1.7, 8},
      {0.05, 10, 17, 0.1, 8, 14},
      {3, 3.5, 1.7, 10, 17, 8},
      {17, 8, 0.05, 10, 0.1, 14}
    };
    double[][] p6 = {
      {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
      {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
      {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
      {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
    };
    least("Hartmann 3", hartmann(c, a3, p3), box(3, 0, 1), 64, -3.862779787, 0);
    least("Hartmann 6", hartmann(c, a6, p6), box(6, 0, 1), 64, -3.322368011, 0);
    double[][] places = {
      {4, 4, 4, 4},
      {1, 1, 1, 1},
      {8, 8, 8, 8},
      {6, 6, 6, 6},
      {3, 7, 3, 7},
      {2, 9, 2, 9},
      {5, 5, 3, 3},
      {8, 1, 8, 1},
      {6, 2, 6, 2},
      {7, 3.6, 7, 3.6}
    };
    double[] widths = {0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5};
    MultivariateFunction shekel =
        x -> {
          double sum = 0;
          for (int i = 0; i < places.length; i++) {
            double square = widths[i];
            for (int k = 0; k < x.length; k++) {
              square += (x[k] - places[i][k]) * (x[k] - places[i][k]);
            }
            sum -= 1 / square;
          }
          return sum;
        };
    least("Shekel 10", shekel, box(4, 0, 10), 200, -10.5364098, 0);
  }

  private static MultivariateFunction hartmann(double[] c, double[][] a, double[][] p) {
    return x -> {
      double sum = 0;
      for (int i = 0; i < c.length; i++) {
        double square = 0;
        for (int k = 0; k < x.length; k++) {
          square += a[i][k] * (x[k] - p[i][k]) * (x[k] - p[i][k]);
        }
        sum -= c[i] * Math.exp(-square);
      }
      return sum;
    };
  }

  @Test
  void maxima_and_minima_under_constraints_are_counted_too() {
    Bounds box = box(2, -2, 2);
    Minima up = MultiStart.of(x -> -well(x[0], 0.1) - x[1] * x[1], box).ascending().run();
    assertThat(up.found()).hasSize(2);
    assertThat(up.found().getFirst().value()).isGreaterThan(up.found().get(1).value());
    Minima circle =
        MultiStart.of(x -> x[0] * x[1], box)
            .subjectTo(List.of(Constraint.parse("x^2 + y^2 = 1", List.of("x", "y"))))
            .starts(40)
            .run();
    assertThat(circle.found()).as("%s", circle).hasSize(2);
    assertThat(circle.found().getFirst().value()).isCloseTo(-0.5, within(1e-8));
  }

  @Test
  void it_says_what_is_not_proved() {
    Minima one = MultiStart.of(x -> x[0] * x[0], box(1, -1, 2)).starts(1).run();
    assertThat(one.sentence())
        .isEqualTo(
            "1 of 1 descent ended at 1 minimum; another start would lead to one not seen yet with a"
                + " chance of about 100 %. That no lower one exists is not proved: a minimum whose"
                + " valley is narrow is missed by any number of starts.");
    Minima none = MultiStart.of(x -> Double.NaN, box(1, -1, 2)).starts(3).run();
    assertThat(none.found()).isEmpty();
    assertThat(none.unseen()).isNaN();
    assertThat(none.ends()).containsEntry("NON_FINITE", 3);
    assertThat(none.sentence()).contains("none of 3 descents");
  }

  @Test
  void the_same_search_finds_the_same_bits() {
    Bounds box = box(3, -5.12, 5.12);
    Minima first = MultiStart.of(MultiStartTest::rastrigin, box).starts(20).run();
    Minima again = MultiStart.of(MultiStartTest::rastrigin, box).starts(20).run();
    assertThat(again.found()).hasToString(first.found().toString());
  }

  @Test
  void wrong_use_is_told_at_the_door() {
    Bounds open = Bounds.between(new double[] {0}, new double[] {Double.POSITIVE_INFINITY});
    assertThatThrownBy(() -> MultiStart.of(x -> x[0], open))
        .hasMessage(
            "multi-start: variable 0 is to lie between 0.0 and Infinity; starts are spread between"
                + " two finite bounds, give both.");
    assertThatThrownBy(() -> MultiStart.of(x -> x[0], Bounds.none(0)))
        .hasMessageContaining("no variables");
    assertThatThrownBy(() -> MultiStart.of(x -> x[0], box(1, 0, 1)).starts(0))
        .hasMessage("multi-start: 0 starts; there must be at least 1.");
  }

  /// A cube cut into as many boxes as points has nearly one point in each interval of each side.
  @Test
  void starts_are_spread_evenly_in_every_variable() {
    HaltonSequence sequence = new HaltonSequence(12, 1);
    for (int j = 0; j < 12; j++) {
      int[] counts = new int[10];
      for (int k = 0; k < 2_000; k++) {
        double coordinate = sequence.at(k)[j];
        assertThat(coordinate).isBetween(0.0, Math.nextDown(1.0));
        counts[(int) (10 * coordinate)]++;
      }
      for (int count : counts) {
        assertThat(count).as("coordinate %s", j).isBetween(180, 220);
      }
    }
  }
}
