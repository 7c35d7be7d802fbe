package thalweg.algebra.kernel;

import java.util.List;

/// What a [FusedLoop] computes: operations on numbered values, of which the first are operands that
/// stand in memory. Equal codes can share one loop.
///
/// A code in rows does all its parts for one row, then for the next. Values of elements do not
/// outlive their part, but those that are operands are read again.
///
/// @param single whether the elements are floats, not doubles
/// @param operands how values 0, 1, … stand in memory, in order
/// @param parts the operations in order
public record LoopCode(boolean single, List<Operand> operands, List<Part> parts) {
  /// The operation that takes the second of three values where the first is not zero, else the
  /// third.
  public static final String SELECT = "select";

  /// The operation that yields, for a row, the sum of a value of its elements, as [Kernels] sums.
  public static final String SUM = "sum";

  /// The operation that yields, for a row, the largest of a value of its elements.
  public static final String MAX = "max";

  /// Operations on each element, or on numbers of a row.
  public record Part(boolean perRow, List<Assignment> assignments) {}

  /// Where an operand stands, by the two numbers a and b that are given for it with each run.
  public enum Operand {
    /// In array a, element for element.
    ARRAY,
    /// In the scratch array from a on.
    SLOT,
    /// In the scratch array, from a on, where b elements are repeated: the first element of a run
    /// stands at a + start mod b.
    REPEATED,
    /// In array a, whose b elements are repeated: a run begins at the first of them and ends after
    /// the last. All operands that have a b have the same, a multiple of a vector.
    ROW,
    /// In array a, whose b elements, several rows, are repeated: the first row of a run stands at
    /// start mod b. Beside operands that say how long a row is.
    ROWS,
    /// In array a, one number for b elements each; as ROW.
    COLUMN,
    /// The first element of array a, for all elements.
    NUMBER,
    /// Literal a, for all elements.
    LITERAL
  }

  /// Returns whether the elements stand in rows, of which a loop does whole ones: such a code has
  /// an operand [Operand#ROW] or [Operand#COLUMN], which says how long they are.
  public boolean inRows() {
    return operands.contains(Operand.ROW) || operands.contains(Operand.COLUMN);
  }

  /// Returns whether a part of the code sums, so that a row must be a multiple of the partial sums.
  public boolean sums() {
    return parts.stream().anyMatch(LoopCode::sums);
  }

  static boolean sums(Part part) {
    return part.assignments.stream().anyMatch(assignment -> assignment.operation.equals(SUM));
  }

  /// One operation by its name ([#SELECT], [#SUM], [#MAX] or that of an elementwise function), the
  /// values it reads and the one it yields, which is also written to memory if it is an operand.
  public record Assignment(String operation, List<Integer> operands, int result) {}
}
