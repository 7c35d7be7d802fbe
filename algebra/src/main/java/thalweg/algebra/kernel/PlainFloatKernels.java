package thalweg.algebra.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;

/// The loops over `float[]` in plain Java: the reference that fixes every bit. `PlainDoubleKernels`
/// is made from this source at build time by exchanging the type names.
@SuppressWarnings("cast") // casts that the double twin does not need
final class PlainFloatKernels implements Kernels {
  @Override
  public void unary(UnaryFunction f, Object x, int xo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    switch (f) {
      case NEGATE -> negate(a, xo, r, oo, n);
      case ABSOLUTE -> absolute(a, xo, r, oo, n);
      case SIGN -> sign(a, xo, r, oo, n);
      case FLOOR -> floor(a, xo, r, oo, n);
      case SQUARE_ROOT -> squareRoot(a, xo, r, oo, n);
      case EXP -> exp(a, xo, r, oo, n);
      case EXPM1 -> expm1(a, xo, r, oo, n);
      case LOG -> log(a, xo, r, oo, n);
      case LOG1P -> log1p(a, xo, r, oo, n);
      case SIN -> sin(a, xo, r, oo, n);
      case COS -> cos(a, xo, r, oo, n);
      case TANH -> tanh(a, xo, r, oo, n);
      case SIGMOID -> sigmoid(a, xo, r, oo, n);
      case SOFTPLUS -> softplus(a, xo, r, oo, n);
      case ERF -> erf(a, xo, r, oo, n);
      case RELU -> relu(a, xo, r, oo, n);
    }
  }

  @Override
  public void binary(
      BinaryFunction f, Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    float[] a = (float[]) x;
    float[] b = (float[]) y;
    float[] r = (float[]) out;
    switch (f) {
      case ADD -> add(a, xo, b, yo, r, oo, n);
      case SUBTRACT -> subtract(a, xo, b, yo, r, oo, n);
      case MULTIPLY -> multiply(a, xo, b, yo, r, oo, n);
      case DIVIDE -> divide(a, xo, b, yo, r, oo, n);
      case POWER -> power(a, xo, b, yo, r, oo, n);
      case MAXIMUM -> maximum(a, xo, b, yo, r, oo, n);
      case MINIMUM -> minimum(a, xo, b, yo, r, oo, n);
      case EQUAL -> equal(a, xo, b, yo, r, oo, n);
      case LESS -> less(a, xo, b, yo, r, oo, n);
      case LESS_OR_EQUAL -> lessOrEqual(a, xo, b, yo, r, oo, n);
    }
  }

