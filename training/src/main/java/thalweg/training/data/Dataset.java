package thalweg.training.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;

/// Rows of data, told by named columns of equal length, each of which says what it is. Immutable.
///
/// What a network reads is in the column [#FEATURES], what it is to learn in [#TARGET]: classes by
/// their index, or quantities; how much a row counts, where rows do not count alike, in [#WEIGHT].
/// Any other column is there for an objective that asks for it.
public final class Dataset {
  /// The column of what a network reads.
  public static final String FEATURES = "features";

  /// The column of what is to be learnt.
  public static final String TARGET = "target";

  /// The column of how much each row counts, one number of at least 0 for each.
  public static final String WEIGHT = "weight";

  /// The label of a row whose class is not known. It can be predicted, not learnt from.
  public static final int UNLABELLED = -1;

  private final String name;
  private final Map<String, Column> columns; // in order
  private final int rows;
  private final List<String> remarks;
  private final List<String> rowNames; // empty where rows have none

  private Dataset(
      String name, Map<String, Column> columns, List<String> remarks, List<String> rowNames) {
    this.name = name;
    this.columns = columns;
    this.remarks = List.copyOf(remarks);
    this.rowNames = List.copyOf(rowNames);
    rows = columns.values().iterator().next().values().rows();
    if (!rowNames.isEmpty() && rowNames.size() != rows) {
      throw new IllegalArgumentException(
          "dataset: "
              + rowNames.size()
              + " names are given for "
              + rows
              + " rows; there must be one for each.");
    }
    for (Column column : columns.values()) {
      if (column.values().rows() != rows) {
        throw new IllegalArgumentException(
            "dataset: the column "
                + column.name()
                + " has "
                + column.values().rows()
                + " rows, others have "
                + rows
                + "; all must have as many.");
      }
      column.requireClasses();
    }
  }

  /// Returns data of these columns.
  ///
  /// @throws IllegalArgumentException if there are none, two have one name, their rows differ in
  ///   number, or a label has no class
  public static Dataset of(String name, List<Column> columns) {
    return of(name, columns, List.of());
  }

