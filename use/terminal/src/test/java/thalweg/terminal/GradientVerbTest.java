package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class GradientVerbTest {
  private static final String BOWL = "x0^2 + x1^2";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3,4 | 6.00000000000378 | 7.999999999999119",
        "0,2 | 0 | 4.000000000004",
        "3,0 | 6.000000000012662 | 0",
      })
  void the_tutorials_gradients_come_to_the_last_bit(String at, double first, double second) {
    Ran ran = Ran.thalweg("gradient", BOWL, "--at", at, "--method", "central", "--json");
    assertThat(ran.exit()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("gradient");
    assertThat(json.get("variables").get(1).asString()).isEqualTo("x1");
    assertThat(json.get("gradient").get(0).asDouble()).isEqualTo(first);
    assertThat(json.get("gradient").get(1).asDouble()).isEqualTo(second);
    assertThat(json.get("error").size()).isEqualTo(2);
    assertThat(json.get("evaluations").asInt()).isGreaterThanOrEqualTo(4);
    assertThat(json.get("method").asString()).isEqualTo("central");
    assertThat(json.has("hessian")).isFalse();
  }

  @Test
  void the_hessian_comes_on_request() {
    JsonNode json =
        Ran.thalweg("gradient", BOWL, "--at", "3,4", "--method", "automatic", "--hessian", "--json")
            .json();
    assertThat(json.get("value").asDouble()).isEqualTo(25);
    assertThat(json.get("gradient").get(1).asDouble()).isEqualTo(8);
    assertThat(json.get("hessian").get(0).get(0).asDouble()).isCloseTo(2, within());
    assertThat(json.get("hessian").get(0).get(1).asDouble()).isCloseTo(0, within());
    assertThat(
            Ran.thalweg("gradient", BOWL, "--at", "3,4", "--method", "central", "--hessian").out())
        .contains("partial derivative", "hessian", "6.00000000000378");
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-6);
  }

  @Test
  void where_ladder_and_automatic_clash_it_is_said_in_every_form() {
    for (String method : new String[] {"ladder", "automatic"}) {
      String[] call = {"gradient", "(1-cos(x))/x^2+y", "--at", "x=1e-5,y=2", "--method", method};
      Ran text = Ran.thalweg(call);
      assertThat(text.err())
          .containsOnlyOnce("differ by more than the error")
          .contains("At x = 1.0E-5 ladder gives", "more likely automatic is wrong");
      String[] asked = Arrays.copyOf(call, call.length + 1);
      asked[call.length] = "--json";
      JsonNode clash = Ran.thalweg(asked).json().get("clash");
      assertThat(clash.get(0).asString()).contains("more likely automatic");
      assertThat(clash.get(1).asString()).isEmpty();
    }
    assertThat(Ran.thalweg("gradient", BOWL, "--at", "3,4", "--json").json().has("clash"))
        .isFalse();
  }

  @Test
  void the_ladder_answers_by_default_entry_by_entry() {
    JsonNode json =
        Ran.thalweg("gradient", "abs(x) + y^3*z", "--at", "0,2,1", "--hessian", "--json").json();
    assertThat(json.get("method").asString()).isEqualTo("ladder");
    assertThat(json.get("reason").asString()).isEqualTo("KINK");
    assertThat(json.get("reasons").get(0).asString()).isEqualTo("KINK");
    assertThat(json.get("reasons").get(1).asString()).isEqualTo("CONVERGED");
    assertThat(json.get("gradient").get(0).isNull()).isTrue();
    assertThat(json.get("gradient").get(1).asDouble()).isCloseTo(12, within());
    assertThat(json.get("beside").get("gradient").get(2).asDouble()).isEqualTo(8);
    assertThat(json.get("beside").get("bars").get(1).asDouble()).isLessThan(10);
    assertThat(json.get("hessian").get(1).get(2).asDouble()).isCloseTo(12, within());
    assertThat(json.get("hessianError").get(1).get(2).asDouble()).isLessThan(1e-6);
    assertThat(json.get("hessianEvaluations").asInt()).isGreaterThan(50);
  }

  @Test
  void bounds_are_a_range_for_each_variable() {
    Ran ran = Ran.thalweg("gradient", "sqrt(x)*y", "--at", "1,2", "--within", "0:1,1:3", "--json");
    assertThat(ran.exit()).isZero();
    assertThat(ran.json().get("reasons").get(0).asString()).isEqualTo("DOMAIN_EDGE");
    assertThat(ran.json().get("gradient").get(0).asDouble()).isCloseTo(1, within());
    assertThat(Ran.thalweg("gradient", "x*y", "--at", "1,2", "--within", "0:1").err())
        .contains("1 range; there are 2 variables");
  }

  @Test
  void variables_can_be_put_in_order() {
    JsonNode json =
        Ran.thalweg("gradient", "x^2*y", "--variables", "y,x", "--at", "1,2", "--json").json();
    assertThat(json.get("variables").get(0).asString()).isEqualTo("y");
    assertThat(json.get("value").asDouble()).isEqualTo(4);
    Ran unknown = Ran.thalweg("gradient", "x^2*z", "--variables", "y,x", "--at", "1,2");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("'z'", "^");
  }

  @Test
  void the_number_of_coordinates_must_be_that_of_the_variables() {
    Ran ran = Ran.thalweg("gradient", BOWL, "--at", "3");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("1 number", "2 variables (x0, x1)").hasLineCount(1);
  }

  @Test
  void the_field_is_drawn_over_the_ranges_given() {
    Path picture = folder.resolve("field.svg");
    Ran ran =
        Ran.thalweg(
            "gradient",
            BOWL,
            "--at",
            "1,1",
            "--field",
            "-2:2,-2:2",
            "--picture",
            picture.toString());
    assertThat(ran.err()).isEmpty();
    assertThat(picture).content().contains("<svg", "gradient", "at (1.0, 1.0)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x0 | 1 | -2:2,-2:2 | two variables",
        "x0*x1 | 1,1 | 2:-2,-2:2 | smaller first",
        "x0*x1 | 1,1 | -2:2 | two ranges",
      })
  void a_field_that_cannot_be_drawn_is_refused(
      String formula, String at, String field, String say) {
    Ran ran =
        Ran.thalweg(
            "gradient", formula, "--at", at, "--field", field, "--picture", folder + "/f.png");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(say).hasLineCount(1);
    assertThat(folder.resolve("f.png")).doesNotExist();
  }

  @Test
  void what_is_not_finite_is_null_and_exit_3() {
    for (String method : new String[] {"ladder", "central", "automatic"}) {
      Ran ran = Ran.thalweg("gradient", "log(x)*y", "--at", "-1,1", "--method", method, "--json");
      assertThat(ran.exit()).isEqualTo(3);
      assertThat(ran.json().get("value").isNull()).isTrue();
      assertThat(ran.json().get("reason").asString()).isEqualTo("NON_FINITE");
    }
  }
}
