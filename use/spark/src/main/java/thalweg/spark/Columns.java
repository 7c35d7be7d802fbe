package thalweg.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import thalweg.algebra.Quote;

/// The params that an estimator and its model have alike, under the names that Spark's own have.
final class Columns implements Serializable {
  private static final long serialVersionUID = 1;

  final Param<String> features;
  final Param<String> prediction;

  Columns(Params owner) {
    features = new Param<>(owner, "featuresCol", "the column of features: a vector or an array");
    prediction =
        new Param<>(owner, "predictionCol", "the column that the model's answer is put in");
    owner.setDefault(features, "features");
    owner.setDefault(prediction, "prediction");
  }

  static Param<String> probability(Params owner) {
    Param<String> param =
        new Param<>(
            owner, "probabilityCol", "the column of how likely each class is; empty for none");
    owner.setDefault(param, "probability");
    return param;
  }

  /// Returns the columns and one more.
  ///
  /// @throws IllegalArgumentException if there is one of its name
  static StructType with(StructType schema, String name, DataType type, Metadata about) {
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          "spark: there is a column "
              + Quote.of(name)
              + " already; drop it, or give the model's another name.");
    }
    return schema.add(new StructField(name, type, false, about));
  }
}
