package thalweg.exchange.onnx;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import thalweg.algebra.Quote;

/// Operators in an order in which they can be computed, and the arrays they begin with.
///
/// @param name of the graph
/// @param nodes each behind those whose outputs it reads
/// @param initialisers arrays by name: weights, shapes, constants
/// @param inputs what is given at each run, without the initialisers
/// @param outputs what comes out
public record OnnxGraph(
    String name,
    List<OnnxNode> nodes,
    Map<String, OnnxTensor> initialisers,
    List<OnnxValue> inputs,
    List<OnnxValue> outputs) {
  /// @throws IllegalArgumentException if a node reads what does not stand before it, a name is
  ///   given twice, or an output is given by nobody
  public OnnxGraph {
    nodes = List.copyOf(nodes);
    initialisers = Collections.unmodifiableMap(new LinkedHashMap<>(initialisers));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    Set<String> known = new HashSet<>(initialisers.keySet());
    for (OnnxValue input : inputs) {
      define(known, "the graph's input", input.name());
    }
    for (OnnxNode node : nodes) {
      for (String input : node.inputs()) {
        if (!input.isEmpty() && !known.contains(input)) {
          throw node.refused(
              "reads "
                  + Quote.of(input)
                  + ", which nothing before it gives; the nodes must stand in order, without"
                  + " circles");
        }
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          define(known, "node " + node.shown(), output);
        }
      }
    }
    for (OnnxValue output : outputs) {
      if (!known.contains(output.name())) {
        throw new IllegalArgumentException(
            "the graph's output " + Quote.of(output.name()) + " is given by no node.");
      }
    }
  }

  private static void define(Set<String> known, String by, String name) {
    if (!known.add(name)) {
      throw new IllegalArgumentException(
          by + " gives " + Quote.of(name) + ", which is given already; names must differ.");
    }
  }
}