  private static void negate(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = -a[xo + i];
    }
  }

  private static void absolute(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = Math.abs(a[xo + i]);
    }
  }

  private static void sign(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = Math.signum(a[xo + i]);
    }
  }

  private static void floor(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = (float) Math.floor(a[xo + i]);
    }
  }

  private static void squareRoot(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = (float) Math.sqrt(a[xo + i]);
    }
  }

  private static void exp(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.exp(a[xo + i]);
    }
  }

  private static void expm1(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.expm1(a[xo + i]);
    }
  }

  private static void log(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.log(a[xo + i]);
    }
  }

  private static void log1p(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.log1p(a[xo + i]);
    }
  }

  private static void sin(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.sin(a[xo + i]);
    }
  }

  private static void cos(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.cos(a[xo + i]);
    }
  }

  private static void tanh(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.tanh(a[xo + i]);
    }
  }

  private static void sigmoid(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.sigmoid(a[xo + i]);
    }
  }

  private static void softplus(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.softplus(a[xo + i]);
    }
  }

  private static void erf(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.erf(a[xo + i]);
    }
  }

  private static void relu(float[] a, int xo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] <= 0 ? 0 : a[xo + i];
    }
  }

  private static void add(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] + b[yo + i];
    }
  }

  private static void subtract(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] - b[yo + i];
    }
  }

  private static void multiply(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] * b[yo + i];
    }
  }

  private static void divide(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] / b[yo + i];
    }
  }

  private static void power(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = FloatElementary.pow(a[xo + i], b[yo + i]);
    }
  }

  private static void maximum(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = Math.max(a[xo + i], b[yo + i]);
    }
  }

  private static void minimum(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = Math.min(a[xo + i], b[yo + i]);
    }
  }

  private static void equal(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] == b[yo + i] ? 1 : 0;
    }
  }

  private static void less(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
    for (int i = 0; i < n; i++) {
      r[oo + i] = a[xo + i] < b[yo + i] ? 1 : 0;
    }
  }

  private static void lessOrEqual(float[] a, int xo, float[] b, int yo, float[] r, int oo, int n) {
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
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int row = 0; row < rows; row++) {
      add(r, oo, a, xo + row * columns, r, oo, columns);
    }
  }

  @Override
  public void maxRows(Object x, int xo, int rows, int columns, Object out, int oo) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    System.arraycopy(a, xo, r, oo, columns);
    for (int row = 1; row < rows; row++) {
      maximum(r, oo, a, xo + row * columns, r, oo, columns);
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
  public int matmulIntScratch(int m, int n, int k) {
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
      int[] intScratch) {
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
  public void maxOfWindows(
      Object x, int xo, boolean squares, int[] starts, int n, int[] places, Object out, int oo) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      int start = xo + starts[i];
      float largest = a[start + places[0]];
      for (int p = 1; p < places.length; p++) {
        largest = Math.max(largest, a[start + places[p]]);
      }
      r[oo + i] = largest;
    }
  }

  @Override
  public void maxOfWindowsGradient(
      Object x,
      int xo,
      boolean squares,
      int[] starts,
      int n,
      int[] places,
      Object y,
      int yo,
      Object g,
      int go,
      Object out,
      int oo,
      int[] outStarts,
      int[] outPlaces) {
    float[] a = (float[]) x;
    float[] largest = (float[]) y;
    float[] gradient = (float[]) g;
    float[] r = (float[]) out;
    for (int i = 0; i < n; i++) {
      int start = xo + starts[i];
      int result = oo + outStarts[i];
      float wanted = largest[yo + i];
      int winners = 0;
      int last = 0;
      for (int p = 0; p < places.length; p++) {
        if (a[start + places[p]] == wanted) {
          winners++;
          last = p;
        }
      }
      float share = gradient[go + i] / winners;
      if (winners == 1 && Float.isFinite(share)) {
        r[result + outPlaces[last]] += share;
      } else {
        // Several winners, none (a NaN is equal to nothing), or a share that makes NaN of a 0.
        for (int p = 0; p < places.length; p++) {
          r[result + outPlaces[p]] += (a[start + places[p]] == wanted ? 1f : 0f) * share;
        }
      }
    }
  }

  @Override
  public void overlap(
      Object x, int xo, int places, int positions, int dilation, Object out, int oo, int size) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    Arrays.fill(r, oo, oo + size, 0);
    for (int p = 0; p < places; p++) {
      int from = xo + p * positions;
      int to = oo + p * dilation;
      for (int i = 0; i < positions; i++) {
        r[to + i] += a[from + i];
      }
    }
  }

  @Override
  public int productsScratch(ProductGrid grid) {
    return grid.scratch(this);
  }

  @Override
  public int productsIntScratch(ProductGrid grid) {
    return grid.intScratch(this);
  }

  @Override
  public void products(
      ProductGrid grid,
      int from,
      int to,
      @Nullable Object[] arrays,
      int[] offsets,
      Object scratch,
      int[] intScratch) {
    grid.productByProduct(this, from, to, arrays, offsets, scratch, intScratch);
  }

  @Override
  public int contractScratch(int m, int n, int k) {
    return n;
  }

  @Override
  public void contract(
      int m,
      int from,
      int to,
      int kFrom,
      int kTo,
      Object a,
      int ao,
      Places aPlaces,
      Object b,
      int bo,
      Places bPlaces,
      Object c,
      int co,
      Places cPlaces,
      Object scratch) {
    float[] left = (float[]) a;
    float[] right = (float[]) b;
    float[] product = (float[]) c;
    float[] row = (float[]) scratch;
    for (int i = 0; i < m; i++) {
      int result = co + cPlaces.rows[i];
      for (int j = from; j < to; j++) {
        row[j - from] = kFrom == 0 ? 0 : product[result + cPlaces.columns[j]];
      }
      for (int p = kFrom; p < kTo; p++) {
        float factor = left[ao + aPlaces.rows[i] + aPlaces.columns[p]];
        int start = bo + bPlaces.rows[p];
        for (int j = from; j < to; ) {
          int end = Math.min(bPlaces.columnEnds[j], to);
          addMultiple(factor, right, start + bPlaces.columns[j], row, j - from, end - j);
          j = end;
        }
      }
      for (int j = from; j < to; j++) {
        product[result + cPlaces.columns[j]] = row[j - from] + 0f; // −0 becomes +0
      }
    }
  }

  private static void addMultiple(float factor, float[] x, int xo, float[] sums, int so, int n) {
    for (int i = 0; i < n; i++) {
      sums[so + i] = Math.fma(factor, x[xo + i], sums[so + i]);
    }
  }

  @Override
  public int pooledConvolutionScratch(PooledConvolution c) {
    return PlainFloatPooledConvolution.scratch(c);
  }

  @Override
  public int pooledGradientScratch(PooledConvolution c) {
    return PlainFloatPooledConvolution.gradientScratch(c);
  }

  @Override
  public int pooledGradientIntScratch(PooledConvolution c) {
    return 0;
  }

  @Override
  public void pooledConvolution(
      PooledConvolution c,
      Object x,
      int xo,
      Object w,
      int wo,
      Object bias,
      int bo,
      Object y,
      int yo,
      Object codes,
      int co,
      Object scratch) {
    PlainFloatPooledConvolution.largest(
        c,
        (float[]) x,
        xo,
        (float[]) w,
        wo,
        (float[]) bias,
        bo,
        (float[]) y,
        yo,
        (float[]) codes,
        co,
        (float[]) scratch);
  }

  @Override
  public boolean areFinite(Object x, int xo, int n) {
    float[] a = (float[]) x;
    float rest = 0;
    for (int i = xo; i < xo + n; i++) {
      rest += a[i] * 0; // NaN of what is not finite
    }
    return rest == 0;
  }

  @Override
  public void pooledConvolutionGradient(
      PooledConvolution c,
      boolean all,
      boolean listed,
      Object g,
      int go,
      Object codes,
      int co,
      Object scratch,
      int[] intScratch) {
    PlainFloatPooledConvolution.gradient(
        c, (float[]) g, go, (float[]) codes, co, (float[]) scratch, 0);
  }

  @Override
  public void pooledConvolutionFilters(
      PooledConvolution c,
      Object x,
      int xo,
      Object out,
      int oo,
      Object bias,
      int bo,
      Object scratch,
      int[] intScratch) {
    PlainFloatPooledConvolution.filters(
        c, (float[]) x, xo, (float[]) out, oo, (float[]) bias, bo, (float[]) scratch);
  }

  @Override
  public void pooledConvolutionInput(
      PooledConvolution c, Object w, int wo, Object out, int oo, Object scratch, int[] intScratch) {
    PlainFloatPooledConvolution.input(c, (float[]) w, wo, (float[]) out, oo, (float[]) scratch);
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
