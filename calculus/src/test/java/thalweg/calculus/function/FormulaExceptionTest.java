package thalweg.calculus.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "ln(x)        | 1 | did you mean log?",
        "arctan(x)    | 1 | did you mean atan?",
        "tahn(x)      | 1 | did you mean tan",
        "SIN(x)       | 1 | there is no function 'SIN'",
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

  private static String[] lines(FormulaException failure) {
    return String.valueOf(failure.getMessage()).split("\n", -1);
  }
}
