package thalweg.network.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.reverse.Reverse;

/// The laws that every loss keeps that has a name, walked from the parser's table.
@Tag("plain")
class EveryLossTest {
  /// Settings beside the usual ones, for the names that have some.
  private static final List<String> OTHERS =
      List.of(
          "cross-entropy smoothing 0.1",
          "cross-entropy weights 1:2.5:0",
          "cross-entropy ignore 1",
          "cross-entropy smoothing 0.3 weights 0.5:1:3 ignore 0",
          "focal gamma 0 alpha 0.5",
          "focal gamma 3.5 alpha 0.7",
          "huber delta 0.3",
          "hinge margin 0.2",
          "info-nce temperature 0.5");

  static Stream<String> texts() {
    return Stream.concat(LossParser.names().stream(), OTHERS.stream());
  }

  private static boolean isOfProbabilities(String text) {
    return text.startsWith("probability");
  }

  private static NdArray outputs(Random random, String text, int rows, int width) {
    NdArray outputs = NdArray.zeros(DType.DOUBLE, Shape.of(rows, width));
    for (int i = 0; i < rows * width; i++) {
      outputs.set(i, isOfProbabilities(text) ? random.nextDouble(0.1, 1) : random.nextGaussian());
    }
    return outputs;
  }

  private static NdArray targets(Random random, int rows, int width) {
    NdArray targets = NdArray.zeros(DType.DOUBLE, Shape.of(rows, width));
    for (int row = 0; row < rows; row++) {
      targets.set(row * width + random.nextInt(width), 1);
    }
    return targets;
  }

