package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.Elementary;
import tools.jackson.databind.JsonNode;

class DerivativeVerbTest {
  private static final String PARABOLA = "0.01*x^2 + 0.1*x";

  @TempDir private Path folder;

  @Test
  void the_tutorials_derivatives_come_to_the_last_bit() {
    Ran ran = Ran.thalweg("derivative", PARABOLA, "--at", "5,10", "--method", "central", "--json");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).hasLineCount(1);
    JsonNode five = ran.json().get("results").get(0);
    JsonNode ten = ran.json().get("results").get(1);
    assertThat(ran.json().get("verb").asString()).isEqualTo("derivative");
    assertThat(five.get("x").asDouble()).isEqualTo(5);
    assertThat(five.get("derivative").asDouble()).isEqualTo(0.1999999999990898);
    assertThat(ten.get("derivative").asDouble()).isEqualTo(0.2999999999986347);
    assertThat(five.get("tangent").get("slope").asDouble()).isEqualTo(0.1999999999990898);
    assertThat(five.get("tangent").get("intercept").asDouble()).isEqualTo(-0.24999999999544897);
    assertThat(ten.get("tangent").get("intercept").asDouble()).isEqualTo(-0.9999999999863469);
    assertThat(five.get("method").asString()).isEqualTo("central");
    assertThat(five.get("step").asDouble()).isEqualTo(1e-4);
    assertThat(five.get("reason").asString()).isEqualTo("CONVERGED");
    assertThat(five.get("error").asDouble()).isBetween(9.1e-13, 1e-10);
    assertThat(five.get("evaluations").asInt()).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "forward, 0.20000099999917254",
    "automatic, 0.2",
    "central, 0.1999999999990898",
  })
  void every_method_answers(String method, double expected) {
    Ran ran = Ran.thalweg("derivative", PARABOLA, "--at", "5", "--method", method, "--json");
    assertThat(ran.json().get("results").get(0).get("derivative").asDouble()).isEqualTo(expected);
  }

  @Test
  void text_has_every_digit() {
    assertThat(Ran.thalweg("derivative", PARABOLA, "--at", "5", "--method", "central").out())
        .contains("0.1999999999990898 ", "0.1999999999990898 x - 0.24999999999544897");
    assertThat(Ran.thalweg("derivative", PARABOLA, "--at", "5", "--quiet").out()).hasLineCount(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--at=-1,2", "--at -1,2", "--at -pi/pi,4/2"})
  void points_may_be_negative_in_either_spelling(String at) {
    String[] words = at.split(" ", -1);
    Ran ran =
        words.length == 1
            ? Ran.thalweg("derivative", "x^3", at, "--json")
            : Ran.thalweg("derivative", "x^3", words[0], words[1], "--json");
    assertThat(ran.json().get("results").get(0).get("x").asDouble()).isEqualTo(-1);
    assertThat(ran.json().get("results").get(1).get("x").asDouble()).isEqualTo(2);
  }

  @Test
  void a_formula_may_begin_with_a_minus() {
    Ran ran = Ran.thalweg("derivative", "-x^2", "--at", "-1", "--method", "automatic", "--json");
    assertThat(ran.json().get("results").get(0).get("derivative").asDouble()).isEqualTo(2);
  }

  @Test
  void what_is_not_finite_is_null_with_the_reason_and_exit_3() {
    Ran ran = Ran.thalweg("derivative", "sqrt(x)", "--at", "-1,4", "--json");
    assertThat(ran.exit()).isEqualTo(3);
    JsonNode bad = ran.json().get("results").get(0);
    assertThat(bad.get("derivative").isNull()).isTrue();
    assertThat(bad.get("error").isNull()).isTrue();
    assertThat(bad.get("reason").asString()).isEqualTo("NON_FINITE");
    assertThat(ran.json().get("results").get(1).get("reason").asString()).isEqualTo("CONVERGED");
  }

  @Test
  void a_vanishing_step_is_told() {
    Ran ran = Ran.thalweg("derivative", "x^2", "--at", "1e13", "--method", "central");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("STEP_VANISHED", "1.0E13", "--step");
  }

  @Test
  void the_ladder_answers_by_default_with_automatic_beside_it_in_bars() {
    Ran ran = Ran.thalweg("derivative", "sin(x)", "--at", "1,1e6", "--json");
    assertThat(ran.exit()).isZero();
    JsonNode one = ran.json().get("results").get(0);
    assertThat(one.get("method").asString()).isEqualTo("ladder");
    assertThat(one.get("derivative").asDouble()).isCloseTo(Math.cos(1), offset(1e-13));
    assertThat(one.get("error").asDouble()).isBetween(1e-16, 1e-11);
    assertThat(one.get("evaluations").asInt()).isLessThanOrEqualTo(13);
    assertThat(one.get("accuracy").asInt()).isEqualTo(8);
    assertThat(one.get("reason").asString()).isEqualTo("CONVERGED");
    JsonNode beside = one.get("beside");
    assertThat(beside.get("method").asString()).isEqualTo("automatic");
    assertThat(beside.get("derivative").asDouble()).isCloseTo(Math.cos(1), offset(1e-16));
    assertThat(beside.get("bars").asDouble())
        .isEqualTo(
            Math.abs(one.get("derivative").asDouble() - beside.get("derivative").asDouble())
                / one.get("error").asDouble());
    assertThat(Ran.thalweg("derivative", "sin(x)", "--at", "1").out())
        .contains("by the anchored ladder", "automatic", "bars");
    JsonNode automatic =
        Ran.thalweg("derivative", "sin(x)", "--at", "1", "--method", "automatic", "--json")
            .json()
            .get("results")
            .get(0);
    assertThat(automatic.get("beside").get("method").asString()).isEqualTo("ladder");
    assertThat(automatic.get("beside").get("bars").asDouble()).isLessThan(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ladder, 1, -1",
    "ladder, 2, 2",
    "ladder, 5, -120",
    "ladder, 6, 720",
    "automatic, 3, -6",
    "automatic, 4, 24",
    "central, 2, 2",
    "forward, 2, 2",
    "backward, 3, -6",
  })
  void derivatives_of_higher_order_are_there(String method, String order, double expected) {
    Ran ran =
        Ran.thalweg(
            "derivative", "1/x", "--at", "1", "--method", method, "--order", order, "--json");
    assertThat(ran.exit()).isZero();
    JsonNode result = ran.json().get("results").get(0);
    assertThat(ran.json().get("order").asInt()).isEqualTo(Integer.parseInt(order));
    assertThat(result.get("method").asString()).isEqualTo(method);
    assertThat(result.get("derivative").asDouble())
        .isCloseTo(expected, offset(0.02 * Math.abs(expected)));
    assertThat(Math.abs(result.get("derivative").asDouble() - expected))
        .isLessThanOrEqualTo(10 * result.get("error").asDouble());
  }

  @Test
  void bounds_are_kept_and_one_side_is_told() {
    Ran ran = Ran.thalweg("derivative", "sqrt(x)*x", "--at", "0", "--within", "0:1", "--json");
    JsonNode edge = ran.json().get("results").get(0);
    assertThat(edge.get("reason").asString()).isIn("DOMAIN_EDGE", "UNSETTLED");
    Ran known = Ran.thalweg("derivative", "x^2", "--at", "1", "--within", "1:inf");
    assertThat(known.exit()).isEqualTo(2);
    Ran right = Ran.thalweg("derivative", "x^2", "--at", "1", "--within", "1:3");
    assertThat(right.exit()).isZero();
    assertThat(right.err()).contains("DOMAIN_EDGE", "one side");
  }

  @Test
  void a_kink_gives_both_slopes_and_exit_1() {
    Ran ran = Ran.thalweg("derivative", "abs(x) + 2*x", "--at", "0", "--json");
    assertThat(ran.exit()).isEqualTo(1);
    JsonNode kink = ran.json().get("results").get(0);
    assertThat(kink.get("reason").asString()).isEqualTo("KINK");
    assertThat(kink.get("derivative").isNull()).isTrue();
    assertThat(kink.get("left").asDouble()).isEqualTo(1);
    assertThat(kink.get("right").asDouble()).isEqualTo(3);
    assertThat(Ran.thalweg("derivative", "abs(x) + 2*x", "--at", "0").err())
        .contains("KINK", "1.0 on the left and 3.0 on the right");
  }

  @Test
  void a_step_asks_for_a_difference() {
    Ran ran = Ran.thalweg("derivative", "x^2", "--at", "1", "--step", "1e-3", "--json");
    assertThat(ran.json().get("results").get(0).get("method").asString()).isEqualTo("central");
    assertThat(
            Ran.thalweg("derivative", "x", "--at", "1", "--method", "ladder", "--step", "1").err())
        .contains("the ladder chooses its steps");
  }

  @Test
  void a_malformed_formula_gets_a_caret() {
    Ran ran = Ran.thalweg("derivative", "2x + 1", "--at", "1");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("column 2", "\n  2x + 1\n   ^\n", "2*x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x*y | --at | 1 | [x, y]",
        "x | --at | 1,b | \"b\" in \"1,b\"",
        "x | --at | '' | --at",
        "x | --method | sideways | ladder, central, forward, backward or automatic",
        "x | --step | 0 | --step is 0.0",
        "x | --step | -1 | above 0",
        "x | --order | 0 | it must be 1 to 6",
        "x | --order | 50 | it must be 1 to 6",
        "x | --within | 1 | is no range",
        "x | --within | 2:1 | smaller first",
        "x | --within | 2:3 | lies outside",
        "x | --picture | t.gif | .png or .svg",
        "x | --nonsense | 1 | --nonsense",
      })
  void wrong_usage_is_one_line_and_exit_2(String formula, String option, String value, String say) {
    Ran ran =
        option.equals("--at")
            ? Ran.thalweg("derivative", formula, option, value)
            : Ran.thalweg("derivative", formula, "--at", "1", option, value);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).hasLineCount(1).contains(say);
  }

  @Test
  void a_missing_point_is_told() {
    assertThat(Ran.thalweg("derivative", "x"))
        .matches(ran -> ran.exit() == 2)
        .extracting(Ran::err)
        .asString()
        .contains("--at");
  }

  @Test
  void pictures_are_drawn_and_drawn_again_over_themselves() {
    Path tangents = folder.resolve("t.svg");
    Path errors = folder.resolve("e.svg");
    for (int time = 0; time < 2; time++) {
      Ran ran =
          Ran.thalweg(
              "derivative",
              "sin(x)",
              "--at",
              "1,2",
              "--picture",
              tangents.toString(),
              "--error-picture",
              errors.toString());
      assertThat(ran.err()).isEmpty();
      assertThat(ran.exit()).isZero();
    }
    assertThat(tangents).content().contains("<svg", "tangent at x = 1");
    assertThat(errors)
        .content()
        .contains("<svg", "forward", "central, order 8", "rounding", "truncation", "ladder");
  }

  @Test
  void a_file_that_is_no_picture_is_not_overwritten() throws Exception {
    Path precious = Ran.write(folder.resolve("precious.png"), "my thesis");
    Ran ran = Ran.thalweg("derivative", "x", "--at", "1", "--picture", precious.toString());
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("not overwritten").hasLineCount(1);
    assertThat(Files.readString(precious)).isEqualTo("my thesis");
    assertThat(
            Ran.thalweg("derivative", "x", "--at", "1", "--picture", folder + "/no/such/p.png")
                .err())
        .contains("folder");
  }

  @Test
  void where_there_is_no_slope_there_is_no_tangent() {
    assertThat(Ran.thalweg("derivative", "abs(x)", "--at", "0").out()).doesNotContain("NaN x");
  }

  @Test
  void values_that_hold_nothing_of_the_slope_are_blamed_for_that() {
    assertThat(Ran.thalweg("derivative", "hypot(2.43e9, x)-2.43e9", "--at", "3").err())
        .contains("the values are all the same around there")
        .doesNotContain("faster");
  }

  @Test
  void where_ladder_and_automatic_clash_it_is_said_in_every_form() {
    for (String method : new String[] {"ladder", "automatic"}) {
      String[] call = {"derivative", "(1-cos(x))/x^2", "--at", "1e-5,1", "--method", method};
      Ran text = Ran.thalweg(call);
      assertThat(text.err())
          .contains("differ by more than the error", "more likely automatic is wrong")
          .doesNotContain("x = 1.0 ");
      JsonNode results =
          Ran.thalweg(
                  "derivative", "(1-cos(x))/x^2", "--at", "1e-5,1", "--method", method, "--json")
              .json()
              .get("results");
      assertThat(results.get(0).get("clash").asString()).contains("more likely automatic");
      assertThat(results.get(1).has("clash")).isFalse();
      double error = results.get(0).get("error").asDouble();
      double derivative = results.get(0).get("derivative").asDouble();
      assertThat(Math.abs(derivative + 1e-5 / 12)).isLessThanOrEqualTo(10 * error);
    }
  }

  @Test
  void help_lists_the_functions_that_a_formula_may_call() {
    List<String> words = List.of(Ran.thalweg("derivative", "--help").out().split("[^a-z0-9]+"));
    for (Elementary function : Elementary.values()) {
      assertThat(words).contains(function.written());
    }
    assertThat(words).contains("atan2", "hypot", "pow", "min", "max", "if", "pi", "e");
  }

  @Test
  void the_families_are_counted() {
    Ran ran = Ran.thalweg("derivative", "--problems", "--json");
    assertThat(ran.exit()).isZero();
    for (JsonNode family : ran.json().get("problems")) {
      int right = family.get("right").asInt();
      int honest = family.get("honest").asInt();
      int overconfident = family.get("overconfident").asInt();
      assertThat(right + honest + overconfident).isEqualTo(family.get("functions").asInt());
      assertThat(overconfident).isLessThanOrEqualTo(3);
    }
    assertThat(Ran.thalweg("derivative", "--problems").out()).contains("cancelling quotients");
  }

  @Test
  void a_kink_is_drawn_with_both_slopes_and_a_step_too_long_is_refused() {
    Path picture = folder.resolve("kink.svg");
    Ran.thalweg("derivative", "abs(x)", "--at", "0", "--picture", picture.toString());
    assertThat(picture).content().contains("tangent at x = 0");
    Ran ran = Ran.thalweg("derivative", "x", "--at", "1", "--step", "1e308");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).hasLineCount(1).contains("twice the step");
    assertThat(Ran.thalweg("derivative", "1e308*x", "--at", "1e10").exit()).isEqualTo(3);
  }
}
