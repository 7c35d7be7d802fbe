package thalweg.algebra.kernel;

import java.util.Arrays;
import java.util.Random;
import thalweg.algebra.machine.VectorUnit;

/// The loops in use and the plain ones for one element type, with arrays for them: one law is
/// checked over both types.
@SuppressWarnings("ImmutableEnumChecker") // loops hold no state
enum Loops {
  FLOAT(Kernels.FLOAT, new PlainFloatKernels(), 32),
  DOUBLE(Kernels.DOUBLE, new PlainDoubleKernels(), 64);

  private static final double[] SPECIAL = {
    Double.NaN,
    0.0,
    -0.0,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL / 2,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    1,
    -1,
    0.5,
    2,
    88.5,
    -87.5,
    -103.5,
    709.5,
    -745,
    1e-8,
    -1e-8,
    1e8,
  };

  final Kernels inUse;
  final Kernels plain;

  /// Elements in a vector register; 16 where there is none, so that the same lengths are tried.
  final int lanes;

  Loops(Kernels inUse, Kernels plain, int bits) {
    this.inUse = inUse;
    this.plain = plain;
    lanes = VectorUnit.BITS == 0 ? 16 : VectorUnit.BITS / bits;
  }

  /// Returns lengths around everything that loops could step by.
  int[] lengths() {
    return new int[] {
      0,
      1,
      2,
      3,
      lanes - 1,
      lanes,
      lanes + 1,
      2 * lanes - 1,
      2 * lanes,
      2 * lanes + 1,
      15,
      16,
      17,
      31,
      33,
      47,
      101,
      1024,
      1027
    };
  }

  Object array(int length) {
    return this == FLOAT ? new float[length] : new double[length];
  }

  Object array(double[] values) {
    if (this == DOUBLE) {
      return values.clone();
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /// Returns ordinary numbers around 1 in size.
  Object ordinary(Random random, int length) {
    return array(random.doubles(length).map(x -> 4 * x - 2).toArray());
  }

  /// Returns ordinary numbers, and in every third place one at the edge of what there is.
  Object mixed(Random random, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          random.nextInt(3) == 0
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : random.nextGaussian() * Math.pow(10, random.nextInt(5) - 2);
    }
    return array(values);
  }

  static Object copy(Object array) {
    return array instanceof float[] floats ? floats.clone() : ((double[]) array).clone();
  }

  double at(Object array, int i) {
    return this == FLOAT ? ((float[]) array)[i] : ((double[]) array)[i];
  }

  /// Returns the bits of every element, all NaNs alike.
  static long[] bits(Object array) {
    return array instanceof float[] floats
        ? java.util.stream.IntStream.range(0, floats.length)
            .mapToLong(i -> Float.floatToIntBits(floats[i]))
            .toArray()
        : Arrays.stream((double[]) array).mapToLong(Double::doubleToLongBits).toArray();
  }
}
