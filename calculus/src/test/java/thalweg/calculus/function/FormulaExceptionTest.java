package thalweg.calculus.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class FormulaExceptionTest {
  private static FormulaException failure(String text) {
    return catchThrowableOfType(FormulaException.class, () -> Formula.parse(text));
  }

  @Test
  void the_message_shows_the_problem_the_formula_and_a_caret() {
    assertThat(failure("2x + 1"))
        .hasMessage(
            """
            formula, column 2: found 'x', expected an operator or the end; write the product as 2*x.
              2x + 1
               ^\
            """);
    assertThat(failure("0.01*x^2 + 0.1*sinn(x)"))
        .hasMessageContaining("there is no function 'sinn'; did you mean sin?")
        .hasMessageEndingWith("\n  0.01*x^2 + 0.1*sinn(x)\n" + " ".repeat(17) + "^");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''           | 1 | the formula is empty",
        "'   '        | 4 | the formula is empty",
        "1 +          | 4 | found the end, expected a number, a variable, a function or (",
        "(x + 1       | 7 | found the end, expected an operator or the ) for the ( in column 1",
        "x + 1)       | 6 | found ')', expected an operator or the end",
        "(x+1)(x-1)   | 6 | write the product as )*(",
        "3 x          | 3 | write the product as 3*x",
        "x 3          | 3 | write the product as x*3",
        "x(3)         | 1 | there is no function 'x'",
        "2sin(x)      | 2 | write the product as 2*sin",
        "2e           | 2 | write the product as 2*e",
        "1.2.3        | 4 | write the product as 1.2*.3",
        "x ++* 2      | 5 | found '*', expected a number",
        "sin x        | 5 | found 'x', expected ( and the argument of sin: sin(x)",
        "sin          | 4 | found the end, expected ( and the argument of sin",
        "'sin(x, y)'  | 1 | sin has 2 arguments; it takes 1",
        "sin()        | 5 | found ')', expected a number",
        "max(x)       | 1 | max has 1 argument; it takes 2 or more",
        "sinx         | 1 | write sin(x), or list it among the variables",
        "2*sinx + x   | 3 | write sin(x),",
        "xsin(x)      | 1 | there is no function 'xsin'; did you mean x*sin?",
        "2*xsin(x)    | 3 | did you mean x*sin?",
        "sinxcosx     | 1 | write sin(x)*cos(x),",
        "xsinx        | 1 | write x*sin(x),",
        "sin2x        | 1 | write sin(2*x),",
        "lnx1         | 1 | write ln(x1),",
        "sqrt2*x      | 1 | write sqrt(2),",
        "exppi        | 1 | write exp(pi),",
        "log10x       | 1 | write log10(x),",
        "theta + costheta | 9 | write cos(theta),",
        "x*(sin)      | 7 | expected ( and the argument of sin",
        "sin^2(x)     | 4 | the argument of sin: sin(x)^2",
        "asinh(x)     | 1 | did you mean log(x + sqrt(x^2 + 1))?",
        "where(x, 1, 2) | 1 | did you mean if(condition, a, b)?",
        "Sin(x)       | 1 | did you mean sin?",
        "x(x + 1)     | 1 | did you mean x*(…)?",
        "'|x|'        | 1 | write abs(x) instead",
        "x < 1        | 1 | this is a condition, not a number",
        "1 + (x < 1)  | 5 | this is a condition, not a number",
        "'sin(x < 1)' | 5 | this is a condition, not a number",
        "'if(x, 1, 2)' | 4 | this is a number, not a condition; compare it",
        "'if(x < 1 and 2, 1, 2)' | 14 | this is a number, not a condition",
        "'if(not x, 1, 2)' | 8 | this is a number, not a condition",
        "'if(x < 1, x > 0, 2)' | 11 | this is a condition, not a number",
        "'if(0 < x < 1, 1, 2)' | 10 | comparisons do not chain; write for example 0 < x and x < 1",
        "'if(x = 1, 1, 2)' | 6 | compare with ==",
        "'if(x ≤ 1, 1, 2)' | 6 | write <= instead",
        "'if(x < 1, 2)' | 1 | if has 2 arguments; it takes 3: if(condition, a, b)",
        "if x < 1     | 4 | expected ( and the argument of if: if(condition, a, b)",
        "x < 1 ? 1 : 2 | 7 | write if(condition, a, b) instead",
        "x and y      | 1 | this is a number, not a condition",
        "not          | 4 | found the end",
        "and          | 1 | joins conditions",
        "'log(x, 2)'  | 1 | log has 2 arguments; it takes 1; to the base b it is log(x)/log(b)",
        "'hypot(x)'   | 1 | hypot has 1 argument; it takes 2",
        "'pow(x, 2, 3)' | 1 | pow has 3 arguments; it takes 2",
        "sni(x)       | 1 | did you mean sin?",
        "foo(x)       | 1 | there is no function 'foo'. The functions are sin",
        "tahn(x)      | 1 | did you mean tan",
        "SIN(x)       | 1 | there is no function 'SIN'; did you mean sin?",
        "foobar(x)    | 1 | The functions are sin cos tan",
        "y = x^2      | 3 | write only what stands to the right of =",
        "'0,5*x'      | 2 | decimals are written with a point: 0.5",
        "3 − x        | 3 | found '−', expected an operator or the end; write - instead",
        "3 × x        | 3 | write * instead",
        "x²           | 2 | write ^2 instead",
        "x # 2        | 3 | found '#'",
        "1e999        | 1 | 1e999 is larger than a double can hold",
      })
  void errors_name_the_column_and_the_cure(String text, int column, String problem) {
    FormulaException failure = failure(text);
    assertThat(failure).hasMessageContaining(problem);
    assertThat(failure.column()).isEqualTo(column);
    assertThat(failure.formula()).isEqualTo(text);
  }

  @Test
  void a_variable_that_is_not_listed_is_named_with_the_nearest() {
    FormulaException failure =
        catchThrowableOfType(
            FormulaException.class, () -> Formula.parse("rate + rat", List.of("rate", "time")));
    assertThat(failure)
        .hasMessageContaining("there is no variable 'rat' among [rate, time]; did you mean rate?");
    assertThat(failure.column()).isEqualTo(8);
  }

  @Test
  void too_long_and_too_deep_formulas_are_refused() {
    assertThat(failure("x".repeat(Formula.LONGEST + 1)))
        .hasMessageContaining("the formula has 2001 characters; 2000 is the most that is read");
    FormulaException deep = failure("(".repeat(300) + "x" + ")".repeat(300));
    assertThat(deep).hasMessageContaining("nested more than 200 deep");
    assertThat(deep.column()).isEqualTo(201);
    assertThat(failure("2^".repeat(300) + "x")).hasMessageContaining("nested more than 200 deep");
    assertThat(failure("-".repeat(300) + "x")).hasMessageContaining("nested more than 200 deep");
    assertThat(failure("sin(".repeat(300) + "x")).hasMessageContaining("more than 200 deep");
  }

  @Test
  void a_long_formula_is_shown_around_the_place_only() {
    String[] lines = lines(failure("x + ".repeat(100) + "* 2" + " + x".repeat(100)));
    assertThat(lines).hasSize(3);
    assertThat(lines[1]).startsWith("  …").endsWith("…").hasSizeLessThan(90);
    assertThat(lines[1].charAt(lines[2].indexOf('^'))).isEqualTo('*');
  }

  @Test
  void tabs_and_line_breaks_do_not_move_the_caret() {
    String[] lines = lines(failure("x\t+\n* 2"));
    assertThat(lines).hasSize(3);
    assertThat(lines[1].charAt(lines[2].indexOf('^'))).isEqualTo('*');
  }

  @Test
  void columns_count_characters_and_nothing_acts_on_the_terminal() {
    assertThat(failure("𝜃 + 𝜃 * * 2").column()).isEqualTo(9);
    String[] lines = lines(failure("𝜃 + 𝜃 * * 2"));
    assertThat(lines[1].codePointAt(lines[1].offsetByCodePoints(0, lines[2].indexOf('^'))))
        .isEqualTo('*');
    assertThat(failure("x + \u001b[31m"))
        .hasMessageStartingWith("formula, column 5: found ' ', expected")
        .message()
        .doesNotContain("\u001b");
    assertThat(failure("x \u202e 2").getMessage()).doesNotContain("\u202e");
  }

  @Test
  void whatever_is_given_is_read_or_refused_in_three_short_lines() {
    SplittableRandom random = new SplittableRandom(71);
    for (int i = 0; i < 30_000; i++) {
      String text = text(random, i < 100 ? 1_000_000 : 1 << random.nextInt(1, 12));
      try {
        Formula formula = Formula.parse(text);
        double[] x = new double[formula.variables().size()];
        assertThat(formula.at(x)).as(text).isNotNull();
        assertThat(Formula.parse(formula.expression().text(), formula.variables()).expression())
            .isEqualTo(formula.expression());
      } catch (FormulaException refused) {
        String[] lines = lines(refused);
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).hasSizeLessThan(400);
        assertThat(lines[1]).hasSizeLessThan(2 * 90);
        assertThat(lines[0] + lines[1] + lines[2])
            .matches(all -> all.chars().noneMatch(Character::isISOControl));
        assertThat(refused.column()).isBetween(1, text.length() + 1);
      }
    }
  }

  private static final List<String> WORDS =
      List.of(
          "(", ")", "x", "+", "-", "*", "/", "^", "**", "sin", "if(", ",", "<", "==", "and", "not",
          "!", "1", "1e9", ".5", "y2", "xsin", " ", "\t", "\u001b", "é", "𝜃", "min(", "hypot(",
          "pi", "e", "log10", "!=", "|", "=", "if(x<", "²");

  /// Words in any order; one word over and over; nested deeply; a long number; a long name.
  private static String text(SplittableRandom random, int length) {
    String word = WORDS.get(random.nextInt(WORDS.size()));
    String other = WORDS.get(random.nextInt(WORDS.size()));
    return switch (random.nextInt(6)) {
      case 0 -> word.repeat(length / word.length() + 1);
      case 1 -> (word + other).repeat(length / 4 + 1) + "x" + ")".repeat(random.nextInt(length));
      case 2 -> "(".repeat(length / 2) + "x" + ")".repeat(length / 2);
      case 3 -> "0." + Integer.toString(random.nextInt(1, 10)).repeat(length);
      case 4 -> "sinx".repeat(length / 4 + 1);
      default -> {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
          text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        yield text.toString();
      }
    };
  }

  private static String[] lines(FormulaException failure) {
    return String.valueOf(failure.getMessage()).split("\n", -1);
  }
}
