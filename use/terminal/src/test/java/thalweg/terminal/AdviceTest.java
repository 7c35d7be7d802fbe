package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Advice is tested by following it, as someone does who pastes it.
class AdviceTest {
  private static final int MOST = 3;

  /// Returns the line that is advised, split as a shell splits it.
  private static Optional<String[]> advised(String out) {
    List<String> lines = out.lines().toList();
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).startsWith("Try next")) {
        assertThat(lines.get(i + 1)).startsWith("  thalweg descend ");
        return Optional.of(words(lines.get(i + 1).strip().substring("thalweg ".length())));
      }
    }
    return Optional.empty();
  }

  private static String[] words(String line) {
    Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
    List<String> words = new ArrayList<>();
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words.toArray(String[]::new);
  }

  /// Follows the advice until the descent has converged.
  private static void follow(String... command) {
    String[] line = command;
    String story = "";
    for (int advice = 0; advice <= MOST; advice++) {
      Ran ran = Ran.thalweg(line);
      story += String.join(" ", line) + "\n" + ran.out() + ran.err();
      if (ran.out().contains("CONVERGED")) {
        return;
      }
      Optional<String[]> next = advised(ran.out());
      assertThat(next).as(story).isPresent();
      line = next.get();
    }
    assertThat(story).as("after %d advices", MOST).isEmpty();
  }

  static Stream<String[]> functions() {
    return Stream.of(
        new String[] {"x0^2 + x1^2", "-3,4"},
        new String[] {"x^2 + 20*y^2", "9,1"},
        new String[] {"100*(y - x^2)^2 + (1 - x)^2", "x=-1.2,y=1"},
        new String[] {"(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "0,0"},
        new String[] {"(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", "1,1"},
        new String[] {"sin(x)", "1"},
        new String[] {"x - log(x)", "0.5"},
        new String[] {"1e6 + (x - 3)^2", "-1"},
        new String[] {"exp(x) + exp(-x)", "4"},
        new String[] {"1 - exp(-x^2)", "1.5"});
  }

  @ParameterizedTest
  @MethodSource("functions")
  void from_any_rate_three_advices_at_most_lead_to_the_minimum(String formula, String from) {
    for (int decade = -12; decade <= 6; decade++) {
      follow("descend", formula, "--from", from, "--rate", "1e" + decade);
    }
  }

  @Test
  void so_they_do_on_functions_and_from_rates_drawn_at_random() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 60; trial++) {
      int n = 1 + random.nextInt(4);
      String formula = trial % 3 == 0 ? quadratic(random, n) : bowl(random, n);
      String from =
          IntStream.range(0, n)
              .mapToObj(i -> "x" + i + "=" + round(random.nextDouble(-3, 3)))
              .collect(Collectors.joining(","));
      String rate = String.format(Locale.ROOT, "%.2e", Math.pow(10, random.nextDouble(-12, 6)));
      follow("descend", formula, "--from", from, "--rate", rate);
    }
  }

  private static double round(double x) {
    return Math.round(x * 1000) / 1000.0;
  }

  private static String coefficient(SplittableRandom random) {
    return String.format(Locale.ROOT, "%.2e", Math.pow(10, random.nextDouble(-1.5, 1.5)));
  }

  /// Returns a sum of squares of linear forms, one for each variable: a valley in any direction.
  private static String quadratic(SplittableRandom random, int n) {
    return IntStream.range(0, n)
        .mapToObj(
            row ->
                coefficient(random)
                    + "*("
                    + IntStream.range(0, n)
                        .mapToObj(i -> "(" + round(random.nextDouble(-1, 1)) + ")*x" + i)
                        .collect(Collectors.joining(" + "))
                    + " - "
                    + round(random.nextDouble(0, 2))
                    + ")^2 + 0.1*(x"
                    + row
                    + ")^2")
        .collect(Collectors.joining(" + "));
  }

  private static String bowl(SplittableRandom random, int n) {
    return IntStream.range(0, n)
        .mapToObj(
            i -> {
              String u = "(x" + i + " - (" + round(random.nextDouble(-2, 2)) + "))";
              return switch (random.nextInt(4)) {
                case 0 -> coefficient(random) + "*" + u + "^2";
                case 1 -> coefficient(random) + "*log(cosh(" + u + "))";
                case 2 -> coefficient(random) + "*" + u + "^2 + " + u + "^4";
                default -> coefficient(random) + "*(exp(" + u + ") - " + u + ")";
              };
            })
        .collect(Collectors.joining(" + "));
  }

  @Test
  void a_comparison_gives_one_advice_that_contradicts_nothing() {
    String[] line = {
      "descend", "x0^2 + x1^2", "--from", "-3,4", "--compare", "0.1,1e-10,10,1", "--tolerance=1e-9"
    };
    String out = Ran.thalweg(line).out();
    assertThat(out.lines().filter(each -> each.startsWith("Try next"))).hasSize(1);
    assertThat(out).doesNotContain("larger rate", "smaller rate", "rate helps");
    assertThat(advised(out)).get().asString().isNotEmpty();
    assertThat(advised(out).orElseThrow())
        .containsExactly(
            "descend", "x0^2 + x1^2", "--from", "-3,4", "--tolerance", "1.0E-9", "--rate", "0.5");
    List<String> json = new ArrayList<>(List.of(line));
    json.add("--json");
    JsonNode advice = Ran.thalweg(json.toArray(String[]::new)).json().get("advice");
    assertThat(words(advice.get("command").asString().substring("thalweg ".length())))
        .containsExactly(advised(out).orElseThrow());
    assertThat(advice.get("outcome").asString()).isEqualTo("CONVERGED");
    assertThat(advice.get("steps").asInt()).isEqualTo(1);
    assertThat(advice.get("because").asString()).contains("2/L = 1.00");
  }

  @Test
  void where_no_rate_can_arrive_the_advice_tells_what_there_is() {
    assertThat(Ran.thalweg("descend", "-x^2", "--from", "1", "--rate", "1e-6").out())
        .contains("Try next, which ends UNBOUNDED at", "--rule lbfgs");
    assertThat(Ran.thalweg("descend", "x^2", "--from", "1", "--rule", "lbfgs").out())
        .doesNotContain("Try next");
    assertThat(Ran.thalweg("descend", "x^2", "--from", "1", "--tolerance", "0").out())
        .doesNotContain("Try next");
    assertThat(Ran.thalweg("descend", "x^2", "--from", "1", "--rate", "1e-9", "-q").out())
        .doesNotContain("Try next");
  }

  @Test
  void what_was_asked_for_besides_is_kept_in_the_advice() {
    Ran ran =
        Ran.thalweg(
            "descend",
            "b*b + a*a",
            "--variables=a,b",
            "--from=1,2",
            "--method=forward",
            "--difference-step=1e-3",
            "--rate=1e-9",
            "--relative-tolerance=0.01");
    assertThat(advised(ran.out()).orElseThrow())
        .containsSubsequence("--variables", "a,b", "--from", "1,2", "--method", "forward")
        .containsSubsequence("--difference-step", "0.001", "--relative-tolerance", "0.01");
    assertThat(Ran.thalweg("descend", "-(x - 2)^2", "--from=1", "--ascend", "--rate=1e-9").out())
        .contains("thalweg descend '-(x - 2)^2' --from 1 --ascend --rate 0.5");
    assertThat(Ran.thalweg("descend", "--problem", "beale", "--rate", "1e-9").out())
        .contains("thalweg descend --problem beale --rate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(x^2 - 1)^2 --from 0",
        "x^2 - y^2 + y^4 --from 1,0",
        "x^2 - y^2 + y^4 --from 0,0 --rule lbfgs",
        "cos(x) + cos(y) --from 0,0 --rule cg",
        "x^2 - x^4 --from 0 --ascend",
      })
  void advice_leads_off_saddle_points_and_tops(String line) {
    int at = line.indexOf(" --");
    List<String> words = new ArrayList<>(List.of("descend", line.substring(0, at)));
    words.addAll(List.of(line.substring(at + 1).split(" ", -1)));
    follow(words.toArray(String[]::new));
  }

  @Test
  void where_there_is_a_kink_the_advice_leads_to_it() {
    for (int decade = -12; decade <= 6; decade += 3) {
      String[] line = {"descend", "x^2 + abs(y)", "--from", "1,1", "--rate", "1e" + decade};
      String out = Ran.thalweg(line).out();
      assertThat(out).contains("Try next, which ends KINK");
      assertThat(Ran.thalweg(advised(out).orElseThrow()).out()).contains("KINK: ");
    }
  }

  /// Sums of a part that has a top in the first variable and one that is least at the start in the
  /// second, along which an ascent that begins there never moves.
  @Test
  void nobody_who_goes_up_is_sent_to_a_saddle_point_or_to_the_bottom() {
    Random random = new Random(7);
    String[] bottoms = {"x^2", "exp(x^2)", "-cos(x)", "x^2 - x^4/9"};
    String[] tops = {"- %s*(y - 1)^2", "- %s*y^2", "+ %s*cos(y)"};
    String[] ways = {"--rate=1e-3", "--rate=0.1", "--rule=adam", "--rule=lbfgs"};
    for (int k = 0; k < 24; k++) {
      String scale = "%.2f".formatted(Math.pow(10, random.nextDouble(-1, 1)));
      String formula = bottoms[k % bottoms.length] + " " + tops[k % tops.length].formatted(scale);
      String way = ways[random.nextInt(ways.length)];
      Ran ran = Ran.thalweg("descend", formula, "--from=0,2", "--ascend", way);
      assertThat(ran.out()).as(formula + " " + way).doesNotContain("which ends SADDLE");
      assertThat(ran.out()).as(formula + " " + way).doesNotContain("which ends MINIMUM");
      advised(ran.out())
          .ifPresent(
              words ->
                  assertThat(Ran.thalweg(words).out())
                      .as(formula + " " + way)
                      .doesNotContain("SADDLE: ")
                      .doesNotContain("MINIMUM: "));
    }
  }
}
