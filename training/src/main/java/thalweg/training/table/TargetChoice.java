package thalweg.training.table;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;

/// What is learnt from a table: which column it is in, and whether its cells are classes or
/// quantities, where that is not stated.
final class TargetChoice {
  /// Names that what is to be learnt often has.
  private static final List<String> NAMES =
      List.of(
          "label", "class", "target", "outcome", "response", "species", "diagnosis", "survived");

  /// Whole numbers of more distinct values than this are a quantity, unless they count classes.
  private static final int MANY_CLASSES = 20;

  /// More distinct whole numbers than this are a quantity, if most rows have one of their own.
  private static final int FEW_CLASSES = 5;

  private final Table table;
  private final List<ColumnContent> columns;
  private final int place;
  private final String title;
  private final ColumnContent content;
  private final TableColumn cells;

  private TargetChoice(Table table, List<ColumnContent> columns, int place) {
    this.table = table;
    this.columns = columns;
    this.place = place;
    title = table.place(place);
    content = columns.get(place);
    cells = content.cells();
  }

  /// Returns the column that is stated.
  static TargetChoice stated(Table table, List<ColumnContent> columns, int place) {
    return new TargetChoice(table, columns, place);
  }

  /// Finds out which column is to be learnt: one of a usual name, else one of words that name
  /// groups, else the last, or the first where that alone is whole numbers and nothing has a name.
  static TargetChoice found(Table table, List<ColumnContent> columns) {
    int named = named(columns);
    return new TargetChoice(table, columns, named >= 0 ? named : byContent(table, columns));
  }

