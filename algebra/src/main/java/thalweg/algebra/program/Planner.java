package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Operation;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.kernel.Places;
import thalweg.algebra.kernel.PooledConvolution;
import thalweg.algebra.program.Graph.Node;
import thalweg.algebra.program.Graph.Repetition;
import thalweg.algebra.program.Load.Spread;

/// Turns expressions into steps over planned memory: the [Graph] merges, the [Schedule] orders,
/// this class makes the steps, the [Arena] places what lives between them.
final class Planner {
  private final Graph graph;
  private final Map<Integer, Value> values = new HashMap<>(); // node → value
  private final Set<Integer> needed = new HashSet<>(); // nodes that must stand in an array

  /// For the largest of each pooled convolution the value of its codes.
  private final Map<Integer, Integer> codes = new HashMap<>();

  /// For the gradient of the filters of each the value in which it is added up.
  private final Map<Integer, Integer> sums = new HashMap<>();

  private final List<ProgramStep> early = new ArrayList<>(); // what moves weights, before all else
  private final Set<Integer> movedEarly = new HashSet<>(); // values
  private final Map<Integer, Integer> strips = new HashMap<>(); // right operand → value in strips
  private final List<ProgramStep> single = new ArrayList<>(); // before any are joined

  final List<Value> allValues = new ArrayList<>();
  final List<ProgramStep> steps;
  final Map<Tensor, Integer> variables = new LinkedHashMap<>(); // variable → value
  final Map<Integer, Tensor> constants = new LinkedHashMap<>(); // value → constant
  final List<Integer> outputs = new ArrayList<>(); // value of each output
  final Arena arena;

  Planner(List<Tensor> wanted) {
    graph = new Graph(wanted);
    List<List<Node>> groups = Schedule.of(graph, wanted);
    mark(groups, wanted);
    groups.reversed().forEach(group -> layOutPieces(group.getFirst()));
    for (List<Node> group : groups) {
      Node first = group.getFirst();
      PooledConvolutionPattern convolution = graph.pooled(first);
      if (convolution != null) {
        pooledConvolution(convolution, first);
      } else if (graph.isChained(first)) {
        single.add(chain(group));
      } else {
        add(step(first));
      }
    }
    copyOutputs(wanted);
    List<ProgramStep> ordered = new ArrayList<>(early);
    ordered.addAll(single);
    List<ProgramStep> rows = RowsStep.join(SlicesStep.join(ordered, allValues), allValues);
    List<ProgramStep> batches = SlicesStep.joinBatches(rows, allValues);
    List<ProgramStep> tailed = TailedStep.join(batches);
    steps = AlongsideStep.join(GridStep.join(tailed, allValues), allValues);
    arena =
        new Arena(
            allValues.stream().filter(value -> value.home == Value.Home.ARENA).toList(), steps);
  }

