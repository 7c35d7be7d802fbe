package thalweg.studio.question;

/// Texts as they stand in what is copied from a page.
public final class Quoted {
  private Quoted() {}

  /// Returns a word as a shell takes it for one, whatever is in it.
  public static String word(String word) {
    return word.matches("[A-Za-z0-9,._:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// Returns a text as Java writes it.
  public static String literal(String text) {
    String escaped =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");
    return '"' + escaped + '"';
  }
}
