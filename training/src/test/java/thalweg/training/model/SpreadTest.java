package thalweg.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.data.Values;
import thalweg.training.measure.Evaluation;
import thalweg.training.measure.RegressionReport;
import thalweg.training.objective.Prediction;

@Tag("plain")
class SpreadTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults()
          .withRule(RuleParser.parse("adam(rate 0.01)"))
          .withBatch(20)
          .withEpochs(40)
          .withThreads(1);

  @TempDir private Path folder;

  /// A slope in `quantities` directions, with noise of deviation `unit` on each.
  private static Dataset noisy(int rows, int quantities, double unit, long seed) {
    Random random = new Random(seed);
    double[][] x = new double[rows][2];
    double[][] y = new double[rows][quantities];
    for (int row = 0; row < rows; row++) {
      Arrays.setAll(x[row], i -> random.nextGaussian());
      for (int i = 0; i < quantities; i++) {
        y[row][i] = unit * (10 + (i + 1) * x[row][0] - x[row][1] + random.nextGaussian());
      }
    }
    return quantities == 1
        ? Dataset.of(x, Arrays.stream(y).mapToDouble(each -> each[0]).toArray())
        : Dataset.of(x, y);
  }

  private static List<Double> ofReport(Model model, Dataset rows) {
    return ((RegressionReport) Evaluation.of(model, rows))
        .quantities().stream().map(RegressionReport.QuantityMeasures::rmse).toList();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1, 1e12})
  void a_quantity_is_off_by_its_noise_in_any_unit(double unit) {
    Split data = new Split(noisy(400, 1, unit, 1), noisy(2000, 1, unit, 2)).standardised();
    Model model = Trainer.of(Network.of("2-1", Activation.TANH), data, SETTINGS).run().model();
    assertThat(model.spread()).hasSize(1);
    assertThat(model.spread().getFirst() / unit).isCloseTo(1, within(0.05));
    for (Prediction each : model.predict(noisy(3, 1, unit, 3))) {
      assertThat(((Prediction.Quantity) each).spread()).isEqualTo(model.spread().getFirst());
    }
    Prediction one = model.predict(0.5, -0.5);
    assertThat(((Prediction.Quantity) one).spread()).isEqualTo(model.spread().getFirst());
  }

  @Test
  void it_is_taken_of_the_test_rows_or_else_of_the_validation_rows_and_never_of_others() {
    for (int quantities : new int[] {1, 3}) {
      Network network = Network.of("2-" + quantities, Activation.TANH);
      Dataset train = noisy(60, quantities, 1, 1);
      Dataset validation = noisy(50, quantities, 3, 2);
      Dataset test = noisy(40, quantities, 7, 3);
      Model tested =
          Trainer.of(network, new Split(train, validation, test).standardised(), SETTINGS)
              .run()
              .model();
      assertThat(tested.spread()).hasSize(quantities).isEqualTo(ofReport(tested, test));
      Model chosen =
          Trainer.of(network, new Split(train, validation, null).standardised(), SETTINGS)
              .run()
              .model();
      assertThat(chosen.spread()).hasSize(quantities).isEqualTo(ofReport(chosen, validation));
      Model alone = Trainer.of(network, Split.of(train).standardised(), SETTINGS).run().model();
      assertThat(alone.spread()).isEmpty();
      if (quantities > 1) {
        assertThat(tested.predict(1, 2))
            .isInstanceOfSatisfying(
                Prediction.Quantities.class,
                said -> assertThat(said.spreads()).isEqualTo(tested.spread()));
      }
    }
  }

  @Test
  void rows_count_their_weights_and_rows_without_an_answer_do_not() {
    Model model =
        Trainer.of(
                Network.of("2-1", Activation.TANH),
                new Split(noisy(60, 1, 1, 1), noisy(40, 1, 1, 2)).standardised(),
                SETTINGS)
            .run()
            .model();
    Dataset rows = noisy(10, 1, 1, 4);
    double[] weights = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    Dataset last = rows.select("last", new int[] {5, 6, 7, 8, 9});
    assertThat(model.spreadOn(rows.withWeights(weights)).spread())
        .isEqualTo(model.spreadOn(last).spread());
    double[] known = rows.numbers(Dataset.TARGET, DType.DOUBLE).doubles();
    Arrays.fill(known, 0, 5, Double.NaN);
    assertThat(
            model
                .spreadOn(rows.with(Column.of(Dataset.TARGET, Shape.SCALAR, Values.of(1, known))))
                .spread())
        .isEqualTo(model.spreadOn(last).spread());
  }

  @Test
  void it_is_saved_with_the_model_and_kept_in_another_precision() throws IOException {
    Split data = new Split(noisy(60, 2, 1, 1), noisy(40, 2, 1, 2)).standardised();
    Model model = Trainer.of(Network.of("2-2", Activation.TANH), data, SETTINGS).run().model();
    Path file = folder.resolve("model.safetensors");
    model.save(file);
    assertThat(Model.load(file)).isEqualTo(model);
    assertThat(Model.load(file).spread()).isEqualTo(model.spread()).isNotEmpty();
    assertThat(model.to(DType.DOUBLE).spread()).isEqualTo(model.spread());
  }

  @Test
  void classes_have_none() {
    Dataset rows = Dataset.of(new double[][] {{0, 1}, {1, 0}}, new int[] {0, 1});
    Model model =
        Trainer.of(Network.of("2-2", Activation.TANH), new Split(rows, rows), SETTINGS.withBatch(2))
            .run()
            .model();
    assertThat(model.spread()).isEmpty();
    assertThat(model.spreadOn(rows)).isSameAs(model);
  }
}
