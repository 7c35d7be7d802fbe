package thalweg.training.measure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rows of text under their headings: the first column to the left, all others, which are numbers,
/// to the right.
final class TextTable {
  /// How many letters a line has where nobody says.
  static final int USUAL = 80;

  private static final MathContext SIX = new MathContext(6);
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... headings) {
    rows.add(List.of(headings));
  }

  TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  List<String> lines() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).filter(line -> !line.isEmpty()).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : GAP).append(i == 0 ? row.get(i) + blanks : blanks + row.get(i));
    }
    return line.toString().stripTrailing();
  }

  static boolean fits(List<String> lines, int columns) {
    return lines.stream().allMatch(line -> line.length() <= columns);
  }

  /// Returns a number of rows, which weights may make a fraction.
  static String count(double count) {
    return String.format(Locale.ROOT, count == Math.rint(count) ? "%.0f" : "%.2f", count);
  }

  /// Returns a measure from 0 to 1; a dash where there is none.
  static String share(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.4f", share);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /// Returns a quantity with six digits; a dash where there is none.
  static String quantity(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    double rounded = new BigDecimal(value).round(SIX).doubleValue();
    double size = Math.abs(rounded);
    return (size >= 1e-4 && size < 1e7) || size == 0
        ? new BigDecimal(Double.toString(rounded)).stripTrailingZeros().toPlainString()
        : Double.toString(rounded);
  }
}
