package thalweg.training.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
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
import thalweg.training.data.Split;
import thalweg.training.data.Values;

/// The rows from which something can be learnt, and how they are parted.
final class KnownRows {
  /// Of the rows that a fold leaves, this share is set apart to choose by.
  private static final double CHOSEN_BY = 0.1;

  private final Schema schema;
  private final Table table;
  private final List<TableColumn> columns;
  private final String name; // of the table
  private final int rows; // of the table
  private final TableColumn target;
  private final int[] known; // rows with a target
  private final List<String> classNames; // empty for quantities
  private final int[] labels; // of all rows; empty for quantities

  KnownRows(Schema schema) {
    this.schema = schema;
    table = schema.table();
    columns = table.columns();
    name = table.name();
    rows = table.rows();
    target = columns.get(schema.target().place());
    known = IntStream.range(0, rows).filter(row -> !target.isMissing(row)).toArray();
    if (!schema.isOfClasses()) {
      classNames = List.of();
      labels = new int[0];
      return;
    }
    classNames = Words.sorted(Arrays.stream(known).mapToObj(target::text).distinct().toList());
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
  private Fields targetField(int[] train) {
    Fields.Field field = Fields.Field.named(target.name(), schema.target().place());
    return new Fields(
        List.of(
            schema.isOfClasses()
                ? field
                : Fields.standardising(
                    field, Arrays.stream(train).mapToDouble(this::quantity).toArray())));
  }

  private double quantity(int row) {
    return target.isNumeric() ? target.number(row) : NumberText.lenient(target.text(row), '.');
  }

  /// Returns all rows with a target, as numbers that all of them decide.
  Dataset dataset() throws DataFileException {
    return dataset(known, Encoding.fit(schema, known), targetField(known), List.of());
  }

  private Dataset dataset(int[] chosen, Fields features, Fields learnt, List<String> suspicions)
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
            Encoding.values(features, table, at -> features.all().get(at).origin().place())
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
    told.addAll(table.remarks());
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

  /// Returns the rows in parts, as numbers that the rows to learn from decide.
  Split split(Partition partition) throws DataFileException {
    int[][] parts =
        switch (partition.by()) {
          case TIME -> byTime(partition);
          case GROUP -> byGroup(partition);
          case CLASS, CHANCE -> atRandom(partition);
        };
    return split(parts[0], parts[1], parts[2]);
  }

  /// Returns `count` splits, each with another part of the rows to be judged by.
  List<Split> folds(int count, long seed) throws DataFileException {
    int judged = Math.ceilDiv(known.length, Math.max(1, count));
    boolean isChosenBy = Partition.usual(known.length - judged).validation() > 0;
    List<Split> splits = new ArrayList<>();
    for (Split fold : numbered().folds(count, isChosenBy ? CHOSEN_BY : 0, seed)) {
      splits.add(split(rowsOf(fold.train()), rowsOf(fold.validation()), rowsOf(fold.test())));
    }
    return splits;
  }

  private Split split(int[] train, int[] validation, int[] test) throws DataFileException {
    Fields features = Encoding.fit(schema, train);
    Fields learnt = targetField(train);
    Dataset all =
        dataset(
            IntStream.range(0, rows).toArray(),
            features,
            learnt,
            Suspicions.of(schema, train, test));
    return new Split(
        all.select(name + " train", train),
        validation.length == 0 ? null : all.select(name + " validation", validation),
        test.length == 0 ? null : all.select(name + " test", test));
  }

  private int[][] atRandom(Partition partition) throws DataFileException {
    int least = 1 + (partition.test() > 0 ? 1 : 0) + (partition.validation() > 0 ? 1 : 0);
    if (known.length < least) {
      throw tooFew(partition);
    }
    if (partition.by() == Partition.By.CLASS
        && partition.train() < 1
        && known.length == classNames.size()) {
      throw table.wrong(
          "found "
              + CsvReading.counted(known.length, "row")
              + ", each the only one of its class, expected at least 2 of one class, to learn from"
              + " one and be judged by another; give more rows.");
    }
    Split split = partition.split(numbered());
    return new int[][] {rowsOf(split.train()), rowsOf(split.validation()), rowsOf(split.test())};
  }

  private DataFileException tooFew(Partition partition) {
    return table.wrong(
        "found "
            + CsvReading.counted(known.length, "row")
            + " with a label, expected enough for the parts "
            + partition
            + "; give more rows, or state other parts "
            + table.with("split")
            + ".");
  }

  private static int count(double share, int rows) {
    return share == 0 ? 0 : (int) Math.max(1, Math.round(share * rows));
  }

  private static int[] sorted(int[] rows) {
    Arrays.sort(rows);
    return rows;
  }

  /// Returns the rows with a target, each known by its place alone.
  private Dataset numbered() {
    double[] places = Arrays.stream(known).mapToDouble(row -> row).toArray();
    return Dataset.of(
        name,
        List.of(
            Column.of(Dataset.FEATURES, Shape.of(1), Values.of(1, places)),
            schema.isOfClasses()
                ? Column.classes(
                    Dataset.TARGET,
                    Arrays.stream(known).map(row -> labels[row]).toArray(),
                    classNames)
                : Column.quantity(Dataset.TARGET, "", places)));
  }

  private static int[] rowsOf(@Nullable Dataset numbered) {
    return numbered == null
        ? new int[0]
        : Arrays.stream(numbered.features(DType.DOUBLE).doubles())
            .mapToInt(row -> (int) row)
            .toArray();
  }

  /// Returns the column by which rows are parted.
  private int place(Partition partition) throws DataFileException {
    String column = String.valueOf(partition.column());
    int place = Choices.placeOf(column, columns);
    if (place < 0) {
      throw table.wrong(
          "there is no column "
              + Quote.of(column)
              + " to part the rows by; name one of the table.");
    }
    return place;
  }

  private int[][] byTime(Partition partition) throws DataFileException {
    int[] order = inTime(place(partition));
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

  /// Returns the rows with a target in the order of a column.
  private int[] inTime(int place) throws DataFileException {
    TableColumn cells = columns.get(place);
    DateWriting writing = schema.decisions().get(place).writing();
    IntToDoubleFunction seconds = writing == null ? cells::number : cells.seconds(writing);
    double[] times = new double[rows];
    for (int row : known) {
      times[row] = seconds.applyAsDouble(row);
      if (Double.isNaN(times[row])) {
        throw table.wrong(
            row,
            place,
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
    TableColumn cells = columns.get(place(partition));
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
}
