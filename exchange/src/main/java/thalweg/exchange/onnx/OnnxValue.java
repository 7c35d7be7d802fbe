package thalweg.exchange.onnx;

import java.util.List;

/// What goes into a graph or comes out of it.
///
/// @param name of the value
/// @param type of its elements
/// @param sizes of its axes; [#OPEN] where the size may be any, such as the number of rows
public record OnnxValue(String name, ElementType type, List<Integer> sizes) {
  /// Stands for a size that is known when the graph is run.
  public static final int OPEN = -1;

  public OnnxValue {
    sizes = List.copyOf(sizes);
  }
}
