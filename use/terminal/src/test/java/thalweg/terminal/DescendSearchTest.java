package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Descents under constraints, from many starts, and in an interval.
class DescendSearchTest {
  @TempDir private Path folder;

  @Test
  void constraints_are_met_and_their_multipliers_told() {
    Ran ran =
        Ran.thalweg(
            "descend",
            "x^2 + y^2",
            "--from",
            "3,0",
            "--subject-to",
            "x + y = 1",
            "--subject-to",
            "x*y >= 0.1",
            "--json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("descend");
    assertThat(json.get("outcome").asString()).isEqualTo("CONVERGED");
    assertThat(json.get("point").get(0).asDouble()).isCloseTo(0.5, within(1e-8));
    JsonNode first = json.get("constraints").get(0);
    assertThat(first.get("constraint").asString()).isEqualTo("x + y = 1");
    assertThat(first.get("multiplier").asDouble()).isCloseTo(1, within(1e-7));
    assertThat(first.get("state").asString()).isEqualTo("active");
    assertThat(json.get("constraints").get(1).get("state").asString()).isEqualTo("inactive");
    assertThat(json.get("constraints").get(1).get("limits").get(1).isNull()).isTrue();
  }

  @Test
  void words_say_the_same() {
    Ran ran =
        Ran.thalweg(
            "descend",
            "x + 2*y",
            "--from",
            "x=0.1,y=0",
            "--subject-to",
            "x^2 + y^2 <= 5",
            "--within",
            "x=-1:",
            "--ascend");
    assertThat(ran.out())
        .contains(
            "f(x, y) = x + 2*y subject to x^2 + y^2 <= 5 within x ≥ -1.0, up from x = 0.1, y = 0.0"
                + " by automatic differentiation",
            "constraint",
            "multiplier",
            "active",
            "outcome        CONVERGED: the constraints are fulfilled");
  }

  @Test
  void that_nothing_fulfils_them_is_a_finding() {
    Ran ran =
        Ran.thalweg(
            "descend",
            "x^2 + y^2",
            "--from",
            "0,0",
            "--subject-to",
            "x + y >= 2",
            "--subject-to",
            "x + y <= 1",
            "--method",
            "central");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("INFEASIBLE", "missed", "unknown", "differences whose steps");
    JsonNode json =
        Ran.thalweg("descend", "x", "--from", "2", "--subject-to", "x^2 = -1", "--json").json();
    assertThat(json.get("isMinimum").asBoolean()).isFalse();
    assertThat(json.get("constraints").get(0).get("multiplier").isNull()).isTrue();
  }

  @Test
  void a_function_without_end_has_its_exit_code() {
    Ran ran = Ran.thalweg("descend", "x + y", "--from", "0,0", "--subject-to", "x - y = 1");
    assertThat(ran.exit()).isEqualTo(ExitCode.DIVERGED);
    assertThat(ran.out()).contains("UNBOUNDED");
  }

  @Test
  void a_picture_shows_the_way_and_what_is_not_allowed() throws Exception {
    Path file = folder.resolve("way.svg");
    Ran ran =
        Ran.thalweg(
            "descend",
            "(x - 2)^2 + (y - 1)^2",
            "--from",
            "2,2",
            "--subject-to",
            "x^2/4 + y^2 <= 1",
            "--subject-to",
            "x = 2*y - 1",
            "--picture",
            file.toString());
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(Files.readString(file)).contains("<svg", "not allowed", "x = 2*y - 1");
    Path line = folder.resolve("line.svg");
    Ran one =
        Ran.thalweg(
            "descend",
            "x^2",
            "--from",
            "3",
            "--subject-to",
            "x >= 1",
            "--picture",
            line.toString());
    assertThat(one.exit()).as(one.err()).isZero();
    assertThat(line).exists();
  }

  @Test
  void many_starts_list_different_minima() {
    JsonNode json =
        Ran.thalweg(
                "descend",
                "(x^2 - 1)^2 + 0.1*x + y^2",
                "--within",
                "x=-2:2,y=-1:1",
                "--global",
                "20",
                "--json")
            .json();
    assertThat(json.get("minima").size()).isEqualTo(2);
    assertThat(json.get("minima").get(0).get("point").get(0).asDouble()).isNegative();
    assertThat(json.get("arrived").asInt()).isEqualTo(20);
    assertThat(json.get("reason").asString()).contains("is not proved");
    Ran up =
        Ran.thalweg(
            "descend",
            "x*sin(x)",
            "--within",
            "x=-9:9",
            "--global",
            "30",
            "--ascend",
            "--subject-to",
            "x <= 5");
    assertThat(up.exit()).as(up.err()).isZero();
    assertThat(up.out()).contains("different maxima", "no higher one").doesNotContain("minim");
  }

  @Test
  void what_ends_no_search_well_says_so_and_by_its_exit_code() {
    Ran pole = Ran.thalweg("descend", "1/x", "--from", "-1", "--subject-to", "x <= 0");
    assertThat(pole.exit()).isEqualTo(ExitCode.DIVERGED);
    assertThat(pole.out()).contains("ended at", "UNBOUNDED").doesNotContain("WRONG");
    Ran vast = Ran.thalweg("descend", "x^2", "--from", "0", "--subject-to", "x >= 1e300", "--json");
    assertThat(vast.exit()).isEqualTo(ExitCode.DIVERGED);
    assertThat(vast.json().get("outcome").asString()).isEqualTo("NON_FINITE");
    assertThat(vast.json().get("point").get(0).asDouble()).isEqualTo(1e300);
    assertThat(vast.json().get("value").isNull()).isTrue();
    assertThat(vast.json().get("constraints").get(0).get("multiplier").isNull()).isTrue();
    Ran constant = Ran.thalweg("descend", "0*x + 3", "--from", "3", "--subject-to", "x >= 1");
    assertThat(constant.exit()).isEqualTo(ExitCode.OK);
    assertThat(constant.out()).contains("FLAT: flat here: the constraints are fulfilled");
  }

  @Test
  void an_interval_without_a_least_value_says_so() {
    Ran pole = Ran.thalweg("descend", "-log(x)", "--within", "0:1", "--ascend");
    assertThat(pole.exit()).isEqualTo(ExitCode.DIVERGED);
    assertThat(pole.out())
        .contains("ended at", "UNBOUNDED: the values rise without end, or above all numbers")
        .contains("no greatest value");
    JsonNode step = Ran.thalweg("descend", "floor(x)", "--within", "0:5", "--json").json();
    assertThat(step.get("outcome").asString()).isEqualTo("FLAT");
    assertThat(step.get("isMinimum").asBoolean()).isFalse();
    assertThat(step.get("reason").asString()).contains("plateau, not an answer");
  }

  @Test
  void an_interval_needs_no_start() throws Exception {
    JsonNode json = Ran.thalweg("descend", "x^3 - 2*x", "--within", "0:2", "--json").json();
    assertThat(json.get("point").get(0).asDouble()).isCloseTo(Math.sqrt(2.0 / 3), within(1e-7));
    assertThat(json.get("outcome").asString()).isEqualTo("CONVERGED");
    Path file = folder.resolve("top.svg");
    Ran up =
        Ran.thalweg(
            "descend", "sin(x)", "--within", "x=0:3", "--ascend", "--picture", file.toString());
    assertThat(up.out())
        .contains(
            "the greatest value by values alone", "CONVERGED: the values fall on both sides.");
    assertThat(file).exists();
    assertThat(Ran.thalweg("descend", "log(x - 5)", "--within", "0:2").exit())
        .isEqualTo(ExitCode.DIVERGED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x^2 --from 1 --subject-to x | it must relate two sides by =, <= or >=",
        "x^2 --from 1 --subject-to 1<=2 | it says nothing of a variable",
        "x^2 --from 1 --subject-to x>=1 --rule adam | --rule: --subject-to has a method of its own",
        "x^2 --from 1 --subject-to x>=1 --method ladder | --method ladder: --subject-to has",
        "x^2 --subject-to x>=1 | --from is missing",
        "x^2 --from 1 --within x=2:3 --subject-to x>=1 | lies outside its bounds",
        "x^2 --global 5 | give --within with a range for each variable",
        "x^2 --within x=0: --global 5 | give --within both ends for x",
        "x^2 --within x=0:1 --global 0 | --global is 0; there must be at least 1 start",
        "x^2 --within x=0:1 --global 5 --from 1 | --from: --global chooses its starts itself",
        "x^2 --within x=0:1 --rate 1 | --rate: an interval has a method of its own",
        "x^2 --within x=1:1 | both ends are 1.0",
        "x+y+z --from 1,2,3 --subject-to x>=1 --picture a.svg | --picture needs a function of one",
        "x^2 --within x=0:1 --global 5 --picture a.svg | --global draws none",
      })
  void wrong_use_is_told(String line, String message) {
    String[] words = ("descend " + line).split(" ");
    Ran ran = Ran.thalweg(words);
    assertThat(ran.exit()).as(ran.out()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains(message);
  }

  @Test
  void a_constraint_that_is_no_number_at_the_start_is_named() {
    Ran ran = Ran.thalweg("descend", "x^2", "--from", "3", "--subject-to", "sqrt(x - 5) >= 0");
    assertThat(ran.exit()).isEqualTo(ExitCode.DIVERGED);
    assertThat(ran.out()).contains("the constraint \"sqrt(x - 5) >= 0\" is NaN or infinite");
  }
}
