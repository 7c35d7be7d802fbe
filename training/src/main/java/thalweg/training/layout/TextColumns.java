package thalweg.training.layout;

import java.util.List;
import java.util.function.IntPredicate;

/// Rows of text laid out in columns, each as wide as its widest cell and two blanks from the next.
public final class TextColumns {
  private static final String GAP = "  ";

  private TextColumns() {}

  /// Returns a line for each row, without blanks at its end.
  ///
  /// @param rows the headings first, if there are any
  /// @param isRight whether a column's cells stand to the right, as numbers do
  /// @throws IllegalArgumentException if a row has not as many cells as the first
  public static List<String> lines(List<List<String>> rows, IntPredicate isRight) {
    int[] widths = new int[rows.isEmpty() ? 0 : rows.getFirst().size()];
    for (List<String> row : rows) {
      if (row.size() != widths.length) {
        throw new IllegalArgumentException(
            "columns: a row of "
                + row.size()
                + " cells under "
                + widths.length
                + "; rows must have as many as the first.");
      }
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths, isRight)).toList();
  }

  private static String line(List<String> row, int[] widths, IntPredicate isRight) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String blanks = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : GAP).append(isRight.test(i) ? blanks + cell : cell + blanks);
    }
    return line.toString().stripTrailing();
  }
}
