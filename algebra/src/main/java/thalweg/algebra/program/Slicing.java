package thalweg.algebra.program;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.kernel.Places;
import thalweg.algebra.program.Load.Spread;

/// How a step falls into slices along the first axis of what it touches, such as the rows of a
/// batch: whether each slice of its result needs only that slice of what it reads.
///
/// @param step the step
/// @param slices how many slices there are
/// @param whole the values that every slice reads as a whole
/// @param sums the values written that are sums, which grow from slice to slice
/// @param scattered the values written of which a slice may stand anywhere; of the others each
///   slice is written from that slice of what is read
record Slicing(
    ProgramStep step, int slices, Set<Integer> whole, Set<Integer> sums, Set<Integer> scattered) {
  Slicing(ProgramStep step, int slices, Set<Integer> whole, Set<Integer> sums) {
    this(step, slices, whole, sums, Set.of());
  }

  /// Returns how a step falls into so many slices, or null if it does not.
  static @Nullable Slicing of(ProgramStep step, int slices, List<Value> values) {
    return switch (step) {
      case ElementwiseChain chain -> of(chain, slices);
      case RowsStep rows -> of(rows, slices);
      case MatmulStep product when product.batch() == slices -> apart(step, slices);
      case MatmulStep product
          when product.batch() == 1 && !product.xTransposed() && product.m() == slices ->
          new Slicing(step, slices, Set.of(product.y()), Set.of());
      case ConcatenateStep concatenate when concatenate.outer() % slices == 0 ->
          apart(step, slices);
      case ContractionStep product when product.outBatch().length == slices ->
          ofBatch(product, slices, values);
      case ContractionStep product -> of(product, slices, values);
      case OverlapStep overlap when overlap.outer() % slices == 0 -> apart(step, slices);
      case WindowMaxStep max when of(max, slices, values) -> apart(step, slices);
      case WindowMaxGradientStep gradient
          when of(gradient.windows(), slices, values)
              && lieInSlices(
                  gradient.rows(),
                  gradient.columns(),
                  gradient.places(),
                  slices,
                  values.get(gradient.out())) ->
          apart(step, slices);
      case PooledConvolutionStep.Largest largest when largest.pictures() == slices ->
          new Slicing(step, slices, Set.of(largest.weights(), largest.bias()), Set.of());
      case PooledConvolutionStep.Gradients gradients when gradients.pictures() == slices ->
          new Slicing(step, slices, Set.of(gradients.weights()), gradients.sums());
      case ReduceStep reduce when reduce.outer() % slices == 0 -> apart(step, slices);
      case ReduceStep reduce
          when reduce.reduction() == Reduction.SUM
              && reduce.outer() == 1
              && reduce.inner() > 1
              && reduce.size() % slices == 0 ->
          new Slicing(step, slices, Set.of(), Set.of(reduce.out()));
      default -> null;
    };
  }

  /// Returns the values written of which each slice is that of what is read.
  Set<Integer> apart() {
    Set<Integer> apart = new HashSet<>();
    IntStream.of(step.writes())
        .filter(id -> !sums.contains(id) && !scattered.contains(id))
        .forEach(apart::add);
    return apart;
  }

  private static Slicing apart(ProgramStep step, int slices) {
    return new Slicing(step, slices, Set.of(), Set.of());
  }

  private static boolean of(WindowMaxStep max, int slices, List<Value> values) {
    Value x = values.get(max.x());
    return lieInSlices(max.rows(), max.columns(), max.places(), slices, x);
  }

  private static @Nullable Slicing of(ElementwiseChain chain, int slices) {
    return chain.elements() % slices == 0
        ? new Slicing(chain, slices, whole(chain, slices), Set.of())
        : null;
  }

  private static Set<Integer> whole(ElementwiseChain chain, int slices) {
    int width = chain.elements() / slices;
    Set<Integer> whole = new HashSet<>();
    for (Load load : chain.slots().loads()) {
      boolean isApart = load.spread() == Spread.COLUMN && width % load.period() == 0;
      if (load.value() >= 0 && !isApart) {
        whole.add(load.value());
      }
    }
    return whole;
  }

  private static @Nullable Slicing of(RowsStep rows, int slices) {
    if (rows.rows() % slices != 0 || rows.sumsUpColumns()) {
      return null;
    }
    Set<Integer> whole = new HashSet<>();
    rows.chains().forEach(chain -> whole.addAll(whole(chain, slices)));
    return new Slicing(rows, slices, whole, Set.of());
  }

  /// Returns how a batch of products falls into its products. What they read need not lie in
  /// slices, but is then read as a whole.
  private static Slicing ofBatch(ContractionStep product, int slices, List<Value> values) {
    Set<Integer> whole = new HashSet<>();
    if (!lieInSlices(product.xBatch(), product.xPlaces(), slices, values.get(product.x()))) {
      whole.add(product.x());
    }
    if (!lieInSlices(product.yBatch(), product.yPlaces(), slices, values.get(product.y()))) {
      whole.add(product.y());
    }
    boolean isApart =
        lieInSlices(product.outBatch(), product.outPlaces(), slices, values.get(product.out()));
    Set<Integer> scattered = isApart ? Set.of() : Set.of(product.out());
    return new Slicing(product, slices, whole, Set.of(), scattered);
  }

  private static boolean lieInSlices(int[] batch, Places places, int slices, Value value) {
    return lieInSlices(batch, places.rows(), places.columns(), slices, value);
  }

  private static @Nullable Slicing of(ContractionStep product, int slices, List<Value> values) {
    Value x = values.get(product.x());
    Value y = values.get(product.y());
    Value out = values.get(product.out());
    int[] yRows = product.yPlaces().rows();
    int[] outRows = product.outPlaces().rows();
    if (product.n() % slices == 0
        && lieInSlices(product.yPlaces().columns(), yRows, product.yBatch(), slices, y)
        && lieInSlices(product.outPlaces().columns(), outRows, product.outBatch(), slices, out)) {
      return new Slicing(product, slices, Set.of(product.x()), Set.of());
    }
    int[] xRows = product.xPlaces().rows();
    int[] yColumns = product.yPlaces().columns();
    if (product.k() % slices == 0
        && lieInSlices(product.xPlaces().columns(), xRows, product.xBatch(), slices, x)
        && lieInSlices(yRows, yColumns, product.yBatch(), slices, y)) {
      return new Slicing(product, slices, Set.of(), Set.of(product.out()));
    }
    return null;
  }

  /// Returns whether of places that are the sums of three, those of each slice of the first lie in
  /// that slice of a value.
  private static boolean lieInSlices(
      int[] first, int[] second, int[] third, int slices, Value value) {
    int elements = value.shape.elements();
    if (first.length % slices != 0 || elements % slices != 0 || first.length == 0) {
      return false;
    }
    int least = least(second) + least(third);
    int most = most(second) + most(third);
    int length = first.length / slices;
    int size = elements / slices;
    for (int i = 0; i < first.length; i++) {
      int begin = i / length * size;
      if (first[i] + least < begin || first[i] + most >= begin + size) {
        return false;
      }
    }
    return true;
  }

  private static int least(int[] places) {
    return IntStream.of(places).min().orElse(0);
  }

  private static int most(int[] places) {
    return IntStream.of(places).max().orElse(0);
  }

  /// Runs the step over slices `from` to below `to`. Slices of a sum must come in order.
  void run(Memory memory, int from, int to) {
    switch (step) {
      case ElementwiseChain chain -> {
        int width = chain.elements() / slices;
        chain.run(memory, from * width, to * width);
      }
      case RowsStep rows -> {
        int few = rows.rows() / slices;
        rows.run(memory, from * few, to * few);
      }
      case MatmulStep product -> {
        if (product.batch() == 1) {
          product.rows(memory, from, to);
        } else {
          product.products(memory, from, to);
        }
      }
      case ConcatenateStep concatenate -> {
        int outer = concatenate.outer() / slices;
        concatenate.run(memory, from * outer, to * outer);
      }
      case ContractionStep product when product.outBatch().length == slices ->
          product.products(memory, from, to);
      case ContractionStep product -> {
        if (!sums.isEmpty()) {
          int depth = product.k() / slices;
          product.run(memory, 0, product.n(), from * depth, to * depth);
        } else {
          int width = product.n() / slices;
          product.run(memory, from * width, to * width, 0, product.k());
        }
      }
      case OverlapStep overlap -> {
        int outer = overlap.outer() / slices;
        overlap.run(memory, from * outer, to * outer);
      }
      case WindowMaxStep max -> {
        int rows = max.rows().length / slices;
        max.run(memory, from * rows, to * rows);
      }
      case WindowMaxGradientStep gradient -> {
        int rows = gradient.rows().length / slices;
        int size = gradient.elements() / slices;
        gradient.run(memory, from * rows, to * rows, from * size, to * size);
      }
      case PooledConvolutionStep convolution -> convolution.run(memory, from, to);
      case ReduceStep reduce -> {
        if (!sums.isEmpty()) {
          int rows = reduce.size() / slices;
          reduce.add(memory, from * rows, to * rows);
        } else {
          int outer = reduce.outer() / slices;
          reduce.run(memory, from * outer, to * outer);
        }
      }
      default -> throw new IllegalStateException("no step of slices: " + step);
    }
  }
}
