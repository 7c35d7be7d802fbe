package thalweg.calculus.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
  @ParameterizedTest
  @CsvSource({
    "1 + 2*3, 7",
    "(1 + 2)*3, 9",
    "7 - 2 - 1, 4",
    "24/4/3, 2",
    "2^3^2, 512",
    "2**3**2, 512",
    "-3^2, -9",
    "(-3)^2, 9",
    "2^-3, 0.125",
    "2^-1^2, 0.5",
    "-2^-2, -0.25",
    "2*-3, -6",
    "--3, 3",
    "+3 - +2, 1",
    "2 - -3, 5",
    "6/2*3, 9",
    ".5 + 1. + 1e-4 + 2E+3, 2001.5001",
    "pi, 3.141592653589793",
    "e, 2.718281828459045",
    "abs(-4) + sqrt(9) + relu(-1) + relu(2), 9",
    "'min(3, 1, 2) + max(3, 1, 2)', 4",
    "sin(0) + cos(0) + tan(0) + exp(0) + log(1), 2",
    "asin(1) - acos(0) + 4*atan(1), 3.141592653589793",
    "sinh(0) + cosh(0) + tanh(0) + erf(0) + sigmoid(0), 1.5",
    "'  1\t+\t1 ', 2",
    "expm1(1e-20) + log1p(0), 1e-20",
    "log10(1000) + log2(0.125) + cbrt(-27), -3",
    "floor(-1.5) + ceil(-1.5), -3",
    "round(2.5) + round(3.5) + 10*round(0.49999999999999994), 6",
    "round(-3.5) + round(0.5) + round(4503599627370497), 4503599627370493",
    "sign(-3) + sgn(2) + sign(0), 0",
    "'atan2(1, -1)', 2.356194490192345",
    "'hypot(3, 4) + hypot(5e200, 0)/1e200', 10",
    "'pow(2, 3) + ln(e) + arcsin(0) + arctan2(0, 1)', 9",
    "'if(1 < 2, 3, 1/0)', 3",
    "'if(not 1 <= 2 or (2 > 1 and 1 != 2), 3, 4)', 3",
    "'if(1 == 2 || !(1 >= 2) && 2 < 1, 3, 4)', 4",
    "'if((1 + 2)*3 < ((9)) + 1, 1, 0)', 1",
    "'if(log(-1) < 0, 1, 0) + if(log(-1) == log(-1), 2, 0) + if(log(-1) != 0, 4, 0)', 4",
    "'2*if(1 < 2, 3, 4)^2', 18",
  })
  void operators_bind_as_in_mathematics(String text, double expected) {
    assertThat(Formula.parse(text).at()).isEqualTo(expected);
  }

  @Test
  void variables_stand_in_order_of_appearance_unless_listed() {
    Formula appearing = Formula.parse("rate*x1 - x0 + rate");
    assertThat(appearing.variables()).containsExactly("rate", "x1", "x0");
    assertThat(appearing.at(2, 3, 4)).isEqualTo(4);

    Formula listed = Formula.parse("x1 - x0", List.of("x0", "x1", "unused"));
    assertThat(listed.variables()).containsExactly("x0", "x1", "unused");
    assertThat(listed.at(1, 5, 100)).isEqualTo(4);
  }

  @Test
  void lists_of_variables_are_checked() {
    assertThatThrownBy(() -> Formula.parse("x", List.of("x", "x")))
        .hasMessage("formula: the variable 'x' is listed twice in [x, x].");
    assertThatThrownBy(() -> Formula.parse("x", List.of("2x")))
        .hasMessage(
            "formula: '2x' is no name for a variable; write a letter, then letters, digits or _.");
    assertThatThrownBy(() -> Formula.parse("x", List.of("e")))
        .hasMessage("formula: 'e' is taken by a constant; choose another name for the variable.");
    assertThatThrownBy(() -> Formula.parse("x", List.of("sin")))
        .hasMessage("formula: 'sin' is taken by a function; choose another name for the variable.");
  }

  @Test
  void the_parabola_of_the_first_lesson_has_the_digits_of_ieee_double() {
    ScalarFunction f = Formula.parse("0.01*x^2 + 0.1*x").asScalar();
    for (double x = -20; x < 20; x += 0.37) {
      assertThat(f.at(x)).isEqualTo(0.01 * (x * x) + 0.1 * x);
    }
  }

  @Test
  void a_formula_of_one_variable_or_none_is_a_function_of_one() {
    assertThat(Formula.parse("3").asScalar().at(7)).isEqualTo(3);
    assertThat(Formula.parse("2*t").asScalar().at(7)).isEqualTo(14);
    assertThatThrownBy(() -> Formula.parse("x*y").asScalar())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has the variables [x, y] where a function of one is needed");
  }

  @Test
  void a_point_must_have_a_coordinate_for_each_variable() {
    assertThatThrownBy(() -> Formula.parse("x0 + x1").at(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "formula x0 + x1: the point has 1 coordinates; the variables are [x0, x1], so it needs"
                + " 2.");
  }

  @Test
  void undefined_values_are_nan_or_infinite_and_no_error() {
    assertThat(Formula.parse("log(x)").at(-1)).isNaN();
    assertThat(Formula.parse("sqrt(x)").at(-1)).isNaN();
    assertThat(Formula.parse("1/x").at(0)).isInfinite();
    assertThat(Formula.parse("min(x, 1)").at(Double.NaN)).isNaN();
    assertThat(Formula.parse("max(1, x)").at(Double.NaN)).isNaN();
    assertThat(Formula.parse("relu(x)").at(Double.NaN)).isNaN();
  }

  @Test
  void any_tree_written_down_and_read_again_is_the_same_tree() {
    SplittableRandom random = new SplittableRandom(20);
    for (int i = 0; i < 3_000; i++) {
      Expression tree = tree(random, 1 + random.nextInt(6));
      Formula read = Formula.parse(tree.text(), List.of("x0", "x1", "x2"));
      assertThat(read.expression()).as("tree %d: %s", i, tree.text()).isEqualTo(tree);
    }
  }

  private static Expression tree(SplittableRandom random, int height) {
    if (height == 0) {
      int index = random.nextInt(3);
      return random.nextBoolean()
          ? new Expression.Variable("x" + index, index)
          : new Expression.Literal(random.nextInt(20) * Math.pow(10, random.nextInt(-12, 12)));
    }
    int below = random.nextInt(height);
    return switch (random.nextInt(7)) {
      case 6 ->
          new Expression.If(
              condition(random, below), tree(random, below), tree(random, height - 1));
      case 0 -> new Expression.Negation(tree(random, below));
      case 1 -> {
        Elementary[] all = Elementary.values();
        yield new Expression.Call(all[random.nextInt(all.length)], tree(random, below));
      }
      case 2 -> {
        List<Expression> operands =
            IntStream.range(0, 2 + random.nextInt(3)).mapToObj(_ -> tree(random, below)).toList();
        yield random.nextBoolean() ? new Expression.Min(operands) : new Expression.Max(operands);
      }
      default -> {
        Operator[] all = Operator.values();
        yield new Expression.Binary(
            all[random.nextInt(all.length)], tree(random, height - 1), tree(random, below));
      }
    };
  }

  private static Expression.Condition condition(SplittableRandom random, int height) {
    if (height > 0 && random.nextBoolean()) {
      Expression.Condition first = condition(random, height - 1);
      return switch (random.nextInt(3)) {
        case 0 -> new Expression.Not(first);
        case 1 -> new Expression.And(first, condition(random, random.nextInt(height)));
        default -> new Expression.Or(condition(random, random.nextInt(height)), first);
      };
    }
    Relation[] all = Relation.values();
    return new Expression.Comparison(
        all[random.nextInt(all.length)], tree(random, height), tree(random, random.nextInt(2)));
  }

  @Test
  void the_branch_not_taken_is_not_evaluated() {
    Formula sinc = Formula.parse("if(x == 0, 1, sin(x)/x)");
    assertThat(sinc.at(0)).isEqualTo(1);
    assertThat(sinc.at(1)).isEqualTo(Math.sin(1));
    assertThat(Formula.parse("if(x > 0, log(x), 0)").at(-1)).isZero();
    assertThat(sinc.at(Double.NaN)).isNaN();
  }

  @Test
  void logarithms_to_base_two_are_exact_for_powers_and_within_their_bound() {
    for (int k = -1074; k < 1024; k++) {
      assertThat(Elementary.LOG2.at(Math.scalb(1.0, k))).isEqualTo(k);
    }
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      double x = i % 2 == 0 ? random.nextDouble(0.4, 2.5) : Math.exp(random.nextDouble(-700, 700));
      // ln 2 in two parts: the first has 32 bits, so that its products are exact.
      double y = Elementary.LOG2.at(x);
      double back = StrictMath.log(x) - y * 0.6931471803691238 - y * 1.9082149292705877e-10;
      assertThat(Math.abs(back))
          .as("log2(%s)", x)
          .isLessThanOrEqualTo(2.2 * Math.ulp(StrictMath.log(x)));
    }
  }

  @Test
  void text_has_no_needless_parentheses() {
    for (String text :
        List.of(
            "1 - (2 - 3)",
            "1 - 2 - 3",
            "(1 * 2)^3",
            "-x^2",
            "(-x)^2",
            "2^-x^2",
            "x^y^2",
            "(x^y)^2",
            "-(x + y) * 2",
            "x / (y * 2)",
            "max(x, y + 1, sin(x))",
            "if(x < 1 and (y > 2 or not x == 1), hypot(x, y)^2, 3) + 1",
            "if(not (x < 1 or y < 2) and x >= 0 or x != y, 1, 2)")) {
      assertThat(Formula.parse(text).expression().text()).isEqualTo(text);
    }
  }

  @Test
  void nodes_counts_what_the_tree_is_made_of() {
    assertThat(Formula.parse("-x^2 + max(1, sin(x), 2)").expression().nodes()).isEqualTo(10);
  }

  @Test
  void a_long_sum_is_not_nested_deeply() {
    String thousandTerms = "x" + "+x".repeat(999);
    assertThat(Formula.parse(thousandTerms).at(2)).isEqualTo(2000);
    assertThat(Formula.parse("-".repeat(Formula.DEEPEST - 1) + "x").at(2)).isEqualTo(-2);
  }

  @Test
  void a_short_list_of_operands_is_refused() {
    assertThatThrownBy(() -> new Expression.Max(List.of()))
        .hasMessage("max: 0 operands given; it needs 2 or more.");
  }
}
