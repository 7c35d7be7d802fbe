package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.written.Written;

/// A part of a network: what parameters it needs, and its function of parameters and input. Holds
/// no state.
///
/// Shapes here are those of one row; [#apply] sees whole batches, whose first axis is the rows. A
/// layer of one's own is best a record: it can then be saved with a model and read back. It says
/// its kind, its output's shape and its function; the rest is for layers that need more.
public interface Layer {
  /// A parameter that a layer asks for, with the numbers of inputs and outputs it joins.
  ///
  /// @param isTrained whether training changes it; see [Frozen]
  record Need(
      String name,
      Shape shape,
      Initialisation initialisation,
      int fanIn,
      int fanOut,
      boolean isTrained) {
    /// Makes a parameter that is trained.
    public Need(String name, Shape shape, Initialisation initialisation, int fanIn, int fanOut) {
      this(name, shape, initialisation, fanIn, fanOut, true);
    }
  }

  /// Something a layer keeps beside its parameters and does not train: a running mean over what
  /// [#observed] sees. After each step, new = old + `momentum` · (sum over the batch / rows − old).
  ///
  /// @param first the value of each element before training
  record Statistic(String name, Shape shape, double first, double momentum) {
    public Statistic {
      if (!(momentum > 0 && momentum <= 1)) {
        throw new IllegalArgumentException(
            "statistic " + name + ": momentum is " + momentum + "; it must be above 0, at most 1.");
      }
    }
  }

  /// Returns the name under which a network counts such layers, such as `dense`.
  String kind();

  /// Returns the layer as [thalweg.network.NetworkParser] reads it. A record of one's own leaves
  /// this as it is; those of this library write their names and settings, and read them by a static
  /// `read`.
  ///
  /// @throws IllegalArgumentException if it has no written form; see [Written]
  default String text() {
    return Written.write(this);
  }

  /// Returns the shape of one row of output.
  ///
  /// @throws IllegalArgumentException if rows of this shape do not fit the layer
  Shape output(Shape input);

  /// Returns the parameters needed for rows of this shape, in the order in which [#apply] expects
  /// them.
  default List<Need> parameters(Shape input) {
    return List.of();
  }

  /// Returns what is kept for rows of this shape, in the order in which a [Pass] shows it.
  default List<Statistic> statistics(Shape input) {
    return List.of();
  }

  /// Returns the layer's output for a batch: shape [rows, …output], in the type of x.
  Tensor apply(Pass pass, List<Tensor> parameters, Tensor x);

  /// Returns, in training, for each statistic the sum over the rows of x of what it is the mean of,
  /// in the statistic's shape. x is one leaf of the batch.
  default List<Tensor> observed(Pass pass, List<Tensor> parameters, Tensor x) {
    return List.of();
  }

  /// Returns how many layers this is where each has random numbers of its own: 1, or as many as are
  /// nested in it.
  default int places() {
    return 1;
  }

  /// Returns this layer with its weights initialised otherwise, or itself if it has none of which
  /// one would say so.
  default Layer with(Initialisation initialisation) {
    return this;
  }

  /// Returns this layer with so many units at most, or itself if it has no units: a likeness that
  /// does work of the same kind and less of it.
  default Layer narrowed(int mostUnits) {
    return this;
  }
}
