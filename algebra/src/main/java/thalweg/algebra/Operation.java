package thalweg.algebra;

import java.util.List;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.random.Purpose;

/// What a tensor is computed by: the small closed set of primitive operations.
///
/// Everything else (softmax, losses, normalisations, update rules) is written in these. Each case
/// is data: its inputs are tensors, its other components say how they are combined. Shapes have
/// been checked when an operation exists.
public sealed interface Operation {
  /// Returns the tensors this operation reads, in order.
  List<Tensor> inputs();

  // ---- Source: tensors that are given, not computed ----

  /// A place to be filled at each run: a parameter, a batch, a label. Two variables of one name are
  /// two places.
  record Variable(String name) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of();
    }
  }

  /// An array fixed when the expression is written.
  record Constant(NdArray value) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of();
    }
  }

  /// The same number everywhere.
  record Fill(double value) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of();
    }
  }

  // ---- Elementwise: output element i from input elements i ----

  /// A function of one number, applied to each element.
  record Unary(UnaryFunction function, Tensor x) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// A function of two numbers, applied to each pair of elements of two tensors of one shape.
  record Binary(BinaryFunction function, Tensor x, Tensor y) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x, y);
    }
  }

  /// Takes each element from `whenTrue` where `condition` is not zero, else from `whenFalse`.
  record Select(Tensor condition, Tensor whenTrue, Tensor whenFalse) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(condition, whenTrue, whenFalse);
    }
  }

  /// The same numbers in another element type.
  record Convert(Tensor x) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  // ---- Movement: the same elements elsewhere ----

  /// The same elements in row-major order under another shape. Costs nothing.
  record Reshape(Tensor x) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// The same elements, which derivatives take for constants. Costs nothing.
  record Detach(Tensor x) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// Axes in another order: axis i of the result is axis `axes.get(i)` of `x`.
  record Transpose(Tensor x, List<Integer> axes) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// Repeats axes of size 1 up to the result's size; the ranks are equal.
  record Broadcast(Tensor x) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// The part of `x` from index `from` on along one axis, as long as the result's size there.
  record Slice(Tensor x, int axis, int from) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// `x` with zeros before it and after it along one axis, up to the result's size.
  record Pad(Tensor x, int axis, int before) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// A window that slides along one axis: in the axis's place stand two, first the places in the
  /// window, then the positions of the window. Place p at position i is index i · `stride` + p ·
  /// `dilation` of `x`.
  record Window(Tensor x, int axis, int stride, int dilation) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// Tensors one after the other along one axis, all other axes being equal.
  record Concatenate(List<Tensor> parts, int axis) implements Operation {
    public Concatenate {
      parts = List.copyOf(parts);
    }

    @Override
    public List<Tensor> inputs() {
      return parts;
    }
  }

  // ---- Reduction: one axis folded away ----

  /// Windows laid over each other, the transpose of [Window]: what stands at place p of position i
  /// is added to index i · `stride` + p · `dilation` of the one axis that takes the place of two.
  /// Each sum begins at +0 and takes the places in increasing order.
  record Overlap(Tensor x, int axis, int stride, int dilation) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// The sum or the largest along one axis, which disappears.
  record Reduce(Reduction reduction, Tensor x, int axis) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  /// The index (INT) of the largest along one axis, which disappears; of equals, the first; of
  /// NaNs, the first of them.
  record ArgMax(Tensor x, int axis) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }
  }

  // ---- Contraction: sums of products ----

  /// The matrix product over the last two axes, `[…, m, k] × […, k, n] → […, m, n]`, other axes
  /// equal in both.
  record Matmul(Tensor x, Tensor y) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x, y);
    }
  }

  // ---- Indexing: elements chosen by INT tensors ----

  /// A new last axis that is 1 at the place each index names and 0 elsewhere; an index outside
  /// gives zeros only.
  record OneHot(Tensor indices) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(indices);
    }
  }

  /// Slices of `x` along its first axis, one for each index: shape of `indices`, then the rest of
  /// the shape of `x`.
  record Take(Tensor x, Tensor indices) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(x, indices);
    }
  }

  // ---- Random: numbers by position ----

  /// Uniform numbers in [0, 1), each a function of `key`, purpose, layer and place alone; see
  /// [Tensor#uniform].
  record Uniform(Tensor key, Purpose purpose, int layer) implements Operation {
    @Override
    public List<Tensor> inputs() {
      return List.of(key);
    }
  }

  /// How one axis is folded.
  enum Reduction {
    SUM,
    MAX
  }
}
