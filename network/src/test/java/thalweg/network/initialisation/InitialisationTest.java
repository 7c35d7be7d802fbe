package thalweg.network.initialisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.network.Network;
import thalweg.network.activation.Activation;

class InitialisationTest {
  @Test
  void values_have_mean_zero_and_the_deviation_of_their_rule() {
    for (Initialisation rule :
        List.of(
            new Initialisation.Normal(0.01),
            new Initialisation.Xavier(),
            new Initialisation.He())) {
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
      assertThat(fourth / (square * square)).as("kurtosis of %s", rule).isCloseTo(3, within(0.1));
    }
  }

  @Test
  void deviations_are_those_of_their_sources() {
    assertThat(new Initialisation.Xavier().deviation(300, 100)).isEqualTo(Math.sqrt(2.0 / 400));
    assertThat(new Initialisation.He().deviation(300, 100)).isEqualTo(Math.sqrt(2.0 / 300));
    assertThat(new Initialisation.Normal(0.01).deviation(300, 100)).isEqualTo(0.01);
    assertThat(new Initialisation.Zeros().deviation(300, 100)).isZero();
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
