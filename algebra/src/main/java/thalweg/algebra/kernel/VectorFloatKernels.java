package thalweg.algebra.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;

/// The loops over `float[]` on the vector unit, bit for bit equal to [PlainFloatKernels], which
/// also does the remainders. Those over one elementwise operation are written by [LoopWriter] from
/// its one vector form. Those that stand here call the vector classes directly: calls of methods of
/// our own are not inlined in every run of the compiler, and then vectors become objects.
/// `VectorDoubleKernels` is made from this source at build time by exchanging the type names.
@SuppressWarnings("cast") // casts that the double twin does not need
final class VectorFloatKernels implements Kernels {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();
  private static final PlainFloatKernels PLAIN = new PlainFloatKernels();

  /// The loop over each operation, by its name, written when first used.
  private static final Map<String, OperationLoop> LOOPS = new ConcurrentHashMap<>();

  private static OperationLoop loop(String operation) {
    OperationLoop loop = LOOPS.get(operation);
    return loop != null
        ? loop
        : LOOPS.computeIfAbsent(operation, LoopWriter.of(float.class)::write);
  }

  @Override
  public void unary(UnaryFunction f, Object x, int xo, Object out, int oo, int n) {
    int whole = S.loopBound(n);
    if (whole > 0) {
      loop(f.method()).run(x, xo, x, xo, x, xo, out, oo, whole);
    }
    PLAIN.unary(f, x, xo + whole, out, oo + whole, n - whole);
  }

  @Override
  public void binary(
      BinaryFunction f, Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    int whole = S.loopBound(n);
    if (whole > 0) {
      loop(f.method()).run(x, xo, y, yo, y, yo, out, oo, whole);
    }
    PLAIN.binary(f, x, xo + whole, y, yo + whole, out, oo + whole, n - whole);
  }

  @Override
  public void select(
      Object c, int co, Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    int whole = S.loopBound(n);
    if (whole > 0) {
      loop(LoopCode.SELECT).run(c, co, x, xo, y, yo, out, oo, whole);
    }
    PLAIN.select(c, co + whole, x, xo + whole, y, yo + whole, out, oo + whole, n - whole);
  }

  @Override
  public void fill(Object out, int oo, int n, double value) {
    PLAIN.fill(out, oo, n, value);
  }

