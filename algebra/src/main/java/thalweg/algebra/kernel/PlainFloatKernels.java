package thalweg.algebra.kernel;

import java.util.Arrays;

/// The loops over `float[]` in plain Java: the reference that fixes every bit. `PlainDoubleKernels`
/// is made from this source at build time by exchanging the type names.
@SuppressWarnings("cast") // casts that the double twin does not need
final class PlainFloatKernels implements Kernels {
  @Override
  public void negate(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = -a[xo + i];
    }
  }

  @Override
  public void absolute(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = Math.abs(a[xo + i]);
    }
  }

  @Override
  public void sign(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = Math.signum(a[xo + i]);
    }
  }

  @Override
  public void squareRoot(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = (float) Math.sqrt(a[xo + i]);
    }
  }

  @Override
  public void exp(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.exp(a[xo + i]);
    }
  }

  @Override
  public void expm1(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.expm1(a[xo + i]);
    }
  }

  @Override
  public void log(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.log(a[xo + i]);
    }
  }

  @Override
  public void log1p(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.log1p(a[xo + i]);
    }
  }

  @Override
  public void sin(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.sin(a[xo + i]);
    }
  }

  @Override
  public void cos(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.cos(a[xo + i]);
    }
  }

  @Override
  public void tanh(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.tanh(a[xo + i]);
    }
  }

  @Override
  public void sigmoid(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.sigmoid(a[xo + i]);
    }
  }

  @Override
  public void softplus(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.softplus(a[xo + i]);
    }
  }

  @Override
  public void erf(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.erf(a[xo + i]);
    }
  }

  @Override
  public void relu(Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] <= 0 ? 0 : a[xo + i];
    }
  }

  @Override
  public void add(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] + b[yo + i];
    }
  }

  @Override
  public void subtract(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] - b[yo + i];
    }
  }

  @Override
  public void multiply(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] * b[yo + i];
    }
  }

  @Override
  public void divide(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] / b[yo + i];
    }
  }

  @Override
  public void power(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.pow(a[xo + i], b[yo + i]);
    }
  }

  @Override
  public void maximum(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = Math.max(a[xo + i], b[yo + i]);
    }
  }

  @Override
  public void minimum(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = Math.min(a[xo + i], b[yo + i]);
    }
  }

  @Override
  public void equal(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] == b[yo + i] ? 1 : 0;
    }
  }

  @Override
  public void less(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] < b[yo + i] ? 1 : 0;
    }
  }

  @Override
  public void lessOrEqual(Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] <= b[yo + i] ? 1 : 0;
    }
  }

  @Override
  public void select(
      Object c, int co, Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] condition = (float[]) c;
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      r[oo + i] = condition[co + i] != 0 ? a[xo + i] : b[yo + i];
    }
  }

  @Override
  public void fill(Object out, int oo, int n, double value) {
    Arrays.fill((float[]) out, oo, oo + n, (float) value);
  }

  @Override
  public void repeatEach(Object x, int xo, int count, int times, Object out, int oo) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0, to = oo; i < count; i++) {
      float value = a[xo + i];
      for (int end = to + times; to < end; to++) {
        r[to] = value;
      }
    }
  }

  @Override
  public void sum(Object x, int xo, int rows, int n, Object out, int oo, Object scratch) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    float[] partial = (float[]) scratch;
    for (int row = 0, from = xo; row < rows; row++, from += n) {
      Arrays.fill(partial, 0, PARTIALS, 0);
      for (int i = 0; i < n; i++) {
        partial[i % PARTIALS] += a[from + i];
      }
      r[oo + row] = fold(partial);
    }
  }

  /// Adds the upper half of the partial sums to the lower half until one sum is left.
  static float fold(float[] partial) {
    for (int half = PARTIALS / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        partial[j] += partial[j + half];
      }
    }
    return partial[0];
  }

  @Override
  public void max(Object x, int xo, int rows, int n, Object out, int oo, Object scratch) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int row = 0, from = xo; row < rows; row++, from += n) {
      float largest = a[from];
      for (int i = 1; i < n; i++) {
        largest = Math.max(largest, a[from + i]);
      }
      r[oo + row] = largest;
    }
  }

  @Override
  public void addRows(Object x, int xo, int rows, int columns, Object out, int oo) {
    for (int row = 0; row < rows; row++) {
      add(out, oo, x, xo + row * columns, out, oo, columns);
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
    float[] a = (float[]) x;
    int best = 0;
    for (int i = 1; i < n; i++) {
      float value = a[xo + i * stride];
      float largest = a[xo + best * stride];
      if (value > largest || (Float.isNaN(value) && !Float.isNaN(largest))) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public int matmulScratch(int m, int n, int k) {
    return n;
  }

  @Override
  public int matmulPlaces(int m, int n, int k) {
    return 0;
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
      int cr,
      Object scratch,
      int[] places) {
    float[] left = (float[]) a;
    float[] right = (float[]) b;
    float[] product = (float[]) c;
    float[] gathered = (float[]) scratch;
    for (int i = 0; i < m; i++) {
      Arrays.fill(product, co + i * cr, co + i * cr + n, 0);
    }
    // k outermost: one row of b serves all rows of a, and every element still sees k in increasing
    // order.
    for (int p = 0; p < k; p++) {
      float[] row = right;
      int start = bo + p * br;
      if (bc != 1) {
        for (int j = 0; j < n; j++) {
          gathered[j] = right[start + j * bc];
        }
        row = gathered;
        start = 0;
      }
      for (int i = 0; i < m; i++) {
        float factor = left[ao + i * ar + p * ac];
        int to = co + i * cr;
        for (int j = 0; j < n; j++) {
          product[to + j] = Math.fma(factor, row[start + j], product[to + j]);
        }
      }
    }
    for (int i = 0; i < m; i++) {
      int to = co + i * cr;
      for (int j = 0; j < n; j++) {
        product[to + j] += 0f; // −0 becomes +0
      }
    }
  }

  @Override
  public long multiplyAdds(int rounds) {
    int n = 1024;
    float[] sums = new float[n]; // the compiler makes of this loop the widest it knows
    float factor = 1 + rounds * 0f;
    for (int round = 0; round < rounds / 16; round++) {
      for (int i = 0; i < n; i++) {
        sums[i] = Math.fma(factor, factor, sums[i]);
      }
    }
    return 2L * n * (rounds / 16);
  }
}
