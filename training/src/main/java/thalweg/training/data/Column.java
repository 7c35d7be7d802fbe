package thalweg.training.data;

import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;

/// One thing that is known of every row, by name: an array of the same shape for each, and what its
/// numbers mean.
///
/// @param kind what it is
/// @param values the numbers
public record Column(Kind kind, Values values) {
  /// What a column is, apart from its numbers: what a model keeps of the data it was trained on.
  ///
  /// @param name by which an objective asks for it, such as [Dataset#FEATURES]
  /// @param shape of one row; `[]` for a single number
  /// @param type FLOAT or DOUBLE for real numbers, INT for whole ones
  /// @param fields what each number of a row is called, and how it is scaled before a network sees
  ///   it; empty where nothing is known
  /// @param classNames what the whole numbers from 0 on stand for; empty where they are no classes
  public record Kind(String name, Shape shape, DType type, Fields fields, List<String> classNames) {
    /// @throws IllegalArgumentException if there is not one field for each number of a row
    public Kind {
      classNames = List.copyOf(classNames);
      int width = fields.all().size();
      if (width != 0 && width != shape.elements()) {
        throw new IllegalArgumentException(
            "column "
                + name
                + ": "
                + width
                + " fields are given for rows of shape "
                + shape
                + "; there must be "
                + shape.elements()
                + ".");
      }
    }

    /// Returns the same with the fields described otherwise.
    public Kind with(Fields fields) {
      return new Kind(name, shape, type, fields, classNames);
    }
  }

  /// @throws IllegalArgumentException if kind and numbers do not fit
  public Column {
    if (values.width() != kind.shape().elements()
        || values.type().isReal() != kind.type().isReal()) {
      throw new IllegalArgumentException(
          "column "
              + kind.name()
              + ": the values are "
              + values.type()
              + ", "
              + values.width()
              + " for each row; a row must be "
              + kind.type()
              + " "
              + kind.shape()
              + ".");
    }
  }

  /// Returns a column of numbers of whose meaning nothing is known.
  public static Column of(String name, Shape shape, Values values) {
    return new Column(new Kind(name, shape, values.type(), Fields.UNKNOWN, List.of()), values);
  }

  /// Returns a column of one number for each row, which means a quantity called `title`.
  public static Column quantity(String name, String title, double[] numbers) {
    return new Column(
        new Kind(name, Shape.SCALAR, DType.DOUBLE, Fields.named(List.of(title)), List.of()),
        Values.of(1, numbers));
  }

  /// Returns a column of classes, one for each row, by their index.
  public static Column classes(String name, int[] indices, List<String> classNames) {
    return new Column(
        new Kind(name, Shape.SCALAR, DType.INT, Fields.UNKNOWN, classNames), Values.of(1, indices));
  }

  /// Returns its name.
  public String name() {
    return kind.name();
  }

  /// Returns the shape of one row.
  public Shape shape() {
    return kind.shape();
  }

  /// Returns what the numbers of a row are.
  public Fields fields() {
    return kind.fields();
  }

  /// Returns whether its numbers stand for classes.
  public boolean isOfClasses() {
    return !kind.classNames().isEmpty();
  }

  /// Returns this column with the given rows alone, in that order.
  Column select(int[] rows) {
    return new Column(kind, values.select(rows));
  }

  /// Returns the same numbers with the fields described otherwise.
  Column with(Fields fields) {
    return new Column(kind.with(fields), values);
  }

  /// Returns the numbers that a network sees, in fields that say so.
  Column scaled() {
    return fields().areScaled()
        ? new Column(
            new Kind(name(), shape(), DType.DOUBLE, fields().unscaled(), kind.classNames()),
            values.scaled(fields()))
        : this;
  }
}
