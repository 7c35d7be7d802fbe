package thalweg.training.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;

/// How a text's columns lie, decided by its first rows.
///
/// @param width fields in a row
/// @param names of all columns; empty without a header
/// @param index whether the first column only counts the rows
/// @param ragged whether each row ends in a separator, behind which nothing stands
/// @param decimal what stands before a fraction
/// @param remarks what was decided, a line each
record CsvLayout(
    int width,
    List<String> names,
    boolean index,
    boolean ragged,
    char decimal,
    List<String> remarks) {
  /// Names that only a header holds.
  private static final Set<String> LABELS = Set.of("label", "class", "target");

  /// Returns whether a column's name says that it holds the label.
  static boolean isOfLabel(String name) {
    return LABELS.contains(name.toLowerCase(Locale.ROOT));
  }

  /// A row as it stands in the file, its fields stripped.
  record Row(long line, List<String> fields) {}

  /// Returns the layout of the text that begins with these rows.
  static CsvLayout of(Path path, Csv.Stated stated, char separator, List<Row> first)
      throws DataFileException {
    return new Deciding(path, stated, separator, first.getFirst(), first.subList(1, first.size()))
        .layout();
  }

  /// Returns the column in words: its number counted from 1, and its name if it has one.
  static String place(int column, String name) {
    return "column " + (column + 1) + (name.isEmpty() ? "" : " (" + Quote.shown(name) + ")");
  }

  /// Returns the column in words.
  String place(int column) {
    return place(column, names.isEmpty() ? "" : names.get(column));
  }

  /// Returns the name of a column, of one that the header leaves out its number in words.
  String name(int column) {
    String name = names.get(column);
    String number = "column " + (column + 1);
    return !name.isEmpty() ? name : names.contains(number) ? number + " without a name" : number;
  }

  /// Returns the columns that are read, in order.
  List<Integer> read() {
    return IntStream.range(index ? 1 : 0, ragged ? width - 1 : width).boxed().toList();
  }

  private record Deciding(Path path, Csv.Stated stated, char separator, Row first, List<Row> rows) {
    CsvLayout layout() throws DataFileException {
      int width = first.fields.size();
      boolean header =
          switch (stated.header()) {
            case PRESENT -> true;
            case ABSENT -> false;
            case DETECT -> isHeader();
          };
      List<String> remarks = new ArrayList<>();
      List<String> names = header ? first.fields : List.of();
      if (header) {
        refuseTwins(names);
      }
      boolean named = header && width > 2;
      boolean index = named && names.getFirst().isEmpty();
      boolean ragged = named && names.getLast().isEmpty();
      if (!header) {
        remarks.add("no header: columns are taken by their place");
      } else if (stated.header() == Csv.Header.DETECT && areCounted()) {
        remarks.add("the first line, 0 to " + (width - 1) + ", is taken for a header");
      }
      if (index) {
        remarks.add("the first column has no name: it counts the rows and is passed over");
      }
      if (ragged) {
        remarks.add("every row ends in a separator: the empty column behind it is passed over");
      }
      char decimal = decimal();
      if (decimal == ',' && stated.decimal() == null) {
        remarks.add("a comma stands before a fraction");
      }
      return new CsvLayout(width, names, index, ragged, decimal, remarks);
    }

    /// Returns what stands before the fractions of the first rows: a comma if it does so in some
    /// column and a point in none. Where commas separate fields too, such numbers stand in quotes,
    /// and a comma before three digits parts thousands.
    private char decimal() {
      if (stated.decimal() != null) {
        return stated.decimal();
      }
      boolean comma = false;
      for (int column = 0; column < first.fields.size(); column++) {
        int place = column;
        List<String> cells =
            rows.stream()
                .map(row -> field(row, place))
                .filter(cell -> !Words.isMissing(cell))
                .toList();
        if (cells.stream().allMatch(cell -> NumberText.isNumber(cell, ','))) {
          comma |=
              cells.stream()
                  .anyMatch(
                      cell ->
                          cell.indexOf(',') >= 0
                              && (separator != ',' || Double.isNaN(NumberText.lenient(cell, '.'))));
        } else if (cells.stream().allMatch(NumberText::isNumber)) {
          return '.';
        }
      }
      return comma ? ',' : '.';
    }

    private static String field(Row row, int column) {
      return column < row.fields.size() ? row.fields.get(column) : "";
    }

    /// Returns whether a column holds numbers alone, as far as its cells are not empty.
    private boolean isOfNumbers(int column) {
      List<String> cells =
          rows.stream()
              .map(row -> field(row, column))
              .filter(cell -> !Words.isMissing(cell))
              .toList();
      return !cells.isEmpty() && cells.stream().allMatch(NumberText::isNumberInEither);
    }

    /// Looks at the columns that hold numbers below: a header has words there. Where no column
    /// does, a header has words that do not occur below.
    private boolean isHeader() throws DataFileException {
      if (first.fields.stream().anyMatch(CsvLayout::isOfLabel)
          || stated.areNames(first.fields)
          || areCounted()) {
        return true;
      }
      List<Integer> named =
          IntStream.range(0, first.fields.size())
              .filter(column -> !first.fields.get(column).isEmpty())
              .boxed()
              .toList();
      List<Integer> numeric = named.stream().filter(this::isOfNumbers).toList();
      if (numeric.isEmpty()) {
        return named.stream()
            .noneMatch(
                column ->
                    NumberText.isNumberInEither(first.fields.get(column)) || occursBelow(column));
      }
      List<Integer> words =
          numeric.stream()
              .filter(
                  column ->
                      !NumberText.isNumberInEither(first.fields.get(column))
                          && !Words.isMissing(first.fields.get(column)))
              .toList();
      if (!words.isEmpty() && words.size() < numeric.size()) {
        int numbers = numeric.size() - words.size();
        throw new DataFileException(
            path,
            "line "
                + first.line
                + ", column "
                + (words.getLast() + 1)
                + ": found "
                + Quote.of(first.fields.get(words.getLast()))
                + " beside "
                + numbers
                + (numbers == 1 ? " number" : " numbers")
                + ", expected all names or all numbers; correct it, or say whether the line is a"
                + " header "
                + stated.with("header")
                + ".");
      }
      return words.size() == numeric.size();
    }

    private boolean occursBelow(int column) {
      String word = first.fields.get(column);
      return rows.stream().anyMatch(row -> field(row, column).equals(word));
    }

    /// Returns whether the first line counts its columns from 0 and some field below is no such
    /// number: what a table without names has when it is written with a header all the same.
    private boolean areCounted() {
      int width = first.fields.size();
      return width > 2
          && IntStream.range(0, width)
              .allMatch(column -> first.fields.get(column).equals(String.valueOf(column)))
          && rows.stream()
              .anyMatch(row -> row.fields.stream().anyMatch(field -> !NumberText.isWhole(field)));
    }

    private void refuseTwins(List<String> names) throws DataFileException {
      Map<String, Integer> places = new HashMap<>();
      for (int column = 0; column < names.size(); column++) {
        Integer before =
            names.get(column).isEmpty() ? null : places.putIfAbsent(names.get(column), column);
        if (before != null) {
          throw new DataFileException(
              path,
              "line "
                  + first.line
                  + ": columns "
                  + (before + 1)
                  + " and "
                  + (column + 1)
                  + " are both named "
                  + Quote.of(names.get(column))
                  + "; give each a name of its own.");
        }
      }
    }
  }
}
