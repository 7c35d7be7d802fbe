package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.descent.problem.RegressionProblem;
import thalweg.descent.problem.RegressionProblems;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class FitVerbTest {
  private static final RegressionProblem MISRA =
      RegressionProblems.all().stream()
          .filter(problem -> problem.name().equals("Misra1a"))
          .findFirst()
          .orElseThrow();

  private static final String FORMULA = "b1*(1-exp(-b2*x))";

  @TempDir private Path folder;
  private String points = "";

  @BeforeEach
  void table() throws IOException {
    StringBuilder text = new StringBuilder("y,x\n");
    for (int i = 0; i < MISRA.observations(); i++) {
      text.append(MISRA.observed()[i] + "," + MISRA.predictor(0)[i] + "\n");
    }
    points = write("points.csv", text.toString());
  }

  private String write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file.toString();
  }

  private static Ran fit(String... words) {
    List<String> all = new ArrayList<>(List.of("fit"));
    all.addAll(Arrays.asList(words));
    return Ran.thalweg(all.toArray(String[]::new));
  }

  @Test
  void a_fit_is_told_as_json_to_the_digits_that_nist_certifies() {
    Ran ran = fit(FORMULA, "--data", points, "--start", "b1=500,b2=1e-4", "--json");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("fit");
    assertThat(json.get("target").asString()).isEqualTo("y");
    assertThat(json.get("observations").asInt()).isEqualTo(14);
    assertThat(json.get("outcome").asString()).isEqualTo("CONVERGED");
    for (int j = 0; j < 2; j++) {
      JsonNode parameter = json.get("parameters").get(j);
      assertThat(parameter.get("name").asString()).isEqualTo("b" + (j + 1));
      double truth = MISRA.certified()[j];
      double error = MISRA.deviations()[j];
      assertThat(parameter.get("value").asDouble()).isCloseTo(truth, within(1e-7 * truth));
      assertThat(parameter.get("standardError").asDouble()).isCloseTo(error, within(1e-6 * error));
      assertThat(parameter.get("low").asDouble())
          .isCloseTo(truth - 2.17881 * error, within(error / 1e4));
    }
    assertThat(json.get("sumOfSquares").asDouble()).isCloseTo(MISRA.squares(), within(1e-9));
    assertThat(json.get("degreesOfFreedom").asInt()).isEqualTo(12);
    assertThat(json.get("residuals").size()).isEqualTo(14);
    assertThat(json.get("covariance").get(0).get(1).asDouble()).isNegative();
    assertThat(json.has("ways")).isFalse();
  }

  @Test
  void people_see_a_table_with_errors_and_why_it_ended() {
    Ran ran = fit(FORMULA, "--data", points);
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("y = " + FORMULA + ", from 14 rows of " + points)
        .containsPattern("b1 +238\\.942129\\d+ +2\\.707 +233\\.044 to 244\\.840")
        .contains("12 degrees of freedom", "R²  ", "CONVERGED: ")
        .contains("ways from starts within the data's scales");
    assertThat(fit(FORMULA, "--data", points, "--quiet").out()).doesNotContain("evaluations");
  }

  @Test
  void what_is_explained_stands_before_the_equals_sign_or_is_named_or_the_only_other_column()
      throws IOException {
    String more = write("more.csv", "t,u,v\n1,3,9\n2,5,4\n3,7,1\n4,9,0\n");
    for (String[] words :
        List.of(
            new String[] {"u = a + b*t"},
            new String[] {"a + b*t", "--target", "u"},
            new String[] {"u=a+b*t"})) {
      List<String> all = new ArrayList<>(List.of(words));
      all.addAll(List.of("--data", more, "--json"));
      JsonNode json = fit(all.toArray(String[]::new)).json();
      assertThat(json.get("target").asString()).isEqualTo("u");
      assertThat(json.get("parameters").get(1).get("value").asDouble()).isCloseTo(2, within(1e-9));
    }
    JsonNode json = fit("log(u) = log(a + b*t)", "--data", more, "--json").json();
    assertThat(json.get("target").asString()).isEqualTo("log(u)");
    assertThat(json.get("parameters").get(0).get("value").asDouble()).isCloseTo(1, within(1e-7));
    json = fit("if(t >= 3, a, b)", "--data", more, "--target", "u", "--json").json();
    assertThat(json.get("parameters").get(0).get("value").asDouble()).isCloseTo(8, within(1e-9));
    assertThat(fit("-a*t", "--data", more, "--target", "v").exit()).isZero();
    Ran open = fit("a + b*t", "--data", more);
    assertThat(open.exit()).isEqualTo(2);
    assertThat(open.err())
        .contains("may explain any of the columns u, v; write which, such as 'v = …'");
  }

  @Test
  void points_and_tables_are_predicted_with_bands() throws IOException {
    String where = write("where.csv", "x\n100\n500\n");
    for (String[] predict :
        List.of(
            new String[] {"--predict", "x=100", "--predict", "x=500"},
            new String[] {"--predict", "100,500"},
            new String[] {"--predict", where})) {
      List<String> all = new ArrayList<>(List.of(FORMULA, "--data", points, "--json"));
      all.addAll(List.of(predict));
      JsonNode predictions = fit(all.toArray(String[]::new)).json().get("predictions");
      assertThat(predictions.size()).isEqualTo(2);
      JsonNode second = predictions.get(1);
      assertThat(second.get("at").get(0).asDouble()).isEqualTo(500);
      assertThat(second.get("value").asDouble()).isCloseTo(57.46254, within(1e-4));
      assertThat(second.get("prediction").asDouble())
          .isGreaterThan(second.get("confidence").asDouble());
    }
    assertThat(fit(FORMULA, "--data", points, "--predict", "x=500").out())
        .contains("± of the curve", "57.4625");
    assertThat(fit(FORMULA, "--data", points, "--predict", "nowhere.csv").err())
        .contains("is neither a point such as x=1 nor a file that is there");
    assertThat(fit(FORMULA, "--data", points, "--predict", "z=5").err())
        .contains("\"z\" is no variable of the formula");
  }

  @Test
  void weights_bounds_and_losses_reach_the_fit() throws IOException {
    StringBuilder text = new StringBuilder("x,y,w\n");
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 40; i++) {
      boolean isBad = i % 10 == 4;
      text.append(
          String.format(
              Locale.ROOT,
              "%d,%.5f,%d%n",
              i,
              1 + 0.5 * i + 0.01 * random.nextGaussian() + (isBad ? 9 : 0),
              isBad ? 0 : 1));
    }
    String bad = write("bad.csv", text.toString());
    String[] line = {"y = a + b*x", "--data", bad, "--json"};
    assertThat(first(fit(line))).isGreaterThan(1.2);
    for (String[] option :
        List.of(
            new String[] {"--weights", "w"},
            new String[] {"--loss", "huber"},
            new String[] {"--loss", "cauchy(0.05)"},
            new String[] {"--loss", "softl1"},
            new String[] {"--within", "a=0:1"})) {
      List<String> all = new ArrayList<>(List.of(line));
      all.addAll(List.of(option));
      double a = first(fit(all.toArray(String[]::new)));
      assertThat(a).as(Arrays.toString(option)).isCloseTo(1, within(0.05));
    }
  }

  private static double first(Ran ran) {
    return ran.json().get("parameters").get(0).get("value").asDouble();
  }

  @Test
  void a_picture_shows_data_curve_bands_and_residuals() throws IOException {
    Path picture = folder.resolve("fit.svg");
    assertThat(fit(FORMULA, "--data", points, "--picture", picture.toString()).exit()).isZero();
    assertThat(Files.readString(picture))
        .contains("observed", "fitted", "95 %", "What is left", "observed − fitted");
    String two = write("two.csv", "a,b,c\n1,2,3\n2,1,4\n3,3,7\n4,1,6\n5,2,8\n");
    assertThat(fit("c = p*a + q*b", "--data", two, "--picture", picture.toString()).exit())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a + b*x           | x,y;1,2             | 4 | 1 row cannot tell 2 parameters (a, b)",
        "a*exp(b*x)        | x,y;1,2;2,NaN;3,4   | 4 | row 2: the column y is empty",
        "a*exp(b*x)        | x,y;1,2;2,;3,4      | 4 | row 2: the column y is empty",
        "a*exp(b*x)        | x,y;1,2;2,inf;3,4   | 4 | row 2",
        "a*exp(b*x)        | x,y;1,2;2,cat;3,4   | 4 | the column y holds",
        "a*exp(b*x)        | x,y                 | 4 | data.csv",
        "a*exp(b*x)        | ''                  | 4 | data.csv",
        "a*exp(b*x)        | 1,2;2,3;3,4         | 4 | its columns have no names",
        "x + y             | x,y;1,2;2,3;3,4     | 2 | has all columns in it",
        "y = x             | x,y;1,2;2,3;3,4     | 2 | has no parameters",
        "y = a*y           | x,y;1,2;2,3;3,4     | 2 | stands on both sides",
        "z = a*x           | x,y;1,2;2,3;3,4     | 2 | before =: \"z\" is no column",
        "2 = a*x           | x,y;1,2;2,3;3,4     | 2 | has no column in it",
        "log(y-9) = a*x    | x,y;1,2;2,3;3,4     | 4 | row 1: log(y-9) is NaN",
        "y = 2x            | x,y;1,2;2,3;3,4     | 2 | 2*x",
        "y = a*log(-1-a^2) | x,y;1,2;2,3;3,4     | 2 | no start was found"
      })
  void what_does_not_fit_is_told_in_one_line(String formula, String table, int exit, String said)
      throws IOException {
    Ran ran = fit(formula, "--data", write("data.csv", table.replace(";", "\n") + "\n"));
    assertThat(ran.err()).contains(said);
    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--start  | b1=500          | gives no number to b2; add it.",
        "--start  | b1=5,b3=1       | \"b3\" is no variable of b1*(1-exp(-b2*x)); did you mean b1?",
        "--start  | 1,2,3           | 3 numbers",
        "--within | b1=3:1          | is the wrong way round",
        "--loss   | hubert          | must be squares, huber, softl1 or cauchy",
        "--loss   | huber(-1)       | has a scale that is not above 0",
        "--level  | 1.5             | --level is 1.5; it must be above 0 and below 1.",
        "--weights| w               | --weights: \"w\" is no column",
        "--target | z               | --target: \"z\" is no column",
        "--values | 0               | --values is 0; it must be at least 1.",
        "--picture| fit.jpg         | must end in .png or .svg",
        "--problems| --json         | leave this out"
      })
  void wrong_options_are_refused(String option, String value, String said) {
    Ran ran = fit(FORMULA, "--data", points, option, value);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(said).hasLineCount(1);
  }

  @Test
  void a_start_outside_its_bounds_or_where_nothing_is_defined_is_told() throws IOException {
    Ran outside = fit(FORMULA, "--data", points, "--start", "b1=500,b2=1e-4", "--within", "b2=1:2");
    assertThat(outside.exit()).isEqualTo(2);
    assertThat(outside.err()).contains("the start of b2 is 1.0E-4, outside its bounds 1.0 to 2.0");
    Ran undefined = fit("y = a*log(b*x)", "--data", points, "--start", "a=1,b=-1", "--json");
    assertThat(undefined.exit()).isEqualTo(3);
    assertThat(undefined.json().get("outcome").asString()).isEqualTo("NON_FINITE");
    assertThat(fit("y = a*log(b*x)", "--data", points, "--start", "a=1,b=-1").out())
        .contains("start where the model is defined");
  }

  @ParameterizedTest
  @ValueSource(strings = {"y = a*b*x", "y = a + b + c*x", "y = a*exp(b + c*x)"})
  void parameters_that_cannot_be_told_apart_are_named_and_the_exit_code_says_so(String formula) {
    Ran ran = fit(formula, "--data", points, "--json");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.json().get("outcome").asString()).isEqualTo("UNDETERMINED");
    assertThat(ran.json().get("untold").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(fit(formula, "--data", points).out())
        .contains("not told", "the data do not tell a and b apart");
  }

  @Test
  void a_misspelt_column_is_doubted() throws IOException {
    String table = write("t.csv", "time,temp,y\n1,2,1\n2,2.5,2\n3,3,2.5\n4,4,4\n");
    Ran ran = fit("y = a*tme + b*temp", "--data", table);
    assertThat(ran.err())
        .contains("tme is no column and is taken for a parameter; did you mean the column time?");
  }

  @Test
  void all_problems_are_solved_and_the_table_says_so() {
    Ran ran = fit("--problems", "--json");
    assertThat(ran.exit()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("problems").size()).isEqualTo(54);
    for (String kind : List.of("values", "exact")) {
      assertThat(json.get(kind).get("sixDigits").asInt()).isEqualTo(54);
      assertThat(json.get(kind).get("falseSuccesses").asInt()).isZero();
    }
    assertThat(json.get("values").get("evaluations").asLong()).isLessThan(10_500);
    assertThat(json.get("exact").get("evaluations").asLong()).isLessThan(5_000);
  }
}
