package thalweg.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;

/// What the columns of a table are, decided by its first rows.
///
/// @param width fields in a row
/// @param names of all columns; empty without a header
/// @param labelAt the label's column, −1 if there is none
/// @param features the columns that are features, in order
/// @param index whether the first column only counts the rows
/// @param ragged whether each row ends in a separator, behind which nothing stands
/// @param remarks what was decided, a line each
record CsvLayout(
    int width,
    List<String> names,
    int labelAt,
    List<Integer> features,
    boolean index,
    boolean ragged,
    List<String> remarks) {
  private static final Set<String> LABELS = Set.of("label", "class", "target");

  /// A row as it stands in the file, its fields stripped.
  record Row(long line, List<String> fields) {}

  /// Returns the layout of the table that begins with these rows.
  static CsvLayout of(Path path, Csv.Stated stated, List<Row> first) throws DataFileException {
    return new Deciding(path, stated, first.getFirst(), first.subList(1, first.size())).layout();
  }

  /// The column in words: its number counted from 1, and its name if it has one.
  String place(int column) {
    return column < 0
        ? "no column"
        : "column "
            + (column + 1)
            + (names.isEmpty() ? "" : " (" + Quote.shown(names.get(column)) + ")");
  }

  private record Deciding(Path path, Csv.Stated stated, Row first, List<Row> rows) {
    CsvLayout layout() throws DataFileException {
      int width = first.fields.size();
      if (width < 2 && stated.fields() == null) {
        throw wrong(
            "found a single column, expected at least one feature and the label; if another"
                + " character separates the fields, state it "
                + stated.with("separator")
                + ".");
      }
      int guess = labelAt(false);
      boolean header =
          switch (stated.header()) {
            case PRESENT -> true;
            case ABSENT -> false;
            case DETECT -> isNameOfLabel() || isHeader(guess);
          };
      int labelAt = labelAt(header);
      List<String> remarks = new ArrayList<>();
      List<String> names = header ? first.fields : List.of();
      if (header) {
        refuseTwins(names);
      }
      boolean named = header && width > 2;
      boolean index = named && names.getFirst().isEmpty() && labelAt != 0;
      boolean ragged = named && names.getLast().isEmpty() && labelAt != width - 1;
      if (header && stated.header() == Csv.Header.DETECT && areCounted()) {
        remarks.add("the first line, 0 to " + (width - 1) + ", is taken for a header");
      }
      if (index) {
        remarks.add("the first column has no name: it counts the rows and is passed over");
      }
      if (ragged) {
        remarks.add("every row ends in a separator: the empty column behind it is passed over");
      }
      List<Integer> features =
          IntStream.range(index ? 1 : 0, ragged ? width - 1 : width)
              .filter(column -> column != labelAt)
              .boxed()
              .toList();
      CsvLayout layout = new CsvLayout(width, names, labelAt, features, index, ragged, remarks);
      if (labelAt >= 0) {
        remarks.addFirst("the label is in " + layout.place(labelAt) + guessed(header, labelAt));
      } else {
        remarks.addFirst("there is no label column");
      }
      if (!header) {
        remarks.addFirst("no header: columns are taken by their place");
      }
      return layout;
    }

    /// Returns whether the first line holds the label's name, which is stated and only a name: so
    /// it must where it is stated of this table.
    private boolean isNameOfLabel() {
      return stated.label() instanceof Csv.LabelColumn.Kept(Csv.LabelColumn column)
          ? isNameAlone(column)
              && column instanceof Csv.LabelColumn.Named(String name)
              && (stated.fields() == null || first.fields.contains(name))
          : isNameAlone(stated.label());
    }

    /// Returns whether the label's column is stated by what can only be a name.
    private static boolean isNameAlone(Csv.LabelColumn label) {
      return label instanceof Csv.LabelColumn.Named(String name) && !NumberText.isWhole(name);
    }

    private String guessed(boolean header, int labelAt) {
      if (!(stated.label() instanceof Csv.LabelColumn.Usual)
          || stated.fields() != null
          || isNamedLabel(header, labelAt)) {
        return "";
      }
      return (labelAt == first.fields.size() - 1 ? ", the last" : ", a guess")
          + "; state another "
          + stated.with("label");
    }

    private boolean isNamedLabel(boolean header, int column) {
      return header && LABELS.contains(first.fields.get(column).toLowerCase(Locale.ROOT));
    }

    private int labelAt(boolean header) throws DataFileException {
      return labelAt(stated.label(), header);
    }

    private int labelAt(Csv.LabelColumn label, boolean header) throws DataFileException {
      int width = first.fields.size();
      return switch (label) {
        case Csv.LabelColumn.Kept(Csv.LabelColumn column) ->
            stated.fields() == null || hasPlace(stated.fields(), column, header)
                ? labelAt(column, header)
                : labelBeside(stated.fields());
        case Csv.LabelColumn.Usual() -> {
          if (stated.fields() != null) {
            yield labelBeside(stated.fields());
          }
          yield usualLabel(IntStream.range(0, width).boxed().toList(), header);
        }
        case Csv.LabelColumn.At(int column) -> {
          int at = column < 0 ? width + column : column;
          if (at < 0 || at >= width) {
            throw wrong(
                "found "
                    + width
                    + " columns, expected the label at column "
                    + column
                    + " counted from 0; choose from "
                    + -width
                    + " to "
                    + (width - 1)
                    + ".");
          }
          yield at;
        }
        case Csv.LabelColumn.Named(String name) -> {
          boolean named = header || isNameAlone(label);
          int at = stated.header() == Csv.Header.ABSENT || !named ? -1 : first.fields.indexOf(name);
          if (at < 0 && NumberText.isWhole(name)) {
            at = (int) Math.clamp(Double.parseDouble(name) - 1, -1, width);
          }
          if (at < 0 || at >= width) {
            throw wrong(
                "found columns ["
                    + Fields.shown(first.fields.stream().map(Quote::shown).toList())
                    + "], expected one "
                    + (stated.header() == Csv.Header.ABSENT ? "of the number " : "named ")
                    + Quote.of(name)
                    + " for the label; choose another "
                    + stated.with("label")
                    + ".");
          }
          yield at;
        }
      };
    }

    /// Returns whether a table that a model is to predict has the column that held the label of the
    /// table trained on: one of that name, or one more than there are features at that place.
    private boolean hasPlace(Fields columns, Csv.LabelColumn column, boolean header) {
      boolean hasNames = stated.header() != Csv.Header.ABSENT;
      if (hasNames
          && column instanceof Csv.LabelColumn.Named(String name)
          && first.fields.contains(name)
          && (header || isNameAlone(column))) {
        return true;
      }
      if (isNameAlone(column)) {
        return false;
      }
      int width = first.fields.size();
      int features = columns.all().size();
      Set<String> known = columns.areNamed() ? new HashSet<>(columns.names()) : Set.of();
      int at =
          switch (column) {
            case Csv.LabelColumn.Named(String name) ->
                (int) Math.clamp(Double.parseDouble(name) - 1, -1, width);
            case Csv.LabelColumn.At(int place) -> place < 0 ? width + place : place;
            default -> -1;
          };
      return at >= 0
          && at < width
          && (features == 0 || width > features)
          && !(header && known.contains(first.fields.get(at)));
    }

    /// Returns the label's column in a table that a model is to predict, −1 if there is none.
    private int labelBeside(Fields columns) {
      int width = first.fields.size();
      if (columns.areNamed()) {
        Set<String> known = new HashSet<>(columns.names());
        List<Integer> others =
            IntStream.range(0, width)
                .filter(column -> !known.contains(first.fields.get(column)))
                .filter(column -> !first.fields.get(column).isEmpty())
                .boxed()
                .toList();
        if (others.size() < width) { // the first line is a header
          return others.isEmpty() ? -1 : usualLabel(others, true);
        }
      }
      int features = columns.all().size();
      return features != 0 && width <= features
          ? -1
          : usualLabel(IntStream.range(0, width).boxed().toList(), false);
    }

    private int usualLabel(List<Integer> choice, boolean header) {
      for (int column : choice) {
        // Also before it is known whether this is a header, for a name says that it is one.
        if (stated.header() != Csv.Header.ABSENT && isNamedLabel(true, column)) {
          return column;
        }
      }
      List<Integer> named =
          header
              ? choice.stream().filter(column -> !first.fields.get(column).isEmpty()).toList()
              : choice;
      int last = named.isEmpty() ? choice.getLast() : named.getLast();
      List<Integer> words = named.stream().filter(this::isOfWords).toList();
      if (words.size() == 1) {
        return words.getFirst();
      }
      boolean labelsFirst = !header && isOf(0, true) && !isOf(last, true) && isOf(last, false);
      return words.isEmpty() && labelsFirst && choice.contains(0) ? 0 : last;
    }

    private boolean isOfWords(int column) {
      return !rows.isEmpty()
          && rows.stream()
              .map(row -> field(row, column))
              .noneMatch(field -> field.isEmpty() || isNumber(field));
    }

    /// Returns whether a column holds numbers alone, and, if asked so, whole ones.
    private boolean isOf(int column, boolean whole) {
      return !rows.isEmpty()
          && rows.stream()
              .map(row -> field(row, column))
              .allMatch(field -> whole ? NumberText.isWhole(field) : isNumber(field));
    }

    private static boolean isNumber(String field) {
      return NumberText.isNumber(field) || NumberText.isNumber(field, ',');
    }

    private static String field(Row row, int column) {
      return column < row.fields.size() ? row.fields.get(column) : "";
    }

    /// Looks at the columns that hold numbers below: a header has words there.
    private boolean isHeader(int labelAt) throws DataFileException {
      if (first.fields.stream().anyMatch(name -> LABELS.contains(name.toLowerCase(Locale.ROOT)))) {
        return true;
      }
      if (areCounted()) {
        return true;
      }
      List<Integer> others =
          IntStream.range(0, first.fields.size())
              .filter(column -> column != labelAt)
              .filter(column -> !first.fields.get(column).isEmpty())
              .boxed()
              .toList();
      List<Integer> numeric = others.stream().filter(column -> isOf(column, false)).toList();
      List<Integer> judged = numeric.isEmpty() ? others : numeric;
      List<Integer> words =
          judged.stream().filter(column -> !isNumber(first.fields.get(column))).toList();
      if (!words.isEmpty() && words.size() < judged.size()) {
        int numbers = judged.size() - words.size();
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
      return words.size() == judged.size();
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
          throw wrong(
              "columns "
                  + (before + 1)
                  + " and "
                  + (column + 1)
                  + " are both named "
                  + Quote.of(names.get(column))
                  + "; give each a name of its own.");
        }
      }
    }

    private DataFileException wrong(String what) {
      return new DataFileException(path, "line " + first.line + ": " + what);
    }
  }
}