  /// As the other.
  ///
  /// @param remarks what a reader should know of how the data were read, a line each
  public static Dataset of(String name, List<Column> columns, List<String> remarks) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("dataset: there are no columns; give at least one.");
    }
    Map<String, Column> byName = new LinkedHashMap<>();
    for (Column column : columns) {
      if (byName.put(column.name(), column) != null) {
        throw new IllegalArgumentException(
            "dataset: two columns are named "
                + Quote.of(column.name())
                + "; give each a name of its own.");
      }
    }
    return new Dataset(name, byName, remarks, List.of());
  }

  /// Returns rows of unsigned bytes that stand for numbers from 0 to 1: a byte's value divided by
  /// 255. Copies the arrays.
  ///
  /// @param rowShape shape of one row, such as [28, 28]
  /// @param features row after row
  /// @param labels for each row the index of its class, or [#UNLABELLED]
  /// @throws IllegalArgumentException if the lengths do not fit or a label has no class
  public static Dataset ofBytes(
      String name, Shape rowShape, byte[] features, int[] labels, List<String> classNames) {
    return ArrayRows.ofBytes(name, rowShape, features, labels, classNames);
  }

  /// Returns rows of doubles. Copies the arrays.
  ///
  /// @param rowShape shape of one row, such as [4]
  /// @param features row after row, finite numbers
  /// @param labels for each row the index of its class, or [#UNLABELLED]
  /// @throws IllegalArgumentException if the lengths do not fit, a label has no class, or a feature
  ///   is NaN or infinite
  public static Dataset ofDoubles(
      String name, Shape rowShape, double[] features, int[] labels, List<String> classNames) {
    return ArrayRows.ofDoubles(name, rowShape, features, labels, classNames);
  }

  /// Returns rows whose classes are the distinct labels, in the order of their characters.
  ///
  /// @param features a row each, finite numbers
  /// @param labels one for each row
  /// @throws IllegalArgumentException if the lengths do not fit, or a feature is NaN or infinite
  public static Dataset of(double[][] features, String[] labels) {
    return ArrayRows.of(features, ArrayRows.classes(labels));
  }

  /// Returns rows with classes from 0 to the largest label, named by their numbers.
  ///
  /// @param features a row each, finite numbers
  /// @param labels one for each row
  /// @throws IllegalArgumentException if the lengths do not fit, a label is negative, or a feature
  ///   is NaN or infinite
  public static Dataset of(double[][] features, int[] labels) {
    return ArrayRows.of(features, ArrayRows.classes(labels));
  }

  /// Returns rows with a quantity each to be learnt.
  ///
  /// @param features a row each, finite numbers
  /// @param targets one for each row
  /// @throws IllegalArgumentException if the lengths do not fit, or a feature is NaN or infinite
  public static Dataset of(double[][] features, double[] targets) {
    return ArrayRows.of(features, Column.quantity(TARGET, TARGET, targets.clone()));
  }

  /// Returns rows with several quantities each to be learnt.
  ///
  /// @param features a row each, finite numbers
  /// @param targets a row each
  /// @throws IllegalArgumentException if the lengths do not fit, or a feature is NaN or infinite
  public static Dataset of(double[][] features, double[][] targets) {
    return ArrayRows.of(features, ArrayRows.numbers(TARGET, targets));
  }

  /// Returns rows each of which has any number of labels.
  ///
  /// @param features a row each, finite numbers
  /// @param labels for each row which of the labels it has
  /// @param names of the labels
  /// @throws IllegalArgumentException if the lengths do not fit, or a feature is NaN or infinite
  public static Dataset of(double[][] features, boolean[][] labels, List<String> names) {
    return ArrayRows.of(features, ArrayRows.flags(labels, names));
  }

  /// Returns rows told by records of a program, as [#of(List, String)]; what is to be learnt is the
  /// component `target` or `label`, else the last.
  public static Dataset of(List<? extends Record> rows) {
    return RecordRows.dataset(rows, null);
  }

  /// Returns rows told by records of a program: each component is a field of its name, a finite
  /// number; a model trained on them predicts a record with these.
  ///
  /// ```java
  /// record House(double area, int rooms, double price) {}
  /// Dataset houses = Dataset.of(List.of(new House(80, 3, 240_000), new House(120, 5, 350_000)));
  /// ```
  ///
  /// What is to be learnt are classes, where it is text, an enum, a boolean, or a whole number of
  /// at most 20 different ones; else a quantity. An enum's constants are all classes, in their
  /// order.
  ///
  /// @param rows of one record class that can be read from here: of no module, or of a package that
  ///   its module opens or exports
  /// @param target the component to be learnt
  /// @throws IllegalArgumentException if there are none, there is no such component, or a value is
  ///   missing or no finite number
  public static Dataset of(List<? extends Record> rows, String target) {
    return RecordRows.dataset(rows, target);
  }

  /// Keeps the arrays, which nobody else may change afterwards.
  static Dataset ofClasses(
      String name, Shape rowShape, Values features, int[] labels, List<String> classNames) {
    return of(
        name,
        List.of(
            Column.of(FEATURES, rowShape, features), Column.classes(TARGET, labels, classNames)));
  }

  /// Returns the same data with one column more, or in place of the one of its name.
  ///
  /// @throws IllegalArgumentException if it has not as many rows
  public Dataset with(Column column) {
    Map<String, Column> more = new LinkedHashMap<>(columns);
    more.put(column.name(), column);
    return new Dataset(name, more, remarks, rowNames);
  }

  /// Returns the same data with each row counting so much in what is learnt and measured.
  ///
  /// @param weights for each row a finite number of at least 0
  /// @throws IllegalArgumentException if there are not as many as rows, one is out of range, or all
  ///   are 0
  public Dataset withWeights(double... weights) {
    return with(RowWeights.column(weights));
  }

  /// Returns how much each row counts, as a new array: 1 where no weights are given.
  public double[] weights() {
    if (has(WEIGHT)) {
      return numbers(WEIGHT, DType.DOUBLE).doubles();
    }
    double[] weights = new double[rows];
    Arrays.fill(weights, 1);
    return weights;
  }

  /// Returns the same data with every class counting alike: each row counts n / (k · n of its
  /// class), the k classes being those of which there are rows, times what it counted before.
  /// Source: King and Zeng 2001, Logistic regression in rare events data, section 3.2.
  ///
  /// @throws IllegalArgumentException if there are no classes, or no row of any
  public Dataset balanced() {
    return withWeights(RowWeights.balanced(this));
  }

  /// Returns the same data with names for the fields of the features, by which a model finds them.
  ///
  /// @throws IllegalArgumentException if there are not as many as numbers in a row, or one stands
  ///   twice
  public Dataset withFieldNames(List<String> names) {
    return with(column(FEATURES).with(Fields.named(names)));
  }

  /// Returns the same data with a name for each row by which people find it, such as the file of a
  /// picture.
  ///
  /// @param names one for each row, or none at all
  /// @throws IllegalArgumentException if there are not as many as rows
  public Dataset withRowNames(List<String> names) {
    return new Dataset(name, columns, remarks, names);
  }

  /// Returns the names of the rows; empty where they have none.
  public List<String> rowNames() {
    return rowNames;
  }

  /// Returns what the data is called, such as `digits train`.
  public String name() {
    return name;
  }

  /// Returns the number of rows.
  public int rows() {
    return rows;
  }

  /// Returns all columns in order.
  public List<Column> columns() {
    return List.copyOf(columns.values());
  }

  /// Returns whether there is a column of this name.
  public boolean has(String column) {
    return columns.containsKey(column);
  }

  /// Returns the column of this name.
  ///
  /// @throws IllegalArgumentException if there is none; it names those there are
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "dataset: "
              + this.name
              + " has no column "
              + Quote.of(name)
              + ", only "
              + Fields.shown(columns.keySet().stream().map(Quote::of).toList())
              + "; add it.");
    }
    return column;
  }

  /// Returns what each column is, in order.
  public List<Column.Kind> kinds() {
    return columns.values().stream().map(Column::kind).toList();
  }

  /// Returns what each column is, with the fields as the columns of the same names in `given` have
  /// them: of data that have been scaled, told in the units that they had.
  public List<Column.Kind> kindsToldAs(List<Column.Kind> given) {
    return kinds().stream()
        .map(
            kind ->
                given.stream()
                    .filter(named -> named.name().equals(kind.name()))
                    .findFirst()
                    .map(named -> kind.with(named.fields()))
                    .orElse(kind))
        .toList();
  }

  /// Returns the shape of one row of features.
  public Shape rowShape() {
    return column(FEATURES).shape();
  }

  /// Returns what the features of a row are; empty where nothing is known.
  public Fields fields() {
    return column(FEATURES).fields();
  }

  /// Returns what a reader of these data should know of how they were read: a line each, such as
  /// that lines were passed over.
  public List<String> remarks() {
    return remarks;
  }

  /// Returns the number of classes, 0 where the target has none.
  public int classes() {
    return classNames().size();
  }

  /// Returns the names of the target's classes, in the order of their labels; empty where it has
  /// none.
  public List<String> classNames() {
    return has(TARGET) ? column(TARGET).kind().classNames() : List.of();
  }

  /// Returns the labels of all rows as a new array: each from 0 to `classes()` − 1, or
  /// [#UNLABELLED].
  ///
  /// @throws IllegalArgumentException if there are no classes
  public int[] labels() {
    if (!column(TARGET).isOfClasses()) {
      throw new IllegalArgumentException(
          "dataset: the target of " + name + " has no classes and so no labels; ask for numbers.");
    }
    return column(TARGET).all(DType.INT).ints();
  }

  /// Returns the features of all rows, shape [rows, …rowShape], in the given real type, also those
  /// that are whole numbers.
  ///
  /// @throws IllegalArgumentException if `type` is INT and they are real
  public NdArray features(DType type) {
    if (!type.isReal() || column(FEATURES).kind().type().isReal()) {
      return numbers(FEATURES, type);
    }
    NdArray whole = numbers(FEATURES, DType.INT);
    NdArray features = NdArray.zeros(type, whole.shape());
    for (int i = 0; i < whole.shape().elements(); i++) {
      features.set(i, whole.at(i));
    }
    return features;
  }

  /// Returns the numbers of a column, all rows, shape [rows, …shape], in the given type.
  ///
  /// @throws IllegalArgumentException if there is no such column, or its numbers are real and asked
  ///   for as INT, or the other way round
  public NdArray numbers(String column, DType type) {
    return column(column).all(type);
  }

  /// Returns the same data with rows of another shape, equal in the number of elements: pictures as
  /// vectors, for example.
  ///
  /// @throws IllegalArgumentException if the number of elements differs
  public Dataset reshape(Shape rowShape) {
    Column features = column(FEATURES);
    if (rowShape.elements() != features.shape().elements()) {
      throw new IllegalArgumentException(
          "dataset: rows of shape "
              + features.shape()
              + " have "
              + features.shape().elements()
              + " numbers; shape "
              + rowShape
              + " has "
              + rowShape.elements()
              + ".");
    }
    Column.Kind kind = features.kind();
    return with(
        new Column(
            new Column.Kind(kind.name(), rowShape, kind.type(), kind.fields(), kind.classNames()),
            features.values()));
  }

  /// Returns this data as a model trained on `wanted` takes it: fields of the same names in the
  /// model's order, to be scaled as the model's are. Where either has no names, by place; a model
  /// that knows nothing of its fields takes the numbers as they are.
  ///
  /// @throws IllegalArgumentException if a field is missing or unknown, or a row has another number
  ///   of them
  public Dataset arranged(Fields wanted) {
    Column features = column(FEATURES);
    Column arranged = features.arranged(wanted);
    return arranged.equals(features) ? this : with(arranged);
  }

  /// Returns this data with every column as the one of its name in `kinds` says: the features in
  /// their order, all scaled as theirs are.
  ///
  /// @throws IllegalArgumentException as for [#arranged]
  public Dataset describedBy(List<Column.Kind> kinds) {
    Dataset described = this;
    for (Column.Kind kind : kinds) {
      if (kind.name().equals(FEATURES)) {
        described = described.arranged(kind.fields());
      } else if (has(kind.name()) && !column(kind.name()).fields().equals(kind.fields())) {
        described = described.with(column(kind.name()).with(kind.fields()));
      }
    }
    return described;
  }

  /// Returns this data with columns that bring its features, and a target of quantities, to mean 0
  /// and standard deviation 1, for the network that is trained on it and all data that this network
  /// sees. What is the same in all rows becomes 0. The numbers themselves stay.
  public Dataset standardised() {
    return each(
        column ->
            column.kind().type().isReal()
                    && (column.name().equals(FEATURES) || column.name().equals(TARGET))
                ? column.with(Fields.standardising(column))
                : column);
  }

  /// Returns the numbers that a network sees, scaled as the columns say; a copy where they differ.
  public Dataset scaled() {
    return columns.values().stream().anyMatch(column -> column.fields().areScaled())
        ? each(Column::scaled)
        : this;
  }

  private Dataset each(UnaryOperator<Column> change) {
    return of(name, columns.values().stream().map(change).toList(), remarks).withRowNames(rowNames);
  }

  /// Checks that every real number of every row is finite in `type`.
  ///
  /// @throws IllegalArgumentException if one is not; it names row, column and number
  public void requireFits(DType type) {
    columns.values().forEach(column -> column.requireFits(name, type));
  }

  /// Returns where a number stands, for messages: row and column counted from 0 as arrays are.
  public static String place(int row, int column, Fields fields) {
    return "row "
        + row
        + ", column "
        + column
        + (fields.areNamed() ? " (" + Quote.shown(fields.all().get(column).name()) + ")" : "");
  }

  /// Returns the given rows, in that order, as a dataset of another name.
  public Dataset select(String name, int[] rows) {
    return of(name, columns.values().stream().map(column -> column.select(rows)).toList(), remarks)
        .withRowNames(
            rowNames.isEmpty() ? rowNames : Arrays.stream(rows).mapToObj(rowNames::get).toList());
  }

  /// Returns the mini-batches of an epoch, one after another: every row once, in an order that
  /// depends on seed and epoch alone and is the one that a training takes. The last batch is short
  /// where `size` does not divide the rows. Numbers are as they are; of columns that are to be
  /// scaled, take the batches of [#scaled].
  ///
  /// @param size rows in a batch
  /// @param epoch counted from 1
  /// @throws IllegalArgumentException if the size is not from 1 to the number of rows, or the epoch
  ///   is below 1
  public Iterable<Dataset> batches(int size, long seed, int epoch) {
    return Batches.of(this, size, seed, epoch);
  }

  /// Returns this data cut in two at random, the test part holding the share `testShare` of the
  /// rows, rounded, but each part at least one. Rows keep their order. The same seed gives the same
  /// parts. A class of few rows may be missing from a part; [#stratifiedSplit] sees to that.
  ///
  /// @param testShare between 0 and 1
  /// @throws IllegalArgumentException if the share is not between 0 and 1, or there are fewer than
  ///   two rows
  public Split split(double testShare, long seed) {
    return Splitting.of(this, testShare, seed).atRandom();
  }

  /// Returns this data cut in two at random, class by class, the test part holding the share
  /// `testShare` of the rows of each, rounded so that it is the share of all rows. A class of two
  /// rows or more is in both parts, whatever the share; the only row of a class is learnt from.
  /// Each part has at least one row. Rows keep their order. The same seed gives the same parts.
  ///
  /// @param testShare between 0 and 1
  /// @throws IllegalArgumentException if the share is not between 0 and 1, there are fewer than two
  ///   rows, each is the only one of its class, or the target has no classes
  public Split stratifiedSplit(double testShare, long seed) {
    return Splitting.of(this, testShare, seed).byClass();
  }

  /// Returns this data cut in three at random: rows to learn from, to choose by and to be judged
  /// by. Rows keep their order; the same seed gives the same parts, the test part that of the cut
  /// in two where that leaves rows enough.
  ///
  /// @param validation share of all rows to choose by, at least 0; none makes no such part
  /// @param test share of all rows to be judged by, at least 0; none makes no such part
  /// @throws IllegalArgumentException if nothing is left to learn from, or the rows are too few
  public Split split(double validation, double test, long seed) {
    return Splitting.inThree(this, validation, test, seed, false);
  }

  /// As [#split(double, double, long)], class by class as the stratified cut in two is. Each class
  /// is learnt from; one of two rows or more is judged by too, and one of three or more is in all
  /// parts, whatever the shares. Where no class has a row to spare for it, there is no part to
  /// choose by.
  ///
  /// @throws IllegalArgumentException as for it, if each row is the only one of its class and some
  ///   are to be judged by, or if the target has no classes
  public Split stratifiedSplit(double validation, double test, long seed) {
    return Splitting.inThree(this, validation, test, seed, true);
  }

  /// Returns `count` splits of this data, each judged by another part of the rows, so that every
  /// row is judged by once: for cross-validation. Class by class where the target has classes.
  ///
  /// @param validation share of the other rows to choose by, at least 0; none makes no such part
  /// @throws IllegalArgumentException if there are fewer rows than folds, or fewer than 2 folds
  public List<Split> folds(int count, double validation, long seed) {
    return Splitting.folds(this, count, validation, seed, classes() > 0);
  }

  /// Returns the same data under another name.
  public Dataset named(String name) {
    return of(name, List.copyOf(columns.values()), remarks).withRowNames(rowNames);
  }

  /// Returns the SHA-256, in hexadecimal, of what the data says: shape of a row, class names,
  /// labels and features, then of every other column its name, shape and numbers. The name of the
  /// data does not count, nor how its numbers are scaled.
  public String sha256() {
    return DataHash.of(this);
  }

  /// Returns the number of rows of each class of the target.
  public int[] counts() {
    int[] counts = new int[classes()];
    for (int label : labels()) {
      if (label != UNLABELLED) {
        counts[label]++;
      }
    }
    return counts;
  }

  /// Returns one line that names rows, shape and each class with its number of rows, or the other
  /// columns.
  public String summary() {
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "%s: %,d rows", name, rows()));
    if (has(FEATURES)) {
      text.append(" of shape ").append(rowShape());
    }
    if (classes() > 0) {
      int[] counts = counts();
      text.append(String.format(Locale.ROOT, ", %d classes:", classes()));
      for (int i = 0; i < counts.length; i++) {
        text.append(i == 0 ? " " : ", ")
            .append(String.format(Locale.ROOT, "%s × %,d", classNames().get(i), counts[i]));
      }
    }
    for (Column column : columns.values()) {
      if (!column.name().equals(FEATURES) && !column.isOfClasses()) {
        text.append(", ").append(column.name()).append(' ').append(column.shape());
      }
    }
    return text.toString();
  }

  /// Returns the summary.
  @Override
  public String toString() {
    return summary();
  }
}
