package thalweg.calculus.gradient.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Operation;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.calculus.gradient.program.Touched.Beyond;
import thalweg.calculus.gradient.program.Touched.Column;
import thalweg.calculus.gradient.program.Touched.Element;
import thalweg.calculus.gradient.program.Touched.Nothing;
import thalweg.calculus.gradient.program.Touched.Whole;

/// All rules by which a moved parameter element is followed through an expression: for each
/// operation, what of its value changes when this much of its inputs does.
///
/// The parameter is taken for a matrix [inputs, columns], columns being its last axis. Rules hold
/// for E entries (row, input) of one column at once. What does not depend on the column is gathered
/// once for all columns; what is not moved is computed once for all entries.
final class MovedRows {
  /// A value needed beside the moved ones: `variable` stands for it, `value` says what it is.
  record Given(Tensor variable, Tensor value) {}

  private final Tensor parameter;
  private final int rows;
  private final int inputs;
  private final int columns;
  private final int entries;
  private final Set<Tensor> moving;

  private final Tensor rowOf; // [E], of each entry
  private final Tensor inputOf; // [E], of each entry
  private final Tensor placeOf; // [E], row · inputs + input
  private final Tensor column = Tensor.variable("column", DType.INT, 1);
  private final Map<Tensor, Given> whole = new LinkedHashMap<>(); // as in the expression
  private final Map<Tensor, Given> ofRows = new LinkedHashMap<>(); // […, E]
  private final Map<Tensor, Given> ofElements = new LinkedHashMap<>(); // [columns, E]
  private final Map<Tensor, Given> factors = new LinkedHashMap<>(); // [E]
  private boolean everyRow;

  /// Makes the rules for one parameter of an expression whose rows are `rows`; `moving` are the
  /// tensors that depend on the parameter.
  MovedRows(Tensor parameter, int rows, int entries, Set<Tensor> moving) {
    this.parameter = parameter;
    this.rows = rows;
    this.entries = entries;
    this.moving = moving;
    columns = parameter.shape().rank() == 0 ? 1 : parameter.shape().size(-1);
    inputs = columns == 0 ? 0 : parameter.shape().elements() / columns;
    rowOf = Tensor.variable("row", DType.INT, entries);
    inputOf = Tensor.variable("input", DType.INT, entries);
    placeOf = Tensor.variable("place", DType.INT, entries);
  }

  // ---- What the rules have asked for ----

  Tensor rowOf() {
    return rowOf;
  }

  Tensor inputOf() {
    return inputOf;
  }

  Tensor placeOf() {
    return placeOf;
  }

  Tensor column() {
    return column;
  }

  /// Values as they are in the expression, each under a variable.
  List<Given> whole() {
    return List.copyOf(whole.values());
  }

  /// Values gathered for each entry, the same for all columns, written in the variables of
  /// [#whole()].
  List<Given> gathered() {
    List<Given> all = new ArrayList<>(ofRows.values());
    all.addAll(ofElements.values());
    all.addAll(factors.values());
    return all;
  }

  /// Matrices [rows, inputs] that multiply the parameter: a row that has 0 there in all of them
  /// does not see the input's elements move. Null if rows see them otherwise too.
  @Nullable List<Tensor> factors() {
    return everyRow ? null : List.copyOf(factors.keySet());
  }

  // ---- The rules ----

  /// Returns what of each tensor in `order`, inputs before users, changes when the element moves by
  /// `h`.
  Map<Tensor, Touched> moved(List<Tensor> order, double h) {
    Map<Tensor, Touched> touched = new LinkedHashMap<>();
    for (Tensor t : order) {
      touched.put(t, moving.contains(t) ? of(t, touched, h) : new Nothing());
    }
    return touched;
  }

