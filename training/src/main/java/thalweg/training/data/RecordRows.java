package thalweg.training.data;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;

/// Rows told by records of a program: a component is a column of its name.
final class RecordRows {
  private static final int MOST_CLASS_NUMBERS = 20; // more different numbers are a quantity
  private static final List<String> TARGETS = List.of("target", "label");

  private final List<? extends Record> rows;
  private final RecordComponent[] components;

  private RecordRows(List<? extends Record> rows, RecordComponent[] components) {
    this.rows = rows;
    this.components = components;
  }

  /// @param target the component to be learnt; null for `target`, `label` or else the last
  static Dataset dataset(List<? extends Record> rows, @Nullable String target) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("records: there are none; give at least one row.");
    }
    Class<?> type = rows.getFirst().getClass();
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).getClass() != type) {
        throw new IllegalArgumentException(
            "records: row "
                + row
                + " is a "
                + rows.get(row).getClass().getSimpleName()
                + ", row 0 a "
                + type.getSimpleName()
                + "; all must be of one record.");
      }
    }
    RecordRows read = new RecordRows(rows, components(type));
    int learnt = read.target(type, target);
    return Dataset.of(
        type.getSimpleName(), List.of(read.features(learnt), read.target(read.components[learnt])));
  }

  private static RecordComponent[] components(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components.length < 2) {
      throw new IllegalArgumentException(
          "records: "
              + type.getSimpleName()
              + " has "
              + components.length
              + (components.length == 1 ? " component" : " components")
              + "; there must be at least one to learn from and one to be learnt.");
    }
    try {
      for (RecordComponent component : components) {
        component.getAccessor().setAccessible(true);
      }
    } catch (InaccessibleObjectException closed) {
      throw new IllegalArgumentException(
          "records: "
              + type.getName()
              + " cannot be read from here; let its module open or export the package "
              + type.getPackageName()
              + ".",
          closed);
    }
    return components;
  }

  private int target(Class<?> type, @Nullable String target) {
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    if (target != null) {
      if (!names.contains(target)) {
        throw new IllegalArgumentException(
            "records: "
                + type.getSimpleName()
                + " has no component "
                + Quote.of(target)
                + ", only "
                + Fields.shown(names)
                + "; name one of these.");
      }
      return names.indexOf(target);
    }
    return TARGETS.stream()
        .map(names::indexOf)
        .filter(at -> at >= 0)
        .findFirst()
        .orElse(names.size() - 1);
  }

  private @Nullable Object value(int row, RecordComponent component) {
    try {
      return component.getAccessor().invoke(rows.get(row));
    } catch (ReflectiveOperationException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new IllegalArgumentException(
          "records: row " + row + ", " + component.getName() + " failed: " + cause.getMessage(),
          cause);
    }
  }

  private double number(int row, RecordComponent component) {
    Object value = value(row, component);
    if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException(
          "records: row "
              + row
              + ", "
              + component.getName()
              + " is "
              + (value == null ? "null" : Quote.of(value.toString()))
              + ", expected a finite number; "
              + (value == null || value instanceof Number
                  ? "fill it, or leave the row out."
                  : "tell it in numbers."));
    }
    return number.doubleValue();
  }

  private Column features(int learnt) {
    int width = components.length - 1;
    RecordComponent[] read = new RecordComponent[width];
    for (int i = 0; i < width; i++) {
      read[i] = components[i < learnt ? i : i + 1];
    }
    double[] numbers = new double[rows.size() * width];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(i / width, read[i % width]);
    }
    return Column.of(Dataset.FEATURES, Shape.of(width), Values.of(width, numbers))
        .with(Fields.named(Arrays.stream(read).map(RecordComponent::getName).toList()));
  }

  private Column target(RecordComponent component) {
    Class<?> type = component.getType();
    if (type.isEnum()) {
      // All constants, in their order: a class that no row has is a class still.
      return classes(
          component,
          Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList());
    }
    if (type == boolean.class || type == Boolean.class) {
      return classes(component, List.of("false", "true"));
    }
    if (type == String.class) {
      return classes(component, distinct(component).sorted().toList());
    }
    double[] numbers =
        IntStream.range(0, rows.size()).mapToDouble(row -> number(row, component)).toArray();
    boolean areWhole =
        List.of(int.class, long.class, short.class, byte.class).contains(type)
            || List.of(Integer.class, Long.class, Short.class, Byte.class).contains(type);
    double[] different = Arrays.stream(numbers).sorted().distinct().toArray();
    if (areWhole && different.length <= MOST_CLASS_NUMBERS) {
      return classes(
          component,
          Arrays.stream(different).mapToObj(number -> String.valueOf((long) number)).toList());
    }
    return Column.quantity(Dataset.TARGET, component.getName(), numbers);
  }

  private Stream<String> distinct(RecordComponent component) {
    return IntStream.range(0, rows.size()).mapToObj(row -> text(row, component)).distinct();
  }

  private String text(int row, RecordComponent component) {
    Object value = value(row, component);
    if (value == null) {
      throw new IllegalArgumentException(
          "records: row "
              + row
              + ", "
              + component.getName()
              + " is null, expected what is to be learnt; fill it, or leave the row out.");
    }
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }

  private Column classes(RecordComponent component, List<String> classNames) {
    int[] labels =
        IntStream.range(0, rows.size())
            .map(row -> classNames.indexOf(text(row, component)))
            .toArray();
    return Column.classes(Dataset.TARGET, labels, classNames);
  }
}
