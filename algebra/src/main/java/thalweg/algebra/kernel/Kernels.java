package thalweg.algebra.kernel;

import org.jspecify.annotations.Nullable;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.machine.VectorUnit;

/// Every loop that programs are made of, for one element type.
///
/// An array argument is `float[]` in [#FLOAT] and `double[]` in [#DOUBLE]; each is followed by the
/// offset of its first element. Nothing is checked here and nothing is allocated. The plain
/// implementation is the reference: the vector one gives equal bits for every input, at every
/// width. Output arrays may be input arrays if the offsets are equal too.
public sealed interface Kernels
    permits PlainFloatKernels, PlainDoubleKernels, VectorFloatKernels, VectorDoubleKernels {
  /// The number of interleaved partial sums of a contiguous sum; partial j takes elements j, j +
  /// 16, j + 32, …
  int PARTIALS = 16;

  /// The loops over `float[]` in use.
  Kernels FLOAT = VectorUnit.BITS > 0 ? new VectorFloatKernels() : new PlainFloatKernels();

  /// The loops over `double[]` in use.
  Kernels DOUBLE = VectorUnit.BITS > 0 ? new VectorDoubleKernels() : new PlainDoubleKernels();

  /// The plain loops over `float[]`, which have a fair speed long before the vector loops have any.
  Kernels PLAIN_FLOAT = new PlainFloatKernels();

  /// The plain loops over `double[]`.
  Kernels PLAIN_DOUBLE = new PlainDoubleKernels();

  // ---- Elementwise: n elements ----

  /// Writes f(x) for each x.
  void unary(UnaryFunction f, Object x, int xo, Object out, int oo, int n);

  /// Writes f(x, y) for each pair.
  void binary(BinaryFunction f, Object x, int xo, Object y, int yo, Object out, int oo, int n);

  /// Writes x where c is not zero, else y.
  void select(Object c, int co, Object x, int xo, Object y, int yo, Object out, int oo, int n);

  /// Writes the same number, rounded to the element type, n times.
  void fill(Object out, int oo, int n, double value);

  /// Writes each of `count` numbers of x `times` times in a row.
  void repeatEach(Object x, int xo, int count, int times, Object out, int oo);

  // ---- Reductions ----

  /// Writes to `out[oo + r]` the sum of row r of n elements, for each of `rows` rows that follow
  /// each other: [#PARTIALS] interleaved sums, then halves added until one is left. `scratch` needs
  /// room for [#PARTIALS] elements.
  void sum(Object x, int xo, int rows, int n, Object out, int oo, Object scratch);

  /// Writes to `out[oo + r]` the largest of row r of n ≥ 1 elements, NaN if there is one. `scratch`
  /// as for the sum.
  void max(Object x, int xo, int rows, int n, Object out, int oo, Object scratch);

  /// Adds `rows` rows of `columns` elements to those of `out`, in increasing order.
  void addRows(Object x, int xo, int rows, int columns, Object out, int oo);

  /// Writes the largest of each column over `rows` ≥ 1 rows, NaN if there is one.
  void maxRows(Object x, int xo, int rows, int columns, Object out, int oo);

  /// Returns which of n ≥ 1 elements, `stride` apart, is the largest: the first of equals, the
  /// first NaN if there is one.
  int argMax(Object x, int xo, int stride, int n);

  /// Writes for some windows the largest of what each shows, NaN if there is one: window i begins
  /// at `starts[i]` after xo, and its places are `places` after that.
  void maxOfWindows(
      Object x, int xo, boolean squares, int[] starts, int n, int[] places, Object out, int oo);

  /// Adds to `out` the gradient through the largest of each window: `g[i] / c` at each of the c
  /// places where the window shows the largest, `y[i]`. Windows do not overlap; `outStarts` and
  /// `outPlaces` say where they stand in `out`, which has been filled with zeros. `starts` and
  /// `outStarts` are filled up to a multiple of [#PARTIALS]. With `squares`, both are as in
  /// [#maxOfWindows].
  void maxOfWindowsGradient(
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
      int[] outPlaces);

  /// Writes `size` sums of windows laid over each other: position i of place p is added to element
  /// i + p · `dilation`, in increasing order of p, each sum beginning at +0.
  void overlap(
      Object x, int xo, int places, int positions, int dilation, Object out, int oo, int size);

  // ---- Contraction ----

  /// Returns how many elements of scratch [#matmul] needs for this size.
  int matmulScratch(int m, int n, int k);

  /// Returns how many whole numbers of scratch [#matmul] needs for this size.
  int matmulIntScratch(int m, int n, int k);

  /// Writes c = a · b for a of m × k, b of k × n and c of m × n.
  ///
  /// Element (i, p) of a stands at `ao + i · ar + p · ac`, where `ar` or `ac` is 1, so a transposed
  /// operand is read in place; b likewise with `br`, `bc`; rows of c are `cr` apart. Every element
  /// of c is one chain of fused multiply-adds over k in increasing order, starting from +0, and +0
  /// where that chain gives −0.
  void matmul(
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
      int[] intScratch);

  /// Returns how many elements of scratch [#products] needs.
  int productsScratch(ProductGrid grid);

  /// Returns how many whole numbers of scratch [#products] needs.
  int productsIntScratch(ProductGrid grid);

  /// Writes the columns from `from` to below `to` of the products of a grid, counted through the
  /// products of each left matrix side by side. The bits are those of [#matmul].
  ///
  /// @param arrays arrays by their numbers
  /// @param offsets where the elements of each array begin
  void products(
      ProductGrid grid,
      int from,
      int to,
      @Nullable Object[] arrays,
      int[] offsets,
      Object scratch,
      int[] intScratch);

  /// Returns how many elements of scratch [#contract] needs for this size.
  int contractScratch(int m, int n, int k);

  /// Writes the columns from `from` to below `to` of c = a · b, for a of m × k, b of k × n and c of
  /// m × n, all of which stand where [Places] say, counted from `ao`, `bo` and `co`. Takes the
  /// terms from `kFrom` to below `kTo`: the sums begin at +0 where `kFrom` is 0, else at what c
  /// holds, so that a product may be computed piece by piece. The bits are those of [#matmul].
  void contract(
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
      Object scratch);

  // ---- Pooled convolution, one picture ----

  /// Returns how many elements of scratch [#pooledConvolution] needs.
  int pooledConvolutionScratch(PooledConvolution c);

  /// Returns how many elements of scratch the gradients of a pooled convolution need.
  int pooledGradientScratch(PooledConvolution c);

  /// Returns how many whole numbers of scratch they need.
  int pooledGradientIntScratch(PooledConvolution c);

  /// Writes the largest of each window of a rectified convolution, filter by filter, and if it is
  /// pooled the codes, window by window. The weights of all filters, filled up, stand side by side
  /// for each term. The bits are those of [#contract], of adding the bias, of RELU and of
  /// [#maxOfWindows].
  void pooledConvolution(
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
      Object scratch);

  /// Returns whether none of n elements is infinite or NaN.
  boolean areFinite(Object x, int xo, int n);

  /// Prepares the gradients of a picture, given that of the largest, `g`: writes the gradient at
  /// each position to scratch, which the two that follow read.
  ///
  /// @param all whether zeros count too, as they must where a weight or an element of the picture
  ///   is not finite
  /// @param listed whether what counts is to be listed, which all need but the gradient of the
  ///   filters where that is [PooledConvolution#isThin]
  void pooledConvolutionGradient(
      PooledConvolution c,
      boolean all,
      boolean listed,
      Object g,
      int go,
      Object codes,
      int co,
      Object scratch,
      int[] intScratch);

  /// Adds the gradient with respect to the filters, where [PooledConvolution#sumPlaces] says, and
  /// to the bias. The sums over several pictures begin at +0.
  void pooledConvolutionFilters(
      PooledConvolution c,
      Object x,
      int xo,
      Object out,
      int oo,
      Object bias,
      int bo,
      Object scratch,
      int[] intScratch);

  /// Writes the gradient with respect to the picture. The weights of each filter stand together, in
  /// the order of [PooledConvolution#termsTogether].
  void pooledConvolutionInput(
      PooledConvolution c, Object w, int wo, Object out, int oo, Object scratch, int[] intScratch);

  /// Does `rounds` rounds of fused multiply-adds on registers, independent of each other and as
  /// wide as the processor likes, and returns how many operations those were: what [MachineLimit]
  /// measures.
  long multiplyAdds(int rounds);
}
