package thalweg.training.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.descent.direction.RuleParser;
import thalweg.network.NetworkParser;
import thalweg.training.EarlyStopping;
import thalweg.training.Trainer;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;

/// What it compares are losses.
@Tag("plain")
class RangeTestTest {
  private static final List<String> RULES =
      List.of(
          "sgd",
          "momentum",
          "nesterov",
          "adagrad",
          "rmsprop",
          "adam",
          "adamw",
          "lion",
          "muon",
          "adam(rate 0.005) + decay(0.01) + clip(norm 1) + warmup(steps 50) + cosine(steps 900)",
          "sgd + plateau(factor 0.5, patience 1)");

  private static Objective objective(Split data, int features) {
    return Objective.usual(
        NetworkParser.parse(features + ", dense 16 init he, relu, dropout 0.2, dense 2 init he"),
        data.train());
  }

  private static TrainingSettings settings(String rule, int batch) {
    return TrainingSettings.defaults()
        .withRule(RuleParser.parse(rule))
        .withBatch(batch)
        .withEpochs(12)
        .withEarlyStopping(EarlyStopping.after(12));
  }

  @Test
  void a_rate_is_found_with_every_rule_and_learns() {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 2 * RULES.size(); run++) {
      Split data = Rows.classes(random.split(), 240, 4, true);
      String rule = RULES.get(run % RULES.size());
      TrainingSettings settings = settings(rule, 10 + random.nextInt(20));
      Objective objective = objective(data, 4);
      RangeTest test = RangeTest.of(objective, data, settings);
      assertThat(test.isFound()).as(rule).isTrue();
      TrainingResult result = Trainer.of(objective, data, settings.withRate(test.rate())).run();
      assertThat(result.judged().of("validationAccuracy")).as(rule).isGreaterThan(0.7);
      requireBestOfLooks(test);
    }
  }

  /// The looks begin at a third of a rate that was tried, go on by fours, and end where both sides
  /// are worse, or after seven; the first best is chosen.
  private static void requireBestOfLooks(RangeTest test) {
    List<RangeTest.Look> looks = test.looks();
    double first = looks.getFirst().rate();
    assertThat(test.points()).anyMatch(point -> Math.abs(point.rate() / 3 / first - 1) < 0.06);
    RangeTest.Look best =
        looks.stream().min(Comparator.comparingDouble(RangeTest.Look::loss)).orElseThrow();
    assertThat(test.rate()).isEqualTo(best.rate());
    List<Double> rates = looks.stream().map(RangeTest.Look::rate).sorted().toList();
    for (int i = 1; i < rates.size(); i++) {
      assertThat(rates.get(i) / rates.get(i - 1)).isBetween(3.6, 4.4);
    }
    assertThat(looks).hasSizeBetween(3, 7);
    if (looks.size() < 7) {
      assertThat(best.rate()).isStrictlyBetween(rates.getFirst(), rates.getLast());
    }
  }

  @Test
  void the_rate_found_is_about_as_good_as_the_best_of_ten() {
    SplittableRandom random = new SplittableRandom(4);
    int close = 0;
    int cases = 0;
    for (int run = 0; run < 24; run++) {
      Split data = Rows.classes(random.split(), 150 + random.nextInt(200), 4, true);
      String rule = List.of("sgd", "momentum", "adam(rate 0.001) + cosine(steps 120)").get(run % 3);
      TrainingSettings settings = settings(rule, 20);
      Objective objective = objective(data, 4);
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < 10; i++) {
        best = Math.min(best, loss(objective, data, settings.withRate(Math.pow(10, -4 + i / 2.0))));
      }
      double found =
          loss(objective, data, settings.withRate(RangeTest.of(objective, data, settings).rate()));
      cases++;
      close += found <= 1.05 * best ? 1 : 0;
      assertThat(found).as("%s, run %s", rule, run).isLessThan(1.6 * best);
    }
    assertThat(close).isGreaterThanOrEqualTo(cases * 2 / 3);
  }

  private static double loss(Objective objective, Split data, TrainingSettings settings) {
    TrainingResult result = Trainer.of(objective, data, settings).run();
    return result.outcome() instanceof TrainingOutcome.NonFinite || result.history().isEmpty()
        ? Double.POSITIVE_INFINITY
        : result.judged().of("validationLoss");
  }

  @Test
  void the_same_rate_is_found_on_any_threads_and_nothing_else_changes() {
    SplittableRandom random = new SplittableRandom(2);
    for (int run = 0; run < 8; run++) {
      Split data = Rows.classes(random.split(), 150, 5, run % 2 == 0);
      Split judged = new Split(data.train(), data.validation(), null);
      TrainingSettings settings = settings(RULES.get(run), 15).withEarlyStopping(null);
      Objective objective = objective(data, 5);
      String before = Trainer.of(objective, data, settings).run().model().weightsSha256();
      RangeTest test = RangeTest.of(objective, data, settings.withThreads(1));
      assertThat(RangeTest.of(objective, data, settings.withThreads(2))).isEqualTo(test);
      assertThat(RangeTest.of(objective, data, settings.withThreads(3))).isEqualTo(test);
      assertThat(RangeTest.of(objective, judged, settings)).isEqualTo(test);
      assertThat(Trainer.of(objective, data, settings).run().model().weightsSha256())
          .isEqualTo(before);
    }
  }

  @Test
  void rates_rise_alike_and_a_loss_that_runs_away_ends_the_test() {
    SplittableRandom random = new SplittableRandom(3);
    Split data = Rows.classes(random, 200, 4, false);
    RangeTest test = RangeTest.of(objective(data, 4), data, settings("momentum", 20));
    List<RangeTest.Point> points = test.points();
    assertThat(points).hasSizeBetween(21, 200);
    for (int i = 1; i < points.size(); i++) {
      assertThat(points.get(i).rate() / points.get(i - 1).rate())
          .isCloseTo(Math.pow(1e8, 1 / 199.0), org.assertj.core.data.Offset.offset(1e-9));
      assertThat(points.get(i).loss()).isFinite();
    }
    double[][] features = new double[100][1];
    double[] targets = new double[100];
    for (int i = 0; i < 100; i++) {
      features[i][0] = i - 50;
      targets[i] = 3 * i;
    }
    Split steep = Split.of(Dataset.of(features, targets));
    Objective objective =
        Objective.usual(
            NetworkParser.parse("1, dense 4 init he, relu, dense 1 init he"), steep.train());
    assertThat(RangeTest.of(objective, steep, settings("sgd", 10).withEarlyStopping(null)).points())
        .hasSizeLessThan(200)
        .allMatch(point -> Double.isFinite(point.loss()));
  }

  @Test
  void where_the_loss_falls_at_no_rate_the_rules_own_is_kept() {
    double[][] features = new double[60][2];
    double[] targets = new double[60];
    for (int i = 0; i < 60; i++) {
      targets[i] = i % 2 == 0 ? 1e6 : -1e6; // the features say nothing
    }
    Split data = Split.of(Dataset.of(features, targets));
    Objective objective =
        Objective.usual(
            NetworkParser.parse("2, dense 4 init he, relu, dense 1 init he"), data.train());
    RangeTest test =
        RangeTest.of(objective, data, settings("adam(rate 0.003)", 60).withEarlyStopping(null));
    assertThat(test.isFound()).isFalse();
    assertThat(test.rate()).isEqualTo(0.003);
  }
}
