package thalweg.training.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Values;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Score;

/// Models of every kind, judged by rows whose right answers are known.
@Tag("plain")
class EvaluationTest {
  private static double[][] rows(int count, int width, SplittableRandom random) {
    double[][] rows = new double[count][];
    Arrays.setAll(rows, _ -> random.doubles(width, -2, 2).toArray());
    return rows;
  }

  private static Model model(Dataset data, String network, SplittableRandom random) {
    Network made = Network.of(network, Activation.TANH);
    List<NdArray> parameters = new ArrayList<>();
    for (Network.Parameter each : made.parameters()) {
      parameters.add(
          NdArray.of(each.shape(), random.doubles(each.shape().elements(), -1, 1).toArray()));
    }
    return new Model(Objective.usual(made, data), parameters, List.of(), data.kinds());
  }

  @Test
  void classes_agree_with_the_models_own_score_and_rows_without_a_label_are_left_out() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < 20; n++) {
      int count = random.nextInt(5, 80);
      int[] labels = random.ints(count, 0, 3).toArray();
      labels[0] = 2;
      Dataset data = Dataset.of(rows(count, 2, random), labels);
      Model model = model(data, "2-4-3", random);
      Dataset weighted = data.withWeights(random.doubles(count, 0.1, 3).toArray());
      ClassificationReport report = (ClassificationReport) Evaluation.of(model, weighted);
      Score score = model.score(weighted);
      assertThat(report.accuracy()).isCloseTo(score.of("accuracy"), within(1e-12));
      assertThat(report.logLoss()).isCloseTo(score.loss(), within(1e-10));
      assertThat(report.rows()).isEqualTo(count);
      int[] some = labels.clone();
      List<Integer> kept = new ArrayList<>();
      for (int row = 0; row < count; row++) {
        if (row % 3 == 1) {
          some[row] = Dataset.UNLABELLED;
        } else {
          kept.add(row);
        }
      }
      Dataset partly = data.with(Column.classes(Dataset.TARGET, some, data.classNames()));
      ClassificationReport less = (ClassificationReport) Evaluation.of(model, partly);
      assertThat(less.rows()).isEqualTo(kept.size());
      List<Prediction> predicted = model.predict(data);
      less.worst(100)
          .forEach(
              each -> {
                assertThat(each.label()).isEqualTo("" + labels[each.row()]);
                assertThat(predicted.get(each.row())).hasToString(each.predicted());
              });
      // Classes in another order, and one that the model does not know, are found by their names.
      List<String> turned = List.of("9", "2", "1", "0");
      int[] other = Arrays.stream(labels).map(label -> 3 - label).toArray();
      other[1] = 0;
      ClassificationReport named =
          (ClassificationReport)
              Evaluation.of(model, data.with(Column.classes(Dataset.TARGET, other, turned)));
      assertThat(named.rows()).isEqualTo(count - 1);
      assertThat(named.confusion().names()).containsExactly("0", "1", "2");
    }
  }

  @Test
  void quantities_agree_with_the_models_own_score_in_their_units() {
    SplittableRandom random = new SplittableRandom(2);
    for (int n = 0; n < 20; n++) {
      double unit = Math.pow(10, random.nextInt(-6, 7));
      int width = random.nextInt(1, 4);
      double[][] y = rows(random.nextInt(5, 60), width, random);
      for (double[] row : y) {
        Arrays.setAll(row, i -> unit * (row[i] + 20));
      }
      double[][] x = rows(y.length, 2, random);
      Dataset data =
          (width == 1
                  ? Dataset.of(x, Arrays.stream(y).mapToDouble(row -> row[0]).toArray())
                  : Dataset.of(x, y))
              .standardised();
      Model model = model(data, "2-4-" + width, random);
      RegressionReport report = (RegressionReport) Evaluation.of(model, data);
      Score score = model.score(data);
      assertThat(report.quantities()).hasSize(width);
      assertThat(report.r2()).isCloseTo(score.of("r2"), within(1e-9));
      assertThat(report.mae() / unit).isCloseTo(score.of("mae") / unit, within(1e-9));
      for (int i = 0; i < width; i++) {
        int quantity = i;
        assertThat(report.right(i))
            .containsExactly(Arrays.stream(y).mapToDouble(row -> row[quantity]).toArray());
      }
      assertThat(report.toString()).contains("R²", "RMSE");
    }
  }

  @Test
  void a_quantity_that_is_not_known_is_left_out() {
    SplittableRandom random = new SplittableRandom(3);
    Dataset data = Dataset.of(rows(4, 2, random), new double[] {1, 2, 3, 5});
    Model model = model(data, "2-1", random);
    Dataset partly =
        data.with(Column.quantity(Dataset.TARGET, "y", new double[] {1, Double.NaN, 3, 5}));
    RegressionReport report = (RegressionReport) Evaluation.of(model, partly);
    assertThat(report.rows()).isEqualTo(3);
    assertThat(report.worst(9)).extracting(RegressionReport.LargeError::row).doesNotContain(1);
    double nan = Double.NaN;
    assertThatThrownBy(
            () ->
                Evaluation.of(
                    model,
                    data.with(
                        Column.quantity(Dataset.TARGET, "y", new double[] {nan, nan, nan, nan}))))
        .hasMessageStartingWith("evaluate: in no row of rows is there a right answer");
    Dataset bare = Dataset.of("bare", List.of(data.column(Dataset.FEATURES)));
    assertThatThrownBy(() -> Evaluation.of(model, bare))
        .hasMessage(
            "evaluate: bare has no column of right answers; give data with labels, or predict"
                + " them.");
  }

  @Test
  void several_labels_are_judged_each_for_itself_and_together() {
    SplittableRandom random = new SplittableRandom(4);
    for (int n = 0; n < 20; n++) {
      int count = random.nextInt(5, 60);
      boolean[][] has = new boolean[count][];
      Arrays.setAll(has, _ -> new boolean[] {random.nextBoolean(), random.nextInt(3) == 0});
      Dataset data = Dataset.of(rows(count, 2, random), has, List.of("up", "left"));
      Model model = model(data, "2-3-2", random);
      LabelsReport report = (LabelsReport) Evaluation.of(model, data);
      Score score = model.score(data);
      assertThat(report.accuracy()).isCloseTo(score.of("accuracy"), within(1e-12));
      assertThat(report.exact()).isCloseTo(score.of("exact"), within(1e-12));
      assertThat(report.logLoss()).isCloseTo(score.loss(), within(1e-10));
      List<Prediction> predicted = model.predict(data);
      for (int i = 0; i < 2; i++) {
        int label = i;
        String name = List.of("up", "left").get(i);
        long both =
            IntStream.range(0, count)
                .filter(
                    row ->
                        has[row][label]
                            && ((Prediction.Labels) predicted.get(row)).names().contains(name))
                .count();
        assertThat(report.labels().get(i).counts().truePositive()).isEqualTo(both);
      }
      assertThat(report.toString()).contains("up", "left", "macro");
    }
  }

  @Test
  void rows_of_another_width_are_refused() {
    SplittableRandom random = new SplittableRandom(5);
    Dataset data = Dataset.of(rows(4, 2, random), new double[] {1, 2, 3, 5});
    Model model = model(data, "2-1", random);
    Dataset two = data.with(Column.of(Dataset.TARGET, Shape.of(2), Values.of(2, new double[8])));
    assertThatThrownBy(() -> Evaluation.of(model, two))
        .hasMessageContaining("has 2 right answers in a row, the model gives 1");
    assertThat(model.precision()).isEqualTo(DType.DOUBLE);
  }
}
