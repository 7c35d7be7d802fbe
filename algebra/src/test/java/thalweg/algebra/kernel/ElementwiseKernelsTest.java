package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.machine.VectorUnit;

class ElementwiseKernelsTest {
  /// Work on whole arrays, done once by the loops in use and once by the plain ones.
  interface Work {
    void apply(Kernels kernels, Object out);
  }

  /// Both must write the same bits, and nothing outside their part of the output.
  private static void sameBits(Loops loops, Object out, Work work, String what) {
    Object expected = Loops.copy(out);
    Object actual = Loops.copy(out);
    work.apply(loops.plain, expected);
    work.apply(loops.inUse, actual);
    assertThat(Loops.bits(actual)).as("%s %s", loops, what).isEqualTo(Loops.bits(expected));
  }

  @ParameterizedTest
  @EnumSource
  void functions_of_one_number_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(1);
    for (UnaryFunction function : UnaryFunction.values()) {
      for (int n : loops.lengths()) {
        int xo = random.nextInt(5);
        int oo = random.nextInt(5);
        Object x = loops.mixed(random, xo + n + 3);
        Object out = loops.ordinary(random, oo + n + 20);
        sameBits(
            loops,
            out,
            (kernels, r) -> kernels.unary(function, x, xo, r, oo, n),
            function + " of " + n);
        sameBits(
            loops,
            x,
            (kernels, r) -> kernels.unary(function, r, xo, r, xo, n),
            function + " in place of " + n);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void functions_of_one_number_give_the_bits_of_the_plain_loop_at_every_size(Loops loops) {
    int n = 8192;
    Random random = new Random(6);
    double[] numbers = new double[n];
    for (int i = 0; i < n; i++) { // halves, where there are any, as often as not
      double size = Math.scalb(1 + random.nextDouble(), i % 320 - 160);
      numbers[i] = (random.nextBoolean() ? -1 : 1) * (i % 3 == 0 ? Math.rint(2 * size) / 2 : size);
    }
    Object x = loops.array(numbers);
    for (UnaryFunction function : UnaryFunction.values()) {
      sameBits(loops, x, (kernels, r) -> kernels.unary(function, x, 0, r, 0, n), function.method());
    }
  }

  @ParameterizedTest
  @EnumSource
  void functions_of_two_numbers_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(2);
    for (BinaryFunction function : BinaryFunction.values()) {
      for (int n : loops.lengths()) {
        int xo = random.nextInt(5);
        int yo = random.nextInt(5);
        int oo = random.nextInt(5);
        Object x = loops.mixed(random, xo + n + 3);
        Object y = loops.mixed(random, yo + n + 3);
        Object out = loops.ordinary(random, oo + n + 20);
        sameBits(
            loops,
            out,
            (kernels, r) -> kernels.binary(function, x, xo, y, yo, r, oo, n),
            function + " of " + n);
        sameBits(
            loops,
            x,
            (kernels, r) -> kernels.binary(function, r, xo, y, yo, r, xo, n),
            function + " into the left operand, of " + n);
        sameBits(
            loops,
            y,
            (kernels, r) -> kernels.binary(function, x, xo, r, yo, r, yo, n),
            function + " into the right operand, of " + n);
        sameBits(
            loops,
            x,
            (kernels, r) -> kernels.binary(function, r, xo, r, xo, r, xo, n),
            function + " with itself, of " + n);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void select_gives_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(3);
    for (int n : loops.lengths()) {
      Object c = loops.mixed(random, n + 2);
      Object x = loops.mixed(random, n + 1);
      Object y = loops.mixed(random, n + 3);
      Object out = loops.ordinary(random, n + 20);
      sameBits(loops, out, (k, r) -> k.select(c, 2, x, 1, y, 3, r, 4, n), "select of " + n);
      sameBits(loops, c, (k, r) -> k.select(r, 2, x, 1, y, 3, r, 2, n), "select into condition");
      sameBits(loops, x, (k, r) -> k.select(c, 2, r, 1, y, 3, r, 1, n), "select into left");
      sameBits(loops, y, (k, r) -> k.select(c, 2, x, 1, r, 3, r, 3, n), "select into right");
    }
  }

  @ParameterizedTest
  @EnumSource
  void fill_and_repeat_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(4);
    for (int n : loops.lengths()) {
      Object out = loops.ordinary(random, 3 * n + 20);
      Object x = loops.mixed(random, n + 5);
      sameBits(loops, out, (k, r) -> k.fill(r, 3, n, 0.1), "fill of " + n);
      sameBits(loops, out, (k, r) -> k.repeatEach(x, 5, n, 3, r, 2), n + " numbers thrice");
      sameBits(loops, out, (k, r) -> k.repeatEach(x, 1, 3, n, r, 2), "three numbers " + n + "×");
    }
  }

  /// Each function by Java's own, so that none can stand under another's name.
  private static double expected(UnaryFunction function, double x) {
    return switch (function) {
      case NEGATE -> -x;
      case ABSOLUTE -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case FLOOR -> Math.floor(x);
      case SQUARE_ROOT -> Math.sqrt(x);
      case EXP -> StrictMath.exp(x);
      case EXPM1 -> StrictMath.expm1(x);
      case LOG -> StrictMath.log(x);
      case LOG1P -> StrictMath.log1p(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TANH -> StrictMath.tanh(x);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case SOFTPLUS -> StrictMath.log1p(StrictMath.exp(x));
      case ERF -> errorFunction(x);
      case RELU -> Math.max(x, 0);
    };
  }

  /// 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), for |x| up to 3.
  private static double errorFunction(double x) {
    double sum = 0;
    double term = x;
    for (int n = 0; n < 60; n++) {
      sum += term / (2 * n + 1);
      term *= -x * x / (n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private static double expected(BinaryFunction function, double x, double y) {
    return switch (function) {
      case ADD -> x + y;
      case SUBTRACT -> x - y;
      case MULTIPLY -> x * y;
      case DIVIDE -> x / y;
      case POWER -> StrictMath.pow(x, y);
      case MAXIMUM -> Math.max(x, y);
      case MINIMUM -> Math.min(x, y);
      case EQUAL -> x == y ? 1 : 0;
      case LESS -> x < y ? 1 : 0;
      case LESS_OR_EQUAL -> x <= y ? 1 : 0;
    };
  }

  @ParameterizedTest
  @EnumSource
  void every_function_computes_what_its_name_says(Loops loops) {
    int n = 500;
    Random random = new Random(5);
    Object x = loops.array(random.doubles(n, -2.5, 2.5).toArray());
    Object y = loops.array(random.doubles(n, -2.5, 2.5).toArray());
    System.arraycopy(x, 0, y, 0, 9); // some are equal
    Object out = loops.array(n);
    double error = loops == Loops.FLOAT ? 1e-6 : 1e-12;
    for (UnaryFunction function : UnaryFunction.values()) {
      loops.inUse.unary(function, x, 0, out, 0, n);
      for (int i = 0; i < n; i++) {
        assertClose(
            loops.at(out, i), expected(function, loops.at(x, i)), error, function + " at " + i);
      }
    }
    for (BinaryFunction function : BinaryFunction.values()) {
      loops.inUse.binary(function, x, 0, y, 0, out, 0, n);
      for (int i = 0; i < n; i++) {
        double expected = expected(function, loops.at(x, i), loops.at(y, i));
        assertClose(loops.at(out, i), expected, error, function + " at " + i);
      }
    }
  }

  private static void assertClose(double actual, double expected, double error, String what) {
    if (!(Math.abs(actual - expected) <= error * (1 + Math.abs(expected)))) {
      assertThat(Double.isNaN(actual) && Double.isNaN(expected))
          .as("%s: %s, not %s", what, actual, expected)
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void conventions_at_zero_and_at_nan_are_kept(Loops loops) {
    double nan = Double.NaN;
    double inf = Double.POSITIVE_INFINITY;
    double[] x = {nan, 0.0, -0.0, inf, -inf, 2.5, -2.5};
    check(loops, UnaryFunction.RELU, x, new double[] {nan, 0.0, 0.0, inf, 0.0, 2.5, 0.0});
    check(loops, UnaryFunction.SIGN, x, new double[] {nan, 0.0, -0.0, 1, -1, 1, -1});
    check(loops, UnaryFunction.FLOOR, x, new double[] {nan, 0.0, -0.0, inf, -inf, 2, -3});
    check(loops, UnaryFunction.ABSOLUTE, x, new double[] {nan, 0.0, 0.0, inf, inf, 2.5, 2.5});
    check(loops, UnaryFunction.NEGATE, x, new double[] {nan, -0.0, 0.0, -inf, inf, -2.5, 2.5});
    double[] a = {nan, 1, 0.0, -0.0, inf, nan};
    double[] b = {1, nan, -0.0, 0.0, -inf, nan};
    check(loops, BinaryFunction.MAXIMUM, a, b, new double[] {nan, nan, 0.0, 0.0, inf, nan});
    check(loops, BinaryFunction.MINIMUM, a, b, new double[] {nan, nan, -0.0, -0.0, -inf, nan});
    check(loops, BinaryFunction.EQUAL, a, b, new double[] {0, 0, 1, 1, 0, 0});
    check(loops, BinaryFunction.LESS, a, b, new double[] {0, 0, 0, 0, 0, 0});
    check(loops, BinaryFunction.LESS_OR_EQUAL, a, b, new double[] {0, 0, 1, 1, 0, 0});
  }

  private static final int OFTEN = 40; // so that the values pass vectors and remainders alike

  private static void check(Loops loops, UnaryFunction function, double[] x, double[] expected) {
    Object out = loops.array(OFTEN * x.length);
    loops.inUse.unary(function, loops.array(repeat(x)), 0, out, 0, OFTEN * x.length);
    assertThat(Loops.bits(out))
        .as(function.name())
        .isEqualTo(Loops.bits(loops.array(repeat(expected))));
  }

  private static void check(
      Loops loops, BinaryFunction function, double[] x, double[] y, double[] expected) {
    int n = OFTEN * x.length;
    Object out = loops.array(n);
    loops.inUse.binary(function, loops.array(repeat(x)), 0, loops.array(repeat(y)), 0, out, 0, n);
    assertThat(Loops.bits(out))
        .as(function.name())
        .isEqualTo(Loops.bits(loops.array(repeat(expected))));
  }

  private static double[] repeat(double[] values) {
    double[] often = new double[OFTEN * values.length];
    for (int i = 0; i < often.length; i++) {
      often[i] = values[i % values.length];
    }
    return often;
  }

  @Test
  void the_loops_in_use_are_those_asked_for() {
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    String wanted = System.getProperty(VectorUnit.PROPERTY, "auto");
    boolean vector = present && !wanted.equals("none");
    assertThat(Kernels.FLOAT.getClass().getSimpleName())
        .isEqualTo(vector ? "VectorFloatKernels" : "PlainFloatKernels");
    assertThat(Kernels.DOUBLE.getClass().getSimpleName())
        .isEqualTo(vector ? "VectorDoubleKernels" : "PlainDoubleKernels");
    if (vector && !wanted.equals("auto")) {
      assertThat(VectorUnit.describe()).isEqualTo(wanted + " bits");
    }
    if (!vector) {
      assertThat(VectorUnit.describe()).isEqualTo("none");
    }
  }
}
