package thalweg.calculus.function;

/// Says what is wrong with a written formula, and where.
///
/// The message has three lines: the problem, the formula, and a caret under the place.
public final class FormulaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /// Longer formulas are shown in part: so many characters to either side of the place.
  private static final int SHOWN = 39;

  private final String formula;
  private final int column;

  /// @param position the place as an index of the formula's chars
  FormulaException(String formula, int position, String problem) {
    super(
        "formula, column "
            + column(formula, position)
            + ": "
            + problem
            + "\n"
            + picture(formula, position));
    this.formula = formula;
    this.column = column(formula, position);
  }

  /// Returns the whole formula.
  public String formula() {
    return formula;
  }

  /// Returns the place of the problem in characters (Unicode's code points): the first is column 1,
  /// the end of the formula one past its length.
  public int column() {
    return column;
  }

  static int column(String formula, int position) {
    return formula.codePointCount(0, position) + 1;
  }

  /// Returns foreign text as a message shows it: at most 39 characters, each in one place, and none
  /// that acts on a terminal.
  static String shown(String text) {
    int[] characters = text.codePoints().limit(SHOWN + 1).toArray();
    String start = picture(characters, 0, Math.min(characters.length, SHOWN));
    return characters.length > SHOWN ? start + "…" : start;
  }

  private static String picture(String formula, int position) {
    int[] characters = formula.codePoints().toArray();
    int place = column(formula, position) - 1;
    int from = Math.max(0, place - SHOWN);
    int to = Math.min(characters.length, place + SHOWN);
    String before = from > 0 ? "…" : "";
    String after = to < characters.length ? "…" : "";
    String indent = " ".repeat(before.length() + place - from);
    return "  " + before + picture(characters, from, to) + after + "\n  " + indent + "^";
  }

  private static String picture(int[] characters, int from, int to) {
    StringBuilder picture = new StringBuilder();
    for (int i = from; i < to; i++) {
      picture.appendCodePoint(picture(characters[i]));
    }
    return picture.toString();
  }

  /// A tab, a line break or a mark without a width of its own would move the caret, and an escape
  /// would reach the terminal.
  private static int picture(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      case Character.FORMAT,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          '\uFFFD';
      default -> character;
    };
  }
}
