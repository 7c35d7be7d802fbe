package thalweg.training.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.descent.direction.RuleParser;
import thalweg.network.NetworkParser;
import thalweg.network.loss.StandardLoss;
import thalweg.training.EarlyStopping;
import thalweg.training.Trainer;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Score;

@Tag("plain")
class ComparisonTest {
  private static final Classification NETWORK =
      Classification.of(NetworkParser.parse("3, dense 6 init he, relu, dense 2 init he"));

  private static TrainingSettings settings(long seed) {
    return TrainingSettings.defaults().withBatch(8).withEpochs(4).withThreads(1).withSeed(seed);
  }

  private static List<Comparison.Candidate> rates(TrainingSettings settings, double... rates) {
    return DoubleStream.of(rates)
        .mapToObj(rate -> new Comparison.Candidate("" + rate, NETWORK, settings.withRate(rate)))
        .toList();
  }

  @Test
  void each_entry_is_the_training_by_itself_bit_for_bit() {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 40; run++) {
      Split data = Rows.classes(random.split(), 30 + random.nextInt(40), 3, random.nextBoolean());
      TrainingSettings settings = settings(run);
      double[] rates = random.doubles(3, -4, 6).map(exponent -> Math.pow(10, exponent)).toArray();
      Comparison compared = Comparison.of("rate", data, rates(settings, rates));
      assertThat(compared.entries()).hasSize(3);
      for (int i = 0; i < 3; i++) {
        var alone = Trainer.of(NETWORK, data, settings.withRate(rates[i])).run();
        var entry = compared.entries().get(i);
        assertThat(entry.result().model().weightsSha256()).isEqualTo(alone.model().weightsSha256());
        assertThat(entry.isDiverged())
            .isEqualTo(alone.outcome() instanceof TrainingOutcome.NonFinite);
      }
    }
  }

  @Test
  void the_best_is_never_chosen_by_the_test_rows() {
    SplittableRandom random = new SplittableRandom(2);
    for (int run = 0; run < 30; run++) {
      Split data = Rows.classes(random.split(), 60, 3, true);
      Split untested = new Split(data.train(), data.validation(), null);
      var candidates = rates(settings(run), 1e-4, 0.01, 0.3, 2);
      assertThat(Comparison.of("rate", data, candidates).best().map(e -> e.candidate().value()))
          .isEqualTo(
              Comparison.of("rate", untested, candidates).best().map(e -> e.candidate().value()));
    }
  }

  @Test
  void what_has_learnt_is_better_than_what_was_thrown_about() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 30; run++) {
      Split data = Rows.classes(random.split(), 60, 3, true);
      TrainingSettings settings =
          settings(run)
              .withEpochs(30)
              .withRule(RuleParser.parse("adam(rate 0.01)"))
              .withEarlyStopping(EarlyStopping.after(5));
      Comparison compared = Comparison.of("rate", data, rates(settings, 1e12, 0.02, 1e7));
      Comparison.Entry best = compared.best().orElseThrow();
      assertThat(best.candidate().value()).isEqualTo("0.02");
      assertThat(best.hasLearnt()).isTrue();
    }
  }

  @Test
  void what_is_right_on_most_rows_has_learnt_however_large_its_loss() {
    SplittableRandom random = new SplittableRandom(7);
    int overconfident = 0;
    int nothing = 0;
    for (int run = 0; run < 40; run++) {
      Split data = Rows.classes(random.split(), 60 + random.nextInt(100), 3, run % 2 == 0);
      double[] rates = random.doubles(4, -6, 6).map(exponent -> Math.pow(10, exponent)).toArray();
      Comparison compared = Comparison.of("rate", data, rates(settings(run).withEpochs(12), rates));
      for (Comparison.Entry entry : compared.entries()) {
        if (entry.isDiverged()) {
          assertThat(entry.hasLearnt() || entry.isOverconfident()).isFalse();
          continue;
        }
        Score train = entry.result().judged().train();
        boolean isRight = train.of("accuracy") >= (1 + entry.blindMeasure()) / 2;
        boolean isLow = train.loss() < entry.blindLoss();
        assertThat(entry.hasLearnt()).isEqualTo(isRight || isLow);
        assertThat(entry.isOverconfident()).isEqualTo(isRight && !isLow);
        overconfident += entry.isOverconfident() ? 1 : 0;
        nothing += entry.hasLearnt() ? 0 : 1;
      }
    }
    assertThat(overconfident).isPositive();
    assertThat(nothing).isPositive();
  }

  @Test
  void all_that_diverge_have_no_best_and_no_curve() {
    Split data = Rows.classes(new SplittableRandom(4), 40, 3, false);
    Comparison compared = Comparison.of("rate", data, rates(settings(1), 1e30, 1e36));
    assertThat(compared.entries()).allMatch(Comparison.Entry::isDiverged);
    assertThat(compared.best()).isEmpty();
  }

  @Test
  void losses_of_two_kinds_are_compared_by_the_first_measure() {
    Split data = Rows.classes(new SplittableRandom(5), 40, 3, true);
    List<Comparison.Candidate> losses = new ArrayList<>();
    for (StandardLoss loss :
        List.of(StandardLoss.SOFTMAX_CROSS_ENTROPY, StandardLoss.MEAN_SQUARED_ERROR)) {
      losses.add(
          new Comparison.Candidate(
              loss.toString(), new Classification(NETWORK.network(), loss), settings(1)));
    }
    Comparison compared = Comparison.of("loss", data, losses);
    assertThat(compared.judge()).isEqualTo("accuracy");
    assertThat(compared.curves().values())
        .allSatisfy(
            curve ->
                assertThat(DoubleStream.of(curve)).allMatch(value -> value >= 0 && value <= 1));
    Comparison.Entry best = compared.best().orElseThrow();
    assertThat(compared.entries())
        .allMatch(
            entry ->
                entry.result().judged().of("validationAccuracy")
                    <= best.result().judged().of("validationAccuracy"));
  }

  @Test
  void one_that_is_stopped_is_the_last() {
    Split data = Rows.classes(new SplittableRandom(6), 40, 3, false);
    AtomicInteger asked = new AtomicInteger();
    Comparison compared =
        Comparison.of(
            "rate",
            data,
            rates(settings(1), 0.1, 0.2, 0.3),
            (_, _) -> {},
            () -> asked.incrementAndGet() > 30);
    assertThat(compared.entries()).hasSize(2);
    assertThat(compared.entries().getLast().result().outcome())
        .isInstanceOf(TrainingOutcome.Stopped.class);
  }

  @Test
  void nothing_to_compare_is_refused() {
    Split data = Rows.classes(new SplittableRandom(6), 40, 3, false);
    assertThatThrownBy(() -> Comparison.of("rate", data, List.of()))
        .hasMessageContaining("name at least one");
  }
}
