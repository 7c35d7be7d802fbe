package thalweg.calculus.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.calculus.gradient.GradientCheck.Report;
import thalweg.calculus.gradient.GradientCheck.Verdict;

@Tag("plain")
class LossCheckTest {
  private static NdArray random(Random random, Shape shape, double scale) {
    return NdArray.of(shape, random.doubles(shape.elements(), -1, 1).map(v -> v * scale).toArray());
  }

  @Test
  void the_rules_of_random_losses_are_right_to_the_second_order() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int rows = 1 + random.nextInt(5);
      int inputs = 1 + random.nextInt(5);
      int outputs = 1 + random.nextInt(5);
      Tensor w = Tensor.variable("w", DType.DOUBLE, inputs, outputs);
      Tensor b = Tensor.variable("b", DType.DOUBLE, outputs);
      Tensor x = Tensor.of(random(random, Shape.of(rows, inputs), 1));
      Tensor scores = x.matmul(w).add(b);
      Tensor loss =
          switch (seed % 4) {
            case 0 -> scores.sigmoid().square().sum();
            case 1 -> scores.tanh().mean();
            case 2 -> scores.exp().sum(1).log().sum();
            default -> scores.square().add(1).squareRoot().mean();
          };
      NdArray[] values = {random(random, w.shape(), 1), random(random, b.shape(), 1)};
      LossCheck check = GradientCheck.of(loss, w, b).sampled(6, seed);
      for (Report report : List.of(check.check(values), check.second().check(values))) {
        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.OK);
        assertThat(report.blocks().stream().map(GradientCheck.BlockReport::name))
            .containsExactly("w", "b");
      }
      // The gradient is that of the loss which is checked, in the parameters' order.
      assertThat(GradientCheck.of(loss, b, w).check(values[1], values[0]).verdict())
          .isEqualTo(Verdict.OK);
    }
  }

  @Test
  void what_a_gradient_leaves_out_is_found() {
    Tensor w = Tensor.variable("w", DType.DOUBLE, 3);
    NdArray values = NdArray.of(0.5, -1.0, 2.0);
    Tensor half = w.square().sum().add(w.detach().square().sum()); // half of its slope is lost
    Report first = GradientCheck.of(half, w).check(values);
    assertThat(first.verdict()).isEqualTo(Verdict.WRONG);
    // Right in the first order where the factor is constant; its own slope is lost in the second.
    Tensor late = w.multiply(w.detach()).sum().subtract(w.detach().multiply(w).sum());
    assertThat(GradientCheck.of(late, w).check(values).verdict()).isEqualTo(Verdict.OK);
    Tensor cube = w.square().multiply(w).sum();
    assertThat(GradientCheck.of(cube, w).second().check(values).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void a_check_that_cannot_be_made_is_refused_at_the_door() {
    Tensor w = Tensor.variable("w", DType.DOUBLE, 2);
    Tensor x = Tensor.variable("x", DType.DOUBLE, 2);
    Tensor loss = w.multiply(x).sum();
    refused(
        () -> GradientCheck.of(loss, w),
        "gradient check: the loss depends on Variable x DOUBLE [2], which is not one of the"
            + " parameters to check; give it among them, or make it a constant by"
            + " Tensor.of(array).");
    refused(
        () -> GradientCheck.of(loss, w, x, w.add(1)),
        "gradient check: the parameter ADD DOUBLE [2] is computed; it must be a variable,"
            + " Tensor.variable(name, DType.DOUBLE, sizes).");
    LossCheck check = GradientCheck.of(loss, w, x);
    refused(
        () -> check.check(NdArray.of(1.0, 2.0)),
        "gradient check: the values have the shapes [[2]], the parameters [[2], [2]]; they must"
            + " be the same.");
    refused(
        () -> check.sampled(0, 1).check(NdArray.of(1.0, 2.0), NdArray.of(1.0, 2.0)),
        "gradient check: the sample is 0 elements a block; it must be at least 1.");
    refused(
        () -> check.check(NdArray.of(1.0, Double.NaN), NdArray.of(1.0, 2.0)),
        "gradient check: coordinate 1 is NaN; it must be a finite number.");
    Tensor rows = w.multiply(x);
    assertThatThrownBy(
            () -> GradientCheck.of(rows, w, x).check(NdArray.of(1.0, 2.0), NdArray.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2]");
  }

  private static void refused(Runnable call, String why) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(why);
  }
}
