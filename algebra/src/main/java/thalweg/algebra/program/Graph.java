package thalweg.algebra.program;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Operation;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Load.Spread;

/// The computations that some tensors need, each distinct one once, inputs before users.
///
/// Only what an output needs is visited, so dead code never appears. Reshapes are other names for
/// the same values; fills and simple repetitions are read in place by the chains that use them.
final class Graph {
  /// One computation after merging: an operation whose inputs are other nodes.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Node(int id, Tensor tensor, int[] inputs) {
    Operation operation() {
      return tensor.operation();
    }

    Shape shape() {
      return tensor.shape();
    }

    DType type() {
      return tensor.type();
    }

    /// Returns whether this is real elementwise work.
    private boolean chained() {
      return type().isReal()
          && (operation() instanceof Operation.Unary
              || operation() instanceof Operation.Binary
              || operation() instanceof Operation.Select);
    }

    /// Returns whether this is an array that is there before a run.
    boolean given() {
      return operation() instanceof Operation.Variable || operation() instanceof Operation.Constant;
    }
  }

  /// What makes two computations the same: the operation without its inputs, the inputs' numbers,
  /// shape and type.
  private record Identity(Object what, List<Integer> inputs, Shape shape, DType type) {}

  /// How a chain reads a repeated array: the node that holds it and the pattern.
  record Repetition(Spread spread, int source, int period, int count) {}

  /// Terms of a sum that products take at a time.
  private static final int SHORT_SUM = 256;

  /// Numbers from which on a row is moved as a whole at little cost.
  private static final int LONG_ROW = 32;

  private final List<Node> nodes = new ArrayList<>();
  private final IdentityHashMap<Tensor, Integer> numbers = new IdentityHashMap<>();
  private final Map<Identity, Integer> known = new HashMap<>();

  private final List<Tensor> wanted;
  private final Map<Integer, View> views = new HashMap<>();
  private final Map<Integer, Integer> products = new HashMap<>(); // right operand → how many
  private int @Nullable [] uses; // by node, counted when first asked for
  private @Nullable Map<Integer, List<Node>> users; // by root, found when first asked for
  private @Nullable Map<Integer, PooledConvolutionPattern> pooled; // by node

  Graph(List<Tensor> wanted) {
    this.wanted = wanted;
    for (Tensor output : wanted) {
      number(output);
    }
  }

  Node node(int id) {
    return nodes.get(id);
  }

  List<Node> nodes() {
    return nodes;
  }

  // ---- Numbering: each distinct computation once, inputs before users ----

  private void number(Tensor root) {
    Deque<Tensor> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Tensor tensor = open.peek();
      if (numbers.containsKey(tensor)) {
        open.pop();
        continue;
      }
      boolean ready = true;
      for (Tensor input : tensor.operation().inputs()) {
        if (!numbers.containsKey(input)) {
          open.push(input);
          ready = false;
        }
      }
      if (ready) {
        open.pop();
        int[] inputs = tensor.operation().inputs().stream().mapToInt(this::numberOf).toArray();
        Identity identity =
            new Identity(
                what(tensor),
                Arrays.stream(inputs).boxed().toList(),
                tensor.shape(),
                tensor.type());
        Integer number = known.get(identity);
        if (number == null) {
          number = nodes.size();
          known.put(identity, number);
          nodes.add(new Node(number, tensor, inputs));
        }
        numbers.put(tensor, number);
      }
    }
  }

  private int numberOf(Tensor tensor) {
    Integer number = numbers.get(tensor);
    if (number == null) {
      throw new IllegalStateException("not numbered: " + tensor);
    }
    return number;
  }

  private static Object what(Tensor tensor) {
    return switch (tensor.operation()) {
      case Operation.Variable _, Operation.Constant _ -> tensor; // a place or an array of its own
      case Operation.Fill(double value) -> List.of("fill", Double.doubleToRawLongBits(value));
      case Operation.Unary unary -> unary.function();
      case Operation.Binary binary -> binary.function();
      case Operation.Transpose transpose -> List.of("transpose", transpose.axes());
      case Operation.Slice slice -> List.of("slice", slice.axis(), slice.from());
      case Operation.Pad pad -> List.of("pad", pad.axis(), pad.before());
      case Operation.Window window ->
          List.of("window", window.axis(), window.stride(), window.dilation());
      case Operation.Overlap overlap ->
          List.of("overlap", overlap.axis(), overlap.stride(), overlap.dilation());
      case Operation.Concatenate concatenate -> List.of("concatenate", concatenate.axis());
      case Operation.Reduce reduce -> List.of(reduce.reduction(), reduce.axis());
      case Operation.ArgMax argMax -> List.of("argmax", argMax.axis());
      case Operation.Uniform uniform -> List.of("uniform", uniform.purpose(), uniform.layer());
      case Operation.Select _,
          Operation.Convert _,
          Operation.Reshape _,
          Operation.Detach _,
          Operation.Broadcast _,
          Operation.Matmul _,
          Operation.OneHot _,
          Operation.Take _ ->
          tensor.operation().getClass();
    };
  }

  // ---- What a node reads, and how ----

  /// Returns the node whose array holds a tensor's elements.
  int root(Tensor tensor) {
    return root(numberOf(tensor));
  }

  /// Returns the node whose array holds this node's elements: itself, but for reshaped and detached
  /// ones.
  int root(int id) {
    Node node = nodes.get(id);
    return node.operation() instanceof Operation.Reshape
            || node.operation() instanceof Operation.Detach
        ? root(node.inputs[0])
        : id;
  }

  /// Returns the pattern in which a chain can read a broadcast node in place, or null where it must
  /// be copied out first.
  @Nullable Repetition repetition(Node node) {
    if (!(node.operation() instanceof Operation.Broadcast)) {
      return null;
    }
    Shape from = nodes.get(node.inputs[0]).shape();
    Shape to = node.shape();
    int source = root(node.inputs[0]);
    if (nodes.get(source).operation() instanceof Operation.Fill
        || nodes.get(source).operation() instanceof Operation.Broadcast
        || (isPiece(nodes.get(source)) && !nodes.get(whole(source)).given())) {
      return null; // rare: copied out
    }
    if (from.elements() == 1 || to.elements() == 0) {
      return new Repetition(Spread.SCALAR, source, 1, 1); // of nothing, no element is read
    }
    int lead = 0;
    while (lead < to.rank() && from.size(lead) == 1) {
      lead++;
    }
    if (sameFrom(from, to, lead)) {
      return new Repetition(Spread.ROW, source, from.elements(), 1);
    }
    int tail = to.rank();
    while (tail > 0 && from.size(tail - 1) == 1) {
      tail--;
    }
    int period = 1;
    for (int axis = tail; axis < to.rank(); axis++) {
      period *= to.size(axis);
    }
    for (int axis = lead; axis < tail; axis++) {
      if (from.size(axis) != to.size(axis)) {
        return null;
      }
    }
    return (long) period * from.elements() == to.elements()
        ? new Repetition(Spread.COLUMN, source, period, 1)
        : new Repetition(Spread.MIDDLE, source, period, from.elements());
  }

  private static boolean sameFrom(Shape from, Shape to, int axis) {
    for (int i = axis; i < to.rank(); i++) {
      if (from.size(i) != to.size(i)) {
        return false;
      }
    }
    return true;
  }

  // ---- Pieces: elements that lie side by side in the array of another node ----

  /// Returns whether a node is a slice whose elements lie side by side in the array it is cut from.
  boolean isPiece(Node node) {
    if (!(node.operation() instanceof Operation.Slice slice)) {
      return false;
    }
    Shape from = nodes.get(node.inputs[0]).shape();
    return node.shape().elements() > 0
        && node.shape().elements() < from.elements()
        && outer(from, slice.axis()) == 1
        && wanted.stream().noneMatch(output -> root(output) == node.id());
  }

  /// Returns whether the parts of a node lie one after the other in its array.
  boolean isOfPieces(Node node) {
    return node.operation() instanceof Operation.Concatenate(List<Tensor> _, int axis)
        && node.shape().elements() > 0
        && outer(node.shape(), axis) == 1;
  }

  private static int outer(Shape shape, int axis) {
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= shape.size(i);
    }
    return outer;
  }

  /// Returns the node in whose array the elements of a node stand: itself, if it is no piece.
  int whole(int root) {
    Node node = nodes.get(root);
    return isPiece(node) ? whole(root(node.inputs[0])) : root;
  }

  // ---- Moved elements that are read where they stand ----

  /// Returns how the elements of a node stand in an array, as far as movements can be looked
  /// through.
  View view(int id) {
    View known = views.get(id);
    if (known != null) {
      return known;
    }
    Node node = nodes.get(id);
    View seen =
        switch (node.operation()) {
          case Operation.Detach _ -> view(node.inputs[0]);
          case Operation.Reshape _ -> view(node.inputs[0]).reshaped(node.shape());
          case Operation.Transpose transpose ->
              turnedProduct(node) == null
                  ? view(node.inputs[0]).transposed(transpose.axes())
                  : null;
          case Operation.Broadcast _ -> view(node.inputs[0]).repeated(node.shape());
          case Operation.Slice slice ->
              view(node.inputs[0])
                  .sliced(slice.axis(), slice.from(), node.shape().size(slice.axis()));
          case Operation.Window window ->
              view(node.inputs[0])
                  .windowed(
                      window.axis(),
                      node.shape().size(window.axis()),
                      node.shape().size(window.axis() + 1),
                      window.stride(),
                      window.dilation());
          default -> null;
        };
    View view = seen == null ? View.whole(root(id), node.shape()) : seen;
    views.put(id, view);
    return view;
  }

  /// Returns whether a product reads its operands through views; else they lie as they are, or with
  /// the last two axes exchanged.
  boolean readsThroughViews(Node product) {
    boolean single = product.shape().rank() == 2;
    return isMoved(untransposed(product.inputs[0]), single)
        || isMoved(untransposed(product.inputs[1]), single);
  }

  private boolean isMoved(int input, boolean single) {
    Node node = nodes.get(root(input));
    return switch (node.operation()) {
      case Operation.Broadcast _, Operation.Window _ -> true;
      // A slice of what is given is copied out once.
      case Operation.Slice _ -> !isPiece(node) && !nodes.get(root(node.inputs[0])).given();
      // Long rows in another order, such as those of a sequence, are better copied out for all
      // products that read them.
      case Operation.Transpose(Tensor _, List<Integer> axes) ->
          turnedProduct(node) == null
              && !(single
                  && axes.getLast() == axes.size() - 1
                  && node.shape().size(-1) >= LONG_ROW);
      default -> false;
    };
  }

  /// Returns the product whose result a transposition alone reads, so that it is better written
  /// there at once, or null.
  @Nullable Node turnedProduct(Node node) {
    // What is turned over as a matrix is better read in place by the next product.
    if (!(node.operation() instanceof Operation.Transpose)
        || !node.type().isReal()
        || swapsLastTwo(node)) {
      return null;
    }
    Node product = nodes.get(root(node.inputs[0]));
    if (!(product.operation() instanceof Operation.Matmul) || uses(product.id()) != 1) {
      return null;
    }
    long m = product.shape().size(-2);
    long n = product.shape().size(-1);
    long k = nodes.get(product.inputs[0]).shape().size(-1);
    // A small result of a long sum is turned over afterwards: its rows are added to again and
    // again.
    boolean isOnce = k <= SHORT_SUM || m * n > k * Math.min(m, n);
    return isOnce && written(node, product) != null ? product : null;
  }

  /// Returns where the elements of a product stand in the array of the transposition that alone
  /// reads it.
  @Nullable View written(Node transpose, Node product) {
    View turned = pulledBack(View.whole(transpose.id(), transpose.shape()), transpose);
    return turned == null ? null : turned.reshaped(product.shape());
  }

  /// Returns whether a node is windows that can be read where they see their elements.
  boolean seesWindows(int id) {
    Node node = nodes.get(id);
    return switch (node.operation()) {
      case Operation.Window _ -> view(id).source() != id;
      case Operation.Transpose _, Operation.Reshape _ ->
          view(id).source() != root(id) && seesWindows(node.inputs[0]);
      default -> false;
    };
  }

  /// Returns whether a node is the largest of windows, read where they see their elements.
  boolean isMaxOfWindows(Node node) {
    return node.operation()
            instanceof Operation.Reduce(Operation.Reduction reduction, Tensor x, int axis)
        && reduction == Operation.Reduction.MAX
        && axis > 0
        && axis == x.shape().rank() - 1
        && node.shape().elements() > 0
        && seesWindows(node.inputs[0]);
  }

  /// Returns the pattern of a gradient through the largest of windows that ends in a node, or null.
  WindowMaxGradientStep.@Nullable Pattern maxGradient(Node node) {
    return node.operation() instanceof Operation.Overlap && node.shape().elements() > 0
        ? WindowMaxGradientStep.Pattern.of(this, node)
        : null;
  }

  /// Returns the node that a node repeats, or null if it repeats none.
  @Nullable Node repeated(int id) {
    Node node = nodes.get(id);
    return node.operation() instanceof Operation.Broadcast ? nodes.get(root(node.inputs[0])) : null;
  }

  /// Returns where the elements that a node moves stand in its result, for a view of that result;
  /// null if it moves none, cuts them unevenly or lays several on one place.
  @Nullable View pulledBack(View result, Node node) {
    if (node.inputs.length == 0) {
      return null;
    }
    Shape from = nodes.get(node.inputs[0]).shape();
    return switch (node.operation()) {
      case Operation.Overlap overlap ->
          overlap.stride() > (from.size(overlap.axis()) - 1) * overlap.dilation()
              ? result.windowed(
                  overlap.axis(),
                  from.size(overlap.axis()),
                  from.size(overlap.axis() + 1),
                  overlap.stride(),
                  overlap.dilation())
              : null;
      case Operation.Transpose transpose -> result.transposed(inverse(transpose.axes()));
      case Operation.Reshape _ -> result.reshaped(from);
      default -> null;
    };
  }

  private static List<Integer> inverse(List<Integer> axes) {
    Integer[] inverse = new Integer[axes.size()];
    for (int axis = 0; axis < inverse.length; axis++) {
      inverse[axes.get(axis)] = axis;
    }
    return List.of(inverse);
  }

  /// Returns how often other computations or outputs read a node's array.
  int uses(int root) {
    if (uses == null) {
      uses = new int[nodes.size()];
      for (Node node : nodes) {
        if (root(node.id()) == node.id()) {
          for (int input : node.inputs) {
            uses[root(input)]++;
          }
        }
      }
      for (Tensor output : wanted) {
        uses[root(output)]++;
      }
    }
    return uses[root];
  }

  /// Returns the computations that read a node's array.
  List<Node> users(int root) {
    if (users == null) {
      users = new HashMap<>();
      for (Node node : nodes) {
        if (root(node.id()) == node.id()) {
          for (int input : node.inputs) {
            users.computeIfAbsent(root(input), _ -> new ArrayList<>()).add(node);
          }
        }
      }
    }
    return users.getOrDefault(root, List.of());
  }

  /// Returns whether a node is elementwise work that chains do.
  boolean isChained(Node node) {
    return node.chained() && pooled(node) == null;
  }

  /// Returns the pooled convolution that computes a node, or null.
  @Nullable PooledConvolutionPattern pooled(Node node) {
    if (pooled == null) {
      pooled = PooledConvolutionPattern.of(this);
    }
    return pooled.get(node.id());
  }

  /// Returns how many products have a node for their right operand.
  int productsWith(int root) {
    if (products.isEmpty()) {
      for (Node node : nodes) {
        if (node.operation() instanceof Operation.Matmul) {
          products.merge(root(node.inputs[1]), 1, Integer::sum);
        }
      }
    }
    return products.getOrDefault(root, 0);
  }

  /// Returns the nodes a node waits for, as roots; fills need no waiting, repetitions read in place
  /// wait for their source.
  List<Integer> waitsFor(Node node) {
    List<Integer> roots = new ArrayList<>();
    for (int input : reads(node)) {
      int root = root(input);
      Node source = nodes.get(root);
      if (source.operation() instanceof Operation.Fill
          && (isChained(node) || node.operation() instanceof Operation.Binary)) {
        continue;
      }
      Repetition repetition = isChained(node) ? repetition(source) : null;
      int waited = whole(repetition == null ? root : repetition.source);
      if (!nodes.get(waited).given()) {
        roots.add(waited);
      }
    }
    return roots;
  }

  /// Returns a node's inputs; a product looks through moved operands, which it reads in place.
  private int[] reads(Node node) {
    PooledConvolutionPattern convolution = pooled(node);
    if (convolution != null) {
      return convolution.reads(node.id());
    }
    Node turned = turnedProduct(node);
    if (turned != null) {
      return new int[] {view(turned.inputs[0]).source(), view(turned.inputs[1]).source()};
    }
    if (isMaxOfWindows(node)) {
      return new int[] {view(node.inputs[0]).source()};
    }
    WindowMaxGradientStep.Pattern gradient = maxGradient(node);
    if (gradient != null) {
      return new int[] {view(gradient.windows()).source(), gradient.largest(), gradient.gradient()};
    }
    if (!(node.operation() instanceof Operation.Matmul)) {
      return node.inputs;
    }
    if (readsThroughViews(node)) {
      return new int[] {view(node.inputs[0]).source(), view(node.inputs[1]).source()};
    }
    return new int[] {untransposed(node.inputs[0]), untransposed(node.inputs[1])};
  }

  /// Returns the node under a transposition of the last two axes, or the node itself.
  int untransposed(int input) {
    Node node = nodes.get(input);
    return swapsLastTwo(node) ? node.inputs[0] : input;
  }

  private static boolean swapsLastTwo(Node node) {
    if (!(node.operation() instanceof Operation.Transpose transpose)) {
      return false;
    }
    int rank = transpose.axes().size();
    for (int axis = 0; axis < rank; axis++) {
      int expected = axis == rank - 1 ? rank - 2 : axis == rank - 2 ? rank - 1 : axis;
      if (transpose.axes().get(axis) != expected) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether a node reads a root element by element and in no other way.
  boolean readsDirectly(Node node, int root) {
    boolean direct = false;
    for (int input : node.inputs) {
      int source = root(input);
      if (source == root) {
        direct = true;
      } else if (whole(source) == root) {
        return false; // read elsewhere too
      } else {
        Repetition repetition = repetition(nodes.get(source));
        if (repetition != null && repetition.source == root) {
          return false; // also needed as an array to repeat
        }
      }
    }
    return direct;
  }
}
