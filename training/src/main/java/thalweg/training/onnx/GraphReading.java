package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.OnnxGraph;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.network.activation.Activation;
import thalweg.network.activation.Maxout;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Flatten;
import thalweg.network.layer.GlobalPooling;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Parallel;
import thalweg.network.layer.Part;
import thalweg.network.layer.Pooling;
import thalweg.network.layer.Positions;
import thalweg.network.layer.Recurrent;
import thalweg.network.layer.Reshape;
import thalweg.network.layer.Residual;

/// The layers that a graph is, from one value to another. Where a value is read by several nodes,
/// what lies up to where they meet again is an activation, an attention, a normalisation, a
/// residual or parallel branches. Nodes that only give rows another shape add no layer; one is put
/// before the next that needs it.
final class GraphReading {
  private final OnnxGraph graph;
  private final GraphExpression values;
  private final NodeLayers operators;
  private final Map<String, List<Integer>> readers = new HashMap<>();
  private final Map<String, Integer> givers = new HashMap<>();

  /// The nodes on which what is read now depends: within a branch, those of the branch alone.
  private Set<Integer> way;

  GraphReading(OnnxGraph graph, GraphExpression values, String output) {
    this.graph = graph;
    this.values = values;
    operators = new NodeLayers(values);
    for (int i = 0; i < graph.nodes().size(); i++) {
      for (String given : graph.nodes().get(i).outputs()) {
        givers.put(given, i);
      }
    }
    way = needed(output);
    for (int i : way) {
      OnnxNode node = graph.nodes().get(i);
      if (!node.operator().equals("Shape") && !values.isKnown(node.outputs().getFirst())) {
        for (String read : new HashSet<>(node.inputs())) {
          if (!read.isEmpty() && !values.isKnown(read)) {
            readers.computeIfAbsent(read, _ -> new ArrayList<>()).add(i);
          }
        }
      }
    }
  }

  /// Returns the nodes on which a value depends, in order.
  private Set<Integer> needed(String output) {
    Set<Integer> needed = new TreeSet<>();
    List<String> open = new ArrayList<>(List.of(output));
    while (!open.isEmpty()) {
      Integer giver = givers.get(open.removeLast());
      if (giver != null && needed.add(giver)) {
        graph.nodes().get(giver).inputs().stream().filter(s -> !s.isEmpty()).forEach(open::add);
      }
    }
    return needed;
  }

  /// What was read so far: layers with their arrays, the value reached, and the row they give.
  static final class Chain {
    final List<Layer> layers = new ArrayList<>();
    final List<NdArray> parameters = new ArrayList<>();
    final List<NdArray> statistics = new ArrayList<>();
    String at;
    Shape row;

    Chain(String at, Shape row) {
      this.at = at;
      this.row = row;
    }

    void add(NodeLayers.Known known) {
      layers.add(known.layer());
      parameters.addAll(known.parameters());
      statistics.addAll(known.statistics());
      row = known.layer().output(row);
    }

    /// Puts a reshape where the layers so far give rows of another shape than the graph has.
    void fit(Shape wanted) {
      if (!row.equals(wanted)) {
        boolean isFlat = wanted.rank() == 1;
        List<Integer> sizes = new ArrayList<>();
        for (int size : wanted.sizes()) {
          sizes.add(size);
        }
        add(new NodeLayers.Known(isFlat ? new Flatten() : new Reshape(sizes)));
      }
    }
  }

  OnnxNode node(int index) {
    return graph.nodes().get(index);
  }

  /// Returns the nodes that read a value, on the way to where the reading goes.
  List<Integer> readers(String value) {
    return readers.getOrDefault(value, List.of()).stream().filter(way::contains).toList();
  }

  Shape row(String value) {
    return values.shape(value).withoutFirst();
  }

  GraphExpression values() {
    return values;
  }

