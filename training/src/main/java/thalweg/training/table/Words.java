package thalweg.training.table;

import java.util.Set;

/// Words that stand in a table where nothing is known.
final class Words {
  private static final Set<String> MISSING =
      Set.of(
          "", "?", "NA", "N/A", "n/a", "na", "#N/A", "#NA", "<NA>", "NaN", "nan", "NAN", "NaT",
          "null", "NULL", "Null", ".");

  /// Stand for nothing among numbers; elsewhere they may be words like others.
  private static final Set<String> AMONG_NUMBERS =
      Set.of("-", "--", "..", "none", "None", "NONE", "missing", "unknown", "Unknown");

  private Words() {}

  /// Returns whether a cell says that nothing is known.
  static boolean isMissing(String cell) {
    return cell.length() <= 4 && MISSING.contains(cell);
  }

  /// Returns whether a cell says so where all others are numbers.
  static boolean isMissingAmongNumbers(String cell) {
    return AMONG_NUMBERS.contains(cell);
  }
}
