package thalweg.training.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.data.DateWriting;
import thalweg.training.data.Fields;
import thalweg.training.data.Origin;
import thalweg.training.data.Split;
import thalweg.training.data.Values;

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

  /// Reads a table from a file of text ([Csv#defaults]).
  ///
  /// @throws DataFileException if it cannot be read as a table; it names line and column
  public static Table read(Path path) throws IOException {
    return Csv.defaults().read(path);
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
      Csv.Stated stated) {
    return new Table(
        parts.getFirst().path().getFileName().toString(),
        columns,
        parts,
        lines,
        remarks,
        stated.settings(),
        Choices.NONE);
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
    Rows all = new Rows(schema());
    return all.dataset(
        name,
        all.known,
        Encoding.fit(all.schema, all.known),
        all.targetField(all.known),
        List.of());
  }

  /// Returns the rows in parts, as numbers that the rows to learn from decide. Rows without a
  /// target are left out, and said.
  ///
  /// @throws DataFileException as for [#schema()], or if a part would have no rows
  public Split split(Partition partition) throws DataFileException {
    Rows all = new Rows(schema());
    int[][] parts = all.parts(partition);
    return all.split(parts[0], parts[1], parts[2]);
  }

  /// Returns `count` splits, each with another part of the rows to be judged by: all rows in turn.
  /// Of the others a tenth is set apart to choose by, if they are 100 or more.
  ///
  /// @throws DataFileException as for [#schema()]
  /// @throws IllegalArgumentException if there are fewer rows than parts, or less than two parts
  public List<Split> folds(int count, long seed) throws DataFileException {
    Rows all = new Rows(schema());
    if (count < 2 || count > all.known.length) {
      throw new IllegalArgumentException(
          "folds: "
              + count
              + " parts of "
              + all.known.length
              + " rows; there must be from 2 to as many as rows.");
    }
    int[][] folds = all.folds(count, seed);
    List<Split> splits = new ArrayList<>();
    for (int[] fold : folds) {
      Set<Integer> judged = new TreeSet<>(Arrays.stream(fold).boxed().toList());
      int[] others = Arrays.stream(all.known).filter(row -> !judged.contains(row)).toArray();
      Partition inner = Partition.usual(others.length);
      int[][] parts =
          inner.validation() == 0
              ? new int[][] {others, new int[0]}
              : all.cut(others, new Partition(0.9, 0, 0.1, seed, Partition.By.CLASS, null), true);
      splits.add(all.split(parts[0], parts[1], fold));
    }
    return splits;
  }

  /// Returns all rows as a model takes them: features found by their names, or by their places
  /// where either has none. There need be no target; one that the model does not know is told in a
  /// remark, and left [Dataset#UNLABELLED] or NaN.
  ///
  /// @param kinds what the columns of the data trained on are
  /// @throws DataFileException if a column is missing, or a cell is of another kind
  public Dataset forModel(List<Column.Kind> kinds) throws DataFileException {
    Column.@Nullable Kind features = kind(kinds, Dataset.FEATURES);
    Column.@Nullable Kind target = kind(kinds, Dataset.TARGET);
    if (features == null || features.fields().all().isEmpty()) {
      return plain(features, target);
    }
    Fields fields = features.fields();
    int[] places;
    try {
      places = Encoding.places(fields, this);
    } catch (IllegalArgumentException unfit) {
      throw wrong(String.valueOf(unfit.getMessage()));
    }
    List<String> told = new ArrayList<>(remarks);
    Encoding.unseen(fields, this, at -> places[at])
        .forEach(
            (column, count) ->
                told.add(
                    column
                        + ": "
                        + CsvReading.counted(count, "row")
                        + (count == 1 ? " has" : " have")
                        + " a word that the model does not know; it is taken for none of those it"
                        + " knows"));
    List<Column> made = new ArrayList<>();
    made.add(
        new Column(
            new Column.Kind(Dataset.FEATURES, features.shape(), DType.DOUBLE, fields, List.of()),
            Encoding.values(fields, this, at -> places[at])));
    if (target != null) {
      Fields.@Nullable Field learnt =
          target.fields().all().isEmpty() ? null : target.fields().all().getFirst();
      int place =
          choices.target() != null
              ? Choices.placeOf(choices.target(), columns)
              : learnt == null ? guess(places) : Encoding.target(learnt, fields, this);
      told.addFirst(place < 0 ? "there is no label column" : "the label is in " + place(place));
      made.add(
          target.classNames().isEmpty()
              ? quantities(place, target, told)
              : classes(place, target, told));
    }
    return Dataset.of(name, made, told);
  }

  /// Returns the label's column of a table for a model that does not say which it was: the only one
  /// that is no feature, or the last of them.
  private int guess(int[] features) {
    Set<Integer> taken = new TreeSet<>(Arrays.stream(features).boxed().toList());
    List<Integer> others =
        IntStream.range(0, columns.size()).filter(i -> !taken.contains(i)).boxed().toList();
    for (int other : others) {
      if (List.of("label", "class", "target")
          .contains(columns.get(other).name().toLowerCase(Locale.ROOT))) {
        return other;
      }
    }
    return others.isEmpty() ? -1 : others.getLast();
  }

  /// Returns the rows for a model that knows nothing of its fields: numbers in the order of the
  /// columns, all but the label.
  private Dataset plain(Column.@Nullable Kind features, Column.@Nullable Kind target)
      throws DataFileException {
    int width = features == null ? columns.size() : features.shape().elements();
    int label =
        choices.target() != null
            ? Choices.placeOf(choices.target(), columns)
            : columns.size() > width ? schema().target().place() : -1;
    List<Fields.Field> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (i != label) {
        fields.add(
            new Fields.Field(
                columns.get(i).name(),
                0,
                1,
                new Origin(columns.get(i).name(), i, new Origin.Value(Double.NaN))));
      }
    }
    Fields all = new Fields(fields);
    List<String> told = new ArrayList<>(remarks);
    told.addFirst(label < 0 ? "there is no label column" : "the label is in " + place(label));
    List<Column> made = new ArrayList<>();
    made.add(
        new Column(
            new Column.Kind(
                Dataset.FEATURES, Shape.of(fields.size()), DType.DOUBLE, all, List.of()),
            Encoding.values(all, this, at -> fields.get(at).origin().place())));
    if (target != null) {
      made.add(
          target.classNames().isEmpty()
              ? quantities(label, target, told)
              : classes(label, target, told));
    }
    return Dataset.of(name, made, told);
  }

  private static Column.@Nullable Kind kind(List<Column.Kind> kinds, String name) {
    return kinds.stream().filter(kind -> kind.name().equals(name)).findFirst().orElse(null);
  }

  private Column classes(int place, Column.Kind target, List<String> told) {
    List<String> names = target.classNames();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
    int[] labels = new int[rows];
    Map<String, Integer> strangers = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      String word = place < 0 ? "" : columns.get(place).text(row);
      labels[row] = places.getOrDefault(word, Dataset.UNLABELLED);
      if (!word.isEmpty() && labels[row] == Dataset.UNLABELLED) {
        strangers.merge(word, 1, Integer::sum);
      }
    }
    tellStrangers(strangers, told);
    return new Column(
        new Column.Kind(Dataset.TARGET, Shape.SCALAR, DType.INT, target.fields(), names),
        Values.of(1, labels));
  }

  private Column quantities(int place, Column.Kind target, List<String> told) {
    double[] numbers = new double[rows];
    Map<String, Integer> strangers = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      TableColumn cells = place < 0 ? null : columns.get(place);
      numbers[row] = cells == null ? Double.NaN : cells.number(row);
      if (cells != null && Double.isNaN(numbers[row]) && !cells.isMissing(row)) {
        numbers[row] = NumberText.lenient(cells.text(row), '.');
        if (Double.isNaN(numbers[row])) {
          strangers.merge(cells.text(row), 1, Integer::sum);
        }
      }
    }
    tellStrangers(strangers, told);
    return new Column(
        new Column.Kind(Dataset.TARGET, Shape.SCALAR, DType.DOUBLE, target.fields(), List.of()),
        Values.of(1, numbers));
  }

  private static void tellStrangers(Map<String, Integer> strangers, List<String> told) {
    if (!strangers.isEmpty()) {
      int count = strangers.values().stream().mapToInt(Integer::intValue).sum();
      told.add(
          CsvReading.counted(count, "row")
              + (count == 1 ? " has" : " have")
              + " a label that the model does not know: "
              + Fields.shown(strangers.keySet().stream().map(Quote::of).toList()));
    }
  }

  // Where something stands, for messages.

  /// Returns a column in words: its number from 1 on, and its name.
  String place(int column) {
    return CsvLayout.place(column, columns.get(column).name());
  }

  /// Returns a row in words: its line in the file, or its number from 0 on.
  String row(int row) {
    return lines.length == 0 ? "row " + row : "line " + lines[row];
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

  /// The rows from which something can be learnt, and how they are parted.
  private final class Rows {
    private final Schema schema;
    private final TableColumn target;
    private final int[] known; // rows with a target
    private final List<String> classNames; // empty for quantities
    private final int[] labels; // of all rows; empty for quantities

    Rows(Schema schema) throws DataFileException {
      this.schema = schema;
      target = columns.get(schema.target().place());
      known = IntStream.range(0, rows).filter(row -> !target.isMissing(row)).toArray();
      if (!schema.isOfClasses()) {
        classNames = List.of();
        labels = new int[0];
        return;
      }
      List<String> words = Arrays.stream(known).mapToObj(target::text).distinct().toList();
      boolean whole = words.stream().allMatch(NumberText::isWhole);
      classNames =
          words.stream()
              .sorted(
                  whole
                      ? Comparator.comparingDouble((String label) -> Double.parseDouble(label))
                          .thenComparing(Comparator.naturalOrder())
                      : Comparator.naturalOrder())
              .toList();
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < classNames.size(); i++) {
        places.put(classNames.get(i), i);
      }
      labels = new int[rows];
      for (int row = 0; row < rows; row++) {
        labels[row] = places.getOrDefault(target.text(row), Dataset.UNLABELLED);
      }
    }

    /// Returns the target's field, a quantity scaled by the given rows.
    Fields targetField(int[] train) {
      String title = target.name();
      Fields.Field field =
          new Fields.Field(
              title,
              0,
              1,
              new Origin(title, schema.target().place(), new Origin.Value(Double.NaN)));
      return new Fields(
          List.of(
              schema.isOfClasses()
                  ? field
                  : Fields.standardising(
                      field, Arrays.stream(train).mapToDouble(this::quantity).toArray(), 0, 1)));
    }

    private double quantity(int row) {
      return target.isNumeric() ? target.number(row) : NumberText.lenient(target.text(row), '.');
    }

    Dataset dataset(
        String name, int[] chosen, Fields features, Fields learnt, List<String> suspicions)
        throws DataFileException {
      List<Column> made = new ArrayList<>();
      made.add(
          new Column(
              new Column.Kind(
                  Dataset.FEATURES,
                  Shape.of(features.all().size()),
                  DType.DOUBLE,
                  features,
                  List.of()),
              Encoding.values(features, Table.this, at -> features.all().get(at).origin().place())
                  .select(chosen)));
      made.add(
          schema.isOfClasses()
              ? new Column(
                  new Column.Kind(Dataset.TARGET, Shape.SCALAR, DType.INT, learnt, classNames),
                  Values.of(1, Arrays.stream(chosen).map(row -> labels[row]).toArray()))
              : new Column(
                  new Column.Kind(Dataset.TARGET, Shape.SCALAR, DType.DOUBLE, learnt, List.of()),
                  Values.of(1, Arrays.stream(chosen).mapToDouble(this::quantity).toArray())));
      List<String> told = new ArrayList<>(schema.remarks());
      told.addAll(remarks);
      if (known.length < rows) {
        told.add(
            CsvReading.counted(rows - known.length, "row")
                + (rows - known.length == 1 ? " has" : " have")
                + " no label and "
                + (rows - known.length == 1 ? "is" : "are")
                + " left out");
      }
      told.addAll(suspicions);
      Dataset data = Dataset.of(name, made, told);
      Schema.@Nullable Decision weights = schema.weights();
      return weights == null
          ? data
          : data.withWeights(
              Arrays.stream(chosen).mapToDouble(columns.get(weights.place())::number).toArray());
    }

    Split split(int[] train, int[] validation, int[] test) throws DataFileException {
      Fields features = Encoding.fit(schema, train);
      Fields learnt = targetField(train);
      Dataset all =
          dataset(
              name, TableValues.all(rows), features, learnt, Suspicions.of(schema, train, test));
      return new Split(
          all.select(name + " train", train),
          validation.length == 0 ? null : all.select(name + " validation", validation),
          test.length == 0 ? null : all.select(name + " test", test));
    }

    /// Returns the rows of the three parts.
    int[][] parts(Partition partition) throws DataFileException {
      boolean byClass = partition.by() == Partition.By.CLASS;
      int[] order =
          switch (partition.by()) {
            case TIME -> byTime(partition);
            case GROUP -> new int[0];
            default -> known;
          };
      if (partition.by() == Partition.By.GROUP) {
        return byGroup(partition);
      }
      if (partition.by() == Partition.By.TIME) {
        int test = count(partition.test(), order.length);
        int validation = count(partition.validation(), order.length);
        int train = order.length - test - validation;
        if (train < 1) {
          throw tooFew(partition);
        }
        return new int[][] {
          sorted(Arrays.copyOf(order, train)),
          sorted(Arrays.copyOfRange(order, train, train + validation)),
          sorted(Arrays.copyOfRange(order, train + validation, order.length))
        };
      }
      int least = 1 + (partition.test() > 0 ? 1 : 0) + (partition.validation() > 0 ? 1 : 0);
      if (known.length < least) {
        throw tooFew(partition);
      }
      int[][] outer =
          partition.test() == 0 ? new int[][] {known, new int[0]} : cut(known, partition, byClass);
      double rest = partition.train() + partition.validation();
      int[][] inner =
          partition.validation() == 0
              ? new int[][] {outer[0], new int[0]}
              : cut(
                  outer[0],
                  new Partition(
                      partition.train() / rest,
                      0,
                      partition.validation() / rest,
                      partition.seed(),
                      Partition.By.CLASS,
                      null),
                  byClass);
      return new int[][] {inner[0], inner[1], outer[1]};
    }

    private DataFileException tooFew(Partition partition) {
      return wrong(
          "found "
              + CsvReading.counted(known.length, "row")
              + " with a label, expected enough for the parts "
              + partition
              + "; give more rows, or state other parts "
              + Table.this.with("split")
              + ".");
    }

    private static int count(double share, int rows) {
      return share == 0 ? 0 : (int) Math.max(1, Math.round(share * rows));
    }

    private static int[] sorted(int[] rows) {
      Arrays.sort(rows);
      return rows;
    }

    /// Returns the rows to learn from and the others, of the share of the partition's test part.
    int[][] cut(int[] from, Partition partition, boolean byClass) {
      double[] places = Arrays.stream(from).mapToDouble(row -> row).toArray();
      Column row = Column.of(Dataset.FEATURES, Shape.of(1), Values.of(1, places));
      boolean stratified = byClass && schema.isOfClasses();
      Column label =
          stratified
              ? Column.classes(
                  Dataset.TARGET, Arrays.stream(from).map(at -> labels[at]).toArray(), classNames)
              : Column.quantity(Dataset.TARGET, "", places);
      Dataset numbered = Dataset.of(name, List.of(row, label));
      Split split =
          stratified
              ? numbered.stratifiedSplit(partition.test(), partition.seed())
              : numbered.split(partition.test(), partition.seed());
      return new int[][] {rowsOf(split.train()), rowsOf(Objects.requireNonNull(split.test()))};
    }

    private static int[] rowsOf(Dataset numbered) {
      return Arrays.stream(numbered.features(DType.DOUBLE).doubles())
          .mapToInt(row -> (int) row)
          .toArray();
    }

    private TableColumn column(Partition partition) throws DataFileException {
      String column = String.valueOf(partition.column());
      int place = Choices.placeOf(column, columns);
      if (place < 0) {
        throw wrong(
            "there is no column "
                + Quote.of(column)
                + " to part the rows by; name one of the table.");
      }
      return columns.get(place);
    }

    private int[] byTime(Partition partition) throws DataFileException {
      TableColumn cells = column(partition);
      DateWriting writing =
          schema.decisions().stream()
              .filter(
                  decision -> decision.name().equals(cells.name()) && decision.writing() != null)
              .map(Schema.Decision::writing)
              .findFirst()
              .orElse(null);
      double[] times = new double[rows];
      for (int row : known) {
        times[row] = writing == null ? cells.number(row) : writing.seconds(cells.text(row));
        if (Double.isNaN(times[row])) {
          throw wrong(
              row,
              Choices.placeOf(String.valueOf(partition.column()), columns),
              "found "
                  + (cells.isMissing(row) ? "nothing" : Quote.of(cells.text(row)))
                  + ", expected a date or a number, by which the rows are parted; correct it, or"
                  + " leave the row out.");
        }
      }
      return Arrays.stream(known)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer row) -> times[row]))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private int[][] byGroup(Partition partition) throws DataFileException {
      TableColumn cells = column(partition);
      Map<String, List<Integer>> groups = new LinkedHashMap<>();
      for (int row : known) {
        groups.computeIfAbsent(cells.text(row), _ -> new ArrayList<>()).add(row);
      }
      List<List<Integer>> all = List.copyOf(groups.values());
      int[] order = new int[all.size()];
      new RandomStream(partition.seed(), Purpose.SHUFFLE, 1, 0).fillPermutation(order, all.size());
      double[] wanted = {
        partition.train() * known.length,
        partition.validation() * known.length,
        partition.test() * known.length
      };
      List<List<Integer>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      // Each group goes to the part that lacks the largest share of its rows.
      for (int at : order) {
        int part = 0;
        double lacks = Double.NEGATIVE_INFINITY;
        for (int i = 2; i >= 0; i--) {
          double lack =
              wanted[i] == 0 ? Double.NEGATIVE_INFINITY : 1 - parts.get(i).size() / wanted[i];
          if (lack > lacks) {
            lacks = lack;
            part = i;
          }
        }
        parts.get(part).addAll(all.get(at));
      }
      int[][] rowsOf =
          parts.stream()
              .map(part -> part.stream().mapToInt(Integer::intValue).sorted().toArray())
              .toArray(int[][]::new);
      for (int i = 0; i < 3; i++) {
        if (wanted[i] > 0 && rowsOf[i].length == 0) {
          throw tooFew(partition);
        }
      }
      return rowsOf;
    }

    /// Returns the rows of each fold, class by class where there are classes.
    int[][] folds(int count, long seed) {
      int[] order = new int[known.length];
      new RandomStream(seed, Purpose.SHUFFLE, 1, 0).fillPermutation(order, known.length);
      List<Integer> shuffled = new ArrayList<>();
      for (int at : order) {
        shuffled.add(known[at]);
      }
      if (schema.isOfClasses()) {
        shuffled.sort(Comparator.comparingInt((Integer row) -> labels[row])); // stable
      }
      List<List<Integer>> folds = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        folds.add(new ArrayList<>());
      }
      for (int i = 0; i < shuffled.size(); i++) {
        folds.get(i % count).add(shuffled.get(i));
      }
      return folds.stream()
          .map(fold -> fold.stream().mapToInt(Integer::intValue).sorted().toArray())
          .toArray(int[][]::new);
    }
  }
}
