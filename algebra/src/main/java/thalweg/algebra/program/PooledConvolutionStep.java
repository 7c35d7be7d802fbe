package thalweg.algebra.program;

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

  /// Returns the value of the codes, which has a slice for each picture.
  int codes();

  /// Does so for pictures from `from` to below `to`.
  void run(Memory memory, int from, int to);

  @Override
  default void run(Memory memory) {
    run(memory, 0, pictures());
  }

  @Override
  default int scratch(DType type) {
    Kernels kernels = single() ? Kernels.FLOAT : Kernels.DOUBLE;
    Kernels plain = single() ? Kernels.PLAIN_FLOAT : Kernels.PLAIN_DOUBLE;
    if (type == DType.INT) {
      return kernels.pooledConvolutionIntScratch(places());
    }
    return type == (single() ? DType.FLOAT : DType.DOUBLE)
        ? Math.max(
            kernels.pooledConvolutionScratch(places()), plain.pooledConvolutionScratch(places()))
        : 0;
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
            memory.offset(codes) + i * windows * places.paddedFilters(),
            memory.scratch(single));
      }
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
      return "largest of "
          + places.windows()
          + " windows of "
          + places.places()
          + " of a convolution, "
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
      return new int[] {out, codes};
    }

    @Override
    public long operations() {
      return 2L * pictures * places.windows() * places.places() * places.filters() * places.terms();
    }
  }

  /// The gradients of the filters, where [PooledConvolution#sumPlaces] says, and of the bias.
  record Filters(
      boolean single,
      PooledConvolution places,
      int pictures,
      int x,
      int gradient,
      int codes,
      int out,
      int bias)
      implements PooledConvolutionStep {
    @Override
    public void run(Memory memory, int from, int to) {
      Kernels kernels = memory.kernels(single);
      int windows = places.windows();
      if (from == 0) {
        kernels.fill(memory.array(out), memory.offset(out), places.sumElements(), 0);
        kernels.fill(memory.array(bias), memory.offset(bias), places.filters(), 0);
      }
      for (int i = from; i < to; i++) {
        kernels.pooledConvolutionFilters(
            places,
            memory.array(x),
            memory.offset(x) + i * places.elements(),
            memory.array(gradient),
            memory.offset(gradient) + i * windows * places.filters(),
            memory.array(codes),
            memory.offset(codes) + i * windows * places.paddedFilters(),
            memory.array(out),
            memory.offset(out),
            memory.array(bias),
            memory.offset(bias),
            memory.scratch(single),
            memory.intScratch);
      }
    }

    @Override
    public String describe() {
      return "gradient of "
          + places.filters()
          + " filters of "
          + places.terms()
          + " through the largest of windows, "
          + pictures
          + " times";
    }

    @Override
    public int[] reads() {
      return new int[] {x, gradient, codes};
    }

    @Override
    public int[] writes() {
      return new int[] {out, bias};
    }

    /// What is done: a gradient for each window, and no more.
    @Override
    public long operations() {
      return 2L * pictures * places.windows() * places.filters() * places.terms();
    }
  }

  /// The gradient of the pictures.
  record Input(
      boolean single,
      PooledConvolution places,
      int pictures,
      int weights,
      int gradient,
      int codes,
      int out)
      implements PooledConvolutionStep {
    @Override
    public void run(Memory memory, int from, int to) {
      Kernels kernels = memory.kernels(single);
      int windows = places.windows();
      for (int i = from; i < to; i++) {
        kernels.pooledConvolutionInput(
            places,
            memory.array(weights),
            memory.offset(weights),
            memory.array(gradient),
            memory.offset(gradient) + i * windows * places.filters(),
            memory.array(codes),
            memory.offset(codes) + i * windows * places.paddedFilters(),
            memory.array(out),
            memory.offset(out) + i * places.elements(),
            memory.scratch(single),
            memory.intScratch);
      }
    }

    @Override
    public String describe() {
      return "gradient of "
          + pictures
          + " pictures of "
          + places.elements()
          + " through the largest of windows of a convolution";
    }

    @Override
    public int[] reads() {
      return new int[] {weights, gradient, codes};
    }

    @Override
    public int[] writes() {
      return new int[] {out};
    }

    /// What is done: a gradient for each window, and no more.
    @Override
    public long operations() {
      return 2L * pictures * places.windows() * places.filters() * places.terms();
    }
  }
}
