package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.machine.VectorUnit;

/// The vector functions give the bits of the plain ones in every lane, at the width in use. All
/// NaNs count as equal. No method of the class itself names a vector, so that it can be looked at
/// and passed over where their module is not there.
class ElementaryVectorTest {
  @BeforeAll
  static void vectors_are_in_use() {
    assumeTrue(VectorUnit.BITS != 0, "there are no vectors to compare: plain loops are in use");
  }

  interface FloatFunction {
    float apply(float x);
  }

  interface OnFloats {
    FloatVector apply(FloatVector x);
  }

  interface OnDoubles {
    DoubleVector apply(DoubleVector x);
  }

  record FloatCase(String name, FloatFunction plain, OnFloats vector) {
    static FloatCase power(float c) {
      return new FloatCase(
          "x^" + c,
          x -> FloatElementary.pow(x, c),
          x -> FloatElementaryVector.pow(x, FloatVector.broadcast(x.species(), c)));
    }

    static FloatCase base(float c) {
      return new FloatCase(
          c + "^x",
          x -> FloatElementary.pow(c, x),
          x -> FloatElementaryVector.pow(FloatVector.broadcast(x.species(), c), x));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  record DoubleCase(String name, DoubleUnaryOperator plain, OnDoubles vector) {
    static DoubleCase power(double c) {
      return new DoubleCase(
          "x^" + c,
          x -> DoubleElementary.pow(x, c),
          x -> DoubleElementaryVector.pow(x, DoubleVector.broadcast(x.species(), c)));
    }

    static DoubleCase base(double c) {
      return new DoubleCase(
          c + "^x",
          x -> DoubleElementary.pow(c, x),
          x -> DoubleElementaryVector.pow(DoubleVector.broadcast(x.species(), c), x));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<FloatCase> floatCases() {
    Stream<FloatCase> functions =
        Stream.of(
            new FloatCase("exp", FloatElementary::exp, FloatElementaryVector::exp),
            new FloatCase("expm1", FloatElementary::expm1, FloatElementaryVector::expm1),
            new FloatCase("log", FloatElementary::log, FloatElementaryVector::log),
            new FloatCase("log1p", FloatElementary::log1p, FloatElementaryVector::log1p),
            new FloatCase("sin", FloatElementary::sin, FloatElementaryVector::sin),
            new FloatCase("cos", FloatElementary::cos, FloatElementaryVector::cos),
            new FloatCase("tan", FloatElementary::tan, FloatElementaryVector::tan),
            new FloatCase("tanh", FloatElementary::tanh, FloatElementaryVector::tanh),
            new FloatCase("sigmoid", FloatElementary::sigmoid, FloatElementaryVector::sigmoid),
            new FloatCase("softplus", FloatElementary::softplus, FloatElementaryVector::softplus),
            new FloatCase("erf", FloatElementary::erf, FloatElementaryVector::erf),
            new FloatCase("asin", FloatElementary::asin, FloatElementaryVector::asin),
            new FloatCase("acos", FloatElementary::acos, FloatElementaryVector::acos),
            new FloatCase("atan", FloatElementary::atan, FloatElementaryVector::atan),
            new FloatCase("sinh", FloatElementary::sinh, FloatElementaryVector::sinh),
            new FloatCase("cosh", FloatElementary::cosh, FloatElementaryVector::cosh));
    return Stream.concat(
        functions,
        Stream.of(0f, -0f, 1f, -1f, 2f, -3f, 0.3f, 30.5f, -1e4f, 3e38f, Float.NaN, -1f / 0)
            .flatMap(c -> Stream.of(FloatCase.power(c), FloatCase.base(c))));
  }

  static Stream<DoubleCase> doubleCases() {
    Stream<DoubleCase> functions =
        Stream.of(
            new DoubleCase("exp", DoubleElementary::exp, DoubleElementaryVector::exp),
            new DoubleCase("expm1", DoubleElementary::expm1, DoubleElementaryVector::expm1),
            new DoubleCase("log", DoubleElementary::log, DoubleElementaryVector::log),
            new DoubleCase("log1p", DoubleElementary::log1p, DoubleElementaryVector::log1p),
            new DoubleCase("sin", DoubleElementary::sin, DoubleElementaryVector::sin),
            new DoubleCase("cos", DoubleElementary::cos, DoubleElementaryVector::cos),
            new DoubleCase("tan", DoubleElementary::tan, DoubleElementaryVector::tan),
            new DoubleCase("tanh", DoubleElementary::tanh, DoubleElementaryVector::tanh),
            new DoubleCase("sigmoid", DoubleElementary::sigmoid, DoubleElementaryVector::sigmoid),
            new DoubleCase(
                "softplus", DoubleElementary::softplus, DoubleElementaryVector::softplus),
            new DoubleCase("erf", DoubleElementary::erf, DoubleElementaryVector::erf),
            new DoubleCase("asin", DoubleElementary::asin, DoubleElementaryVector::asin),
            new DoubleCase("acos", DoubleElementary::acos, DoubleElementaryVector::acos),
            new DoubleCase("atan", DoubleElementary::atan, DoubleElementaryVector::atan),
            new DoubleCase("sinh", DoubleElementary::sinh, DoubleElementaryVector::sinh),
            new DoubleCase("cosh", DoubleElementary::cosh, DoubleElementaryVector::cosh));
    return Stream.concat(
        functions,
        Stream.of(0.0, -0.0, 1.0, -1.0, 2.0, -3.0, 0.3, 30.5, -1e4, 1e308, Double.NaN, -1.0 / 0)
            .flatMap(c -> Stream.of(DoubleCase.power(c), DoubleCase.base(c))));
  }

  @ParameterizedTest
  @MethodSource("floatCases")
  void float_lanes_have_the_bits_of_the_plain_function(FloatCase function) {
    float[] x = floats(function.name.contains("^") ? 12_000 : 48_000);
    float[] values = new float[x.length];
    var species = Species.FLOAT;
    for (int i = 0; i < x.length; i += species.length()) {
      function.vector.apply(FloatVector.fromArray(species, x, i)).intoArray(values, i);
    }
    for (int i = 0; i < x.length; i++) {
      float expected = function.plain.apply(x[i]);
      if (Float.floatToIntBits(values[i]) != Float.floatToIntBits(expected)) {
        assertThat(values[i]).as("%s at %s", function, x[i]).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("doubleCases")
  void double_lanes_have_the_bits_of_the_plain_function(DoubleCase function) {
    double[] x = doubles(function.name.contains("^") ? 6_000 : 24_000);
    double[] values = new double[x.length];
    var species = Species.DOUBLE;
    for (int i = 0; i < x.length; i += species.length()) {
      function.vector.apply(DoubleVector.fromArray(species, x, i)).intoArray(values, i);
    }
    for (int i = 0; i < x.length; i++) {
      double expected = function.plain.applyAsDouble(x[i]);
      if (Double.doubleToLongBits(values[i]) != Double.doubleToLongBits(expected)) {
        assertThat(values[i]).as("%s at %s", function, x[i]).isEqualTo(expected);
      }
    }
  }

  /// Special values, then all exponents evenly and the usual range closely, in a mixed order so
  /// that lanes of one vector go different ways. The count is a multiple of every lane count.
  private static float[] floats(int count) {
    Random random = new Random(11);
    float[] x = new float[count];
    float[] special = {
      0,
      -0f,
      1,
      -1,
      Float.NaN,
      1f / 0,
      -1f / 0,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      6000,
      -6000.0005f,
      0.9f,
      1.1f,
      20,
      -17.5f,
      88.72284f,
      -103.98f
    };
    System.arraycopy(special, 0, x, 0, special.length);
    for (int i = special.length; i < count; i++) {
      boolean usual = random.nextBoolean();
      x[i] =
          usual
              ? (float) random.nextGaussian() * (i % 7 == 0 ? 50 : 3)
              : Float.intBitsToFloat(random.nextInt());
    }
    return x;
  }

  private static double[] doubles(int count) {
    Random random = new Random(12);
    double[] x = new double[count];
    double[] special = {
      0,
      -0.0,
      1,
      -1,
      Double.NaN,
      1.0 / 0,
      -1.0 / 0,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      Double.MIN_NORMAL,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      1e6,
      -1000000.0000000001,
      0.7,
      6,
      40,
      -37.5,
      709.7827128933841,
      -745.1332191019412
    };
    System.arraycopy(special, 0, x, 0, special.length);
    for (int i = special.length; i < count; i++) {
      boolean usual = random.nextBoolean();
      x[i] =
          usual
              ? random.nextGaussian() * (i % 7 == 0 ? 300 : 3)
              : Double.longBitsToDouble(random.nextLong());
    }
    return x;
  }
}
