package thalweg.calculus.function;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What was probably meant by a misspelt name.
public final class Spelling {
  private Spelling() {}

  /// Returns the known name with the fewest letters to change, if that is one, or two of a name of
  /// more than three.
  public static Optional<String> nearest(String name, List<String> known) {
    int least = Math.min(name.length() > 3 ? 3 : 2, name.length());
    Optional<String> best = Optional.empty();
    for (String candidate : known) {
      if (Math.abs(candidate.length() - name.length()) >= least) {
        continue; // as many letters are more or fewer; a name may be a million letters
      }
      int distance = distance(name, candidate);
      if (distance < least) {
        least = distance;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /// The distance of Damerau and Levenshtein: letters to add, drop, replace or swap with the next.
  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        row[j] = Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], 1 + before[j - 2]);
        }
      }
      before = above;
      above = row;
    }
    return above[b.length()];
  }
}
