package thalweg.calculus.gradient.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;

/// Every rule of reverse mode against central differences in double, and once more for the second
/// derivative: the gradient of a mixture of first derivatives against differences of that mixture.
@Tag("plain")
class PullbacksTest {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.SCALAR,
          Shape.of(1),
          Shape.of(5),
          Shape.of(3, 4),
          Shape.of(2, 1, 3),
          Shape.of(0, 2));

  /// A function of some variables, checked over its domain.
  interface Function {
    Tensor of(List<Tensor> variables);
  }

  private static NdArray uniform(Random random, Shape shape, double from, double to) {
    NdArray values = NdArray.zeros(DType.DOUBLE, shape);
    for (int i = 0; i < shape.elements(); i++) {
      values.set(i, from + (to - from) * random.nextDouble());
    }
    return values;
  }

  /// Returns Σ w·y with fixed weights w of different sizes, so that no error cancels.
  private static Tensor mixed(Tensor y, long seed) {
    return y.multiply(Tensor.of(uniform(new Random(seed), y.shape(), 0.5, 1.5))).sum();
  }

  private static void check(String what, Function function, List<NdArray> values) {
    List<Tensor> variables = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      variables.add(Tensor.variable("v" + i, DType.DOUBLE, values.get(i).shape()));
    }
    Tensor y = mixed(function.of(variables), 1);
    List<Tensor> first = Reverse.gradient(y, variables);
    differences(what, y, first, variables, values, 1e-7);
    // Second derivatives: one number made of all first ones.
    Tensor mixture = mixed(first.get(0), 2);
    for (int i = 1; i < first.size(); i++) {
      mixture = mixture.add(mixed(first.get(i), 2 + i));
    }
    List<Tensor> second = Reverse.gradient(mixture, variables);
    differences(what + ", second", mixture, second, variables, values, 1e-6);
  }

  private static void differences(
      String what,
      Tensor y,
      List<Tensor> gradient,
      List<Tensor> variables,
      List<NdArray> values,
      double tolerance) {
    Execution value = Program.of(y).execution();
    Execution gradients = Program.of(gradient).execution();
    for (int i = 0; i < values.size(); i++) {
      value.set(variables.get(i), values.get(i));
      gradients.set(variables.get(i), values.get(i));
    }
    gradients.run();
    for (int i = 0; i < values.size(); i++) {
      NdArray x = values.get(i);
      assertThat(gradient.get(i).shape()).as(what).isEqualTo(x.shape());
      for (int j = 0; j < x.shape().elements(); j++) {
        double at = x.at(j);
        double h = 1e-5 * Math.max(1, Math.abs(at));
        x.set(j, at + h);
        double above = value.run().output(0).at(0);
        x.set(j, at - h);
        double below = value.run().output(0).at(0);
        x.set(j, at);
        double expected = (above - below) / (2 * h);
        assertThat(gradients.output(i).at(j))
            .as("%s, variable %d of shape %s, element %d", what, i, x.shape(), j)
            .isCloseTo(
                expected, within(tolerance * (1 + Math.abs(expected)) + 1e-9 * Math.abs(above)));
      }
    }
  }

  /// A function of one tensor and where it is smooth.
  record Smooth(String name, UnaryOperator<Tensor> function, double from, double to) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Where a function of one number is smooth.
  private static List<Interval> smoothWithin(UnaryFunction function) {
    return switch (function) {
      case NEGATE, EXP, EXPM1, SIN, COS, TANH, SIGMOID, SOFTPLUS, ERF ->
          List.of(new Interval(-3, 3));
      case ABSOLUTE, SIGN, RELU -> List.of(new Interval(0.1, 2), new Interval(-2, -0.1));
      case SQUARE_ROOT, LOG -> List.of(new Interval(0.2, 2));
      case LOG1P -> List.of(new Interval(-0.5, 2));
      case FLOOR -> List.of(new Interval(1.1, 1.9), new Interval(-0.9, -0.1));
    };
  }

  private record Interval(double from, double to) {}

  static List<Smooth> functions() {
    List<Smooth> functions = new ArrayList<>(compounds());
    for (UnaryFunction function : UnaryFunction.values()) {
      for (Interval where : smoothWithin(function)) {
        String name = "%s from %s on".formatted(function.method(), where.from);
        functions.add(new Smooth(name, x -> x.unary(function), where.from, where.to));
      }
    }
    return functions;
  }

  private static List<Smooth> compounds() {
    return List.of(
        new Smooth("square", Tensor::square, -2, 2),
        new Smooth("cube", x -> x.power(3), -2, 2),
        new Smooth("x to the 1.5", x -> x.power(1.5), 0.2, 2),
        new Smooth("x to the 0", x -> x.power(0), -2, 2),
        new Smooth("2 to the x", x -> Tensor.fill(2, x.type(), x.shape()).power(x), -2, 2),
        new Smooth("maximum with a number", x -> x.maximum(0.5), 0.6, 2),
        new Smooth("minimum with a number", x -> x.minimum(0.5), 0.6, 2),
        new Smooth("with a part held", x -> x.detach().multiply(0).add(x.square()), -2, 2),
        new Smooth("mean", Tensor::mean, -2, 2),
        new Smooth("comparison as weight", x -> x.lessThan(x.square()).multiply(x), -2, 2));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functions_of_one_number(Smooth smooth) {
    for (Shape shape : SHAPES) {
      if (shape.elements() == 0 && smooth.name.equals("mean")) {
        continue;
      }
      NdArray x = uniform(new Random(51), shape, smooth.from, smooth.to);
      check(smooth.name, v -> smooth.function.apply(v.getFirst()), List.of(x));
      check(
          smooth.name + " of a product with itself",
          v -> smooth.function.apply(v.getFirst()).multiply(smooth.function.apply(v.getFirst())),
          List.of(x));
    }
  }

  @Test
  void functions_of_two_numbers_of_all_shapes_that_broadcast() {
    Map<String, BinaryOperator<Tensor>> functions = new LinkedHashMap<>();
    for (BinaryFunction function : BinaryFunction.values()) {
      functions.put(function.method(), (x, y) -> x.binary(function, y));
    }
    functions.put("select", (x, y) -> x.lessThan(y).select(x.square(), y.multiply(x)));
    functions.put("select by itself", (x, y) -> x.select(y, x));
    Shape[][] pairs = {
      {Shape.SCALAR, Shape.SCALAR},
      {Shape.of(4), Shape.SCALAR},
      {Shape.of(3, 4), Shape.of(3, 4)},
      {Shape.of(3, 4), Shape.of(4)},
      {Shape.of(3, 4), Shape.of(3, 1)},
      {Shape.of(3, 1), Shape.of(1, 4)},
      {Shape.of(2, 1, 3), Shape.of(4, 1)},
      {Shape.of(1, 4), Shape.of(4)},
      {Shape.of(1, 1), Shape.of(3)},
      {Shape.of(0, 4), Shape.of(4)},
      {Shape.of(2, 3), Shape.of(1, 1, 1)},
    };
    functions.forEach(
        (name, function) -> {
          for (Shape[] pair : pairs) {
            // Apart from each other, so that no difference steps over an equality.
            NdArray x = uniform(new Random(52), pair[0], 0.5, 1);
            NdArray y = uniform(new Random(53), pair[1], 1.1, 2);
            check(name, v -> function.apply(v.get(0), v.get(1)), List.of(x, y));
            check(name + " exchanged", v -> function.apply(v.get(1), v.get(0)), List.of(x, y));
          }
        });
  }

  private static void move(String what, Shape shape, UnaryOperator<Tensor> movement) {
    NdArray x = uniform(new Random(54), shape, 0.5, 2);
    check(what, v -> movement.apply(v.getFirst()), List.of(x));
    check(what + " of squares", v -> movement.apply(v.getFirst().square()).exp(), List.of(x));
  }

  @Test
  void movements() {
    Shape shape = Shape.of(2, 3, 4);
    move("reshape", shape, x -> x.reshape(4, 6));
    move("flatten", shape, x -> x.reshape(-1));
    move("expand", shape, x -> x.expand(1));
    move("transpose", shape, Tensor::transpose);
    for (int[] axes : new int[][] {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {1, 0, 2}}) {
      move("transpose of axes", shape, x -> x.transpose(axes));
    }
    move("broadcast of a row", Shape.of(3), x -> x.broadcast(Shape.of(2, 3)));
    move("broadcast of a column", Shape.of(3, 1), x -> x.broadcast(Shape.of(2, 3, 4)));
    move("broadcast of a middle", Shape.of(2, 1, 3), x -> x.broadcast(Shape.of(2, 4, 3)));
    move("broadcast of a number", Shape.SCALAR, x -> x.broadcast(Shape.of(2, 2)));
    for (int axis = 0; axis < 3; axis++) {
      int along = axis;
      int size = shape.size(axis);
      move("slice", shape, x -> x.slice(along, 1, size));
      move("slice of the middle", shape, x -> x.slice(along, 0, size - 1));
      move("slice of nothing", shape, x -> x.slice(along, 1, 1));
      move("pad", shape, x -> x.pad(along, 2, 1));
      move("pad after", shape, x -> x.pad(along, 0, 1));
    }
    for (int axis = 0; axis < 3; axis++) {
      int along = axis;
      move("window", shape, x -> x.window(along, 2, 1, 1));
      move("window of one place", shape, x -> x.window(along, 1, 2, 1));
    }
    move("window that leaps", Shape.of(2, 9), x -> x.window(1, 2, 3, 2));
    move("window of a window", Shape.of(5, 6), x -> x.window(0, 2, 1, 1).window(2, 3, 2, 1));
    move("overlap", Shape.of(2, 3, 4), x -> x.overlap(1, 6, 1, 1));
    move("overlap with room left", Shape.of(3, 4, 2), x -> x.overlap(0, 15, 2, 3));
    move("overlap that leaves holes", Shape.of(2, 4), x -> x.overlap(0, 14, 4, 1));
    for (int axis = 0; axis < 3; axis++) {
      int along = axis;
      int size = shape.size(axis);
      move(
          "concatenation with slices of itself",
          shape,
          x ->
              Tensor.concatenate(
                  along, List.of(x.slice(along, 1, size), x.square(), x.slice(along, 0, 1))));
      // Slices side by side, with a hole, over each other and twice.
      move(
          "slices",
          shape,
          x ->
              x.slice(along, 0, 1)
                  .multiply(x.slice(along, size - 1, size))
                  .add(x.slice(along, 0, 1).exp())
                  .sum(along)
                  .add(x.slice(along, size - 2, size).square().sum(along))
                  .add(x.sum(along))
                  .multiply(0.02));
    }
    move("convert there and back", shape, x -> x.to(DType.DOUBLE));
  }

  /// One matrix for all places of a sequence: few rows, whose products are one, and many, whose
  /// products are added up.
  @Test
  void a_matrix_that_several_products_share() {
    Random random = new Random(57);
    for (int rows : new int[] {1, 2, 40}) {
      for (int places : new int[] {1, 2, 5}) {
        check(
            rows + " rows at " + places + " places",
            v -> {
              Tensor state = v.get(0);
              for (int place = 0; place < places; place++) {
                state = state.matmul(v.get(1)).add(v.get(2)).tanh();
              }
              return state.add(v.get(1).sum(0));
            },
            List.of(
                uniform(random, Shape.of(rows, 6), -1, 1),
                uniform(random, Shape.of(6, 6), -1, 1),
                uniform(random, Shape.of(6), -1, 1)));
      }
    }
  }

  @Test
  void reductions_along_every_axis() {
    for (Shape shape : List.of(Shape.of(5), Shape.of(3, 4), Shape.of(2, 3, 4), Shape.of(2, 1, 3))) {
      for (int axis = 0; axis < shape.rank(); axis++) {
        int along = axis;
        move("sum", shape, x -> x.sum(along));
        move("mean", shape, x -> x.mean(along));
        move("max", shape, x -> x.max(along));
        move("softmax", shape, x -> x.softmax(along));
        move("log softmax", shape, x -> x.logSoftmax(along));
        move("log sum exp", shape, x -> x.logSumExp(along));
        move("variance", shape, x -> x.subtract(x.mean(along).expand(along)).square().sum(along));
      }
      move("sum of all", shape, Tensor::sum);
      move("mean of all", shape, Tensor::mean);
    }
    move("sum of nothing", Shape.of(2, 0), x -> x.sum(1));
  }

  @Test
  void products_with_operands_as_they_are_and_transposed() {
    Random random = new Random(55);
    NdArray a = uniform(random, Shape.of(3, 4), -1, 1);
    NdArray at = uniform(random, Shape.of(4, 3), -1, 1);
    NdArray b = uniform(random, Shape.of(4, 2), -1, 1);
    NdArray bt = uniform(random, Shape.of(2, 4), -1, 1);
    check("a·b", v -> v.get(0).matmul(v.get(1)), List.of(a, b));
    check("aᵀ·b", v -> v.get(0).transpose().matmul(v.get(1)), List.of(at, b));
    check("a·bᵀ", v -> v.get(0).matmul(v.get(1).transpose()), List.of(a, bt));
    check("aᵀ·bᵀ", v -> v.get(0).transpose().matmul(v.get(1).transpose()), List.of(at, bt));
    check("a·aᵀ", v -> v.get(0).matmul(v.get(0).transpose()), List.of(a));
    NdArray batch = uniform(random, Shape.of(5, 3, 4), -1, 1);
    NdArray batchToo = uniform(random, Shape.of(5, 4, 2), -1, 1);
    check("batch·batch", v -> v.get(0).matmul(v.get(1)), List.of(batch, batchToo));
    check("batch·matrix", v -> v.get(0).matmul(v.get(1)), List.of(batch, b));
    check(
        "batch·batchᵀ",
        v -> v.get(0).matmul(v.get(0).transpose()).matmul(v.get(0)).tanh(),
        List.of(batch));
  }

  @Test
  void slices_taken_more_than_once_receive_more_than_once() {
    NdArray x = uniform(new Random(56), Shape.of(4, 3), -1, 1);
    NdArray row = uniform(new Random(57), Shape.of(4), -1, 1);
    Tensor repeated = Tensor.of(NdArray.of(Shape.of(5), new int[] {2, 0, 2, 2, 3}));
    Tensor square = Tensor.of(NdArray.of(Shape.of(2, 2), new int[] {1, 1, 0, 3}));
    Tensor one = Tensor.of(NdArray.of(Shape.SCALAR, new int[] {2}));
    for (Tensor indices : List.of(repeated, square, one)) {
      check("take of rows", v -> v.getFirst().take(indices).exp(), List.of(x));
      check("take of numbers", v -> v.getFirst().take(indices).square(), List.of(row));
    }
  }

  @Test
  void gradients_pass_through_float_on_the_way() {
    Tensor x = Tensor.variable("x", DType.DOUBLE, 3);
    Tensor y = x.to(DType.FLOAT).square().to(DType.DOUBLE).sum();
    Tensor gradient = Reverse.gradient(y, List.of(x)).getFirst();
    assertThat(gradient.type()).isEqualTo(DType.DOUBLE);
    NdArray values = NdArray.of(0.5, -2, 3);
    assertThat(Program.of(gradient).execution().set(x, values).run().output(0).toDoubles())
        .containsExactly(1, -4, 6);
  }

  @Test
  void conventions_where_the_slope_is_not_defined() {
    Tensor x = Tensor.variable("x", DType.DOUBLE, 3);
    NdArray values = NdArray.of(-1, 0, 1);
    Map<String, Tensor> functions = new LinkedHashMap<>();
    Map<String, double[]> expected = new LinkedHashMap<>();
    functions.put("relu", x.relu());
    expected.put("relu", new double[] {0, 0, 1});
    functions.put("absolute", x.absolute());
    expected.put("absolute", new double[] {-1, 0, 1});
    functions.put("maximum", x.maximum(0));
    expected.put("maximum", new double[] {0, 0.5, 1});
    functions.put("minimum", x.minimum(0));
    expected.put("minimum", new double[] {1, 0.5, 0});
    functions.put("power 0", x.power(0));
    expected.put("power 0", new double[] {0, 0, 0});
    functions.put("power 1", x.power(1));
    expected.put("power 1", new double[] {1, 1, 1});
    functions.put("power 2", x.power(2));
    expected.put("power 2", new double[] {-2, 0, 2});
    functions.put("less than", x.lessThan(Tensor.fill(0.5, DType.DOUBLE, Shape.SCALAR)));
    expected.put("less than", new double[] {0, 0, 0});
    functions.forEach(
        (name, y) ->
            assertThat(
                    Program.of(Reverse.gradient(y.sum(), List.of(x)))
                        .execution()
                        .set(x, values)
                        .run()
                        .output(0)
                        .toDoubles())
                .as(name)
                .usingComparatorWithPrecision(0.0)
                .containsExactly(expected.get(name)));
    Tensor largest = Reverse.gradient(x.max(0), List.of(x)).getFirst();
    assertThat(
            Program.of(largest).execution().set(x, NdArray.of(2, 1, 2)).run().output(0).toDoubles())
        .containsExactly(0.5, 0, 0.5);
  }
}
