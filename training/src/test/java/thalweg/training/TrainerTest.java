package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Sampling;
import thalweg.training.data.Split;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Rows;

@Tag("bare")
class TrainerTest {
  private static final Split DIGITS = Digits.split(3, 1_000, 300);
  private static final Network NETWORK = Network.of("784-20-10", Activation.SIGMOID);
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults().withEpochs(2).withThreads(2);

  /// Rows of three features in two classes, few enough to follow by hand.
  private static Split few(int rows) {
    double[] features = new double[rows * 3];
    int[] labels = new int[rows];
    for (int i = 0; i < features.length; i++) {
      features[i] = Math.sin(1.7 * i);
    }
    for (int i = 0; i < rows; i++) {
      labels[i] = features[3 * i] + features[3 * i + 1] > 0 ? 1 : 0;
    }
    Dataset data = Dataset.ofDoubles("few", Shape.of(3), features, labels, List.of("no", "yes"));
    return new Split(data, data);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void the_same_bits_come_of_any_number_of_threads(DType precision) {
    // 130 rows a batch are three leaves, and the last batch of 1,000 rows is a short one.
    Set<String> hashes = new HashSet<>();
    for (int threads : new int[] {1, 2, 3, 7}) {
      TrainingSettings settings =
          SETTINGS.withBatch(130).withPrecision(precision).withThreads(threads);
      hashes.add(Trainer.of(NETWORK, DIGITS, settings).run().model().weightsSha256());
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  void another_seed_gives_other_weights() {
    assertThat(Trainer.of(NETWORK, DIGITS, SETTINGS.withSeed(2)).run().model().weightsSha256())
        .isNotEqualTo(Trainer.of(NETWORK, DIGITS, SETTINGS).run().model().weightsSha256());
  }

  @Test
  void stopped_at_any_step_and_resumed_it_ends_with_the_same_bits() {
    Network network = Network.of("3-4-2", Activation.TANH);
    TrainingSettings settings = SETTINGS.withBatch(4).withEpochs(3);
    Split data = few(11); // steps of 4, 4 and 3 rows, three epochs
    TrainingResult whole = Trainer.of(network, data, settings).run();
    for (int stopAfter = 1; stopAfter < 9; stopAfter++) {
      TrainingResult part = stoppedAfter(stopAfter, network, data, settings);
      assertThat(part.outcome()).isInstanceOf(TrainingOutcome.Stopped.class);
      TrainingResult rest = Trainer.of(network, data, settings).run(part.state());
      assertThat(rest.model().weightsSha256())
          .as("stopped after step %d", stopAfter)
          .isEqualTo(whole.model().weightsSha256());
      assertThat(rest.history().stream().map(EpochDone::loss))
          .isEqualTo(whole.history().stream().map(EpochDone::loss).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "sgd(rate 0.5)"})
  void any_rule_learns_and_stopped_at_any_step_and_resumed_ends_with_the_same_bits(String rule) {
    Network network = Network.of("3-4-2", Activation.TANH);
    for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
      TrainingSettings settings =
          SETTINGS
              .withRule(RuleParser.parse(rule))
              .withRate(0.02)
              .withBatch(4)
              .withEpochs(3)
              .withPrecision(precision);
      Split data = few(11);
      TrainingResult whole = Trainer.of(network, data, settings).run();
      assertThat(whole.history().getLast().loss()).isLessThan(whole.history().getFirst().loss());
      for (int stopAfter = 1; stopAfter < 9; stopAfter++) {
        TrainingResult part = stoppedAfter(stopAfter, network, data, settings);
        assertThat(Trainer.of(network, data, settings).run(part.state()).model().weightsSha256())
            .as("%s stopped after step %d", precision, stopAfter)
            .isEqualTo(whole.model().weightsSha256());
      }
    }
  }

  @Test
  void a_plateau_watches_the_training_loss_at_the_end_of_each_epoch() {
    Network network = Network.of("3-4-2", Activation.TANH);
    Split data = few(11);
    for (String rule : List.of("sgd(rate 3.0)", "momentum(rate 0.5)")) {
      for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
        TrainingSettings plain =
            SETTINGS
                .withRule(RuleParser.parse(rule))
                .withBatch(4)
                .withEpochs(20)
                .withPrecision(precision);
        TrainingSettings watched =
            plain.withRule(
                RuleParser.parse(rule + " + plateau(factor 0.5, patience 2, threshold 0.1)"));
        TrainingResult result = Trainer.of(network, data, watched).run();
        // The same by hand: an epoch at a time, at the rate that the losses so far lead to. Halves
        // of a rate are exact.
        TrainingState state = null;
        double best = Double.POSITIVE_INFINITY;
        int waited = 0;
        int cuts = 0;
        for (EpochDone done : result.history()) {
          TrainingSettings one =
              plain.withEpochs(done.epoch()).withRate(plain.rule().rate() / (1 << cuts));
          Trainer trainer = Trainer.of(network, data, one);
          TrainingResult epoch = state == null ? trainer.run() : trainer.run(state);
          state = epoch.state();
          assertThat(epoch.history().getLast().loss()).isEqualTo(done.loss());
          waited = best == Double.POSITIVE_INFINITY || done.loss() < 0.9 * best ? 0 : waited + 1;
          best = waited == 0 ? done.loss() : best;
          if (waited == 2) {
            cuts++;
            waited = 0;
          }
        }
        assertThat(cuts).as("%s in %s", rule, precision).isBetween(2, 9);
        assertThat(state.parameters()).isEqualTo(result.state().parameters());
      }
    }
  }

  /// Runs `steps` steps by stopping again and again after one.
  private static TrainingResult stoppedAfter(
      int steps, Network network, Split data, TrainingSettings settings) {
    Trainer trainer = Trainer.of(network, data, settings).stopWhen(() -> true);
    TrainingResult result = trainer.run();
    for (int step = 1; step < steps; step++) {
      result = trainer.run(result.state());
    }
    return result;
  }

  @Test
  void every_step_goes_down_the_mean_gradient_of_its_batch_the_last_short_one_too() {
    Network network = Network.of("3-4-2", Activation.TANH);
    Split data = few(7);
    TrainingSettings settings =
        SETTINGS.withBatch(5).withEpochs(1).withPrecision(DType.DOUBLE).withRate(0.5);
    TrainingResult result = Trainer.of(network, data, settings).run();

    int[] order = new int[10];
    assertThat(Sampling.EPOCHS.order(7, 5, settings.seed(), 1, order)).isEqualTo(7);
    List<NdArray> expected = network.initial(DType.DOUBLE, settings.seed());
    step(network, data.train(), order, 0, 5, 0.5, expected);
    step(network, data.train(), order, 5, 2, 0.5, expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(result.model().parameters().get(i).doubles())
          .containsExactly(expected.get(i).doubles(), within(1e-14));
    }
  }

  private static void step(
      Network network,
      Dataset data,
      int[] order,
      int from,
      int rows,
      double rate,
      List<NdArray> w) {
    Dataset batch = data.select("batch", Arrays.copyOfRange(order, from, from + rows));
    List<Tensor> parameters = network.variables(DType.DOUBLE);
    Tensor loss =
        Classification.of(network)
            .losses(parameters, List.of(), Rows.of(batch, DType.DOUBLE))
            .mean();
    Execution execution = Program.of(Reverse.gradient(loss, parameters)).execution();
    for (int i = 0; i < w.size(); i++) {
      execution.set(parameters.get(i), w.get(i));
    }
    execution.run();
    for (int i = 0; i < w.size(); i++) {
      for (int j = 0; j < w.get(i).shape().elements(); j++) {
        w.get(i).set(j, w.get(i).at(j) - rate * execution.output(i).at(j));
      }
    }
  }

  @Test
  void numerical_gradients_lead_the_same_way_as_automatic_ones() {
    Network network = Network.of("3-4-2", Activation.SIGMOID);
    TrainingSettings settings = SETTINGS.withBatch(6).withEpochs(5).withPrecision(DType.DOUBLE);
    TrainingResult automatic = Trainer.of(network, few(20), settings).run();
    TrainingResult numerical =
        Trainer.of(network, few(20), settings.withGradient(GradientMethod.NUMERICAL)).run();
    for (int i = 0; i < automatic.model().parameters().size(); i++) {
      assertThat(numerical.model().parameters().get(i).doubles())
          .containsExactly(automatic.model().parameters().get(i).doubles(), within(1e-8));
    }
    assertThat(numerical.history().getLast().loss())
        .isCloseTo(automatic.history().getLast().loss(), within(1e-8));
  }

  @Test
  void numerical_gradients_give_the_same_bits_on_any_number_of_threads() {
    Network network = Network.of("3-2-2", Activation.SIGMOID);
    TrainingSettings settings =
        SETTINGS.withBatch(150).withEpochs(1).withGradient(GradientMethod.NUMERICAL);
    Set<String> hashes = new HashSet<>();
    for (int threads : new int[] {1, 3}) {
      hashes.add(
          Trainer.of(network, few(200), settings.withThreads(threads))
              .run()
              .model()
              .weightsSha256());
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  void it_learns_the_digits_and_reports_each_epoch() {
    List<TrainingEvent> events = new ArrayList<>();
    TrainingResult result =
        Trainer.of(
                Network.of("784-30-10", Activation.RELU),
                Digits.split(1, 4_000, 500),
                SETTINGS.withEpochs(6).withBatch(20))
            .listen(events::add)
            .run();
    assertThat(events.getFirst()).isInstanceOf(TrainingEvent.Started.class);
    assertThat(events.getLast()).isInstanceOf(TrainingEvent.Finished.class);
    assertThat(events.stream().filter(EpochDone.class::isInstance)).hasSize(6);
    assertThat(result.outcome()).isEqualTo(new TrainingOutcome.Completed(6));
    assertThat(result.history()).extracting(EpochDone::epoch).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(result.history().getLast().of("testAccuracy")).isGreaterThan(0.88);
    assertThat(result.history().getLast().loss()).isLessThan(result.history().getFirst().loss());
    assertThat(result.history().getLast().steps()).isEqualTo(200);
  }

  @Test
  void sampling_with_replacement_learns_too_by_other_batches() {
    TrainingResult epochs = Trainer.of(NETWORK, DIGITS, SETTINGS).run();
    TrainingResult replacement =
        Trainer.of(NETWORK, DIGITS, SETTINGS.withSampling(Sampling.REPLACEMENT)).run();
    assertThat(replacement.model().weightsSha256()).isNotEqualTo(epochs.model().weightsSha256());
    assertThat(replacement.history().getLast().loss())
        .isLessThan(replacement.history().getFirst().loss());
  }

  @Test
  void a_loss_that_is_not_finite_ends_the_run_and_the_last_good_weights_stay() {
    TrainingResult result =
        Trainer.of(
                Network.of("784-20-10", Activation.RELU),
                DIGITS,
                SETTINGS.withRate(1e30).withEpochs(3))
            .run();
    assertThat(result.outcome()).isInstanceOf(TrainingOutcome.NonFinite.class);
    TrainingOutcome.NonFinite met = (TrainingOutcome.NonFinite) result.outcome();
    assertThat(met.epoch()).isEqualTo(1);
    assertThat(met.step()).isBetween(2, 10);
    assertThat(met.where()).matches("dense[12](\\.(weight|bias))?|relu1|loss");
    for (NdArray parameter : result.model().parameters()) {
      for (double value : parameter.toDoubles()) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void a_network_that_does_not_fit_the_data_is_refused_with_both_sizes() {
    assertThatThrownBy(() -> Trainer.of(Network.of("100-10", Activation.RELU), DIGITS, SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training: the network takes rows of 100 numbers (shape [100]), the data has 784 (shape"
                + " [28, 28]); begin the network with 784.");
    assertThatThrownBy(() -> Trainer.of(Network.of("784-3", Activation.RELU), DIGITS, SETTINGS))
        .hasMessage(
            "training: the network gives 3 outputs, the data has 10 classes; end the network with"
                + " 10.");
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatThrownBy(() -> Trainer.of(NETWORK, DIGITS, SETTINGS.withBatch(1_001)))
        .hasMessageContaining("batch of 1001 is larger than the training data of 1000 rows");
    assertThatThrownBy(() -> SETTINGS.withBatch(0)).hasMessageContaining("batch is 0");
    assertThatThrownBy(() -> SETTINGS.withEpochs(0)).hasMessageContaining("0 epochs");
    assertThatThrownBy(() -> SETTINGS.withThreads(0)).hasMessageContaining("0 threads");
    assertThatThrownBy(() -> SETTINGS.withRate(-1)).hasMessageContaining("rate is -1.0");
    assertThatThrownBy(() -> SETTINGS.withRate(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> SETTINGS.withPrecision(DType.INT)).hasMessageContaining("INT");
  }

  @Test
  void a_model_predicts_what_its_outputs_say_and_as_often_right_as_the_history_claims() {
    TrainingResult result = Trainer.of(NETWORK, DIGITS, SETTINGS).run();
    Dataset test = DIGITS.test();
    int[] predicted = indices(result.model().predict(test.features(DType.FLOAT)));
    int right = 0;
    for (int row = 0; row < test.rows(); row++) {
      right += predicted[row] == test.labels()[row] ? 1 : 0;
    }
    assertThat((double) right / test.rows())
        .isCloseTo(result.history().getLast().of("testAccuracy"), within(1e-12));
    NdArray outputs = result.model().outputs(test.features(DType.FLOAT));
    assertThat(outputs.shape()).isEqualTo(Shape.of(300, 10));
    assertThat(outputs.get(7, predicted[7])).isEqualTo(max(outputs, 7));
  }

  private static int[] indices(List<Prediction> predictions) {
    return predictions.stream()
        .mapToInt(prediction -> ((Prediction.OneClass) prediction).index())
        .toArray();
  }

  private static double max(NdArray rows, int row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < rows.shape().size(1); j++) {
      max = Math.max(max, rows.get(row, j));
    }
    return max;
  }
}