  /// Returns the node that gives a value, null for an input of the graph.
  @Nullable OnnxNode giver(String value) {
    Integer index = givers.get(value);
    return index == null ? null : graph.nodes().get(index);
  }

  /// Reads the layers from one value to another.
  Chain chain(String from, String to, Shape row) {
    Set<Integer> outer = way;
    way = needed(to);
    try {
      return walked(from, to, row);
    } finally {
      way = outer;
    }
  }

  private Chain walked(String from, String to, Shape row) {
    Chain chain = new Chain(from, row);
    while (!chain.at.equals(to)) {
      List<Integer> next = readers(chain.at);
      if (next.isEmpty()) {
        OnnxNode last = giver(chain.at);
        throw new IllegalArgumentException(
            "the graph's output does not come from what "
                + (last == null ? "goes in" : "node " + last.shown() + " gives")
                + ".");
      }
      if (next.size() == 1) {
        single(node(next.getFirst()), chain);
      } else {
        fork(chain);
      }
    }
    return chain;
  }

  private void single(OnnxNode node, Chain chain) {
    String output = node.outputs().getFirst();
    switch (node.operator()) {
      case "Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> chain.at = output;
      case "Concat", "Sum" -> {
        NodeLayers.require(node, node.inputs().size() == 1, "it joins rows and a fixed array");
        chain.at = output;
      }
      case "MatMul" -> dense(node, chain);
      case "Add" -> positions(node, chain);
      case "Slice" -> part(node, chain);
      case "Transpose" -> {
        if (!recurrent(node, chain)) {
          throw node.refused(
              "is not read: no layer puts axes in another order; export the model with rows"
                  + " [channels, height, width] or [length, width]");
        }
      }
      case "ReduceMean", "ReduceMax" -> folded(node, chain);
      case "InstanceNormalization" -> NormReading.groups(this, operators, node, chain);
      case "Gather" -> {
        NodeLayers.Known embedding = operators.embedding(node);
        NodeLayers.require(node, embedding != null, "it must choose rows of a fixed matrix");
        put(Objects.requireNonNull(embedding), node, chain);
      }
      default -> {
        NodeLayers.Known known = operators.of(node);
        if (known == null) {
          throw node.refused("is not read: no layer stands for it here");
        }
        put(known, node, chain);
      }
    }
  }

  private void put(NodeLayers.Known known, OnnxNode node, Chain chain) {
    NodeLayers.require(
        node,
        node.input(node.operator().equals("Gather") ? 1 : 0).equals(chain.at),
        "it must read rows first");
    chain.fit(row(chain.at));
    chain.add(known);
    chain.at = node.outputs().getFirst();
    // A layer may give fewer axes than the graph has here, as global pooling does.
  }

  /// Returns the vector that the one reader of a value adds to it, and moves on; zeros if none
  /// does.
  private NdArray bias(String output, int units, Chain chain) {
    chain.at = output;
    NdArray bias = NdArray.zeros(DType.FLOAT, Shape.of(units));
    List<Integer> next = readers(output);
    if (next.size() == 1 && node(next.getFirst()).operator().equals("Add")) {
      OnnxNode add = node(next.getFirst());
      int other = add.input(0).equals(output) ? 1 : 0;
      if (values.isKnown(add.input(other))) {
        NdArray given = values.known(add, other);
        if (given.shape().elements() == units && given.shape().rank() == 1) {
          chain.at = add.outputs().getFirst();
          return given.to(DType.FLOAT);
        }
      }
    }
    return bias;
  }

  /// Returns the affine layer a product is, its bias included, and moves on.
  NodeLayers.Known affine(OnnxNode node, Chain chain) {
    NodeLayers.require(
        node,
        values.isKnown(node.input(1)) && values.shape(node.input(1)).rank() == 2,
        "it must multiply by a fixed matrix");
    NdArray weight = operators.array(node, 1);
    int units = weight.shape().size(1);
    NdArray bias = bias(node.outputs().getFirst(), units, chain);
    boolean each = row(node.input(0)).rank() > 1;
    return new NodeLayers.Known(new Dense(units, Dense.of(units).weight(), each), weight, bias);
  }

