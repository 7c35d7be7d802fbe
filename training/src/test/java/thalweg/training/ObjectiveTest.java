package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.network.loss.StandardLoss;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.data.Values;
import thalweg.training.model.Model;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Regression;
import thalweg.training.objective.Rows;
import thalweg.training.objective.Score;
import thalweg.training.objective.SeveralLabels;

@Tag("plain")
class ObjectiveTest {
  private static final TrainingSettings ADAM =
      TrainingSettings.defaults()
          .withRule(RuleParser.parse("adam(rate 0.01)"))
          .withBatch(20)
          .withEpochs(30)
          .withThreads(2);

  private static double[][] features(int rows, int width, long seed) {
    Random random = new Random(seed);
    double[][] features = new double[rows][width];
    for (double[] row : features) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return features;
  }

  private static Dataset quantities(int rows, double unit, double offset, long seed) {
    double[][] x = features(rows, 3, seed);
    double[] y =
        Arrays.stream(x)
            .mapToDouble(row -> offset + unit * (row[0] - 2 * row[1] + Math.sin(row[2])))
            .toArray();
    return Dataset.of(x, y);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1, 1e9})
  void a_quantity_is_learnt_in_any_unit_and_predicted_in_it(double unit) {
    Split data =
        new Split(quantities(300, unit, 50 * unit, 1), quantities(100, unit, 50 * unit, 2))
            .standardised();
    TrainingResult result = Trainer.of(Network.of("3-20-1", Activation.TANH), data, ADAM).run();
    EpochDone last = result.history().getLast();
    assertThat(last.of("testR2")).isGreaterThan(0.97);
    assertThat(last.measured())
        .extracting(Score.Measured::name)
        .containsExactly("loss", "trainR2", "trainMae", "testLoss", "testR2", "testMae");

    // The measures by hand, from what the model predicts in the unit of the data.
    List<Prediction> predicted = result.model().predict(data.test());
    double[] right = data.test().numbers(Dataset.TARGET, DType.DOUBLE).doubles();
    double mean = Arrays.stream(right).average().orElseThrow();
    double squares = 0;
    double variance = 0;
    double absolute = 0;
    for (int row = 0; row < right.length; row++) {
      double error = ((Prediction.Quantity) predicted.get(row)).value() - right[row];
      squares += error * error;
      absolute += Math.abs(error);
      variance += (right[row] - mean) * (right[row] - mean);
    }
    assertThat(last.of("testR2")).isCloseTo(1 - squares / variance, within(1e-5));
    assertThat(last.of("testMae") / unit).isCloseTo(absolute / right.length / unit, within(1e-5));
    Score score = result.model().score(data.test());
    assertThat(score.of("r2")).isCloseTo(last.of("testR2"), within(1e-12));
    assertThat(score.loss()).isCloseTo(last.of("testLoss"), within(1e-12));
  }

  @Test
  void several_quantities_are_learnt_at_once() {
    double[][] x = features(200, 2, 3);
    double[][] y = new double[200][];
    Arrays.setAll(y, row -> new double[] {x[row][0] + 3, 100 * x[row][1]});
    Split data = Split.of(Dataset.of(x, y)).standardised();
    TrainingResult result = Trainer.of(Network.of("2-10-2", Activation.TANH), data, ADAM).run();
    assertThat(result.history().getLast().of("trainR2")).isGreaterThan(0.95);
    Prediction.Quantities first = (Prediction.Quantities) result.model().predict(x[0]);
    assertThat(first.values().get(0)).isCloseTo(y[0][0], within(0.5));
    assertThat(first.values().get(1)).isCloseTo(y[0][1], within(50.0));
  }

  @Test
  void any_number_of_labels_is_learnt() {
    double[][] x = features(400, 2, 5);
    boolean[][] labels = new boolean[400][];
    Arrays.setAll(
        labels, row -> new boolean[] {x[row][0] > 0, x[row][1] > 0, x[row][0] + x[row][1] > 0});
    Dataset data = Dataset.of(x, labels, List.of("right", "up", "far"));
    TrainingResult result =
        Trainer.of(Network.of("2-16-3", Activation.TANH), Split.of(data), ADAM).run();
    EpochDone last = result.history().getLast();
    assertThat(result.model().objective()).isInstanceOf(SeveralLabels.class);
    assertThat(last.of("trainAccuracy")).isGreaterThan(0.95);
    assertThat(last.of("trainExact")).isBetween(0.8, last.of("trainAccuracy"));
    assertThat(result.model().predict(2, 2)).hasToString("right, up, far");
    assertThat(result.model().predict(-2, -2)).hasToString("none");
    assertThat(last.test()).isNull();
    // By hand.
    int right = 0;
    for (int row = 0; row < 400; row++) {
      List<String> given = ((Prediction.Labels) result.model().predict(x[row])).names();
      for (int i = 0; i < 3; i++) {
        right += given.contains(List.of("right", "up", "far").get(i)) == labels[row][i] ? 1 : 0;
      }
    }
    assertThat(last.of("trainAccuracy")).isCloseTo(right / 1200.0, within(1e-6));
  }

  @Test
  void an_autoencoder_is_a_function_of_tensors() {
    double[][] x = new double[200][];
    double[][] hidden = features(200, 2, 7);
    Arrays.setAll(
        x,
        row ->
            new double[] {
              hidden[row][0], hidden[row][1], hidden[row][0] - hidden[row][1], 2 * hidden[row][1]
            });
    Dataset data =
        Dataset.of(
            "points",
            List.of(
                Column.of(
                    Dataset.FEATURES,
                    Shape.of(4),
                    Values.of(4, Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray()))));
    Objective objective =
        Objective.of(
            Network.of("4-2-4", Activation.IDENTITY),
            (outputs, rows) ->
                StandardLoss.MEAN_SQUARED_ERROR.perRow(outputs, rows.column(Dataset.FEATURES)),
            Measure.mean(
                "worst",
                false,
                (outputs, rows) ->
                    outputs.subtract(rows.column(Dataset.FEATURES)).absolute().max(-1)));
    TrainingResult result = Trainer.of(objective, Split.of(data), ADAM.withEpochs(100)).run();
    EpochDone last = result.history().getLast();
    assertThat(last.loss()).isLessThan(0.01).isLessThan(result.history().getFirst().loss() / 20);
    assertThat(last.of("trainWorst")).isLessThan(0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(Network.of("4-2-4", Activation.IDENTITY), data))
        .withMessageContaining("points has no column \"target\"");
  }

  @ParameterizedTest
  @EnumSource
  void every_loss_is_learnt_by(StandardLoss loss) {
    Dataset classes =
        Dataset.of(
            features(120, 2, 9),
            Arrays.stream(features(120, 2, 9)).mapToInt(x -> x[0] > x[1] ? 1 : 0).toArray());
    String network =
        loss == StandardLoss.PROBABILITY_CROSS_ENTROPY
            ? "2, dense 8, tanh, dense 2, softmax"
            : "2, dense 8, tanh, dense 2";
    for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
      TrainingResult result =
          Trainer.of(
                  new Classification(NetworkParser.parse(network), loss),
                  Split.of(classes),
                  ADAM.withPrecision(precision))
              .run();
      assertThat(result.history().getLast().of("trainAccuracy")).as("%s", loss).isGreaterThan(0.9);
    }
  }

  @Test
  void a_row_of_weight_two_counts_as_two_rows_and_one_of_weight_zero_not_at_all() {
    Random random = new Random(11);
    Network network = Network.of("2-3-2", Activation.TANH);
    double[][] x = features(24, 2, 13);
    int[] labels = IntStream.range(0, 24).map(row -> random.nextInt(2)).toArray();
    double[] weights = IntStream.range(0, 24).mapToDouble(row -> random.nextInt(3)).toArray();
    List<double[]> repeatedRows = new ArrayList<>();
    List<Integer> repeatedLabels = new ArrayList<>();
    for (int row = 0; row < 24; row++) {
      for (int times = 0; times < weights[row]; times++) {
        repeatedRows.add(x[row]);
        repeatedLabels.add(labels[row]);
      }
    }
    Dataset repeated =
        Dataset.of(
            repeatedRows.toArray(double[][]::new),
            repeatedLabels.stream().mapToInt(Integer::intValue).toArray());
    Dataset weighted = Dataset.of(x, labels).withWeights(weights);
    TrainingSettings whole =
        TrainingSettings.defaults().withPrecision(DType.DOUBLE).withEpochs(20).withThreads(1);
    TrainingResult one =
        Trainer.of(network, Split.of(repeated), whole.withBatch(repeated.rows())).run();
    TrainingResult other =
        Trainer.of(network, Split.of(weighted), whole.withBatch(weighted.rows())).run();
    for (int i = 0; i < one.model().parameters().size(); i++) {
      assertThat(other.model().parameters().get(i).doubles())
          .containsExactly(one.model().parameters().get(i).doubles(), within(1e-9));
    }
    for (Score.Measured measured : one.history().getLast().measured()) {
      assertThat(other.history().getLast().of(measured.name()))
          .isCloseTo(measured.value(), within(1e-9));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> weighted.withWeights(new double[24]))
        .withMessageContaining("all weights are 0");
  }

  @Test
  void a_validation_part_is_judged_beside_the_test_part_and_learnt_from_by_nobody() {
    Dataset train = quantities(100, 1, 0, 1);
    Dataset validation = quantities(40, 1, 0, 2);
    Dataset test = quantities(50, 1, 0, 3);
    Network network = Network.of("3-4-1", Activation.TANH);
    TrainingSettings settings = ADAM.withEpochs(3);
    TrainingResult without = Trainer.of(network, new Split(train, test), settings).run();
    TrainingResult with = Trainer.of(network, new Split(train, validation, test), settings).run();
    assertThat(with.model().weightsSha256()).isEqualTo(without.model().weightsSha256());
    assertThat(with.history().getLast().measured())
        .extracting(Score.Measured::name)
        .containsExactly(
            "loss",
            "trainR2",
            "trainMae",
            "validationLoss",
            "validationR2",
            "validationMae",
            "testLoss",
            "testR2",
            "testMae");
    Score score = with.model().score(validation);
    assertThat(score.of("mae"))
        .isCloseTo(with.history().getLast().of("validationMae"), within(1e-12));
  }

  @Test
  void what_does_not_fit_is_refused_at_the_door() {
    Dataset data = quantities(50, 1, 0, 1);
    Network network = Network.of("3-4-2", Activation.TANH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(Regression.of(network), Split.of(data), ADAM))
        .withMessageContaining("gives 2 outputs, the data has 1 numbers to learn for each row");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(Classification.of(network), Split.of(data), ADAM))
        .withMessageContaining("has no classes");
    Objective wrong =
        Objective.of(
            Network.of("3-4-1", Activation.TANH),
            (outputs, rows) -> outputs.subtract(rows.column(Dataset.TARGET).reshape(-1, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(wrong, Split.of(data), ADAM))
        .withMessageContaining("it must be one number for each row");
    Objective missing =
        Objective.of(
            Network.of("3-4-1", Activation.TANH),
            (outputs, rows) -> outputs.mean(-1).multiply(rows.column("height")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(missing, Split.of(data), ADAM))
        .withMessageContaining("no column \"height\"")
        .withMessageContaining("features, target");
    Dataset nan = data.with(Column.quantity(Dataset.TARGET, "", nans(50)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Trainer.of(Regression.of(Network.of("3-1", Activation.TANH)), Split.of(nan), ADAM))
        .withMessageContaining("row 7, target is NaN");
  }

  private static double[] nans(int rows) {
    double[] numbers = new double[rows];
    numbers[7] = Double.NaN;
    return numbers;
  }

  @Test
  void the_loss_of_given_rows_is_the_one_that_is_trained() {
    Dataset data = quantities(30, 1, 0, 4);
    Regression objective = Regression.of(Network.of("3-4-1", Activation.TANH));
    Model model =
        new Model(objective, objective.network().initial(DType.DOUBLE, 1), List.of(), data.kinds());
    List<Tensor> parameters = model.parameters().stream().map(Tensor::of).toList();
    Tensor loss = objective.losses(parameters, List.of(), Rows.of(data, DType.DOUBLE)).mean();
    assertThat(Program.evaluate(loss).at(0)).isCloseTo(model.score(data).loss(), within(1e-12));
  }
}
