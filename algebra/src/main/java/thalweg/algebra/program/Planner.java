package thalweg.algebra.program;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Operation;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.program.ElementwiseChain.Instruction;
import thalweg.algebra.program.ElementwiseChain.Load;
import thalweg.algebra.program.ElementwiseChain.Place;
import thalweg.algebra.program.ElementwiseChain.Spread;

/// Turns expressions into steps over planned memory: equal subexpressions merged, order fixed,
/// elementwise runs chained.
///
/// Only what an output needs is visited, so dead code never appears. Reshapes are other names for
/// the same values; fills and simple repetitions are read in place by the chains that use them.
final class Planner {
  /// One computation after merging: an operation whose inputs are other nodes.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Node(int id, Tensor tensor, int[] inputs) {
    Operation operation() {
      return tensor.operation();
    }

    Shape shape() {
      return tensor.shape();
    }

    DType type() {
      return tensor.type();
    }
  }

  /// What makes two computations the same: the operation without its inputs, the inputs' numbers,
  /// shape and type.
  private record Identity(Object what, List<Integer> inputs, Shape shape, DType type) {}

  /// How a chain reads a repeated array: the node that holds it and the pattern.
  private record Repetition(Spread spread, int source, int period) {}

  private final List<Node> nodes = new ArrayList<>();
  private final IdentityHashMap<Tensor, Integer> numbers = new IdentityHashMap<>();
  private final Map<Identity, Integer> known = new HashMap<>();
  private final Map<Integer, Value> values = new HashMap<>(); // node → value
  private final Set<Integer> needed = new HashSet<>(); // nodes that must stand in an array

  final List<Value> allValues = new ArrayList<>();
  final List<Step> steps = new ArrayList<>();
  final Map<Tensor, Integer> variables = new LinkedHashMap<>(); // variable → value
  final Map<Integer, Tensor> constants = new LinkedHashMap<>(); // value → constant
  final List<Integer> outputs = new ArrayList<>(); // value of each output
  long arenaBytesUnshared;
  final Map<DType, Integer> arena = new HashMap<>();

  Planner(List<Tensor> wanted) {
    for (Tensor output : wanted) {
      number(output);
    }
    order(wanted);
    planArena();
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
      case Operation.Reduce reduce -> List.of(reduce.reduction(), reduce.axis());
      case Operation.ArgMax argMax -> List.of("argmax", argMax.axis());
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

  // ---- What a node is for the planner ----

  /// Returns the node whose array holds this node's elements: itself, but for reshaped and detached
  /// ones.
  private int root(int id) {
    Node node = nodes.get(id);
    return node.operation() instanceof Operation.Reshape
            || node.operation() instanceof Operation.Detach
        ? root(node.inputs[0])
        : id;
  }

  private boolean chained(Node node) {
    return node.type().isReal()
        && (node.operation() instanceof Operation.Unary
            || node.operation() instanceof Operation.Binary
            || node.operation() instanceof Operation.Select);
  }

  private static boolean given(Node node) {
    return node.operation() instanceof Operation.Variable
        || node.operation() instanceof Operation.Constant;
  }

  /// Returns the pattern in which a chain can read a broadcast node in place, or null where it must
  /// be copied out first.
  private @Nullable Repetition repetition(Node node) {
    if (!(node.operation() instanceof Operation.Broadcast)) {
      return null;
    }
    Shape from = nodes.get(node.inputs[0]).shape();
    Shape to = node.shape();
    int source = root(node.inputs[0]);
    if (nodes.get(source).operation() instanceof Operation.Fill
        || nodes.get(source).operation() instanceof Operation.Broadcast) {
      return null; // rare: copied out
    }
    if (from.elements() == 1 || to.elements() == 0) {
      return new Repetition(Spread.SCALAR, source, 1); // of nothing, no element is read
    }
    int lead = 0;
    while (lead < to.rank() && from.size(lead) == 1) {
      lead++;
    }
    if (sameFrom(from, to, lead)) {
      return new Repetition(Spread.ROW, source, from.elements());
    }
    int tail = to.rank();
    while (tail > 0 && from.size(tail - 1) == 1) {
      tail--;
    }
    for (int axis = 0; axis < tail; axis++) {
      if (from.size(axis) != to.size(axis)) {
        return null;
      }
    }
    return new Repetition(Spread.COLUMN, source, to.elements() / from.elements());
  }

  private static boolean sameFrom(Shape from, Shape to, int axis) {
    for (int i = axis; i < to.rank(); i++) {
      if (from.size(i) != to.size(i)) {
        return false;
      }
    }
    return true;
  }

  /// Returns the nodes a node waits for, as roots; fills need no waiting, repetitions read in place
  /// wait for their source.
  private List<Integer> waitsFor(Node node) {
    List<Integer> roots = new ArrayList<>();
    for (int input : reads(node)) {
      int root = root(input);
      Node source = nodes.get(root);
      if (source.operation() instanceof Operation.Fill
          && (chained(node) || node.operation() instanceof Operation.Binary)) {
        continue;
      }
      Repetition repetition = chained(node) ? repetition(source) : null;
      int waited = repetition == null ? root : repetition.source;
      if (!given(nodes.get(waited))) {
        roots.add(waited);
      }
    }
    return roots;
  }

  /// Returns a node's inputs; a product looks through transposed operands, which it reads in place.
  private int[] reads(Node node) {
    if (!(node.operation() instanceof Operation.Matmul)) {
      return node.inputs;
    }
    return new int[] {untransposed(node.inputs[0]), untransposed(node.inputs[1])};
  }

  private int untransposed(int input) {
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

  // ---- Order: a list schedule that prefers to continue the chain at hand ----

  private void order(List<Tensor> wanted) {
    Set<Integer> work = new TreeSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (Tensor output : wanted) {
      open.push(root(numberOf(output)));
    }
    while (!open.isEmpty()) {
      int id = open.pop();
      if (!given(nodes.get(id)) && work.add(id)) {
        waitsFor(nodes.get(id)).forEach(open::push);
      }
    }

    List<Node> order = new ArrayList<>();
    Set<Integer> done = new HashSet<>();
    while (!work.isEmpty()) {
      Node last = order.isEmpty() ? null : order.getLast();
      Node chosen = null;
      for (int id : work) {
        Node node = nodes.get(id);
        if (!done.containsAll(waitsFor(node))) {
          continue;
        }
        if (last != null && continues(last, node)) {
          chosen = node;
          break;
        }
        chosen = chosen == null ? node : chosen;
        if (last == null || !chained(last)) {
          break;
        }
      }
      if (chosen == null) {
        throw new IllegalStateException("an expression waits for itself");
      }
      work.remove(chosen.id);
      done.add(chosen.id);
      order.add(chosen);
    }
    emit(order, wanted);
  }

  private boolean continues(Node last, Node node) {
    return chained(last)
        && chained(node)
        && last.type() == node.type()
        && last.shape().elements() == node.shape().elements();
  }

  // ---- Steps ----

  private void emit(List<Node> order, List<Tensor> wanted) {
    List<List<Node>> groups = new ArrayList<>();
    for (Node node : order) {
      if (!groups.isEmpty() && continues(groups.getLast().getLast(), node)) {
        groups.getLast().add(node);
      } else {
        groups.add(new ArrayList<>(List.of(node)));
      }
    }
    Map<Integer, Integer> groupOf = new HashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      for (Node node : groups.get(g)) {
        groupOf.put(node.id, g);
      }
    }
    for (Node node : order) {
      for (int waited : waitsFor(node)) {
        boolean sameChain =
            chained(node)
                && Objects.equals(groupOf.get(node.id), groupOf.get(waited))
                && readsDirectly(node, waited);
        if (!sameChain) {
          needed.add(waited);
        }
      }
    }
    Set<Integer> asOutput = new HashSet<>();
    for (Tensor output : wanted) {
      int root = root(numberOf(output));
      needed.add(root);
      if (!given(nodes.get(root)) && asOutput.add(root)) {
        outputs.add(newValue(root, output.type(), output.shape(), Value.Home.OUTPUT).id);
      } else {
        outputs.add(-1); // a copy, made at the end
      }
    }
    for (List<Node> group : groups) {
      steps.add(chained(group.getFirst()) ? chain(group) : step(group.getFirst()));
    }
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) < 0) {
        Tensor output = wanted.get(i);
        int from = value(root(numberOf(output)));
        Value copy = new Value(allValues.size(), output.type(), output.shape(), Value.Home.OUTPUT);
        allValues.add(copy);
        outputs.set(i, copy.id);
        steps.add(
            move(
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

  private boolean readsDirectly(Node node, int root) {
    boolean direct = false;
    for (int input : node.inputs) {
      int source = root(input);
      if (source == root) {
        direct = true;
      } else {
        Repetition repetition = repetition(nodes.get(source));
        if (repetition != null && repetition.source == root) {
          return false; // also needed as an array to repeat
        }
      }
    }
    return direct;
  }

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
    Node node = nodes.get(root);
    return switch (node.operation()) {
      case Operation.Variable _ -> {
        Value value = newValue(root, node.type(), node.shape(), Value.Home.VARIABLE);
        variables.put(node.tensor, value.id);
        yield value.id;
      }
      case Operation.Constant _ -> {
        Value value = newValue(root, node.type(), node.shape(), Value.Home.CONSTANT);
        constants.put(value.id, node.tensor);
        yield value.id;
      }
      default -> newValue(root, node.type(), node.shape(), Value.Home.ARENA).id;
    };
  }

  private int valueOfInput(Node node, int input) {
    return value(root(node.inputs[input]));
  }

  private static Kernels kernels(DType type) {
    return type == DType.FLOAT ? Kernels.FLOAT : Kernels.DOUBLE;
  }

  private static int product(Shape shape, int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= shape.size(axis);
    }
    return product;
  }

  private Step step(Node node) {
    int out = value(node.id);
    int count = node.shape().elements();
    boolean single = node.type() == DType.FLOAT;
    return switch (node.operation()) {
      case Operation.Matmul _ -> {
        int x = untransposed(node.inputs[0]);
        int y = untransposed(node.inputs[1]);
        int rank = node.shape().rank();
        int m = node.shape().size(-2);
        int n = node.shape().size(-1);
        int k = nodes.get(node.inputs[0]).shape().size(-1);
        yield new MatmulStep(
            kernels(node.type()),
            single,
            product(node.shape(), 0, rank - 2),
            m,
            n,
            k,
            value(root(x)),
            x != node.inputs[0],
            value(root(y)),
            y != node.inputs[1],
            out);
      }
      case Operation.Reduce reduce -> {
        Shape from = reduce.x().shape();
        yield new ReduceStep(
            kernels(node.type()),
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
            kernels(argMax.x().type()),
            product(from, 0, argMax.axis()),
            from.size(argMax.axis()),
            product(from, argMax.axis() + 1, from.rank()),
            valueOfInput(node, 0),
            out);
      }
      case Operation.Transpose transpose -> {
        int[] strides = strides(transpose.x().shape());
        int[] moved = transpose.axes().stream().mapToInt(axis -> strides[axis]).toArray();
        yield move(
            "transpose",
            node.shape().sizes(),
            valueOfInput(node, 0),
            0,
            moved,
            out,
            0,
            strides(node.shape()),
            0);
      }
      case Operation.Broadcast broadcast -> {
        int[] strides = strides(broadcast.x().shape());
        for (int axis = 0; axis < strides.length; axis++) {
          strides[axis] = broadcast.x().shape().size(axis) == 1 ? 0 : strides[axis];
        }
        yield move(
            "broadcast",
            node.shape().sizes(),
            valueOfInput(node, 0),
            0,
            strides,
            out,
            0,
            strides(node.shape()),
            0);
      }
      case Operation.Slice slice -> {
        int[] strides = strides(slice.x().shape());
        yield move(
            "slice",
            node.shape().sizes(),
            valueOfInput(node, 0),
            slice.from() * strides[slice.axis()],
            strides,
            out,
            0,
            strides(node.shape()),
            0);
      }
      case Operation.Pad pad -> {
        int[] strides = strides(node.shape());
        yield move(
            "pad",
            pad.x().shape().sizes(),
            valueOfInput(node, 0),
            0,
            strides(pad.x().shape()),
            out,
            pad.before() * strides[pad.axis()],
            strides,
            count);
      }
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
      case Operation.Convert _ -> new IndexStep.Convert(valueOfInput(node, 0), count, out);
      case Operation.Fill(double number) -> new IndexStep.Fill(number, count, out);
      case Operation.Binary binary -> {
        Double left = fillOf(node.inputs[0]);
        Double right = fillOf(node.inputs[1]);
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
          throw new IllegalStateException("no step of its own: " + node.tensor);
    };
  }

  private @Nullable Double fillOf(int input) {
    return nodes.get(root(input)).operation() instanceof Operation.Fill(double number)
        ? (Double) number
        : null;
  }

  /// Returns a move with neighbouring axes that lie side by side in both arrays merged into one.
  private static MoveStep move(
      String name,
      int[] sizes,
      int x,
      int xStart,
      int[] xStrides,
      int out,
      int outStart,
      int[] outStrides,
      int zeroFirst) {
    List<int[]> axes = new ArrayList<>(); // size, stride in x, stride in out
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == 1) {
        continue;
      }
      int[] last = axes.isEmpty() ? null : axes.getLast();
      if (last != null
          && last[1] == sizes[axis] * xStrides[axis]
          && last[2] == sizes[axis] * outStrides[axis]) {
        last[0] *= sizes[axis];
        last[1] = xStrides[axis];
        last[2] = outStrides[axis];
      } else {
        axes.add(new int[] {sizes[axis], xStrides[axis], outStrides[axis]});
      }
    }
    return new MoveStep(
        name,
        axes.stream().mapToInt(axis -> axis[0]).toArray(),
        x,
        xStart,
        axes.stream().mapToInt(axis -> axis[1]).toArray(),
        out,
        outStart,
        axes.stream().mapToInt(axis -> axis[2]).toArray(),
        zeroFirst);
  }

  /// Returns how far apart neighbours along each axis are in row-major order.
  private static int[] strides(Shape shape) {
    int[] strides = new int[shape.rank()];
    int stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.size(axis);
    }
    return strides;
  }

  // ---- Chains ----

  private Step chain(List<Node> group) {
    Node first = group.getFirst();
    Map<Integer, Integer> lastUse = new HashMap<>(); // node → index in the group of its last reader
    for (int i = 0; i < group.size(); i++) {
      for (int input : group.get(i).inputs) {
        lastUse.put(root(input), i);
      }
    }
    Map<Integer, Place> places = new HashMap<>(); // node → where this chain finds it
    List<Load> loads = new ArrayList<>();
    List<Instruction> code = new ArrayList<>();
    TreeSet<Integer> free = new TreeSet<>();
    int slots = 0;
    // Loads stand in slots of their own, for they are often laid out once for all blocks.
    for (Node node : group) {
      for (int input : node.inputs) {
        int root = root(input);
        Load load = places.containsKey(root) ? null : load(root, slots);
        if (load != null) {
          loads.add(load);
          places.put(root, Place.slot(slots++));
        }
      }
    }
    Set<Integer> inGroup = new HashSet<>();
    for (int i = 0; i < group.size(); i++) {
      Node node = group.get(i);
      List<Place> operands = new ArrayList<>();
      for (int input : node.inputs) {
        int root = root(input);
        Place place = places.get(root);
        operands.add(place != null ? place : Place.value(value(root)));
      }
      // A slot whose last reader is this operation may be its result's: loops allow equal places.
      for (int input : node.inputs) {
        int root = root(input);
        Place place = places.get(root);
        Integer last = lastUse.get(root);
        if (place != null
            && place.inSlot()
            && inGroup.contains(root)
            && last != null
            && last == i) {
          free.add(place.index());
        }
      }
      Place out;
      if (needed.contains(node.id)) {
        out = Place.value(value(node.id));
      } else {
        Integer reused = free.pollFirst();
        out = Place.slot(reused == null ? slots++ : reused);
      }
      places.put(node.id, out);
      inGroup.add(node.id);
      code.add(
          switch (node.operation()) {
            case Operation.Unary unary ->
                new Instruction.Unary(unary.function(), operands.getFirst(), out);
            case Operation.Binary binary ->
                new Instruction.Binary(binary.function(), operands.get(0), operands.get(1), out);
            case Operation.Select _ ->
                new Instruction.Select(operands.get(0), operands.get(1), operands.get(2), out);
            default -> throw new IllegalStateException("not elementwise: " + node.tensor);
          });
    }
    return new ElementwiseChain(
        first.type() == DType.FLOAT, first.shape().elements(), slots, loads, code);
  }

  private @Nullable Load load(int root, int slot) {
    Node node = nodes.get(root);
    if (node.operation() instanceof Operation.Fill(double number)) {
      return new Load(Spread.SCALAR, -1, number, 1, slot);
    }
    Repetition repetition = repetition(node);
    return repetition == null
        ? null
        : new Load(repetition.spread, value(repetition.source), 0, repetition.period, slot);
  }

  // ---- Memory: values that are never alive together share it ----

  private void planArena() {
    for (int i = 0; i < steps.size(); i++) {
      for (int id : steps.get(i).reads()) {
        touch(allValues.get(id), i);
      }
      for (int id : steps.get(i).writes()) {
        touch(allValues.get(id), i);
      }
    }
    List<Value> placed = new ArrayList<>();
    List<Value> largestFirst =
        allValues.stream()
            .filter(value -> value.home == Value.Home.ARENA)
            .sorted(
                Comparator.comparingInt((Value value) -> -value.shape.elements())
                    .thenComparingInt(value -> value.id))
            .toList();
    for (Value value : largestFirst) {
      arenaBytesUnshared += value.bytes();
      int offset = 0;
      boolean moved = true;
      while (moved) {
        moved = false;
        for (Value other : placed) {
          if (other.type == value.type
              && other.born <= value.died
              && value.born <= other.died
              && offset < other.offset + room(other)
              && other.offset < offset + room(value)) {
            offset = other.offset + room(other);
            moved = true;
          }
        }
      }
      value.offset = offset;
      placed.add(value);
      arena.merge(value.type, offset + room(value), Math::max);
    }
  }

  /// Returns a value's elements rounded up to a cache line, so that every value starts on one.
  private static int room(Value value) {
    return (value.shape.elements() + 15) / 16 * 16;
  }

  private static void touch(Value value, int step) {
    value.born = Math.min(value.born, step);
    value.died = Math.max(value.died, step);
  }
}
