package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.Network;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.network.loss.Loss;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.model.Model;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Rows;

/// A layer, a loss and an objective that this library does not know: trained, saved by class name,
/// loaded, gone on with.
@Tag("plain")
class OwnPartsTest {
  /// x·sigmoid(beta·x).
  public record Swish(double beta) implements Layer {
    @Override
    public String kind() {
      return "swish";
    }

    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
      return x.multiply(x.multiply(beta).sigmoid());
    }
  }

  /// The mean of |y − t|^power.
  public record PowerLoss(double power) implements Loss {
    @Override
    public Tensor perRow(Tensor output, Tensor target) {
      return output.subtract(target).absolute().add(1e-3).power(power).mean(-1);
    }
  }

  /// A quantity whose larger values count more.
  public record Tilted(Network network, double tilt) implements Objective {
    @Override
    public Tensor loss(Tensor outputs, Rows rows) {
      Tensor error = outputs.reshape(rows.count()).subtract(rows.column(Dataset.TARGET));
      return error.maximum(error.multiply(-tilt));
    }

    @Override
    public List<Measure> measures() {
      return List.of(
          Measure.mean(
              "above",
              false,
              (outputs, rows) ->
                  rows.column(Dataset.TARGET).lessThan(outputs.reshape(rows.count()))));
    }
  }

  @TempDir private Path folder;

  private static Split data() {
    double[][] x = rows(3);
    double[] y = Arrays.stream(x).mapToDouble(row -> row[0] * row[1]).toArray();
    return Split.of(Dataset.of(x, y));
  }

  private static Split classes() {
    double[][] x = rows(5);
    String[] labels =
        Arrays.stream(x).map(row -> row[0] > row[1] ? "left" : "right").toArray(String[]::new);
    return Split.of(Dataset.of(x, labels));
  }

  private static double[][] rows(long seed) {
    Random random = new Random(seed);
    double[][] x = new double[60][2];
    for (double[] row : x) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return x;
  }

  private void goesOnAsItBegan(Objective objective, Split data) throws IOException {
    TrainingSettings settings =
        TrainingSettings.defaults().withBatch(10).withEpochs(6).withThreads(1).withRate(0.05);
    TrainingResult whole = Trainer.of(objective, data, settings).run();
    assertThat(whole.history().getLast().loss()).isLessThan(whole.history().getFirst().loss());
    TrainingResult half = Trainer.of(objective, data, settings.withEpochs(3)).run();
    Path file = folder.resolve("own.safetensors");
    new Checkpoint(half.model(), settings, half.state(), "rows", data.train().sha256()).save(file);
    Checkpoint loaded = Checkpoint.load(file);
    assertThat(loaded.model()).isEqualTo(half.model());
    assertThat(loaded.model().objective()).isEqualTo(objective);
    assertThat(loaded.state().history()).isEqualTo(half.history());
    TrainingResult rest =
        Trainer.of(loaded.model().objective(), data, loaded.settings().withEpochs(6))
            .run(loaded.state());
    assertThat(rest.model().weightsSha256()).isEqualTo(whole.model().weightsSha256());
    assertThat(rest.history().getLast().measured()).isEqualTo(whole.history().getLast().measured());

    whole.model().save(file);
    assertThat(Model.load(file)).isEqualTo(whole.model());
    assertThat(Model.load(new ByteArrayInputStream(Files.readAllBytes(file))))
        .isEqualTo(whole.model());
    assertThat(Model.load(file).predict(0.5, -1)).isEqualTo(whole.model().predict(0.5, -1));
  }

  @Test
  void a_layer_of_ones_own_is_saved_by_class_and_settings() throws IOException {
    goesOnAsItBegan(
        Classification.of(Network.of(2, Dense.of(6), new Swish(1.5), Dense.of(2))), classes());
  }

  @Test
  void a_loss_of_ones_own_is_saved_by_class_and_settings() throws IOException {
    goesOnAsItBegan(
        new Classification(
            Network.of(2, Dense.of(6), new Swish(1), Dense.of(2)), new PowerLoss(1.5)),
        classes());
  }

  @Test
  void an_objective_of_ones_own_is_saved_by_class_and_settings() throws IOException {
    goesOnAsItBegan(
        new Tilted(Network.of(2, Dense.of(6), new Swish(1), Dense.of(1)), 3.25), data());
  }

  @Test
  void what_has_no_written_form_is_trained_but_not_saved() throws IOException {
    Network network = Network.of(2, Dense.of(4), new Swish(1), Dense.of(1));
    Objective lambda =
        Objective.of(
            network,
            (outputs, rows) ->
                outputs.reshape(rows.count()).subtract(rows.column(Dataset.TARGET)).square());
    Model model =
        Trainer.of(lambda, data(), TrainingSettings.defaults().withBatch(10)).run().model();
    Path file = folder.resolve("lambda.safetensors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.save(file))
        .withMessageContaining("make it a record");
    assertThat(file).doesNotExist();
  }
}
