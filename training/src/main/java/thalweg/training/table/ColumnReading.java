package thalweg.training.table;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;

/// A column as it is read, cell by cell: numbers as long as all are, and the words as they are
/// written as long as there are not too many.
final class ColumnReading {
  /// Numbers of more different writings than this are kept as numbers alone.
  private static final int MOST_WRITINGS = 1_000;

  /// In a column of so large a share of numbers, a rare word is a fault.
  private static final double MOSTLY = 0.8;

  /// More different numbers than this are no names of groups.
  private static final int MANY = 20;

  private static final int BEGINNING = 1_024;

  private final char decimal;
  private final boolean asWords;

  private final ColumnRoom room;
  private @Nullable MemorySegment numbers;
  private @Nullable MemorySegment codes;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<String> words = new ArrayList<>();
  private int rows;
  private boolean lost;

  /// @param asWords whether cells are words whatever they look like
  /// @param again whether not all are plain numbers, as is known from reading them before
  /// @param room where cells are kept
  ColumnReading(char decimal, boolean asWords, boolean again, ColumnRoom room) {
    this.decimal = decimal;
    this.asWords = asWords;
    this.room = room;
    numbers = asWords || again ? null : room.doubles(BEGINNING);
    codes = room.ints(BEGINNING);
  }

  /// Takes the next row's cell, stripped.
  void add(String cell) {
    boolean isMissing = Words.isMissing(cell);
    if (codes != null) {
      if ((long) rows * Integer.BYTES == codes.byteSize()) {
        codes = room.moved(codes, room.ints(Math.multiplyExact(2, rows)));
      }
      codes.setAtIndex(ValueLayout.JAVA_INT, rows, isMissing ? -1 : place(cell));
    }
    if (numbers != null) {
      double number = isMissing ? Double.NaN : NumberText.plain(cell, decimal);
      if (!isMissing && !Double.isFinite(number)) {
        numbers = null;
        lost |= codes == null;
      } else {
        if ((long) rows * Double.BYTES == numbers.byteSize()) {
          numbers = room.moved(numbers, room.doubles(Math.multiplyExact(2, rows)));
        }
        numbers.setAtIndex(ValueLayout.JAVA_DOUBLE, rows, number);
        if (codes != null && words.size() > MOST_WRITINGS) {
          codes = null;
          words.clear();
          places.clear();
        }
      }
    }
    rows++;
  }

  private int place(String word) {
    Integer known = places.get(word);
    if (known != null) {
      return known;
    }
    places.put(word, words.size());
    words.add(word);
    return words.size() - 1;
  }

  /// Returns whether a word turned up when the first cells were no longer known as they are
  /// written: they must be read again, as words.
  boolean isLost() {
    return lost;
  }

  /// Returns the column of all rows taken.
  TableColumn column(String name) {
    MemorySegment all = codes == null ? null : room.fitted(codes, (long) rows * Integer.BYTES);
    if (numbers != null) {
      MemorySegment read = room.fitted(numbers, (long) rows * Double.BYTES);
      return new TableColumn(name, read, all, List.copyOf(words), null);
    }
    if (all == null) {
      throw new IllegalStateException("a column whose cells are lost must be read again");
    }
    double[] meant = words.stream().mapToDouble(this::meant).toArray();
    if (asWords) {
      return new TableColumn(name, null, all, List.copyOf(words), null);
    }
    if (!isOfNumbers()) {
      return new TableColumn(name, null, all, List.copyOf(words), odd(all, meant));
    }
    MemorySegment read = room.doubles(rows);
    MemorySegment known = room.ints(rows);
    for (int row = 0; row < rows; row++) {
      int code = all.getAtIndex(ValueLayout.JAVA_INT, row);
      double number = code < 0 ? Double.NaN : meant[code];
      read.setAtIndex(ValueLayout.JAVA_DOUBLE, row, number);
      known.setAtIndex(ValueLayout.JAVA_INT, row, Double.isNaN(number) ? -1 : code);
    }
    return new TableColumn(name, read, known, List.copyOf(words), null);
  }

  /// Returns whether all words are numbers in some writing, or say that nothing is known.
  private boolean isOfNumbers() {
    int percent = 0;
    int bare = 0;
    for (String word : words) {
      if (Words.isMissingAmongNumbers(word)) {
        continue;
      }
      double number = meant(word);
      if (Double.isNaN(number)) {
        return false;
      }
      percent += NumberText.isPercent(word) ? 1 : 0;
      bare += !NumberText.isPercent(word) && number != 0 ? 1 : 0;
    }
    return percent + bare > 0 && (percent == 0 || bare == 0); // 12 beside 12 % may mean 1,200 %
  }

  /// Returns how numbers are read that are not written plainly, with an example; empty if all are,
  /// or the column is one of words.
  String reading() {
    if (numbers != null || asWords || codes == null || !isOfNumbers()) {
      return "";
    }
    for (String word : words) {
      double number = meant(word);
      if (!Double.isNaN(number) && Double.isNaN(NumberText.plain(word, decimal))) {
        return Quote.of(word) + " is read as " + TableColumn.written(number);
      }
    }
    return "";
  }

  private double meant(String word) {
    double number = NumberText.lenient(word, decimal);
    return Double.isFinite(number) ? number : Double.NaN;
  }

  /// Returns the first word that is a fault among numbers, null if the words are names of groups.
  private TableColumn.@Nullable Odd odd(MemorySegment codes, double[] meant) {
    int numbers = 0;
    int others = 0;
    int nearly = 0;
    int first = -1;
    int percent = -1;
    for (int row = 0; row < rows; row++) {
      int code = codes.getAtIndex(ValueLayout.JAVA_INT, row);
      if (code < 0 || Words.isMissingAmongNumbers(words.get(code))) {
        continue;
      }
      String word = words.get(code);
      if (NumberText.isCode(word)) {
        return null;
      }
      if (Double.isNaN(meant[code])) {
        others++;
        nearly += isNearlyNumber(word) ? 1 : 0;
        first = first < 0 ? row : first;
      } else {
        numbers++;
        percent = percent < 0 && NumberText.isPercent(word) ? row : percent;
      }
    }
    if (others == 0 && percent >= 0) { // beside bare numbers
      return new TableColumn.Odd(word(codes, percent), percent, decimal);
    }
    long different = Arrays.stream(meant).filter(number -> !Double.isNaN(number)).count();
    boolean isFault =
        first >= 0
            && (nearly == others
                || (numbers >= MOSTLY * (numbers + others) && (different > MANY || others == 1)));
    return isFault ? new TableColumn.Odd(word(codes, first), first, decimal) : null;
  }

  private String word(MemorySegment codes, int row) {
    return words.get(codes.getAtIndex(ValueLayout.JAVA_INT, row));
  }

  /// Returns whether a word is a number out of range, or one with the other mark before its
  /// fraction: it names no group.
  private boolean isNearlyNumber(String word) {
    return NumberText.isInfinite(word, decimal) || NumberText.isOtherwise(word, decimal);
  }
}
