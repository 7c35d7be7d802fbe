package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Quote;

/// Names in a list as a line of a table writes them: separated by commas, one that holds a comma or
/// begins with a quote within quotes, its own quotes doubled.
final class NameList {
  private NameList() {}

  /// Returns the names in lists, in order.
  ///
  /// @param option by which they were given, for messages
  /// @throws Failure if a quote is not closed, or something stands behind one that is
  static List<String> parse(String option, List<String> lists) {
    return lists.stream().flatMap(list -> parse(option, list).stream()).toList();
  }

  private static List<String> parse(String option, String list) {
    List<String> names = new ArrayList<>();
    for (int at = 0; at <= list.length(); at++) {
      int end = list.startsWith("\"", at) ? closed(list, at) : at;
      int comma = end < 0 ? -1 : list.indexOf(',', end);
      comma = comma < 0 ? list.length() : comma;
      if (end < 0 || (end > at && end < comma)) {
        throw Failure.usage(
            option
                + ": "
                + Quote.of(list)
                + (end < 0 ? " has a quote that is not closed" : " goes on behind a closed quote")
                + "; write a name with a comma or a first quote within quotes, and its own quotes"
                + " twice.");
      }
      names.add(
          end > at
              ? list.substring(at + 1, end - 1).replace("\"\"", "\"")
              : list.substring(at, comma));
      at = comma;
    }
    return names;
  }

  /// Returns the place behind the quote that closes the one at `from`; −1 if none does.
  private static int closed(String list, int from) {
    int at = from + 1;
    while (at < list.length()) {
      if (list.charAt(at) == '"') {
        if (!list.startsWith("\"\"", at)) {
          return at + 1;
        }
        at++;
      }
      at++;
    }
    return -1;
  }
}