  private static int named(List<ColumnContent> columns) {
    for (String name : NAMES) {
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).cells().name().toLowerCase(Locale.ROOT).equals(name)) {
          return i;
        }
      }
    }
    return -1;
  }

  private static int byContent(Table table, List<ColumnContent> columns) {
    int last = columns.size() - 1;
    List<Integer> words =
        IntStream.range(0, columns.size())
            .filter(
                i -> {
                  TableColumn cells = columns.get(i).cells();
                  return !cells.isNumeric() && cells.odd() == null && columns.get(i).present() > 0;
                })
            .boxed()
            .toList();
    List<Integer> groups = words.stream().filter(i -> isOfGroups(columns.get(i))).toList();
    if (words.size() == 1 && (groups.size() == 1 || table.rows() <= ColumnContent.FEW_WORDS)) {
      return words.getFirst();
    }
    if (!groups.isEmpty()) {
      return groups.contains(last)
          ? last
          : groups.contains(0) ? 0 : groups.size() == 1 ? groups.getFirst() : last;
    }
    boolean labelsFirst =
        !table.isNamed()
            && columns.getFirst().isWhole()
            && !columns.get(last).isWhole()
            && words.isEmpty();
    return labelsFirst ? 0 : last;
  }

  /// Returns whether a column of words names groups that are in every row, as classes are.
  private static boolean isOfGroups(ColumnContent column) {
    return column.cells().missing() == 0
        && column.different() >= 2
        && column.dates() == null
        && column.different() <= Math.max(2, Math.min(MANY_CLASSES, column.cells().rows() / 2));
  }

  int place() {
    return place;
  }

  /// Returns where it is, and what to do if that is not meant.
  ///
  /// @param isStated whether it was said
  String told(boolean isStated) {
    String name = cells.name().toLowerCase(Locale.ROOT);
    boolean isGuess = !isStated && !NAMES.contains(name);
    return "the label is in "
        + title
        + (isGuess
            ? (place == columns.size() - 1 ? ", the last" : ", a guess")
                + "; state another "
                + table.with("target")
            : "");
  }

  /// Returns whether classes are learnt, rather than quantities.
  ///
  /// @param stated what the column is stated to be
  /// @param remarks takes what is doubtful
  /// @throws DataFileException if it can be neither, or not what is stated
  boolean isOfClasses(Choices.Goal chosen, @Nullable ColumnType stated, List<String> remarks)
      throws DataFileException {
    if (content.present() == 0) {
      throw table.wrong(
          title
              + ": found nothing in any row, expected what is to be learnt; choose the label's"
              + " column "
              + table.with("target")
              + ".");
    }
    Choices.Goal goal =
        chosen != Choices.Goal.FOUND_OUT || stated == null
            ? chosen
            : stated == ColumnType.NUMBER ? Choices.Goal.QUANTITY : Choices.Goal.CLASSES;
    if (goal == Choices.Goal.QUANTITY) {
      new SoundCells(table).requireQuantity(place);
      requireDifferent();
      return false;
    }
    if (goal == Choices.Goal.FOUND_OUT) {
      new SoundCells(table).requireNothingOdd(place);
      if (cells.isNumeric() && content.different() > 1) {
        if (looksLikeQuantities()) {
          remarks.add(
              title
                  + " holds quantities, so numbers are learnt; if they are classes, say so "
                  + table.with("goal"));
          return false;
        }
        if (content.different() > MANY_CLASSES) {
          remarks.add(
              title
                  + " holds "
                  + content.different()
                  + " different numbers: they are taken for classes; if they are quantities, say so"
                  + " "
                  + table.with("goal"));
        }
      }
    }
    requireClasses();
    tellLabelsAlike(remarks);
    return true;
  }

  private void requireDifferent() throws DataFileException {
    if (content.different() == 1) {
      throw table.wrong(
          title
              + ": found "
              + Quote.of(content.first())
              + " in all "
              + cells.rows()
              + " rows, expected a quantity that differs from row to row; choose the label's"
              + " column "
              + table.with("target")
              + ".");
    }
  }

  private boolean looksLikeQuantities() {
    int different = content.different();
    return !content.isWhole()
        || (different > MANY_CLASSES && !countsClasses())
        || (different > FEW_CLASSES && 2 * different > content.present());
  }

  /// Returns whether the labels are the whole numbers from 0 or 1 on, each of many rows.
  private boolean countsClasses() {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < cells.rows(); row++) {
      if (!cells.isMissing(row)) {
        least = Math.min(least, cells.number(row));
        most = Math.max(most, cells.number(row));
      }
    }
    return (least == 0 || least == 1)
        && most - least + 1 == content.different()
        && content.present() >= MANY_CLASSES * content.different();
  }

  /// Refuses a column from which classes cannot be learnt.
  private void requireClasses() throws DataFileException {
    int rows = content.present();
    int classes = content.different();
    if (classes == 1) {
      throw table.wrong(
          title
              + ": found the label "
              + Quote.of(content.first())
              + (rows == 1 ? " in the only row" : " in all " + rows + " rows")
              + ", expected at least 2 classes; choose the label's column "
              + table.with("target")
              + ".");
    }
    if (classes > MANY_CLASSES && classes > rows / 2) {
      throw table.wrong(
          title
              + ": found "
              + classes
              + " different labels in "
              + rows
              + " rows, expected classes that many rows share; choose the label's column "
              + table.with("target")
              + ".");
    }
    if (cells.isNumeric() && !content.isWhole()) {
      int row =
          IntStream.range(0, cells.rows())
              .filter(i -> !cells.isMissing(i) && cells.number(i) != Math.rint(cells.number(i)))
              .findFirst()
              .orElse(0);
      throw table.wrong(
          row,
          place,
          "found "
              + Quote.of(cells.text(row))
              + ", expected a whole number or a word as label; choose the label's column "
              + table.with("target")
              + ".");
    }
  }

  private void tellLabelsAlike(List<String> remarks) {
    Map<String, String> alike = new HashMap<>();
    for (String label : cells.words()) {
      String same =
          NumberText.isWhole(label)
              ? String.valueOf(Double.parseDouble(label) + 0.0)
              : label.toLowerCase(Locale.ROOT);
      String other = alike.putIfAbsent(same, label);
      if (other != null) {
        remarks.add(
            "the labels "
                + Quote.of(other)
                + " and "
                + Quote.of(label)
                + " are taken for different classes");
      }
    }
  }
}
