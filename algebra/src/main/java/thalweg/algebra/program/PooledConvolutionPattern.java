package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Operation;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.kernel.PooledConvolution;
import thalweg.algebra.program.Graph.Node;

/// A convolution with its bias and RELU and, if nothing else needs its result, the largest of
/// windows that do not overlap; and the way back through them, if nothing else needs the gradient
/// at each position. What lies between is then never laid out.
///
/// @param pictures how many there are, one after the other
/// @param x the node of the pictures
/// @param weights the node of the filters; their elements stand at `weightStart` + that of the term
///   + that of the filter
/// @param rectified the node of the rectified convolution
/// @param largest the node of the largest of each window, or of the rectified convolution
/// @param gradient the node of the gradient with respect to that, or −1 where none is wanted
/// @param filters the node of the gradient with respect to the filters, or −1
/// @param filtersFirst whether that has a row for each filter, else one for each term
/// @param biasSum the node of the gradient with respect to the bias, or −1
/// @param input the node of the gradient with respect to the pictures, or −1
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record PooledConvolutionPattern(
    PooledConvolution places,
    int pictures,
    int x,
    int weights,
    int weightStart,
    int[] weightTerms,
    int[] weightFilters,
    int bias,
    int rectified,
    int largest,
    int gradient,
    int filters,
    boolean filtersFirst,
    int biasSum,
    int input) {
  /// The fewest filters for which lanes along them pay.
  private static final int FEWEST = 12;

  /// The fewest positions, which are done some at a time.
  private static final int FEWEST_POSITIONS = 12;

  /// Returns the patterns of a graph by the nodes they compute.
  static Map<Integer, PooledConvolutionPattern> of(Graph graph) {
    Map<Integer, PooledConvolutionPattern> patterns = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (graph.isMaxOfWindows(node)) {
        Node from = graph.node(graph.view(node.inputs()[0]).source());
        add(new Search(graph, from, node).pattern(), patterns);
      }
    }
    Set<Integer> taken = new HashSet<>();
    patterns.values().forEach(pattern -> taken.add(pattern.rectified));
    for (Node node : graph.nodes()) {
      if (!taken.contains(node.id()) && graph.root(node.id()) == node.id()) {
        add(new Search(graph, node, null).pattern(), patterns);
      }
    }
    return patterns;
  }

  private static void add(
      @Nullable PooledConvolutionPattern pattern, Map<Integer, PooledConvolutionPattern> patterns) {
    if (pattern != null) {
      IntStream.of(pattern.largest, pattern.filters, pattern.biasSum, pattern.input)
          .filter(id -> id >= 0)
          .forEach(id -> patterns.put(id, pattern));
    }
  }

  /// Returns the node with which all gradients are computed.
  int gradients() {
    return input >= 0 ? input : filters;
  }

  /// Returns the nodes that the computation of one of its nodes reads.
  int[] reads(int node) {
    if (node == largest) {
      return new int[] {x, weights, bias};
    }
    return node == gradients()
        ? new int[] {x, weights, gradient, largest}
        : new int[] {gradients()};
  }

  /// The search for a pattern, from the rectified convolution and, if that is pooled, the largest
  /// of windows on.
  private static final class Search {
    private final Graph graph;
    private final Node rectified;
    private final @Nullable Node largest;
    private final Node result;

    private int positions;
    private int filters;
    private int pictures;
    private @Nullable PooledConvolution places;
    private int x;
    private @Nullable View weights;

    private int gradient = -1;
    private int ofFilters = -1;
    private boolean filtersFirst;
    private int ofBias = -1;
    private int ofInput = -1;

    Search(Graph graph, Node rectified, @Nullable Node largest) {
      this.graph = graph;
      this.rectified = rectified;
      this.largest = largest;
      result = largest == null ? rectified : largest;
    }

    @Nullable PooledConvolutionPattern pattern() {
      if (!(rectified.operation() instanceof Operation.Unary(UnaryFunction f, _))
          || f != UnaryFunction.RELU) {
        return null;
      }
      Node sum = root(rectified, 0);
      if (!(sum.operation() instanceof Operation.Binary(BinaryFunction add, _, _))
          || add != BinaryFunction.ADD
          || graph.uses(sum.id()) != 1
          || sum.shape().rank() < 3) {
        return null;
      }
      Node turned = root(sum, 0);
      if (!(turned.operation() instanceof Operation.Transpose) || graph.uses(turned.id()) != 1) {
        return null;
      }
      Node product = root(turned, 0);
      if (!(product.operation() instanceof Operation.Matmul)
          || graph.uses(product.id()) != 1
          || product.shape().rank() != 3) {
        return null;
      }
      pictures = sum.shape().size(0);
      filters = sum.shape().size(1);
      positions = sum.shape().elements() / Math.max(1, pictures * filters);
      int bias = bias(sum.inputs()[1], sum.shape());
      int[] seen = largest == null ? null : seen(largest);
      if (filters < FEWEST
          || bias < 0
          || (largest == null ? positions : seen == null ? 0 : seen.length) < FEWEST_POSITIONS
          || !isConvolution(product, seen)
          || !isWritten(turned, product)) {
        return null;
      }
      if (largest == null) {
        findGradient();
      } else if (!isPooledAlone(largest)) {
        return null;
      }
      View filter = weights;
      PooledConvolution found = places;
      return filter == null || found == null
          ? null
          : new PooledConvolutionPattern(
              found,
              pictures,
              x,
              filter.source(),
              filter.start(),
              filter.places(1, 2),
              filter.places(2, 3),
              bias,
              rectified.id(),
              result.id(),
              gradient,
              ofFilters,
              filtersFirst,
              ofBias,
              ofInput);
    }

    private Node root(Node node, int input) {
      return graph.node(graph.root(node.inputs()[input]));
    }

    private static boolean are(int[] places, IntUnaryOperator expected) {
      return IntStream.range(0, places.length).allMatch(i -> places[i] == expected.applyAsInt(i));
    }

    /// Returns the node that holds one number for each filter, or −1.
    private int bias(int repeated, Shape shape) {
      if (!(graph.node(repeated).operation() instanceof Operation.Broadcast)) {
        return -1;
      }
      View view = graph.view(repeated);
      return view.start() == 0
              && are(view.places(0, 1), i -> 0)
              && are(view.places(1, 2), i -> i)
              && are(view.places(2, shape.rank()), i -> 0)
              && graph.node(view.source()).shape().elements() == filters
          ? view.source()
          : -1;
    }

    /// Returns for each window the positions that it sees, or null if windows overlap.
    private int @Nullable [] seen(Node largest) {
      View view = graph.view(largest.inputs()[0]);
      int rank = view.axes().size();
      if (rank < 4
          || view.start() != 0
          || view.size(rank - 1) > PooledConvolution.MOST_PLACES
          || largest.shape().size(0) != pictures
          || largest.shape().size(1) != filters
          || rectified.shape().elements() != pictures * filters * positions
          || !are(view.places(0, 1), i -> i * filters * positions)
          || !are(view.places(1, 2), i -> i * positions)) {
        return null;
      }
      int[] seen = view.places(2, rank);
      boolean[] taken = new boolean[positions];
      for (int position : seen) {
        if (position >= positions || taken[position]) {
          return null;
        }
        taken[position] = true;
      }
      return seen;
    }

    /// Returns whether a product is that of windows of pictures with filters.
    private boolean isConvolution(Node product, int @Nullable [] seen) {
      int patches = product.inputs()[0];
      View view = graph.view(patches);
      View filter = graph.view(product.inputs()[1]);
      List<Node> axes = new ArrayList<>();
      Node at = graph.node(patches);
      while (!(at.operation() instanceof Operation.Window)) {
        if (!(at.operation() instanceof Operation.Reshape
            || at.operation() instanceof Operation.Transpose)) {
          return false;
        }
        at = graph.node(at.inputs()[0]);
      }
      while (at.operation() instanceof Operation.Window) {
        axes.addFirst(at);
        at = graph.node(at.inputs()[0]);
      }
      // [pictures, 1, channels, height, width]
      Shape from = at.shape();
      int space = axes.size();
      if (space > 2
          || from.rank() != space + 3
          || from.size(0) != pictures
          || from.size(1) != 1
          || graph.node(view.source()).shape().elements() != from.elements()
          || product.shape().size(0) != 1
          || product.shape().size(2) != filters) {
        return false;
      }
      for (int axis = 0; axis < space; axis++) {
        if (window(axes.get(axis)).axis() != 3 + 2 * axis) {
          return false;
        }
      }
      PooledConvolution found =
          new PooledConvolution(
              from.size(2),
              space == 1 ? 1 : from.size(3),
              from.size(-1),
              filters,
              sizes(axes, node -> node.shape().size(window(node).axis())),
              sizes(axes, node -> window(node).stride()),
              sizes(axes, node -> window(node).dilation()),
              seen,
              largest == null ? 1 : graph.node(largest.inputs()[0]).shape().size(-1));
      if (found.positions() != positions
          || found.terms() != product.tensor().operation().inputs().getFirst().shape().size(2)
          || !areWindows(view, found)) {
        return false;
      }
      places = found;
      x = view.source();
      weights = filter;
      return true;
    }

    private static Operation.Window window(Node node) {
      if (node.operation() instanceof Operation.Window window) {
        return window;
      }
      throw new IllegalStateException("no window: " + node.tensor());
    }

    /// Returns a number for each axis of space, of which there are two, if need be one of one.
    private static int[] sizes(List<Node> axes, ToIntFunction<Node> size) {
      int last = size.applyAsInt(axes.getLast());
      return new int[] {axes.size() == 1 ? 1 : size.applyAsInt(axes.getFirst()), last};
    }

    /// Returns whether a view of [1, pictures · positions, terms] sees what filters see.
    private boolean areWindows(View view, PooledConvolution found) {
      int[] begins = found.begins();
      int[] offsets = found.offsets();
      return view.start() == 0
          && are(view.places(1, 2), i -> i / positions * found.elements() + begins[i % positions])
          && are(view.places(2, 3), k -> offsets[k]);
    }

    /// Returns whether a view of [1, pictures · positions, filters] sees an array of [pictures,
    /// filters, …positions].
    private boolean isByFilter(@Nullable View view) {
      return view != null
          && view.axes().size() == 3
          && view.size(0) == 1
          && view.size(1) == pictures * positions
          && view.size(2) == filters
          && view.start() == 0
          && are(view.places(1, 2), i -> i / positions * filters * positions + i % positions)
          && are(view.places(2, 3), f -> f * positions);
    }

    private boolean isWritten(Node turned, Node product) {
      return isByFilter(graph.written(turned, product));
    }

    /// Returns whether nothing reads the rectified result but what is recognised; finds the
    /// gradients.
    private boolean isPooledAlone(Node largest) {
      int windows = graph.root(largest.inputs()[0]);
      // The windows are read by the largest and, on the way back, by the comparison with it.
      for (Node at = graph.node(windows);
          at.id() != rectified.id();
          at = graph.node(graph.root(at.inputs()[0]))) {
        if (at.id() != windows && graph.uses(at.id()) != 1) {
          return false;
        }
      }
      int uses = graph.uses(rectified.id());
      if (graph.uses(windows) == 1) {
        return uses == 1;
      }
      Node select = select();
      if (graph.uses(windows) != 2 || uses != 2 || select == null) {
        return false;
      }
      Node spread = root(select, 1);
      WindowMaxGradientStep.Pattern back = graph.maxGradient(spread);
      if (graph.uses(spread.id()) != 1
          || back == null
          || back.windows() != largest.inputs()[0]
          || back.largest() != largest.id()
          || !isByWindow(largest, back.written())) {
        return false;
      }
      gradient = back.gradient();
      return isReadByGradients(select);
    }

    /// Returns the node that lets a gradient pass where the result is not zero, or null.
    private @Nullable Node select() {
      for (Node user : graph.users(rectified.id())) {
        if (user.operation() instanceof Operation.Select
            && root(user, 0).id() == rectified.id()
            && root(user, 2).operation() instanceof Operation.Fill(double zero)
            && Double.doubleToRawLongBits(zero) == 0) {
          return user;
        }
      }
      return null;
    }

    /// Finds the gradients of a convolution that is not pooled, if all that reads the gradient at
    /// each position is recognised.
    private void findGradient() {
      Node select = select();
      if (select == null) {
        return;
      }
      gradient = graph.root(select.inputs()[1]);
      if (!isReadByGradients(select)) {
        gradient = -1;
        ofFilters = -1;
        ofBias = -1;
        ofInput = -1;
      }
    }

    /// Returns whether all that reads the gradient at each position is recognised.
    private boolean isReadByGradients(Node select) {
      if (!isOnlyRead(select)) {
        return false;
      }
      for (Node user : graph.users(select.id())) {
        if (user.operation() instanceof Operation.Transpose
            ? !areProducts(select, user)
            : !isBiasSum(user, select.shape())) {
          return false;
        }
      }
      // The gradient of the bias comes with that of the filters.
      return ofFilters >= 0 || (ofBias < 0 && ofInput >= 0);
    }

    /// Returns whether what belongs to the places of windows stands where these are seen.
    private boolean isByWindow(Node largest, View written) {
      View read = graph.view(largest.inputs()[0]);
      int rank = read.axes().size();
      return written.start() == 0
          && written.axes().size() == rank
          && Arrays.equals(written.places(0, 1), read.places(0, 1))
          && Arrays.equals(written.places(1, 2), read.places(1, 2))
          && Arrays.equals(written.places(2, rank), read.places(2, rank));
    }

    /// Returns whether all that reads the gradient turned over is a product that is recognised.
    private boolean areProducts(Node select, Node turned) {
      if (!isOnlyRead(turned)) {
        return false;
      }
      for (Node user : graph.users(turned.id())) {
        boolean recognised =
            user.operation() instanceof Operation.Transpose
                ? areProducts(select, user)
                : user.operation() instanceof Operation.Matmul
                    && user.shape().rank() == 3
                    && isProduct(select, user, graph.root(user.inputs()[0]) == turned.id());
        if (!recognised) {
          return false;
        }
      }
      return true;
    }

    /// Returns whether a product with the gradient on its left, or right, is recognised.
    private boolean isProduct(Node select, Node product, boolean left) {
      View own = graph.view(product.inputs()[left ? 0 : 1]);
      View other = graph.view(product.inputs()[left ? 1 : 0]);
      if (own.source() != select.id() || own.axes().size() != 3 || other.axes().size() != 3) {
        return false;
      }
      if (isByFilter(own)) {
        return left ? isOfInput(product, other) : isOfFilters(product, turned(other), false);
      }
      return left && isByFilter(turned(own)) && isOfFilters(product, other, true);
    }

    private static View turned(View view) {
      return view.transposed(List.of(0, 2, 1));
    }

    private boolean isOfFilters(Node product, View patches, boolean byFilter) {
      PooledConvolution found = places;
      if (found == null
          || ofFilters >= 0
          || patches.source() != x
          || patches.size(2) != found.terms()
          || !areWindows(patches, found)) {
        return false;
      }
      ofFilters = product.id();
      filtersFirst = byFilter;
      return true;
    }

    /// Returns whether a product's result is laid over each other to the gradient of the pictures.
    private boolean isOfInput(Node product, View filter) {
      PooledConvolution found = places;
      View own = weights;
      if (found == null
          || own == null
          || ofInput >= 0
          || filter.source() != own.source()
          || filter.start() != own.start()
          || !Arrays.equals(filter.places(1, 2), own.places(2, 3))
          || !Arrays.equals(filter.places(2, 3), own.places(1, 2))) {
        return false;
      }
      Node turned = soleUser(product);
      if (turned == null
          || !(turned.operation() instanceof Operation.Transpose)
          || !areTermsInOrder(turned, product, found)) {
        return false;
      }
      // Rows first, for they were seen last.
      Node at = turned;
      int space = (turned.shape().rank() - 3) / 2;
      for (int axis = space - 1; axis >= 0; axis--) {
        int index = axis + 2 - space; // in what a convolution of two axes says
        Node next = soleUser(at);
        if (next == null
            || !(next.operation() instanceof Operation.Overlap overlap)
            || next.inputs()[0] != at.id()
            || overlap.axis() != 3 + 2 * axis
            || overlap.stride() != found.stride(index)
            || overlap.dilation() != found.dilation(index)) {
          return false;
        }
        at = next;
      }
      if (at.shape().elements() != pictures * found.elements()
          || at.shape().size(-1) != found.width()) {
        return false;
      }
      ofInput = at.id();
      return true;
    }

    /// Returns whether a product's elements stand as [pictures, 1, channels, taps, positions], each
    /// axis of space with its taps first.
    private boolean areTermsInOrder(Node turned, Node product, PooledConvolution found) {
      View written = graph.written(turned, product);
      int space = (turned.shape().rank() - 3) / 2;
      if (written == null
          || space < 1
          || space > 2
          || turned.shape().rank() != 2 * space + 3
          || turned.shape().size(0) != pictures
          || turned.shape().size(1) != 1
          || written.axes().size() != 3
          || written.start() != 0) {
        return false;
      }
      int rows = found.positions() / found.columns();
      int line = found.columns();
      int plane = found.size(1) * line;
      int tap = rows * plane; // the next row of taps
      int channel = found.size(0) * tap;
      int picture = channel * (found.elements() / (found.height() * found.width()));
      int taps = found.size(0) * found.size(1);
      return are(
              written.places(1, 2),
              i -> i / positions * picture + i % positions / line * plane + i % positions % line)
          && are(
              written.places(2, 3),
              k -> k / taps * channel + k % taps / found.size(1) * tap + k % found.size(1) * line);
    }

    /// Returns whether a node begins the sum over each axis of space, the last first, and the
    /// pictures; an axis of one need not be summed over.
    private boolean isBiasSum(Node first, Shape shape) {
      Node at = null;
      Node next = first;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        if (axis == 1) {
          continue;
        }
        if (next != null
            && next.operation() instanceof Operation.Reduce(Reduction reduction, Tensor x, int of)
            && reduction == Reduction.SUM
            && of == axis
            && x.shape().rank() == shape.rank()) {
          at = next;
          next = soleUser(at);
        } else if (shape.size(axis) != 1) {
          return false;
        }
      }
      if (at == null || at.shape().elements() != filters || ofBias >= 0) {
        return false;
      }
      ofBias = at.id();
      return true;
    }

    /// Returns the one computation that needs a node, or null if others or outputs do.
    private @Nullable Node soleUser(Node node) {
      return graph.uses(node.id()) == 1 && graph.users(node.id()).size() == 1
          ? graph.users(node.id()).getFirst()
          : null;
    }

    /// Returns whether a node is no output.
    private boolean isOnlyRead(Node node) {
      return graph.uses(node.id()) == graph.users(node.id()).size();
    }
  }
}
