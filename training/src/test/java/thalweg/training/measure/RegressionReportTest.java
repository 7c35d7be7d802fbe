package thalweg.training.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The measures of quantities against their definitions.
@Tag("plain")
class RegressionReportTest {
  @Test
  void every_measure_is_what_its_definition_says_in_any_unit() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < 300; n++) {
      int rows = random.nextInt(2, 50);
      double unit = Math.pow(10, random.nextInt(-9, 10));
      double offset = random.nextBoolean() ? 0 : unit * Math.pow(10, random.nextInt(0, 7));
      double[] right = random.doubles(rows, -1, 1).map(each -> offset + unit * each).toArray();
      double[] noise = random.doubles(rows, -0.5, 0.5).map(each -> unit * each).toArray();
      double[] predicted = new double[rows];
      Arrays.setAll(predicted, row -> right[row] + noise[row]);
      double[] weights = random.ints(rows, 0, 4).mapToDouble(each -> each).toArray();
      weights[0] = 1;
      weights[1] = 2;
      RegressionReport.QuantityMeasures of =
          RegressionReport.of("y", right, predicted, weights).quantities().getFirst();
      double all = Arrays.stream(weights).sum();
      double mean = 0;
      for (int row = 0; row < rows; row++) {
        mean += weights[row] * (right[row] - offset) / all;
      }
      double squares = 0;
      double variance = 0;
      double absolute = 0;
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        double error = predicted[row] - right[row];
        squares += weights[row] * error * error;
        variance += weights[row] * Math.pow(right[row] - offset - mean, 2);
        absolute += weights[row] * Math.abs(error);
        sum += weights[row] * error;
      }
      double near = 1e-9;
      assertThat(of.r2()).isCloseTo(1 - squares / variance, within(1e-7));
      assertThat(of.mae() / unit).isCloseTo(absolute / all / unit, within(near));
      assertThat(of.rmse() / unit).isCloseTo(Math.sqrt(squares / all) / unit, within(near));
      assertThat(of.bias() / unit).isCloseTo(sum / all / unit, within(near));
      // A weight is a row that stands as often.
      int[] repeated =
          IntStream.range(0, rows)
              .flatMap(row -> IntStream.range(0, (int) weights[row]).map(_ -> row))
              .toArray();
      RegressionReport.QuantityMeasures same =
          RegressionReport.of(
                  "y",
                  Arrays.stream(repeated).mapToDouble(row -> right[row]).toArray(),
                  Arrays.stream(repeated).mapToDouble(row -> predicted[row]).toArray())
              .quantities()
              .getFirst();
      assertThat(same.r2()).isCloseTo(of.r2(), within(1e-7));
      assertThat(same.rmse() / unit).isCloseTo(of.rmse() / unit, within(near));
    }
  }

  @Test
  void numbers_of_scikit_learn() { // 1.9.1
    RegressionReport.QuantityMeasures of =
        RegressionReport.of(
                "y",
                new double[] {0.51, 5.0, -9.96, 6.94, -4.18, -15.85, -6.48, 5.99, 3.32},
                new double[] {-2.93, 6.86, -10.22, 8.22, -3.18, -19.32, -5.43, 4.17, 7.96},
                4.0,
                2.0,
                4.0,
                3.0,
                2.0,
                1.0,
                2.0,
                2.0,
                2.0)
            .quantities()
            .getFirst();
    assertThat(of.r2()).isCloseTo(0.8778869582247486, within(1e-12));
    assertThat(of.mae()).isCloseTo(1.9477272727272732, within(1e-12));
    assertThat(of.rmse()).isCloseTo(2.3871731094634625, within(1e-12));
    assertThat(of.median()).isCloseTo(1.8200000000000003, within(1e-12));
    assertThat(of.largest()).isCloseTo(4.640000000000001, within(1e-12));
  }

  @Test
  void the_worst_rows_have_the_largest_errors() {
    RegressionReport report =
        RegressionReport.of("price", new double[] {1, 2, 3, 4}, new double[] {1, 5, 3.5, 2});
    assertThat(report.worst(2))
        .containsExactly(
            new RegressionReport.LargeError(1, "price", 2, 5),
            new RegressionReport.LargeError(3, "price", 4, 2));
    assertThat(report.worst(9)).hasSize(3);
    assertThat(report.quantities().getFirst().median()).isEqualTo(1.25);
    assertThat(report.quantities().getFirst().largest()).isEqualTo(3);
    assertThat(report.worst(1).getFirst().error()).isEqualTo(3);
  }

  @Test
  void where_the_quantity_is_the_same_in_all_rows_nothing_can_be_explained() {
    RegressionReport report =
        RegressionReport.of("y\u001b", new double[] {0.1, 0.1, 0.1}, new double[] {0.1, 0.2, 0.1});
    assertThat(report.r2()).isNaN();
    assertThat(report.toString()).contains("R²").contains("–").doesNotContain("\u001b");
    assertThatThrownBy(() -> RegressionReport.of("y", new double[1], new double[2]))
        .hasMessage(
            "report: 1 right numbers, 2 predicted ones and 0 weights are given; there must be"
                + " equally many, at least 1, or no weights.");
  }
}
