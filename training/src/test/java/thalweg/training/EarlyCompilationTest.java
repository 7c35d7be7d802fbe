package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.machine.VectorUnit;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;
import thalweg.training.leaf.GradientMethod;

class EarlyCompilationTest {
  private static final Network NETWORK = Network.of("784-60-10", Activation.RELU);
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults().withEpochs(1).withThreads(2);

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam", "sgd(rate 1e6)"}) // the last one diverges at once
  void it_runs_until_it_is_ended_and_no_longer(String rule) {
    EarlyCompilation compilation =
        EarlyCompilation.begin(NETWORK, SETTINGS.withRule(RuleParser.parse(rule)).withBatch(100));
    assertThat(compilation.isRunning()).isEqualTo(VectorUnit.BITS > 0);
    compilation.end(1_000);
    assertThat(compilation.isRunning()).isFalse();
  }

  @Test
  void it_ends_by_itself_where_nobody_ends_it() throws InterruptedException {
    EarlyCompilation compilation = EarlyCompilation.begin(NETWORK, SETTINGS);
    while (compilation.isRunning()) {
      Thread.sleep(10);
    }
    compilation.end(1_000);
  }

  @Test
  void the_training_after_it_has_the_same_bits() {
    Split data = Digits.split(3, 500, 100);
    String without = Trainer.of(NETWORK, data, SETTINGS).run().model().weightsSha256();
    EarlyCompilation compilation = EarlyCompilation.begin(NETWORK, SETTINGS);
    String during = Trainer.of(NETWORK, data, SETTINGS).run().model().weightsSha256();
    compilation.end(1_000);
    String after = Trainer.of(NETWORK, data, SETTINGS).run().model().weightsSha256();
    assertThat(List.of(during, after)).containsOnly(without);
  }

  @Test
  void nothing_is_done_for_numerical_gradients() {
    EarlyCompilation compilation =
        EarlyCompilation.begin(
            NETWORK, SETTINGS.withGradient(GradientMethod.NUMERICAL).withPrecision(DType.DOUBLE));
    assertThat(compilation.isRunning()).isFalse();
    compilation.end(1_000);
  }

  @Test
  void a_layer_that_takes_no_other_rows_is_left_alone() {
    Layer picky =
        new Layer() {
          @Override
          public String kind() {
            return "picky";
          }

          @Override
          public Shape output(Shape input) {
            if (input.elements() != 784) {
              throw new IllegalArgumentException("rows of 784 only");
            }
            return input;
          }

          @Override
          public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
            return x;
          }
        };
    EarlyCompilation compilation =
        EarlyCompilation.begin(Network.of(784, picky, Dense.of(10)), SETTINGS);
    assertThat(compilation.isRunning()).isFalse();
    compilation.end(1_000);
  }

  @Test
  void an_interrupted_thread_waits_no_longer_and_stays_interrupted() {
    EarlyCompilation compilation = EarlyCompilation.begin(NETWORK, SETTINGS);
    Thread.currentThread().interrupt();
    compilation.end(1_000);
    assertThat(Thread.interrupted()).isTrue();
  }
}
