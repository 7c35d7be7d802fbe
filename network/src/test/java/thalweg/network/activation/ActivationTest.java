package thalweg.network.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;

class ActivationTest {
  private static final double[] POINTS = {
    -1e4, -700, -40, -7.5, -3, -2, -1, -0.5, -1e-9, 0, 1e-9, 0.5, 1, 2, 3, 7.5, 40, 700, 1e4
  };

  private static final double SCALE = 1.0507009873554805;
  private static final double ALPHA = 1.6732632423543773;

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double clip(double x, double least, double most) {
    return Math.min(Math.max(x, least), most);
  }

  private static final Map<Layer, DoubleUnaryOperator> FORMULAS =
      Map.ofEntries(
          Map.entry(Activation.SILU, x -> x / (1 + Math.exp(-x))),
          Map.entry(Activation.MISH, x -> x * Math.tanh(softplus(x))),
          Map.entry(Activation.SOFTPLUS, ActivationTest::softplus),
          Map.entry(Activation.HARD_SIGMOID, x -> clip(x / 6 + 0.5, 0, 1)),
          Map.entry(Activation.HARD_SWISH, x -> x * clip(x / 6 + 0.5, 0, 1)),
          Map.entry(Activation.HARD_TANH, x -> clip(x, -1, 1)),
          Map.entry(Activation.SELU, x -> SCALE * (x > 0 ? x : ALPHA * Math.expm1(x))),
          Map.entry(new Elu(0.7), x -> x > 0 ? x : 0.7 * Math.expm1(x)),
          Map.entry(new LeakyRelu(0.2), x -> x > 0 ? x : 0.2 * x),
          Map.entry(
              new Gelu(true),
              x -> x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))));

  private static double[][] valuesAndSlopes(Layer layer, double... points) {
    Tensor x = Tensor.variable("x", DType.DOUBLE, points.length, 1);
    Tensor y = layer.apply(Pass.use(List.of()), List.of(), x);
    Execution execution =
        Program.of(y, Reverse.gradient(y.sum(), List.of(x)).getFirst())
            .execution()
            .set(x, NdArray.of(points.clone()).reshape(x.shape()))
            .run();
    return new double[][] {execution.output(0).toDoubles(), execution.output(1).toDoubles()};
  }

  @Test
  void values_are_those_of_the_formulas() {
    FORMULAS.forEach(
        (layer, formula) -> {
          double[] values = valuesAndSlopes(layer, POINTS)[0];
          for (int i = 0; i < POINTS.length; i++) {
            double expected = formula.applyAsDouble(POINTS[i]);
            assertThat(values[i])
                .as("%s at %s", layer, POINTS[i])
                .isCloseTo(expected, within(1e-14 * (1 + Math.abs(expected))));
          }
        });
    // From tables of the normal distribution: Φ(1), Φ(−2), Φ(0.5).
    assertThat(valuesAndSlopes(new Gelu(), 1, -2, 0.5)[0])
        .containsExactly(
            new double[] {0.8413447460685429, -2 * 0.02275013194817921, 0.5 * 0.6914624612740131},
            within(1e-15));
  }

  /// A kink's slope is that of its left side.
  @Test
  void slopes_at_kinks_are_those_of_the_left() {
    assertThat(valuesAndSlopes(new LeakyRelu(0.2), 0, -0.0)[1]).containsExactly(0.2, 0.2);
    assertThat(valuesAndSlopes(new Elu(0.7), 0, -0.0)[1]).containsExactly(0.7, 0.7);
    assertThat(valuesAndSlopes(Activation.SELU, 0)[1][0]).isCloseTo(SCALE * ALPHA, within(1e-15));
    assertThat(valuesAndSlopes(Activation.RELU, 0)[1]).containsExactly(0);
    assertThat(valuesAndSlopes(Activation.HARD_TANH, -1, 1)[1]).containsExactly(0, 1);
    assertThat(valuesAndSlopes(Activation.HARD_SIGMOID, -3, 3)[1]).containsExactly(0, 1 / 6.0);
    assertThat(valuesAndSlopes(Activation.HARD_SWISH, -3, 3)[1]).containsExactly(0, 1.5);
  }

  @Test
  void maxout_keeps_the_largest_of_neighbours() {
    Tensor x = Tensor.of(new double[][] {{1, 5, 2, -3, -4, -9}, {0, 0, 7, 7, 8, 6}});
    assertThat(
            Program.of(new Maxout(2).apply(Pass.use(List.of()), List.of(), x))
                .execution()
                .run()
                .output(0)
                .toDoubles())
        .containsExactly(5, 2, -4, 0, 7, 8);
    assertThat(
            Program.of(new Maxout(2).apply(Pass.use(List.of()), List.of(), x.reshape(1, 4, 3)))
                .execution()
                .run()
                .output(0)
                .toDoubles())
        .containsExactly(1, 5, 2, 7, 8, 7);
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Maxout(1))
        .withMessage("maxout: 1 pieces; there must be at least 2.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Maxout(4).output(thalweg.algebra.Shape.of(6)))
        .withMessage("maxout: rows have shape [6]; their first size must be a multiple of 4.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Elu(Double.NaN))
        .withMessage("elu: alpha is NaN; it must be finite.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeakyRelu(Double.POSITIVE_INFINITY))
        .withMessage("leaky-relu: the slope is Infinity; it must be finite.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Activation.parse("swish"))
        .withMessageContaining("silu, mish");
  }

  @Test
  void each_has_the_initialisation_that_suits_it() {
    assertThat(Activation.SELU.initialisation()).isEqualTo(new Initialisation.LeCun());
    assertThat(Activation.SILU.initialisation()).isEqualTo(new Initialisation.He());
    assertThat(Activation.HARD_TANH.initialisation()).isEqualTo(new Initialisation.Xavier());
  }
}
