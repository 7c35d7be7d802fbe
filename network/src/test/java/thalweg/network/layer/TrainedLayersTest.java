package thalweg.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.Network;
import thalweg.network.activation.Activation;

/// Layers that are another function in training than in use: dropout and batch normalisation.
@Tag("plain")
class TrainedLayersTest {
  private static final Tensor KEY = Tensor.of(new RandomKey(31, 4, 200).array());

  private static NdArray numbers(Random random, DType type, Shape shape) {
    NdArray numbers = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      numbers.set(i, random.nextGaussian());
    }
    return numbers;
  }

  // ---- Gradients ----

  /// Every parameter and the input, in training and in use, against differences.
  private static void check(Layer layer, Shape row, int rows, boolean training) {
    Random random = new Random(rows);
    Tensor x = Tensor.variable("x", DType.DOUBLE, row.prepend(rows));
    List<Tensor> variables = new ArrayList<>(List.of(x));
    layer
        .parameters(row)
        .forEach(p -> variables.add(Tensor.variable(p.name(), DType.DOUBLE, p.shape())));
    List<Tensor> statistics = new ArrayList<>();
    for (Layer.Statistic kept : layer.statistics(row)) {
      NdArray value = numbers(random, DType.DOUBLE, kept.shape());
      Arrays.setAll(value.doubles(), i -> 0.5 + Math.abs(value.at(i)));
      statistics.add(Tensor.of(value));
    }
    Pass pass = training ? Pass.training(statistics, KEY, 2) : Pass.use(statistics);
    Tensor y = layer.apply(pass, variables.subList(1, variables.size()), x);
    Tensor loss = y.multiply(Tensor.of(numbers(random, DType.DOUBLE, y.shape()))).sum();
    List<Tensor> outputs = new ArrayList<>(List.of(loss));
    outputs.addAll(Reverse.gradient(loss, variables));
    Execution execution = Program.of(outputs).execution();
    List<NdArray> values = new ArrayList<>();
    for (Tensor variable : variables) {
      values.add(numbers(random, DType.DOUBLE, variable.shape()));
      execution.set(variable, values.getLast());
    }
    List<NdArray> exact = new ArrayList<>();
    execution.run();
    for (int i = 0; i < variables.size(); i++) {
      exact.add(execution.output(1 + i).copy());
    }
    for (int i = 0; i < variables.size(); i++) {
      NdArray numerical =
          NumericalGradient.over(values.get(i), () -> execution.run().output(0).at(0));
      double largest = Arrays.stream(exact.get(i).doubles()).map(Math::abs).max().orElse(0);
      assertThat(exact.get(i).doubles())
          .as("%s of rows %s, %d rows: %s", layer, row, rows, variables.get(i))
          .containsExactly(numerical.doubles(), within(1e-6 * (1 + largest)));
    }
  }

  @Test
  void gradients_agree_with_differences_over_all_shapes() {
    for (Layer layer :
        List.of(
            new Dropout(0.3),
            new Dropout(0.9),
            new BatchNormalisation(),
            new BatchNormalisation(1, 0.1))) {
      for (Shape row : List.of(Shape.of(1), Shape.of(5), Shape.of(3, 2), Shape.of(2, 3, 4))) {
        for (int rows : new int[] {2, 3, 17}) {
          check(layer, row, rows, true);
          check(layer, row, rows, false);
        }
      }
    }
  }

  // ---- Dropout ----

  private static double[] run(Layer layer, Pass pass, NdArray x) {
    return Program.of(layer.apply(pass, List.of(), Tensor.of(x)))
        .execution()
        .run()
        .output(0)
        .toDoubles();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void dropout_drops_its_share_and_keeps_the_expected_value(DType type) {
    for (double rate : new double[] {0.1, 0.5, 0.8}) {
      NdArray ones = new Same(type, Shape.of(400, 250), 1).array();
      double[] y = run(new Dropout(rate), Pass.training(List.of(), KEY, 0), ones);
      double kept = type == DType.FLOAT ? 1 / (float) (1 - rate) : 1 / (1 - rate);
      assertThat(y).containsOnly(0, kept);
      double share = Arrays.stream(y).filter(number -> number == 0).count() / (double) y.length;
      assertThat(share).isCloseTo(rate, within(5 * Math.sqrt(rate * (1 - rate) / y.length)));
    }
  }

  /// The same number everywhere.
  private record Same(DType type, Shape shape, double value) {
    NdArray array() {
      NdArray array = NdArray.zeros(type, shape);
      for (int i = 0; i < shape.elements(); i++) {
        array.set(i, value);
      }
      return array;
    }
  }

  @Test
  void dropout_is_the_identity_in_use_and_at_rate_zero() {
    NdArray x = numbers(new Random(1), DType.DOUBLE, Shape.of(7, 3));
    assertThat(run(new Dropout(0.5), Pass.use(List.of()), x)).isEqualTo(x.doubles());
    assertThat(run(new Dropout(0), Pass.training(List.of(), KEY, 0), x)).isEqualTo(x.doubles());
  }

  @Test
  void a_dropped_infinity_is_zero_and_not_nan() {
    NdArray x = new Same(DType.DOUBLE, Shape.of(20, 5), Double.POSITIVE_INFINITY).array();
    assertThat(run(new Dropout(0.5), Pass.training(List.of(), KEY, 0), x))
        .containsOnly(0, Double.POSITIVE_INFINITY);
  }

  @Test
  void a_rows_numbers_are_the_same_in_the_batch_and_in_any_part_of_it() {
    Network network =
        Network.of(6, new Dropout(0.4), Dense.of(5), Activation.RELU, new Dropout(0.5));
    Random random = new Random(3);
    NdArray rows = numbers(random, DType.DOUBLE, Shape.of(40, 6));
    List<NdArray> weights = network.initial(DType.DOUBLE, 5);
    double[] whole = trained(network, weights, rows, 0, 40);
    for (int from = 0; from < 40; ) {
      int count = 1 + random.nextInt(40 - from);
      assertThat(trained(network, weights, rows, from, count))
          .isEqualTo(Arrays.copyOfRange(whole, from * 5, (from + count) * 5));
      from += count;
    }
    // Another layer of the same rate drops others.
    double[] first = run(new Dropout(0.5), Pass.training(List.of(), KEY, 0), rows);
    double[] second = run(new Dropout(0.5), Pass.training(List.of(), KEY, 1), rows);
    assertThat(first).isNotEqualTo(second);
  }

  private static double[] trained(
      Network network, List<NdArray> weights, NdArray rows, int from, int count) {
    List<Tensor> parameters = network.variables(DType.DOUBLE);
    Tensor key = RandomKey.variable();
    Tensor x = Tensor.variable("x", DType.DOUBLE, count, 6);
    Execution execution =
        Program.of(network.train(parameters, List.of(), key, x).output()).execution();
    for (int i = 0; i < weights.size(); i++) {
      execution.set(parameters.get(i), weights.get(i));
    }
    double[] part = Arrays.copyOfRange(rows.doubles(), from * 6, (from + count) * 6);
    return execution
        .set(key, new RandomKey(8, 2, 1000L + from).array())
        .set(x, NdArray.of(Shape.of(count, 6), part))
        .run()
        .output(0)
        .toDoubles();
  }

  @Test
  void settings_out_of_range_are_refused() {
    for (double rate : new double[] {-0.1, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Dropout(rate))
          .withMessage("dropout: the rate is " + rate + "; it must be at least 0 and below 1.");
    }
    for (double momentum : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new BatchNormalisation(momentum, 1e-5))
          .withMessageStartingWith("batchnorm: momentum is " + momentum);
    }
    for (double epsilon : new double[] {0, 1e-13, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new BatchNormalisation(0.1, epsilon))
          .withMessageStartingWith("batchnorm: epsilon is " + epsilon);
    }
  }

  @Test
  void numbers_without_a_key_are_refused_and_draws_differ() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Pass.use(List.of()).uniform(0, DType.FLOAT, Shape.of(2)))
        .withMessageContaining("draw them only if isTraining()");
    Pass pass = Pass.training(List.of(), KEY, 0);
    assertThat(Program.of(pass.uniform(0, DType.FLOAT, Shape.of(3))).execution().run().output(0))
        .isNotEqualTo(
            Program.of(pass.uniform(1, DType.FLOAT, Shape.of(3))).execution().run().output(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pass.uniform(4096, DType.FLOAT, Shape.of(2)))
        .withMessage("pass: draw 4096; it must be from 0 to 4095.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pass.training(List.of(), KEY, 1 << 20))
        .withMessageContaining("it must be from 0 to 1048575");
  }

  // ---- Batch normalisation ----

  @Test
  void statistics_by_hand() {
    BatchNormalisation layer = new BatchNormalisation();
    Tensor x = Tensor.of(new double[][] {{1, 10}, {3, 10}, {8, 40}});
    List<Tensor> parameters = List.of(Tensor.of(2, 1), Tensor.of(0.5, -1));
    List<Tensor> kept = List.of(Tensor.of(0, 0), Tensor.of(1, 1));
    Pass training = Pass.training(kept, KEY, 0);
    List<Tensor> observed = layer.observed(training, parameters, x);
    // means 4 and 20; mean squares of deviations (9 + 1 + 16) / 3 and (100 + 100 + 400) / 3
    Execution execution =
        Program.of(
                observed.get(0),
                observed.get(1),
                layer.apply(training, parameters, x),
                layer.apply(Pass.use(List.of(Tensor.of(3, 10), Tensor.of(4, 9))), parameters, x))
            .execution()
            .run();
    assertThat(execution.output(0).doubles()).containsExactly(new double[] {12, 60}, within(1e-12));
    assertThat(execution.output(1).doubles())
        .containsExactly(new double[] {26, 600}, within(1e-12));
    double a = 2 / Math.sqrt(26 / 3.0 + 1e-5);
    double b = 1 / Math.sqrt(200 + 1e-5);
    assertThat(execution.output(2).doubles())
        .containsExactly(
            new double[] {
              -3 * a + 0.5, -10 * b - 1, -a + 0.5, -10 * b - 1, 4 * a + 0.5, 20 * b - 1
            },
            within(1e-12));
    double c = 2 / Math.sqrt(4 + 1e-5);
    double d = 1 / Math.sqrt(9 + 1e-5);
    assertThat(execution.output(3).doubles())
        .containsExactly(
            new double[] {-2 * c + 0.5, -1, 0.5, -1, 5 * c + 0.5, 30 * d - 1}, within(1e-12));
  }

  /// Channels against the plainest loop.
  @Test
  void a_channel_is_normalised_over_rows_and_places() {
    Random random = new Random(9);
    for (Shape row : List.of(Shape.of(3, 4), Shape.of(2, 3, 5), Shape.of(4, 1, 1))) {
      int rows = 6;
      int channels = row.size(0);
      int places = row.elements() / channels;
      NdArray x = numbers(random, DType.DOUBLE, row.prepend(rows));
      BatchNormalisation layer = new BatchNormalisation(0.5, 1e-3);
      List<NdArray> weights =
          List.of(
              numbers(random, DType.DOUBLE, Shape.of(channels)),
              numbers(random, DType.DOUBLE, Shape.of(channels)));
      double[] y =
          Program.of(
                  layer.apply(
                      Pass.training(List.of(), KEY, 0),
                      weights.stream().map(Tensor::of).toList(),
                      Tensor.of(x)))
              .execution()
              .run()
              .output(0)
              .doubles();
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < rows * places; i++) {
          sum += x.at((i / places * channels + c) * places + i % places);
        }
        double mean = sum / (rows * places);
        for (int i = 0; i < rows * places; i++) {
          double from = x.at((i / places * channels + c) * places + i % places) - mean;
          squares += from * from;
        }
        double factor = weights.get(0).at(c) / Math.sqrt(squares / (rows * places) + 1e-3);
        for (int i = 0; i < rows * places; i++) {
          int at = (i / places * channels + c) * places + i % places;
          assertThat(y[at])
              .isCloseTo((x.at(at) - mean) * factor + weights.get(1).at(c), within(1e-12));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_feature_that_does_not_vary_gives_its_shift_and_finite_gradients(DType type) {
    BatchNormalisation layer = new BatchNormalisation(0.1, 1e-12);
    Tensor x = Tensor.variable("x", type, 5, 2);
    Tensor scale = Tensor.of(new Same(type, Shape.of(2), 3).array());
    Tensor shift = Tensor.of(new Same(type, Shape.of(2), 0.25).array());
    Tensor y = layer.apply(Pass.training(List.of(), KEY, 0), List.of(scale, shift), x);
    Tensor gradient = Reverse.gradient(y.square().sum(), List.of(x)).getFirst();
    Execution execution =
        Program.of(y, gradient).execution().set(x, new Same(type, Shape.of(5, 2), 7).array()).run();
    assertThat(execution.output(0).toDoubles()).containsOnly(0.25);
    assertThat(Arrays.stream(execution.output(1).toDoubles())).allMatch(Double::isFinite);
  }
}
