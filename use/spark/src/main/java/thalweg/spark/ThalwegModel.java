package thalweg.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.model.Model;

/// What the models of this library have in common: each holds a network, which is sent to every
/// executor once and computes some hundred rows at a time there.
///
/// The file `model.safetensors` in what [#write] writes is one that the library and its command
/// read too.
///
/// @param <M> the model
public abstract sealed class ThalwegModel<M extends ThalwegModel<M>>
    extends org.apache.spark.ml.Model<M> implements MLWritable
    permits ThalwegClassificationModel, ThalwegRegressionModel {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Columns columns;
  private final @Nullable ModelBytes bytes;
  private ArrayList<Report.Epoch> epochs = new ArrayList<>(); // which is serializable

  /// @param bytes null for a model without a network, of which only the params can be used
  ThalwegModel(String uid, @Nullable ModelBytes bytes) {
    this.uid = uid; // before the other, which asks for it
    super();
    this.bytes = bytes;
    columns = new Columns(this);
  }

  abstract M self();

  /// Returns a model of the same network, without params.
  abstract M again(String uid, @Nullable ModelBytes bytes);

  /// Returns the function from rows to rows with the answers behind them.
  abstract Predicting predicting(
      Broadcast<ModelBytes> model, LongAccumulator counter, int features);

  M trained(List<Report.Epoch> epochs) {
    this.epochs = new ArrayList<>(epochs);
    return self();
  }

  ModelBytes bytes() {
    if (bytes == null) {
      throw new IllegalStateException(
          "spark: this model has no network; train one with an estimator, or load it.");
    }
    return bytes;
  }

  /// Returns the model as the library has it.
  public final Model network() {
    return bytes().model();
  }

  /// Returns the SHA-256, in hexadecimal, of all weights.
  public final String weightsSha256() {
    return network().weightsSha256();
  }

  /// Returns the loss of the training rows after each epoch; empty for a model that was loaded.
  public final List<Double> losses() {
    return epochs.stream()
        .map(epoch -> Objects.requireNonNull(epoch.measured().get("loss")))
        .toList();
  }

  /// Returns what was measured after each epoch; nothing for a model that was loaded.
  final List<Report.Epoch> epochs() {
    return List.copyOf(epochs);
  }

  // ---- Predicting ----

  /// Returns the rows with the model's answers behind them.
  ///
  /// When rows are asked for, one without features, with another number of them than the network
  /// takes, or with a number that is not finite ends the job with an [IllegalArgumentException].
  ///
  /// @throws IllegalArgumentException if the column of features is missing, of another type, or
  ///   tells other names than the model was trained on
  @Override
  public final Dataset<Row> transform(Dataset<?> data) {
    StructType schema = transformSchema(data.schema());
    SparkContext context = data.sparkSession().sparkContext();
    Broadcast<ModelBytes> model = JavaSparkContext.fromSparkContext(context).broadcast(bytes());
    return data.toDF()
        .mapPartitions(
            predicting(
                model, Answers.counter(context, uid), data.schema().fieldIndex(getFeaturesCol())),
            Encoders.row(schema));
  }

  /// Returns how many rows a second this model, or one of the same uid, has answered in the last
  /// job in which it answered any, all that was done in that job counted; empty if there was none.
  /// Each such job is told in a line of the driver's log too.
  public final OptionalDouble rowsPerSecond(SparkSession spark) {
    return Answers.last(spark.sparkContext(), uid).stream()
        .mapToDouble(Answers.Rate::perSecond)
        .findFirst();
  }

  /// Returns the columns and those that the model adds.
  ///
  /// @throws IllegalArgumentException as [#transform]
  @Override
  public final StructType transformSchema(StructType schema) {
    RowFormat.requireFeatures(schema, getFeaturesCol());
    List<String> given = RowFormat.names(schema, getFeaturesCol());
    if (bytes != null && network().fields().areNamed() && !given.isEmpty()) {
      List<String> known = network().fields().names();
      if (!known.equals(given)) {
        throw new IllegalArgumentException(
            "spark: featuresCol "
                + Quote.of(getFeaturesCol())
                + " has the features "
                + Quote.shown(given.toString())
                + ", the model was trained on "
                + Quote.shown(known.toString())
                + "; assemble the same columns in the same order.");
      }
    }
    return transformed(schema);
  }

  abstract StructType transformed(StructType schema);

  // ---- Being a stage of a pipeline ----

  @Override
  public final M copy(ParamMap extra) {
    M copy = copyValues(again(uid, bytes), extra);
    return copy.trained(epochs).setParent(parent());
  }

  @Override
  public final MLWriter write() {
    return new ModelWriter(this);
  }

  @Override
  public final String uid() {
    return uid;
  }

  public final Param<String> featuresCol() {
    return columns.features;
  }

  public final String getFeaturesCol() {
    return $(columns.features);
  }

  public final M setFeaturesCol(String value) {
    set(columns.features, value);
    return self();
  }

  public final Param<String> predictionCol() {
    return columns.prediction;
  }

  public final String getPredictionCol() {
    return $(columns.prediction);
  }

  public final M setPredictionCol(String value) {
    set(columns.prediction, value);
    return self();
  }
}