  @SuppressWarnings("ReferenceEquality") // a tensor is itself alone
  private Touched of(Tensor t, Map<Tensor, Touched> touched, double h) {
    if (t == parameter) {
      return new Element(ofElement(t).add(h));
    }
    List<Tensor> xs = t.operation().inputs();
    if (xs.stream().anyMatch(x -> touched.get(x) instanceof Beyond)) {
      return new Beyond();
    }
    return switch (t.operation()) {
      case Operation.Variable _, Operation.Constant _, Operation.Fill _ -> new Nothing();

      case Operation.Unary(UnaryFunction f, Tensor _) ->
          elementwise(t, touched, moved -> moved.getFirst().unary(f));
      case Operation.Binary(BinaryFunction f, Tensor _, Tensor _) ->
          elementwise(t, touched, moved -> moved.get(0).binary(f, moved.get(1)));
      case Operation.Select _ ->
          elementwise(t, touched, moved -> moved.get(0).select(moved.get(1), moved.get(2)));
      case Operation.Convert _ -> elementwise(t, touched, moved -> moved.getFirst().to(t.type()));
      case Operation.Detach _ -> elementwise(t, touched, List::getFirst); // moves like any other

      case Operation.Reshape(Tensor x) ->
          touched.get(x) instanceof Element(Tensor moved)
              ? rows == 1 ? alongRows(t, moved) : new Element(moved)
              : ofRow(t, x, touched, row -> row.reshape(shape(t)));
      case Operation.Broadcast(Tensor x) ->
          touched.get(x) instanceof Element(Tensor moved)
              ? x.shape().equals(Shape.of(1, columns)) ? alongRows(t, moved) : new Beyond()
              : ofRow(t, x, touched, row -> row.broadcast(shape(t)));
      case Operation.Transpose(Tensor x, List<Integer> axes) ->
          axes.getFirst() == 0
              ? ofRow(t, x, touched, row -> row.transpose(withoutRows(axes)))
              : new Beyond();
      case Operation.Slice(Tensor x, int axis, int from) ->
          axis > 0
              ? ofRow(t, x, touched, row -> row.slice(axis - 1, from, from + t.shape().size(axis)))
              : new Beyond();
      case Operation.Pad(Tensor x, int axis, int before) ->
          axis > 0
              ? ofRow(
                  t,
                  x,
                  touched,
                  row ->
                      row.pad(
                          axis - 1, before, t.shape().size(axis) - before - x.shape().size(axis)))
              : new Beyond();

      case Operation.Window(Tensor x, int axis, int stride, int dilation) ->
          axis > 0
              ? ofRow(
                  t,
                  x,
                  touched,
                  row -> row.window(axis - 1, t.shape().size(axis), stride, dilation))
              : new Beyond();
      case Operation.Overlap(Tensor x, int axis, int stride, int dilation) ->
          axis > 0
              ? ofRow(
                  t,
                  x,
                  touched,
                  row -> row.overlap(axis - 1, t.shape().size(axis), stride, dilation))
              : new Beyond();

      case Operation.Reduce(Reduction reduction, Tensor x, int axis) ->
          axis > 0
              ? ofRow(
                  t,
                  x,
                  touched,
                  row ->
                      switch (reduction) {
                        case SUM -> row.sum(axis - 1);
                        case MAX -> row.max(axis - 1);
                      })
              : new Beyond();
      case Operation.ArgMax(Tensor x, int axis) ->
          axis > 0 ? ofRow(t, x, touched, row -> row.argMax(axis - 1)) : new Beyond();

      case Operation.Matmul(Tensor x, Tensor y) -> matmul(t, x, y, touched);

      case Operation.OneHot(Tensor x) ->
          ofRow(t, x, touched, row -> row.oneHot(t.shape().size(-1), t.type()).transpose());
      case Operation.Take _, Operation.Uniform _, Operation.Concatenate _ -> new Beyond();
    };
  }

  private Touched elementwise(
      Tensor t, Map<Tensor, Touched> touched, Function<List<Tensor>, Tensor> function) {
    List<Tensor> xs = t.operation().inputs();
    List<Touched> moving =
        xs.stream().map(touched::get).filter(of -> !(of instanceof Nothing)).toList();
    if (moving.stream().allMatch(Element.class::isInstance)) {
      return new Element(
          function.apply(
              xs.stream()
                  .map(x -> touched.get(x) instanceof Element(Tensor moved) ? moved : ofElement(x))
                  .toList()));
    }
    if (moving.stream().allMatch(Column.class::isInstance)) {
      return new Column(
          function.apply(
              xs.stream()
                  .map(x -> touched.get(x) instanceof Column(Tensor moved) ? moved : ofColumn(x))
                  .toList()));
    }
    List<Tensor> rowsOf = new ArrayList<>();
    for (Tensor x : xs) {
      Tensor row = row(x, touched);
      if (row == null) {
        return new Beyond();
      }
      rowsOf.add(row);
    }
    return new Whole(function.apply(rowsOf));
  }

  /// The element of a vector that all rows share moves a column.
  private Touched alongRows(Tensor t, Tensor moved) {
    everyRow = true;
    return inputs == 1 && t.shape().equals(Shape.of(rows, columns))
        ? new Column(moved)
        : new Beyond();
  }

  /// A function of each row as a whole.
  private Touched ofRow(
      Tensor t, Tensor x, Map<Tensor, Touched> touched, Function<Tensor, Tensor> function) {
    Tensor row = row(x, touched);
    return row != null && hasRows(t) ? new Whole(function.apply(row)) : new Beyond();
  }

