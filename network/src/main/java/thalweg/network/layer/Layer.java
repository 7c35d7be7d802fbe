package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// A part of a network: what parameters it needs, and its function of parameters and input. Holds
/// no state.
///
/// Shapes here are those of one row; [#apply] sees whole batches, whose first axis is the rows.
public interface Layer {
  /// A parameter that a layer asks for, with the numbers of inputs and outputs it joins.
  record Need(String name, Shape shape, Initialisation initialisation, int fanIn, int fanOut) {}

  /// Returns the name under which a network counts such layers, such as `dense`.
  String kind();

  /// Returns the shape of one row of output.
  ///
  /// @throws IllegalArgumentException if rows of this shape do not fit the layer
  Shape output(Shape input);

  /// Returns the parameters needed for rows of this shape, in the order in which [#apply] expects
  /// them.
  default List<Need> parameters(Shape input) {
    return List.of();
  }

  /// Returns the layer's output for a batch: shape [rows, …output].
  Tensor apply(List<Tensor> parameters, Tensor x);
}
