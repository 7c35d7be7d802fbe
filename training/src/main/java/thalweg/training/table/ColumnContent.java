package thalweg.training.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.training.data.DateWriting;
import thalweg.training.table.Schema.Decision;
import thalweg.training.table.Schema.Role;

/// What a column holds, told by its own cells alone.
final class ColumnContent {
  /// Words are names of groups if there are no more than this, or some rows to each.
  static final int FEW_WORDS = 20;

  /// What is said of a column that does no more than count its rows.
  static final String COUNTS = "it counts the rows";

  private static final double MOSTLY_DIFFERENT = 0.5;

  /// In a column of so large a share of dates, another word is a fault.
  private static final double MOSTLY_DATES = 0.9;

  private static final int LONG_TEXT = 40; // characters, on the average

  /// A type, and what a reader should know of why it is that.
  private record Natural(ColumnType type, String why) {}

  private final TableColumn cells;
  private int different = -1; // until it is counted

  ColumnContent(TableColumn cells) {
    this.cells = cells;
  }

  TableColumn cells() {
    return cells;
  }

  /// Returns what the column is by itself: a feature of its type.
  ///
  /// @param stated its type, null if it is to be found out
  Decision decision(int place, @Nullable ColumnType stated) {
    DateWriting writing = dates();
    Natural natural =
        stated == null
            ? natural(writing)
            : new Natural(stated, stated.isLearnt() ? "" : "as stated");
    String values =
        switch (natural.type) {
          case NUMBER -> spread();
          case CATEGORY, TEXT, IDENTIFIER ->
              String.format(Locale.ROOT, "%,d different", different());
          default -> "";
        };
    return new Decision(
        place,
        cells.name(),
        natural.type,
        Role.FEATURE,
        natural.type == ColumnType.DATE ? writing : null,
        cells.missing(),
        values,
        first(),
        natural.why);
  }

  private Natural natural(@Nullable DateWriting writing) {
    int present = present();
    if (present == 0) {
      return new Natural(ColumnType.EMPTY, "it holds nothing");
    }
    if (different() == 1 && cells.missing() == 0) {
      return new Natural(ColumnType.CONSTANT, "it is the same in all rows");
    }
    if (cells.isNumeric()) {
      return isNamedIdentifier(cells.name()) && different() == present && isWhole()
          ? new Natural(
              ColumnType.IDENTIFIER, "it names the rows by numbers that are all different")
          : countsRows()
              ? new Natural(ColumnType.IDENTIFIER, COUNTS)
              : new Natural(ColumnType.NUMBER, "");
    }
    if (cells.odd() != null) {
      return new Natural(ColumnType.NUMBER, ""); // refused where it is asked for
    }
    if (writing != null) {
      boolean eitherWay =
          writing == DateWriting.MONTH_FIRST && shareOfDates(DateWriting.DAY_FIRST) == 1;
      return new Natural(ColumnType.DATE, eitherWay ? "the month is taken to stand first" : "");
    }
    if ((different() > FEW_WORDS && different() > MOSTLY_DIFFERENT * present)
        || averageLength() > LONG_TEXT) {
      boolean oneWord = cells.words().stream().noneMatch(word -> word.indexOf(' ') >= 0);
      return new Natural(
          oneWord ? ColumnType.IDENTIFIER : ColumnType.TEXT,
          String.format(
              Locale.ROOT, "it holds %,d different words in %,d rows", different(), present));
    }
    return new Natural(ColumnType.CATEGORY, "");
  }

  private static boolean isNamedIdentifier(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("id")
        || lower.endsWith("_id")
        || lower.endsWith(" id")
        || name.endsWith("Id")
        || name.endsWith("ID")
        || lower.equals("index");
  }

  /// Returns whether the column counts its rows one by one, whatever it begins with.
  private boolean countsRows() {
    if (cells.rows() < FEW_WORDS) {
      return false;
    }
    for (int row = 1; row < cells.rows(); row++) {
      if (cells.number(row) != cells.number(row - 1) + 1) {
        return false;
      }
    }
    return true;
  }

  /// Returns how many rows have something here.
  int present() {
    return cells.rows() - cells.missing();
  }

  /// Returns how many different cells there are beside those that hold nothing.
  int different() {
    if (different < 0) {
      different = cells.hasWords() ? differentWords() : cells.differentNumbers();
    }
    return different;
  }

  private int differentWords() {
    boolean[] met = new boolean[cells.words().size()];
    int count = 0;
    for (int row = 0; row < cells.rows(); row++) {
      int code = cells.code(row);
      if (code >= 0 && !met[code]) {
        met[code] = true;
        count++;
      }
    }
    return count;
  }

  /// Returns whether there are whole numbers alone.
  boolean isWhole() {
    return cells.isNumeric()
        && IntStream.range(0, cells.rows())
            .filter(row -> !cells.isMissing(row))
            .allMatch(row -> cells.number(row) == Math.rint(cells.number(row)));
  }

  private double averageLength() {
    return cells.words().stream().mapToInt(String::length).average().orElse(0);
  }

  /// Returns the first cell that holds something, as it is written; empty if there is none.
  String first() {
    return IntStream.range(0, cells.rows())
        .filter(row -> !cells.isMissing(row))
        .mapToObj(cells::text)
        .findFirst()
        .orElse("");
  }

  /// Returns mean ± standard deviation of the numbers.
  String spread() {
    double[] numbers =
        IntStream.range(0, cells.rows())
            .mapToDouble(cells::number)
            .filter(number -> !Double.isNaN(number))
            .toArray();
    double unit =
        Math.max(Arrays.stream(numbers).map(Math::abs).max().orElse(1), Double.MIN_NORMAL);
    double mean = Arrays.stream(numbers).map(number -> number / unit).average().orElse(0);
    double square =
        Arrays.stream(numbers)
            .map(number -> (number / unit - mean) * (number / unit - mean))
            .average()
            .orElse(0);
    return String.format(Locale.ROOT, "%.4g ± %.3g", mean * unit, Math.sqrt(square) * unit);
  }

  /// Returns how a column of words writes dates, null if it holds none or few. Where day and month
  /// cannot be told apart, days are behind a point and months before a stroke.
  @Nullable DateWriting dates() {
    if (cells.isOfMoments()) {
      return DateWriting.YEAR_FIRST;
    }
    if (cells.isNumeric() || cells.words().isEmpty()) {
      return null;
    }
    boolean points = cells.words().getFirst().indexOf('.') >= 0;
    DateWriting best = null;
    double most = points ? shareOfDates(DateWriting.DAY_FIRST) : 0;
    if (most >= MOSTLY_DATES) {
      best = DateWriting.DAY_FIRST;
    }
    for (DateWriting writing : DateWriting.values()) {
      double share = shareOfDates(writing);
      if (share >= MOSTLY_DATES && share > most) {
        most = share;
        best = writing;
      }
    }
    return best;
  }

  /// Returns the share of the words that are dates.
  private double shareOfDates(DateWriting writing) {
    long dates =
        cells.words().stream().filter(word -> !Double.isNaN(writing.seconds(word))).count();
    return (double) dates / cells.words().size();
  }
}
