package thalweg.training.model;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Fields;
import thalweg.training.data.Origin;
import thalweg.training.table.Table;

/// A row whose values are told by name, brought into the order of a model's fields: the one place
/// where what a caller says becomes the numbers that a network is given.
final class NamedRow {
  private static final int SHOWN = 8;

  /// The components of a record class, made accessible.
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          RecordComponent[] components = type.getRecordComponents();
          for (RecordComponent component : components) {
            component.getAccessor().setAccessible(true);
          }
          return components;
        }
      };

  private NamedRow() {}

  /// Returns the numbers of a row in the order of the fields.
  ///
  /// @throws IllegalArgumentException if a column is missing, a name unknown, a value of another
  ///   kind than the column
  static double[] numbers(Map<String, ?> row, Column.Kind features) {
    Fields fields = features.fields();
    requireNamed(fields);
    requireNames(row, columns(fields));
    double[] numbers = new double[fields.all().size()];
    for (int i = 0; i < numbers.length; i++) {
      Origin origin = fields.all().get(i).origin();
      if (!(origin.take() instanceof Origin.Value(double fill))
          || !(row.get(origin.column()) instanceof Number number)) {
        return ofWords(row, features);
      }
      numbers[i] = number.doubleValue();
      numbers[i] = Double.isNaN(numbers[i]) ? fill : numbers[i];
    }
    return numbers;
  }

  /// Returns the columns that the fields are made of.
  private static Set<String> columns(Fields fields) {
    Set<String> columns = new LinkedHashSet<>();
    fields.all().forEach(field -> columns.add(field.origin().column()));
    return columns;
  }

  private static void requireNames(Map<String, ?> row, Set<String> columns) {
    if (row.keySet().equals(columns)) {
      return;
    }
    List<String> missing = columns.stream().filter(name -> !row.containsKey(name)).toList();
    List<String> unknown =
        row.keySet().stream().map(String::valueOf).filter(name -> !columns.contains(name)).toList();
    throw new IllegalArgumentException(
        "predict: the row has "
            + (missing.isEmpty() ? "" : "no " + shown(missing))
            + (missing.isEmpty() || unknown.isEmpty() ? "" : ", but ")
            + (unknown.isEmpty() ? "" : shown(unknown) + ", which the model does not know")
            + "; it takes "
            + shown(List.copyOf(columns))
            + ", by these names in any order.");
  }

  /// Returns the numbers of a row in which something is no number, as of a table of one row.
  private static double[] ofWords(Map<String, ?> row, Column.Kind features) {
    try {
      return Table.of(row).forModel(List.of(features)).features(DType.DOUBLE).doubles();
    } catch (DataFileException unfit) {
      throw new IllegalArgumentException(
          "predict: " + String.valueOf(unfit.getMessage()).replaceFirst("^row: row 0, ", ""),
          unfit);
    }
  }

  private static void requireNamed(Fields fields) {
    if (!fields.areNamed()) {
      throw new IllegalArgumentException(
          "predict: the columns of the data trained on have no names; give the row as numbers, in"
              + " their order.");
    }
  }

  private static String shown(List<String> names) {
    String shown = String.join(", ", names.stream().limit(SHOWN).map(Quote::of).toList());
    return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
  }

  /// Returns the components of a record by the names of the fields they are for. A component is for
  /// the field of its name, or else for the one whose name has the same letters and digits, such as
  /// `petalLengthMm` for `Petal Length (mm)`.
  static Map<String, @Nullable Object> components(Record row, Fields fields) {
    requireNamed(fields);
    Set<String> names = columns(fields);
    Map<String, String> byLetters = new HashMap<>(); // "" where several are alike
    for (String name : names) {
      byLetters.merge(letters(name), name, (_, _) -> "");
    }
    RecordComponent[] components = accessible(row.getClass());
    for (RecordComponent component : components) {
      if (names.contains(component.getName())) {
        byLetters.remove(letters(component.getName())); // said by its own name
      }
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      String name = component.getName();
      String alike = byLetters.remove(letters(name));
      values.put(alike == null || alike.isEmpty() ? name : alike, value(component, row));
    }
    return values;
  }

  /// Returns the letters and digits of a name, in lower case.
  private static String letters(String name) {
    return name.codePoints()
        .filter(Character::isLetterOrDigit)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .toLowerCase(Locale.ROOT);
  }

  private static RecordComponent[] accessible(Class<?> type) {
    try {
      return COMPONENTS.get(type);
    } catch (InaccessibleObjectException closed) {
      throw new IllegalArgumentException(
          "predict: the record "
              + type.getName()
              + " cannot be read from here; let its module open or export the package "
              + type.getPackageName()
              + ", or give the row as a map.",
          closed);
    }
  }

  private static @Nullable Object value(RecordComponent component, Record row) {
    try {
      return component.getAccessor().invoke(row);
    } catch (InvocationTargetException failed) {
      throw new IllegalArgumentException(
          "predict: the component "
              + component.getName()
              + " of the record failed: "
              + failed.getTargetException().getMessage(),
          failed.getTargetException());
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException("made accessible before", impossible);
    }
  }
}
