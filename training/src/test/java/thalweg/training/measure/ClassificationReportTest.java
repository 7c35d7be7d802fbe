package thalweg.training.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The measures of classes against their definitions.
@Tag("plain")
class ClassificationReportTest {
  private static final Offset<Double> NEAR = within(1e-12);
  private static final int CASES = 300;

  /// Labels, probabilities and weights as they may come: ties, classes without rows, sure mistakes.
  private record Case(List<String> names, int[] labels, double[][] p, double[] weights) {
    static Case drawn(SplittableRandom random) {
      int classes = random.nextInt(2, 7);
      int rows = random.nextInt(1, 40);
      int present = random.nextInt(1, classes + 1); // of the others there is no row
      double skill = random.nextDouble(4);
      boolean isCoarse = random.nextBoolean();
      int[] labels = new int[rows];
      double[][] p = new double[rows][classes];
      double[] weights = new double[rows];
      for (int row = 0; row < rows; row++) {
        labels[row] = random.nextInt(present);
        double sum = 0;
        for (int i = 0; i < classes; i++) {
          double score = random.nextGaussian() * 2 + (i == labels[row] ? skill : 0);
          p[row][i] = isCoarse ? 1 + Math.round(Math.clamp(score + 2, 0, 4)) : Math.exp(score * 3);
          sum += p[row][i];
        }
        for (int i = 0; i < classes; i++) {
          p[row][i] /= sum;
        }
        weights[row] = random.nextInt(4);
      }
      weights[random.nextInt(rows)] = 1;
      return new Case(ClassificationReport.numbers(classes), labels, p, weights);
    }

    int rows() {
      return labels.length;
    }

    int named(int row) {
      return IntStream.range(0, p[row].length)
          .boxed()
          .max((i, j) -> p[row][i] == p[row][j] ? j - i : Double.compare(p[row][i], p[row][j]))
          .orElseThrow();
    }

    ClassificationReport report() {
      return ClassificationReport.of(names, labels, p, weights);
    }

    /// The rows in this order; some may stand several times, or not at all.
    Case rows(List<Integer> order, boolean areEqual) {
      return new Case(
          names,
          order.stream().mapToInt(row -> labels[row]).toArray(),
          order.stream().map(row -> p[row]).toArray(double[][]::new),
          areEqual ? new double[0] : order.stream().mapToDouble(row -> weights[row]).toArray());
    }
  }

  private static void assertSame(ClassificationReport a, ClassificationReport b) {
    assertThat(all(a)).containsExactly(all(b), within(1e-9));
    assertThat(a.confusion().toArray()).isDeepEqualTo(b.confusion().toArray());
  }

  private static double[] all(ClassificationReport report) {
    List<Double> all =
        new ArrayList<>(
            List.of(
                report.accuracy(),
                report.balancedAccuracy(),
                report.auroc(),
                report.logLoss(),
                Math.log(report.perplexity()),
                report.brier(),
                report.calibration().expectedError(),
                report.top(2)));
    for (Averages each : List.of(report.macro(), report.weighted(), report.micro())) {
      all.addAll(List.of(each.precision(), each.recall(), each.f1()));
    }
    for (ClassificationReport.ClassMeasures each : report.classes()) {
      all.addAll(List.of(each.auroc(), each.counts().recall(), each.counts().precision()));
    }
    return all.stream()
        .mapToDouble(Double::doubleValue)
        .map(x -> Double.isNaN(x) ? -7 : x)
        .toArray();
  }

