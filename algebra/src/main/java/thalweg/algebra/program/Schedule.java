package thalweg.algebra.program;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Graph.Node;

/// The order of computations: a list schedule that prefers to continue the chain at hand, but not
/// with what is needed much later only, such as the slope of an activation: it would have to be
/// kept until then, and costs less to compute than to write and read.
final class Schedule {
  /// How far ahead, in computations, a chain may be continued.
  private static final int AHEAD = 64;

  private Schedule() {}

  /// Returns what must be computed for some tensors, in order, elementwise runs over one element
  /// count together and everything else alone.
  static List<List<Node>> of(Graph graph, List<Tensor> wanted) {
    List<List<Node>> groups = new ArrayList<>();
    for (Node node : order(graph, work(graph, wanted))) {
      if (!groups.isEmpty() && continues(graph, groups.getLast().getLast(), node)) {
        groups.getLast().add(node);
      } else {
        groups.add(new ArrayList<>(List.of(node)));
      }
    }
    return groups;
  }

  /// Returns the nodes to be computed.
  private static Set<Integer> work(Graph graph, List<Tensor> wanted) {
    Set<Integer> work = new TreeSet<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (Tensor output : wanted) {
      open.push(graph.root(output));
    }
    while (!open.isEmpty()) {
      int id = open.pop();
      if (!graph.node(id).given() && work.add(id)) {
        graph.waitsFor(graph.node(id)).forEach(open::push);
      }
    }
    return work;
  }

  /// The nodes that wait for nothing any more: all of them, and those that can stand in a chain by
  /// type and number of elements. Of several, the one of the lowest number comes first.
  private static final class Ready {
    private record Chain(DType type, int elements) {}

    private final TreeSet<Integer> all = new TreeSet<>();
    private final TreeSet<Integer> open; // all that are still to be computed
    private final Map<Chain, TreeSet<Integer>> chained = new HashMap<>();
    private final Graph graph;

    Ready(Graph graph, Set<Integer> work) {
      this.graph = graph;
      open = new TreeSet<>(work);
    }

    void add(int id) {
      all.add(id);
      Node node = graph.node(id);
      if (graph.isChained(node)) {
        chained.computeIfAbsent(chain(node), _ -> new TreeSet<>()).add(id);
      }
    }

    boolean isEmpty() {
      return all.isEmpty();
    }

    /// Takes the first that continues the chain that `last` is in, or else the first of all.
    Node take(@Nullable Node last) {
      TreeSet<Integer> continuing =
          last != null && graph.isChained(last)
              ? chained.getOrDefault(chain(last), new TreeSet<>())
              : new TreeSet<>();
      boolean isNear = !continuing.isEmpty() && continuing.first() <= open.first() + AHEAD;
      int id = isNear ? continuing.first() : all.first();
      Node node = graph.node(id);
      all.remove(id);
      open.remove(id);
      if (graph.isChained(node)) {
        chained.getOrDefault(chain(node), continuing).remove(id);
      }
      return node;
    }

    private static Chain chain(Node node) {
      return new Chain(node.type(), node.shape().elements());
    }
  }

  private static List<Node> order(Graph graph, Set<Integer> work) {
    Map<Integer, Integer> waiting = new HashMap<>(); // node → how many it waits for
    Map<Integer, List<Integer>> readers = new HashMap<>();
    Ready ready = new Ready(graph, work);
    for (int id : work) {
      Set<Integer> waited = new HashSet<>(graph.waitsFor(graph.node(id)));
      waiting.put(id, waited.size());
      waited.forEach(other -> readers.computeIfAbsent(other, _ -> new ArrayList<>()).add(id));
      if (waited.isEmpty()) {
        ready.add(id);
      }
    }
    List<Node> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Node chosen = ready.take(order.isEmpty() ? null : order.getLast());
      order.add(chosen);
      for (int reader : readers.getOrDefault(chosen.id(), List.of())) {
        if (waiting.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    if (order.size() < work.size()) {
      throw new IllegalStateException("an expression waits for itself");
    }
    return order;
  }

  private static boolean continues(Graph graph, Node last, Node node) {
    return graph.isChained(last)
        && graph.isChained(node)
        && last.type() == node.type()
        && last.shape().elements() == node.shape().elements();
  }
}
