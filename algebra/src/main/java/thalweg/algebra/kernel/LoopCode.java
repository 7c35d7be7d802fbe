package thalweg.algebra.kernel;

import java.util.List;

/// What a [FusedLoop] computes for each element: operations on numbered values, of which the first
/// are operands that stand in memory. Equal codes can share one loop.
///
/// @param single whether the elements are floats, not doubles
/// @param operands how values 0, 1, … stand in memory, in order
/// @param lines the operations in order; a result with an operand's number is written to memory
public record LoopCode(boolean single, List<Operand> operands, List<Line> lines) {
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
    /// In array a, one number for b elements each; as ROW.
    COLUMN,
    /// The first element of array a, for all elements.
    NUMBER,
    /// Literal a, for all elements.
    LITERAL
  }

  /// Returns whether the elements stand in rows, of which a loop does whole ones.
  public boolean inRows() {
    return operands.contains(Operand.ROW) || operands.contains(Operand.COLUMN);
  }

  /// One operation by its name in [Kernels], the values it reads and the one it yields.
  public record Line(String operation, List<Integer> operands, int result) {}
}
