package thalweg.spark;

import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/// Learns quantities from a DataFrame on Apache Spark, by a network whose weights are those that
/// one machine comes to, to the last bit, on any number of executors.
///
/// ```java
/// ThalwegRegressionModel model = new ThalwegRegressor().setLabelCol("delay").fit(flights);
/// Dataset<Row> answered = model.transform(others);
/// ```
public final class ThalwegRegressor
    extends ThalwegEstimator<ThalwegRegressor, ThalwegRegressionModel> {
  private static final long serialVersionUID = 1;

  /// Makes one with the usual params.
  public ThalwegRegressor() {
    this(Identifiable$.MODULE$.randomUID("ThalwegRegressor"));
  }

  /// Makes one of a name that no other stage of its pipeline has.
  public ThalwegRegressor(String uid) {
    super(uid);
  }

  /// Returns what reads an estimator that was written.
  public static MLReader<ThalwegRegressor> read() {
    return new DefaultParamsReader<>();
  }

  /// Returns the estimator in a folder that was written.
  public static ThalwegRegressor load(String path) {
    return read().load(path);
  }

  @Override
  ThalwegRegressor self() {
    return this;
  }

  @Override
  ThalwegRegressionModel model(String uid, ModelBytes model) {
    return new ThalwegRegressionModel(uid, model);
  }

  @Override
  boolean isOfClasses() {
    return false;
  }

  @Override
  StructType transformed(StructType schema) {
    return ThalwegRegressionModel.schema(schema, getPredictionCol());
  }
}
