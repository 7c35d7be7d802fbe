package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
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
          Ran.thalweg("derivative", "sin(x)", "--at", "1,2", "--picture", tangents.toString());
      assertThat(ran.err()).isEmpty();
      assertThat(ran.exit()).isZero();
      Ran other = drawn("sin(x)", "1,2", errors, "--figure", "error");
      assertThat(other.err()).isEmpty();
    }
    assertThat(tangents).content().contains("<svg", "tangent at x = 1");
    assertThat(errors)
        .content()
        .contains("<svg", "forward", "central, order 8", "rounding", "truncation", "ladder");
  }

  private static Ran drawn(String formula, String at, Path file, String... more) {
    List<String> words =
        new ArrayList<>(List.of("derivative", formula, "--at", at, "--picture", file.toString()));
    words.addAll(List.of(more));
    return Ran.thalweg(words.toArray(String[]::new));
  }

  @Test
  void of_the_errors_those_are_drawn_that_are_named() {
    Path file = folder.resolve("e.svg");
    List<String> all = List.of("forward", "backward", "central", "central4", "central8");
    for (int subset = 1; subset < 32; subset++) {
      List<String> named = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        if ((subset >> i & 1) != 0) {
          named.add(all.get(i));
        }
      }
      Ran ran =
          drawn("exp(x)", "0.5", file, "--figure", "error", "--series", String.join(",", named));
      assertThat(ran.exit()).as(ran.err()).isZero();
      for (String name : all) {
        boolean isDrawn = named.contains(name);
        String written = name.replaceFirst("(?=\\d)", ", order ");
        assertThat(file).content().matches(svg -> svg.contains(">" + written + "<") == isDrawn);
      }
      assertThat(file).content().doesNotContain("ladder");
      boolean isOneSided = named.contains("forward") || named.contains("backward");
      assertThat(file).content().matches(svg -> svg.contains("h|f″|/2") == isOneSided);
    }
  }

  @Test
  void secants_come_nearer_to_the_slope_of_the_tangent() throws IOException {
    Path file = folder.resolve("s.svg");
    for (String formula : List.of("0.01*x^2+0.1*x", "exp(x/5)", "sqrt(x)", "x^3", "log(x)")) {
      Ran ran = drawn(formula, "5", file, "--figure", "secant");
      assertThat(ran.exit()).as(ran.err()).isZero();
      List<Double> secants = slopes(file, "h = ([^:]+)"); // the smallest step first
      double slope = slopes(file, "(tangent)").getFirst();
      assertThat(secants).hasSize(3);
      for (int k = 1; k < 3; k++) {
        assertThat(Math.abs(secants.get(k - 1) - slope))
            .isLessThan(0.7 * Math.abs(secants.get(k) - slope));
      }
    }
    drawn("x^2", "3", file, "--figure", "secant", "--step", "0.5", "--x-range", "2:4");
    assertThat(file).content().contains("h = 0.5: slope 6.5", "h = 0.125: slope 6.125");
    Ran corner = drawn("abs(x)", "0", file, "--figure", "secant");
    assertThat(corner.exit()).isEqualTo(Ran.thalweg("derivative", "abs(x)", "--at", "0").exit());
    assertThat(file).content().contains("slope 1");
    assertThat(drawn("sqrt(x)", "-1", file, "--figure", "secant").err())
        .contains("--picture: secants: f(-1.0) is NaN");
  }

  /// Returns the slopes in the legend behind what `named` finds, in its order.
  private static List<Double> slopes(Path file, String named) throws IOException {
    return Pattern.compile(named + ": slope ([^<]+)<")
        .matcher(Files.readString(file))
        .results()
        .sorted(Comparator.comparing(found -> found.group(1)))
        .map(found -> Double.valueOf(found.group(2)))
        .toList();
  }

  @Test
  void what_no_picture_shows_is_refused() {
    Path file = folder.resolve("p.svg");
    assertThat(drawn("x^2", "1", file, "--figure", "chord").err())
        .contains("--figure: \"chord\" is unknown; it must be tangent, secant or error.");
    assertThat(drawn("x^2", "1", file, "--figure", "error", "--series", "complex").err())
        .contains("--series: \"complex\" is unknown; it must be forward, backward, central");
    assertThat(drawn("x^2", "1", file, "--series", "central").err())
        .contains("--series is for --figure error");
    assertThat(drawn("x^2", "1", file, "--order", "2").err())
        .contains("--picture is of the first derivative; leave out --order.");
    assertThat(Ran.thalweg("derivative", "x", "--at", "1", "--figure", "secant").err())
        .contains("--figure: this says what the picture shows; give --picture FILE as well.");
    assertThat(file).doesNotExist();
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
