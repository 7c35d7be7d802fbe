package thalweg.algebra.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Every elementwise operation on one vector of floats, under its name, but for those that
/// [FloatElementaryVector] has: what [LoopWriter] puts together into loops.
/// `VectorDoubleOperations` is made from this source at build time by exchanging the type names.
@SuppressWarnings("cast") // casts that the double twin does not need
final class VectorFloatOperations {
  static final VectorSpecies<Float> S = Species.FLOAT;

  static final VectorShuffle<Float> DOWN_8 = down(8);
  static final VectorShuffle<Float> DOWN_4 = down(4);
  static final VectorShuffle<Float> DOWN_2 = down(2);
  static final VectorShuffle<Float> DOWN_1 = down(1);

  /// The least number from which on neighbours are 1 apart.
  static final float WHOLE = 1 / Math.ulp((float) 1.0);

  private VectorFloatOperations() {}

  /// Moves each lane down by a number of lanes, round and round.
  private static VectorShuffle<Float> down(int lanes) {
    return VectorShuffle.fromOp(S, lane -> (lane + lanes) % S.length());
  }

  static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(S, array, offset);
  }

  static void store(FloatVector x, float[] array, int offset) {
    x.intoArray(array, offset);
  }

  static FloatVector broadcast(float x) {
    return FloatVector.broadcast(S, x);
  }

  /// Writes the number that all lanes hold.
  static void storeNumber(FloatVector x, float[] array, int offset) {
    array[offset] = x.lane(0);
  }

  static FloatVector zero() {
    return FloatVector.zero(S);
  }

  static FloatVector least() {
    return FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
  }

  /// The largest lane in all lanes.
  static FloatVector largestLane(FloatVector x) {
    return FloatVector.broadcast(S, x.reduceLanes(VectorOperators.MAX));
  }

  // Halves of partial sums: each lane and the one so far above it, round and round. When all are
  // done, every lane holds the whole sum, of the same bits, as a + b is b + a.

  static FloatVector addUpper8(FloatVector x) {
    return x.add(x.rearrange(DOWN_8));
  }

  static FloatVector addUpper4(FloatVector x) {
    return x.add(x.rearrange(DOWN_4));
  }

  static FloatVector addUpper2(FloatVector x) {
    return x.add(x.rearrange(DOWN_2));
  }

  static FloatVector addUpper1(FloatVector x) {
    return x.add(x.rearrange(DOWN_1));
  }

  static FloatVector negate(FloatVector x) {
    return x.neg();
  }

  static FloatVector absolute(FloatVector x) {
    return x.abs();
  }

  static FloatVector sign(FloatVector x) {
    return x.blend(1, x.compare(VectorOperators.GT, 0)).blend(-1, x.compare(VectorOperators.LT, 0));
  }

  /// From [#WHOLE] on a number has no fraction; what is smaller loses its own when that is added.
  static FloatVector floor(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector nearest = size.add(WHOLE).sub(WHOLE);
    nearest = nearest.blend(nearest.neg(), x.compare(VectorOperators.LT, 0));
    FloatVector floor = nearest.blend(nearest.sub(1), nearest.compare(VectorOperators.GT, x));
    VectorMask<Float> other = size.compare(VectorOperators.LT, WHOLE).not();
    return floor.blend(x, other.or(x.compare(VectorOperators.EQ, 0)));
  }

  static FloatVector squareRoot(FloatVector x) {
    return x.sqrt();
  }

  static FloatVector relu(FloatVector x) {
    return x.blend(0, x.compare(VectorOperators.LE, 0));
  }

  static FloatVector add(FloatVector x, FloatVector y) {
    return x.add(y);
  }

  static FloatVector subtract(FloatVector x, FloatVector y) {
    return x.sub(y);
  }

  static FloatVector multiply(FloatVector x, FloatVector y) {
    return x.mul(y);
  }

  static FloatVector divide(FloatVector x, FloatVector y) {
    return x.div(y);
  }

  static FloatVector power(FloatVector x, FloatVector y) {
    return FloatElementaryVector.pow(x, y);
  }

  static FloatVector maximum(FloatVector x, FloatVector y) {
    return x.max(y);
  }

  static FloatVector minimum(FloatVector x, FloatVector y) {
    return x.min(y);
  }

  static FloatVector equal(FloatVector x, FloatVector y) {
    return FloatVector.zero(S).blend(1, x.compare(VectorOperators.EQ, y));
  }

  static FloatVector less(FloatVector x, FloatVector y) {
    return FloatVector.zero(S).blend(1, x.compare(VectorOperators.LT, y));
  }

  static FloatVector lessOrEqual(FloatVector x, FloatVector y) {
    return FloatVector.zero(S).blend(1, x.compare(VectorOperators.LE, y));
  }

  static FloatVector select(FloatVector condition, FloatVector x, FloatVector y) {
    return y.blend(x, condition.compare(VectorOperators.NE, 0));
  }
}
