package thalweg.training.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.data.Split;

/// A table: named columns of cells, each a number, a word, or nothing. Immutable.
///
/// ```java
/// Table table = Table.read(Path.of("penguins.csv")).target("Species");
/// System.out.println(table);           // what each column is taken for
/// Split split = table.split(Partition.of(80, 10, 10));
/// ```
///
/// What columns hold, and which of them is to be learnt, is found out from all rows where it is not
/// stated ([Schema]). How cells become numbers is decided by the rows to learn from alone: numbers
/// are brought to mean 0 and deviation 1, words become a number for each, dates their parts; where
/// nothing is known the median or the commonest word stands in, and a number more says so. A model
/// keeps that, and other tables become numbers in the same way.
public final class Table {
  /// The rows of one file, from `firstRow` on.
  record Part(Path path, int firstRow) {}

  private final String name;
  private final List<TableColumn> columns;
  private final int rows;
  private final List<Part> parts; // empty if it was not read
  private final int[] lines; // of each row; empty if it was not read
  private final List<String> remarks;
  private final UnaryOperator<String> settings;
  private final Choices choices;

  private Table(
      String name,
      List<TableColumn> columns,
      List<Part> parts,
      int[] lines,
      List<String> remarks,
      UnaryOperator<String> settings,
      Choices choices) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.rows = columns.getFirst().rows();
    this.parts = List.copyOf(parts);
    this.lines = lines;
    this.remarks = List.copyOf(remarks);
    this.settings = settings;
    this.choices = choices;
  }

  /// Reads a table from a file: of text, all found out ([Csv#defaults]), or of another
  /// [TableFormat].
  ///
  /// @throws DataFileException if it cannot be read as a table; it names line and column
  public static Table read(Path path) throws IOException {
    return read(List.of(path), Csv.defaults());
  }

  /// Reads one table from several files, rows of the second behind those of the first. What they
  /// begin with says whether they are text or of another [TableFormat].
  ///
  /// @param text how files of text are written
  /// @throws DataFileException if they cannot be read as one table
  public static Table read(List<Path> files, Csv text) throws IOException {
    TableFormat format = TableFormat.of(files);
    if (format == null) {
      return text.read(files);
    }
    return TableStore.read(files, text, room -> read(files, format.read(files, room), text));
  }

  private static Table read(List<Path> files, TableFormat.Contents contents, Csv text)
      throws DataFileException {
    List<Part> parts =
        IntStream.range(0, files.size())
            .mapToObj(i -> new Part(files.get(i), contents.firstRows().get(i)))
            .toList();
    try {
      Table checked = of("", contents.columns());
      return read(checked.columns, parts, new int[0], contents.remarks(), text.settings());
    } catch (IllegalArgumentException unfit) {
      throw new DataFileException(files.getFirst(), String.valueOf(unfit.getMessage()), unfit);
    }
  }

  /// Returns a table of these columns.
  ///
  /// @throws IllegalArgumentException if there are none, they differ in rows, or two have one name
  public static Table of(String name, List<TableColumn> columns) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("table: there are no columns; give at least one.");
    }
    Set<String> names = new TreeSet<>();
    for (TableColumn column : columns) {
      if (column.rows() != columns.getFirst().rows()) {
        throw new IllegalArgumentException(
            "table: the column "
                + Quote.of(column.name())
                + " has "
                + column.rows()
                + " rows, others have "
                + columns.getFirst().rows()
                + "; all must have as many.");
      }
      if (!column.name().isEmpty() && !names.add(column.name())) {
        throw new IllegalArgumentException(
            "table: two columns are named "
                + Quote.of(column.name())
                + "; give each a name of its own.");
      }
    }
    return new Table(name, columns, List.of(), new int[0], List.of(), Table::called, Choices.NONE);
  }

  /// Returns what messages call what can be stated, by the method that states it.
  static String called(String setting) {
    return switch (setting) {
      case "columns" -> "Table.only";
      case "ignore" -> "Table.ignoring";
      case "missing" -> "Choices.refusingMissing";
      case "split" -> "Partition.of";
      default -> "Table." + setting;
    };
  }

  /// Returns a table of one row.
  ///
  /// @param row what is known, by the names of the columns: numbers, words, dates as text, truth
  ///   values; null for nothing
  /// @throws IllegalArgumentException if it is empty
  public static Table of(Map<String, ?> row) {
    return of(
        "row",
        row.entrySet().stream()
            .map(
                cell -> {
                  Object value = cell.getValue();
                  return value instanceof Number number
                      ? TableColumn.of(cell.getKey(), new double[] {number.doubleValue()})
                      : TableColumn.of(
                          cell.getKey(), List.of(value == null ? "" : value.toString()));
                })
            .toList());
  }

  static Table read(
      List<TableColumn> columns,
      List<Part> parts,
      int[] lines,
      List<String> remarks,
      UnaryOperator<String> settings) {
    return new Table(
        parts.getFirst().path().getFileName().toString(),
        columns,
        parts,
        lines,
        remarks,
        settings,
        Choices.NONE);
  }

  List<Part> parts() {
    return parts;
  }

  int[] lines() {
    return lines;
  }

  /// Returns the same with a remark more.
  Table remarked(String remark) {
    List<String> all = new ArrayList<>(remarks);
    all.add(remark);
    return new Table(name, columns, parts, lines, all, settings, choices);
  }

  // What is stated.

  /// Returns the same with this column to be learnt: its name, or its number from 1 on where no
  /// column is so called.
  public Table target(String column) {
    return with(choices.target(column));
  }

  /// Returns the same with what the target holds stated.
  public Table goal(Choices.Goal goal) {
    return with(choices.goal(goal));
  }

  /// Returns the same with these columns alone as features.
  public Table only(String... columns) {
    return with(choices.only(Set.of(columns)));
  }

  /// Returns the same with these columns left out.
  public Table ignoring(String... columns) {
    return with(choices.ignoring(Set.of(columns)));
  }

  /// Returns the same with what a column holds stated.
  public Table type(String column, ColumnType type) {
    return with(choices.type(column, type));
  }

  /// Returns the same with each row counting as much as this column says.
  public Table weights(String column) {
    return with(choices.weights(column));
  }

  /// Returns the same with this stated of its columns.
  public Table with(Choices choices) {
    return new Table(name, columns, parts, lines, remarks, settings, choices);
  }

  // What it is.

  /// Returns what it is called: the file's name.
  public String name() {
    return name;
  }

  /// Returns the number of rows.
  public int rows() {
    return rows;
  }

  /// Returns the columns in order.
  public List<TableColumn> columns() {
    return columns;
  }

  /// Returns the column of this name, or of this number from 1 on where none is so called.
  ///
  /// @throws IllegalArgumentException if there is none; it names those there are
  public TableColumn column(String name) {
    int place = Choices.placeOf(name, columns);
    if (place < 0) {
      throw new IllegalArgumentException(
          "table: there is no column "
              + Quote.of(name)
              + ", only "
              + Fields.shown(columns.stream().map(column -> Quote.of(column.name())).toList())
              + ".");
    }
    return columns.get(place);
  }

  /// Returns whether its columns have names.
  public boolean isNamed() {
    return columns.stream().anyMatch(column -> !column.name().isEmpty());
  }

  /// Returns what a reader should know of how it was read, a line each.
  public List<String> remarks() {
    return remarks;
  }

  /// Returns what is stated of its columns.
  public Choices choices() {
    return choices;
  }

  /// Returns what each column is taken for.
  ///
  /// @throws DataFileException if nothing can be learnt from it, or what is stated does not fit
  public Schema schema() throws DataFileException {
    return Schema.of(this, choices);
  }

  /// Returns what each column is taken for, as a table, or why nothing can be learnt.
  @Override
  public String toString() {
    try {
      return String.format(Locale.ROOT, "%s: %,d rows%n", name, rows) + schema();
    } catch (DataFileException unfit) {
      return String.valueOf(unfit.getMessage());
    }
  }

  // What is made of it.

  /// Returns all rows as numbers, those without a target left out.
  ///
  /// @throws DataFileException as for [#schema()]
  public Dataset dataset() throws DataFileException {
    return new KnownRows(schema()).dataset();
  }

  /// Returns the rows in parts ([Schema#split]).
  ///
  /// @throws DataFileException as for [#schema()], or if a part would have no rows
  public Split split(Partition partition) throws DataFileException {
    return schema().split(partition);
  }

  /// Returns `count` splits, each with another part of the rows to be judged by: all rows in turn.
  /// Of the others a tenth is set apart to choose by, if they are 100 or more.
  ///
  /// @throws DataFileException as for [#schema()]
  /// @throws IllegalArgumentException if there are fewer rows than parts, or less than two parts
  public List<Split> folds(int count, long seed) throws DataFileException {
    return new KnownRows(schema()).folds(count, seed);
  }

  /// Returns all rows as a model takes them: features found by their names, or by their places
  /// where either has none. There need be no target; one that the model does not know is told in a
  /// remark, and left [Dataset#UNLABELLED] or NaN.
  ///
  /// @param kinds what the columns of the data trained on are
  /// @throws DataFileException if a column is missing, or a cell is of another kind
  public Dataset forModel(List<Column.Kind> kinds) throws DataFileException {
    return new ModelRows(this).dataset(kinds);
  }

  // Where something stands, for messages.

  /// Returns a column in words: its number from 1 on, and its name.
  String place(int column) {
    return CsvLayout.place(column, columns.get(column).name());
  }

  /// Returns a row in words: its line in the file, or its number from 0 on.
  String row(int row) {
    if (lines.length > 0) {
      return "line " + lines[row];
    }
    int first = parts.stream().mapToInt(Part::firstRow).filter(at -> at <= row).max().orElse(0);
    return "row " + (row - first);
  }

  /// Returns what is to be done where a setting is what is wrong.
  String with(String setting) {
    return "with " + settings.apply(setting);
  }

  DataFileException wrong(String problem) {
    return new DataFileException(
        parts.isEmpty() ? Path.of(name) : parts.getFirst().path(), problem);
  }

  DataFileException wrong(int row, int column, String problem) {
    Path path = Path.of(name);
    for (Part part : parts) {
      path = part.firstRow <= row ? part.path : path;
    }
    return new DataFileException(path, row(row) + ", " + place(column) + ": " + problem);
  }
}
