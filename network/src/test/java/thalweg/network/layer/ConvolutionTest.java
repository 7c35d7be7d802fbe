package thalweg.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;

/// Convolutions and pooling of generated sizes against the plainest of loops, bit for bit, and
/// their gradients against the transposes of those loops.
@Tag("plain")
class ConvolutionTest {
  private static final Pass USE = Pass.use(List.of());

  private final Random random = new Random(71);

  private int upTo(int most) {
    return 1 + random.nextInt(most);
  }

  private List<Integer> each(int axes, int most) {
    return IntStream.range(0, axes).mapToObj(_ -> upTo(most)).toList();
  }

  private Padding padding(int axes) {
    return switch (random.nextInt(4)) {
      case 0 -> Padding.SAME;
      case 1 -> new Padding.Of(IntStream.range(0, axes).mapToObj(_ -> random.nextInt(3)).toList());
      default -> Padding.VALID;
    };
  }

  private NdArray numbers(DType type, Shape shape) {
    NdArray numbers = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      numbers.set(i, random.nextGaussian());
    }
    return numbers;
  }

  private Shape row(int axes, int channels, int most) {
    return Shape.of(IntStream.range(0, axes).map(_ -> upTo(most)).toArray()).prepend(channels);
  }

  /// Every index of a shape, in row-major order.
  private static List<int[]> indices(int[] sizes) {
    List<int[]> all = new ArrayList<>(List.of(new int[0]));
    for (int size : sizes) {
      List<int[]> longer = new ArrayList<>();
      for (int[] index : all) {
        for (int i = 0; i < size; i++) {
          int[] next = Arrays.copyOf(index, index.length + 1);
          next[index.length] = i;
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }

  private static int at(int[] sizes, int[] index) {
    int at = 0;
    for (int axis = 0; axis < sizes.length; axis++) {
      at = at * sizes[axis] + index[axis];
    }
    return at;
  }

  /// Returns where in space place `place` of the window at `position` is; null outside.
  private static int[] seen(int[] position, int[] place, int[] space, Space windows, int[] before) {
    int[] seen = new int[position.length];
    for (int axis = 0; axis < position.length; axis++) {
      seen[axis] =
          position[axis] * windows.stride().get(axis)
              + place[axis] * windows.dilation().get(axis)
              - before[axis];
      if (seen[axis] < 0 || seen[axis] >= space[axis]) {
        return new int[0];
      }
    }
    return seen;
  }

  private static int[] before(Space windows, int[] space) {
    int[] before = new int[space.length];
    for (int axis = 0; axis < space.length; axis++) {
      int reach = (windows.size().get(axis) - 1) * windows.dilation().get(axis) + 1;
      before[axis] =
          windows.padding().around(axis, space[axis], reach, windows.stride().get(axis)).before();
    }
    return before;
  }

  private static NdArray run(Tensor tensor, List<Tensor> variables, List<NdArray> values) {
    Execution execution = Program.of(tensor).execution();
    for (int i = 0; i < variables.size(); i++) {
      execution.set(variables.get(i), values.get(i));
    }
    return execution.run().output(0);
  }

  private static double fma(DType type, double a, double b, double c) {
    return type == DType.FLOAT ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c);
  }

  @Test
  void a_convolution_gives_the_bits_of_the_plain_loop() {
    for (int i = 0; i < 150; i++) {
      int axes = i % 10 == 0 ? 3 : 1 + i % 2;
      int groups = i % 3 == 0 ? upTo(3) : 1;
      int channels = groups * upTo(4);
      int filters = groups * upTo(i % 20 == 1 ? 40 : 5);
      Convolution layer =
          new Convolution(
              filters,
              each(axes, 4),
              each(axes, 3),
              padding(axes),
              each(axes, 2),
              groups,
              new Initialisation.He());
      Shape row = row(axes, channels, i % 20 == 1 ? 20 : 9);
      Shape output;
      try {
        output = layer.output(row);
      } catch (IllegalArgumentException tooLarge) {
        assertThat(tooLarge).hasMessageContaining("does not fit rows of shape");
        continue;
      }
      DType type = i % 2 == 0 ? DType.FLOAT : DType.DOUBLE;
      int rows = upTo(3);
      NdArray x = numbers(type, row.prepend(rows));
      NdArray weight = numbers(type, layer.parameters(row).get(0).shape());
      NdArray bias = numbers(type, Shape.of(filters));
      List<Tensor> variables =
          List.of(
              Tensor.variable("x", type, x.shape()),
              Tensor.variable("w", type, weight.shape()),
              Tensor.variable("b", type, bias.shape()));
      Tensor y = layer.apply(USE, variables.subList(1, 3), variables.getFirst());
      NdArray actual = run(y, variables, List.of(x, weight, bias));
      NdArray expected = plain(layer, row, output, rows, x, weight, bias);
      assertThat(actual.toDoubles()).as("%s of %s", layer, row).isEqualTo(expected.toDoubles());
    }
  }

  private static NdArray plain(
      Convolution layer,
      Shape row,
      Shape output,
      int rows,
      NdArray x,
      NdArray weight,
      NdArray bias) {
    Space windows =
        new Space(layer.size(), layer.stride(), layer.dilation(), layer.padding()).over(row);
    int[] space = row.withoutFirst().sizes();
    int[] positions = output.withoutFirst().sizes();
    int[] size = layer.size().stream().mapToInt(Integer::intValue).toArray();
    int[] before = before(windows, space);
    int channels = row.size(0) / layer.groups();
    int perGroup = layer.filters() / layer.groups();
    NdArray y = NdArray.zeros(x.type(), output.prepend(rows));
    int to = 0;
    for (int r = 0; r < rows; r++) {
      for (int filter = 0; filter < layer.filters(); filter++) {
        for (int[] position : indices(positions)) {
          double sum = 0;
          for (int c = 0; c < channels; c++) {
            for (int[] place : indices(size)) {
              int[] seen = seen(position, place, space, windows, before);
              int channel = filter / perGroup * channels + c;
              int pixel =
                  seen.length == 0
                      ? -1
                      : (r * row.size(0) + channel) * row.withoutFirst().elements()
                          + at(space, seen);
              int term = (filter * channels + c) * windows.places() + at(size, place);
              sum = fma(x.type(), pixel < 0 ? 0 : x.at(pixel), weight.at(term), sum);
            }
          }
          y.set(to++, sum + 0.0 + bias.at(filter));
        }
      }
    }
    return y;
  }

  /// ⟨conv x, y⟩ = ⟨x, transposed y⟩ for one filter bank, and the convolution's gradient is its
  /// transpose.
  @Test
  void a_transposed_convolution_is_the_transpose_of_the_convolution() {
    for (int i = 0; i < 60; i++) {
      int axes = 1 + i % 2;
      int channels = upTo(4);
      int filters = upTo(4);
      List<Integer> size = each(axes, 3);
      List<Integer> stride = each(axes, 3);
      List<Integer> dilation = each(axes, 2);
      Shape small = row(axes, filters, 5);
      TransposedConvolution up =
          new TransposedConvolution(
              channels, size, stride, List.of(0), dilation, new Initialisation.He());
      Convolution down =
          new Convolution(
              filters, size, stride, Padding.VALID, dilation, 1, new Initialisation.He());
      Shape large = up.output(small);
      assertThat(down.output(large)).isEqualTo(small);
      Tensor x = Tensor.of(numbers(DType.DOUBLE, large.prepend(2)));
      Tensor y = Tensor.of(numbers(DType.DOUBLE, small.prepend(2)));
      Tensor filter = Tensor.of(numbers(DType.DOUBLE, down.parameters(large).get(0).shape()));
      Tensor none = Tensor.fill(0, DType.DOUBLE, Shape.of(filters));
      Tensor noneUp = Tensor.fill(0, DType.DOUBLE, Shape.of(channels));
      Tensor forward = down.apply(USE, List.of(filter, none), x);
      Tensor back = up.apply(USE, List.of(filter, noneUp), y);
      double left = Program.evaluate(forward.multiply(y).sum()).at(0);
      double right = Program.evaluate(back.multiply(x).sum()).at(0);
      assertThat(right).as("%s of %s", up, small).isCloseTo(left, within(1e-11));
      Tensor variable = Tensor.variable("x", DType.DOUBLE, large.prepend(2));
      Tensor seen = down.apply(USE, List.of(filter, none), variable).multiply(y).sum();
      Tensor gradient = Reverse.gradient(seen, List.of(variable)).getFirst();
      NdArray pulled = run(gradient, List.of(variable), List.of(Program.evaluate(x)));
      assertThat(pulled.toDoubles())
          .containsExactly(Program.evaluate(back).toDoubles(), within(1e-12));
    }
  }

  @Test
  void pooling_takes_what_a_plain_loop_takes() {
    for (int i = 0; i < 120; i++) {
      int axes = 1 + i % 2;
      Pooling.Kind kind = i % 3 == 0 ? Pooling.Kind.AVERAGE : Pooling.Kind.MAX;
      Pooling layer = new Pooling(kind, each(axes, 3), each(axes, 3), padding(axes));
      Shape row = row(axes, upTo(3), 9);
      Shape output;
      try {
        output = layer.output(row);
      } catch (IllegalArgumentException tooLarge) {
        continue;
      }
      Space windows =
          new Space(layer.size(), layer.stride(), List.of(1), layer.padding()).over(row);
      int[] space = row.withoutFirst().sizes();
      int[] before = before(windows, space);
      int[] size = layer.size().stream().mapToInt(Integer::intValue).toArray();
      NdArray x = numbers(DType.DOUBLE, row.prepend(2));
      double[] expected = new double[2 * output.elements()];
      int to = 0;
      for (int channel = 0; channel < 2 * row.size(0); channel++) {
        for (int[] position : indices(output.withoutFirst().sizes())) {
          double sum = 0;
          double largest = Double.NEGATIVE_INFINITY;
          int count = 0;
          for (int[] place : indices(size)) {
            int[] seen = seen(position, place, space, windows, before);
            if (seen.length > 0) {
              double value = x.at(channel * row.withoutFirst().elements() + at(space, seen));
              sum += value;
              largest = Math.max(largest, value);
              count++;
            }
          }
          expected[to++] = kind == Pooling.Kind.MAX ? largest : sum / count;
        }
      }
      Tensor variable = Tensor.variable("x", DType.DOUBLE, x.shape());
      NdArray actual = run(layer.apply(USE, List.of(), variable), List.of(variable), List.of(x));
      assertThat(actual.toDoubles())
          .as("%s of %s", layer, row)
          .containsExactly(expected, within(1e-14));
    }
  }

  /// Everything that a program computes on the way, asked for too, keeps each step by itself.
  private static List<Tensor> all(List<Tensor> wanted) {
    Set<Tensor> all = new LinkedHashSet<>();
    Deque<Tensor> open = new ArrayDeque<>(wanted);
    while (!open.isEmpty()) {
      Tensor tensor = open.pop();
      if (all.add(tensor)) {
        open.addAll(tensor.operation().inputs());
      }
    }
    all.removeAll(wanted);
    List<Tensor> list = new ArrayList<>(wanted);
    list.addAll(all);
    return list;
  }

  @Test
  void steps_over_a_few_pictures_at_a_time_give_the_bits_of_each_step_by_itself() {
    int together = 0;
    for (int i = 0; i < 60; i++) {
      DType type = i % 3 == 0 ? DType.DOUBLE : DType.FLOAT;
      int side = 6 + upTo(14);
      int pool = i % 4 == 0 ? 3 : 2;
      List<Layer> layers =
          List.of(
              new Convolution(
                  upTo(20),
                  each(2, 3),
                  List.of(upTo(2)),
                  i % 2 == 0 ? Padding.SAME : Padding.VALID,
                  List.of(1),
                  1,
                  new Initialisation.He()),
              Activation.RELU,
              Pooling.max(pool, pool),
              Convolution.of(upTo(20), 1 + i % 2, 1),
              i % 5 == 0 ? Activation.TANH : Activation.RELU,
              i % 7 == 0 ? Pooling.average(1, 2) : new Flatten(),
              new Flatten(),
              Dense.of(3));
      Network network;
      try {
        network = new Network(Shape.of(upTo(3), side, side), layers);
      } catch (IllegalArgumentException tooSmall) {
        continue;
      }
      int rows = 1 + random.nextInt(5);
      List<Tensor> variables = new ArrayList<>(network.variables(type));
      Tensor x = Tensor.variable("x", type, network.input().prepend(rows));
      Tensor y = network.apply(variables, x);
      variables.add(x);
      List<Tensor> wanted = new ArrayList<>(List.of(y));
      wanted.addAll(Reverse.gradient(y.square().sum(), variables));
      Execution joined = Program.of(wanted).execution();
      Execution single = Program.of(all(wanted)).execution();
      for (Tensor variable : variables) {
        NdArray values = numbers(type, variable.shape());
        if (i % 6 == 0) { // many equal numbers
          for (int j = 0; j < values.shape().elements(); j++) {
            values.set(j, Math.rint(values.at(j)));
          }
        }
        joined.set(variable, values);
        single.set(variable, values);
      }
      joined.run();
      single.run();
      joined.run();
      together += joined.explain().contains("slices") ? 1 : 0;
      for (int output = 0; output < wanted.size(); output++) {
        assertThat(joined.output(output).toDoubles())
            .as("%s, output %d\n%s", network, output, joined.explain())
            .isEqualTo(single.output(output).toDoubles());
      }
    }
    assertThat(together).isGreaterThan(20);
  }

  @Test
  void rows_of_pictures_without_channels_have_one() {
    assertThat(Convolution.of(32, 3, 3).output(Shape.of(28, 28))).isEqualTo(Shape.of(32, 26, 26));
    assertThat(Pooling.max(2, 2).output(Shape.of(5, 7))).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void a_convolutional_network_is_written_as_people_write_it() {
    String text =
        "1x28x28, conv 32 3x3, relu, pool 2, conv 64 3x3, relu, pool 2, flatten, dense 128, relu,"
            + " dropout 0.5, dense 10";
    Network network = NetworkParser.parse(text);
    assertThat(network.toString()).isEqualTo(text.replace("pool", "maxpool"));
    assertThat(NetworkParser.parse(network.toString())).isEqualTo(network);
    assertThat(network.parameterCount()).isEqualTo(225_034);
  }

  @Test
  void what_does_not_fit_is_refused_in_words() {
    assertThatThrownBy(() -> Convolution.of(4, 3, 3).output(Shape.of(784)))
        .hasMessage(
            "conv: rows have shape [784]; a window of 3x3 needs [channels, size, size]. Put a"
                + " reshape before.");
    assertThatThrownBy(() -> Convolution.of(4, 5).output(Shape.of(2, 4)))
        .hasMessage(
            "conv: a window that reaches over 5 elements does not fit rows of shape [2, 4], which"
                + " have 4 there. Take a smaller one, or pad.");
    assertThatThrownBy(() -> Convolution.of(0, 3)).hasMessageStartingWith("conv: 0 filters");
    assertThatThrownBy(() -> Convolution.of(3)).hasMessageStartingWith("conv: the window is empty");
    assertThatThrownBy(() -> Pooling.max(2, 0))
        .hasMessageStartingWith("maxpool: the window is 2x0");
  }
}
