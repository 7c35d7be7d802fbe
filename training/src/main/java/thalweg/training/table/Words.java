package thalweg.training.table;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Words of a table: their order, and those that stand where nothing is known.
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

  /// Returns words in the order of their numbers, if all are whole ones, or else of their
  /// characters.
  static List<String> sorted(Collection<String> words) {
    return words.stream()
        .sorted(
            words.stream().allMatch(NumberText::isWhole)
                ? Comparator.comparingDouble((String word) -> Double.parseDouble(word))
                    .thenComparing(Comparator.naturalOrder())
                : Comparator.naturalOrder())
        .toList();
  }
}
