package thalweg.network.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;

/// What outputs say of how likely each class is.
@Tag("plain")
class ProbabilitiesTest {
  private static final int CASES = 400;

  /// Outputs of every order of magnitude, some equal, some the largest there are.
  private static double[] outputs(SplittableRandom random) {
    double scale = Math.pow(10, random.nextDouble(-12, 12));
    double shift = random.nextInt(3) == 0 ? scale * random.nextDouble(-5, 5) : 0;
    double[] outputs = new double[random.nextInt(1, 12)];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] =
          switch (random.nextInt(12)) {
            case 0 -> outputs[0];
            case 1 -> Float.MAX_VALUE * random.nextDouble(-1, 1);
            case 2 -> 0;
            default -> shift + scale * random.nextGaussian();
          };
    }
    return outputs;
  }

  @ParameterizedTest
  @EnumSource(StandardLoss.class)
  void they_sum_to_1_and_follow_the_outputs(StandardLoss loss) {
    SplittableRandom random = new SplittableRandom(12);
    for (int n = 0; n < CASES; n++) {
      double[] outputs = outputs(random);
      double[] given = outputs.clone();
      double[] p = loss.probabilities(outputs);
      assertThat(outputs).as("nothing is written to what was given").isEqualTo(given);
      assertThat(p).hasSameSizeAs(outputs);
      assertThat(Arrays.stream(p).sum()).as(Arrays.toString(given)).isCloseTo(1, within(1e-12));
      for (int i = 0; i < p.length; i++) {
        assertThat(p[i]).as(Arrays.toString(given)).isBetween(0.0, 1.0);
        for (int j = 0; j < p.length; j++) {
          if (outputs[i] >= outputs[j]) {
            assertThat(p[i]).as(Arrays.toString(given)).isGreaterThanOrEqualTo(p[j]);
          }
        }
      }
    }
  }

  @Test
  void of_scores_minus_their_logarithm_is_the_loss() {
    SplittableRandom random = new SplittableRandom(13);
    for (int n = 0; n < CASES; n++) {
      int classes = random.nextInt(2, 9);
      double[] scores =
          random.doubles(classes, -1, 1).map(each -> each * 300 * random.nextDouble()).toArray();
      double[] p = StandardLoss.SOFTMAX_CROSS_ENTROPY.probabilities(scores);
      for (int right = 0; right < classes; right++) {
        double[] target = new double[classes];
        target[right] = 1;
        Tensor loss =
            StandardLoss.SOFTMAX_CROSS_ENTROPY.perRow(
                Tensor.of(NdArray.of(Shape.of(1, classes), scores)),
                Tensor.of(NdArray.of(Shape.of(1, classes), target)));
        double expected = Program.evaluate(loss).at(0);
        assertThat(-Math.log(p[right])).isCloseTo(expected, within(1e-10 * (1 + expected)));
      }
    }
  }

  @Test
  void of_each_score_for_itself_they_are_the_sigmoids_divided_by_their_sum() {
    SplittableRandom random = new SplittableRandom(14);
    MathContext digits = new MathContext(40);
    for (int n = 0; n < CASES; n++) {
      double[] scores = random.doubles(random.nextInt(1, 7), -30, 30).toArray();
      double[] p = StandardLoss.BINARY_CROSS_ENTROPY.probabilities(scores);
      double sum = Arrays.stream(scores).map(s -> 1 / (1 + Math.exp(-s))).sum();
      for (int i = 0; i < p.length; i++) {
        double expected =
            BigDecimal.valueOf(1 / (1 + Math.exp(-scores[i])))
                .divide(BigDecimal.valueOf(sum), digits)
                .doubleValue();
        assertThat(p[i]).isCloseTo(expected, within(1e-12 * expected + 1e-300));
      }
    }
    // Where each sigmoid is below the smallest number there is, they still compare.
    assertThat(StandardLoss.BINARY_CROSS_ENTROPY.probabilities(new double[] {-2000, -2001}))
        .containsExactly(new double[] {0.731058578630005, 0.268941421369995}, within(1e-12));
  }

  @Test
  void of_shares_they_are_the_nearest_ones() {
    SplittableRandom random = new SplittableRandom(15);
    for (int n = 0; n < CASES; n++) {
      double[] outputs = random.doubles(random.nextInt(1, 6), -1, 2).toArray();
      double[] p = StandardLoss.MEAN_SQUARED_ERROR.probabilities(outputs);
      double distance = distance(p, outputs);
      for (int other = 0; other < 50; other++) {
        double[] q = random.doubles(outputs.length, 0, 1).map(each -> each * each).toArray();
        double sum = Arrays.stream(q).sum();
        double[] share = Arrays.stream(q).map(each -> each / sum).toArray();
        assertThat(distance(share, outputs)).isGreaterThanOrEqualTo(distance - 1e-12);
      }
    }
  }

  @Test
  void of_a_softmax_in_float_the_least_are_kept() {
    double[] outputs = {0.9999999f, 1e-20f, 2e-9f};
    for (StandardLoss loss :
        new StandardLoss[] {
          StandardLoss.PROBABILITY_CROSS_ENTROPY, StandardLoss.MEAN_SQUARED_ERROR
        }) {
      assertThat(loss.probabilities(outputs)[1]).isCloseTo(1e-20, within(1e-26));
    }
  }

  @Test
  void of_infinite_outputs_the_largest_share_and_of_nan_nothing_is_known() {
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(
            StandardLoss.SOFTMAX_CROSS_ENTROPY.probabilities(new double[] {3, infinite, infinite}))
        .containsExactly(0, 0.5, 0.5);
    assertThat(StandardLoss.MEAN_SQUARED_ERROR.probabilities(new double[] {3, infinite}))
        .containsExactly(0, 1);
    for (StandardLoss loss : StandardLoss.values()) {
      assertThat(loss.probabilities(new double[] {1, Double.NaN, -infinite}))
          .as(loss.toString())
          .contains(Double.NaN);
    }
  }

  @Test
  void a_loss_of_ones_own_says_nothing_unless_it_does() {
    Loss own = (output, target) -> output.subtract(target).square().sum(-1);
    assertThat(own.probabilities(new double[] {1, 2})).isEmpty();
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
