package thalweg.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.descent.direction.Adam;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.layer.Dense;
import thalweg.training.Trainer;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;

@Tag("plain")
class CheckpointTest {
  private static final Split DIGITS = Digits.split(5, 300, 100);
  private static final Network NETWORK = Network.of("784-8-10", Activation.TANH);

  @TempDir Path folder;

  private static Checkpoint checkpoint(TrainingResult result, TrainingSettings settings) {
    return new Checkpoint(
        result.model(), settings, result.state(), DIGITS.train().name(), DIGITS.train().sha256());
  }

  @Test
  void what_is_loaded_goes_on_to_the_same_bits() throws IOException {
    for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withBatch(70)
              .withEpochs(3)
              .withSeed(7)
              .withRate(0.3)
              .withPrecision(precision);
      TrainingResult whole = Trainer.of(NETWORK, DIGITS, settings).run();
      Path file = folder.resolve("half.safetensors");
      Trainer trainer = Trainer.of(NETWORK, DIGITS, settings).stopWhen(() -> true);
      checkpoint(trainer.run(), settings).save(file);

      Checkpoint loaded = Checkpoint.load(file);
      assertThat(loaded.model().network()).isEqualTo(NETWORK);
      assertThat(loaded.settings().withThreads(settings.threads())).isEqualTo(settings);
      assertThat(loaded.state().epoch()).isEqualTo(1);
      assertThat(loaded.state().step()).isEqualTo(1);
      assertThat(loaded.dataSha256()).isEqualTo(DIGITS.train().sha256());
      TrainingResult rest =
          Trainer.of(loaded.model().network(), DIGITS, loaded.settings()).run(loaded.state());
      assertThat(rest.model().weightsSha256()).isEqualTo(whole.model().weightsSha256());
    }
  }

  @Test
  void every_rule_and_its_state_are_kept_and_go_on_to_the_same_bits() throws IOException {
    for (String name : RuleParser.names()) {
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(RuleParser.parse(name))
              .withRate(0.0125)
              .withBatch(70)
              .withEpochs(2);
      TrainingResult whole = Trainer.of(NETWORK, DIGITS, settings).run();
      Path file = folder.resolve(name);
      Trainer trainer = Trainer.of(NETWORK, DIGITS, settings).stopWhen(() -> true);
      checkpoint(trainer.run(), settings).save(file);

      Checkpoint loaded = Checkpoint.load(file);
      assertThat(loaded.settings().rule()).isEqualTo(settings.rule());
      TrainingResult rest =
          Trainer.of(loaded.model().network(), DIGITS, loaded.settings()).run(loaded.state());
      assertThat(rest.model().weightsSha256()).as(name).isEqualTo(whole.model().weightsSha256());
    }
  }

  @Test
  void rules_composed_with_all_there_is_go_on_from_every_step_to_the_same_bits()
      throws IOException {
    Split few = Digits.split(5, 60, 10);
    for (String name : RuleParser.names()) {
      for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
        TrainingSettings settings =
            TrainingSettings.defaults()
                .withRule(
                    RuleParser.parse(
                        name
                            + " + decay(0.01) + clip(norm 1) + clip(value 0.5) + warmup(steps 3)"
                            + " + plateau(factor 0.5, patience 1, threshold 0.5, cooldown 1)"
                            + " + step(every 3) + exponential(factor 0.9) + polynomial(steps 40)"
                            + " + cosine(steps 40) + onecycle(steps 20)"
                            + " + plateau(factor 0.25, patience 2, threshold 0.9, least 0.1)"))
                .withBatch(25)
                .withEpochs(5)
                .withThreads(2)
                .withPrecision(precision);
        TrainingResult whole = Trainer.of(NETWORK, few, settings).run();
        // Each time one step further, by way of a file.
        Path file = folder.resolve(name + precision);
        Trainer first = Trainer.of(NETWORK, few, settings).stopWhen(() -> true);
        TrainingResult part = first.run();
        int stops = 0;
        while (part.outcome() instanceof TrainingOutcome.Stopped) {
          stops++;
          checkpoint(part, settings).save(file);
          Checkpoint loaded = Checkpoint.load(file);
          Trainer next = Trainer.of(NETWORK, few, loaded.settings()).stopWhen(() -> true);
          part = next.run(loaded.state());
        }
        assertThat(stops).isEqualTo(3 * 5 - 1);
        assertThat(part.state().parameters()).as(name).isEqualTo(whole.state().parameters());
        assertThat(part.state().ruleState()).as(name).isEqualTo(whole.state().ruleState());
        // Both have made cuts, or there was nothing to keep.
        List<NdArray> slots = whole.state().ruleState().getFirst();
        assertThat(slots.getLast().at(0)).isPositive();
        assertThat(slots.get(slots.size() - 1 - 5 - 5).at(0)).isPositive();
      }
    }
  }

  @Test
  void state_that_does_not_fit_the_rule_is_refused() throws IOException {
    TrainingSettings settings =
        TrainingSettings.defaults().withRule(new Adam(0.01)).withEpochs(1).withBatch(50);
    Path file = folder.resolve("adam.safetensors");
    checkpoint(Trainer.of(NETWORK, DIGITS, settings).run(), settings).save(file);
    Safetensors good = Safetensors.read(file);
    Map<String, NdArray> missing = new HashMap<>(good.tensors());
    missing.remove("state.dense1.bias.2");
    refused(good.metadata(), missing, "tensor state.dense1.bias.2 is missing; it must be FLOAT []");
  }

  @Test
  void a_rule_that_cannot_be_written_down_is_refused() {
    UpdateRule strange =
        new UpdateRule() {
          @Override
          public double rate() {
            return 1;
          }

          @Override
          public UpdateRule withRate(double rate) {
            return this;
          }

          @Override
          public List<Shape> state(Shape parameter) {
            return List.of();
          }

          @Override
          public Change change(
              thalweg.algebra.Tensor parameter,
              thalweg.algebra.Tensor gradient,
              List<thalweg.algebra.Tensor> state) {
            return new Change(gradient.negate(), state);
          }

          @Override
          public String toString() {
            return "sgd(rate 1.0)";
          }
        };
    TrainingSettings settings =
        TrainingSettings.defaults().withRule(strange).withEpochs(1).withBatch(50);
    TrainingResult result = Trainer.of(NETWORK, DIGITS, settings).run();
    Path file = folder.resolve("strange.safetensors");
    assertThatThrownBy(() -> checkpoint(result, settings).save(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the rule sgd(rate 1.0) is not one of this library's");
    assertThat(file).doesNotExist();
  }

  @Test
  void a_finished_model_keeps_its_history_and_class_names() throws IOException {
    TrainingSettings settings = TrainingSettings.defaults().withEpochs(2).withBatch(50);
    TrainingResult result = Trainer.of(NETWORK, DIGITS, settings).run();
    Path file = folder.resolve("model.safetensors");
    checkpoint(result, settings).save(file);
    Checkpoint loaded = Checkpoint.load(file);
    assertThat(loaded.state().history()).isEqualTo(result.history());
    assertThat(loaded.model().classNames()).isEqualTo(result.model().classNames());
    assertThat(loaded.model().weightsSha256()).isEqualTo(result.model().weightsSha256());
  }

  @Test
  void the_same_checkpoint_is_the_same_file() throws IOException {
    TrainingSettings settings = TrainingSettings.defaults().withEpochs(1).withBatch(50);
    TrainingResult result = Trainer.of(NETWORK, DIGITS, settings).run();
    checkpoint(result, settings).save(folder.resolve("a"));
    checkpoint(result, settings).save(folder.resolve("b"));
    assertThat(Files.mismatch(folder.resolve("a"), folder.resolve("b"))).isEqualTo(-1);
  }

  @Test
  void all_that_a_model_s_file_holds_is_had_by_one_reading() throws IOException {
    TrainingSettings settings = TrainingSettings.defaults().withEpochs(2).withBatch(50);
    TrainingResult result = Trainer.of(NETWORK, DIGITS, settings).run();
    Path file = folder.resolve("both.safetensors");
    checkpoint(result, settings).save(file);
    SavedModel saved = SavedModel.read(file);
    Safetensors read = Safetensors.read(file);
    Files.delete(file);
    assertThat(saved.metadata()).isEqualTo(read.metadata()).containsKeys("data", "rule");
    assertThat(saved.stored().model()).isEqualTo(result.model());
    assertThat(saved.checkpoint().state().history()).isEqualTo(result.history());

    result.model().save(file);
    SavedModel alone = SavedModel.read(file);
    assertThat(alone.stored().model()).isEqualTo(result.model());
    assertThat(alone.metadata()).isEqualTo(Safetensors.read(file).metadata());
    assertThat(alone.state()).isNull();
    assertThatThrownBy(alone::checkpoint)
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": this model was saved without the state of its training; it can predict, but"
                + " training cannot go on from it.");
  }

  @Test
  void a_safetensors_file_of_another_kind_is_refused_by_name() throws IOException {
    Path file = folder.resolve("other.safetensors");
    new Safetensors(Map.of(), Map.of("w", NdArray.zeros(DType.FLOAT, Shape.of(2)))).write(file);
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.safetensors")
        .hasMessageContaining("is no model of Thalweg");
  }

  @Test
  void a_model_with_a_missing_or_misshapen_tensor_or_entry_is_refused() throws IOException {
    TrainingSettings settings = TrainingSettings.defaults().withEpochs(1).withBatch(50);
    Path file = folder.resolve("model.safetensors");
    checkpoint(Trainer.of(NETWORK, DIGITS, settings).run(), settings).save(file);
    Safetensors good = Safetensors.read(file);

    Map<String, NdArray> missing = new HashMap<>(good.tensors());
    missing.remove("dense2.bias");
    refused(good.metadata(), missing, "tensor dense2.bias is missing; it must be FLOAT [10]");

    Map<String, NdArray> misshapen = new HashMap<>(good.tensors());
    misshapen.put("dense1.bias", NdArray.zeros(DType.FLOAT, Shape.of(9)));
    refused(good.metadata(), misshapen, "tensor dense1.bias is FLOAT [9]; it must be FLOAT [8]");

    for (String key : List.of("network", "rule", "objective", "batch", "epoch", "step", "seed")) {
      Map<String, String> without = new HashMap<>(good.metadata());
      without.remove(key);
      refused(without, good.tensors(), "\"" + key + "\" is missing");
      Map<String, String> broken = new HashMap<>(good.metadata());
      broken.put(key, "?");
      refused(broken, good.tensors(), "the model is damaged");
    }
  }

  private void refused(Map<String, String> metadata, Map<String, NdArray> tensors, String why)
      throws IOException {
    Path file = folder.resolve("bad.safetensors");
    new Safetensors(metadata, tensors).write(file);
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bad.safetensors")
        .hasMessageContaining(why);
  }

  @Test
  void a_network_that_cannot_be_written_down_is_refused_before_anything_is_written() {
    Network strange =
        Network.of(
            784,
            Dense.of(10),
            new thalweg.network.layer.Layer() {
              @Override
              public String kind() {
                return "twice";
              }

              @Override
              public Shape output(Shape input) {
                return input;
              }

              @Override
              public thalweg.algebra.Tensor apply(
                  thalweg.network.layer.Pass pass,
                  List<thalweg.algebra.Tensor> parameters,
                  thalweg.algebra.Tensor x) {
                return x.multiply(2);
              }
            });
    TrainingSettings settings = TrainingSettings.defaults().withEpochs(1).withBatch(50);
    TrainingResult result = Trainer.of(strange, DIGITS, settings).run();
    Path file = folder.resolve("strange.safetensors");
    assertThatThrownBy(() -> checkpoint(result, settings).save(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be written down");
    assertThat(file).doesNotExist();
  }
}