  /// Finds out which nodes must stand in an array and which of them are outputs.
  private void mark(List<List<Node>> groups, List<Tensor> wanted) {
    Map<Integer, Integer> groupOf = new HashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      for (Node node : groups.get(g)) {
        groupOf.put(node.id(), g);
      }
    }
    for (List<Node> group : groups) {
      for (Node node : group) {
        for (int waited : graph.waitsFor(node)) {
          boolean sameChain =
              graph.isChained(node)
                  && Objects.equals(groupOf.get(node.id()), groupOf.get(waited))
                  && graph.readsDirectly(node, waited);
          if (!sameChain) {
            needed.add(waited);
          }
        }
      }
    }
    Set<Integer> asOutput = new HashSet<>();
    for (Tensor output : wanted) {
      int root = graph.root(output);
      needed.add(root);
      if (!graph.node(root).given() && asOutput.add(root)) {
        outputs.add(newValue(root, output.type(), output.shape(), Value.Home.OUTPUT).id);
      } else {
        outputs.add(-1); // a copy, made at the end
      }
    }
  }

  /// Lets the parts of what is laid together be computed where they will stand, if nothing is in
  /// the way.
  private void layOutPieces(Node node) {
    if (!graph.isOfPieces(node)) {
      return;
    }
    Value whole = allValues.get(value(node.id()));
    int from = 0;
    for (int input : node.inputs()) {
      Node part = graph.node(graph.root(input));
      if (!part.given()
          && !(part.operation() instanceof Operation.Fill)
          && !graph.isPiece(part)
          && !values.containsKey(part.id())) {
        Value piece = new Value(allValues.size(), part.shape(), whole, from);
        allValues.add(piece);
        values.put(part.id(), piece);
      }
      from += part.shape().elements();
    }
  }

  /// Returns a step that copies those parts to their places that do not stand there.
  private ConcatenateStep concatenation(Node node, int axis, int out) {
    Value whole = allValues.get(out);
    List<Integer> x = new ArrayList<>();
    List<Integer> runs = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < node.inputs().length; i++) {
      Value part = allValues.get(valueOfInput(node, i));
      Shape shape = graph.node(node.inputs()[i]).shape(); // the value's may be another
      int run = product(shape, axis, shape.rank());
      boolean isThere =
          graph.isOfPieces(node)
              && part.whole() == whole.whole()
              && part.from() == whole.from() + start;
      if (!isThere) {
        x.add(part.id);
        runs.add(run);
        starts.add(start);
      }
      start += run;
    }
    return new ConcatenateStep(x, runs, starts, start, product(node.shape(), 0, axis), out);
  }

  /// Adds a step that has something to do. What is moved of weights is moved first, so that it does
  /// not part the steps around what reads it.
  private void add(ProgramStep step) {
    switch (step) {
      case ConcatenateStep concatenate when concatenate.x().isEmpty() -> {}
      case MoveStep move when isEarly(move.x()) -> addEarly(move, move.out());
      case LayOutStep move when isEarly(move.x()) -> addEarly(move, move.out());
      default -> single.add(step);
    }
  }

  private void addEarly(ProgramStep step, int out) {
    early.add(step);
    movedEarly.add(out);
  }

  private boolean isEarly(int id) {
    Value value = allValues.get(id).whole();
    return value.home == Value.Home.VARIABLE
        || value.home == Value.Home.CONSTANT
        || movedEarly.contains(value.id);
  }

  /// Adds the copies for outputs that are given, or asked for a second time.
  private void copyOutputs(List<Tensor> wanted) {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) < 0) {
        Tensor output = wanted.get(i);
        int from = value(graph.root(output));
        Value copy = new Value(allValues.size(), output.type(), output.shape(), Value.Home.OUTPUT);
        allValues.add(copy);
        outputs.set(i, copy.id);
        single.add(
            MoveStep.of(
                "copy",
                new int[] {output.shape().elements()},
                from,
                0,
                new int[] {1},
                copy.id,
                0,
                new int[] {1},
                0));
      }
    }
  }

  // ---- Values ----

  private Value newValue(int node, DType type, Shape shape, Value.Home home) {
    Value value = new Value(allValues.size(), type, shape, home);
    allValues.add(value);
    values.put(node, value);
    return value;
  }

  /// Returns the id of the value that holds the elements of a root node, made when first asked for.
  private int value(int root) {
    Value present = values.get(root);
    if (present != null) {
      return present.id;
    }
    Node node = graph.node(root);
    return switch (node.operation()) {
      case Operation.Variable _ -> {
        Value value = newValue(root, node.type(), node.shape(), Value.Home.VARIABLE);
        variables.put(node.tensor(), value.id);
        yield value.id;
      }
      case Operation.Constant _ -> {
        Value value = newValue(root, node.type(), node.shape(), Value.Home.CONSTANT);
        constants.put(value.id, node.tensor());
        yield value.id;
      }
      case Operation.Slice slice when graph.isPiece(node) -> {
        Value whole = allValues.get(valueOfInput(node, 0));
        int from =
            slice.from() * product(slice.x().shape(), slice.axis() + 1, slice.x().shape().rank());
        Value piece = new Value(allValues.size(), node.shape(), whole, from);
        allValues.add(piece);
        values.put(root, piece);
        yield piece.id;
      }
      default -> newValue(root, node.type(), node.shape(), Value.Home.ARENA).id;
    };
  }

  private int valueOfInput(Node node, int input) {
    return value(graph.root(node.inputs()[input]));
  }

  private static int product(Shape shape, int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= shape.size(axis);
    }
    return product;
  }

  // ---- Steps ----

  private ProgramStep step(Node node) {
    int out = value(node.id());
    int count = node.shape().elements();
    boolean single = node.type() == DType.FLOAT;
    return switch (node.operation()) {
      case Operation.Matmul _ when graph.readsThroughViews(node) ->
          contraction(node, View.whole(node.id(), node.shape()), out);
      case Operation.Matmul _ -> {
        int x = graph.untransposed(node.inputs()[0]);
        int y = graph.untransposed(node.inputs()[1]);
        boolean inStrips = isRecurrent(node);
        int rank = node.shape().rank();
        int m = node.shape().size(-2);
        int n = node.shape().size(-1);
        int k = graph.node(node.inputs()[0]).shape().size(-1);
        yield new MatmulStep(
            single,
            product(node.shape(), 0, rank - 2),
            m,
            n,
            k,
            value(graph.root(x)),
            x != node.inputs()[0],
            inStrips ? inStrips(node) : value(graph.root(y)),
            !inStrips && y != node.inputs()[1],
            inStrips,
            out);
      }
      case Operation.Reduce _ when graph.isMaxOfWindows(node) ->
          maxOfWindows(node.inputs()[0], out);
      case Operation.Reduce reduce -> {
        Shape from = reduce.x().shape();
        yield new ReduceStep(
            single,
            reduce.reduction(),
            product(from, 0, reduce.axis()),
            from.size(reduce.axis()),
            product(from, reduce.axis() + 1, from.rank()),
            valueOfInput(node, 0),
            out);
      }
      case Operation.ArgMax argMax -> {
        Shape from = argMax.x().shape();
        yield new ArgMaxStep(
            argMax.x().type() == DType.FLOAT,
            product(from, 0, argMax.axis()),
            from.size(argMax.axis()),
            product(from, argMax.axis() + 1, from.rank()),
            valueOfInput(node, 0),
            out);
      }
      case Operation.Transpose _ when graph.turnedProduct(node) != null -> {
        Node product = Objects.requireNonNull(graph.turnedProduct(node));
        yield contraction(product, Objects.requireNonNull(graph.written(node, product)), out);
      }
      case Operation.Transpose transpose -> {
        int[] strides = MoveStep.strides(transpose.x().shape());
        int[] moved = transpose.axes().stream().mapToInt(axis -> strides[axis]).toArray();
        yield MoveStep.of(
            "transpose",
            node.shape().sizes(),
            valueOfInput(node, 0),
            0,
            moved,
            out,
            0,
            MoveStep.strides(node.shape()),
            0);
      }
      case Operation.Broadcast broadcast -> {
        int[] strides = MoveStep.strides(broadcast.x().shape());
        for (int axis = 0; axis < strides.length; axis++) {
          strides[axis] = broadcast.x().shape().size(axis) == 1 ? 0 : strides[axis];
        }
        yield MoveStep.of(
            "broadcast",
            node.shape().sizes(),
            valueOfInput(node, 0),
            0,
            strides,
            out,
            0,
            MoveStep.strides(node.shape()),
            0);
      }
      case Operation.Slice slice -> {
        int[] strides = MoveStep.strides(slice.x().shape());
        yield MoveStep.of(
            "slice",
            node.shape().sizes(),
            valueOfInput(node, 0),
            slice.from() * strides[slice.axis()],
            strides,
            out,
            0,
            MoveStep.strides(node.shape()),
            0);
      }
      case Operation.Pad pad -> {
        int[] strides = MoveStep.strides(node.shape());
        yield MoveStep.of(
            "pad",
            pad.x().shape().sizes(),
            valueOfInput(node, 0),
            0,
            MoveStep.strides(pad.x().shape()),
            out,
            pad.before() * strides[pad.axis()],
            strides,
            count);
      }
      case Operation.Window window ->
          MoveStep.of(
              "window",
              node.shape().sizes(),
              valueOfInput(node, 0),
              0,
              MoveStep.windowed(
                  MoveStep.strides(window.x().shape()),
                  window.axis(),
                  window.stride(),
                  window.dilation()),
              out,
              0,
              MoveStep.strides(node.shape()),
              0);
      case Operation.Overlap _ when graph.maxGradient(node) != null -> {
        WindowMaxGradientStep.Pattern pattern = Objects.requireNonNull(graph.maxGradient(node));
        int largest = value(pattern.largest());
        yield WindowMaxGradientStep.of(
            single,
            maxOfWindows(pattern.windows(), largest),
            largest,
            value(pattern.gradient()),
            pattern.written(),
            count,
            out);
      }
      case Operation.Overlap overlap -> {
        Shape from = overlap.x().shape();
        yield new OverlapStep(
            single,
            product(from, 0, overlap.axis()),
            from.size(overlap.axis()),
            from.size(overlap.axis() + 1),
            product(from, overlap.axis() + 2, from.rank()),
            overlap.stride(),
            overlap.dilation(),
            node.shape().size(overlap.axis()),
            valueOfInput(node, 0),
            out);
      }
      case Operation.Concatenate concatenate -> concatenation(node, concatenate.axis(), out);
      case Operation.OneHot _ ->
          new IndexStep.OneHot(
              valueOfInput(node, 0),
              count / Math.max(1, node.shape().size(-1)),
              node.shape().size(-1),
              out);
      case Operation.Take take -> {
        int size = product(take.x().shape(), 1, take.x().shape().rank());
        yield new IndexStep.Take(
            valueOfInput(node, 0),
            valueOfInput(node, 1),
            take.indices().shape().elements(),
            size,
            take.x().shape().size(0),
            out);
      }
      case Operation.Uniform uniform ->
          new UniformStep(
              uniform.purpose(),
              uniform.layer(),
              valueOfInput(node, 0),
              count,
              product(node.shape(), 1, node.shape().rank()),
              out);
      case Operation.Convert _ -> new IndexStep.Convert(valueOfInput(node, 0), count, out);
      case Operation.Fill(double number) -> new IndexStep.Fill(number, count, out);
      case Operation.Binary binary -> {
        Double left = fillOf(node.inputs()[0]);
        Double right = fillOf(node.inputs()[1]);
        yield new IndexStep.IntBinary(
            binary.function(),
            left == null ? (Integer) valueOfInput(node, 0) : null,
            left == null ? 0 : left.intValue(),
            right == null ? (Integer) valueOfInput(node, 1) : null,
            right == null ? 0 : right.intValue(),
            count,
            out);
      }
      case Operation.Variable _,
          Operation.Constant _,
          Operation.Unary _,
          Operation.Select _,
          Operation.Reshape _,
          Operation.Detach _ ->
          throw new IllegalStateException("no step of its own: " + node.tensor());
    };
  }

  private @Nullable Double fillOf(int input) {
    return graph.node(graph.root(input)).operation() instanceof Operation.Fill(double number)
        ? (Double) number
        : null;
  }

  // ---- Chains ----

  private ProgramStep chain(List<Node> group) {
    Node first = group.getFirst();
    Map<Integer, Integer> lastUse = new HashMap<>(); // node → index in the group of its last reader
    for (int i = 0; i < group.size(); i++) {
      for (int input : group.get(i).inputs()) {
        lastUse.put(graph.root(input), i);
      }
    }
    Map<Integer, Location> locations = new HashMap<>(); // node → where this chain finds it
    List<Load> loads = new ArrayList<>();
    List<Instruction> code = new ArrayList<>();
    TreeSet<Integer> free = new TreeSet<>();
    int slots = 0;
    // Loads stand in slots of their own, for they are often laid out once for all blocks.
    for (Node node : group) {
      for (int input : node.inputs()) {
        int root = graph.root(input);
        Load load = locations.containsKey(root) ? null : load(root, slots);
        if (load != null) {
          loads.add(load);
          locations.put(root, Location.slot(slots++));
        }
      }
    }
    Set<Integer> inGroup = new HashSet<>();
    for (int i = 0; i < group.size(); i++) {
      Node node = group.get(i);
      List<Location> operands = new ArrayList<>();
      for (int input : node.inputs()) {
        int root = graph.root(input);
        Location location = locations.get(root);
        operands.add(location != null ? location : Location.value(value(root)));
      }
      // A slot whose last reader is this operation may be its result's: loops allow equal
      // locations.
      for (int input : node.inputs()) {
        int root = graph.root(input);
        Location location = locations.get(root);
        Integer last = lastUse.get(root);
        if (location != null
            && location.inSlot()
            && inGroup.contains(root)
            && last != null
            && last == i) {
          free.add(location.index());
        }
      }
      Location out;
      if (needed.contains(node.id())) {
        out = Location.value(value(node.id()));
      } else {
        Integer reused = free.pollFirst();
        out = Location.slot(reused == null ? slots++ : reused);
      }
      locations.put(node.id(), out);
      inGroup.add(node.id());
      code.add(
          switch (node.operation()) {
            case Operation.Unary unary ->
                new Instruction.Unary(unary.function(), operands.getFirst(), out);
            case Operation.Binary binary ->
                new Instruction.Binary(binary.function(), operands.get(0), operands.get(1), out);
            case Operation.Select _ ->
                new Instruction.Select(operands.get(0), operands.get(1), operands.get(2), out);
            default -> throw new IllegalStateException("not elementwise: " + node.tensor());
          });
    }
    return new ElementwiseChain(
        first.type() == DType.FLOAT, first.shape().elements(), slots, loads, code);
  }

  /// Returns whether the right operand of a product is a weight that many products share, as at the
  /// places of a sequence.
  private boolean isRecurrent(Node product) {
    int right = product.inputs()[1];
    return product.shape().rank() == 2
        && product.shape().size(1) % MatmulStep.STRIP == 0
        && graph.productsWith(graph.root(right)) >= SlicesStep.RECURRENT_PLACES
        && isEarly(value(graph.root(graph.untransposed(right))));
  }

  /// Returns the right operand of a product in strips, laid out once.
  private int inStrips(Node product) {
    int right = product.inputs()[1];
    Integer known = strips.get(graph.root(right));
    if (known != null) {
      return known;
    }
    Shape shape = graph.node(right).shape();
    int k = shape.size(0);
    int n = shape.size(1);
    int of = graph.untransposed(right);
    boolean isTransposed = of != right;
    Shape strip = Shape.of(n / MatmulStep.STRIP, k, MatmulStep.STRIP);
    int laidOut = newValue(product.type(), strip);
    int down = isTransposed ? 1 : n;
    int across = isTransposed ? k : 1;
    add(
        MoveStep.of(
            "lay in strips",
            strip.sizes(),
            value(graph.root(of)),
            0,
            new int[] {MatmulStep.STRIP * across, down, across},
            laidOut,
            0,
            MoveStep.strides(strip),
            0));
    strips.put(graph.root(right), laidOut);
    return laidOut;
  }

  private WindowMaxStep maxOfWindows(int windows, int out) {
    View view = graph.view(windows);
    boolean single = graph.node(windows).type() == DType.FLOAT;
    return WindowMaxStep.of(single, view, value(view.source()), out);
  }

  private ContractionStep contraction(Node product, View written, int out) {
    View x = graph.view(product.inputs()[0]);
    View y = graph.view(product.inputs()[1]);
    boolean windows =
        graph.seesWindows(product.inputs()[0]) || graph.seesWindows(product.inputs()[1]);
    ContractionStep step =
        ContractionStep.of(
            product.type() == DType.FLOAT,
            windows,
            x,
            value(x.source()),
            y,
            value(y.source()),
            written,
            out);
    if (!step.readsLeftAcross()) {
      return step;
    }
    Shape rows = Shape.of(step.xBatch().length, step.m(), step.k());
    int laidOut = newValue(product.type(), rows);
    add(new LayOutStep(step.x(), step.xBatch(), step.xPlaces(), laidOut));
    return step.withLeft(laidOut);
  }

  /// Adds the step of a node that a pooled convolution computes, unless it came with another's.
  private void pooledConvolution(PooledConvolutionPattern pattern, Node node) {
    PooledConvolution places = pattern.places();
    boolean single = node.type() == DType.FLOAT;
    int[] terms = pattern.weightTerms();
    int[] filters = pattern.weightFilters();
    int pictures = pattern.pictures();
    if (node.id() == pattern.largest()) {
      Shape shape = Shape.of(pictures, places.windows(), places.paddedFilters());
      int code = places.isPooled() ? newValue(node.type(), shape) : value(node.id());
      codes.put(node.id(), code);
      int[] padded = new int[places.paddedFilters()];
      Arrays.setAll(padded, i -> filters[Math.min(i, filters.length - 1)]);
      int weights = laidOut(pattern, node.type(), new Places(terms, padded));
      this.single.add(
          new PooledConvolutionStep.Largest(
              single,
              places,
              pictures,
              value(pattern.x()),
              weights,
              value(pattern.bias()),
              value(node.id()),
              code));
      return;
    }
    if (node.id() == pattern.gradients()) {
      boolean ofFilters = pattern.filters() >= 0;
      boolean ofInput = pattern.input() >= 0;
      int[] together = IntStream.of(places.termsTogether()).map(term -> terms[term]).toArray();
      int sums = ofFilters ? newValue(node.type(), Shape.of(places.sumElements())) : -1;
      int bias =
          pattern.biasSum() >= 0
              ? value(pattern.biasSum())
              : ofFilters ? newValue(node.type(), Shape.of(filters.length)) : -1;
      this.single.add(
          new PooledConvolutionStep.Gradients(
              single,
              places,
              pictures,
              value(pattern.gradient()),
              Objects.requireNonNull(codes.get(pattern.largest())),
              value(pattern.x()),
              sums,
              bias,
              ofInput ? laidOut(pattern, node.type(), new Places(filters, together)) : -1,
              ofInput ? value(pattern.input()) : -1));
      if (ofFilters) {
        this.sums.put(pattern.filters(), sums);
      }
    }
    if (node.id() == pattern.filters()) {
      int sums = Objects.requireNonNull(this.sums.get(node.id()));
      Places by = places.sumPlaces();
      Places order = pattern.filtersFirst() ? by.transposed() : by;
      this.single.add(new LayOutStep(sums, new int[] {0}, order, value(node.id())));
    }
  }

  /// Returns the value of weights laid out so before all else.
  private int laidOut(PooledConvolutionPattern pattern, DType type, Places places) {
    int laidOut = newValue(type, Shape.of(places.rows().length, places.columns().length));
    int[] start = {pattern.weightStart()};
    add(new LayOutStep(value(pattern.weights()), start, places, laidOut));
    return laidOut;
  }

  private int newValue(DType type, Shape shape) {
    Value value = new Value(allValues.size(), type, shape, Value.Home.ARENA);
    allValues.add(value);
    return value.id;
  }

  private @Nullable Load load(int root, int slot) {
    Node node = graph.node(root);
    if (node.operation() instanceof Operation.Fill(double number)) {
      return new Load(Spread.SCALAR, -1, number, 1, slot);
    }
    Repetition repetition = graph.repetition(node);
    return repetition == null
        ? null
        : new Load(
            repetition.spread(),
            value(repetition.source()),
            0,
            repetition.period(),
            repetition.count(),
            slot);
  }
}
