package thalweg.training.table;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One column of a table: for each row a number, a word, or nothing. Immutable.
public final class TableColumn {
  private final String name;
  private final int rows;
  private final double @Nullable [] numbers; // NaN where nothing is known; null for words
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
    this.name = name;
    this.numbers = numbers;
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
    return numbers != null;
  }

  /// Returns the number in a row; NaN where there is none.
  public double number(int row) {
    return numbers == null ? Double.NaN : numbers[row];
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