  private void dense(OnnxNode node, Chain chain) {
    NodeLayers.require(node, node.input(0).equals(chain.at), "it must multiply by a fixed matrix");
    chain.fit(row(chain.at));
    chain.add(affine(node, chain));
  }

  private void positions(OnnxNode node, Chain chain) {
    int other = node.input(0).equals(chain.at) ? 1 : 0;
    NdArray added = values.known(node, other);
    Shape row = row(chain.at);
    NodeLayers.require(
        node,
        row.rank() == 2 && added.shape().elements() == row.elements(),
        "a fixed array is added to rows that are no sequences of its shape");
    chain.fit(row);
    chain.add(new NodeLayers.Known(Positions.LEARNT, added.to(DType.FLOAT).reshape(row)));
    chain.at = node.outputs().getFirst();
  }

  private void part(OnnxNode node, Chain chain) {
    Shape before = row(node.input(0));
    Shape after = row(node.outputs().getFirst());
    NodeLayers.require(
        node,
        before.rank() > 0 && after.equals(before.with(0, after.size(0))),
        "it must take a part along the first axis of a row");
    int from =
        node.has(1)
            ? values.known(node, 1).ints()[0]
            : node.wholes("starts", List.of(0)).getFirst();
    int at = from < 0 ? from + before.size(0) : from;
    chain.fit(before);
    chain.add(new NodeLayers.Known(new Part(at, at + after.size(0))));
    chain.at = node.outputs().getFirst();
  }

  private void folded(OnnxNode node, Chain chain) {
    Shape before = row(node.input(0));
    Shape after = row(node.outputs().getFirst());
    boolean isMax = node.operator().equals("ReduceMax");
    boolean isPieces =
        isMax
            && before.rank() == 3
            && after.rank() == 2
            && after.equals(Shape.of(before.size(0), before.size(2)))
            && chain.row.rank() > 0
            && chain.row.size(0) == before.size(0) * before.size(1)
            && before.size(1) > 1;
    if (isPieces) {
      chain.add(new NodeLayers.Known(new Maxout(before.size(1))));
    } else {
      NodeLayers.require(
          node,
          before.rank() > 1 && after.elements() == before.size(0),
          "it must fold all axes of space of a row");
      chain.fit(before);
      Pooling.Kind kind = isMax ? Pooling.Kind.MAX : Pooling.Kind.AVERAGE;
      chain.add(new NodeLayers.Known(new GlobalPooling(kind)));
    }
    chain.at = node.outputs().getFirst();
  }

  private static final Set<String> MOVES =
      Set.of("Transpose", "Squeeze", "Reshape", "Slice", "Gather", "Identity");

  /// Reads a recurrent layer that begins with a transpose; false if none does.
  private boolean recurrent(OnnxNode transpose, Chain chain) {
    List<Integer> next = readers(transpose.outputs().getFirst());
    if (next.size() != 1
        || !transpose.wholes("perm", List.of()).equals(List.of(1, 0, 2))
        || !Set.of("LSTM", "GRU").contains(node(next.getFirst()).operator())) {
      return false;
    }
    OnnxNode node = node(next.getFirst());
    NodeLayers.Known known = operators.recurrent(node);
    Recurrent layer = (Recurrent) known.layer();
    chain.fit(row(chain.at));
    Shape all = layer.output(chain.row);
    Shape last = layer.ofLast().output(chain.row);
    List<String> used = node.outputs().stream().filter(each -> !readers(each).isEmpty()).toList();
    NodeLayers.require(node, used.size() == 1, "one of its outputs must be used");
    boolean isLast = !used.getFirst().equals(node.outputs().getFirst());
    String at = used.getFirst();
    String found = "";
    // The states as rows: at all places, or the last.
    for (boolean goesOn = true; goesOn; ) {
      List<Integer> onward = readers(at);
      goesOn = onward.size() == 1 && MOVES.contains(node(onward.getFirst()).operator());
      if (goesOn) {
        OnnxNode move = node(onward.getFirst());
        at = move.outputs().getFirst();
        isLast |= move.operator().equals("Slice") || move.operator().equals("Gather");
        if (row(at).equals(isLast ? last : all)
            && values.shape(at).size(0) == values.shape(chain.at).size(0)) {
          found = at;
          goesOn = isLast || onward.isEmpty() || peeksAtLast(at);
        }
      }
    }
    NodeLayers.require(node, !found.isEmpty(), "its states must be put in rows behind it");
    boolean tookLast = row(found).equals(last) && !row(found).equals(all);
    chain.add(
        new NodeLayers.Known(tookLast ? layer.ofLast() : layer, known.parameters(), List.of()));
    chain.at = found;
    return true;
  }

