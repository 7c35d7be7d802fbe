package thalweg.training.measure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thalweg.training.layout.TextColumns;

/// Rows of text under their headings: the first column to the left, all others, which are numbers,
/// to the right.
final class TextTable {
  /// How many letters a line has where nobody says.
  static final int USUAL = 80;

  private static final MathContext SIX = new MathContext(6);

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... headings) {
    rows.add(List.of(headings));
  }

  TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  List<String> lines() {
    return TextColumns.lines(rows, column -> column > 0).stream()
        .filter(line -> !line.isEmpty())
        .toList();
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
