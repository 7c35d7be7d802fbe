package thalweg.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.layer.Recurrent.Cell;

/// LSTM and GRU against cells written out by hand, and against differences.
@Tag("plain")
class RecurrentTest {
  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /// a + x·W for one vector, at one place of the result.
  private static double affine(double a, double[] x, NdArray w, int column) {
    int columns = w.shape().size(1);
    double sum = a;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * w.at(i * columns + column);
    }
    return sum;
  }

  /// The states at all places, in the order in which they are computed.
  private static List<double[]> states(Cell cell, List<NdArray> w, List<double[]> xs, int units) {
    double[] h = new double[units];
    double[] c = new double[units];
    List<double[]> all = new ArrayList<>();
    for (double[] x : xs) {
      double[] before = h;
      h = new double[units];
      for (int j = 0; j < units; j++) {
        double[] z = new double[4];
        double[] u = new double[4];
        for (int part = 0; part < (cell == Cell.LSTM ? 4 : 3); part++) {
          int column = part * units + j;
          z[part] = affine(w.get(2).at(column), x, w.get(0), column);
          u[part] = affine(cell == Cell.LSTM ? 0 : w.get(3).at(column), before, w.get(1), column);
        }
        if (cell == Cell.LSTM) {
          double input = sigmoid(z[0] + u[0]);
          double forget = sigmoid(z[1] + u[1] + 1);
          c[j] = forget * c[j] + input * Math.tanh(z[2] + u[2]);
          h[j] = sigmoid(z[3] + u[3]) * Math.tanh(c[j]);
        } else {
          double reset = sigmoid(z[0] + u[0]);
          double kept = sigmoid(z[1] + u[1]);
          h[j] = (1 - kept) * Math.tanh(z[2] + reset * u[2]) + kept * before[j];
        }
      }
      all.add(h);
    }
    return all;
  }

  private static double[] byHand(Recurrent layer, List<NdArray> weights, NdArray x) {
    int length = x.shape().size(1);
    int width = x.shape().size(2);
    int units = layer.units();
    List<Double> y = new ArrayList<>();
    for (int row = 0; row < x.shape().size(0); row++) {
      List<double[]> xs = new ArrayList<>();
      for (int t = 0; t < length; t++) {
        int from = (row * length + t) * width;
        xs.add(Arrays.copyOfRange(x.doubles(), from, from + width));
      }
      int count = layer.both() ? weights.size() / 2 : weights.size();
      List<double[]> forward = states(layer.cell(), weights.subList(0, count), xs, units);
      List<double[]> backward =
          layer.both()
              ? states(layer.cell(), weights.subList(count, weights.size()), xs.reversed(), units)
              : List.of();
      for (int t = layer.last() ? length - 1 : 0; t < length; t++) {
        Arrays.stream(forward.get(t)).forEach(y::add);
        if (layer.both()) {
          int at = layer.last() ? length - 1 : length - 1 - t;
          Arrays.stream(backward.get(at)).forEach(y::add);
        }
      }
    }
    return y.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Recurrent> layers(Cell cell, int units) {
    List<Recurrent> layers = new ArrayList<>();
    for (boolean last : new boolean[] {false, true}) {
      for (boolean both : new boolean[] {false, true}) {
        layers.add(new Recurrent(cell, units, last, both));
      }
    }
    return layers;
  }

  private static final List<Shape> ROWS =
      List.of(Shape.of(1, 1), Shape.of(1, 4), Shape.of(2, 3), Shape.of(7, 2));

  @ParameterizedTest
  @EnumSource
  void states_are_those_of_cells_by_hand(Cell cell) {
    Random random = new Random(21);
    for (int units : new int[] {1, 2, 5}) {
      for (Recurrent layer : layers(cell, units)) {
        for (Shape row : ROWS) {
          List<NdArray> weights = SequenceLayersTest.weights(random, DType.DOUBLE, layer, row);
          NdArray x = SequenceLayersTest.numbers(random, DType.DOUBLE, row.prepend(3));
          NdArray y = SequenceLayersTest.run(layer, weights, x);
          assertThat(y.shape()).isEqualTo(layer.output(row).prepend(3));
          assertThat(y.doubles())
              .as("%s of %s", layer, row)
              .containsExactly(byHand(layer, weights, x), within(1e-12));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradients_agree_with_differences(Cell cell) {
    Random random = new Random(22);
    for (int units : new int[] {1, 3}) {
      for (Recurrent layer : layers(cell, units)) {
        for (Shape row : ROWS) {
          NdArray x = SequenceLayersTest.numbers(random, DType.DOUBLE, row.prepend(2));
          SequenceLayersTest.checkGradients(layer, x, true, random);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void neither_threads_nor_the_cut_of_a_batch_changes_a_bit(Cell cell) {
    Random random = new Random(23);
    for (Recurrent layer : layers(cell, 20)) {
      NdArray x = SequenceLayersTest.numbers(random, DType.FLOAT, Shape.of(17, 9, 6));
      SequenceLayersTest.checkBits(layer, x, random);
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_comes_later_changes_no_bit_of_a_state(Cell cell) {
    Random random = new Random(24);
    for (int length = 2; length < 9; length++) {
      Recurrent layer = new Recurrent(cell, 3, false, false);
      Shape row = Shape.of(length, 2);
      List<NdArray> weights = SequenceLayersTest.weights(random, DType.FLOAT, layer, row);
      NdArray x = SequenceLayersTest.numbers(random, DType.FLOAT, row.prepend(1));
      int changed = 1 + random.nextInt(length - 1);
      float[] before = SequenceLayersTest.run(layer, weights, x).floats();
      for (int i = changed * 2; i < length * 2; i++) {
        x.set(i, random.nextGaussian());
      }
      float[] after = SequenceLayersTest.run(layer, weights, x).floats();
      assertThat(Arrays.copyOf(after, changed * 3)).isEqualTo(Arrays.copyOf(before, changed * 3));
      assertThat(after).isNotEqualTo(before);
    }
  }

  @Test
  void settings_and_rows_that_do_not_fit_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recurrent.gru(0))
        .withMessage("gru: 0 units; there must be at least 1.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(4, Recurrent.lstm(3)))
        .withMessageContaining("lstm: rows have shape [4]; they must be sequences of vectors");
    Network network = new Network(Shape.of(6, 3), List.of(Recurrent.lstm(4).ofBoth().ofLast()));
    assertThat(network.output()).isEqualTo(Shape.of(8));
    assertThat(network.parameters().getFirst().name()).isEqualTo("lstm1.weight");
    assertThat(network.parameters().get(3).name()).isEqualTo("lstm1.backward.weight");
  }
}
