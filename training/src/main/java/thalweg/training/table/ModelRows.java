package thalweg.training.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.data.Values;

/// The rows of a table as a model takes them, which says what they are; those whose target is known
/// and are learnt from are [KnownRows].
final class ModelRows {
  private final Table table;
  private final List<TableColumn> columns;

  ModelRows(Table table) {
    this.table = table;
    columns = table.columns();
  }

  /// @param kinds what the columns of the data trained on are
  /// @throws DataFileException if a column is missing, or a cell is of another kind
  Dataset dataset(List<Column.Kind> kinds) throws DataFileException {
    Column.@Nullable Kind features = kind(kinds, Dataset.FEATURES);
    Column.@Nullable Kind target = kind(kinds, Dataset.TARGET);
    if (features == null || features.fields().all().isEmpty()) {
      return plain(features, target);
    }
    Fields fields = features.fields();
    int[] places;
    try {
      places = Encoding.places(fields, table);
    } catch (IllegalArgumentException unfit) {
      throw table.wrong(String.valueOf(unfit.getMessage()));
    }
    List<String> told = new ArrayList<>(table.remarks());
    Encoding.unseen(fields, table, at -> places[at])
        .forEach(
            (column, count) ->
                told.add(
                    column
                        + ": "
                        + CsvReading.counted(count, "row")
                        + (count == 1 ? " has" : " have")
                        + " a word that the model does not know; it is taken for none of those it"
                        + " knows"));
    int label = target == null ? -1 : label(target, fields, places);
    told.addAll(Encoding.filled(fields, table, at -> places[at]));
    if (target != null) {
      told.addFirst(labelled(label));
    }
    return numbers(fields, features.shape(), places, target, label, told);
  }

  private int label(Column.Kind target, Fields fields, int[] places) {
    if (table.choices().target() != null) {
      return Choices.placeOf(table.choices().target(), columns);
    }
    return target.fields().all().isEmpty()
        ? guess(places)
        : Encoding.target(target.fields().all().getFirst(), fields, table);
  }

  private String labelled(int label) {
    return label < 0 ? "there is no label column" : "the label is in " + table.place(label);
  }

  /// Returns all rows as numbers.
  ///
  /// @param places the column of each field
  /// @param target what is to be learnt; null where nothing is
  /// @param label its column, −1 if there is none
  private Dataset numbers(
      Fields fields,
      Shape shape,
      int[] places,
      Column.@Nullable Kind target,
      int label,
      List<String> told)
      throws DataFileException {
    List<Column> made = new ArrayList<>();
    made.add(
        new Column(
            new Column.Kind(Dataset.FEATURES, shape, DType.DOUBLE, fields, List.of()),
            Encoding.values(fields, table, at -> places[at])));
    if (target != null) {
      made.add(
          target.classNames().isEmpty()
              ? quantities(label, target, told)
              : classes(label, target, told));
    }
    return Dataset.of(table.name(), made, told);
  }

  /// Returns the label's column of a table for a model that does not say which it was: the only one
  /// that is no feature, or the last of them.
  private int guess(int[] features) {
    Set<Integer> taken = new TreeSet<>(Arrays.stream(features).boxed().toList());
    List<Integer> others =
        IntStream.range(0, columns.size()).filter(i -> !taken.contains(i)).boxed().toList();
    for (int other : others) {
      if (CsvLayout.isOfLabel(columns.get(other).name())) {
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
        table.choices().target() != null
            ? Choices.placeOf(table.choices().target(), columns)
            : columns.size() > width ? table.schema().target().place() : -1;
    int[] places = IntStream.range(0, columns.size()).filter(i -> i != label).toArray();
    Fields fields =
        new Fields(
            Arrays.stream(places)
                .mapToObj(i -> Fields.Field.named(columns.get(i).name(), i))
                .toList());
    List<String> told = new ArrayList<>(table.remarks());
    told.addFirst(labelled(label));
    return numbers(fields, Shape.of(places.length), places, target, label, told);
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
    int[] labels = new int[table.rows()];
    Map<String, Integer> strangers = new LinkedHashMap<>();
    for (int row = 0; row < table.rows(); row++) {
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
    double[] numbers = new double[table.rows()];
    Map<String, Integer> strangers = new LinkedHashMap<>();
    for (int row = 0; row < table.rows(); row++) {
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
}