  private Touched matmul(Tensor t, Tensor x, Tensor y, Map<Tensor, Touched> touched) {
    if (t.shape().rank() != 2) {
      return new Beyond();
    }
    return switch (touched.get(x)) {
      case Nothing _
          when touched.get(y) instanceof Element(Tensor moved)
              && t.shape().size(0) == rows
              && y.shape().equals(Shape.of(inputs, columns)) ->
          new Column(ofColumn(t).add(moved.subtract(ofElement(y)).multiply(factor(x))));
      case Column(Tensor moved) when touched.get(y) instanceof Nothing -> {
        // A column moved by d moves x·y by the outer product of d and a row of y.
        Tensor weights = whole(y).take(column).reshape(y.shape().size(1), 1);
        Tensor d = moved.subtract(ofColumn(x)).reshape(1, entries);
        yield new Whole(ofRows(t).add(weights.multiply(d)));
      }
      case Whole(Tensor row) when touched.get(y) instanceof Nothing ->
          new Whole(whole(y).transpose().matmul(row));
      case Nothing _, Element _, Column _, Whole _, Beyond _ -> new Beyond();
      case null -> new Beyond();
    };
  }

  // ---- Moved or not, the value for each entry ----

  private @Nullable Tensor row(Tensor x, Map<Tensor, Touched> touched) {
    if (!hasRows(x)) {
      return null;
    }
    return switch (touched.get(x)) {
      case Nothing _ -> ofRows(x);
      case Column(Tensor moved) when x.type().isReal() -> {
        int n = x.shape().size(1);
        Tensor here = column.oneHot(n, x.type()).reshape(n, 1);
        yield here.select(moved.reshape(1, entries), ofRows(x));
      }
      case Whole(Tensor moved) -> moved;
      case Element _, Column _, Beyond _ -> null;
      case null -> null;
    };
  }

  private boolean hasRows(Tensor t) {
    return t.shape().rank() > 0 && t.shape().size(0) == rows;
  }

  private Shape shape(Tensor t) {
    int[] sizes = Arrays.copyOfRange(t.shape().sizes(), 1, t.shape().rank() + 1);
    sizes[sizes.length - 1] = entries;
    return Shape.of(sizes);
  }

  private static int[] withoutRows(List<Integer> axes) {
    int last = axes.size() - 1;
    return IntStream.rangeClosed(1, last + 1).map(i -> i > last ? last : axes.get(i) - 1).toArray();
  }

  private Tensor whole(Tensor t) {
    return whole
        .computeIfAbsent(t, _ -> new Given(Tensor.variable("value", t.type(), t.shape()), t))
        .variable();
  }

  private Given given(Tensor gathered) {
    return new Given(Tensor.variable("gathered", gathered.type(), gathered.shape()), gathered);
  }

  /// The rows of t as they were, […, E].
  private Tensor ofRows(Tensor t) {
    if (t.operation() instanceof Operation.Fill(double value)) {
      return Tensor.fill(value, t.type(), shape(t));
    }
    Given given = ofRows.get(t);
    if (given == null) {
      Tensor taken = whole(t).reshape(rows, -1).take(rowOf);
      given = given(taken.transpose().reshape(shape(t)));
      ofRows.put(t, given);
    }
    return given.variable();
  }

  /// The column of t as it was, [E].
  private Tensor ofColumn(Tensor t) {
    return t.operation() instanceof Operation.Fill(double value)
        ? Tensor.fill(value, t.type(), Shape.of(entries))
        : ofRows(t).take(column).reshape(entries);
  }

  /// The element of t, which has the parameter's order, as it was, [E].
  private Tensor ofElement(Tensor t) {
    if (t.operation() instanceof Operation.Fill(double value)) {
      return Tensor.fill(value, t.type(), Shape.of(entries));
    }
    Given given = ofElements.get(t);
    if (given == null) {
      given = given(whole(t).reshape(inputs, columns).take(inputOf).transpose());
      ofElements.put(t, given);
    }
    return given.variable().take(column).reshape(entries);
  }

  /// What x [rows, inputs] multiplies the moved element by, [E].
  private Tensor factor(Tensor x) {
    Given given = factors.get(x);
    if (given == null) {
      given = given(whole(x).reshape(rows * inputs).take(placeOf));
      factors.put(x, given);
    }
    return given.variable();
  }

  /// Returns whether row and input of an entry at `place` can see the element move, for the values
  /// of [#factors()].
  static boolean sees(List<NdArray> factors, int place) {
    for (int i = 0; i < factors.size(); i++) {
      if (factors.get(i).at(place) != 0) {
        return true;
      }
    }
    return false;
  }
}
