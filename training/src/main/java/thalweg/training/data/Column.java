package thalweg.training.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
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

  /// Returns the numbers of all rows, shape `[rows, …shape]`, in the given type.
  ///
  /// @throws IllegalArgumentException if its numbers are real and asked for as INT, or the other
  ///   way round
  NdArray all(DType type) {
    if (type.isReal() != kind.type().isReal()) {
      throw new IllegalArgumentException(
          "dataset: "
              + name()
              + " asked for as "
              + type
              + "; "
              + (type.isReal()
                  ? "they are whole, ask for INT."
                  : "they are real, ask for FLOAT or DOUBLE."));
    }
    NdArray all = NdArray.zeros(type, shape().prepend(values.rows()));
    values.gather(IntStream.range(0, values.rows()).toArray(), 0, values.rows(), all);
    return all;
  }

  /// Returns this column with the fields that are wanted: by their names in the order that is
  /// wanted, or by place where either has no names; itself where it is so already.
  ///
  /// @throws IllegalArgumentException if a field is missing or unknown, or a row has another number
  ///   of them
  Column arranged(Fields wanted) {
    int width = shape().elements();
    if (wanted.areNamed() && fields().areNamed()) {
      int[] places = wanted.placesIn(fields());
      if (!Arrays.equals(places, IntStream.range(0, width).toArray())) {
        Values picked = values.pick(places);
        return new Column(new Kind(name(), shape(), picked.type(), wanted, List.of()), picked);
      }
    }
    if (!wanted.all().isEmpty() && wanted.all().size() != width) {
      throw new IllegalArgumentException(
          "columns: found rows of "
              + width
              + " numbers, expected "
              + wanted.all().size()
              + (wanted.areNamed()
                  ? ": " + Fields.shown(wanted.names().stream().map(Quote::of).toList())
                  : "")
              + "; give data of the kind that the model was trained on.");
    }
    Fields meant = wanted.all().isEmpty() ? fields().unscaled() : wanted;
    return fields().equals(meant) ? this : with(meant);
  }

  /// Checks that every real number is finite in `type`.
  ///
  /// @param data what the data are called
  /// @throws IllegalArgumentException if one is not; it names row, column and number
  void requireFits(String data, DType type) {
    double most = type == DType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    long at = kind.type().isReal() ? values.firstBeyond(most) : -1;
    if (at < 0) {
      return;
    }
    int row = (int) (at / values.width());
    int field = (int) (at % values.width());
    NdArray numbers = NdArray.zeros(DType.DOUBLE, Shape.of(values.width()));
    values.gather(new int[] {row}, 0, 1, numbers);
    double number = numbers.at(field);
    boolean isFeature = name().equals(Dataset.FEATURES);
    throw new IllegalArgumentException(
        data
            + ": "
            + (isFeature ? Dataset.place(row, field, fields()) : "row " + row + ", " + name())
            + " is "
            + number
            + (Double.isFinite(number)
                ? ", more than float can hold (3.4e38); scale the column, or compute in double."
                : "; "
                    + (isFeature ? "features" : "it")
                    + " must be finite"
                    + (isFeature ? " numbers" : "")
                    + ": fill it, or leave the row out."));
  }

  /// Checks that every number stands for a class, where the column is of classes.
  ///
  /// @throws IllegalArgumentException if one does not; it names row and label
  void requireClasses() {
    if (!isOfClasses()) {
      return;
    }
    int[] labels = all(DType.INT).ints();
    int classes = kind.classNames().size();
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < Dataset.UNLABELLED || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "dataset: the label of row "
                + row
                + " is "
                + labels[row]
                + "; with "
                + classes
                + " classes it must be from 0 to "
                + (classes - 1)
                + ", or −1 where it is not known.");
      }
    }
  }
}
