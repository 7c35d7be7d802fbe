package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.machine.VectorUnit;

class ElementwiseKernelsTest {
  interface Unary {
    void apply(Kernels kernels, Object x, int xo, Object out, int oo, int n);
  }

  interface Binary {
    void apply(Kernels kernels, Object x, int xo, Object y, int yo, Object out, int oo, int n);
  }

  static final Map<String, Unary> UNARY = new LinkedHashMap<>();
  static final Map<String, Binary> BINARY = new LinkedHashMap<>();

  static {
    UNARY.put("negate", Kernels::negate);
    UNARY.put("absolute", Kernels::absolute);
    UNARY.put("sign", Kernels::sign);
    UNARY.put("squareRoot", Kernels::squareRoot);
    UNARY.put("exp", Kernels::exp);
    UNARY.put("expm1", Kernels::expm1);
    UNARY.put("log", Kernels::log);
    UNARY.put("log1p", Kernels::log1p);
    UNARY.put("sin", Kernels::sin);
    UNARY.put("cos", Kernels::cos);
    UNARY.put("tanh", Kernels::tanh);
    UNARY.put("sigmoid", Kernels::sigmoid);
    UNARY.put("softplus", Kernels::softplus);
    UNARY.put("erf", Kernels::erf);
    UNARY.put("relu", Kernels::relu);
    BINARY.put("add", Kernels::add);
    BINARY.put("subtract", Kernels::subtract);
    BINARY.put("multiply", Kernels::multiply);
    BINARY.put("divide", Kernels::divide);
    BINARY.put("power", Kernels::power);
    BINARY.put("maximum", Kernels::maximum);
    BINARY.put("minimum", Kernels::minimum);
    BINARY.put("equal", Kernels::equal);
    BINARY.put("less", Kernels::less);
    BINARY.put("lessOrEqual", Kernels::lessOrEqual);
  }

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
    UNARY.forEach(
        (name, function) -> {
          for (int n : loops.lengths()) {
            int xo = random.nextInt(5);
            int oo = random.nextInt(5);
            Object x = loops.mixed(random, xo + n + 3);
            Object out = loops.ordinary(random, oo + n + 20);
            sameBits(
                loops,
                out,
                (kernels, r) -> function.apply(kernels, x, xo, r, oo, n),
                name + " of " + n);
            sameBits(
                loops,
                x,
                (kernels, r) -> function.apply(kernels, r, xo, r, xo, n),
                name + " in place of " + n);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void functions_of_two_numbers_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(2);
    BINARY.forEach(
        (name, function) -> {
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
                (kernels, r) -> function.apply(kernels, x, xo, y, yo, r, oo, n),
                name + " of " + n);
            sameBits(
                loops,
                x,
                (kernels, r) -> function.apply(kernels, r, xo, y, yo, r, xo, n),
                name + " into the left operand, of " + n);
            sameBits(
                loops,
                y,
                (kernels, r) -> function.apply(kernels, x, xo, r, yo, r, yo, n),
                name + " into the right operand, of " + n);
            sameBits(
                loops,
                x,
                (kernels, r) -> function.apply(kernels, r, xo, r, xo, r, xo, n),
                name + " with itself, of " + n);
          }
        });
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

  @ParameterizedTest
  @EnumSource
  void conventions_at_zero_and_at_nan_are_kept(Loops loops) {
    double nan = Double.NaN;
    double inf = Double.POSITIVE_INFINITY;
    double[] x = {nan, 0.0, -0.0, inf, -inf, 2.5, -2.5};
    check(loops, "relu", x, new double[] {nan, 0.0, 0.0, inf, 0.0, 2.5, 0.0});
    check(loops, "sign", x, new double[] {nan, 0.0, -0.0, 1, -1, 1, -1});
    check(loops, "absolute", x, new double[] {nan, 0.0, 0.0, inf, inf, 2.5, 2.5});
    check(loops, "negate", x, new double[] {nan, -0.0, 0.0, -inf, inf, -2.5, 2.5});
    double[] a = {nan, 1, 0.0, -0.0, inf, nan};
    double[] b = {1, nan, -0.0, 0.0, -inf, nan};
    check(loops, "maximum", a, b, new double[] {nan, nan, 0.0, 0.0, inf, nan});
    check(loops, "minimum", a, b, new double[] {nan, nan, -0.0, -0.0, -inf, nan});
    check(loops, "equal", a, b, new double[] {0, 0, 1, 1, 0, 0});
    check(loops, "less", a, b, new double[] {0, 0, 0, 0, 0, 0});
    check(loops, "lessOrEqual", a, b, new double[] {0, 0, 1, 1, 0, 0});
  }

  private static final int OFTEN = 40; // so that the values pass vectors and remainders alike

  private static void check(Loops loops, String name, double[] x, double[] expected) {
    Object out = loops.array(OFTEN * x.length);
    Unary function = UNARY.getOrDefault(name, Kernels::negate);
    function.apply(loops.inUse, loops.array(repeat(x)), 0, out, 0, OFTEN * x.length);
    assertThat(Loops.bits(out)).as(name).isEqualTo(Loops.bits(loops.array(repeat(expected))));
  }

  private static void check(Loops loops, String name, double[] x, double[] y, double[] expected) {
    Object out = loops.array(OFTEN * x.length);
    Binary function = BINARY.getOrDefault(name, Kernels::add);
    function.apply(
        loops.inUse,
        loops.array(repeat(x)),
        0,
        loops.array(repeat(y)),
        0,
        out,
        0,
        OFTEN * x.length);
    assertThat(Loops.bits(out)).as(name).isEqualTo(Loops.bits(loops.array(repeat(expected))));
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
