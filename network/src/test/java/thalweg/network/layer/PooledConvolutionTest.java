package thalweg.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.initialisation.Initialisation;

/// A convolution, RELU and the largest of windows are computed without what lies between, and
/// backwards only where something won: the bits are those of laying everything out, which a program
/// does that is asked for the convolutions themselves too, and those of a program that is asked for
/// what is rectified, and pools it afterwards.
class PooledConvolutionTest {
  private static final Pass USE = Pass.use(List.of());
  private static final double[] EDGES = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0, 1e-30, -1e30, 1e38
  };

  private static NdArray numbers(Random random, DType type, Shape shape) {
    NdArray array = NdArray.zeros(type, shape);
    int kind = random.nextInt(8);
    for (int i = 0; i < shape.elements(); i++) {
      double number = random.nextGaussian();
      boolean edge = kind == 0 && random.nextInt(40) == 0;
      array.set(
          i, edge ? EDGES[random.nextInt(EDGES.length)] : kind == 1 ? Math.signum(number) : number);
    }
    return array;
  }

  private static long[] bits(NdArray array) {
    return IntStream.range(0, array.shape().elements())
        .mapToLong(
            i ->
                array.type() == DType.FLOAT
                    ? Float.floatToIntBits(array.floats()[i])
                    : Double.doubleToLongBits(array.at(i)))
        .toArray();
  }

  private static Convolution convolution(Random random, int axes) {
    List<Integer> size = random.ints(axes, 1, 5).boxed().toList();
    return new Convolution(
        12 + random.nextInt(30),
        size,
        random.nextInt(4) == 0 ? List.of(2) : List.of(1),
        random.nextInt(3) == 0 ? Padding.SAME : Padding.VALID,
        random.nextInt(4) == 0 ? List.of(2) : List.of(1),
        1,
        new Initialisation.He());
  }

  private static Pooling pooling(Random random, int axes) {
    List<Integer> size =
        random.nextBoolean() ? List.of(2) : random.ints(axes, 1, 4).boxed().toList();
    int gap = random.nextInt(4) == 0 ? 1 : 0;
    return new Pooling(
        Pooling.Kind.MAX, size, size.stream().map(n -> n + gap).toList(), Padding.VALID);
  }

  private static List<Tensor> both(List<Tensor> some, List<Tensor> others) {
    List<Tensor> both = new ArrayList<>(some);
    both.addAll(others);
    return both;
  }

  @Test
  void what_lies_between_need_not_be_laid_out() {
    int recognised = 0;
    int apart = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int axes = random.nextInt(4) == 0 ? 1 : 2;
      DType type = random.nextInt(3) == 0 ? DType.DOUBLE : DType.FLOAT;
      Convolution first = convolution(random, axes);
      Pooling pooling = pooling(random, axes);
      Convolution second = Convolution.of(12 + random.nextInt(40), 3).with(Padding.SAME);
      Pooling last = axes == 1 ? Pooling.max(2) : Pooling.max(2, random.nextInt(2) + 1);
      int[] sizes = new int[axes + 2];
      sizes[0] = 1 + random.nextInt(4);
      sizes[1] = 1 + random.nextInt(random.nextBoolean() ? 3 : 20);
      for (int axis = 0; axis < axes; axis++) {
        sizes[axis + 2] = 24 + random.nextInt(9);
      }
      Shape shape = Shape.of(sizes);
      Tensor x = Tensor.variable("x", type, shape);
      List<Tensor> variables = new ArrayList<>(List.of(x));
      List<Tensor> between = new ArrayList<>();
      List<Tensor> pooled = new ArrayList<>();
      Tensor y = x;
      for (Convolution layer : List.of(first, second)) {
        List<Tensor> own = new ArrayList<>();
        for (Layer.Need need : layer.parameters(y.shape().withoutFirst())) {
          own.add(Tensor.variable(need.name() + variables.size(), type, need.shape()));
        }
        variables.addAll(own);
        Tensor convolution = layer.apply(USE, own, y);
        Tensor rectified = convolution.relu();
        between.add(convolution);
        pooled.add(rectified);
        y = (layer.equals(first) ? pooling : last).apply(USE, List.of(), rectified);
      }
      Tensor weight = Tensor.variable("g", type, y.shape());
      List<Tensor> all = new ArrayList<>(variables);
      all.add(weight);
      List<Tensor> wanted = new ArrayList<>(List.of(y));
      int most = random.nextInt(4);
      List<Tensor> of =
          most == 0 ? List.of() : most == 1 ? variables.subList(1, variables.size()) : variables;
      if (most > 0) {
        wanted.addAll(Reverse.gradient(y.multiply(weight).sum(), of));
      }
      Execution actual = Program.of(wanted).execution();
      Execution rectified = Program.of(both(wanted, pooled)).execution();
      Execution expected = Program.of(both(wanted, between)).execution();
      for (Tensor variable : all) {
        if (most > 0 || !variable.equals(weight)) {
          NdArray numbers = numbers(random, type, variable.shape());
          actual.set(variable, numbers);
          rectified.set(variable, numbers);
          expected.set(variable, numbers);
        }
      }
      for (int run = 0; run < 2; run++) { // nothing is left over from the first
        actual.run();
        rectified.run();
      }
      expected.run();
      recognised += actual.explain().contains("of a convolution") ? 1 : 0;
      apart += rectified.explain().contains("rectified convolution") ? 1 : 0;
      assertThat(rectified.explain()).doesNotContain("of a convolution");
      assertThat(expected.explain()).doesNotContain("convolution");
      for (int i = 0; i < wanted.size(); i++) {
        int output = i;
        for (Execution execution : List.of(actual, rectified)) {
          assertThat(bits(execution.output(i)))
              .as(
                  () ->
                      first
                          + ", "
                          + pooling
                          + ", "
                          + second
                          + " of "
                          + type
                          + " "
                          + shape
                          + ", output "
                          + output
                          + "\n"
                          + execution.explain())
              .isEqualTo(bits(expected.output(i)));
        }
      }
    }
    assertThat(recognised).isGreaterThan(50);
    assertThat(apart).isGreaterThan(50);
  }

  @Test
  void a_prediction_needs_no_room_for_gradients() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 4, 3, 100, 100);
    Convolution layer = Convolution.of(32, 3, 3);
    List<Tensor> own =
        layer.parameters(x.shape().withoutFirst()).stream()
            .map(need -> Tensor.variable(need.name(), DType.FLOAT, need.shape()))
            .toList();
    Tensor y = Pooling.max(2, 2).apply(USE, List.of(), layer.apply(USE, own, x).relu());
    Program prediction = Program.of(y);
    assertThat(prediction.explain()).contains("of a convolution");
    // A tenth of what the convolution would take by itself: 4 × 32 × 98 × 98 numbers.
    assertThat(prediction.scratchBytes()).isLessThan(500_000);
  }
}
