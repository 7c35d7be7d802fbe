package thalweg.algebra.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops over `float[]` on the vector unit, bit for bit equal to [PlainFloatKernels], which
/// also does the remainders. `VectorDoubleKernels` is made from this source at build time by
/// exchanging the type names.
@SuppressWarnings("cast") // casts that the double twin does not need
final class VectorFloatKernels implements Kernels {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();
  private static final PlainFloatKernels PLAIN = new PlainFloatKernels();

  private static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(S, array, offset);
  }

  @Override
  public void negate(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      v.neg().intoArray(r, oo + i);
    }
    PLAIN.negate(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void absolute(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      v.abs().intoArray(r, oo + i);
    }
    PLAIN.absolute(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void sign(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      VectorFloatOperations.sign(v).intoArray(r, oo + i);
    }
    PLAIN.sign(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void squareRoot(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      v.sqrt().intoArray(r, oo + i);
    }
    PLAIN.squareRoot(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void exp(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.exp(v).intoArray(r, oo + i);
    }
    PLAIN.exp(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void expm1(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.expm1(v).intoArray(r, oo + i);
    }
    PLAIN.expm1(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void log(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.log(v).intoArray(r, oo + i);
    }
    PLAIN.log(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void log1p(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.log1p(v).intoArray(r, oo + i);
    }
    PLAIN.log1p(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void sin(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.sin(v).intoArray(r, oo + i);
    }
    PLAIN.sin(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void cos(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.cos(v).intoArray(r, oo + i);
    }
    PLAIN.cos(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void tanh(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.tanh(v).intoArray(r, oo + i);
    }
    PLAIN.tanh(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void sigmoid(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.sigmoid(v).intoArray(r, oo + i);
    }
    PLAIN.sigmoid(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void softplus(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.softplus(v).intoArray(r, oo + i);
    }
    PLAIN.softplus(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void erf(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatElementaryVector.erf(v).intoArray(r, oo + i);
    }
    PLAIN.erf(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void relu(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      VectorFloatOperations.relu(v).intoArray(r, oo + i);
    }
    PLAIN.relu(a, xo + i, r, oo + i, n - i);
  }

  @Override
  public void add(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      v.add(w).intoArray(r, oo + i);
    }
    PLAIN.add(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void subtract(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      v.sub(w).intoArray(r, oo + i);
    }
    PLAIN.subtract(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void multiply(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      v.mul(w).intoArray(r, oo + i);
    }
    PLAIN.multiply(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void divide(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      v.div(w).intoArray(r, oo + i);
    }
    PLAIN.divide(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void power(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      FloatElementaryVector.pow(v, w).intoArray(r, oo + i);
    }
    PLAIN.power(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void maximum(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      v.max(w).intoArray(r, oo + i);
    }
    PLAIN.maximum(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void minimum(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      v.min(w).intoArray(r, oo + i);
    }
    PLAIN.minimum(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void equal(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      VectorFloatOperations.equal(v, w).intoArray(r, oo + i);
    }
    PLAIN.equal(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void less(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      VectorFloatOperations.less(v, w).intoArray(r, oo + i);
    }
    PLAIN.less(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void lessOrEqual(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector v = load(a, xo + i);
      FloatVector w = load(b, yo + i);
      VectorFloatOperations.lessOrEqual(v, w).intoArray(r, oo + i);
    }
    PLAIN.lessOrEqual(a, xo + i, b, yo + i, r, oo + i, n - i);
  }

  @Override
  public void select(
      Object c, int co, Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] condition = (float[]) c;
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += LANES) {
      FloatVector chosen =
          VectorFloatOperations.select(load(condition, co + i), load(a, xo + i), load(b, yo + i));
      chosen.intoArray(r, oo + i);
    }
    PLAIN.select(c, co + i, x, xo + i, y, yo + i, out, oo + i, n - i);
  }

  @Override
  public void fill(Object out, int oo, int n, double value) {
    PLAIN.fill(out, oo, n, value);
  }

  @Override
  public void repeatEach(Object x, int xo, int count, int times, Object out, int oo) {
    PLAIN.repeatEach(x, xo, count, times, out, oo);
  }

  @Override
  public void sum(Object x, int xo, int n, Object out, int oo, Object scratch) {
    float[] a = (float[]) x;
    float[] partial = (float[]) scratch;
    int whole = n - n % PARTIALS;
    // One pass for each group of lanes: on narrow registers the data, still in the nearest cache,
    // is read again.
    for (int group = 0; group < PARTIALS; group += LANES) {
      FloatVector sums = FloatVector.zero(S);
      for (int i = group; i < whole; i += PARTIALS) {
        sums = sums.add(load(a, xo + i));
      }
      sums.intoArray(partial, group);
    }
    for (int i = whole; i < n; i++) {
      partial[i - whole] += a[xo + i];
    }
    ((float[]) out)[oo] = PlainFloatKernels.fold(partial);
  }

  @Override
  public void max(Object x, int xo, int n, Object out, int oo, Object scratch) {
    float[] a = (float[]) x;
    int bound = S.loopBound(n);
    if (bound == 0) {
      PLAIN.max(x, xo, n, out, oo, scratch);
      return;
    }
    FloatVector largest = load(a, xo);
    for (int i = LANES; i < bound; i += LANES) {
      largest = largest.max(load(a, xo + i));
    }
    float[] lanes = (float[]) scratch;
    largest.intoArray(lanes, 0);
    PLAIN.max(lanes, 0, LANES, lanes, 0, lanes);
    float most = lanes[0];
    for (int i = bound; i < n; i++) {
      most = Math.max(most, a[xo + i]);
    }
    ((float[]) out)[oo] = most;
  }

  @Override
  public void sumRows(Object x, int xo, int rows, int columns, Object out, int oo) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int j = 0;
    for (int bound = S.loopBound(columns); j < bound; j += LANES) {
      FloatVector sums = FloatVector.zero(S);
      for (int row = 0, from = xo + j; row < rows; row++, from += columns) {
        sums = sums.add(load(a, from));
      }
      sums.intoArray(r, oo + j);
    }
    for (; j < columns; j++) {
      float sum = 0;
      for (int row = 0, from = xo + j; row < rows; row++, from += columns) {
        sum += a[from];
      }
      r[oo + j] = sum;
    }
  }

  @Override
  public void maxRows(Object x, int xo, int rows, int columns, Object out, int oo) {
    System.arraycopy(x, xo, out, oo, columns);
    for (int row = 1; row < rows; row++) {
      maximum(out, oo, x, xo + row * columns, out, oo, columns);
    }
  }

  @Override
  public int argMax(Object x, int xo, int stride, int n) {
    return PLAIN.argMax(x, xo, stride, n);
  }

  @Override
  public int matmulScratch(int m, int n, int k) {
    return VectorFloatMatmul.scratch(m, n, k);
  }

  @Override
  public void matmul(
      int m,
      int n,
      int k,
      Object a,
      int ao,
      int ar,
      int ac,
      Object b,
      int bo,
      int br,
      int bc,
      Object c,
      int co,
      Object scratch) {
    VectorFloatMatmul.run(
        m,
        n,
        k,
        (float[]) a,
        ao,
        ar,
        ac,
        (float[]) b,
        bo,
        br,
        bc,
        (float[]) c,
        co,
        (float[]) scratch);
  }
}
