package thalweg.calculus.function;

/// Says what is wrong with a written formula, and where.
///
/// The message has three lines: the problem, the formula, and a caret under the place.
public final class FormulaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /// Longer formulas are shown in part: so many characters to either side of the place.
  private static final int SHOWN = 40;

  private final String formula;
  private final int column;

  FormulaException(String formula, int position, String problem) {
    super("formula, column " + (position + 1) + ": " + problem + "\n" + picture(formula, position));
    this.formula = formula;
    this.column = position + 1;
  }

  /// Returns the whole formula.
  public String formula() {
    return formula;
  }

  /// Returns the place of the problem: the first character is column 1, the end of the formula one
  /// past its length.
  public int column() {
    return column;
  }

  private static String picture(String formula, int position) {
    int from = Math.max(0, position - SHOWN);
    int to = Math.min(formula.length(), position + SHOWN);
    String before = from > 0 ? "…" : "";
    String after = to < formula.length() ? "…" : "";
    StringBuilder shown = new StringBuilder(formula.substring(from, to));
    for (int i = 0; i < shown.length(); i++) {
      if (Character.isISOControl(shown.charAt(i))) {
        shown.setCharAt(i, ' '); // a tab or line break would move the caret
      }
    }
    String indent = " ".repeat(before.length() + position - from);
    return "  " + before + shown + after + "\n  " + indent + "^";
  }
}
