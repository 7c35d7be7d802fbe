package thalweg.training.table;

import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;
import thalweg.training.table.Schema.Decision;

/// Holds the cells of a table against what its columns are there for, and refuses the first that
/// cannot be that, by its place.
final class SoundCells {
  private final Table table;

  SoundCells(Table table) {
    this.table = table;
  }

  private TableColumn cells(int place) {
    return table.columns().get(place);
  }

  /// Checks what is learnt from.
  ///
  /// @param isStated whether its type is
  void require(Decision decision, boolean isStated) throws DataFileException {
    int place = decision.place();
    TableColumn cells = cells(place);
    if (!isStated) {
      requireNothingOdd(place);
    }
    if (decision.type() == ColumnType.NUMBER && !cells.isNumeric()) {
      requireNoMoments(place);
      requireNumbers(place, ", as stated; correct it.");
    }
    if (decision.type() == ColumnType.DATE) {
      requireDates(decision);
    }
    for (int row = 0; row < cells.rows() && cells.isNumeric(); row++) {
      if (Math.abs(cells.number(row)) > Float.MAX_VALUE) {
        throw table.wrong(
            row,
            place,
            "found "
                + Quote.of(cells.text(row))
                + ", expected a number that float can hold, up to 3.4e38; give the column another"
                + " unit.");
      }
    }
  }

  private void requireDates(Decision decision) throws DataFileException {
    TableColumn cells = cells(decision.place());
    if (decision.writing() == null) {
      throw table.wrong(
          table.place(decision.place())
              + ": found "
              + Quote.of(decision.example())
              + ", expected dates in one writing, such as 2026-11-28 or 28.11.2026 15:30.");
    }
    for (String word : cells.words()) {
      if (Double.isNaN(decision.writing().seconds(word))) {
        throw table.wrong(
            cells.firstRow(word),
            decision.place(),
            "found "
                + Quote.of(word)
                + " among dates such as "
                + Quote.of(decision.example())
                + ", expected one written so; correct it, or leave the row out; if the column"
                + " holds names, say so "
                + table.with("type")
                + ".");
      }
    }
  }

  /// Checks that a quantity can be learnt from a column.
  void requireQuantity(int place) throws DataFileException {
    if (cells(place).isNumeric()) {
      return;
    }
    requireNoMoments(place);
    requireNumbers(place, "; correct it, or leave the row out.");
    throw table.wrong(
        table.place(place)
            + ": found numbers in several writings, expected one; write them alike.");
  }

  private void requireNumbers(int place, String todo) throws DataFileException {
    TableColumn cells = cells(place);
    for (String word : cells.words()) {
      if (Double.isNaN(NumberText.lenient(word, '.'))) {
        throw table.wrong(
            cells.firstRow(word), place, "found " + Quote.of(word) + ", expected a number" + todo);
      }
    }
  }

  private void requireNoMoments(int place) throws DataFileException {
    TableColumn cells = cells(place);
    if (cells.isOfMoments()) {
      throw table.wrong(
          table.place(place)
              + ": found dates, such as "
              + Quote.of(new ColumnContent(cells).first())
              + ", expected numbers; choose another column.");
    }
  }

  /// Checks that nothing stands among numbers that is probably a wrong one.
  void requireNothingOdd(int place) throws DataFileException {
    TableColumn.@Nullable Odd odd = cells(place).odd();
    if (odd != null) {
      throw table.wrong(
          odd.row(),
          place,
          "found "
              + Quote.of(odd.word())
              + " among numbers, expected a finite number"
              + (NumberText.isOtherwise(odd.word(), odd.decimal())
                  ? " with "
                      + Quote.of(String.valueOf(odd.decimal()))
                      + " before its fraction; correct it, or state another mark "
                      + table.with("decimal")
                  : "; correct it, or leave the row out; if the column holds names, say so "
                      + table.with("type"))
              + ".");
    }
  }

  /// Checks that a column says how much each row counts.
  void requireWeights(int place) throws DataFileException {
    TableColumn cells = cells(place);
    for (int row = 0; row < cells.rows(); row++) {
      if (!(cells.number(row) >= 0 && cells.number(row) <= Float.MAX_VALUE)) {
        throw table.wrong(
            row,
            place,
            "found "
                + (cells.isMissing(row) ? "nothing" : Quote.of(cells.text(row)))
                + ", expected a weight, a number of at least 0; correct it, or choose another"
                + " column "
                + table.with("weights")
                + ".");
      }
    }
  }
}
