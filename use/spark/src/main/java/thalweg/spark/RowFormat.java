package thalweg.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import thalweg.algebra.Quote;

/// Which columns of a DataFrame are learnt from, and what is known of them.
///
/// @param features the column of what a network reads: a vector, or an array of numbers
/// @param label the column of what is to be learnt: a number
/// @param names of the features, such as an assembler gives them; empty where one has none
/// @param classNames what labels from 0 on stand for, such as a string indexer says; empty where
///   that is not known, or labels are quantities
/// @param isOfClasses whether labels are classes
record RowFormat(
    String features, String label, List<String> names, List<String> classNames, boolean isOfClasses)
    implements Serializable {
  /// Reads the schema of a DataFrame that is to be learnt from.
  ///
  /// @throws IllegalArgumentException if a column is missing or of no fitting type
  static RowFormat of(StructType schema, String features, String label, boolean isOfClasses) {
    requireFeatures(schema, features);
    StructField labels = field(schema, "labelCol", label);
    if (!(labels.dataType() instanceof NumericType)) {
      throw new IllegalArgumentException(
          "spark: labelCol "
              + Quote.of(label)
              + " is of type "
              + labels.dataType().simpleString()
              + "; it must be a number. Index words with a StringIndexer.");
    }
    return new RowFormat(
        features,
        label,
        names(schema, features),
        isOfClasses ? classNames(labels) : List.of(),
        isOfClasses);
  }

  /// Checks that there is a column that a network can read.
  ///
  /// @throws IllegalArgumentException if not
  static void requireFeatures(StructType schema, String features) {
    DataType type = field(schema, "featuresCol", features).dataType();
    boolean isReadable =
        type instanceof VectorUDT
            || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
    if (!isReadable) {
      throw new IllegalArgumentException(
          "spark: featuresCol "
              + Quote.of(features)
              + " is of type "
              + type.simpleString()
              + "; it must be a vector or an array of numbers. Put columns together with a"
              + " VectorAssembler.");
    }
  }

  private static StructField field(StructType schema, String param, String name) {
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      return schema.apply(name);
    }
    throw new IllegalArgumentException(
        "spark: there is no column "
            + Quote.of(name)
            + ", only "
            + Arrays.stream(schema.fieldNames()).map(Quote::of).collect(Collectors.joining(", "))
            + "; set "
            + param
            + ", or add it.");
  }

  /// Returns the names of the features of a vector that tells them; else none.
  static List<String> names(StructType schema, String features) {
    StructField field = schema.apply(features);
    if (!(field.dataType() instanceof VectorUDT)) {
      return List.of();
    }
    Option<Attribute[]> attributes = AttributeGroup.fromStructField(field).attributes();
    if (attributes.isEmpty()
        || Arrays.stream(attributes.get()).anyMatch(attribute -> attribute.name().isEmpty())) {
      return List.of();
    }
    List<String> names =
        Arrays.stream(attributes.get()).map(attribute -> attribute.name().get()).toList();
    return new HashSet<>(names).size() == names.size() ? names : List.of();
  }

  private static List<String> classNames(StructField labels) {
    if (Attribute.fromStructField(labels) instanceof NominalAttribute nominal
        && nominal.values().isDefined()) {
      List<String> names = List.of(nominal.values().get());
      return new HashSet<>(names).size() == names.size() ? names : List.of();
    }
    return List.of();
  }
}
