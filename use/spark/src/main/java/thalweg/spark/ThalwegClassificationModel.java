package thalweg.spark;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/// Says of each row which class it is of, as the label's number, and how likely each class is.
public final class ThalwegClassificationModel extends ThalwegModel<ThalwegClassificationModel> {
  private static final long serialVersionUID = 1;

  private final Param<String> probability;

  /// Makes one without a network, as Spark asks for; its params can be read and set.
  public ThalwegClassificationModel() {
    this(Identifiable$.MODULE$.randomUID("ThalwegClassificationModel"), null);
  }

  ThalwegClassificationModel(String uid, @Nullable ModelBytes bytes) {
    super(uid, bytes);
    probability = Columns.probability(this);
  }

  /// Returns what reads a model that was written.
  public static MLReader<ThalwegClassificationModel> read() {
    return new ModelWriter.Reader<>(
        ThalwegClassificationModel.class, ThalwegClassificationModel::new);
  }

  /// Returns the model in a folder that was written.
  public static ThalwegClassificationModel load(String path) {
    return read().load(path);
  }

  static StructType schema(StructType given, String prediction, String probability) {
    StructType answered = Columns.with(given, prediction, DataTypes.DoubleType, Metadata.empty());
    return probability.isEmpty()
        ? answered
        : Columns.with(answered, probability, SQLDataTypes.VectorType(), Metadata.empty());
  }

  public Param<String> probabilityCol() {
    return probability;
  }

  public String getProbabilityCol() {
    return $(probability);
  }

  public ThalwegClassificationModel setProbabilityCol(String value) {
    set(probability, value);
    return this;
  }

  @Override
  ThalwegClassificationModel self() {
    return this;
  }

  @Override
  ThalwegClassificationModel again(String uid, @Nullable ModelBytes bytes) {
    return new ThalwegClassificationModel(uid, bytes);
  }

  @Override
  Predicting predicting(Broadcast<ModelBytes> model, LongAccumulator counter, int features) {
    return new Predicting(model, counter, features, !getProbabilityCol().isEmpty());
  }

  @Override
  StructType transformed(StructType schema) {
    return schema(schema, getPredictionCol(), getProbabilityCol());
  }
}
