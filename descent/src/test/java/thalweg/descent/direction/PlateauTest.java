package thalweg.descent.direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

@Tag("text")
class PlateauTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /// Returns the share of the rate in force after each of these losses: how far a step against the
  /// slope 1 goes at rate 1.
  private static double[] shares(String plateau, DType type, double... losses) {
    RuleRun run =
        new RuleRun(
            RuleParser.parse("sgd(rate 1) + plateau(" + plateau + ")"), NdArray.of(0.0).to(type));
    NdArray slope = NdArray.of(1.0).to(type);
    double[] shares = new double[losses.length];
    List<NdArray> start = run.held();
    for (int i = 0; i < losses.length; i++) {
      run.see(losses[i]);
      List<NdArray> seen = run.held();
      shares[i] = -run.step(slope).at(0);
      // A step changes nothing of what was seen.
      assertThat(run.held().subList(1, seen.size())).isEqualTo(seen.subList(1, seen.size()));
      List<NdArray> again = new ArrayList<>(seen);
      again.set(0, start.getFirst());
      run.from(again);
    }
    return shares;
  }

  private static double[] losses(double... losses) {
    return losses;
  }

  /// Checks the shares after the losses, written down by hand.
  private static void follows(String plateau, double[] losses, double... shares) {
    for (DType type : new DType[] {DType.DOUBLE, DType.FLOAT}) {
      double[] got = shares(plateau, type, losses);
      assertThat(got)
          .as("%s in %s: %s", plateau, type, Arrays.toString(got))
          .containsExactly(shares, within(type == DType.DOUBLE ? 1e-15 : 1e-7));
    }
  }

  @Test
  void the_rate_is_cut_after_as_many_losses_in_a_row_as_it_has_patience_for() {
    follows("factor 0.5, patience 1", losses(5, 4, 4, 3, 3, 3), 1, 1, 0.5, 0.5, 0.25, 0.125);
    follows(
        "factor 0.5, patience 3",
        losses(5, 6, 5, 5, 5, 5, 5, 5, 4, 9, 9, 9),
        1,
        1,
        1,
        0.5,
        0.5,
        0.5,
        0.25,
        0.25,
        0.25,
        0.25,
        0.25,
        0.125);
    // An improvement, however late, begins the waiting anew; what is improved on is the best.
    follows("factor 0.1, patience 2", losses(5, 6, 4.9, 6, 5.5, 5, 4.8), 1, 1, 1, 1, 0.1, 0.1, 0.1);
  }

  @Test
  void an_improvement_smaller_than_the_threshold_is_none() {
    // From 10 the bar is at 9, from 8.5 at 7.65.
    follows(
        "factor 0.5, patience 1, threshold 0.1",
        losses(10, 9.5, 8.5, 7.66, 7.64),
        1,
        0.5,
        0.5,
        0.25,
        0.25);
    // Exactly at the bar is not below it.
    follows("factor 0.5, patience 1, threshold 0.5", losses(8, 4, 3.9, 1.95), 1, 0.5, 0.5, 0.25);
    // Small improvements that add up are measured from the best and count once they suffice.
    follows(
        "factor 0.5, patience 4, threshold 0.1",
        losses(10, 9.7, 9.4, 9.1, 8.9, 8.9),
        1,
        1,
        1,
        1,
        1,
        1);
  }

  @Test
  void a_tie_is_no_improvement_and_without_a_threshold_the_least_fall_is_one() {
    follows("factor 0.5, patience 1, threshold 0", losses(2, 2, 2), 1, 0.5, 0.25);
    follows("factor 0.5, patience 1, threshold 0", losses(2, Math.nextDown(2f), 2), 1, 1, 0.5);
    follows("factor 0.5, patience 1, threshold 0", losses(0, -0.0, 0), 1, 0.5, 0.25);
  }

  @Test
  void below_zero_the_threshold_still_asks_for_less() {
    // From −10 by a tenth means below −11.
    follows(
        "factor 0.5, patience 1, threshold 0.1",
        losses(-10, -10.5, -11.5, -9, -12.7),
        1,
        0.5,
        0.5,
        0.25,
        0.25);
    follows("factor 0.5, patience 2, threshold 0.1", losses(0, 0, -1e-9, -1e-9), 1, 1, 1, 1);
  }

  @Test
  void losses_that_are_not_finite_are_waited_for_and_never_the_best() {
    follows(
        "factor 0.5, patience 2",
        losses(NAN, NAN, 3, NAN, INFINITE, 2),
        1,
        0.5,
        0.5,
        0.5,
        0.25,
        0.25);
    follows("factor 0.5, patience 1", losses(INFINITE, 7, NAN, 6.9), 0.5, 0.5, 0.25, 0.25);
    follows("factor 0.5, patience 1", losses(-INFINITE, -5, -INFINITE), 1, 0.5, 0.25);
    follows("factor 0.5, patience 1, threshold 0", losses(-INFINITE, -INFINITE), 1, 0.5);
  }

  @Test
  void while_it_cools_down_it_does_not_wait_but_may_find_a_best() {
    follows(
        "factor 0.5, patience 2, cooldown 3",
        losses(5, 5, 5, 5, 5, 5, 5, 5, 5),
        1,
        1,
        0.5,
        0.5,
        0.5,
        0.5,
        0.5,
        0.25,
        0.25);
    follows(
        "factor 0.5, patience 1, cooldown 2",
        losses(5, 5, 3, 4, 4, 2, 4),
        1,
        0.5,
        0.5,
        0.5,
        0.25,
        0.25,
        0.25);
  }

  @Test
  void the_rate_does_not_fall_below_the_least_share() {
    follows("factor 0.5, patience 1, least 0.2", losses(1, 1, 1, 1, 1), 1, 0.5, 0.25, 0.2, 0.2);
    follows("factor 0.1, patience 1, least 0.1", losses(1, 1, 1), 1, 0.1, 0.1);
  }

  /// What ReduceLROnPlateau's users expect, in plain Java: waits one loss less for the same number.
  private static double[] reference(
      double factor, int patience, double threshold, int cooldown, double least, double[] losses) {
    double best = INFINITE;
    int waited = 0;
    int cooling = 0;
    double share = 1;
    double[] shares = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      if (best == INFINITE ? losses[i] < INFINITE : losses[i] < best - threshold * Math.abs(best)) {
        best = losses[i];
        waited = 0;
      } else {
        waited++;
      }
      if (cooling > 0) {
        cooling--;
        waited = 0;
      }
      if (waited >= patience) {
        share = Math.max(share * factor, least);
        cooling = cooldown;
        waited = 0;
      }
      shares[i] = share;
    }
    return shares;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void it_follows_the_loop_in_plain_java_over_many_losses(long seed) {
    Random random = new Random(seed);
    double factor = random.nextInt(1, 8) / 8.0;
    int patience = random.nextInt(1, 5);
    double threshold = random.nextInt(3) / 16.0;
    int cooldown = random.nextInt(4);
    double least = random.nextBoolean() ? 0 : factor * factor;
    double[] losses = new double[200];
    for (int i = 0; i < losses.length; i++) {
      // Sums of sixteenths: exact in float, with many ties.
      losses[i] = i % 50 == 49 ? NAN : (random.nextInt(-16, 17) + 320 - 2 * i) / 16.0;
    }
    String text =
        "factor %s, patience %s, threshold %s, cooldown %s, least %s"
            .formatted(factor, patience, threshold, cooldown, least);
    double[] expected = reference(factor, patience, threshold, cooldown, least, losses);
    double[] got = shares(text, DType.DOUBLE, losses);
    for (int i = 0; i < losses.length; i++) {
      assertThat(got[i]).as("%s, loss %d", text, i).isCloseTo(expected[i], within(1e-13));
    }
  }

  /// Everything the parser knows, composed with plateau inside, between and outside.
  static List<String> compositions() {
    List<String> texts = new ArrayList<>();
    List<String> parts =
        List.of(
            "decay(0.01)",
            "clip(norm 1)",
            "clip(value 0.5)",
            "step(every 3, factor 0.7)",
            "exponential(factor 0.9)",
            "polynomial(steps 20, power 2)",
            "cosine(steps 20, least 0.1)",
            "warmup(steps 5)",
            "onecycle(steps 20)",
            "plateau(factor 0.25, patience 3)");
    String plateau = " + plateau(factor 0.5, patience 2, cooldown 1, least 0.01)";
    for (String rule : RuleParser.names()) {
      texts.add(rule + plateau);
      for (String part : parts) {
        texts.add(rule + " + " + part + plateau);
        texts.add(rule + plateau + " + " + part);
      }
      texts.add(
          rule
              + " + "
              + String.join(" + ", parts.subList(0, 5))
              + plateau
              + " + "
              + String.join(" + ", parts.subList(5, parts.size())));
    }
    return texts;
  }

  @Test
  void composed_with_all_there_is_it_goes_on_from_every_step_to_the_same_bits() {
    Shape shape = Shape.of(3, 4);
    for (String text : compositions()) {
      UpdateRule rule = RuleParser.parse(text);
      assertThat(RuleParser.parse(rule.toString())).isEqualTo(rule);
      for (DType type : new DType[] {DType.DOUBLE, DType.FLOAT}) {
        Random random = new Random(11);
        NdArray start = NdArray.of(shape, random.doubles(12, -1, 1).toArray()).to(type);
        List<NdArray> slopes = new ArrayList<>();
        double[] losses = random.doubles(12, 1, 2).toArray();
        for (int t = 0; t < losses.length; t++) {
          slopes.add(NdArray.of(shape, random.doubles(12, -1, 1).toArray()).to(type));
        }
        RuleRun whole = new RuleRun(rule, start);
        List<List<NdArray>> kept = new ArrayList<>();
        for (int t = 0; t < losses.length; t++) {
          kept.add(whole.held());
          whole.step(slopes.get(t));
          whole.see(losses[t]);
        }
        RuleRun rest = new RuleRun(rule, start);
        for (int stop = 0; stop < losses.length; stop++) {
          rest.from(kept.get(stop));
          for (int t = stop; t < losses.length; t++) {
            rest.step(slopes.get(t));
            rest.see(losses[t]);
          }
          assertThat(rest.held())
              .as("%s from step %d in %s", text, stop, type)
              .isEqualTo(whole.held());
        }
      }
    }
  }

  @Test
  void two_of_them_each_count_for_themselves() {
    RuleRun run =
        new RuleRun(
            RuleParser.parse(
                "sgd(rate 1) + plateau(factor 0.5, patience 1) + plateau(factor 0.1, patience 2)"),
            NdArray.of(0.0));
    double[] expected = {1, 0.5, 0.025, 0.0125, 0.000625};
    double x = 0;
    for (double share : expected) {
      run.see(3);
      double next = run.step(NdArray.of(1.0)).at(0);
      assertThat(x - next).isCloseTo(share, within(1e-15));
      x = next;
    }
  }

  @Test
  void a_rule_that_does_not_look_at_losses_is_left_alone() {
    for (String name : RuleParser.names()) {
      RuleRun run =
          new RuleRun(RuleParser.parse(name + " + cosine + decay + clip"), NdArray.of(1.0, 2.0));
      run.step(NdArray.of(0.5, -1.0));
      List<NdArray> before = run.held();
      run.see(7);
      assertThat(run.held()).isEqualTo(before);
    }
  }

  @Test
  void its_text_is_read_back_and_a_name_alone_has_the_usual_settings() {
    Plateau usual = Plateau.around(new Adam(0.01));
    assertThat(RuleParser.parse("adam(rate 0.01) + plateau")).isEqualTo(usual);
    assertThat(RuleParser.parse(usual.toString())).isEqualTo(usual);
    assertThat(usual.toString())
        .endsWith(" + plateau(factor 0.1, patience 10, threshold 1.0E-4, cooldown 0, least 0.0)");
    assertThat(usual.rate()).isEqualTo(0.01);
    assertThat(usual.withRate(0.5).rule()).isEqualTo(new Adam(0.5));
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    refused("factor 1", "plateau: the factor is 1.0; it must be above 0 and below 1");
    refused("factor 1.5", "the factor is 1.5");
    refused("factor 0", "the factor is 0.0");
    refused("factor -0.1", "the factor is -0.1");
    refused("factor NaN", "the factor is NaN");
    refused("patience 0", "patience is 0; it must be a number of losses from 1 to 16777216.");
    refused("patience -3", "patience is -3");
    refused("patience 2.5", "plateau: patience is 2.5; it must be a whole number.");
    refused("patience NaN", "patience is NaN; it must be a whole number.");
    refused("patience 1e9", "patience is 1000000000");
    refused("patience 1e12", "patience is 1.0E12; it must be a whole number.");
    refused("cooldown -1", "cooldown is -1; it must be a number of losses from 0 to 16777216.");
    refused("cooldown 0.5", "cooldown is 0.5; it must be a whole number.");
    refused("threshold 1", "threshold is 1.0; it must be at least 0 and below 1.");
    refused("threshold -1e-4", "threshold is -1.0E-4");
    refused("threshold NaN", "threshold is NaN");
    refused("least -1", "least is -1.0; it must be from 0 to the factor, 0.1");
    refused(
        "factor 0.1, least 0.5", "least is 0.5; it must be from 0 to the factor, 0.1, to which");
    refused("least NaN", "least is NaN");
    refused("patience 2, patience 3", "\"patience 3\" in the brackets of plateau is no setting");
    refused("patience", "\"patience\" in the brackets of plateau is no setting");
    refused(
        "patiense 3",
        "plateau has no setting \"patiense\"; it has factor, patience, threshold, cooldown, least."
            + " Did you mean patience?");
  }

  private static void refused(String settings, String why) {
    assertThatThrownBy(() -> RuleParser.parse("sgd + plateau(" + settings + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
