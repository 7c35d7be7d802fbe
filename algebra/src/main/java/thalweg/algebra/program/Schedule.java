package thalweg.algebra.program;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Graph.Node;

/// The order of computations: a list schedule that prefers to continue the chain at hand.
final class Schedule {
  private Schedule() {}

  /// Returns what must be computed for some tensors, in order, elementwise runs over one element
  /// count together and everything else alone.
  static List<List<Node>> of(Graph graph, List<Tensor> wanted) {
    List<List<Node>> groups = new ArrayList<>();
    for (Node node : order(graph, work(graph, wanted))) {
      if (!groups.isEmpty() && continues(groups.getLast().getLast(), node)) {
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

  private static List<Node> order(Graph graph, Set<Integer> work) {
    List<Node> order = new ArrayList<>();
    Set<Integer> done = new HashSet<>();
    while (!work.isEmpty()) {
      Node last = order.isEmpty() ? null : order.getLast();
      Node chosen = null;
      for (int id : work) {
        Node node = graph.node(id);
        if (!done.containsAll(graph.waitsFor(node))) {
          continue;
        }
        if (last != null && continues(last, node)) {
          chosen = node;
          break;
        }
        chosen = chosen == null ? node : chosen;
        if (last == null || !last.chained()) {
          break;
        }
      }
      if (chosen == null) {
        throw new IllegalStateException("an expression waits for itself");
      }
      work.remove(chosen.id());
      done.add(chosen.id());
      order.add(chosen);
    }
    return order;
  }

  private static boolean continues(Node last, Node node) {
    return last.chained()
        && node.chained()
        && last.type() == node.type()
        && last.shape().elements() == node.shape().elements();
  }
}
