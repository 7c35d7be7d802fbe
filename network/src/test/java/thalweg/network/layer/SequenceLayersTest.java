package thalweg.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import thalweg.algebra.program.Team;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.initialisation.Initialisation;

/// Layers of sequences: embeddings, positions and attention, each against plain loops and against
/// differences.
@Tag("plain")
class SequenceLayersTest {
  private static final Tensor KEY = Tensor.of(new RandomKey(7, 3, 100).array());

  static NdArray numbers(Random random, DType type, Shape shape) {
    NdArray numbers = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      numbers.set(i, random.nextGaussian());
    }
    return numbers;
  }

  /// Parameters of a layer, none of them zero.
  static List<NdArray> weights(Random random, DType type, Layer layer, Shape row) {
    return layer.parameters(row).stream().map(need -> numbers(random, type, need.shape())).toList();
  }

  static NdArray run(Layer layer, List<NdArray> weights, NdArray x) {
    Tensor y =
        layer.apply(Pass.use(List.of()), weights.stream().map(Tensor::of).toList(), Tensor.of(x));
    return Program.of(y).execution().run().output(0).copy();
  }

  /// Every parameter and, where it is moved, the input against differences.
  static void checkGradients(Layer layer, NdArray input, boolean moves, Random random) {
    Tensor x = Tensor.variable("x", input.type(), input.shape());
    List<Tensor> variables = new ArrayList<>();
    List<NdArray> values = new ArrayList<>();
    for (Layer.Need need : layer.parameters(input.shape().withoutFirst())) {
      variables.add(Tensor.variable(need.name(), DType.DOUBLE, need.shape()));
      values.add(numbers(random, DType.DOUBLE, need.shape()));
    }
    Tensor y = layer.apply(Pass.training(List.of(), KEY, 2), List.copyOf(variables), x);
    assertThat(y.shape())
        .isEqualTo(layer.output(input.shape().withoutFirst()).prepend(input.shape().size(0)));
    if (moves) {
      variables.add(x);
      values.add(input);
    }
    Tensor loss = y.multiply(Tensor.of(numbers(random, DType.DOUBLE, y.shape()))).sum();
    List<Tensor> outputs = new ArrayList<>(List.of(loss));
    outputs.addAll(Reverse.gradient(loss, variables));
    Execution execution = Program.of(outputs).execution();
    execution.set(x, input);
    for (int i = 0; i < variables.size(); i++) {
      execution.set(variables.get(i), values.get(i));
    }
    execution.run();
    List<NdArray> exact = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      exact.add(execution.output(1 + i).copy());
    }
    Program forward = Program.of(loss);
    Execution value = forward.execution();
    if (forward.variables().contains(x)) {
      value.set(x, input);
    }
    for (int i = 0; i < variables.size(); i++) {
      if (forward.variables().contains(variables.get(i))) {
        value.set(variables.get(i), values.get(i));
      }
    }
    for (int i = 0; i < variables.size(); i++) {
      NdArray numerical = NumericalGradient.over(values.get(i), () -> value.run().output(0).at(0));
      double largest = Arrays.stream(exact.get(i).doubles()).map(Math::abs).max().orElse(0);
      assertThat(exact.get(i).doubles())
          .as("%s of %s: %s", layer, input.shape(), variables.get(i))
          .containsExactly(numerical.doubles(), within(2e-6 * (1 + largest)));
    }
  }

  // ---- Embedding ----

  private static NdArray things(Random random, DType type, Shape shape, int count) {
    NdArray things = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      things.set(i, random.nextInt(count));
    }
    return things;
  }

  @ParameterizedTest
  @EnumSource
  void an_embedding_looks_up_rows_of_its_weight(DType type) {
    Random random = new Random(1);
    DType real = type.isReal() ? type : DType.FLOAT;
    for (Shape row : List.of(Shape.SCALAR, Shape.of(1), Shape.of(7), Shape.of(2, 3))) {
      for (int count : new int[] {1, 2, 11}) {
        for (int width : new int[] {1, 5}) {
          Embedding layer = new Embedding(count, width);
          NdArray weight = numbers(random, real, Shape.of(count, width));
          NdArray x = things(random, type, row.prepend(3), count);
          NdArray y = run(layer, List.of(weight), x);
          assertThat(y.shape()).isEqualTo(layer.output(row).prepend(3));
          assertThat(y.type()).isEqualTo(real);
          for (int i = 0; i < y.shape().elements(); i++) {
            assertThat(y.at(i)).isEqualTo(weight.at((int) x.at(i / width) * width + i % width));
          }
        }
      }
    }
  }

  @Test
  void what_an_embedding_cannot_look_up_stops_the_run() {
    for (double wrong : new double[] {-1, 3, 0.5, -0.25, 1e30, Double.NaN, 1 / 0.0, -1 / 0.0}) {
      for (DType type : DType.values()) {
        NdArray x = NdArray.zeros(type, Shape.of(1, 2));
        if (type.isReal() || wrong == (int) wrong) {
          x.set(1, wrong);
          DType real = type.isReal() ? type : DType.DOUBLE;
          NdArray weight = NdArray.zeros(real, Shape.of(3, 2));
          assertThatThrownBy(() -> run(new Embedding(3, 2), List.of(weight), x))
              .as("%s %s", type, wrong)
              .isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining("it must be at least 0 and below 3");
        }
      }
    }
  }

  @Test
  void a_network_begins_with_whole_numbers_or_real_ones_that_are_whole() {
    Network network =
        Network.of(
            4, new Embedding(6, 8), Positions.SINUSOIDAL, Attention.causal(2), new Flatten());
    List<NdArray> weights = network.initial(DType.FLOAT, 1);
    List<NdArray> outputs = new ArrayList<>();
    for (DType type : List.of(DType.INT, DType.FLOAT)) {
      Tensor x = Tensor.of(things(new Random(5), type, Shape.of(3, 4), 6));
      List<Tensor> parameters = weights.stream().map(Tensor::of).toList();
      outputs.add(Program.of(network.apply(parameters, x)).execution().run().output(0).copy());
    }
    assertThat(outputs.get(0)).isEqualTo(outputs.get(1));
    assertThat(outputs.get(0).type()).isEqualTo(DType.FLOAT);
  }

  // ---- Positions ----

  @Test
  void sinusoidal_positions_are_waves() {
    for (int width : new int[] {1, 2, 5, 8}) {
      NdArray y =
          run(Positions.SINUSOIDAL, List.of(), NdArray.zeros(DType.DOUBLE, Shape.of(1, 9, width)));
      for (int t = 0; t < 9; t++) {
        for (int i = 0; i < width; i++) {
          double angle = t * Math.exp(-Math.log(10_000) * (i - i % 2) / width);
          assertThat(y.at(t * width + i))
              .isCloseTo(i % 2 == 0 ? Math.sin(angle) : Math.cos(angle), within(1e-12));
        }
      }
    }
  }

  // ---- Attention ----

  /// Attention in the plainest loops.
  private static double[] attention(Attention layer, List<NdArray> w, NdArray x) {
    int length = x.shape().size(1);
    int width = x.shape().size(2);
    int head = width / layer.heads();
    int group = layer.heads() / layer.keyHeads();
    double[] result = new double[x.shape().elements()];
    for (int row = 0; row < x.shape().size(0); row++) {
      double[] joined = new double[length * width];
      for (int h = 0; h < layer.heads(); h++) {
        for (int t = 0; t < length; t++) {
          double[] query = projected(w, 0, x, row, t, h * head, head, layer.rotary());
          double[] shares = new double[layer.causal() ? t + 1 : length];
          double all = 0;
          for (int s = 0; s < shares.length; s++) {
            double[] key = projected(w, 2, x, row, s, h / group * head, head, layer.rotary());
            double score = 0;
            for (int i = 0; i < head; i++) {
              score += query[i] * key[i];
            }
            shares[s] = Math.exp(score / Math.sqrt(head));
            all += shares[s];
          }
          for (int s = 0; s < shares.length; s++) {
            double[] value = projected(w, 4, x, row, s, h / group * head, head, false);
            for (int i = 0; i < head; i++) {
              joined[t * width + h * head + i] += shares[s] / all * value[i];
            }
          }
        }
      }
      NdArray seen = NdArray.of(Shape.of(1, length, width), joined);
      for (int t = 0; t < length; t++) {
        double[] y = projected(w, 6, seen, 0, t, 0, width, false);
        System.arraycopy(y, 0, result, (row * length + t) * width, width);
      }
    }
    return result;
  }

  /// Some columns of an affine layer's output at one place, turned if they are to be.
  private static double[] projected(
      List<NdArray> w, int at, NdArray x, int row, int t, int from, int count, boolean turned) {
    int width = x.shape().size(2);
    int outputs = w.get(at + 1).shape().elements();
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      y[i] = w.get(at + 1).at(from + i);
      for (int k = 0; k < width; k++) {
        y[i] +=
            x.at((row * x.shape().size(1) + t) * width + k) * w.get(at).at(k * outputs + from + i);
      }
    }
    double[] result = y.clone();
    for (int i = 0; turned && i < count / 2; i++) {
      double angle = t * Math.pow(10_000, -2.0 * i / count);
      result[i] = y[i] * Math.cos(angle) - y[i + count / 2] * Math.sin(angle);
      result[i + count / 2] = y[i] * Math.sin(angle) + y[i + count / 2] * Math.cos(angle);
    }
    return result;
  }

  private record Case(Attention layer, Shape row) {}

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (boolean causal : new boolean[] {false, true}) {
      for (boolean rotary : new boolean[] {false, true}) {
        cases.add(new Case(new Attention(1, 1, causal, rotary), Shape.of(1, 2)));
        cases.add(new Case(new Attention(1, 1, causal, rotary), Shape.of(5, 6)));
        cases.add(new Case(new Attention(2, 1, causal, rotary), Shape.of(3, 4)));
        cases.add(new Case(new Attention(4, 2, causal, rotary), Shape.of(7, 8)));
        cases.add(new Case(new Attention(3, 3, causal, rotary), Shape.of(2, 12)));
      }
    }
    cases.add(new Case(Attention.of(3), Shape.of(4, 9)));
    cases.add(new Case(Attention.causal(1), Shape.of(6, 1)));
    return cases;
  }

  @Test
  void attention_is_that_of_plain_loops() {
    Random random = new Random(3);
    for (Case one : cases()) {
      for (int rows : new int[] {1, 3}) {
        List<NdArray> weights = weights(random, DType.DOUBLE, one.layer, one.row);
        NdArray x = numbers(random, DType.DOUBLE, one.row.prepend(rows));
        assertThat(run(one.layer, weights, x).doubles())
            .as("%s %s", one.layer, one.row)
            .containsExactly(attention(one.layer, weights, x), within(1e-10));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void later_vectors_change_no_bit_of_what_causal_attention_gives_earlier_ones(DType type) {
    Random random = new Random(4);
    for (Case one : cases()) {
      int length = one.row.size(0);
      int width = one.row.size(1);
      List<NdArray> weights = weights(random, type, one.layer, one.row);
      NdArray x = numbers(random, type, one.row.prepend(2));
      NdArray before = run(one.layer, weights, x);
      int changed = random.nextInt(length);
      NdArray other = x.copy();
      for (int row = 0; row < 2; row++) {
        for (int i = changed * width; i < length * width; i++) {
          other.set(row * length * width + i, 100 * random.nextGaussian());
        }
      }
      NdArray after = run(one.layer, weights, other);
      int earlier = 0;
      for (int i = 0; i < x.shape().elements(); i++) {
        if (i / width % length < changed) {
          earlier += after.at(i) == before.at(i) ? 0 : 1;
        }
      }
      if (one.layer.causal()) {
        assertThat(earlier).as("%s %s from %d", one.layer, one.row, changed).isZero();
      } else if (changed > 0) {
        assertThat(earlier).as("%s %s from %d", one.layer, one.row, changed).isPositive();
      }
    }
  }

  @Test
  void rotary_scores_depend_on_differences_of_position_alone() {
    Random random = new Random(8);
    int length = 9;
    int width = 8;
    Attention layer = new Attention(2, 2, true, true);
    List<NdArray> weights = weights(random, DType.DOUBLE, layer, Shape.of(length, width));
    NdArray x = numbers(random, DType.DOUBLE, Shape.of(1, length, width));
    for (int from = 1; from < 4; from++) {
      int count = length - from;
      NdArray later = NdArray.zeros(DType.DOUBLE, Shape.of(1, count, width));
      for (int i = 0; i < count * width; i++) {
        later.set(i, x.at(from * width + i));
      }
      double[] scores = scores(layer, weights, x);
      double[] shifted = scores(layer, weights, later);
      for (int h = 0; h < 2; h++) {
        for (int t = 0; t < count; t++) {
          for (int s = 0; s < count; s++) {
            assertThat(shifted[(h * count + t) * count + s])
                .isCloseTo(scores[(h * length + t + from) * length + s + from], within(1e-10));
          }
        }
      }
    }
  }

  /// Finds the scores of queries and keys in the expression: the product that the softmax reads.
  private static double[] scores(Attention layer, List<NdArray> weights, NdArray x) {
    Attention all = new Attention(layer.heads(), layer.keyHeads(), false, layer.rotary());
    Tensor y =
        all.apply(Pass.use(List.of()), weights.stream().map(Tensor::of).toList(), Tensor.of(x));
    int length = x.shape().size(1);
    Shape shape = Shape.of(1, layer.heads(), length, length);
    Tensor scores =
        Reverse.inputsFirst(y).stream()
            .filter(tensor -> tensor.shape().equals(shape))
            .findFirst()
            .orElseThrow();
    return Program.of(scores).execution().run().output(0).toDoubles();
  }

  @Test
  void gradients_agree_with_differences_over_all_shapes() {
    Random random = new Random(6);
    for (int count : new int[] {1, 4}) {
      for (Shape row : List.of(Shape.of(1), Shape.of(6), Shape.of(2, 3))) {
        for (DType type : List.of(DType.INT, DType.DOUBLE)) {
          NdArray x = things(random, type, row.prepend(2), count);
          checkGradients(new Embedding(count, 3), x, false, random);
        }
      }
    }
    for (Shape row : List.of(Shape.of(1, 1), Shape.of(5, 3), Shape.of(2, 3, 2))) {
      NdArray x = numbers(random, DType.DOUBLE, row.prepend(2));
      checkGradients(new Dense(3, new Initialisation.He(), true), x, true, random);
    }
    for (Positions positions : Positions.values()) {
      for (Shape row : List.of(Shape.of(1, 1), Shape.of(5, 3))) {
        checkGradients(positions, numbers(random, DType.DOUBLE, row.prepend(2)), true, random);
      }
    }
    for (Case one : cases()) {
      checkGradients(one.layer, numbers(random, DType.DOUBLE, one.row.prepend(2)), true, random);
    }
    for (double dropout : new double[] {0, 0.4}) {
      checkGradients(
          new Transformer(new Attention(2, 1, true, true), 3, dropout),
          numbers(random, DType.DOUBLE, Shape.of(2, 3, 4)),
          true,
          random);
    }
  }

  // ---- The block of a transformer ----

  /// Dense layers, norms and sums written out, around the attention that has been checked above.
  @Test
  void a_transformer_block_is_two_normalised_halves_added_to_what_comes_in() {
    Random random = new Random(12);
    for (Case one : cases()) {
      Transformer layer = new Transformer(one.layer, 5);
      List<NdArray> w = weights(random, DType.DOUBLE, layer, one.row);
      NdArray x = numbers(random, DType.DOUBLE, one.row.prepend(2));
      int width = one.row.size(1);
      double[] y = run(one.layer, w.subList(0, 8), normalised(x, w.get(8), w.get(9))).doubles();
      Arrays.setAll(y, i -> x.at(i) + y[i]);
      double[] norm = normalised(NdArray.of(x.shape(), y), w.get(10), w.get(11)).doubles();
      for (int place = 0; place < y.length; place += width) {
        double[] added = new double[width];
        for (int j = 0; j < 5; j++) {
          double inner = w.get(13).at(j);
          for (int i = 0; i < width; i++) {
            inner += norm[place + i] * w.get(12).at(i * 5 + j);
          }
          double gelu = inner * normalDistribution(inner);
          for (int i = 0; i < width; i++) {
            added[i] += gelu * w.get(14).at(j * width + i);
          }
        }
        for (int i = 0; i < width; i++) {
          y[place + i] += added[i] + w.get(15).at(i);
        }
      }
      assertThat(run(layer, w, x).doubles())
          .as("%s %s", layer, one.row)
          .containsExactly(y, within(1e-9));
    }
  }

  /// The integral of the density by Simpson's rule.
  private static double normalDistribution(double x) {
    int steps = 2_000;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double t = x * i / steps;
      sum += Math.exp(-t * t / 2) * (i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4);
    }
    return 0.5 + sum * x / steps / 3 / Math.sqrt(2 * Math.PI);
  }

  private static NdArray normalised(NdArray x, NdArray scale, NdArray shift) {
    NdArray y = x.copy();
    int width = x.shape().size(2);
    for (int place = 0; place < x.shape().elements(); place += width) {
      double[] numbers = Arrays.copyOfRange(x.doubles(), place, place + width);
      double mean = Arrays.stream(numbers).average().orElseThrow();
      double variance =
          Arrays.stream(numbers).map(n -> (n - mean) * (n - mean)).average().orElseThrow();
      for (int i = 0; i < width; i++) {
        double norm = (numbers[i] - mean) / Math.sqrt(variance + 1e-5);
        y.set(place + i, norm * scale.at(i) + shift.at(i));
      }
    }
    return y;
  }

  // ---- The same bits ----

  /// Output and gradients of some of the rows, in training, on so many threads.
  private static List<double[]> bits(
      Layer layer, List<NdArray> weights, NdArray x, int from, int to, int threads) {
    int width = x.shape().withoutFirst().elements();
    NdArray part = NdArray.zeros(x.type(), x.shape().withoutFirst().prepend(to - from));
    System.arraycopy(x.raw(), from * width, part.raw(), 0, (to - from) * width);
    List<Tensor> parameters =
        weights.stream().map(w -> Tensor.variable("w", w.type(), w.shape())).toList();
    Tensor key = Tensor.of(new RandomKey(7, 3, 100 + from).array());
    Tensor y = layer.apply(Pass.training(List.of(), key, 1), parameters, Tensor.of(part));
    List<Tensor> outputs = new ArrayList<>(List.of(y));
    outputs.addAll(Reverse.gradient(y.square().sum(), parameters));
    Program program = Program.of(outputs);
    try (Team team = new Team(threads)) {
      Execution execution = program.execution(team);
      for (int i = 0; i < weights.size(); i++) {
        execution.set(parameters.get(i), weights.get(i));
      }
      execution.run();
      List<double[]> bits = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        bits.add(execution.output(i).toDoubles());
      }
      return bits;
    }
  }

  static void checkBits(Layer layer, NdArray x, Random random) {
    List<NdArray> weights = weights(random, DType.FLOAT, layer, x.shape().withoutFirst());
    int rows = x.shape().size(0);
    List<double[]> whole = bits(layer, weights, x, 0, rows, 1);
    List<double[]> shared = bits(layer, weights, x, 0, rows, 2);
    for (int i = 0; i < whole.size(); i++) {
      assertThat(shared.get(i)).as("%s: output %d", layer, i).isEqualTo(whole.get(i));
    }
    int width = whole.getFirst().length / rows;
    for (int from = 0; from < rows; ) {
      int to = from + 1 + random.nextInt(rows - from);
      assertThat(bits(layer, weights, x, from, to, 1).getFirst())
          .as("%s: rows from %d to %d", layer, from, to)
          .isEqualTo(Arrays.copyOfRange(whole.getFirst(), from * width, to * width));
      from = to;
    }
  }

  @Test
  void neither_threads_nor_the_cut_of_a_batch_changes_a_bit() {
    Random random = new Random(15);
    checkBits(new Embedding(9, 40), things(random, DType.INT, Shape.of(30, 50), 9), random);
    for (boolean rotary : new boolean[] {false, true}) {
      Attention attention = new Attention(4, 2, true, rotary);
      NdArray x = numbers(random, DType.FLOAT, Shape.of(12, 33, 48));
      checkBits(attention, x, random);
      checkBits(new Transformer(attention, 40, rotary ? 0.2 : 0), x, random);
    }
    for (Positions positions : Positions.values()) {
      checkBits(positions, numbers(random, DType.FLOAT, Shape.of(7, 33, 48)), random);
    }
  }

  // ---- As text ----

  @Test
  void layers_of_sequences_are_written_and_read_back() {
    Random random = new Random(9);
    Initialisation[] beginnings = {new Initialisation.Normal(1), new Initialisation.Normal(0.02)};
    for (int i = 0; i < 300; i++) {
      int kv = 1 + random.nextInt(3);
      int heads = kv * (1 + random.nextInt(3));
      int width = 2 * heads * (1 + random.nextInt(3));
      Attention attention = new Attention(heads, kv, random.nextBoolean(), random.nextBoolean());
      double dropout = random.nextInt(3) / 8.0;
      Recurrent recurrent =
          new Recurrent(
              Recurrent.Cell.values()[random.nextInt(2)],
              1 + random.nextInt(9),
              random.nextBoolean(),
              random.nextBoolean());
      Network network =
          Network.of(
              1 + random.nextInt(5),
              new Embedding(1 + random.nextInt(9), width, beginnings[random.nextInt(2)]),
              Positions.values()[random.nextInt(2)],
              attention,
              new Transformer(attention, 1 + random.nextInt(9), dropout),
              new Dense(1 + random.nextInt(9), new Initialisation.He(), true),
              recurrent);
      String text = NetworkParser.write(network);
      assertThat(NetworkParser.parse(text)).as(text).isEqualTo(network);
      assertThat(NetworkParser.write(NetworkParser.parse(text))).isEqualTo(text);
    }
    String text =
        "16, embedding 65 32, positions learnt, transformer heads 4 causal width 128, attention"
            + " heads 4 kv 2 rotary, gru 8 both, dense 65 each, lstm 4 last";
    assertThat(NetworkParser.parse(text)).hasToString(text);
    for (String wrong :
        List.of(
            "embedding 5, dense 2: width",
            "embedding 5 3, positions: say which, learnt or sinusoidal",
            "embedding 5 3, positions rotary: rotary is a setting of attention",
            "embedding 5 3, positions learnt sinusoidal: say which",
            "embedding 5 4, transformer heads 2: width 0; say how many",
            "embedding 5 4, attention head 2: did you mean heads",
            "embedding 5 4, dense 3: write each")) {
      String[] parts = wrong.split(": ", 2);
      assertThatIllegalArgumentException()
          .as(wrong)
          .isThrownBy(() -> NetworkParser.parse("6, " + parts[0]))
          .withMessageContaining(parts[1]);
    }
  }

  // ---- What does not fit ----

  @Test
  void rows_and_settings_that_do_not_fit_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Embedding(0, 3))
        .withMessage("embedding: 0 things and vectors of 3; there must be at least 1 of each.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attention(4, 3, false, false))
        .withMessageContaining("4 heads and 3 of keys and values");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(4, Attention.of(2)))
        .withMessageContaining("rows have shape [4]; they must be sequences of vectors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(Shape.of(3, 10), List.of(Attention.of(4))))
        .withMessageContaining("vectors have 10 numbers, 4 heads are asked for");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(Shape.of(3, 6), List.of(new Attention(2, 2, false, true))))
        .withMessageContaining("an even one for rotary positions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Transformer(Attention.of(1), 0))
        .withMessageContaining("width 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Transformer(Attention.of(1), 4, 1))
        .withMessageContaining("dropout is 1.0; it must be at least 0 and below 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Part(2, 2))
        .withMessage("part: from 2 to 2; it must begin at 0 or later and end behind that.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(4, new Part(1, 5)))
        .withMessageContaining("there must be at least 5 places along their first axis");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(4, Positions.LEARNT))
        .withMessageContaining("positions: rows have shape [4]");
  }
}
