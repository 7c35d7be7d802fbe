package thalweg.network.initialisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.network.Network;
import thalweg.network.activation.Activation;

@Tag("plain")
class InitialisationTest {
  @Test
  void values_have_mean_zero_and_the_deviation_of_their_rule() {
    for (Initialisation rule :
        List.of(
            new Initialisation.Normal(0.01),
            new Initialisation.Xavier(),
            new Initialisation.He(),
            new Initialisation.LeCun(),
            new Initialisation.TruncatedNormal(0.02),
            new Initialisation.Uniform(0.3),
            new Initialisation.Orthogonal(1.5))) {
      double[] x =
          Network.of("300-200-10", Activation.SIGMOID)
              .with(rule)
              .initial(DType.DOUBLE, 71)
              .getFirst()
              .toDoubles();
      double deviation = rule.deviation(300, 200);
      double mean = Arrays.stream(x).average().orElseThrow();
      double square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
      double fourth = Arrays.stream(x).map(v -> v * v * v * v).average().orElseThrow();
      // Bounds of some five standard errors of 60,000 values.
      assertThat(mean / deviation).as("mean of %s", rule).isCloseTo(0, within(0.02));
      assertThat(Math.sqrt(square) / deviation)
          .as("deviation of %s", rule)
          .isCloseTo(1, within(0.015));
      double kurtosis =
          switch (rule) {
            case Initialisation.TruncatedNormal _ -> 2.3655; // cut at two deviations
            case Initialisation.Uniform _ -> 1.8;
            default -> 3;
          };
      assertThat(fourth / (square * square))
          .as("kurtosis of %s", rule)
          .isCloseTo(kurtosis, within(0.1));
    }
  }

  @Test
  void deviations_are_those_of_their_sources() {
    assertThat(new Initialisation.Xavier().deviation(300, 100)).isEqualTo(Math.sqrt(2.0 / 400));
    assertThat(new Initialisation.He().deviation(300, 100)).isEqualTo(Math.sqrt(2.0 / 300));
    assertThat(new Initialisation.Normal(0.01).deviation(300, 100)).isEqualTo(0.01);
    assertThat(new Initialisation.Zeros().deviation(300, 100)).isZero();
    assertThat(new Initialisation.LeCun().deviation(300, 100)).isEqualTo(Math.sqrt(1.0 / 300));
    assertThat(new Initialisation.Constant(4).deviation(300, 100)).isZero();
  }

  private static NdArray drawn(Initialisation rule, DType type, Shape shape) {
    RandomStream stream = new RandomStream(5, Purpose.INITIALISATION, 3, 0);
    return rule.values(type, shape, 30, 20, stream);
  }

  /// Columns, or rows where they are fewer, are at right angles and of the stated length.
  @Test
  void orthogonal_ones_turn_and_change_no_size() {
    for (Shape shape :
        List.of(
            Shape.of(1, 1),
            Shape.of(7),
            Shape.of(1, 9),
            Shape.of(9, 1),
            Shape.of(5, 5),
            Shape.of(40, 17),
            Shape.of(17, 40),
            Shape.of(6, 3, 2, 2),
            Shape.of(64, 3, 2))) {
      for (double gain : new double[] {1, 1e-3, 250}) {
        NdArray q = drawn(new Initialisation.Orthogonal(gain), DType.DOUBLE, shape);
        int rows = shape.size(0);
        int columns = shape.elements() / rows;
        boolean isWide = columns > rows;
        int few = Math.min(rows, columns);
        for (int a = 0; a < few; a++) {
          for (int b = 0; b <= a; b++) {
            double product = 0;
            for (int i = 0; i < Math.max(rows, columns); i++) {
              product +=
                  isWide
                      ? q.at(a * columns + i) * q.at(b * columns + i)
                      : q.at(i * columns + a) * q.at(i * columns + b);
            }
            assertThat(product / (gain * gain))
                .as("%s, %s and %s", shape, a, b)
                .isCloseTo(a == b ? 1 : 0, within(1e-14));
          }
        }
      }
    }
  }