  @Test
  void every_measure_is_what_its_definition_says() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < CASES; n++) {
      Case c = Case.drawn(random);
      ClassificationReport report = c.report();
      double all = Arrays.stream(c.weights).sum();
      double right = 0;
      double loss = 0;
      double brier = 0;
      double among = 0;
      for (int row = 0; row < c.rows(); row++) {
        double[] p = c.p[row];
        int label = c.labels[row];
        right += c.named(row) == label ? c.weights[row] : 0;
        loss += c.weights[row] * -Math.log(p[label]);
        for (int i = 0; i < p.length; i++) {
          brier += c.weights[row] * Math.pow(p[i] - (i == label ? 1 : 0), 2);
        }
        long before =
            IntStream.range(0, p.length)
                .filter(i -> p[i] > p[label] || p[i] == p[label] && i < label)
                .count();
        among += before < 2 ? c.weights[row] : 0;
      }
      assertThat(report.accuracy()).isCloseTo(right / all, NEAR);
      assertThat(report.micro().f1()).isCloseTo(right / all, NEAR);
      assertThat(report.weighted().recall()).isCloseTo(right / all, NEAR);
      assertThat(report.top(1)).isCloseTo(right / all, NEAR);
      assertThat(report.top(2)).isCloseTo(among / all, NEAR);
      assertThat(report.top(c.names.size())).isCloseTo(1, NEAR);
      assertThat(report.logLoss()).isCloseTo(loss / all, within(1e-10));
      assertThat(report.perplexity()).isCloseTo(Math.exp(loss / all), within(1e-8));
      assertThat(report.brier())
          .isCloseTo(brier / all / (c.names.size() == 2 ? 2 : 1), within(1e-11));
      byClass(c, report);
    }
  }

  private static void byClass(Case c, ClassificationReport report) {
    double recalls = 0;
    int present = 0;
    for (int k = 0; k < c.names.size(); k++) {
      double both = 0;
      double has = 0;
      double named = 0;
      double pairs = 0;
      double won = 0;
      for (int row = 0; row < c.rows(); row++) {
        has += c.labels[row] == k ? c.weights[row] : 0;
        named += c.named(row) == k ? c.weights[row] : 0;
        both += c.labels[row] == k && c.named(row) == k ? c.weights[row] : 0;
        for (int other = 0; other < c.rows(); other++) {
          if (c.labels[row] == k && c.labels[other] != k) {
            double w = c.weights[row] * c.weights[other];
            pairs += w;
            won += w * (c.p[row][k] > c.p[other][k] ? 1 : c.p[row][k] == c.p[other][k] ? 0.5 : 0);
          }
        }
      }
      ClassificationReport.ClassMeasures of = report.classes().get(k);
      assertThat(of.counts().rows()).isEqualTo(has);
      near(of.counts().recall(), has == 0 ? Double.NaN : both / has);
      near(of.counts().precision(), named == 0 ? Double.NaN : both / named);
      near(of.counts().f1(), has + named == 0 ? Double.NaN : 2 * both / (has + named));
      near(of.auroc(), pairs == 0 ? Double.NaN : won / pairs);
      recalls += has == 0 ? 0 : both / has;
      present += has == 0 ? 0 : 1;
    }
    assertThat(report.balancedAccuracy()).isCloseTo(recalls / present, NEAR);
    assertThat(report.macro().recall()).isCloseTo(recalls / present, NEAR);
  }

  private static void near(double given, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(given).isNaN();
    } else {
      assertThat(given).isCloseTo(expected, NEAR);
    }
  }

  @Test
  void the_order_of_the_rows_does_not_matter_and_a_weight_is_a_row_that_stands_as_often() {
    SplittableRandom random = new SplittableRandom(2);
    for (int n = 0; n < CASES; n++) {
      Case c = Case.drawn(random);
      List<Integer> order = new ArrayList<>(IntStream.range(0, c.rows()).boxed().toList());
      Collections.shuffle(order, new Random(n));
      assertSame(c.report(), c.rows(order, false).report());
      List<Integer> repeated = new ArrayList<>();
      for (int row : order) {
        repeated.addAll(Collections.nCopies((int) c.weights[row], row));
      }
      assertSame(c.report(), c.rows(repeated, true).report());
    }
  }

  @Test
  void calibration_counts_each_row_in_the_bin_of_its_confidence() {
    SplittableRandom random = new SplittableRandom(3);
    for (int n = 0; n < CASES; n++) {
      Case c = Case.drawn(random);
      Calibration calibration = c.report().calibration();
      double all = Arrays.stream(c.weights).sum();
      double error = 0;
      double rows = 0;
      for (Calibration.Bin bin : calibration.bins()) {
        double in = 0;
        double sure = 0;
        double right = 0;
        for (int row = 0; row < c.rows(); row++) {
          double confidence = Arrays.stream(c.p[row]).max().orElseThrow();
          if (confidence * 10 > bin.from() * 10 && confidence * 10 <= Math.rint(bin.to() * 10)) {
            in += c.weights[row];
            sure += c.weights[row] * confidence;
            right += c.named(row) == c.labels[row] ? c.weights[row] : 0;
          }
        }
        rows += bin.rows();
        assertThat(bin.rows()).isEqualTo(in);
        near(bin.confidence(), in == 0 ? Double.NaN : sure / in);
        near(bin.accuracy(), in == 0 ? Double.NaN : right / in);
        error += Math.abs(sure - right) / all;
      }
      assertThat(rows).isEqualTo(all);
      assertThat(calibration.expectedError()).isCloseTo(error, NEAR);
    }
  }

  @Test
  void the_worst_mistakes_are_those_whose_class_was_held_least_likely() {
    SplittableRandom random = new SplittableRandom(4);
    for (int n = 0; n < CASES; n++) {
      Case c = Case.drawn(random);
      int wrong =
          (int) IntStream.range(0, c.rows()).filter(row -> c.named(row) != c.labels[row]).count();
      List<ClassificationReport.Mistake> worst = c.report().worst(5);
      assertThat(worst).hasSize(Math.min(5, wrong));
      double last = 0;
      for (ClassificationReport.Mistake each : worst) {
        assertThat(each.label()).isEqualTo("" + c.labels[each.row()]);
        assertThat(each.predicted()).isEqualTo("" + c.named(each.row())).isNotEqualTo(each.label());
        assertThat(each.ofLabel())
            .isEqualTo(c.p[each.row()][c.labels[each.row()]])
            .isGreaterThanOrEqualTo(last);
        last = each.ofLabel();
      }
      double least = last;
      List<Integer> shown = worst.stream().map(ClassificationReport.Mistake::row).toList();
      for (int row = 0; row < c.rows(); row++) {
        if (c.named(row) != c.labels[row] && !shown.contains(row)) {
          assertThat(c.p[row][c.labels[row]]).isGreaterThanOrEqualTo(least);
        }
      }
    }
  }

  @Test
  void at_the_ends() {
    double[][] sure = {{1, 0}, {0, 1}, {1, 0}};
    ClassificationReport right =
        ClassificationReport.of(List.of("a", "b"), new int[] {0, 1, 0}, sure);
    assertThat(all(right)).doesNotContain(-7);
    assertThat(right.accuracy()).isOne();
    assertThat(right.auroc()).isOne();
    assertThat(right.logLoss()).isZero();
    assertThat(right.perplexity()).isOne();
    assertThat(right.worst(9)).isEmpty();
    ClassificationReport wrong =
        ClassificationReport.of(List.of("a", "b"), new int[] {1, 0, 1}, sure);
    assertThat(wrong.accuracy()).isZero();
    assertThat(wrong.auroc()).isZero();
    assertThat(wrong.macro()).isEqualTo(new Averages(0, 0, 0));
    assertThat(wrong.logLoss()).isCloseTo(744.44, within(0.01));
    assertThat(wrong.calibration().expectedError()).isOne();
    // One class alone: nothing can be ranked, and the class that is missing is told.
    ClassificationReport one =
        ClassificationReport.of(List.of("a", "b"), new int[] {0, 0, 0}, sure);
    assertThat(one.auroc()).isNaN();
    assertThat(one.classes().get(1).counts().recall()).isNaN();
    assertThat(one.balancedAccuracy()).isCloseTo(2 / 3.0, NEAR);
    assertThat(one.rarest().name()).isEqualTo("a");
    assertThat(one.toString()).contains("no row is of the class \"b\"").contains("–");
    // What a network that overflowed says is no reason to call a row right.
    double nan = Double.NaN;
    ClassificationReport broken =
        ClassificationReport.of(
            List.of("a", "b", "c"),
            new int[] {1, 2},
            new double[][] {{nan, nan, nan}, {nan, nan, nan}});
    assertThat(broken.top(2)).isZero();
    assertThat(broken.auroc()).isNaN();
    assertThat(broken.logLoss()).isNaN();
  }

  @Test
  void numbers_of_scikit_learn() {
    assertNumbers(
        ClassificationReport.of(
            ClassificationReport.numbers(2),
            new int[] {0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0},
            new double[][] {
              {0.931, 0.069},
              {0.001, 0.999},
              {0.008, 0.992},
              {0.001, 0.999},
              {0.25, 0.75},
              {0.976, 0.024},
              {0.332, 0.668},
              {0.45, 0.55},
              {0.832, 0.168},
              {0.957, 0.043},
              {0.006, 0.994},
              {0.69, 0.31}
            }),
        new double[] {
          0.75,
          0.75,
          0.78125,
          0.650070712545283,
          0.21540299999999998,
          0.75,
          0.7285714285714285,
          0.75,
          0.7333333333333334,
          0.7714285714285714,
          0.75,
          0.7555555555555555,
          0.75,
          0.75,
          0.75
        },
        new double[] {0.78125, 0.78125});
    assertNumbers(
        ClassificationReport.of(
            ClassificationReport.numbers(3),
            new int[] {0, 1, 2, 0, 1, 0, 2, 2, 0, 2, 1, 1, 2, 0, 0},
            new double[][] {
              {0.061, 0.03, 0.909},
              {0.119, 0.088, 0.793},
              {0.001, 0.942, 0.057},
              {0.261, 0.388, 0.351},
              {0.978, 0.009, 0.013},
              {0.343, 0.031, 0.626},
              {0.008, 0.001, 0.991},
              {0.027, 0.074, 0.899},
              {0.863, 0.129, 0.008},
              {0.149, 0.669, 0.182},
              {0.069, 0.01, 0.921},
              {0.015, 0.265, 0.72},
              {0.118, 0.006, 0.876},
              {0.397, 0.119, 0.484},
              {0.766, 0.171, 0.063}
            },
            2.0,
            2.0,
            2.0,
            1.0,
            1.0,
            3.0,
            3.0,
            2.0,
            2.0,
            3.0,
            2.0,
            3.0,
            1.0,
            3.0,
            2.0),
        new double[] {
          0.3125,
          0.28438228438228436,
          0.641780003622109,
          1.4914140830169738,
          0.8611735625,
          0.8125,
          0.36190476190476195,
          0.28438228438228436,
          0.27314814814814814,
          0.4232142857142857,
          0.3125,
          0.3094618055555556,
          0.3125,
          0.3125,
          0.3125
        },
        new double[] {0.8825910931174089, 0.4583333333333333, 0.5844155844155844});
    assertNumbers(
        ClassificationReport.of(
            ClassificationReport.numbers(5),
            new int[] {
              0, 1, 2, 3, 4, 2, 0, 1, 3, 0, 0, 0, 3, 2, 3, 1, 1, 2, 0, 4, 4, 0, 2, 1, 2, 2, 2, 4, 1,
              3
            },
            new double[][] {
              {0.458, 0.227, 0.003, 0.307, 0.005},
              {0.027, 0.927, 0.005, 0.003, 0.038},
              {0.047, 0.078, 0.865, 0.008, 0.002},
              {0.001, 0.468, 0.014, 0.516, 0.001},
              {0.073, 0.365, 0.067, 0.002, 0.493},
              {0.041, 0.008, 0.911, 0.023, 0.017},
              {0.028, 0.689, 0.028, 0.001, 0.254},
              {0.002, 0.057, 0.001, 0.939, 0.001},
              {0.075, 0.826, 0.025, 0.056, 0.018},
              {0.921, 0.028, 0.012, 0.028, 0.011},
              {0.164, 0.111, 0.448, 0.272, 0.005},
              {0.766, 0.035, 0.001, 0.189, 0.009},
              {0.132, 0.027, 0.006, 0.802, 0.033},
              {0.039, 0.007, 0.724, 0.033, 0.197},
              {0.017, 0.175, 0.012, 0.709, 0.087},
              {0.001, 0.288, 0.035, 0.58, 0.096},
              {0.945, 0.021, 0.032, 0.001, 0.001},
              {0.02, 0.331, 0.366, 0.082, 0.201},
              {0.004, 0.985, 0.008, 0.001, 0.002},
              {0.002, 0.003, 0.27, 0.181, 0.544},
              {0.074, 0.074, 0.022, 0.014, 0.816},
              {0.072, 0.009, 0.002, 0.877, 0.04},
              {0.025, 0.002, 0.931, 0.004, 0.038},
              {0.706, 0.052, 0.212, 0.019, 0.011},
              {0.01, 0.328, 0.199, 0.22, 0.243},
              {0.081, 0.001, 0.181, 0.734, 0.003},
              {0.436, 0.436, 0.036, 0.004, 0.088},
              {0.005, 0.011, 0.957, 0.011, 0.016},
              {0.004, 0.618, 0.376, 0.001, 0.001},
              {0.032, 0.796, 0.08, 0.072, 0.02}
            }),
        new double[] {
          0.5333333333333333,
          0.5473809523809524,
          0.7609380122293167,
          1.5610689408161147,
          0.7763757333333333,
          0.7,
          0.5857142857142857,
          0.5473809523809524,
          0.5586080586080586,
          0.569047619047619,
          0.5333333333333333,
          0.5446275946275946,
          0.5333333333333333,
          0.5333333333333333,
          0.5333333333333333
        },
        new double[] {
          0.717391304347826, 0.5902777777777778, 0.8636363636363636, 0.768, 0.8653846153846154
        });
  }

  /// Compares with what scikit-learn 1.9.1 gave: accuracy_score, balanced_accuracy_score, the mean
  /// of roc_auc_score, log_loss, brier_score_loss, top_k_accuracy_score (k = 2, of two classes 1),
  /// and precision_recall_fscore_support by macro, weighted and micro average; then each
  /// roc_auc_score.
  private static void assertNumbers(
      ClassificationReport report, double[] expected, double[] auroc) {
    double[] given = {
      report.accuracy(),
      report.balancedAccuracy(),
      report.auroc(),
      report.logLoss(),
      report.brier(),
      report.top(report.classes().size() == 2 ? 1 : 2),
      report.macro().precision(),
      report.macro().recall(),
      report.macro().f1(),
      report.weighted().precision(),
      report.weighted().recall(),
      report.weighted().f1(),
      report.micro().precision(),
      report.micro().recall(),
      report.micro().f1()
    };
    assertThat(given).containsExactly(expected, NEAR);
    assertThat(
            report.classes().stream()
                .mapToDouble(ClassificationReport.ClassMeasures::auroc)
                .toArray())
        .containsExactly(auroc, NEAR);
  }

  @Test
  void what_does_not_fit_is_refused() {
    List<String> two = List.of("a", "b");
    assertThatThrownBy(() -> ClassificationReport.of(two, new int[0], new double[0][]))
        .hasMessage(
            "report: 0 labels, 0 rows of probabilities and 0 weights are given; there must be"
                + " equally many, at least 1, or no weights.");
    assertThatThrownBy(() -> ClassificationReport.of(two, new int[] {2}, new double[][] {{1, 0}}))
        .hasMessage("report: the label of row 0 is 2; with 2 classes it must be from 0 to 1.");
    assertThatThrownBy(() -> ClassificationReport.of(two, new int[] {1}, new double[][] {{1}}))
        .hasMessage(
            "report: row 0 has 1 probabilities; there must be one of each of the 2 classes.");
  }

  @Test
  void the_confusion_is_a_table_in_any_width() {
    SplittableRandom random = new SplittableRandom(5);
    for (int classes : new int[] {2, 3, 10, 26, 40, 41, 300}) {
      List<String> names = IntStream.range(0, classes).mapToObj(i -> "kind\u001b" + i).toList();
      int[] labels = random.ints(2000, 0, classes).toArray();
      double[][] p = new double[labels.length][];
      Arrays.setAll(p, row -> random.doubles(classes).toArray());
      ClassificationReport report = ClassificationReport.of(names, labels, p);
      for (int columns : new int[] {30, 40, 80, 200}) {
        List<String> lines = report.confusion().lines(columns);
        assertThat(lines).allMatch(line -> line.indexOf(0x1b) < 0);
        assertThat(lines).allMatch(line -> line.length() <= Math.max(columns, 40));
        if (classes <= 40) {
          double sum = 0;
          for (double[] row : report.confusion().toArray()) {
            sum += Arrays.stream(row).sum();
          }
          assertThat(sum).isEqualTo(2000);
        }
      }
    }
    ClassificationReport small =
        ClassificationReport.of(
            List.of("cat", "dog"),
            new int[] {0, 1, 1},
            new double[][] {{0.9, 0.1}, {0.8, 0.2}, {0, 1}});
    assertThat(small.confusion().lines(80))
        .containsExactly("class  cat  dog", "cat      1    ·", "dog      1    1");
    assertThat(small.confusion().confused())
        .containsExactly(new ConfusionMatrix.Confused("dog", "cat", 1));
  }
}
