package thalweg.spark;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/// Says of each row a quantity, in the unit of the labels that it was trained on.
public final class ThalwegRegressionModel extends ThalwegModel<ThalwegRegressionModel> {
  private static final long serialVersionUID = 1;

  /// Makes one without a network, as Spark asks for; its params can be read and set.
  public ThalwegRegressionModel() {
    this(Identifiable$.MODULE$.randomUID("ThalwegRegressionModel"), null);
  }

  ThalwegRegressionModel(String uid, @Nullable ModelBytes bytes) {
    super(uid, bytes);
  }

  /// Returns what reads a model that was written.
  public static MLReader<ThalwegRegressionModel> read() {
    return new ModelWriter.Reader<>(ThalwegRegressionModel.class, ThalwegRegressionModel::new);
  }

  /// Returns the model in a folder that was written.
  public static ThalwegRegressionModel load(String path) {
    return read().load(path);
  }

  static StructType schema(StructType given, String prediction) {
    return Columns.with(given, prediction, DataTypes.DoubleType, Metadata.empty());
  }

  @Override
  ThalwegRegressionModel self() {
    return this;
  }

  @Override
  ThalwegRegressionModel again(String uid, @Nullable ModelBytes bytes) {
    return new ThalwegRegressionModel(uid, bytes);
  }

  @Override
  Predicting predicting(Broadcast<ModelBytes> model, LongAccumulator counter, int features) {
    return new Predicting(model, counter, features, false);
  }

  @Override
  StructType transformed(StructType schema) {
    return schema(schema, getPredictionCol());
  }
}
