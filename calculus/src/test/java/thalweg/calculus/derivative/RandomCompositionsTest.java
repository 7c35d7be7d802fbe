package thalweg.calculus.derivative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Expression;
import thalweg.calculus.function.Operator;
import thalweg.calculus.gradient.forward.Jet;

/// The ladder on thousands of functions and points drawn by chance, beside derivatives to 30
/// digits.
@Tag("plain")
class RandomCompositionsTest {
  private static final double[] EXPONENTS = {2, 3, -1, 0.5, 1.5};
  private static final List<Operator> OPERATORS =
      List.of(Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE);

  private static Expression random(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(10) == 0) {
      return random.nextInt(3) == 0
          ? new Expression.Literal(Math.round(random.nextDouble(-3, 3) * 100) / 100.0)
          : new Expression.Variable("x", 0);
    }
    int kind = random.nextInt(10);
    if (kind < 5) {
      Elementary[] all = Elementary.values(); // those up to RELU, whose truth is known to 30 digits
      return new Expression.Call(
          all[random.nextInt(Elementary.RELU.ordinal() + 1)], random(random, depth - 1));
    }
    if (kind == 5) {
      double exponent = EXPONENTS[random.nextInt(EXPONENTS.length)];
      return new Expression.Binary(
          Operator.POWER, random(random, depth - 1), new Expression.Literal(exponent));
    }
    return new Expression.Binary(
        OPERATORS.get(random.nextInt(OPERATORS.size())),
        random(random, depth - 1),
        random(random, depth - 1));
  }

  private static double point(SplittableRandom random) {
    return random.nextInt(20) == 0
        ? random.nextInt(-3, 4)
        : (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextDouble(-2, 2));
  }

  @Test
  void at_most_one_answer_in_a_thousand_is_overconfident_and_none_by_a_thousand() {
    Tally tally = tally(1, 10_000);
    assertThat(tally.overconfident).hasSizeLessThanOrEqualTo(10);
    assertThat(tally.worst).as("%s", tally.overconfident).isLessThan(1_000);
    assertThat(tally.fine).isGreaterThan(9_500);
    assertThat(tally.median()).isLessThanOrEqualTo(13);
  }

  @Test
  void nor_is_it_in_higher_orders() {
    for (int order = 2; order <= 4; order++) {
      Tally tally = tally(order, 3_000);
      assertThat(tally.overconfident).as("order %s", order).hasSizeLessThanOrEqualTo(3);
      assertThat(tally.worst).as("%s", tally.overconfident).isLessThan(1_000);
      assertThat(tally.median()).isLessThanOrEqualTo(33);
    }
  }

  /// What came of many draws.
  private static final class Tally {
    private final List<String> overconfident = new ArrayList<>();
    private final List<Integer> evaluations = new ArrayList<>();
    private double worst;
    private int fine;

    int median() {
      Collections.sort(evaluations);
      return evaluations.get(evaluations.size() / 2);
    }
  }

  /// Left out: where the function has no finite derivative, and where the doubles inside it have
  /// lost it (forward mode in double misses it too), as tan(acos(tanh(x))) at 23, which is a
  /// constant in doubles. True errors that the values themselves bring, being wrong, do not count
  /// either. Higher derivatives are measured by forward mode in double.
  private static Tally tally(int order, int cases) {
    SplittableRandom random = new SplittableRandom(20);
    Tally tally = new Tally();
    while (tally.evaluations.size() < cases) {
      Expression f = random(random, random.nextInt(2, 6));
      double x = point(random);
      ExactDual exact = f.over(new ExactDual[] {ExactDual.variable(x)}, ExactDual.variable(0));
      double slope = exact.d().high();
      Jet jet = f.over(new Jet[] {Jet.variable(x, order)}, Jet.variable(0, order));
      double truth = order == 1 ? slope : jet.derivative(order);
      double value = f.at(new double[] {x});
      if (!Double.isFinite(value)
          || !Double.isFinite(exact.value())
          || Math.abs(value) > 1e250
          || !(Math.abs(truth) < (order == 1 ? 1e250 : 1e60))
          || !f.text().replace("exp", "").contains("x")
          || !(Math.abs(jet.derivative(1) - slope) <= 1e-11 * Math.abs(slope))) {
        continue;
      }
      double[] point = new double[1];
      Derivative answer =
          Ladder.standard()
              .nth(order)
              .derivative(
                  t -> {
                    point[0] = t;
                    return f.at(point);
                  },
                  x);
      tally.evaluations.add(answer.evaluations());
      double error = Math.abs(answer.derivative() - truth);
      tally.fine += error <= 1e-9 * Math.abs(truth) ? 1 : 0;
      double unit = Math.pow(x == 0 ? 1 : Math.abs(x), order);
      double wrong = 10 * Math.abs(value - exact.value()) / unit;
      double negligible = (order == 1 ? 1e-13 : 1e-11) * Math.max(1, Math.abs(truth));
      if (Double.isNaN(error) || error <= Math.max(wrong, negligible)) {
        continue;
      }
      double ratio = (error - wrong) / answer.error();
      tally.worst = Math.max(tally.worst, ratio);
      if (ratio > 10) {
        tally.overconfident.add(f.text() + " at " + x + ": " + answer + ", wanted " + truth);
      }
    }
    return tally;
  }
}