  /// Returns whether all that is done with the states is to take those of the last place.
  private boolean peeksAtLast(String at) {
    List<Integer> next = readers(at);
    if (next.size() != 1 || !node(next.getFirst()).operator().equals("Gather")) {
      return false;
    }
    OnnxNode node = node(next.getFirst());
    return node.whole("axis", 0) == 1 && values.isKnown(node.input(1));
  }

  /// Where the readers of a value meet again, and the nodes on the way there.
  record Region(List<OnnxNode> nodes, OnnxNode join) {}

  /// Returns where all ways from a value meet.
  Region region(String from) {
    TreeSet<Integer> open = new TreeSet<>(readers(from));
    List<OnnxNode> passed = new ArrayList<>();
    while (true) {
      int first = open.pollFirst();
      if (open.isEmpty()) {
        return new Region(passed, node(first));
      }
      passed.add(node(first));
      for (String output : node(first).outputs()) {
        open.addAll(readers(output));
      }
    }
  }

  private void fork(Chain chain) {
    Region region = region(chain.at);
    OnnxNode join = region.join();
    Shape row = row(chain.at);
    if (FunctionReading.read(this, chain, region)
        || new AttentionReading(this).read(chain, region)
        || NormReading.read(this, chain, region)) {
      return;
    }
    branches(chain, join, row);
  }

  private void branches(Chain chain, OnnxNode join, Shape row) {
    boolean isSum = join.operator().equals("Add") || join.operator().equals("Sum");
    boolean isConcat =
        join.operator().equals("Concat")
            && (join.whole("axis", 0) == 1 || join.whole("axis", 0) == -row.rank());
    NodeLayers.require(
        join, isSum || isConcat, "branches must be added, or joined along the first axis of a row");
    chain.fit(row);
    List<Chain> branches = new ArrayList<>();
    for (int i = 0; i < join.inputs().size(); i++) {
      if (!(isSum && join.inputs().size() == 2 && join.input(i).equals(chain.at))) {
        Chain branch = chain(chain.at, join.input(i), row);
        branch.fit(row(join.input(i)));
        if (branch.layers.isEmpty()) {
          branch.add(new NodeLayers.Known(Activation.IDENTITY));
        }
        branches.add(branch);
      }
    }
    List<List<Layer>> layers = branches.stream().map(branch -> List.copyOf(branch.layers)).toList();
    boolean isResidual = isSum && branches.size() == 1;
    List<NdArray> parameters = new ArrayList<>();
    List<NdArray> statistics = new ArrayList<>();
    branches.forEach(branch -> parameters.addAll(branch.parameters));
    branches.forEach(branch -> statistics.addAll(branch.statistics));
    Layer whole = isResidual ? new Residual(layers.getFirst()) : new Parallel(isSum, layers);
    chain.add(new NodeLayers.Known(whole, parameters, statistics));
    chain.at = join.outputs().getFirst();
  }
}
