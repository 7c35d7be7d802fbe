package thalweg.training.table;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DateWriting;

/// One column of a table: for each row a number, a word, a moment in time, or nothing. Immutable.
public final class TableColumn {
  private static final double FIRST_MOMENT =
      LocalDate.of(0, 1, 1).toEpochDay() * (double) DateWriting.DAY;
  private static final double LAST_MOMENT =
      LocalDate.of(10_000, 1, 1).toEpochDay() * (double) DateWriting.DAY;

  private final String name;
  private final int rows;
  private final double @Nullable [] numbers; // NaN where nothing is known; null for words
  private final boolean ofMoments; // whether the numbers are seconds since 1970
  private final int @Nullable [] codes; // places in words, −1 where nothing is known
  private final List<String> words;
  private final @Nullable Odd odd;

  /// A word that is probably wrong where it stands.
  ///
  /// @param row the first that holds it
  /// @param decimal what stands before the fractions of the others
  record Odd(String word, int row, char decimal) {}

  TableColumn(
      String name,
      double @Nullable [] numbers,
      int @Nullable [] codes,
      List<String> words,
      @Nullable Odd odd) {
    this(name, numbers, false, codes, words, odd);
  }

  private TableColumn(
      String name,
      double @Nullable [] numbers,
      boolean ofMoments,
      int @Nullable [] codes,
      List<String> words,
      @Nullable Odd odd) {
    this.name = name;
    this.numbers = numbers;
    this.ofMoments = ofMoments;
    this.codes = codes;
    this.words = words;
    this.odd = odd;
    rows = numbers != null ? numbers.length : Objects.requireNonNull(codes).length;
  }

  /// Returns a column of numbers. Keeps the array, which nobody may change afterwards.
  ///
  /// @param numbers one for each row, NaN where nothing is known
  public static TableColumn of(String name, double[] numbers) {
    return new TableColumn(name, numbers, null, List.of(), null);
  }

  /// Returns a column of dates and times of day: eight bytes a row, however many differ. As text
  /// they are 2026-11-28 or 2026-11-28T15:30. Keeps the array, which nobody may change afterwards.
  ///
  /// @param seconds since the beginning of 1970 for each row, in whatever zone the dates are meant;
  ///   NaN where nothing is known
  /// @throws IllegalArgumentException if one lies outside the years 0 to 9999
  public static TableColumn moments(String name, double[] seconds) {
    for (int row = 0; row < seconds.length; row++) {
      if (seconds[row] < FIRST_MOMENT || seconds[row] >= LAST_MOMENT) {
        throw new IllegalArgumentException(
            "table: row "
                + row
                + " of the column "
                + Quote.of(name)
                + " lies "
                + written(seconds[row])
                + " seconds after 1970; dates must be of the years 0 to 9999, NaN stands for"
                + " none.");
      }
    }
    return new TableColumn(name, seconds, true, null, List.of(), null);
  }

  /// Returns a column of words.
  ///
  /// @param cells one for each row; empty, `NA` and the like where nothing is known
  public static TableColumn of(String name, List<String> cells) {
    ColumnReading reading = new ColumnReading('.', true, false);
    cells.forEach(cell -> reading.add(cell.strip()));
    return reading.column(name);
  }

  /// Returns a column of words that are told by their places. Keeps the arrays.
  ///
  /// @param codes for each row the place of its word in `words`, −1 where nothing is known
  /// @throws IllegalArgumentException if a code is no place
  public static TableColumn of(String name, int[] codes, List<String> words) {
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] < -1 || codes[row] >= words.size()) {
        throw new IllegalArgumentException(
            "table: row "
                + row
                + " of the column "
                + name
                + " has the code "
                + codes[row]
                + "; with "
                + words.size()
                + " words it must be from −1 to "
                + (words.size() - 1)
                + ".");
      }
    }
    return new TableColumn(name, null, codes, List.copyOf(words), null);
  }

  /// Returns whether a cell of text says that nothing is known: it is empty, `NA` and the like.
  public static boolean saysNothing(String cell) {
    return Words.isMissing(cell);
  }

  /// Returns its name; empty in a table without a header.
  public String name() {
    return name;
  }

  /// Returns the number of rows.
  public int rows() {
    return rows;
  }

  /// Returns whether each cell that is not empty is a number.
  public boolean isNumeric() {
    return numbers != null && !ofMoments;
  }

  /// Returns the number in a row; NaN where there is none.
  public double number(int row) {
    return numbers == null || ofMoments ? Double.NaN : numbers[row];
  }

  /// Returns whether each cell that is not empty is known as a moment in time.
  boolean isOfMoments() {
    return ofMoments;
  }

  /// Returns for each row the seconds since 1970, NaN where there is no moment.
  ///
  /// @param writing how words write dates
  IntToDoubleFunction seconds(DateWriting writing) {
    if (ofMoments) {
      double[] seconds = Objects.requireNonNull(numbers);
      return row -> seconds[row];
    }
    double[] meant = words.stream().mapToDouble(writing::seconds).toArray();
    return row -> code(row) < 0 ? Double.NaN : meant[code(row)];
  }

  /// Returns how many different numbers or moments there are.
  int differentNumbers() {
    if (numbers == null) {
      return 0;
    }
    double[] sorted = numbers.clone();
    Arrays.sort(sorted); // NaN last
    int count = 0;
    for (int i = 0; i < sorted.length && !Double.isNaN(sorted[i]); i++) {
      count += i == 0 || Double.compare(sorted[i], sorted[i - 1]) != 0 ? 1 : 0;
    }
    return count;
  }

  /// Returns whether nothing is known in a row.
  public boolean isMissing(int row) {
    return numbers == null ? code(row) < 0 : Double.isNaN(numbers[row]);
  }

  /// Returns how many rows have nothing here.
  public int missing() {
    int count = 0;
    for (int row = 0; row < rows; row++) {
      count += isMissing(row) ? 1 : 0;
    }
    return count;
  }

  /// Returns what stands in a row as it is written; empty where nothing is known.
  public String text(int row) {
    if (isMissing(row)) {
      return "";
    }
    if (numbers != null && ofMoments) {
      return DateWriting.written(numbers[row]);
    }
    return codes == null ? written(number(row)) : words.get(codes[row]);
  }

  /// Returns a number as tables write it.
  static String written(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }

  /// Returns whether the cells are known as they are written. They are not of a column of very many
  /// different numbers.
  boolean hasWords() {
    return codes != null;
  }

  /// Returns the different words, in the order in which they were met.
  List<String> words() {
    return words;
  }

  /// Returns the place of a row's word, −1 where nothing is known.
  int code(int row) {
    return codes == null ? -1 : codes[row];
  }

  /// Returns the first word that is probably wrong here, null if there is none.
  @Nullable Odd odd() {
    return odd;
  }

  /// Returns the first row whose word this is.
  int firstRow(String word) {
    int place = words.indexOf(word);
    for (int row = 0; row < rows; row++) {
      if (code(row) == place) {
        return row;
      }
    }
    return 0;
  }
}
