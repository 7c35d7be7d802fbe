package thalweg.training.weights;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// One way in which another program keeps the weights of a layer: which tensors stand under the
/// layer's name there, and how each of ours follows from them.
///
/// @param rules one for each array of the layer
/// @param ending of the names that belong to the layer where several share a name, such as `_l1` of
///   the second of stacked recurrent layers; empty where all of a name do
/// @param copy what must be equal to the first array of a tied layer; null for nothing
record Form(List<Rule> rules, String ending, @Nullable Theirs copy) {
  Form(Rule... rules) {
    this(List.of(rules), "", null);
  }

  /// A tensor there: its name under the layer's, and its shape.
  ///
  /// @param isBackward whether the layer is the one that reads backwards, by its name
  record Theirs(String role, Shape shape, boolean isBackward) {
    Theirs(String role, int... sizes) {
      this(role, Shape.of(sizes), false);
    }
  }

  /// How an array of ours follows: element i is the sum of what stands at place(i) in each of
  /// theirs, + plus(i).
  ///
  /// @param usual an element where theirs are not there, as a layer without bias has none; null
  ///   where they must be
  record Rule(
      String ours,
      List<Theirs> theirs,
      IntUnaryOperator place,
      @Nullable IntToDoubleFunction plus,
      @Nullable Double usual) {
    /// Takes a tensor as it is.
    static Rule same(String ours, Theirs theirs) {
      return new Rule(ours, List.of(theirs), i -> i, null, null);
    }

    static Rule moved(String ours, Theirs theirs, IntUnaryOperator place) {
      return new Rule(ours, List.of(theirs), place, null, null);
    }

    /// Takes a tensor [columns, rows] as [rows, columns].
    static Rule transposed(String ours, Theirs theirs) {
      int columns = theirs.shape.size(0);
      int rows = theirs.shape.size(1);
      return moved(ours, theirs, i -> i % columns * rows + i / columns);
    }

    Rule or(double usual) {
      return new Rule(ours, theirs, place, plus, usual);
    }

    /// Returns the rule of an array that stands in another layer.
    Rule within(String prefix, String there) {
      return new Rule(
          prefix + ours,
          theirs.stream().map(t -> new Theirs(there + t.role, t.shape, t.isBackward)).toList(),
          place,
          plus,
          usual);
    }

    /// Writes our array.
    ///
    /// @param from theirs, in order; none where they are not there
    void fill(NdArray into, List<NdArray> from) {
      for (int i = 0; i < into.shape().elements(); i++) {
        double value = usual == null ? 0 : usual;
        for (int j = 0; j < from.size(); j++) {
          double next = from.get(j).at(place.applyAsInt(i));
          value = j == 0 ? next : value + next; // 0 + −0 would be another bit
        }
        into.set(i, plus == null ? value : value + plus.applyAsDouble(i));
      }
    }
  }

  /// Returns the tensor by which a layer of this form is found: one that must be there, if one
  /// must.
  Theirs mark() {
    Stream<Theirs> all =
        Stream.concat(rules.stream().filter(rule -> rule.usual == null), rules.stream())
            .flatMap(rule -> rule.theirs.stream());
    return all.findFirst().orElseThrow();
  }
}
