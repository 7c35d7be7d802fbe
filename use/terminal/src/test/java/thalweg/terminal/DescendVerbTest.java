package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;
import tools.jackson.databind.JsonNode;

class DescendVerbTest {
  private static final String BOWL = "x0^2 + x1^2";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1 | -6.111107928998789e-10 | 8.148143905314271e-10 | STEP_LIMIT | 0",
        "10 | -25898374737328.363 | -1295248616896.5398 | DIVERGED | 3",
        "1e-10 | -2.999999939999995 | 3.9999999199999934 | STEP_LIMIT | 0",
      })
  void the_tutorials_descents_come_to_the_last_bit(
      String rate, double first, double second, String outcome, int exit) {
    Ran ran = Ran.thalweg("descend", BOWL, "--from", "-3,4", "--rate", rate, "--json");
    assertThat(ran.exit()).isEqualTo(exit);
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("descend");
    assertThat(json.get("from").get(0).asDouble()).isEqualTo(-3);
    assertThat(json.get("point").get(0).asDouble()).isEqualTo(first);
    assertThat(json.get("point").get(1).asDouble()).isEqualTo(second);
    assertThat(json.get("outcome").asString()).isEqualTo(outcome);
    assertThat(json.get("steps").asInt()).isEqualTo(100);
    assertThat(json.get("path").size()).isEqualTo(101);
    assertThat(json.get("gradientEvaluations").asInt()).isEqualTo(101);
    assertThat(json.has("valueEvaluations") && json.has("gradientNorm")).isTrue();
  }

  @Test
  void rates_are_compared_in_one_table_with_a_sentence_each() {
    Ran ran = Ran.thalweg("descend", BOWL, "--from=-3,4", "--compare", "0.1,1e-10,10");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("1.0E-10  100", "DIVERGED", "the value hardly changed", "each step jumps too far")
        .contains("rate 1.0E-10: creeping", "rate 10.0: diverging");
    JsonNode json =
        Ran.thalweg("descend", BOWL, "--from=-3,4", "--compare", "0.1,10", "--json").json();
    assertThat(json.get("runs").size()).isEqualTo(2);
    assertThat(json.get("runs").get(1).get("rate").asDouble()).isEqualTo(10);
    assertThat(json.get("runs").get(1).get("outcome").asString()).isEqualTo("DIVERGED");
  }

  @Test
  void uphill_and_converged() {
    JsonNode json =
        Ran.thalweg(
                "descend",
                "-(x-2)^2",
                "--from",
                "1",
                "--ascend",
                "--method",
                "automatic",
                "--steps",
                "1000",
                "--json")
            .json();
    assertThat(json.get("outcome").asString()).isEqualTo("CONVERGED");
    assertThat(json.get("point").get(0).asDouble()).isCloseTo(2, within());
    assertThat(json.get("steps").asInt()).isLessThan(1000);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  @Test
  void leaving_the_domain_is_exit_3_with_the_document_still_printed() {
    Ran ran = Ran.thalweg("descend", "log(x)", "--from", "0.5", "--json");
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.json().get("outcome").asString()).isEqualTo("NON_FINITE");
    assertThat(Ran.thalweg("descend", "log(x)", "--from", "0.5").out())
        .contains("NON_FINITE", "a step jumped too far");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate | 0 | rate is 0.0",
        "--rate | -0.1 | above 0",
        "--rate | NaN | rate is NaN",
        "--steps | 0 | at least 1",
        "--tolerance | -1 | tolerance is -1.0",
        "--rule | adm | Did you mean adam?",
        "--rule | lbfg | Did you mean lbfgs?",
        "--rule | lbfgs + plateau | lbfgs searches for its steps; it has no settings",
        "--rule | steepst + plateau | Did you mean steepest?",
        "--rule | steepest + platau | Did you mean plateau?",
        "--rule | sgd + plateau(patience 0) | patience is 0; it must be a number of losses from 1",
        "--rule | sgd + plateau(factor 1) | the factor is 1.0; it must be above 0 and below 1",
        "--rule | sgd + plateau(wait 3) | it has factor, patience, threshold, cooldown, least",
        "--compare | steepest,adm | Did you mean adam?",
        "--problem | rosenbrock | not both",
        "--compare | 0.1,zero | \"zero\"",
        "--compare | 0.1,0 | rate is 0.0",
        "--compare | 0.1,lbfgs | \"lbfgs\" is a rule, but not all of",
        "--compare | 0.1,1e-1 | rate 0.1 is there twice",
        "--compare | adam,adam | adam is there twice",
        "--problems | | EXPR, --from: --problems solves all problems",
        "--variables | x0 | 'x1'",
        "--step | 5 | may mean three things here: --steps N is how many steps to take, --rate R",
        "--step | 0.1 | --difference-step H the step of the differences",
        "--step | | may mean three things here",
        "--h | 3 | did you mean --difference-step?",
        "--rtol | 3 | did you mean --relative-tolerance?",
        "--difference-step | 0 | --difference-step is 0.0; it must be a finite number above 0",
        "--tolerance | NaN | tolerance is NaN",
        "--relative-tolerance | -1e-3 | relative tolerance is -0.001",
      })
  void wrong_settings_are_refused(String option, String value, String say) {
    String[] line = {"descend", BOWL, "--from", "-3,4", option, value};
    Ran ran = Ran.thalweg(value == null ? Arrays.copyOf(line, 5) : line);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(say);
  }

  @Test
  void what_a_comparison_would_pass_over_is_refused() {
    assertThat(Ran.thalweg("descend", BOWL, "--from=1,1", "--compare=0.1,0.2", "--rate=0.3").err())
        .contains("--rate: --compare names the rates itself");
    assertThat(
            Ran.thalweg("descend", BOWL, "--from=1,1", "--compare=sgd,adam", "--rule=lbfgs").err())
        .contains("--rule: --compare names the rules itself");
    assertThat(Ran.thalweg("descend", "--problems", "--rate=0.1", "--ascend"))
        .matches(ran -> ran.exit() == 2)
        .extracting(Ran::err)
        .asString()
        .contains("--rate, --ascend: --problems solves all problems");
  }

  @Test
  void a_step_that_vanishes_beside_the_point_is_named() {
    Ran ran = Ran.thalweg("descend", BOWL, "--from=-3,4", "--difference-step=1e-300");
    assertThat(ran.out()).contains("STEP_LIMIT", "give a larger --difference-step");
  }

  @Test
  void rules_are_compared_with_a_gait_each_and_the_critical_rate() {
    String valley = "x^2 + 20*y^2";
    JsonNode json =
        Ran.thalweg(
                "descend",
                valley,
                "--from",
                "9,1",
                "--compare",
                "steepest,momentum,adam,lbfgs",
                "--rate",
                "0.06",
                "--json")
            .json();
    assertThat(json.get("runs").size()).isEqualTo(4);
    assertThat(json.get("runs").get(0).get("gait").asString()).isEqualTo("DIVERGING");
    assertThat(json.get("runs").get(3).get("outcome").asString()).isEqualTo("CONVERGED");
    assertThat(json.get("curvature").get("greatest").asDouble()).isCloseTo(40, near(1e-4));
    assertThat(json.get("curvature").get("criticalRate").asDouble()).isCloseTo(0.05, near(1e-7));
    Ran words =
        Ran.thalweg("descend", valley, "--from", "9,1", "--compare", "0.0001,0.01,0.049,0.06");
    assertThat(words.out())
        .contains("rate 1.0E-4: creeping", "rate 0.01: converging")
        .contains("rate 0.049: zig-zag", "rate 0.06: diverging")
        .contains("diverges above 2/L = 0.05000");
  }

  @Test
  void a_plateau_brings_down_a_rate_that_only_jumps_from_wall_to_wall() {
    JsonNode runs =
        Ran.thalweg(
                "descend",
                "x^2 + 20*y^2",
                "--from",
                "9,1",
                "--compare",
                "steepest(rate 0.05),steepest(rate 0.05) + plateau(factor 0.5, patience 3)",
                "--method",
                "automatic",
                "--steps",
                "300",
                "--json")
            .json()
            .get("runs");
    assertThat(runs.get(0).get("value").asDouble()).isCloseTo(20, near(1e-9));
    assertThat(runs.get(1).get("value").asDouble()).isLessThan(1e-9);
    assertThat(runs.get(1).get("rule").asString())
        .isEqualTo(
            "sgd(rate 0.05) + plateau(factor 0.5, patience 3, threshold 1.0E-4, cooldown 0, least"
                + " 0.0)");
  }

  private static org.assertj.core.data.Offset<Double> near(double distance) {
    return org.assertj.core.data.Offset.offset(distance);
  }

  @Test
  void known_problems_are_solved_by_name() {
    JsonNode json =
        Ran.thalweg("descend", "--problem", "rosenbrock", "--rule", "lbfgs", "--json").json();
    assertThat(json.get("outcome").asString()).isEqualTo("CONVERGED");
    assertThat(json.get("gradientEvaluations").asInt()).isEqualTo(39);
    assertThat(Ran.thalweg("descend", "--problem", "rosenbrok").err())
        .contains("Did you mean rosenbrock?");
    assertThat(Ran.thalweg("descend", "--problem", "beale", "--from", "1").err())
        .contains("--from has 1 number; Beale has 2 variables (x0, x1)");
    assertThat(Ran.thalweg("descend").err()).contains("EXPR is missing");
    assertThat(Ran.thalweg("descend", "x^2").err()).contains("--from is missing");
    assertThat(Ran.thalweg("descend", "x^2", "--from", "1", "--rule", "bfgs", "--rate", "1").err())
        .contains("bfgs searches for its steps and has no rate");
  }

  @Test
  void all_problems_are_solved_beside_the_counts_of_others() {
    JsonNode json = Ran.thalweg("descend", "--problems", "--members=1", "--json").json();
    JsonNode families = json.get("families");
    assertThat(families.size()).isEqualTo(10 * 5 * 2);
    for (JsonNode row : families) {
      int all = row.get("right").asInt() + row.get("honest").asInt() + row.get("false").asInt();
      assertThat(all).isEqualTo(1);
      assertThat(row.get("false").asInt()).as(row.toString()).isZero();
      assertThat(row.get("meanValues").asLong()).isPositive();
    }
    JsonNode rows = json.get("problems");
    assertThat(rows.size()).isEqualTo(36 * 12);
    int lbfgs = 0;
    List<String> further = Problems.further().stream().map(Problem::name).toList();
    for (JsonNode row : rows) {
      if (further.contains(row.get("problem").asString())) {
        assertThat(row.get("outcome").asString()).isNotEqualTo("WRONG_GRADIENT");
        continue;
      }
      boolean searches = row.get("rate").isNull();
      assertThat(row.get("outcome").asString())
          .isIn(
              searches // from the symmetric start of Biggs's function they all run into a saddle
                  ? List.of(row.get("problem").asString().equals("biggs") ? "SADDLE" : "CONVERGED")
                  : List.of("CONVERGED", "STEP_LIMIT", "DIVERGED", "NON_FINITE"));
      if (row.get("outcome").asString().equals("CONVERGED")) {
        assertThat(row.get("gradientNorm").asDouble()).isLessThanOrEqualTo(1e-8);
      }
      lbfgs +=
          row.get("method").asString().equals("lbfgs") ? row.get("gradientEvaluations").asInt() : 0;
    }
    assertThat(lbfgs).isEqualTo(906);
    Ran words = Ran.thalweg("descend", "--problems", "--members=1");
    assertThat(words.out())
        .contains("rosenbrock", "powell-badly-scaled", "121 unsolved", "adamw", "lion")
        .contains("family", "kinks", "from values", "1 functions of each family, seed");
    assertThat(words.err()).contains("solving 36 problems by 12 methods");
    assertThat(Ran.thalweg("descend", "--problems", "--members=0").err())
        .contains("--members is 0; it must be at least 1");
    assertThat(Ran.thalweg("descend", "x^2", "--from=1", "--members=3").err())
        .contains("--members: this is for --problems alone");
  }

  @Test
  void steps_are_searched_for_with_differences_refined_until_they_are_exact_enough() {
    Ran ran =
        Ran.thalweg("descend", "100*(y - x^2)^2 + (1 - x)^2", "--from=-1.2,1", "--rule", "lbfgs");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("refined as the gradient shrinks", "CONVERGED");
  }

  @Test
  void paths_of_one_and_two_variables_are_drawn() {
    Path plane = folder.resolve("plane.svg");
    Path curve = folder.resolve("curve.svg");
    Ran.thalweg(
        "descend", BOWL, "--from", "-3,4", "--compare", "0.1,1e-10,10", "--picture", "" + plane);
    Ran.thalweg("descend", "x^2", "--from", "1", "--compare", "0.1,2", "--picture", "" + curve);
    assertThat(plane).content().contains("rate 0.1", "rate 10.0", "hardly moves", "leaves");
    assertThat(curve)
        .content()
        .contains("rate 0.1", "rate 2.0 (leaves the picture at step 1)", "Value at each step");
    assertThat(plane).content().contains("Value at each step");
    Ran.thalweg(
        "descend",
        "x^2",
        "--from=1",
        "--compare=steepest(rate 0.1),steepest(rate 0.1) + clip(norm 99)",
        "--picture=" + curve);
    assertThat(curve).content().contains("(same path as steepest(rate 0.1))");
    Ran nowhere = Ran.thalweg("descend", "log(x)", "--from", "-1", "--picture", "" + curve);
    assertThat(nowhere.exit()).isEqualTo(3);
    assertThat(nowhere.err()).contains("no picture, for the value at the start is not finite");
    Ran three = Ran.thalweg("descend", "x+y+z", "--from", "1,1,1", "--picture", "" + plane);
    assertThat(three.exit()).isEqualTo(2);
    assertThat(three.err()).contains("one or two variables");
  }

  private static final String VALLEY = "100*(y - x^2)^2 + (1 - x)^2";

  @Test
  void the_first_line_says_which_number_belongs_to_which_name() {
    Ran byOrder = Ran.thalweg("descend", VALLEY, "--from", "1,-1.2", "--rule", "lbfgs");
    Ran byName = Ran.thalweg("descend", VALLEY, "--from", "x=-1.2, y=1", "--rule", "lbfgs");
    for (Ran ran : List.of(byOrder, byName)) {
      assertThat(ran.exit()).isZero();
      assertThat(ran.out()).startsWith("f(y, x) = " + VALLEY + " from y = 1.0, x = -1.2, down");
    }
    assertThat(byName.out()).isEqualTo(byOrder.out());
    assertThat(byName.err()).isEmpty();
    assertThat(Ran.thalweg("descend", BOWL, "--from", "-3,4", "-q").out().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("from x0 = -3.0, x1 = 4.0"));
    JsonNode json = Ran.thalweg("descend", VALLEY, "--from", "x=-1.2,y=1", "--json").json();
    assertThat(json.get("variables").get(0).asString()).isEqualTo("y");
    assertThat(json.get("from").get(0).asDouble()).isEqualTo(1);
    assertThat(json.get("warnings").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "y*y + x*x | 1,2 | y = 1.0, x = 2.0",
        "x10^2 + x2^2 | 1,2 | x10 = 1.0, x2 = 2.0",
        "b^2 + A^2 | 1,2 | b = 1.0, A = 2.0",
        "x2^2 + x10^2 | 1,2 |",
        "A^2 + b^2 | 1,2 |",
        "x^2 + y^2 | 1,2 |",
        "x^2 + x1^2 + x2^2 | 1,2,3 |",
        "y*y + x*x | y=1,x=2 |",
      })
  void numbers_by_order_are_doubted_where_the_order_is_not_the_alphabets(
      String formula, String from, String say) {
    Ran ran = Ran.thalweg("descend", formula, "--from", from);
    JsonNode warnings =
        Ran.thalweg("descend", formula, "--from", from, "--json").json().get("warnings");
    if (say == null) {
      assertThat(ran.err()).isEmpty();
      assertThat(warnings.isEmpty()).isTrue();
    } else {
      assertThat(ran.err().lines()).hasSize(1);
      assertThat(ran.err()).contains(say, "order of appearance");
      assertThat(warnings.get(0).asString()).contains(say);
    }
    assertThat(Ran.thalweg("descend", "y*y + x*x", "--from", "1,2", "--variables", "y,x").err())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x=1,z=2 | \"z\" is no variable of x^2 + y^2; there are x, y",
        "x=1,height=2 | \"height\" is no variable of x^2 + y^2; there are x, y",
        "x=1,x=2 | x is there twice",
        "x=1 | gives no number to y",
        "x=1,2 | \"2\" in \"x=1,2\" has no name",
        "1 | --from has 1 number; x^2 + y^2 has 2 variables (x, y), so write 2",
        "1,2,3 | has 3 numbers",
        "x=1,y=NaN | is no finite number",
        "x=1,y=1e999 | is no finite number",
        "x=1,y= | is no finite number",
        "x=1,y=1=2 | is no finite number",
        "=1,y=2 | \"\" is no variable",
        "'' | has 1 number",
      })
  void a_start_that_cannot_be_one_is_refused_in_a_line(String from, String say) {
    Ran ran = Ran.thalweg("descend", "x^2 + y^2", "--from", from);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--from", say);
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void bounds_are_given_by_name_with_open_ends_and_kept() {
    String[] line = {"descend", VALLEY, "--from", "x=-1.2,y=1", "--within", ""};
    line[5] = "x=-2:0.5";
    Ran ran = Ran.thalweg(line);
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("within -2.0 ≤ x ≤ 0.5, down", "CONVERGED", "lbfgs");
    for (String within : List.of("x=-2:0.5", "x=:0.5", "y=0:,x=-2:0.5", "-3:3,-2:0.5")) {
      line[5] = within;
      JsonNode json = Ran.thalweg(with(line, "--json")).json();
      assertThat(json.get("point").get(0).asDouble()).isCloseTo(0.25, near(1e-6));
      assertThat(json.get("point").get(1).asDouble()).isEqualTo(0.5);
      JsonNode exact = Ran.thalweg(with(line, "--json", "--method=automatic")).json();
      assertThat(exact.get("point").get(0).asDouble()).isCloseTo(0.25, near(1e-6));
    }
    line[5] = "y=1:1";
    Ran fixed = Ran.thalweg(line);
    assertThat(fixed.out()).contains("within y fixed at 1.0");
    JsonNode json = Ran.thalweg(with(line, "--json", "--method=automatic")).json();
    assertThat(json.get("point").get(0).asDouble()).isEqualTo(1);
    assertThat(json.get("within").get("y").get(0).asDouble()).isEqualTo(1);
    JsonNode edge =
        Ran.thalweg("descend", "sqrt(x) - x/8", "--from=1", "--within=0:4", "--json").json();
    assertThat(edge.get("point").get(0).asDouble()).isZero();
    JsonNode up =
        Ran.thalweg("descend", "sin(x)", "--from=1", "--within=0:1.5", "--ascend", "--json").json();
    assertThat(up.get("point").get(0).asDouble()).isEqualTo(1.5);
  }

  private static String[] with(String[] line, String... more) {
    String[] longer = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, longer, line.length, more.length);
    return longer;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x=2:1 | x from 2.0 to 1.0 is the wrong way round",
        "x=3:4 | the start x = 1.0 lies outside its bounds, 3.0 to 4.0",
        "z=1:2 | \"z\" is no variable",
        "x=0:2,x=0:3 | x is there twice",
        "x=0:NaN | is no finite number",
        "x=0 | \"0\" for x is no range",
        "x=0:1:2 | is no range",
        "x=: | is no range",
        "'' | has 1 range",
        "0:2 | has 1 range; x^2 + y^2 has 2 variables (x, y), so write 2",
        "x=0:2 --rule adam | only the rules lbfgs, model and neldermead keep to bounds; leave out"
            + " --rule adam",
        "x=0:2 --rate 0.1 | leave out --rate",
        "x=0:2 --compare 0.1,0.2 | leave out --compare",
        "x=0:2 --method central | outside its bounds; use --method automatic",
        "x=0:2 --difference-step 1e-3 | outside its bounds",
      })
  void bounds_that_cannot_be_are_refused_in_a_line(String within, String say) {
    String[] line = {"descend", "x^2 + y^2", "--from", "1,1", "--within"};
    Ran ran = Ran.thalweg(with(line, within.split(" ")));
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--within", say);
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void a_share_of_the_first_gradient_may_be_enough() {
    String[] line = {"descend", "1e6*(x - 3)^2 + 1e6", "--from", "-5", "--rule", "lbfgs", "--json"};
    JsonNode json = Ran.thalweg(with(line, "--relative-tolerance", "1e-3")).json();
    assertThat(json.get("outcome").asString()).isEqualTo("CONVERGED");
    assertThat(json.get("reason").asString()).contains("share of its first norm");
    assertThat(Ran.thalweg("descend", "3", "--from", "1").err()).contains("3 has no variables");
    assertThat(Ran.thalweg("descend", "--problem=beale", "--variables=x,y").err())
        .contains("--variables: a problem has its own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x^2 | --from=1 --rule=lbfgs",
        "x0^2 + x1^2 | --from=-3,4 --rate=10",
        "log(x) | --from=0.5",
        "x^2 - y | --from=1,1 --rule=lbfgs",
        "abs(x) + abs(y) | --from=1,2 --rule=lbfgs",
        "(x^2 - 1)^2 | --from=0 --rule=lbfgs",
        "100*(y - x^2)^2 + (1 - x)^2 | --from=x=-1.2,y=1 --rule=bfgs --values=30",
        "100*(y - x^2)^2 + (1 - x)^2 | --from=x=-1.2,y=1 --rule=cg --steps=3",
        "sin(x) | --from=1 --ascend",
        "x^2 + y^2 | --from=1,1 --within=x=0.5: --ascend",
        "0*x | --from=1",
        "exp(-x) | --from=1 --rule=newton",
      })
  void words_and_json_tell_the_same(String formula, String options) {
    String[] line = with(new String[] {"descend", formula}, options.split(" ", -1));
    Ran words = Ran.thalweg(line);
    Ran machine = Ran.thalweg(with(line, "--json"));
    assertThat(machine.exit()).isEqualTo(words.exit());
    JsonNode json = machine.json();
    assertThat(words.out())
        .contains(json.get("outcome").asString() + ": " + json.get("reason").asString())
        .contains("steps          " + json.get("steps").asInt())
        .contains(json.get("valueEvaluations").asLong() + " of the value");
    assertThat(words.out().contains("Try next")).isEqualTo(!json.get("advice").isNull());
    assertThat(json.get("pathValues").size()).isEqualTo(json.get("path").size());
    if (json.get("gait").isNull()) {
      assertThat(words.out()).doesNotContain("gait");
    } else {
      String gait = json.get("gait").asString().toLowerCase(Locale.ROOT);
      assertThat(words.out()).contains("gait           " + gait.replace('_', '-'));
    }
    boolean elsewhere = !json.get("bestValue").equals(json.get("value"));
    assertThat(words.out().contains("best value")).isEqualTo(elsewhere);
  }

  @Test
  void a_limit_on_values_is_told_with_the_option_that_moves_it() {
    Ran ran = Ran.thalweg("descend", VALLEY, "--from=x=-1.2,y=1", "--rule=lbfgs", "--values=50");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("EVALUATION_LIMIT: the limit of 50 values", "--values");
    assertThat(ran.out()).contains("Try next, which converges");
    assertThat(Ran.thalweg("descend", VALLEY, "--from=1,1", "--values=0").err())
        .contains("0 values");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abs(x) | --from=1 --rule=lbfgs | KINK | 0 | along x its slope is -",
        "x^2 + abs(y - 1) | --from=1,3 --rule=lbfgs | KINK | 0 | along y its slope is",
        "(x^2 - 1)^2 | --from=0 --rule=lbfgs | MAXIMUM | 0 | along x the second derivative is -4",
        "x^2 | --from=0 --ascend | MINIMUM | 0 | a minimum, not what was looked for",
        "x^2 - y^2 + y^4 | --from=1,0 --rule=lbfgs | SADDLE | 0 | along y the second derivative",
        "0*x + 1 | --from=1 --rule=lbfgs | FLAT | 0 | does not change with x any more",
        "x^2 - y | --from=1,1 --rule=lbfgs | UNBOUNDED | 3 | there is no least value",
        "y - x^2 | --from=y=1,x=1 --rule=lbfgs --ascend | UNBOUNDED | 3 | no greatest value",
        "log(x) | --from=0.5 | NON_FINITE | 3 | it is not defined there",
        "log(x) | --from=-0.5 | NON_FINITE | 3 | start where the function is defined",
        "x^2 | --from=1 --rate=2 | DIVERGED | 3 | each step jumps too far",
      })
  void each_outcome_is_told_in_words_with_the_names_of_variables(
      String formula, String options, String outcome, int exit, String say) {
    Ran ran = Ran.thalweg(with(new String[] {"descend", formula}, options.split(" ", -1)));
    assertThat(ran.out()).contains("outcome        " + outcome + ": ", say);
    assertThat(ran.exit()).isEqualTo(exit);
  }

  @Test
  void a_walk_of_one_step_has_no_gait() {
    String[] line = {"descend", "x^2 + y^4", "--from=1,1", "--steps=1", "--rate=0.1"};
    assertThat(Ran.thalweg(line).out())
        .doesNotContain("gait")
        .contains("outcome        STEP_LIMIT: 1 step was taken");
    List<String> json = new ArrayList<>(List.of(line));
    json.add("--json");
    assertThat(Ran.thalweg(json.toArray(String[]::new)).json().get("gait").isNull()).isTrue();
    Ran still = Ran.thalweg("descend", "x^2", "--from=0", "--ascend");
    assertThat(still.out()).doesNotContain("gait").contains("MINIMUM: ");
    assertThat(Ran.thalweg("descend", "x^2", "--from=0", "--compare").out())
        .doesNotContain("converging: ");
  }

  @Test
  void the_simplex_goes_down_from_values_alone_and_keeps_to_bounds() {
    String[] line = {"descend", VALLEY, "--from", "x=-1.2,y=1", "--rule", "neldermead", "--json"};
    JsonNode json = Ran.thalweg(line).json();
    assertThat(json.get("outcome").asString()).isEqualTo("CONVERGED");
    assertThat(json.get("point").get(0).asDouble())
        .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
    Ran bounded =
        Ran.thalweg(
            "descend", "(x-3)^2 + y^2", "--from=x=0,y=1", "--within=x=-1:2", "--rule=neldermead");
    assertThat(bounded.out()).contains("to             (2.0, ", "CONVERGED");
  }

  @Test
  void noise_is_measured_told_and_gone_on_with_by_the_model() {
    String[] line = {
      "descend", "(x - 1)^2 + (y - 2)^2 + 1e-5*sin(1e9*x + 3e8*y)", "--from", "3.1,4.3", "--rule"
    };
    Ran words = Ran.thalweg(with(line, "lbfgs"));
    assertThat(words.exit()).isZero();
    assertThat(words.out())
        .contains("noise          values are off by about ")
        .contains(", so it went on by the rule model: model trust region")
        .contains("NOISE_LIMIT: the values are off by about ");
    for (String rule : new String[] {"lbfgs", "cg", "newton", "model"}) {
      JsonNode json = Ran.thalweg(with(line, rule, "--json")).json();
      assertThat(json.get("outcome").asString()).as(rule).isEqualTo("NOISE_LIMIT");
      assertThat(json.get("finishedBy").asString()).as(rule).isEqualTo("model trust region");
      assertThat(json.get("noise").asDouble()).as(rule).isBetween(1e-6, 1e-4);
      assertThat(json.get("value").asDouble()).as(rule).isLessThan(1e-4);
    }
    JsonNode quiet =
        Ran.thalweg("descend", VALLEY, "--from", "x=-1.2,y=1", "--rule=lbfgs", "--json").json();
    assertThat(quiet.get("noise").asDouble()).isZero();
    assertThat(quiet.get("finishedBy").asString()).isEqualTo("lbfgs with more-thuente");
    Ran bounded =
        Ran.thalweg(
            "descend", "(x-3)^2 + y^2", "--from=x=0,y=1", "--within=x=-1:2", "--rule=Model");
    assertThat(bounded.out()).contains("to             (2.0, ", "CONVERGED", "model trust region");
  }

  @Test
  void noisy_problems_are_solved_and_drawn(@TempDir Path folder) throws IOException {
    Path picture = folder.resolve("profiles.svg");
    Ran ran =
        Ran.thalweg(
            "descend", "--problems", "--noise", "1e-6", "--json", "--picture", picture.toString());
    JsonNode json = ran.json();
    assertThat(json.get("problems").size()).isEqualTo(53);
    assertThat(json.get("profiles").size()).isEqualTo(12);
    for (JsonNode profile : json.get("profiles")) {
      double within = profile.get("within50").asDouble();
      assertThat(profile.get("within10").asDouble()).isLessThanOrEqualTo(within);
      if (profile.get("tolerance").asDouble() == 1e-3) {
        boolean isSimplex = profile.get("method").asString().equals("neldermead");
        assertThat(within).as("%s", profile).isGreaterThanOrEqualTo(isSimplex ? 70 : 90);
      }
    }
    assertThat(Files.readString(picture)).contains("<svg", "by default", "simplex gradients");
    for (String wrong : new String[] {"NaN", "-1", "Infinity"}) {
      assertThat(Ran.thalweg("descend", "--problems", "--noise=" + wrong).err())
          .contains("--noise is ", "a finite number, at least 0");
    }
    assertThat(Ran.thalweg("descend", "x^2", "--from=1", "--noise=1e-6").err())
        .contains("--noise: this is for --problems alone");
    assertThat(Ran.thalweg("descend", "--problems", "--noise=1e-6", "--members=3").err())
        .contains("--members: --problems solves all problems");
  }
}
