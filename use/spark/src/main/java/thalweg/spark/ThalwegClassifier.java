package thalweg.spark;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/// Learns classes from a DataFrame on Apache Spark, by a network whose weights are those that one
/// machine comes to, to the last bit, on any number of executors.
///
/// ```java
/// ThalwegClassificationModel model =
///     new ThalwegClassifier().setNetwork("784-50-10").setBatchSize(1_024).setNumWorkers(4).fit(digits);
/// Dataset<Row> answered = model.transform(others);
/// ```
///
/// Labels are whole numbers from 0 on; a column that a `StringIndexer` has made tells their names.
public final class ThalwegClassifier
    extends ThalwegEstimator<ThalwegClassifier, ThalwegClassificationModel> {
  private static final long serialVersionUID = 1;

  private final Param<String> probability;

  /// Makes one with the usual params.
  public ThalwegClassifier() {
    this(Identifiable$.MODULE$.randomUID("ThalwegClassifier"));
  }

  /// Makes one of a name that no other stage of its pipeline has.
  public ThalwegClassifier(String uid) {
    super(uid);
    probability = Columns.probability(this);
  }

  /// Returns what reads an estimator that was written.
  public static MLReader<ThalwegClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /// Returns the estimator in a folder that was written.
  public static ThalwegClassifier load(String path) {
    return read().load(path);
  }

  public Param<String> probabilityCol() {
    return probability;
  }

  public String getProbabilityCol() {
    return $(probability);
  }

  public ThalwegClassifier setProbabilityCol(String value) {
    set(probability, value);
    return this;
  }

  @Override
  ThalwegClassifier self() {
    return this;
  }

  @Override
  ThalwegClassificationModel model(String uid, ModelBytes model) {
    return new ThalwegClassificationModel(uid, model);
  }

  @Override
  boolean isOfClasses() {
    return true;
  }

  @Override
  StructType transformed(StructType schema) {
    return ThalwegClassificationModel.schema(schema, getPredictionCol(), getProbabilityCol());
  }
}
