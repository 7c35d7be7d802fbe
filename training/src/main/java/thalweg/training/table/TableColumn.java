package thalweg.training.table;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  private final @Nullable MemorySegment numbers; // NaN where nothing is known; null for words
  private final boolean ofMoments; // whether the numbers are seconds since 1970
  private final @Nullable MemorySegment codes; // places in words, −1 where nothing is known
  private final List<String> words;
  private final @Nullable Odd odd;

  /// A word that is probably wrong where it stands.
  ///
  /// @param row the first that holds it
  /// @param decimal what stands before the fractions of the others
  record Odd(String word, int row, char decimal) {}

  TableColumn(
      String name,
      @Nullable MemorySegment numbers,
      @Nullable MemorySegment codes,
      List<String> words,
      @Nullable Odd odd) {
    this(name, numbers, false, codes, words, odd);
  }

  private TableColumn(
      String name,
      @Nullable MemorySegment numbers,
      boolean ofMoments,
      @Nullable MemorySegment codes,
      List<String> words,
      @Nullable Odd odd) {
    this.name = name;
    this.numbers = numbers;
    this.ofMoments = ofMoments;
    this.codes = codes;
    this.words = words;
    this.odd = odd;
    rows =
        (int)
            (numbers != null
                ? numbers.byteSize() / Double.BYTES
                : Objects.requireNonNull(codes).byteSize() / Integer.BYTES);
  }

  /// Returns a column of numbers. Keeps the array, which nobody may change afterwards.
  ///
  /// @param numbers one for each row, NaN where nothing is known
  public static TableColumn of(String name, double[] numbers) {
    return of(name, MemorySegment.ofArray(numbers));
  }

  /// Returns a column of numbers that lie in an array or, as [ColumnRoom] gives it, in a file.
  ///
  /// @param numbers a double for each row, NaN where nothing is known
  public static TableColumn of(String name, MemorySegment numbers) {
    return new TableColumn(name, numbers, null, List.of(), null);
  }

  /// Returns a column of dates and times of day: eight bytes a row, however many differ. As text
  /// they are 2026-11-28 or 2026-11-28T15:30. Keeps the array, which nobody may change afterwards.
  ///
  /// @param seconds since the beginning of 1970 for each row, in whatever zone the dates are meant;
  ///   NaN where nothing is known
  /// @throws IllegalArgumentException if one lies outside the years 0 to 9999
  public static TableColumn moments(String name, double[] seconds) {
    return moments(name, MemorySegment.ofArray(seconds));
  }

  /// Returns a column of dates and times of day, as [#moments(String, double[])] does, that lie in
  /// an array or a file.
  public static TableColumn moments(String name, MemorySegment seconds) {
    TableColumn column = new TableColumn(name, seconds, true, null, List.of(), null);
    for (int row = 0; row < column.rows; row++) {
      double second = seconds.getAtIndex(ValueLayout.JAVA_DOUBLE, row);
      if (second < FIRST_MOMENT || second >= LAST_MOMENT) {
        throw new IllegalArgumentException(
            "table: row "
                + row
                + " of the column "
                + Quote.of(name)
                + " lies "
                + written(second)
                + " seconds after 1970; dates must be of the years 0 to 9999, NaN stands for"
                + " none.");
      }
    }
    return column;
  }

  /// Returns a column of words.
  ///
  /// @param cells one for each row; empty, `NA` and the like where nothing is known
  public static TableColumn of(String name, List<String> cells) {
    ColumnReading reading = new ColumnReading('.', true, false, ColumnRoom.inHeap());
    cells.forEach(cell -> reading.add(cell.strip()));
    return reading.column(name);
  }

  /// Returns a column of words that are told by their places. Keeps the arrays.
  ///
  /// @param codes for each row the place of its word in `words`, −1 where nothing is known
  /// @throws IllegalArgumentException if a code is no place
  public static TableColumn of(String name, int[] codes, List<String> words) {
    return of(name, MemorySegment.ofArray(codes), words);
  }

  /// Returns a column of words that are told by their places, which lie in an array or a file.
  ///
  /// @param codes as in [#of(String, int[], List)], an int for each row
  /// @throws IllegalArgumentException if a code is no place
  public static TableColumn of(String name, MemorySegment codes, List<String> words) {
    TableColumn column = new TableColumn(name, null, codes, List.copyOf(words), null);
    for (int row = 0; row < column.rows; row++) {
      int code = codes.getAtIndex(ValueLayout.JAVA_INT, row);
      if (code < -1 || code >= words.size()) {
        throw new IllegalArgumentException(
            "table: row "
                + row
                + " of the column "
                + name
                + " has the code "
                + code
                + "; with "
                + words.size()
                + " words it must be from −1 to "
                + (words.size() - 1)
                + ".");
      }
    }
    return column;
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
    return numbers == null || ofMoments
        ? Double.NaN
        : numbers.getAtIndex(ValueLayout.JAVA_DOUBLE, row);
  }

  /// Returns whether each cell that is not empty is known as a moment in time.
  boolean isOfMoments() {
    return ofMoments;
  }

  /// Returns the seconds since 1970 in a row of moments.
  double second(int row) {
    return Objects.requireNonNull(numbers).getAtIndex(ValueLayout.JAVA_DOUBLE, row);
  }

  /// Returns for each row the seconds since 1970, NaN where there is no moment.
  ///
  /// @param writing how words write dates
  IntToDoubleFunction seconds(DateWriting writing) {
    if (ofMoments) {
      return this::second;
    }
    double[] meant = words.stream().mapToDouble(writing::seconds).toArray();
    return row -> code(row) < 0 ? Double.NaN : meant[code(row)];
  }

  /// Returns how many different numbers or moments there are.
  int differentNumbers() {
    if (numbers == null) {
      return 0;
    }
    double[] sorted = numbers.toArray(ValueLayout.JAVA_DOUBLE);
    Arrays.sort(sorted); // NaN last
    int count = 0;
    for (int i = 0; i < sorted.length && !Double.isNaN(sorted[i]); i++) {
      count += i == 0 || Double.compare(sorted[i], sorted[i - 1]) != 0 ? 1 : 0;
    }
    return count;
  }

  /// Returns whether nothing is known in a row.
  public boolean isMissing(int row) {
    return numbers == null
        ? code(row) < 0
        : Double.isNaN(numbers.getAtIndex(ValueLayout.JAVA_DOUBLE, row));
  }

  /// Returns this column with nothing where words say so among numbers, such as `-` and `none`: for
  /// a column that holds numbers elsewhere.
  TableColumn amongNumbers() {
    if (numbers != null || words.stream().noneMatch(Words::isMissingAmongNumbers)) {
      return this;
    }
    int[] known = new int[rows];
    for (int row = 0; row < rows; row++) {
      int code = code(row);
      known[row] = code >= 0 && Words.isMissingAmongNumbers(words.get(code)) ? -1 : code;
    }
    return of(name, known, words);
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
      return DateWriting.written(second(row));
    }
    return codes == null ? written(number(row)) : words.get(code(row));
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
    return codes == null ? -1 : codes.getAtIndex(ValueLayout.JAVA_INT, row);
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

  // For [TableFile].

  @Nullable MemorySegment numbers() {
    return numbers;
  }

  @Nullable MemorySegment codes() {
    return codes;
  }

  /// Returns the column of which these are the parts.
  static TableColumn stored(
      String name,
      boolean ofMoments,
      @Nullable MemorySegment numbers,
      @Nullable MemorySegment codes,
      List<String> words,
      @Nullable Odd odd) {
    return new TableColumn(name, numbers, ofMoments, codes, List.copyOf(words), odd);
  }
}
