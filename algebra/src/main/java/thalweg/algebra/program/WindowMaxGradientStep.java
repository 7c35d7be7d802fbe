package thalweg.algebra.program;

import org.jspecify.annotations.Nullable;
import thalweg.algebra.Operation;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.kernel.Strided;
import thalweg.algebra.program.Graph.Node;

/// The gradient through the largest of each window, laid where the windows stand: only what won is
/// touched. Takes the place of a comparison with the largest, a count of equals, a division, a
/// product and an overlap of windows that do not overlap; the bits are theirs.
///
/// The arrays in this record are fixed when the program is planned and never change.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record WindowMaxGradientStep(
    boolean single,
    WindowMaxStep windows,
    int y,
    int gradient,
    int[] rows,
    int[] columns,
    int[] places,
    boolean squares,
    int elements,
    int out)
    implements ProgramStep {
  /// What the step is recognised by.
  ///
  /// @param windows the node of the windows
  /// @param largest the node of the largest of each
  /// @param gradient the node of the gradient with respect to these
  /// @param written where what belongs to each place of a window stands in the result
  record Pattern(int windows, int largest, int gradient, View written) {
    /// Returns the pattern that ends in a node, or null.
    static @Nullable Pattern of(Graph graph, Node node) {
      if (!(node.operation() instanceof Operation.Overlap)) {
        return null;
      }
      View written = View.whole(node.id(), node.shape());
      Node at = node;
      while (!(at.operation() instanceof Operation.Binary)) {
        written = graph.pulledBack(written, at);
        if (written == null) {
          return null;
        }
        at = graph.node(at.inputs()[0]);
        if (!(at.operation() instanceof Operation.Reshape) && graph.uses(at.id()) != 1) {
          return null;
        }
      }
      return of(graph, at, written);
    }

    /// `equal(x, max x) · repeated(g / sum(equal))`, as the rule of the largest writes it.
    private static @Nullable Pattern of(Graph graph, Node product, View written) {
      int axis = product.shape().rank() - 1;
      if (!isBinary(product, BinaryFunction.MULTIPLY) || axis < 1) {
        return null;
      }
      Node equal = graph.node(product.inputs()[0]);
      Node share = graph.repeated(product.inputs()[1]);
      if (!isBinary(equal, BinaryFunction.EQUAL)
          || graph.uses(equal.id()) != 2
          || share == null
          || !isBinary(share, BinaryFunction.DIVIDE)
          || graph.uses(share.id()) != 1
          || graph.uses(product.inputs()[1]) != 1) {
        return null;
      }
      Node largest = graph.repeated(equal.inputs()[1]);
      Node count = graph.node(graph.root(share.inputs()[1]));
      return largest != null
              && isOver(largest, Reduction.MAX, equal.inputs()[0], axis)
              && isOver(count, Reduction.SUM, equal.id(), axis)
              && graph.uses(count.id()) == 1
              && graph.seesWindows(equal.inputs()[0])
          ? new Pattern(equal.inputs()[0], largest.id(), graph.root(share.inputs()[0]), written)
          : null;
    }

    private static boolean isBinary(Node node, BinaryFunction wanted) {
      return node.operation() instanceof Operation.Binary(BinaryFunction f, _, _) && f == wanted;
    }

    private static boolean isOver(Node node, Reduction wanted, int input, int axis) {
      return node.operation() instanceof Operation.Reduce(Reduction reduction, _, int folded)
          && reduction == wanted
          && folded == axis
          && node.inputs()[0] == input;
    }
  }

  static WindowMaxGradientStep of(
      boolean single,
      WindowMaxStep windows,
      int y,
      int gradient,
      View written,
      int elements,
      int out) {
    int rank = written.axes().size();
    int[] rows = written.places(0, rank - 2);
    for (int i = 0; i < rows.length; i++) {
      rows[i] += written.start();
    }
    int[] columns = written.places(rank - 2, rank - 1);
    int[] places = written.places(rank - 1, rank);
    return new WindowMaxGradientStep(
        single,
        windows,
        y,
        gradient,
        rows,
        WindowMaxStep.filled(columns),
        places,
        windows.squares() && WindowMaxStep.areSquares(columns, places),
        elements,
        out);
  }

  @Override
  public void run(Memory memory) {
    run(memory, 0, rows.length, 0, elements);
  }

  /// Does so for the rows of windows from `from` to below `to`, which stand in the elements from
  /// `begin` to below `end`.
  void run(Memory memory, int from, int to, int begin, int end) {
    Strided.zero(memory.array(out), memory.offset(out) + begin, end - begin);
    Kernels kernels = memory.kernels(single);
    int width = windows.width();
    for (int i = from; i < to; i++) {
      kernels.maxOfWindowsGradient(
          memory.array(windows.x()),
          memory.offset(windows.x()) + windows.rows()[i],
          squares,
          windows.columns(),
          width,
          windows.places(),
          memory.array(y),
          memory.offset(y) + i * width,
          memory.array(gradient),
          memory.offset(gradient) + i * width,
          memory.array(out),
          memory.offset(out) + rows[i],
          columns,
          places);
    }
  }

  @Override
  public String describe() {
    return "gradient through the largest of "
        + (long) rows.length * windows.width()
        + " windows of "
        + places.length
        + " places";
  }

  @Override
  public int[] reads() {
    return new int[] {windows.x(), y, gradient};
  }

  @Override
  public int[] writes() {
    return new int[] {out};
  }

  @Override
  public long operations() {
    return 2L * rows.length * windows.width() * places.length;
  }
}
