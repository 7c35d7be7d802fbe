package thalweg.calculus.gradient.program;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Operation;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;

/// One parameter whose elements' effects are followed through an expression: programs for what a
/// block of entries gathers and for the differences of its rows. An entry is a row that sees an
/// input's elements move.
///
/// @param entries how many a block has
/// @param whole what is read as it is
/// @param gathered what is read at the rows and inputs of a block's entries
/// @param factors what tells which rows see an input's elements; null if all do
record FollowedParameter(
    int rows,
    int inputs,
    int columns,
    int entries,
    MovedRows rules,
    List<MovedRows.Given> whole,
    List<MovedRows.Given> gathered,
    @Nullable Program gathering,
    Program difference,
    @Nullable List<Tensor> factors) {
  /// The most entries in a block: its values stay in the cache.
  private static final int MOST_ENTRIES = 512;

  /// The most elements that one of a block's values may have.
  private static final int MOST_ELEMENTS = 1 << 20;

  /// A sum over rows: its terms [rows, …], and the constant it is multiplied by.
  private record RowSum(Tensor terms, double factor) {}

  private static @Nullable RowSum rowSum(Tensor loss) {
    return switch (loss.operation()) {
      case Operation.Reshape(Tensor x) when x.shape().elements() == 1 -> rowSum(x);
      case Operation.Binary(BinaryFunction f, Tensor x, Tensor y)
          when y.operation() instanceof Operation.Fill(double value) -> {
        RowSum sum = rowSum(x);
        yield sum == null
            ? null
            : switch (f) {
              case MULTIPLY -> new RowSum(sum.terms, sum.factor * value);
              case DIVIDE -> new RowSum(sum.terms, sum.factor / value);
              case ADD, SUBTRACT -> sum;
              default -> null;
            };
      }
      case Operation.Reduce(Reduction reduction, Tensor x, int _)
          when reduction == Reduction.SUM && x.shape().rank() == 1 ->
          x.operation() instanceof Operation.Reshape(Tensor terms) && terms.shape().rank() > 0
              ? new RowSum(terms, 1)
              : new RowSum(x, 1);
      default -> null;
    };
  }

  /// Returns how a parameter is followed, or null if the rules do not lead from it to the loss.
  ///
  /// @param order the tensors of the loss, inputs first
  /// @param h the step
  static @Nullable FollowedParameter of(
      Tensor loss, List<Tensor> order, Tensor parameter, double h) {
    RowSum sum = rowSum(loss);
    if (sum == null
        || parameter.type() != DType.DOUBLE
        || parameter.shape().elements() == 0
        || sum.terms.shape().elements() == 0) {
      return null;
    }
    Set<Tensor> moving = Reverse.dependents(order, List.of(parameter));
    int rows = sum.terms.shape().size(0);
    int columns = parameter.shape().rank() == 0 ? 1 : parameter.shape().size(-1);
    int inputs = parameter.shape().elements() / columns;
    long places = (long) rows * inputs;
    int widest = 1;
    for (Tensor t : order) {
      if (moving.contains(t) && t.shape().rank() > 0 && t.shape().size(0) == rows) {
        widest = Math.max(widest, t.shape().elements() / rows);
      }
    }
    if (places > Integer.MAX_VALUE) {
      return null;
    }
    int entries =
        (int) Math.max(1, Math.min(places, Math.min(MOST_ENTRIES, MOST_ELEMENTS / widest)));
    MovedRows rules = new MovedRows(parameter, rows, entries, moving);
    Tensor above = ofTerms(rules, order, sum, h);
    Tensor below = ofTerms(rules, order, sum, -h);
    if (above == null || below == null) {
      return null;
    }
    Tensor difference = above.subtract(below).multiply(sum.factor / (2 * h));
    List<MovedRows.Given> gathered = rules.gathered();
    return new FollowedParameter(
        rows,
        inputs,
        columns,
        entries,
        rules,
        rules.whole(),
        gathered,
        gathered.isEmpty()
            ? null
            : Program.of(gathered.stream().map(MovedRows.Given::value).toList()),
        Program.of(difference),
        rules.factors());
  }

  /// Returns the sum of each entry's terms that may have changed, [E], or null if the rules do not
  /// lead there.
  private static @Nullable Tensor ofTerms(
      MovedRows rules, List<Tensor> order, RowSum sum, double h) {
    return switch (rules.moved(order, h).get(sum.terms)) {
      case Touched.Whole(Tensor moved) -> summed(moved);
      case Touched.Column(Tensor moved) -> moved; // the other columns' terms are as they were
      case Touched.Nothing _, Touched.Element _, Touched.Beyond _ -> null;
      case null -> null;
    };
  }

  private static Tensor summed(Tensor moved) {
    Tensor sum = moved;
    while (sum.shape().rank() > 1) {
      sum = sum.sum(0);
    }
    return sum;
  }
}
