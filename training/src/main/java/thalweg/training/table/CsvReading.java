package thalweg.training.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;

/// The rows of one table as they are read from one text or several.
final class CsvReading {
  /// How many rows are looked at before it is decided what the columns are.
  private static final int LOOKED_AT = 100;

  private final Csv.Stated stated;
  private final Set<Integer> again;
  private final ColumnRoom room;
  private final Set<String> remarks = new LinkedHashSet<>();
  private final List<Table.Part> parts = new ArrayList<>();

  private List<String> names = List.of(); // of the first text
  private List<ColumnReading> columns = List.of();
  private int[] lines = new int[1024];
  private int rows;

  // Of the text at hand.
  private @Nullable TextSource source;
  private char separator;
  private final List<CsvLayout.Row> first = new ArrayList<>();
  private @Nullable CsvLayout layout; // null until enough rows have been seen
  private int[] into = new int[0]; // for each field that is read the column it belongs to
  private long emptyLines;
  private long comments;

  /// @param again columns, from 0 on, in which a word turned up late when they were read before
  /// @param room where cells are kept
  CsvReading(Csv.Stated stated, Set<Integer> again, ColumnRoom room) {
    this.stated = stated;
    this.again = again;
    this.room = room;
  }

  /// Begins the next text.
  void begin(TextSource source, char separator, List<String> remarks) {
    this.source = source;
    this.separator = separator;
    layout = null;
    first.clear();
    parts.add(new Table.Part(source.path(), rows));
    this.remarks.addAll(remarks);
    if (stated.separator() == null && separator != ',') {
      this.remarks.add(
          "fields are separated by "
              + switch (separator) {
                case ';' -> "semicolons";
                case '\t' -> "tabs";
                default -> "bars";
              });
    }
  }

  /// Takes the next record, whether header or row.
  void add(long line, List<String> fields) throws DataFileException {
    if (fields.size() == 1 && fields.getFirst().isBlank() && width() != 1) {
      emptyLines++;
    } else if (layout == null && first.isEmpty() && Separator.isStated(fields)) {
      remarks.add("the first line says what separates the fields");
    } else if (isComment(fields)) {
      comments++;
    } else if (layout != null) {
      row(layout, line, fields);
    } else {
      first.add(new CsvLayout.Row(line, fields.stream().map(String::strip).toList()));
      if (first.size() > LOOKED_AT) {
        decide();
      }
    }
  }

  /// Returns the number of fields in a row; 0 if that is not known yet.
  private int width() {
    return layout != null ? layout.width() : first.isEmpty() ? 0 : first.getFirst().fields().size();
  }

  /// Returns whether a line is a remark of its writer rather than a row of the table.
  private boolean isComment(List<String> fields) {
    String start = fields.getFirst();
    if (!start.startsWith("#")) {
      return false;
    }
    int width = width();
    return width == 0 ? fields.size() == 1 || start.startsWith("# ") : fields.size() != width;
  }

  private TextSource source() {
    if (source == null) {
      throw new IllegalStateException("no text has been begun");
    }
    return source;
  }

  private void decide() throws DataFileException {
    CsvLayout decided = CsvLayout.of(source().path(), stated, separator, first);
    layout = decided;
    remarks.addAll(decided.remarks());
    List<String> read =
        decided.read().stream()
            .map(column -> decided.names().isEmpty() ? "" : decided.name(column))
            .toList();
    if (parts.size() == 1) {
      names = read;
      columns =
          IntStream.range(0, read.size())
              .mapToObj(
                  i -> new ColumnReading(decided.decimal(), isOfWords(i), again.contains(i), room))
              .toList();
      into = IntStream.range(0, read.size()).toArray();
    } else {
      into = matched(read);
    }
    for (CsvLayout.Row row : first.subList(decided.names().isEmpty() ? 0 : 1, first.size())) {
      row(decided, row.line(), row.fields());
    }
    first.clear();
  }

