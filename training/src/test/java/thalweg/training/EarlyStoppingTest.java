package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

@Tag("plain")
class EarlyStoppingTest {
  @TempDir Path folder;

  /// Rows in two classes, so noisy that a network learns them by heart.
  private static Split noisy(int seed, int train, int validation) {
    Random random = new Random(seed);
    return new Split(
        rows(random, train), validation == 0 ? null : rows(random, validation), rows(random, 9));
  }

  private static Dataset rows(Random random, int count) {
    double[][] x = new double[count][3];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      Arrays.setAll(x[row], _ -> random.nextGaussian());
      labels[row] = x[row][0] + 1.5 * random.nextGaussian() > 0 ? 1 : 0;
    }
    labels[0] = 0;
    labels[1] = 1;
    return Dataset.of(x, labels);
  }

  private static TrainingSettings settings(int seed) {
    return TrainingSettings.defaults()
        .withRule(RuleParser.parse("adam(rate 0.05)"))
        .withBatch(7)
        .withSeed(seed)
        .withThreads(1)
        .withEpochs(25);
  }

  private static List<Double> validationLosses(TrainingResult result) {
    return result.history().stream()
        .map(done -> Objects.requireNonNull(done.validation()).loss())
        .toList();
  }

  @Test
  void the_model_is_that_of_the_best_epoch_and_the_run_ends_when_patience_does() {
    Network network =
        NetworkParser.parse("3, dense 12 init he, batchnorm, relu, dropout 0.1, dense 2 init he");
    int early = 0;
    for (int seed = 1; seed <= 24; seed++) {
      int patience = 1 + seed % 6;
      double least = seed % 4 == 0 ? 0.01 : 0;
      Split data = noisy(seed, 30, 20);
      TrainingSettings settings = settings(seed);
      TrainingResult whole = Trainer.of(network, data, settings).run();
      assertThat(whole.restoredEpoch()).isEmpty();

      List<Double> losses = validationLosses(whole);
      int best = 1;
      int ends = losses.size();
      for (int epoch = 2; epoch <= losses.size(); epoch++) {
        if (losses.get(epoch - 1) < losses.get(best - 1) - least) {
          best = epoch;
        } else if (epoch - best >= patience) {
          ends = epoch;
          break;
        }
      }
      TrainingResult result =
          Trainer.of(
                  network,
                  data,
                  settings.withEarlyStopping(new EarlyStopping("loss", patience, least)))
              .run();
      assertThat(result.restoredEpoch()).as("seed %d", seed).isEqualTo(OptionalInt.of(best));
      assertThat(result.judged().epoch()).isEqualTo(best);
      assertThat(result.outcome())
          .isEqualTo(
              ends < losses.size()
                  ? new TrainingOutcome.StoppedEarly(ends, best)
                  : new TrainingOutcome.Completed(losses.size()));
      assertThat(validationLosses(result)).isEqualTo(losses.subList(0, ends));
      TrainingResult upToBest = Trainer.of(network, data, settings.withEpochs(best)).run();
      assertThat(result.model().weightsSha256()).isEqualTo(upToBest.model().weightsSha256());
      assertThat(result.model().score(Objects.requireNonNull(data.test())))
          .isEqualTo(result.judged().test());
      early += ends < losses.size() ? 1 : 0;
    }
    assertThat(early).isBetween(6, 24);
  }

  @Test
  void a_measure_decides_where_it_is_named() {
    for (int seed = 1; seed <= 20; seed++) {
      Split data = noisy(seed, 30, 20);
      TrainingSettings settings =
          settings(seed).withEarlyStopping(new EarlyStopping("accuracy", 25, 0));
      TrainingResult result =
          Trainer.of(Network.of("3-8-2", Activation.TANH), data, settings).run();
      List<Double> accuracies =
          result.history().stream()
              .map(done -> Objects.requireNonNull(done.validation()).of("accuracy"))
              .toList();
      double most = accuracies.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      assertThat(result.restoredEpoch()).isEqualTo(OptionalInt.of(1 + accuracies.indexOf(most)));
    }
  }

  @Test
  void without_validation_rows_nothing_of_it_happens() {
    Split data = noisy(1, 30, 0);
    TrainingResult without =
        Trainer.of(Network.of("3-8-2", Activation.TANH), data, settings(1)).run();
    TrainingResult with =
        Trainer.of(
                Network.of("3-8-2", Activation.TANH),
                data,
                settings(1).withEarlyStopping(EarlyStopping.after(1)))
            .run();
    assertThat(with.model().weightsSha256()).isEqualTo(without.model().weightsSha256());
    assertThat(with.outcome()).isEqualTo(without.outcome());
    assertThat(with.restoredEpoch()).isEmpty();
  }

  @Test
  void stopped_at_every_step_and_resumed_from_a_file_it_ends_with_the_same_bits()
      throws IOException {
    Network network = NetworkParser.parse("3, dense 6 init he, batchnorm, relu, dense 2 init he");
    for (int seed : new int[] {3, 4}) {
      Split data = noisy(seed, 17, 12); // steps of 7, 7 and 3 rows
      TrainingSettings settings =
          settings(seed).withEarlyStopping(EarlyStopping.after(3)).withEpochs(12);
      TrainingResult whole = Trainer.of(network, data, settings).run();
      for (int threads = 1; threads <= 3; threads++) {
        Path file = folder.resolve("stopped" + threads);
        TrainingResult part =
            Trainer.of(network, data, settings.withThreads(threads)).stopWhen(() -> true).run();
        int stops = 0;
        while (part.outcome() instanceof TrainingOutcome.Stopped) {
          stops++;
          checkpoint(part, settings, data).save(file);
          Checkpoint loaded = Checkpoint.load(file);
          assertThat(loaded.settings().earlyStopping()).isEqualTo(settings.earlyStopping());
          assertThat(loaded.model().weightsSha256()).isEqualTo(part.model().weightsSha256());
          part =
              Trainer.of(network, data, loaded.settings().withThreads(threads))
                  .stopWhen(() -> true)
                  .run(loaded.state());
        }
        assertThat(stops).isEqualTo(3 * whole.history().size() - 1);
        assertThat(part.outcome()).isEqualTo(whole.outcome());
        assertThat(part.restoredEpoch()).isEqualTo(whole.restoredEpoch());
        assertThat(part.model().weightsSha256()).isEqualTo(whole.model().weightsSha256());
        assertThat(part.state().parameters()).isEqualTo(whole.state().parameters());
        assertThat(part.history().stream().map(EpochDone::measured))
            .isEqualTo(whole.history().stream().map(EpochDone::measured).toList());
      }
    }
  }

  private static Checkpoint checkpoint(
      TrainingResult result, TrainingSettings settings, Split data) {
    return new Checkpoint(result.model(), settings, result.state(), "noisy", data.train().sha256());
  }

  @Test
  void a_run_that_has_ended_goes_on_with_more_patience_as_if_it_had_never_ended() {
    Split data = noisy(5, 30, 20);
    TrainingSettings settings = settings(5).withEarlyStopping(EarlyStopping.after(2));
    TrainingResult ended = Trainer.of(Network.of("3-8-2", Activation.TANH), data, settings).run();
    assertThat(ended.outcome()).isInstanceOf(TrainingOutcome.StoppedEarly.class);

    List<TrainingEvent> seen = new ArrayList<>();
    TrainingResult again =
        Trainer.of(Network.of("3-8-2", Activation.TANH), data, settings)
            .listen(seen::add)
            .run(ended.state());
    assertThat(again.outcome()).isEqualTo(ended.outcome());
    assertThat(seen).noneMatch(EpochDone.class::isInstance);

    TrainingSettings patient = settings.withEarlyStopping(EarlyStopping.after(25));
    assertThat(
            Trainer.of(Network.of("3-8-2", Activation.TANH), data, patient)
                .run(ended.state())
                .model()
                .weightsSha256())
        .isEqualTo(
            Trainer.of(Network.of("3-8-2", Activation.TANH), data, patient)
                .run()
                .model()
                .weightsSha256());
  }

  @Test
  void a_measure_that_is_not_there_and_numbers_out_of_range_are_refused() {
    Split data = noisy(1, 30, 20);
    assertThatThrownBy(
            () ->
                Trainer.of(
                    Network.of("3-8-2", Activation.TANH),
                    data,
                    settings(1).withEarlyStopping(new EarlyStopping("f2", 3, 0))))
        .hasMessage("early stopping: there is no measure f2, only loss, accuracy.");
    assertThatThrownBy(() -> EarlyStopping.after(0))
        .hasMessage("early stopping: the patience is 0; it must be at least 1 epoch.");
    assertThatThrownBy(() -> new EarlyStopping("loss", 1, Double.NaN))
        .hasMessage("early stopping: the least gain is NaN; it must be finite and at least 0.");
  }
}
