package thalweg.studio.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.descent.Descent;
import thalweg.descent.DescentMethod;
import thalweg.descent.GradientDescent;
import thalweg.descent.Limits;
import thalweg.descent.MethodParser;
import thalweg.descent.Minimum;
import thalweg.descent.Options;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RaceTest {
  static Ground.Named formula(String text) {
    return new Ground.Named(text, "");
  }

  static Race.Racer racer(String rule, double rate) {
    return new Race.Racer(rule, rate);
  }

  static Race.Racer searching(String rule) {
    return new Race.Racer(rule, null);
  }

  private static Race.Asked race(
      String formula, double[] start, int steps, boolean up, Race.Racer... racers) {
    return new Race.Asked(formula(formula), start, List.of(racers), steps, up, null);
  }

  private static Race.Head head(Frame frame) {
    return (Race.Head) frame.head();
  }

  private static Race.Head told(Race.Asked asked) {
    return head(Race.run(asked, new Asking()));
  }

  private static Race.Rates rates(Race.Head head) {
    return Objects.requireNonNull(head.rates());
  }

  private static String bowl(double least, double greatest) {
    return String.format(Locale.ROOT, "(%s*x^2 + %s*y^2)/2", least, greatest);
  }

  @Test
  void runs_are_those_of_the_library_bit_for_bit() {
    SplittableRandom random = new SplittableRandom(1);
    List<String> names = MethodParser.names();
    for (int trial = 0; trial < 120; trial++) {
      String text =
          bowl(Math.pow(10, random.nextDouble(-3, 3)), Math.pow(10, random.nextDouble(-3, 3)));
      double[] start = {random.nextDouble(-9, 9), random.nextDouble(-9, 9)};
      String name = names.get(trial % names.size());
      boolean up = random.nextInt(5) == 0;
      int steps = random.nextInt(1, 80);
      double rate = Math.pow(10, random.nextDouble(-4, 1));
      Frame frame = Race.run(race(text, start, steps, up, racer(name, rate)), new Asking());
      DescentMethod method = MethodParser.parse(name);
      method =
          method instanceof GradientDescent rule ? rule.withRate(rate).withSteps(steps) : method;
      Options options =
          Options.defaults().withPath().withLimits(Limits.defaults().withSteps(steps));
      DualGradient function = new DualGradient(Formula.parse(text));
      Minimum minimum =
          up
              ? Descent.maximise(function, start, method, options)
              : Descent.minimise(function, start, method, options);
      Race.Run run = head(frame).runs().getFirst();
      assertThat(run.point()).as(name + " on " + text).isEqualTo(minimum.point());
      assertThat(run.value()).isEqualTo(minimum.value());
      assertThat(run.outcome()).isEqualTo(minimum.outcome().written());
      assertThat(run.rule()).isEqualTo(method.toString());
      double[][] path = minimum.path();
      assertThat(run.points()).isEqualTo(path.length);
      assertThat(frame.numbers()).hasNumberOfRows(3);
      float[] points = frame.numbers()[0];
      for (int i = 0; i < path.length; i++) {
        assertThat(points[2 * i]).isEqualTo((float) path[i][0]);
        assertThat(points[2 * i + 1]).isEqualTo((float) path[i][1]);
      }
    }
  }

  @Test
  void the_marks_on_the_rate_part_what_arrives_from_what_runs_away() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 40; trial++) {
      double least = Math.pow(10, random.nextDouble(-6, 6));
      double greatest = least * random.nextDouble(1.5, 60);
      double[] start = {random.nextDouble(1, 4), random.nextDouble(1, 4)};
      String text = bowl(least, greatest);
      Race.Rates rates = rates(told(race(text, start, 50, false, searching("lbfgs"))));
      assertThat(rates.critical()).isCloseTo(2 / greatest, within(greatest));
      assertThat(rates.best()).isCloseTo(2 / (greatest + least), within(greatest));
      assertThat(outcome(text, start, 1.02 * rates.critical())).isEqualTo("DIVERGED");
      assertThat(outcome(text, start, 0.98 * rates.critical())).isNotEqualTo("DIVERGED");
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double greatest) {
    return org.assertj.core.data.Offset.offset(1e-4 / greatest);
  }

  @Test
  void with_momentum_the_mark_parts_them_too() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 60; trial++) {
      double least = Math.pow(10, random.nextDouble(-6, 6));
      double greatest = least * random.nextDouble(1.5, 60);
      double[] start = {random.nextDouble(1, 4), random.nextDouble(1, 4)};
      String text = bowl(least, greatest);
      String rule =
          (trial % 2 == 0 ? "momentum" : "nesterov")
              + "(momentum "
              + random.nextDouble(0, 0.95)
              + ")";
      double critical =
          told(race(text, start, 1, false, racer(rule, 1e-3 / greatest)))
              .runs()
              .getFirst()
              .critical();
      String above =
          told(race(text, start, 4_000, false, racer(rule, 1.02 * critical)))
              .runs()
              .getFirst()
              .outcome();
      assertThat(above).as(rule).isIn("DIVERGED", "NON_FINITE");
      String below =
          told(race(text, start, 4_000, false, racer(rule, 0.98 * critical)))
              .runs()
              .getFirst()
              .outcome();
      assertThat(below).as(rule).isIn("CONVERGED", "STEP_LIMIT");
    }
  }

  private static String outcome(String text, double[] start, double rate) {
    return told(race(text, start, 1_000, false, racer("steepest", rate)))
        .runs()
        .getFirst()
        .outcome();
  }

  @Test
  void heights_are_counted_from_the_best_that_any_came_to() {
    Frame frame =
        Race.run(
            race(
                "x^2 + 20*y^2 + 7",
                new double[] {3, 1},
                30,
                false,
                racer("steepest", 0.04),
                searching("newton")),
            new Asking());
    assertThat(head(frame).best()).isEqualTo(7);
    float[] heights = frame.numbers()[2];
    assertThat(heights[0]).isEqualTo((float) Math.log10(29));
    for (int i = 1; i < heights.length; i++) {
      assertThat(heights[i]).isLessThan(heights[i - 1]);
    }
  }

  @Test
  void heights_of_a_walk_that_runs_away_are_told_beyond_single_precision() {
    Frame frame =
        Race.run(race("x^4", new double[] {3}, 9, false, racer("steepest", 1)), new Asking());
    float[] heights = frame.numbers()[2];
    float greatest = 0;
    for (float height : heights) {
      greatest = Float.isFinite(height) ? Math.max(greatest, height) : greatest;
    }
    assertThat(greatest).isGreaterThan(40);
    assertThat(head(frame).runs().getFirst().outcome()).isIn("NON_FINITE", "DIVERGED");
    assertThat(head(frame).window()).isNotNull();
  }

  @Test
  void an_ascent_counts_what_is_left_above_it() {
    Frame frame =
        Race.run(
            race(
                "4 - x^2 - y^2",
                new double[] {1, 2},
                40,
                true,
                racer("steepest", 0.1),
                searching("lbfgs")),
            new Asking());
    assertThat(head(frame).best()).isEqualTo(4);
    assertThat(frame.numbers()[2][0]).isEqualTo((float) Math.log10(5));
    assertThat(rates(head(frame)).critical()).isCloseTo(1, within(1e-2));
  }

  @Test
  void what_goes_on_without_end_does_not_push_the_others_out_of_the_picture() {
    Frame frame =
        Race.run(
            race(
                "x^2 - x^4 + y^2",
                new double[] {0.6, 0},
                60,
                false,
                racer("steepest", 0.1),
                racer("sgd", 5)),
            new Asking());
    Race.Head head = head(frame);
    assertThat(head.runs().get(0).outcome()).isIn("STEP_LIMIT", "CONVERGED");
    assertThat(head.runs().get(1).bestValue()).isLessThan(-1e6);
    assertThat(head.runs().get(1).outcome()).isIn("UNBOUNDED", "NON_FINITE");
    assertThat(head.best()).isCloseTo(0, within(1));
    assertThat(rates(head).critical()).isCloseTo(1, within(1e-2));
    double[] window = Objects.requireNonNull(head.window());
    assertThat(window[1] - window[0]).isLessThan(5);
  }

  @Test
  void all_known_problems_can_be_walked_on() {
    for (Problem problem : Problems.all()) {
      Frame frame =
          Race.run(
              new Race.Asked(
                  new Ground.Named("", problem.name()),
                  problem.start(),
                  List.of(searching("lbfgs"), racer("adam", 0.01)),
                  50,
                  false,
                  null),
              new Asking());
      assertThat(head(frame).runs()).hasSize(2);
      // Minima are known as they were published, rounded.
      assertThat(head(frame).best()).isGreaterThan(problem.minima().getFirst() - 1e-6);
      assertThat(head(frame).window() == null).isEqualTo(problem.dimension() > 2);
      assertThat(frame.numbers()[0].length == 0).isEqualTo(problem.dimension() > 2);
    }
  }

  @Test
  void within_bounds_lbfgs_stays_there_and_others_are_refused() {
    Race.Asked asked =
        new Race.Asked(
            formula("100*(y - x^2)^2 + (1 - x)^2"),
            new double[] {-1.2, 1},
            List.of(searching("lbfgs")),
            200,
            false,
            Arrays.asList(-2.0, 0.5, 0.0, null));
    Frame frame = Race.run(asked, new Asking());
    Race.Run run = head(frame).runs().getFirst();
    assertThat(run.outcome()).isEqualTo("CONVERGED");
    assertThat(run.point()[0]).isEqualTo(0.5);
    float[] points = frame.numbers()[0];
    for (int i = 0; i < points.length; i += 2) {
      assertThat(points[i]).isBetween(-2f, 0.5f);
      assertThat(points[i + 1]).isGreaterThanOrEqualTo(0);
    }
    assertThatThrownBy(
            () ->
                told(
                    new Race.Asked(
                        asked.ground(),
                        asked.start(),
                        List.of(racer("adam", 0.1)),
                        9,
                        false,
                        asked.within())))
        .hasMessage("bounds: only lbfgs keeps them; leave out adam.");
  }

  @Test
  void what_cannot_be_walked_is_refused_in_one_sentence() {
    double[] start = {1, 2};
    Race.Racer one = racer("steepest", 0.1);
    assertThatThrownBy(() -> told(race("x^2", start, 9, false, one)))
        .hasMessage("start: 2 numbers; it must have 1, one for each of x.");
    assertThatThrownBy(() -> told(race("1 + 2", start, 9, false, one)))
        .hasMessage("1 + 2 has no variables; a descent needs at least one, such as x.");
    assertThatThrownBy(() -> told(race("x + y", start, 0, false, one)))
        .hasMessage("steps: 0; there must be from 1 to 10000.");
    assertThatThrownBy(() -> told(race("x + y", start, 10_001, false, one)))
        .hasMessage("steps: 10001; there must be from 1 to 10000.");
    assertThatThrownBy(() -> told(race("x + y", start, 9, false)))
        .hasMessage("race: 0 methods; there must be from 1 to 8.");
    assertThatThrownBy(() -> told(race("x + y", start, 9, false, searching("adem"))))
        .hasMessageStartingWith("method: \"adem\" is unknown. Did you mean adam?");
    assertThatThrownBy(() -> told(race("x + y", start, 9, false, racer("adam", -1))))
        .hasMessageContaining("rate")
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> told(race("x + y", new double[] {Double.NaN, 0}, 9, false, one)))
        .hasMessageContaining("must be a finite number");
    assertThatThrownBy(() -> told(race("x +", start, 9, false, one)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_function_that_is_not_defined_at_the_start_says_so() {
    Race.Head head =
        told(race("log(x) + y", new double[] {-1, 2}, 9, false, racer("steepest", 0.1)));
    assertThat(head.runs().getFirst().outcome()).isEqualTo("NON_FINITE");
    assertThat(head.rates()).isNull();
  }
}
