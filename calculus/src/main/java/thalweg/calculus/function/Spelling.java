package thalweg.calculus.function;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What was probably meant by a misspelt name.
public final class Spelling {
  private Spelling() {}

  /// Returns the known name with the fewest letters to change, if they are at most 2 and fewer than
  /// the name has.
  public static Optional<String> nearest(String name, List<String> known) {
    int least = Math.min(3, name.length());
    Optional<String> best = Optional.empty();
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < least) {
        least = distance;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /// Levenshtein's distance: letters to add, drop or replace.
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