  private boolean isOfWords(int column) {
    String number = String.valueOf(column + 1);
    return stated.words().contains(names.get(column))
        || (stated.words().contains(number) && !names.contains(number));
  }

  /// Returns for each column of a further text the place of the same column in the first.
  private int[] matched(List<String> read) throws DataFileException {
    boolean isNamed = names.stream().anyMatch(name -> !name.isEmpty());
    Set<String> missing = new LinkedHashSet<>(names);
    read.forEach(missing::remove);
    Set<String> unknown = new LinkedHashSet<>(read);
    names.forEach(unknown::remove);
    if (read.size() != names.size() || (isNamed && !(missing.isEmpty() && unknown.isEmpty()))) {
      throw new DataFileException(
          source().path(),
          "found "
              + (unknown.isEmpty() ? read.size() + " columns" : "the columns " + unknown)
              + ", expected those of "
              + parts.getFirst().path()
              + (missing.isEmpty()
                  ? ", " + names.size()
                  : ", with " + Quote.shown(missing.toString()))
              + "; give files of one table.");
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
    return IntStream.range(0, read.size())
        .map(i -> isNamed ? places.getOrDefault(read.get(i), i) : i)
        .toArray();
  }

  private void row(CsvLayout layout, long line, List<String> fields) throws DataFileException {
    int width = layout.width();
    if (fields.size() != width) {
      throw new DataFileException(
          source().path(),
          "line "
              + line
              + ": found "
              + fields.size()
              + (fields.size() == 1 ? " field" : " fields")
              + ", expected "
              + width
              + " as in the first line; correct the line.");
    }
    if (layout.index() && !NumberText.isWhole(fields.getFirst().strip())) {
      throw wrong(line, 0, fields.getFirst().strip(), "a row's number, as the column has no name");
    }
    if (layout.ragged() && !fields.getLast().isBlank()) {
      throw wrong(line, width - 1, fields.getLast().strip(), "nothing, as the column has no name");
    }
    int from = layout.index() ? 1 : 0;
    for (int i = 0; i < into.length; i++) {
      columns.get(into[i]).add(fields.get(from + i).strip());
    }
    if (lines.length == rows) {
      lines = Arrays.copyOf(lines, 2 * rows);
    }
    lines[rows++] = (int) Math.min(line, Integer.MAX_VALUE);
  }

  private DataFileException wrong(long line, int column, String field, String expected) {
    return new DataFileException(
        source().path(),
        "line "
            + line
            + ", column "
            + (column + 1)
            + ": found "
            + (field.isEmpty() ? "nothing" : Quote.of(field))
            + ", expected "
            + expected
            + "; correct it, or name the column.");
  }

  /// Ends the text at hand.
  void end() throws DataFileException {
    if (layout == null) {
      if (first.isEmpty()) {
        throw new DataFileException(source().path(), "found no rows, expected at least 1.");
      }
      decide();
    }
    if (rows == parts.getLast().firstRow()) {
      throw new DataFileException(
          source().path(), "found no rows below the header, expected at least 1.");
    }
  }

  /// Returns the columns that must be read again, for a word turned up late.
  Set<Integer> lost() {
    Set<Integer> lost = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).isLost()) {
        lost.add(i);
      }
    }
    return lost;
  }

  /// Returns all rows taken.
  Table table() {
    if (emptyLines > 0) {
      remarks.add("passed over " + counted(emptyLines, "empty line"));
    }
    if (comments > 0) {
      remarks.add("passed over " + counted(comments, "line") + " beginning with #");
    }
    for (int i = 0; i < columns.size(); i++) {
      String told = columns.get(i).reading();
      if (!told.isEmpty()) {
        remarks.add(CsvLayout.place(i, names.get(i)) + ": " + told);
      }
    }
    List<TableColumn> read =
        IntStream.range(0, columns.size())
            .mapToObj(i -> columns.get(i).column(names.get(i)))
            .toList();
    return Table.read(
        read, parts, Arrays.copyOf(lines, rows), List.copyOf(remarks), stated.settings());
  }

  static String counted(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }
}
