package thalweg.training.model;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.Fields;

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
  /// @throws IllegalArgumentException if a field is missing, a name unknown, a value no number
  static double[] numbers(Map<String, ?> row, Fields fields) {
    requireNamed(fields);
    List<String> missing = new ArrayList<>();
    double[] numbers = new double[fields.all().size()];
    for (int i = 0; i < numbers.length; i++) {
      String name = fields.all().get(i).name();
      Object value = row.get(name);
      if (value == null && !row.containsKey(name)) {
        missing.add(name);
      } else if (missing.isEmpty()) {
        numbers[i] = number(name, value);
      }
    }
    if (!missing.isEmpty() || row.size() > numbers.length) {
      List<String> names = fields.names();
      List<String> unknown =
          row.keySet().stream().map(String::valueOf).filter(name -> !names.contains(name)).toList();
      throw new IllegalArgumentException(
          "predict: the row has "
              + (missing.isEmpty() ? "" : "no " + shown(missing))
              + (missing.isEmpty() || unknown.isEmpty() ? "" : ", but ")
              + (unknown.isEmpty() ? "" : shown(unknown) + ", which the model does not know")
              + "; it takes "
              + shown(names)
              + ", by these names in any order.");
    }
    return numbers;
  }

  private static double number(String name, @Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(
        "predict: "
            + Quote.of(name)
            + " is "
            + (value == null
                ? "null"
                : Quote.of(value.toString()) + " of " + value.getClass().getSimpleName())
            + "; it must be a number, as it was in the data trained on.");
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
    Set<String> names = new HashSet<>(fields.names());
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
