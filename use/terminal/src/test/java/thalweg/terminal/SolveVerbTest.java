package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SolveVerbTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x^2 - 2 | | 1.4142135623730951",
        "x^2 = 2 | --from=-5 | -1.4142135623730951",
        "x^2 = 2 | --within=x=0:2 | 1.4142135623730951",
        "cos(x) = x | --within=0:1 | 0.7390851332151607",
        "tan(x) = x | --from=4.4 | 4.493409457909064",
        "if(x <= 1, x - 2, x - 3) = 0 | --from=2 | 3",
        "-x^2 + 2 | | 1.4142135623730951",
        "log(t) + 100 = 0 | --from=t=1 | 3.720075976020836e-44",
      })
  void a_root_of_one_variable_is_found(String equation, String option, double root) {
    Ran ran =
        option == null
            ? Ran.thalweg("solve", equation, "--json")
            : Ran.thalweg("solve", equation, option, "--json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("solve");
    assertThat(json.get("isRoot").asBoolean()).isTrue();
    assertThat(json.get("outcome").asString()).isEqualTo("ROOT");
    assertThat(json.get("point").get(0).asDouble()).isCloseTo(root, within(1e-14 * Math.abs(root)));
    assertThat(json.get("bracket").get(0).asDouble())
        .isLessThanOrEqualTo(json.get("point").get(0).asDouble());
  }

  @Test
  void words_say_what_was_found() {
    assertThat(Ran.thalweg("solve", "x^2 = 2", "--within", "0:2").out().lines())
        .containsExactly(
            "x^2 = 2, between 0.0 and 2.0",
            "root           x = 1.414213562373095",
            "value          -4.440892098500626E-16",
            "between        1.414213562373095 and 1.4142135623730951",
            "slope          2.82842712474619, error 6.3e-16",
            "order          1, a simple root",
            "evaluations    11 of the value",
            "outcome        ROOT: the values change sign here and shrink to 0.");
    assertThat(Ran.thalweg("solve", "(x - 1)^2", "--from", "3").out())
        .contains("order          2, a multiple root", "TOUCHING_ROOT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1/x | --within=-1:2 | POLE | 0",
        "floor(x) = 2.5 | --within=0:5 | JUMP | 0",
        "x^2 + 1 | --from=1 | NO_SIGN_CHANGE | 0",
        "exp(-x) | --from=1 | NO_SIGN_CHANGE | 0",
        "log(-1 - x^2) | --from=1 | NON_FINITE | 3",
        "x^3 = 1e30 | --values=3 | EVALUATION_LIMIT | 0",
      })
  void what_is_no_root_is_told(String equation, String option, String outcome, int exit) {
    Ran ran = Ran.thalweg("solve", equation, option, "--json");
    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.json().get("outcome").asString()).isEqualTo(outcome);
    assertThat(ran.json().get("isRoot").asBoolean()).isFalse();
    assertThat(Ran.thalweg("solve", equation, option).out()).contains("nearest", outcome);
  }

  @Test
  void systems_are_solved_with_exact_slopes_or_by_differences() {
    for (String method : new String[] {"automatic", "differences"}) {
      JsonNode json =
          Ran.thalweg(
                  "solve", "x^2 + y^2 = 1", "x = y", "--from", "1,0", "--json", "--method", method)
              .json();
      assertThat(json.get("isRoot").asBoolean()).isTrue();
      assertThat(json.get("point").get(0).asDouble()).isCloseTo(Math.sqrt(0.5), within(1e-15));
      assertThat(json.get("errors").get(0).asDouble()).isLessThan(1e-14);
      assertThat(json.get("method").asString()).isEqualTo(method);
    }
    Ran signed = Ran.thalweg("solve", "y - x^2", "-x + 2", "--from", "x=1,y=1");
    assertThat(signed.exit()).as(signed.err()).isZero();
    assertThat(signed.out()).contains("y - x^2 = 0, -x + 2 = 0, from y = 1.0, x = 1.0", "ROOT");
    Ran none = Ran.thalweg("solve", "x^2 + y^2 = -1", "x = y", "--from=0.5,-2");
    assertThat(none.exit()).isZero();
    assertThat(none.out()).contains("LEAST_RESIDUAL", "nearest", "flat along");
    Ran away = Ran.thalweg("solve", "exp(-x)", "y = 1", "--from=1,0");
    assertThat(away.exit()).isEqualTo(3);
    assertThat(away.out()).contains("VANISHING");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x+y | 1 equation in 2 variables (x, y); give as many equations as variables",
        "x=1=2 | has 2 equals signs",
        "x= | has an empty side",
        "3=4 | there are no variables",
        "x^2 --method ladder | must be automatic or differences",
        "x^2 --within 2:1 | wrong way round",
        "x^2 --within 1:1 | something between them",
        "x^2 --within 0:1 --from 2 | lies outside its bounds",
        "x^2 --from y=2 | no variable",
        "x^2 --values 1 | at least 2",
        "x^2 --tolerance 2 | below 1",
        "x y=1 | --from is missing",
        "x y=1 --from 1,1 --within x=0:1 | --within is for one variable",
        "x y=1 --from 1,1 --tolerance 0.1 | --tolerance is for one variable",
        "x 2*x=1 | more are fitted by least squares",
        "2x | 2*x",
      })
  void what_cannot_be_is_refused_in_one_line(String words, String said) {
    Ran ran = Ran.thalweg(("solve " + words).split(" ", -1));
    assertThat(ran.exit()).as(ran.out()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void nothing_to_solve_and_words_of_others_are_understood() {
    assertThat(Ran.thalweg("solve").err()).contains("EXPR is missing");
    assertThat(Ran.thalweg("fsolve", "x").err()).contains("did you mean solve?");
    assertThat(Ran.thalweg("solve", "x*y", "y*x^2", "--from", "1,2").err()).isEmpty();
    assertThat(Ran.thalweg("solve", "y*x", "x = 1", "--from", "1,2").err()).contains("name them");
  }

  @Test
  void pictures_show_the_curve_with_its_root_or_where_two_meet(@TempDir Path folder)
      throws IOException {
    Path curve = folder.resolve("curve.svg");
    Ran one = Ran.thalweg("solve", "cos(x) = x", "--within", "0:1", "--picture", curve.toString());
    assertThat(one.exit()).as(one.err()).isZero();
    assertThat(one.out()).contains("picture: ");
    assertThat(Files.readString(curve)).contains("<svg", "0.739085133215160");
    Path meet = folder.resolve("meet.svg");
    Ran two =
        Ran.thalweg(
            "solve", "x^2 + y^2 = 4", "y = x^2", "--from", "1,1", "--picture", meet.toString());
    assertThat(two.exit()).as(two.err()).isZero();
    assertThat(Files.readString(meet)).contains("<svg", "y = x^2", "found");
    Path start = folder.resolve("start.svg");
    Ran near = Ran.thalweg("solve", "x^2 = 2", "--from", "1", "--picture", start.toString());
    assertThat(near.exit()).as(near.err()).isZero();
    assertThat(start).exists();
    Ran three =
        Ran.thalweg(
            "solve", "x + y + z", "x - y", "y - z", "--from", "1,1,1", "--picture", "a.svg");
    assertThat(three.exit()).isEqualTo(2);
    assertThat(three.err()).contains("--picture needs one equation, or two in two variables");
  }
}
