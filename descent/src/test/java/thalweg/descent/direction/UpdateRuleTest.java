package thalweg.descent.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.descent.step.Schedule;

class UpdateRuleTest {
  /// One coordinate's way by the textbook's formula, in plain Java.
  interface Reference {
    /// Returns x after the step number `t`, from 1, with slope g; `s` holds what is remembered.
    double step(int t, double x, double g, double[] s);
  }

  record Case(UpdateRule rule, Reference reference) {
    @Override
    public String toString() {
      return rule.toString();
    }
  }

  private static double adam(
      int t, double x, double g, double[] s, double rate, double b1, double b2, double epsilon) {
    s[0] = b1 * s[0] + (1 - b1) * g;
    s[1] = b2 * s[1] + (1 - b2) * g * g;
    double mean = s[0] / (1 - Math.pow(b1, t));
    double square = s[1] / (1 - Math.pow(b2, t));
    return x - rate * mean / (Math.sqrt(square) + epsilon);
  }

  static Stream<Case> rules() {
    return Stream.of(
        new Case(new SteepestDescent(0.3), (t, x, g, s) -> x - 0.3 * g),
        new Case(
            new Momentum(0.02, 0.8),
            (t, x, g, s) -> {
              s[0] = 0.8 * s[0] + g;
              return x - 0.02 * s[0];
            }),
        new Case(
            new Nesterov(0.02, 0.8),
            (t, x, g, s) -> {
              s[0] = 0.8 * s[0] + g;
              return x - 0.02 * (g + 0.8 * s[0]);
            }),
        new Case(
            new AdaGrad(0.1, 1e-6),
            (t, x, g, s) -> {
              s[0] += g * g;
              return x - 0.1 * g / (Math.sqrt(s[0]) + 1e-6);
            }),
        new Case(
            new RmsProp(0.01, 0.95, 1e-5),
            (t, x, g, s) -> {
              s[0] = 0.95 * s[0] + (1 - 0.95) * g * g;
              return x - 0.01 * g / (Math.sqrt(s[0]) + 1e-5);
            }),
        new Case(
            new Adam(0.01, 0.85, 0.99, 1e-6),
            (t, x, g, s) -> adam(t, x, g, s, 0.01, 0.85, 0.99, 1e-6)),
        new Case(new Adam(0.01), (t, x, g, s) -> adam(t, x, g, s, 0.01, 0.9, 0.999, 1e-8)),
        new Case(new Adam(0.01, 0, 0, 1e-3), (t, x, g, s) -> adam(t, x, g, s, 0.01, 0, 0, 1e-3)),
        new Case(
            new AdamW(0.01, 0.9, 0.98, 1e-7, 0.2),
            (t, x, g, s) -> adam(t, x, g, s, 0.01, 0.9, 0.98, 1e-7) - 0.01 * 0.2 * x),
        new Case(
            new Lion(0.01, 0.8, 0.95),
            (t, x, g, s) -> {
              double sign = Math.signum(0.8 * s[0] + (1 - 0.8) * g);
              s[0] = 0.95 * s[0] + (1 - 0.95) * g;
              return x - 0.01 * sign;
            }),
        new Case(
            new WeightDecay(new SteepestDescent(0.1), 0.3),
            (t, x, g, s) -> x - 0.1 * g - 0.1 * 0.3 * x),
        new Case(
            new Clipping(new SteepestDescent(0.1), Clipping.By.VALUE, 0.7),
            (t, x, g, s) -> x - 0.1 * Math.clamp(g, -0.7, 0.7)),
        new Case(
            new Scheduled(new SteepestDescent(0.1), new Schedule.Exponential(0.9)),
            (t, x, g, s) -> x - 0.1 * g * Math.pow(0.9, t - 1)),
        new Case(
            new Scheduled(new SteepestDescent(0.1), new Schedule.Stepwise(7, 0.5)),
            (t, x, g, s) -> x - 0.1 * g * Math.pow(0.5, (t - 1) / 7)),
        new Case(
            new Scheduled(new SteepestDescent(0.1), new Schedule.Polynomial(40, 2)),
            (t, x, g, s) -> x - 0.1 * g * Math.pow(1 - Math.min(1, (t - 1) / 40.0), 2)),
        new Case(
            new Scheduled(new SteepestDescent(0.1), new Schedule.Cosine(40, 0.1)),
            (t, x, g, s) ->
                x - 0.1 * g * (0.1 + 0.45 * (1 + Math.cos(Math.PI * Math.min(1, (t - 1) / 40.0))))),
        new Case(
            new Scheduled(new SteepestDescent(0.1), new Schedule.WarmUp(10)),
            (t, x, g, s) -> x - 0.1 * g * Math.min(1, t / 10.0)),
        new Case(
            new Scheduled(new SteepestDescent(0.1), new Schedule.OneCycle(50)),
            (t, x, g, s) -> {
              double up = 0.5 * (1 - Math.cos(Math.PI * (t - 1) / 15.0));
              double down = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (t - 1 - 15) / 35.0)));
              double factor = t - 1 < 15 ? 0.04 + 0.96 * up : 0.04 / 1e4 + (1 - 0.04 / 1e4) * down;
              return x - 0.1 * g * factor;
            }));
  }

  /// Slopes of many sizes, and none.
  private static double slope(Random random, int coordinate) {
    return coordinate == 0 ? 0 : random.nextGaussian() * Math.pow(10, coordinate % 7 - 3);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void it_steps_as_the_textbook_does(Case each) {
    for (DType type : new DType[] {DType.DOUBLE, DType.FLOAT}) {
      Random random = new Random(7);
      Shape shape = Shape.of(5, 9);
      int n = shape.elements();
      double[] x = random.doubles(n, -2, 2).map(v -> (float) v).toArray();
      double[] farthest = new double[n];
      double[][] s = new double[n][2];
      RuleRun run = new RuleRun(each.rule, NdArray.of(shape, x.clone()).to(type));
      for (int t = 1; t <= 60; t++) {
        double[] g = new double[n];
        for (int i = 0; i < n; i++) {
          g[i] = (float) slope(random, i);
          x[i] = each.reference.step(t, x[i], g[i], s[i]);
          farthest[i] = Math.max(farthest[i], Math.max(1, Math.abs(x[i])));
        }
        double[] got = run.step(NdArray.of(shape, g).to(type)).toDoubles();
        double tolerance = type == DType.DOUBLE ? 1e-12 : 2e-5;
        for (int i = 0; i < n; i++) {
          assertThat(got[i])
              .as("%s, step %d, coordinate %d", type, t, i)
              .isCloseTo(x[i], within(tolerance * farthest[i]));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void it_goes_on_from_kept_state_to_the_same_bits(Case each) {
    for (DType type : new DType[] {DType.DOUBLE, DType.FLOAT}) {
      Shape shape = Shape.of(3, 4);
      Random random = new Random(3);
      List<NdArray> slopes = new ArrayList<>();
      for (int t = 0; t < 20; t++) {
        slopes.add(NdArray.of(shape, random.doubles(12, -1, 1).toArray()).to(type));
      }
      NdArray start = NdArray.zeros(type, shape);
      RuleRun whole = new RuleRun(each.rule, start);
      List<List<NdArray>> kept = new ArrayList<>();
      for (NdArray slope : slopes) {
        kept.add(whole.held());
        whole.step(slope);
      }
      for (int stop = 0; stop < slopes.size(); stop++) {
        RuleRun rest = new RuleRun(each.rule, start).from(kept.get(stop));
        for (NdArray slope : slopes.subList(stop, slopes.size())) {
          rest.step(slope);
        }
        assertThat(rest.held()).isEqualTo(whole.held());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void its_text_is_read_back(Case each) {
    assertThat(RuleParser.parse(each.rule.toString())).isEqualTo(each.rule);
    assertThat(each.rule.withRate(0.125).rate()).isEqualTo(0.125);
    assertThat(each.rule.withRate(each.rule.rate())).isEqualTo(each.rule);
  }

  /// No text says so: in a training it ends in infinities.
  @Test
  void a_rate_that_rises_without_end_is_for_programs_alone() {
    Case rising =
        new Case(
            new Scheduled(new SteepestDescent(0.01), new Schedule.Rising(1.1)),
            (t, x, g, s) -> x - 0.01 * g * Math.pow(1.1, t - 1));
    it_steps_as_the_textbook_does(rising);
    it_goes_on_from_kept_state_to_the_same_bits(rising);
    for (double factor : new double[] {1, 0.9, 0, -2, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Schedule.Rising(factor))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "rising schedule: the factor is " + factor + "; it must be a finite number above 1.");
    }
  }

  @Test
  void a_name_alone_gives_the_usual_settings() {
    assertThat(RuleParser.names())
        .containsExactly(
            "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "lion", "muon");
    for (String name : RuleParser.names()) {
      assertThat(RuleParser.parse(name).toString()).startsWith(name + "(rate ");
    }
    assertThat(RuleParser.parse("Adam")).isEqualTo(new Adam(0.001, 0.9, 0.999, 1e-8));
    assertThat(RuleParser.parse("adam( beta1 0.8 )")).isEqualTo(new Adam(0.001, 0.8, 0.999, 1e-8));
    assertThat(RuleParser.parse("sgd()")).isEqualTo(new SteepestDescent(0.1));
    assertThat(RuleParser.parse("Steepest(rate 0.2)")).isEqualTo(new SteepestDescent(0.2));
  }

  @Test
  void parts_are_joined_by_a_plus_with_blanks_or_without() {
    UpdateRule composed = RuleParser.parse("adam(rate 1e+0) + clip(norm 2) + warmup(steps 1e+2)");
    assertThat(composed.rate()).isEqualTo(1);
    for (String plus : List.of("+", " +", "+ ", "  +  ")) {
      String text = String.join(plus, "adam(rate 1e+0)", "clip(norm 2)", "warmup(steps 1e+2)");
      assertThat(RuleParser.parse(text)).as(text).isEqualTo(composed);
    }
    refused("sgd+platau", "part: \"platau\" is unknown. Did you mean plateau?");
    refused("adam +", "part: \"\" is unknown");
    refused("adam(rate 0.1", "rule: \"adam(rate 0.1\" is unknown. The rules are");
  }

  @Test
  void text_that_is_no_rule_is_refused_with_what_was_meant() {
    refused("adm", "rule: \"adm\" is unknown. Did you mean adam? The rules are sgd, momentum,");
    refused("", "is unknown");
    refused("adam(beta 0.8)", "adam has no setting \"beta\"; it has rate, beta1, beta2, epsilon.");
    refused("adam(rate 0.1, rate 0.2)", "\"rate 0.2\" in the brackets of adam is no setting");
    refused("adam(rate fast)", "\"rate fast\" in the brackets of adam is no setting");
    refused("adam(rate 0.1,)", "\"\" in the brackets");
    refused("sgd(rate 0)", "steepest descent: the rate is 0.0; it must be a finite number above 0");
    refused("momentum(momentum 1)", "momentum is 1.0; it must be at least 0 and below 1.");
    refused("adam(epsilon 0)", "adam: epsilon is 0.0; it must be a finite number above 0.");
    refused("adamw(decay -1)", "adamw: decay is -1.0; it must be a finite number, at least 0.");
    refused("rmsprop(rate NaN)", "rmsprop: the rate is NaN");
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> RuleParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void clipping_by_norm_keeps_the_direction_of_all_parameters_together() {
    Clipping rule = new Clipping(new SteepestDescent(1), Clipping.By.NORM, 2);
    for (double size : new double[] {0.1, 1, 10, 0}) {
      Tensor a = Tensor.of(3 * size, 0);
      Tensor b = Tensor.of(0, 4 * size, 0);
      List<Tensor> clipped = rule.gradients(List.of(a, b));
      double share = size == 0 ? 1 : Math.min(1, 2 / (5 * size));
      assertThat(Program.evaluate(clipped.get(0)).doubles())
          .containsExactly(new double[] {3 * size * share, 0}, within(1e-14));
      assertThat(Program.evaluate(clipped.get(1)).doubles())
          .containsExactly(new double[] {0, 4 * size * share, 0}, within(1e-14));
    }
  }

  @Test
  void muon_steps_have_singular_values_near_one_whatever_the_gradient() {
    for (int[] sizes : new int[][] {{4, 4}, {3, 7}, {9, 2}}) {
      Shape shape = Shape.of(sizes[0], sizes[1]);
      Random random = new Random(5);
      double[] g = random.doubles(shape.elements(), -1, 1).toArray();
      g[0] = 100; // one direction far more common than the others
      NdArray step =
          new RuleRun(new Muon(1), NdArray.zeros(DType.DOUBLE, shape)).step(NdArray.of(shape, g));
      double scale = Math.sqrt(Math.max(1, (double) sizes[0] / sizes[1]));
      double square = 0;
      for (double value : step.doubles()) {
        square += value * value / (scale * scale);
      }
      // The sum of the squares of min(m, n) singular values, each between 0.6 and 1.25.
      int rank = Math.min(sizes[0], sizes[1]);
      assertThat(square).isBetween(0.36 * rank, 1.6 * rank);
    }
    // Not a matrix: Nesterov's step.
    NdArray vector = NdArray.of(1.0, -2.0);
    assertThat(new RuleRun(new Muon(0.1, 0.8), NdArray.of(0.0, 0.0)).step(vector))
        .isEqualTo(new RuleRun(new Nesterov(0.1, 0.8), NdArray.of(0.0, 0.0)).step(vector));
  }

  @Test
  void rules_compose_and_their_text_says_so_from_the_inside_out() {
    String text =
        "adam(rate 0.01) + decay(0.1) + clip(norm 2) + warmup(steps 5) + cosine(steps 90)";
    UpdateRule rule = RuleParser.parse(text);
    assertThat(RuleParser.parse(rule.toString())).isEqualTo(rule);
    assertThat(rule.rate()).isEqualTo(0.01);
    assertThat(rule.withRate(0.5).toString())
        .isEqualTo(
            "adam(rate 0.5, beta1 0.9, beta2 0.999, epsilon 1.0E-8) + decay(0.1) + clip(norm 2.0)"
                + " + warmup(steps 5.0) + cosine(steps 90.0, least 0.0)");
    refused("sgd + cosin(steps 3)", "part: \"cosin\" is unknown. Did you mean cosine?");
    refused("sgd + clip(norm 1, value 2)", "by norm or by value");
    refused("sgd + clip(norm 0)", "clipping: the limit is 0.0");
    refused("sgd + decay(-1)", "weight decay: the decay is -1.0");
    refused("sgd + step(every 0)", "the number of steps between falls is 0.0");
    refused("sgd + exponential(factor 2)", "the factor is 2.0; it must be from 0 to 1.");
    refused("sgd + platau", "part: \"platau\" is unknown. Did you mean plateau?");
  }

  @Test
  void adam_costs_one_root_and_one_division_for_each_element() {
    Shape shape = Shape.of(100);
    String[] chains =
        new RuleRun(new Adam(0.01), NdArray.zeros(DType.FLOAT, shape))
            .explain()
            .lines()
            .filter(line -> line.contains("over 100"))
            .toArray(String[]::new);
    assertThat(chains).hasSize(1);
    String chain = chains[0].substring(0, chains[0].indexOf("over 100"));
    assertThat(chain.split("divide", -1)).hasSize(2);
    assertThat(chain.split("square_root", -1)).hasSize(2);
    assertThat(chain.split("→", -1)).hasSize(11); // one is the share
  }
}