  @ParameterizedTest
  @MethodSource("texts")
  void what_it_writes_is_read_back_equal(String text) {
    Loss loss = Loss.parse(text);
    assertThat(loss.text()).isEqualTo(text);
    assertThat(loss.shown()).isEqualTo(text);
    assertThat(loss).hasToString(text);
    assertThat(Loss.parse(" " + text.toUpperCase(java.util.Locale.ROOT).replace(" ", "\t ")))
        .isEqualTo(loss);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void its_gradient_agrees_with_differences(String text) {
    Random random = new Random(5);
    Loss loss = Loss.parse(text);
    int width = 3;
    for (int rows : new int[] {1, 2, 7}) {
      Tensor output = Tensor.variable("output", DType.DOUBLE, rows, width);
      Tensor target = Tensor.of(targets(random, rows, width));
      Tensor perRow = loss.ofRows(output, target);
      Tensor gradient = Reverse.gradient(perRow.sum(), List.of(output)).getFirst();
      NdArray values = outputs(random, text, rows, width);
      Execution execution =
          Program.of(perRow.sum(), gradient).execution().set(output, values).run();
      double[] exact = execution.output(1).toDoubles();
      NdArray numerical = NumericalGradient.over(values, () -> execution.run().output(0).at(0));
      assertThat(exact).containsExactly(numerical.doubles(), within(2e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void a_row_counts_for_itself_and_costs_at_least_nothing(String text) {
    if (text.startsWith("info-nce")) {
      return; // which tells a row from the others
    }
    Random random = new Random(9);
    Loss loss = Loss.parse(text);
    NdArray outputs = outputs(random, text, 6, 3);
    NdArray targets = targets(random, 6, 3);
    double[] all =
        Program.evaluate(loss.perRow(Tensor.of(outputs), Tensor.of(targets))).toDoubles();
    for (int row = 0; row < 6; row++) {
      Tensor output = Tensor.of(outputs).slice(0, row, row + 1);
      Tensor target = Tensor.of(targets).slice(0, row, row + 1);
      assertThat(Program.evaluate(loss.perRow(output, target)).at(0)).isEqualTo(all[row]);
      assertThat(all[row]).isGreaterThanOrEqualTo(isOfProbabilities(text) ? -1e-6 : 0);
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void far_out_it_is_a_number_and_so_is_its_gradient(String text) {
    if (isOfProbabilities(text)) {
      return;
    }
    for (DType type : List.of(DType.FLOAT, DType.DOUBLE)) {
      for (double far : new double[] {1e15, 1e4, 700, 88, 1e-30}) {
        Tensor output = Tensor.variable("output", type, 6, 3);
        NdArray values = NdArray.zeros(type, output.shape());
        for (int i = 0; i < 18; i++) {
          values.set(i, (i % 2 == 0 ? far : -far) / (1 + i % 3));
        }
        Tensor target = Tensor.of(targets(new Random(2), 6, 3).to(type));
        Tensor perRow = Loss.parse(text).perRow(output, target);
        Execution execution =
            Program.of(perRow, Reverse.gradient(perRow.sum(), List.of(output)).getFirst())
                .execution()
                .set(output, values)
                .run();
        for (int i = 0; i < 2; i++) {
          assertThat(Arrays.stream(execution.output(i).toDoubles()))
              .as("%s at %s, %s", text, far, type)
              .allMatch(Double::isFinite);
        }
      }
    }
  }

  private static double[] of(String text, double[][] outputs, double[][] targets) {
    return Program.evaluate(Loss.parse(text).perRow(Tensor.of(outputs), Tensor.of(targets)))
        .toDoubles();
  }

  private static final double[][] SCORES = {{1, 2, 3}, {0.1, -0.5, 2}, {4, 0, -1}};
  private static final double[][] ONE_HOT = {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}};

  /// −log softmax of each score.
  private static double[][] costs() {
    List<double[]> all = new ArrayList<>();
    for (double[] row : SCORES) {
      double sum = Arrays.stream(row).map(Math::exp).sum();
      all.add(Arrays.stream(row).map(score -> Math.log(sum) - score).toArray());
    }
    return all.toArray(double[][]::new);
  }

  @Test
  void cross_entropy_smooths_weighs_and_ignores() {
    double[][] cost = costs();
    double[] plain = {cost[0][1], cost[1][0], cost[2][2]};
    assertThat(of("cross-entropy", SCORES, ONE_HOT)).containsExactly(plain, within(1e-14));
    assertThat(of("cross-entropy weights 2:3:0.5", SCORES, ONE_HOT))
        .containsExactly(new double[] {3 * plain[0], 2 * plain[1], 0.5 * plain[2]}, within(1e-14));
    assertThat(of("cross-entropy ignore 1", SCORES, ONE_HOT))
        .containsExactly(new double[] {0, plain[1], plain[2]}, within(1e-14));
    double[] smoothed = new double[3];
    for (int row = 0; row < 3; row++) {
      smoothed[row] = 0.7 * plain[row] + 0.3 / 3 * Arrays.stream(cost[row]).sum();
    }
    assertThat(of("cross-entropy smoothing 0.3", SCORES, ONE_HOT))
        .containsExactly(smoothed, within(1e-14));
  }

  @Test
  void the_others_are_what_their_formulas_say() {
    assertThat(of("huber delta 2", new double[][] {{1, -5}}, new double[][] {{0, 0}}))
        .containsExactly((0.5 + 2 * (5 - 1)) / 2);
    assertThat(of("huber delta 1000", SCORES, ONE_HOT))
        .containsExactly(
            Arrays.stream(of("mean-squared-error", SCORES, ONE_HOT)).map(e -> e / 2).toArray(),
            within(1e-14));
    assertThat(of("hinge", SCORES, ONE_HOT))
        .containsExactly(
            new double[] {(0 + 2) / 3.0, (0.4 + 2.9) / 3, (6 + 2) / 3.0}, within(1e-14));
    assertThat(of("focal gamma 0 alpha 0.5", SCORES, ONE_HOT))
        .containsExactly(
            Arrays.stream(of("binary-cross-entropy", SCORES, ONE_HOT)).map(e -> e / 2).toArray(),
            within(1e-14));
    double p = 1 / (1 + Math.exp(-0.3));
    assertThat(of("focal", new double[][] {{0.3}}, new double[][] {{1}}))
        .containsExactly(new double[] {-0.25 * (1 - p) * (1 - p) * Math.log(p)}, within(1e-15));
    assertThat(of("focal", new double[][] {{0.3}}, new double[][] {{0}}))
        .containsExactly(new double[] {-0.75 * p * p * Math.log(1 - p)}, within(1e-15));
    double[][] shares = {{0.2, 0.5, 0.3}};
    double[][] logarithms = {{Math.log(0.2), Math.log(0.5), Math.log(0.3)}};
    assertThat(of("kl-divergence", logarithms, shares)[0]).isCloseTo(0, within(1e-15));
    assertThat(of("kl-divergence", SCORES, ONE_HOT))
        .containsExactly(of("softmax-cross-entropy", SCORES, ONE_HOT), within(1e-14));
    assertThat(of("kl-divergence", new double[][] {{0, 0}}, new double[][] {{0.25, 0.75}})[0])
        .isCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), within(1e-15));
  }

  @Test
  void info_nce_tells_each_row_from_the_others() {
    double[][] targets = {{1, 1, 0}, {0, -2, 1}, {3, 0, 0.5}};
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      double sum = 0;
      for (int j = 0; j < 3; j++) {
        sum += Math.exp(cosine(SCORES[i], targets[j]) / 0.5);
      }
      expected[i] = Math.log(sum) - cosine(SCORES[i], targets[i]) / 0.5;
    }
    assertThat(of("info-nce temperature 0.5", SCORES, targets))
        .containsExactly(expected, within(1e-11));
    assertThat(of("info-nce", new double[][] {{0, 0}}, new double[][] {{1, 0}})[0]).isZero();
  }

  private static double cosine(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static void refused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(text, SCORES, ONE_HOT))
        .withMessage(message);
  }

  @Test
  void what_is_wrong_is_said_in_a_line() {
    refused("cross-entropi", "loss: \"cross-entropi\" is unknown; did you mean cross-entropy?");
    refused(
        "surprise",
        "loss: \"surprise\" is unknown; it must be "
            + String.join(" or ", LossParser.names())
            + ".");
    refused("huber delt 2", "huber: \"delt\" is no setting of it; did you mean delta?");
    refused("huber delta 0", "huber: delta is 0.0; it must be finite and above 0.");
    refused(
        "cross-entropy weights 1:2",
        "cross-entropy: 2 weights given for 3 classes; there must be one for each.");
    refused(
        "cross-entropy weights 1:a:3",
        "cross-entropy: weights are \"1:a:3\"; they must be numbers joined by colons, such as"
            + " 1:1:2.5.");
    refused(
        "cross-entropy ignore 3",
        "cross-entropy: the class to ignore is 3; there are 3, counted from 0.");
    refused(
        "cross-entropy smoothing 1",
        "cross-entropy: smoothing is 1.0; it must be at least 0 and below 1.");
    for (String hostile :
        List.of("", " ", "x".repeat(1_000_000), "huber " + "delta 1 ".repeat(100_000), "(((")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Loss.parse(hostile))
          .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(500));
    }
  }
}
