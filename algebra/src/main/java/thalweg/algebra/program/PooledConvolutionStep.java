package thalweg.algebra.program;

import java.util.Set;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.kernel.PooledConvolution;

/// A convolution with its bias, RELU and the largest of each window, or one of its gradients,
/// picture by picture; see [PooledConvolutionPattern]. What lies between is never laid out.
sealed interface PooledConvolutionStep extends ProgramStep {
  /// Operations worth handing to another member of a team, some five microseconds.
  long PART_OPERATIONS = 500_000;

  boolean single();

  PooledConvolution places();

  int pictures();

  /// Returns the value of the codes, which has a slice for each picture; the result itself where
  /// nothing is pooled.
  int codes();

  /// Does so for pictures from `from` to below `to`.
  void run(Memory memory, int from, int to);

  @Override
  default void run(Memory memory) {
    run(memory, 0, pictures());
  }

  /// The largest of each window, and the codes.
  record Largest(
      boolean single,
      PooledConvolution places,
      int pictures,
      int x,
      int weights,
      int bias,
      int out,
      int codes)
      implements PooledConvolutionStep {
    @Override
    public void run(Memory memory, int from, int to) {
      Kernels kernels = memory.kernels(single);
      int windows = places.windows();
      for (int i = from; i < to; i++) {
        kernels.pooledConvolution(
            places,
            memory.array(x),
            memory.offset(x) + i * places.elements(),
            memory.array(weights),
            memory.offset(weights),
            memory.array(bias),
            memory.offset(bias),
            memory.array(out),
            memory.offset(out) + i * windows * places.filters(),
            memory.array(codes),
            memory.offset(codes) + i * places.codeElements(),
            memory.scratch(single));
      }
    }

    @Override
    public int scratch(DType type) {
      Kernels kernels = single ? Kernels.FLOAT : Kernels.DOUBLE;
      Kernels plain = single ? Kernels.PLAIN_FLOAT : Kernels.PLAIN_DOUBLE;
      return type == (single ? DType.FLOAT : DType.DOUBLE)
          ? Math.max(
              kernels.pooledConvolutionScratch(places), plain.pooledConvolutionScratch(places))
          : 0;
    }

    @Override
    public int parts() {
      return Math.clamp(operations() / PART_OPERATIONS, 1, pictures);
    }

    @Override
    public void runPart(Memory memory, int part, int parts) {
      run(
          memory,
          (int) ((long) pictures * part / parts),
          (int) ((long) pictures * (part + 1) / parts));
    }

    @Override
    public String describe() {
      return (places.isPooled()
              ? "largest of " + places.windows() + " windows of " + places.places() + " of a "
              : "rectified ")
          + "convolution, "
          + places.filters()
          + " filters of "
          + places.terms()
          + ", "
          + pictures
          + " times";
    }

    @Override
    public int[] reads() {
      return new int[] {x, weights, bias};
    }

    @Override
    public int[] writes() {
      return places.isPooled() ? new int[] {out, codes} : new int[] {out};
    }

    @Override
    public long operations() {
      return 2L * pictures * places.windows() * places.places() * places.filters() * places.terms();
    }
  }

  /// The gradients of the filters, where [PooledConvolution#sumPlaces] says, of the bias, and of
  /// the pictures, each if it is wanted.
  ///
  /// @param filters the value of the filters' gradient, or −1
  /// @param bias that of the bias's gradient, or −1 if none is wanted of the filters
  /// @param weights of each filter together, or −1
  /// @param input the value of the pictures' gradient, or −1
  record Gradients(
      boolean single,
      PooledConvolution places,
      int pictures,
      int gradient,
      int codes,
      int x,
      int filters,
      int bias,
      int weights,
      int input)
      implements PooledConvolutionStep {
    @Override
    public void run(Memory memory, int from, int to) {
      Kernels kernels = memory.kernels(single);
      Object scratch = memory.scratch(single);
      int windows = places.windows();
      if (from == 0 && filters >= 0) {
        kernels.fill(memory.array(filters), memory.offset(filters), places.sumElements(), 0);
        kernels.fill(memory.array(bias), memory.offset(bias), places.filters(), 0);
      }
      boolean finite =
          input < 0
              || kernels.areFinite(
                  memory.array(weights),
                  memory.offset(weights),
                  places.filters() * places.together());
      boolean sparse = filters >= 0 && !places.isThin();
      for (int i = from; i < to; i++) {
        boolean all = !finite || (sparse && !isFinite(memory, kernels, i));
        kernels.pooledConvolutionGradient(
            places,
            all,
            input >= 0 || sparse,
            memory.array(gradient),
            memory.offset(gradient) + i * windows * places.filters(),
            memory.array(codes),
            memory.offset(codes) + i * places.codeElements(),
            scratch,
            memory.intScratch);
        if (filters >= 0) {
          kernels.pooledConvolutionFilters(
              places,
              memory.array(x),
              memory.offset(x) + i * places.elements(),
              memory.array(filters),
              memory.offset(filters),
              memory.array(bias),
              memory.offset(bias),
              scratch,
              memory.intScratch);
        }
        if (input >= 0) {
          kernels.pooledConvolutionInput(
              places,
              memory.array(weights),
              memory.offset(weights),
              memory.array(input),
              memory.offset(input) + i * places.elements(),
              scratch,
              memory.intScratch);
        }
      }
    }

    private boolean isFinite(Memory memory, Kernels kernels, int picture) {
      int xo = memory.offset(x) + picture * places.elements();
      return kernels.areFinite(memory.array(x), xo, places.elements());
    }

    @Override
    public int scratch(DType type) {
      Kernels kernels = single ? Kernels.FLOAT : Kernels.DOUBLE;
      Kernels plain = single ? Kernels.PLAIN_FLOAT : Kernels.PLAIN_DOUBLE;
      if (type == DType.INT) {
        return kernels.pooledGradientIntScratch(places);
      }
      return type == (single ? DType.FLOAT : DType.DOUBLE)
          ? Math.max(kernels.pooledGradientScratch(places), plain.pooledGradientScratch(places))
          : 0;
    }

    /// Returns the values that are sums over all pictures.
    Set<Integer> sums() {
      return filters >= 0 ? Set.of(filters, bias) : Set.of();
    }

    @Override
    public String describe() {
      return "gradients of a "
          + (places.isPooled() ? "" : "rectified ")
          + "convolution"
          + (places.isPooled()
              ? " through the largest of "
                  + places.windows()
                  + " windows of "
                  + places.places()
                  + ", "
              : ", ")
          + places.filters()
          + " filters of "
          + places.terms()
          + ", "
          + pictures
          + " times";
    }

    @Override
    public int[] reads() {
      return present(gradient, codes, filters >= 0 ? x : -1, weights);
    }

    @Override
    public int[] writes() {
      return present(filters, bias, input);
    }

    private static int[] present(int... values) {
      return IntStream.of(values).filter(id -> id >= 0).toArray();
    }

    /// What is done: a gradient for each window, and no more.
    @Override
    public long operations() {
      long each = 2L * pictures * places.windows() * places.filters() * places.terms();
      return (filters >= 0 ? each : 0) + (input >= 0 ? each : 0);
    }
  }
}
