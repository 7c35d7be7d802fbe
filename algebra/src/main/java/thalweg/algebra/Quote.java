package thalweg.algebra;

import java.util.Locale;

/// Foreign text as messages show it. A file or an argument may hold anything: a message stays one
/// short line, and nothing in it acts on a terminal.
public final class Quote {
  /// The most characters of a text that are shown.
  public static final int LONGEST = 80;

  private Quote() {}

  /// Returns `text` in quotes, cut after 80 characters; what has no picture of its own, such as a
  /// line break or an escape, is written as `\n` or `<U+001B>`. Costs no more for a longer text.
  public static String of(String text) {
    return "\"" + shown(text) + "\"";
  }

  /// As [#of], without the quotes: for names that stand in a list or a table.
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      String next = isShown(character) ? Character.toString(character) : escaped(character);
      if (shown.length() + next.length() > LONGEST) {
        return shown.append('…').toString();
      }
      shown.append(next);
      i += Character.charCount(character);
    }
    return shown.toString();
  }

  /// As [#shown], but whole: for a line that already has such texts in it.
  public static String whole(String text) {
    if (text.codePoints().allMatch(Quote::isShown)) {
      return text;
    }
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .mapToObj(
            character -> isShown(character) ? Character.toString(character) : escaped(character))
        .forEach(whole::append);
    return whole.toString();
  }

  /// Returns whether a character may act on a terminal instead of being shown: controls, breaks of
  /// lines, and those that turn the direction of writing.
  public static boolean isActing(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static boolean isShown(int character) {
    return switch (Character.getType(character)) {
      case Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED -> false;
      default -> !isActing(character);
    };
  }

  private static String escaped(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "<U+%04X>", character);
    };
  }
}