  @Override
  public void repeatEach(Object x, int xo, int count, int times, Object out, int oo) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int end = oo + count * times;
    for (int i = 0, to = oo; i < count; i++) {
      FloatVector value = FloatVector.broadcast(S, a[xo + i]);
      int next = to + times;
      // The last vector may reach into the places of the next number, which is written after it.
      for (; to < next && to + LANES <= end; to += LANES) {
        value.intoArray(r, to);
      }
      for (; to < next; to++) {
        r[to] = a[xo + i];
      }
      to = next;
    }
  }

  @Override
  public void sum(Object x, int xo, int rows, int n, Object out, int oo, Object scratch) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int row =
        switch (PARTIALS / LANES) {
          case 1 -> sumByOneVector(a, xo, rows, n, r, oo);
          case 2 -> sumByTwoVectors(a, xo, rows, n, r, oo);
          default -> 0;
        };
    float[] partial = (float[]) scratch;
    int whole = n - n % PARTIALS;
    for (int from = xo + row * n; row < rows; row++, from += n) {
      // One pass for each group of lanes: on narrow registers the data, still in the nearest cache,
      // is read again.
      for (int group = 0; group < PARTIALS; group += LANES) {
        FloatVector sums = FloatVector.zero(S);
        for (int i = group; i < whole; i += PARTIALS) {
          sums = sums.add(FloatVector.fromArray(S, a, from + i));
        }
        sums.intoArray(partial, group);
      }
      for (int i = whole; i < n; i++) {
        partial[i - whole] += a[from + i];
      }
      r[oo + row] = PlainFloatKernels.fold(partial);
    }
  }

  /// Returns how many of some rows begin so early that `reach` elements from there on are within
  /// the array.
  private static int within(float[] a, int xo, int rows, int n, int reach) {
    int room = a.length - reach - xo;
    return room < 0 ? 0 : n == 0 ? rows : Math.min(rows, room / n + 1);
  }

  /// Sums rows where one vector holds all partial sums, and returns how many. Four rows are under
  /// way at a time, as each sum waits for the one before. Zeros added to partial sums, which are
  /// never −0, change no bit. The folding is written out for every row, as a method of its own
  /// would not be inlined here.
  private static int sumByOneVector(float[] a, int xo, int rows, int n, float[] r, int oo) {
    int whole = S.loopBound(n);
    VectorMask<Float> inside = S.indexInRange(whole, n);
    int safe = within(a, xo, rows, n, whole + (whole < n ? LANES : 0));
    int row = 0;
    for (int from = xo; row + 4 <= safe; row += 4, from += 4 * n) {
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = FloatVector.zero(S);
      FloatVector s2 = FloatVector.zero(S);
      FloatVector s3 = FloatVector.zero(S);
      for (int i = 0; i < whole; i += LANES) {
        s0 = s0.add(FloatVector.fromArray(S, a, from + i));
        s1 = s1.add(FloatVector.fromArray(S, a, from + n + i));
        s2 = s2.add(FloatVector.fromArray(S, a, from + 2 * n + i));
        s3 = s3.add(FloatVector.fromArray(S, a, from + 3 * n + i));
      }
      if (whole < n) {
        s0 = s0.add(FloatVector.zero(S).blend(FloatVector.fromArray(S, a, from + whole), inside));
        s1 =
            s1.add(
                FloatVector.zero(S).blend(FloatVector.fromArray(S, a, from + n + whole), inside));
        s2 =
            s2.add(
                FloatVector.zero(S)
                    .blend(FloatVector.fromArray(S, a, from + 2 * n + whole), inside));
        s3 =
            s3.add(
                FloatVector.zero(S)
                    .blend(FloatVector.fromArray(S, a, from + 3 * n + whole), inside));
      }
      s0 = s0.add(s0.rearrange(VectorFloatOperations.DOWN_8));
      s0 = s0.add(s0.rearrange(VectorFloatOperations.DOWN_4));
      s0 = s0.add(s0.rearrange(VectorFloatOperations.DOWN_2));
      s0 = s0.add(s0.rearrange(VectorFloatOperations.DOWN_1));
      r[oo + row] = s0.lane(0);
      s1 = s1.add(s1.rearrange(VectorFloatOperations.DOWN_8));
      s1 = s1.add(s1.rearrange(VectorFloatOperations.DOWN_4));
      s1 = s1.add(s1.rearrange(VectorFloatOperations.DOWN_2));
      s1 = s1.add(s1.rearrange(VectorFloatOperations.DOWN_1));
      r[oo + row + 1] = s1.lane(0);
      s2 = s2.add(s2.rearrange(VectorFloatOperations.DOWN_8));
      s2 = s2.add(s2.rearrange(VectorFloatOperations.DOWN_4));
      s2 = s2.add(s2.rearrange(VectorFloatOperations.DOWN_2));
      s2 = s2.add(s2.rearrange(VectorFloatOperations.DOWN_1));
      r[oo + row + 2] = s2.lane(0);
      s3 = s3.add(s3.rearrange(VectorFloatOperations.DOWN_8));
      s3 = s3.add(s3.rearrange(VectorFloatOperations.DOWN_4));
      s3 = s3.add(s3.rearrange(VectorFloatOperations.DOWN_2));
      s3 = s3.add(s3.rearrange(VectorFloatOperations.DOWN_1));
      r[oo + row + 3] = s3.lane(0);
    }
    return row;
  }

  /// The same where two vectors hold the partial sums, two rows at a time.
  private static int sumByTwoVectors(float[] a, int xo, int rows, int n, float[] r, int oo) {
    int whole = n - n % PARTIALS;
    VectorMask<Float> low = S.indexInRange(whole, n);
    VectorMask<Float> high = S.indexInRange(whole + LANES, Math.max(n, whole + LANES));
    int safe = within(a, xo, rows, n, whole + (whole < n ? PARTIALS : 0));
    int row = 0;
    for (int from = xo; row + 2 <= safe; row += 2, from += 2 * n) {
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = FloatVector.zero(S);
      FloatVector t0 = FloatVector.zero(S);
      FloatVector t1 = FloatVector.zero(S);
      for (int i = 0; i < whole; i += PARTIALS) {
        s0 = s0.add(FloatVector.fromArray(S, a, from + i));
        s1 = s1.add(FloatVector.fromArray(S, a, from + i + LANES));
        t0 = t0.add(FloatVector.fromArray(S, a, from + n + i));
        t1 = t1.add(FloatVector.fromArray(S, a, from + n + i + LANES));
      }
      if (whole < n) {
        s0 = s0.add(FloatVector.zero(S).blend(FloatVector.fromArray(S, a, from + whole), low));
        s1 =
            s1.add(
                FloatVector.zero(S).blend(FloatVector.fromArray(S, a, from + whole + LANES), high));
        t0 = t0.add(FloatVector.zero(S).blend(FloatVector.fromArray(S, a, from + n + whole), low));
        t1 =
            t1.add(
                FloatVector.zero(S)
                    .blend(FloatVector.fromArray(S, a, from + n + whole + LANES), high));
      }
      s0 = s0.add(s1);
      s0 = s0.add(s0.rearrange(VectorFloatOperations.DOWN_4));
      s0 = s0.add(s0.rearrange(VectorFloatOperations.DOWN_2));
      s0 = s0.add(s0.rearrange(VectorFloatOperations.DOWN_1));
      r[oo + row] = s0.lane(0);
      t0 = t0.add(t1);
      t0 = t0.add(t0.rearrange(VectorFloatOperations.DOWN_4));
      t0 = t0.add(t0.rearrange(VectorFloatOperations.DOWN_2));
      t0 = t0.add(t0.rearrange(VectorFloatOperations.DOWN_1));
      r[oo + row + 1] = t0.lane(0);
    }
    return row;
  }

  @Override
  public void max(Object x, int xo, int rows, int n, Object out, int oo, Object scratch) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int whole = S.loopBound(n);
    VectorMask<Float> inside = S.indexInRange(whole, n);
    int safe = within(a, xo, rows, n, whole + (whole < n ? LANES : 0));
    int row = 0;
    // Four rows at a time, as each maximum waits for the one before.
    for (int from = xo; row + 4 <= safe; row += 4, from += 4 * n) {
      FloatVector m0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector m1 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector m2 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector m3 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < whole; i += LANES) {
        m0 = m0.max(FloatVector.fromArray(S, a, from + i));
        m1 = m1.max(FloatVector.fromArray(S, a, from + n + i));
        m2 = m2.max(FloatVector.fromArray(S, a, from + 2 * n + i));
        m3 = m3.max(FloatVector.fromArray(S, a, from + 3 * n + i));
      }
      if (whole < n) {
        FloatVector least = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        m0 = m0.max(least.blend(FloatVector.fromArray(S, a, from + whole), inside));
        m1 = m1.max(least.blend(FloatVector.fromArray(S, a, from + n + whole), inside));
        m2 = m2.max(least.blend(FloatVector.fromArray(S, a, from + 2 * n + whole), inside));
        m3 = m3.max(least.blend(FloatVector.fromArray(S, a, from + 3 * n + whole), inside));
      }
      r[oo + row] = m0.reduceLanes(VectorOperators.MAX);
      r[oo + row + 1] = m1.reduceLanes(VectorOperators.MAX);
      r[oo + row + 2] = m2.reduceLanes(VectorOperators.MAX);
      r[oo + row + 3] = m3.reduceLanes(VectorOperators.MAX);
    }
    for (int from = xo + row * n; row < rows; row++, from += n) {
      FloatVector m = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < whole; i += LANES) {
        m = m.max(FloatVector.fromArray(S, a, from + i));
      }
      float most = m.reduceLanes(VectorOperators.MAX);
      for (int i = whole; i < n; i++) {
        most = Math.max(most, a[from + i]);
      }
      r[oo + row] = most;
    }
  }

  @Override
  public void addRows(Object x, int xo, int rows, int columns, Object out, int oo) {
    float[] a = (float[]) x;
    float[] r = (float[]) out;
    int j = 0;
    for (int bound = S.loopBound(columns); j < bound; j += LANES) {
      FloatVector sums = FloatVector.fromArray(S, r, oo + j);
      for (int row = 0, from = xo + j; row < rows; row++, from += columns) {
        sums = sums.add(FloatVector.fromArray(S, a, from));
      }
      sums.intoArray(r, oo + j);
    }
    for (; j < columns; j++) {
      float sum = r[oo + j];
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
      binary(BinaryFunction.MAXIMUM, out, oo, x, xo + row * columns, out, oo, columns);
    }
  }

  @Override
  public int argMax(Object x, int xo, int stride, int n) {
    return PLAIN.argMax(x, xo, stride, n);
  }

  @Override
  public void maxOfWindows(
      Object x, int xo, boolean squares, int[] starts, int n, int[] places, Object out, int oo) {
    if (squares) {
      VectorFloatWindows.maxOfSquares((float[]) x, xo, places[2], n, (float[]) out, oo);
      return;
    }
    VectorFloatWindows.max((float[]) x, xo, starts, n, places, (float[]) out, oo);
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
    if (squares) {
      VectorFloatWindows.gradientOfSquares(
          (float[]) x,
          xo,
          places[2],
          n,
          (float[]) y,
          yo,
          (float[]) g,
          go,
          (float[]) out,
          oo,
          outPlaces[2]);
      return;
    }
    PLAIN.maxOfWindowsGradient(
        x, xo, false, starts, n, places, y, yo, g, go, out, oo, outStarts, outPlaces);
  }

  @Override
  public void overlap(
      Object x, int xo, int places, int positions, int dilation, Object out, int oo, int size) {
    VectorFloatWindows.overlap(
        (float[]) x, xo, places, positions, dilation, (float[]) out, oo, size);
  }

  @Override
  public int contractScratch(int m, int n, int k) {
    return VectorFloatContraction.scratch(m, k);
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
    VectorFloatContraction.run(
        m,
        from,
        to,
        kFrom,
        kTo,
        (float[]) a,
        ao,
        aPlaces,
        (float[]) b,
        bo,
        bPlaces,
        (float[]) c,
        co,
        cPlaces,
        (float[]) scratch);
  }

  @Override
  public int matmulScratch(int m, int n, int k) {
    return VectorFloatMatmul.scratch(m, n, k);
  }

  @Override
  public int matmulIntScratch(int m, int n, int k) {
    return VectorFloatSparse.intScratch(m, k);
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
        cr,
        (float[]) scratch,
        intScratch);
  }

  @Override
  public int productsScratch(ProductGrid grid) {
    return Math.max(grid.scratch(this), VectorFloatMatmul.scratch(grid));
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
    if (VectorFloatMatmul.sparse(grid, arrays, offsets)) {
      grid.productByProduct(this, from, to, arrays, offsets, scratch, intScratch);
    } else {
      VectorFloatMatmul.run(grid, from, to, arrays, offsets, (float[]) scratch);
    }
  }

  @Override
  public int pooledConvolutionScratch(PooledConvolution c) {
    return VectorFloatPooledConvolution.scratch(c);
  }

  @Override
  public int pooledGradientScratch(PooledConvolution c) {
    return VectorFloatPooledGradient.scratch(c);
  }

  @Override
  public int pooledGradientIntScratch(PooledConvolution c) {
    return VectorFloatPooledGradient.intScratch(c);
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
    VectorFloatPooledConvolution.largest(
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
    return VectorFloatSparse.finite(n, (float[]) x, xo);
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
    VectorFloatPooledGradient.gradient(
        c, all, listed, (float[]) g, go, (float[]) codes, co, (float[]) scratch, intScratch);
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
    VectorFloatPooledGradient.filters(
        c, (float[]) x, xo, (float[]) out, oo, (float[]) bias, bo, (float[]) scratch, intScratch);
  }

  @Override
  public void pooledConvolutionInput(
      PooledConvolution c, Object w, int wo, Object out, int oo, Object scratch, int[] intScratch) {
    VectorFloatPooledConvolution.input(
        c, (float[]) w, wo, (float[]) out, oo, (float[]) scratch, intScratch);
  }

  @Override
  public long multiplyAdds(int rounds) {
    FloatVector factor = FloatVector.broadcast(S, (float) 0.999);
    FloatVector s0 = FloatVector.broadcast(S, 0);
    FloatVector s1 = FloatVector.broadcast(S, 1);
    FloatVector s2 = FloatVector.broadcast(S, 2);
    FloatVector s3 = FloatVector.broadcast(S, 3);
    FloatVector s4 = FloatVector.broadcast(S, 4);
    FloatVector s5 = FloatVector.broadcast(S, 5);
    FloatVector s6 = FloatVector.broadcast(S, 6);
    FloatVector s7 = FloatVector.broadcast(S, 7);
    FloatVector s8 = FloatVector.broadcast(S, 8);
    FloatVector s9 = FloatVector.broadcast(S, 9);
    FloatVector s10 = FloatVector.broadcast(S, 10);
    FloatVector s11 = FloatVector.broadcast(S, 11);
    for (int round = 0; round < rounds; round++) {
      s0 = s0.fma(factor, factor);
      s1 = s1.fma(factor, factor);
      s2 = s2.fma(factor, factor);
      s3 = s3.fma(factor, factor);
      s4 = s4.fma(factor, factor);
      s5 = s5.fma(factor, factor);
      s6 = s6.fma(factor, factor);
      s7 = s7.fma(factor, factor);
      s8 = s8.fma(factor, factor);
      s9 = s9.fma(factor, factor);
      s10 = s10.fma(factor, factor);
      s11 = s11.fma(factor, factor);
    }
    FloatVector sum =
        s0.add(s1)
            .add(s2)
            .add(s3)
            .add(s4)
            .add(s5)
            .add(s6)
            .add(s7)
            .add(s8)
            .add(s9)
            .add(s10)
            .add(s11);
    return sum.lane(0) < 0
        ? 0
        : 2L * 12 * LANES * rounds; // all are used, or the compiler drops them
  }
}