  /// A turn of one number has either sign as often, and one of two numbers every angle.
  @Test
  void every_turn_is_equally_likely() {
    int positive = 0;
    double cosines = 0;
    for (int seed = 0; seed < 2000; seed++) {
      RandomStream stream = new RandomStream(seed, Purpose.INITIALISATION, 0, 0);
      NdArray q =
          new Initialisation.Orthogonal().values(DType.DOUBLE, Shape.of(2, 2), 2, 2, stream);
      positive += q.at(0) * q.at(3) - q.at(1) * q.at(2) > 0 ? 1 : 0;
      cosines += q.at(0);
    }
    assertThat(positive / 2000.0).isCloseTo(0.5, within(0.06));
    assertThat(cosines / 2000).isCloseTo(0, within(0.08));
  }

  @Test
  void limits_are_kept() {
    Shape shape = Shape.of(90, 90);
    assertThat(Arrays.stream(drawn(new Initialisation.Uniform(0.3), DType.DOUBLE, shape).doubles()))
        .allMatch(value -> Math.abs(value) <= 0.3);
    assertThat(
            Arrays.stream(
                drawn(new Initialisation.TruncatedNormal(0.3), DType.DOUBLE, shape).doubles()))
        .allMatch(value -> Math.abs(value) <= 0.6)
        .doesNotHaveDuplicates();
    assertThat(drawn(new Initialisation.Constant(-0.3), DType.DOUBLE, Shape.of(5, 2)).doubles())
        .containsOnly(-0.3);
  }

  @Test
  void what_is_written_is_read_back() {
    for (Initialisation rule :
        List.of(
            new Initialisation.Zeros(),
            new Initialisation.Ones(),
            new Initialisation.Xavier(),
            new Initialisation.He(),
            new Initialisation.LeCun(),
            new Initialisation.Normal(1e-5),
            new Initialisation.TruncatedNormal(0.02),
            new Initialisation.Uniform(3),
            new Initialisation.Constant(-0.5),
            new Initialisation.Orthogonal(),
            new Initialisation.Orthogonal(1.5))) {
      assertThat(Initialisation.parse(rule.toString())).isEqualTo(rule);
    }
    for (String wrong :
        List.of(
            "he:2",
            "normal",
            "uniform:",
            "uniform:0",
            "truncated:-1",
            "constant:NaN",
            "orthogonal:x",
            ":1",
            "",
            "x".repeat(100_000))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Initialisation.parse(wrong))
          .withMessageStartingWith("initialisation: ");
    }
  }

  @Test
  void biases_begin_at_zero() {
    List<NdArray> values = Network.of("5-4-3", Activation.RELU).initial(DType.FLOAT, 1);
    assertThat(values.get(1).toDoubles()).containsOnly(0);
    assertThat(values.get(3).toDoubles()).containsOnly(0);
  }

  @Test
  void a_seed_gives_the_same_values_and_another_seed_others() {
    Network network = Network.of("20-10-10-5", Activation.RELU);
    assertThat(network.initial(DType.DOUBLE, 1)).isEqualTo(network.initial(DType.DOUBLE, 1));
    List<NdArray> values = network.initial(DType.DOUBLE, 1);
    assertThat(values.getFirst()).isNotEqualTo(network.initial(DType.DOUBLE, 2).getFirst());
    // Layers differ from each other, though of one seed.
    assertThat(values.get(2).at(0)).isNotEqualTo(values.get(0).at(0));
  }

  @Test
  void float_values_are_the_rounded_double_values() {
    Network network = Network.of("20-10-5", Activation.TANH);
    List<NdArray> doubles = network.initial(DType.DOUBLE, 9);
    List<NdArray> floats = network.initial(DType.FLOAT, 9);
    for (int i = 0; i < floats.size(); i++) {
      assertThat(floats.get(i)).isEqualTo(doubles.get(i).to(DType.FLOAT));
    }
  }
}
