package thalweg.calculus.derivative.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;

/// Functions of one number, without a tensor or a text in them.
class FamilyTest {
  /// Where few stairs are met, a bar that holds the truth is far from most errors.
  private static final Map<Family, Integer> IDLE =
      Map.of(Family.NEAR_EQUALS, 40, Family.EXPANDED_POWERS, 40);

  private static Derivative ladder(Problem problem) {
    return Ladder.standard().derivative(problem.formula().asScalar(), problem.x());
  }

  private static Problem problem(String formula, double x) {
    return Problem.of(Formula.parse(formula, List.of("x")), x, 1, 160);
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104, 201, 206, 302, 305})
  void at_most_one_answer_in_a_thousand_is_overconfident_and_none_by_a_thousand(long seed) {
    List<Problem> all = new ArrayList<>();
    for (Family family : Family.values()) {
      all.addAll(family.draw(seed, 300));
    }
    Tally tally = Tally.of(all, FamilyTest::ladder);
    assertThat(tally.overconfident()).hasSizeLessThanOrEqualTo(all.size() / 1_000);
    assertThat(tally.worst()).isLessThan(1_000);
    assertThat(tally.right() + tally.honest() + tally.overconfident().size()).isEqualTo(all.size());
  }

  /// Closer to 0 than 10⁻⁸ a numerator stands still for thousands of lengths of x, and f is a power
  /// of x to all its digits.
  @ParameterizedTest
  @ValueSource(longs = {1, 8})
  void a_power_of_one_stair_is_not_believed_however_far_it_holds(long seed) {
    List<String> quotients =
        List.of(
            "(cos(x)-1+x^2/2)/x^4",
            "(sin(x)-x)/x^3",
            "(exp(x)-1-x-x^2/2)/x^3",
            "(log(1+x)-x+x^2/2)/x^3",
            "(sqrt(1+x)-1-x/2+x^2/8)/x^3",
            "(atan(x)-x)/x^3",
            "(x*cos(x)-sin(x))/x^3",
            "(tanh(x)-x)/(x-sin(x))");
    SplittableRandom random = new SplittableRandom(seed);
    List<Problem> all = new ArrayList<>();
    while (all.size() < 240) {
      double x = (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextDouble(-12, -8));
      String text = quotients.get(random.nextInt(quotients.size()));
      if (Double.isFinite(Formula.parse(text, List.of("x")).at(x))) {
        all.add(Problem.of(Formula.parse(text, List.of("x")), x, 1, 220));
      }
    }
    Tally tally = Tally.of(all, FamilyTest::ladder);
    assertThat(tally.overconfident()).hasSizeLessThanOrEqualTo(2);
  }

  /// Far out f is a line to 13 digits where the difference in it stands still.
  @Test
  void a_line_of_one_stair_is_not_believed() {
    List<String> products =
        List.of(
            "x*(sqrt(x^2+1)-x)",
            "x*(sqrt(x^2+x)-x)",
            "x*(log(x+1)-log(x))",
            "x*(exp(1/x)-1)",
            "x*(atan(x+1)-atan(x))");
    SplittableRandom random = new SplittableRandom(3);
    List<Problem> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double x = Math.pow(10, random.nextDouble(1, 9));
      all.add(problem(products.get(i % products.size()), x));
    }
    assertThat(Tally.of(all, FamilyTest::ladder).overconfident()).hasSizeLessThanOrEqualTo(3);
  }

  /// What no digit is known of has not converged.
  @Test
  void no_bar_as_wide_as_the_slope_is_called_converged() {
    SplittableRandom random = new SplittableRandom(5);
    List<String> kinds = List.of("sin(x)", "cos(x)", "exp(x)", "atan(x)", "x^2", "sqrt(1+x^2)");
    for (int i = 0; i < 600; i++) {
      double constant = Math.rint(Math.pow(10, random.nextDouble(12, 15)));
      double x = Math.rint(random.nextDouble(0.1, 9) * 100) / 100;
      String text = constant + "+" + kinds.get(i % kinds.size());
      Derivative answer =
          Ladder.standard().derivative(Formula.parse(text.replace("E", "e")).asScalar(), x);
      assertThat(
              answer.reason() == Reason.CONVERGED
                  && answer.error() > 0.5 * Math.abs(answer.derivative())
                  && answer.error() > 0)
          .as("%s at %s: %s", text, x, answer)
          .isFalse();
    }
  }

  /// Of 1,200 second derivatives some 50 used to be sure of a stair, many of them by more than a
  /// thousand bars.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void nor_are_higher_derivatives_sure_of_a_stair(int order) {
    List<Problem> all = new ArrayList<>();
    for (Family family : Family.values()) {
      for (Problem first : family.draw(1, 100)) {
        try {
          all.add(Problem.of(first.formula(), first.x(), order, 160 + 40 * order));
        } catch (ArithmeticException _) {
          // beyond the range of doubles
        }
      }
    }
    Tally tally =
        Tally.of(
            all,
            problem ->
                Ladder.standard().nth(order).derivative(problem.formula().asScalar(), problem.x()));
    assertThat(tally.overconfident()).hasSizeLessThanOrEqualTo(1);
    assertThat(tally.worst()).isLessThan(1_000);
    assertThat(tally.right()).isGreaterThan(all.size() / (2 * order + 1));
  }

  /// Every rung falls into step with what the sum in the argument rounds to; the anchor does not.
  @ParameterizedTest
  @CsvSource({
    "sin(x+4717364.0), -1.2879250555752874E-5",
    "cos(x+7.2375073e7)-cos(7.2375073e7), -0.05412892842236756",
    "(sin(x+8.7605624e7)-sin(8.7605624e7))/x, -2.137109139145358",
    "sin(2*x+1.078493e7)*exp(x), -0.43539807426036115",
    "sin(x+517173000.0)-sin(517173000.0), 0.7",
    "sin(2*x+5400680941.0)*exp(x), 4.5564355246265595",
    "log(1+(x-0.93))/(x-0.93), 0.9299693281372059",
    "x*(sqrt(x^2+x)-x), 1937881.4022740438",
    "x*(sqrt(x^2+1)-x), 5.512908704774341E7",
  })
  void what_rounds_for_all_rungs_alike_is_in_the_bar(String formula, double x) {
    Problem problem = problem(formula, x);
    Derivative answer = ladder(problem);
    assertThat(Math.abs(answer.derivative() - problem.truth()))
        .as("%s, wanted %s", answer, problem.truth())
        .isLessThanOrEqualTo(4 * answer.error());
  }

  /// Steps that are powers of two meet stairs whose width is one at the same place of each.
  @ParameterizedTest
  @CsvSource({
    "log(1+x)/x, -5.294998446824602E-4",
    "log(1+x)/x, 1.8886466674963317E-8",
    "(sinh(x)-x)/x^3, 1.5643403043027753E-7",
    "(1/cos((x-1.39))-1)/(x-1.39)^2, 1.3898979648215155",
    "(sqrt(1+(x-6.57))-sqrt(1-(x-6.57)))/(x-6.57), 6.569999805296445",
    "6139860000000000.0+sin(3.328*x), -2.1804359223611547",
    "(cosh((2.86*x))-1)/(2.86*x)^2, 6.9908861823870836E-9",
    "((2.48*x)*cos((2.48*x))-sin((2.48*x)))/(2.48*x)^2, -3.4468875248407627E-7",
    "atan(x+1)-atan(x), 6.062110927696676E8",
    "(sqrt(1+(x-5.13))-sqrt(1-(x-5.13)))/(x-5.13), 5.129973819442018",
    "(1-exp(-(x-1.5)^2))/(x-1.5)^2, 1.499978799395931",
    "(sinh((1.97*x))-(1.97*x))/(1.97*x)^3, -1.96668385490254E-6",
    "x^2/(1-cos(x)), -1.466003633157852E-8",
    "(tan(x)-sin(x))/x^3, -3.30047430436376E-8",
    "(exp((x-3.1))-1-(x-3.1))/(x-3.1)^2, 3.1000000368370357",
  })
  void neither_steps_in_time_with_stairs_nor_a_single_stair_deceive(String formula, double x) {
    Problem problem = problem(formula, x);
    Derivative answer = ladder(problem);
    assertThat(Math.abs(answer.derivative() - problem.truth()))
        .as("%s, wanted %s", answer, problem.truth())
        .isLessThanOrEqualTo(2 * answer.error());
  }

  /// So near 0 that f changes over the length of x, rungs on one stair agree in all their digits.
  @Test
  void rungs_that_agree_wholly_so_near_0_that_terms_cancel_are_checked() {
    List<String> formulas =
        List.of(
            "(exp(x)-1-x-x^2/2)/x^3",
            "(sin(x)/x-1)/x^2",
            "(1-x/tan(x))/x^2",
            "sqrt(exp(x)-1)",
            "acos(1-x)",
            "(sinh(x)-x)/(x*(cosh(x)-1))",
            "(x*cosh(x)-sinh(x))/x^2",
            "(1-cos(0.8*x))/(1-cos(3.5*x))");
    SplittableRandom random = new SplittableRandom(56);
    int over = 0;
    for (int i = 0; i < 960; i++) {
      double x = Math.pow(10, random.nextDouble(-8.5, -5));
      Problem problem = problem(formulas.get(i % formulas.size()), x);
      Derivative answer = ladder(problem);
      if (Math.abs(answer.derivative() - problem.truth()) > 10 * answer.error()) {
        over++;
      }
    }
    assertThat(over).isLessThanOrEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({"atan(x+1)-atan(x), 1.937692282970484E8", "cosh(1/x)-1, 7.809558191752523E7"})
  void what_stands_still_near_x_is_no_constant_where_it_moves_farther_out(
      String formula, double x) {
    assertThat(ladder(problem(formula, x)).error()).isPositive();
    assertThat(Ladder.standard().derivative(_ -> 0, x).error()).isZero();
  }

  /// What a power law, a pole or a turn of the function's own looks like is no stair.
  @Test
  void powers_and_their_ends_are_believed() {
    SplittableRandom random = new SplittableRandom(31);
    for (int i = 0; i < 300; i++) {
      double a = random.nextDouble(-3, 3);
      double x = a + Math.scalb(random.nextDouble(1, 2), -random.nextInt(8));
      int k = new int[] {-3, -2, -1, 2, 3}[random.nextInt(5)];
      ScalarFunction power = t -> Math.pow(t - a, k);
      double end = x + (x - a) * random.nextDouble(0.1, 4);
      ScalarFunction clipped = t -> power.at(Math.min(t, end));
      for (ScalarFunction f : List.of(power, clipped)) {
        Derivative answer = Ladder.standard().derivative(f, x);
        double truth = k * Math.pow(x - a, k - 1);
        // x itself is known to a unit in its last place.
        double inexact = 1e-8 + 8 * Math.ulp(Math.abs(x) + Math.abs(a)) / (x - a);
        assertThat(answer.derivative())
            .as("k %s, x - a %s, end %s: %s", k, x - a, (end - x) / (x - a), answer)
            .isCloseTo(truth, within(inexact * Math.abs(truth)));
        assertThat(answer.error())
            .as("k %s, x - a %s, end %s: %s", k, x - a, (end - x) / (x - a), answer)
            .isLessThan(1e-4 * Math.abs(truth));
      }
    }
  }

  /// An honest bar is no merit where it is idle: the steps climb above the stairs where they can.
  @ParameterizedTest
  @EnumSource(Family.class)
  void nor_are_the_bars_idle(Family family) {
    Tally tally = Tally.of(family.draw(12, 300), FamilyTest::ladder);
    assertThat(tally.right()).isGreaterThan(family == Family.EXPANDED_POWERS ? 60 : 140);
    assertThat(tally.wide()).isLessThan(20);
    assertThat(tally.idle()).isLessThan(IDLE.getOrDefault(family, 20));
  }

  @ParameterizedTest
  @CsvSource({
    "(1-cos(x))/x^2, 1e-3",
    "(1-cos(x))/x^2, 1e-5",
    "(1-cos(x))/x^2, 1e-7",
    "(exp(x)-1)/x, 1e-5",
    "(exp(x)-1)/x, 1e-6",
    "(exp(x)-1)/x, 1e-7",
    "(exp(x)-1)/x, 1e-9",
    "1e15+sin(x), 1",
  })
  void what_strangers_reported_is_right_within_its_bar(String formula, double x) {
    Problem problem = problem(formula, x);
    Derivative answer = ladder(problem);
    assertThat(answer.derivative()).isCloseTo(problem.truth(), within(2 * answer.error()));
    if (formula.startsWith("(1")) {
      assertThat(answer.reason()).isNotEqualTo(Reason.CONVERGED);
      assertThat(answer.error()).isLessThan(1e-9);
    }
    if (formula.startsWith("1e15")) {
      assertThat(answer.reason()).isEqualTo(Reason.NOISE_LIMITED);
      assertThat(answer.error()).isLessThan(1);
    }
  }

  @Test
  void noise_is_no_jump_and_a_jump_no_stair() {
    Derivative noise = ladder(problem("x^7-7*x^6+21*x^5-35*x^4+35*x^3-21*x^2+7*x-1", 1.001));
    assertThat(noise.reason()).isEqualTo(Reason.NOISE_LIMITED);
    for (double x : new double[] {1.5, 1.9, 1.99, 1.9999, 2.0001, 2.01, 2.5}) {
      Derivative broken = Ladder.standard().derivative(t -> t < 2 ? t : t + 3, x);
      assertThat(broken.reason()).as("%s: %s", x, broken).isEqualTo(Reason.CONVERGED);
      assertThat(broken.derivative()).isCloseTo(1, within(1e-9));
      Derivative step = Ladder.standard().derivative(t -> t < 2 ? 1 : 4, x);
      assertThat(step.derivative()).isZero();
      assertThat(step.reason()).as("%s: %s", x, step).isEqualTo(Reason.CONVERGED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "(tanh(x)-x)/(x-sin(x)), -2.1361052942277733E-5",
    "(1-cos(0.333187*x))/(1-cos(3.42716*x)), 1.7591818281824144E-6",
    "(sinh(3.40468*x)-sin(3.40468*x))/x^3, 6.705986345010661E-8",
    "1293930000000.0+sin(x)-1293930000000.0, -4.981575495995266",
    "tan(x)/x-1, 1.7187902830275085E-4",
    "(sinh(x)-x)/(x*(cosh(x)-1)), -0.06660375235434855",
    "(sqrt(1+2.0649*x)-sqrt(1-x))/x, 4.941759267231403E-4",
    "(sin(x)-sin(-2.8924490848891455))/(x+2.8924490848891455), -2.891714259701177",
  })
  void the_edge_of_a_stair_is_no_jump_and_rounding_no_kink(String formula, double x) {
    Problem problem = problem(formula, x);
    Derivative answer = ladder(problem);
    assertThat(answer.reason()).isIn(Reason.NOISE_LIMITED, Reason.CONVERGED);
    assertThat(answer.derivative()).isCloseTo(problem.truth(), within(2 * answer.error()));
  }

  /// At the edge of a stair, and where three values lie by chance as beside a kink.
  @Test
  void quotients_that_cancel_have_neither_kinks_nor_jumps() {
    SplittableRandom random = new SplittableRandom(57);
    int torn = 0;
    for (int i = 0; i < 1_000; i++) {
      double a = random.nextDouble(-3, 3);
      double x = a + Math.pow(10, random.nextDouble(-8, -1));
      ScalarFunction f =
          switch (i % 4) {
            case 0 -> t -> (Math.sin(t) - Math.sin(a)) / (t - a);
            case 1 -> t -> (Math.exp(t) - Math.exp(a)) / (t - a);
            case 2 -> t -> (Math.tanh(t - a) - (t - a)) / (t - a - Math.sin(t - a));
            default -> t -> (t * t * t - a * a * a) / (t - a);
          };
      Reason reason = Ladder.standard().derivative(f, x).reason();
      torn += reason == Reason.KINK || reason == Reason.JUMP ? 1 : 0;
    }
    assertThat(torn).isLessThanOrEqualTo(2);
  }

  @Test
  void a_plateau_goes_on_where_f_ends_on_its_other_side() {
    Problem problem = problem("sqrt(x-sin(x))", 2.4273373854227485E-12);
    Derivative answer = ladder(problem);
    assertThat(answer.reason()).isEqualTo(Reason.NOISE_LIMITED);
    assertThat(Math.abs(answer.derivative() - problem.truth())).isLessThan(answer.error());
    assertThat(Ladder.standard().derivative(t -> t > 0 ? 3 : Double.NaN, 1e-9).error())
        .isLessThan(1e-9);
  }

  /// A function that jumps by itself is one thing on each of its stairs.
  @ParameterizedTest
  @CsvSource({
    "x*ceil(x), 2.5, 3",
    "x*floor(x), 2.5, 2",
    "x*floor(x), 7.3, 7",
    "x-floor(x), 2.5, 1"
  })
  void beside_jumps_that_grow_the_slope_is_that_between_them(
      String formula, double x, double truth) {
    Derivative answer = Ladder.standard().derivative(Formula.parse(formula).asScalar(), x);
    assertThat(answer.derivative()).isCloseTo(truth, within(1e-9));
  }

  /// Higher derivatives of what stands still for its rounding are not 0 for certain.
  @ParameterizedTest
  @CsvSource({
    "tan(x)/x-1, -4.235044604821464E-9, 2",
    "1/tanh(x)-1/x, 1.8308537108488434E-9, 3",
    "sqrt(x-sin(x)), 1.7563145558411492E-9, 2",
    "3*(sin(x)-x*cos(x))/x^3, 8.034625420317965E-9, 3",
  })
  void a_plateau_of_rounding_tells_little_of_higher_derivatives(String formula, double x, int n) {
    Problem problem = Problem.of(Formula.parse(formula), x, n, 200);
    Derivative answer =
        Ladder.standard().nth(n).derivative(problem.formula().asScalar(), problem.x());
    assertThat(Math.abs(answer.derivative() - problem.truth()))
        .isLessThanOrEqualTo(10 * answer.error());
    assertThat(Ladder.standard().nth(n).derivative(t -> Math.max(0, t - 1), 0.5).error())
        .isLessThan(1e-300);
  }

  @Test
  void unsettled_answers_have_no_finite_bar() {
    for (Family family : Family.values()) {
      for (Problem problem : family.draw(13, 100)) {
        for (int n = 1; n <= 6; n++) {
          Derivative answer =
              Ladder.standard().nth(n).derivative(problem.formula().asScalar(), problem.x());
          if (answer.reason() == Reason.UNSETTLED) {
            assertThat(answer.error()).isInfinite();
          }
        }
      }
    }
  }

  /// The truth does not come from the ladder, nor from doubles.
  @Test
  void the_truth_is_that_of_the_series() {
    assertThat(problem("(1-cos(x))/x^2", 1e-7).truth()).isCloseTo(-1e-7 / 12, within(1e-7 * 1e-13));
    assertThat(problem("(exp(x)-1)/x", 1e-9).truth()).isCloseTo(0.5 + 1e-9 / 3, within(1e-15));
    assertThat(problem("(sin(x)-x)/x^3", 1e-8).truth()).isCloseTo(1e-8 / 60, within(1e-24));
    assertThat(problem("1e15+sin(x)", 1).truth()).isEqualTo(Math.cos(1));
    assertThat(Problem.of(Formula.parse("1/x"), 1, 4, 200).truth()).isEqualTo(24);
  }

  @Test
  void numbers_of_many_bits_agree_with_doubles_where_doubles_are_good() {
    for (Elementary function : Elementary.values()) {
      for (double x : new double[] {0.1, 0.5, 0.9}) {
        double precise = BigFloat.of(x, 40).apply(function).value();
        assertThat(precise)
            .as("%s(%s)", function, x)
            .isCloseTo(function.at(x), within(4 * Math.ulp(function.at(x))));
      }
    }
    BigFloat third = BigFloat.of(1, 60).over(BigFloat.of(3, 60));
    assertThat(third.exp().log().minus(third).value()).isCloseTo(0, within(1e-56));
    assertThat(third.sin().power(2).plus(third.cos().power(2)).minus(1).value())
        .isCloseTo(0, within(1e-56));
    assertThat(third.tan().apply(Elementary.ATAN).minus(third).value()).isCloseTo(0, within(1e-56));
  }
}
