package thalweg.spark;

import java.util.List;
import java.util.Objects;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import thalweg.training.search.Standing;

/// What the estimators of this library have in common: their params, and the training of one
/// network by several tasks of a barrier stage.
///
/// The weights depend on the rows in their order, the params and the seed alone: not on the number
/// of executors, tasks, partitions or threads, nor on what failed on the way. The order is the one
/// in which `collect` brings the rows; sort a DataFrame whose files are read in another order each
/// time.
///
/// Each task keeps all rows in a file on its disk, mapped into memory: 8 bytes for each feature.
/// Where that is more than `dataPerExecutor` says it keeps a part, and is sent by others what it
/// needs of theirs, some steps ahead.
///
/// @param <E> the estimator
/// @param <M> its model
public abstract sealed class ThalwegEstimator<
        E extends ThalwegEstimator<E, M>, M extends ThalwegModel<M>>
    extends Estimator<M> implements DefaultParamsWritable
    permits ThalwegClassifier, ThalwegRegressor {
  private static final long serialVersionUID = 1;

  private static final String POSITIVE_OR_USUAL = "; 0 for what is usual";

  private final String uid;
  private final Columns columns;
  private final Param<String> labelCol;
  private final Param<String> network;
  private final Param<String> objective;
  private final Param<String> rule;
  private final DoubleParam rate;
  private final IntParam epochs;
  private final IntParam batchSize;
  private final LongParam seed;
  private final Param<String> precision;
  private final BooleanParam standardize;
  private final DoubleParam validationFraction;
  private final IntParam earlyStopping;
  private final IntParam numWorkers;
  private final IntParam threads;
  private final IntParam patience;
  private final IntParam maxRetries;
  private final IntParam dataPerExecutor;
  private final Param<String> checkpointPath;
  private final IntParam checkpointInterval;

  ThalwegEstimator(String uid) {
    this.uid = uid; // before the other, which asks for it
    super();
    columns = new Columns(this);
    labelCol = text("labelCol", "the column of what is to be learnt, a number", "label");
    network =
        text(
            "network",
            "layer sizes, such as 784-50-10, or layer by layer, as \"dense 50 init he, relu, dense"
                + " 10\"; empty for what is usual",
            "");
    objective = text("objective", "what is made small; empty for what is usual", "");
    rule = text("rule", "the update rule, such as adam(rate 0.001); empty for what is usual", "");
    rate =
        new DoubleParam(
            this, "rate", "the learning rate; 0 for the rule's", ParamValidators.gtEq(0));
    epochs = whole("epochs", "how often the rows are gone through" + POSITIVE_OR_USUAL, 0, 0);
    batchSize = whole("batchSize", "rows in a batch" + POSITIVE_OR_USUAL, 0, 0);
    seed = new LongParam(this, "seed", "of first values and order");
    precision =
        new Param<>(
            this,
            "precision",
            "float or double",
            ParamValidators.inArray(List.of("float", "double")));
    standardize =
        new BooleanParam(
            this,
            "standardize",
            "whether features, and a quantity to be learnt, are brought to mean 0 and standard"
                + " deviation 1");
    validationFraction =
        new DoubleParam(
            this,
            "validationFraction",
            "share of the rows that are not learnt from, by which the best epoch is chosen; 0 for"
                + " none",
            ParamValidators.inRange(0, 1, true, false));
    earlyStopping =
        whole(
            "earlyStopping",
            "epochs that are no better on those rows, after which it ends" + POSITIVE_OR_USUAL,
            0,
            0);
    numWorkers =
        whole("numWorkers", "tasks that train together; 0 for as many as run at once", 0, 0);
    threads = whole("threads", "of each of them; 0 for spark.task.cpus", 0, 0);
    patience = whole("patience", "seconds that any wait for another task may last", 1, 300);
    maxRetries =
        whole("maxRetries", "tries in a row that bring nothing new, after the first", 0, 3);
    dataPerExecutor =
        whole(
            "dataPerExecutor",
            "megabytes of rows that a task keeps all of; of more, each keeps a part; 0 for a"
                + " quarter of what is free on its disk",
            0,
            0);
    checkpointPath =
        text("checkpointPath", "a folder that all executors share; empty for no checkpoints", "");
    checkpointInterval =
        whole(
            "checkpointInterval",
            "steps between two checkpoints; 0 for after each epoch, and each minute",
            0,
            0);
    setDefault(rate, 0.0);
    setDefault(validationFraction, 0.0);
    setDefault(seed, 1L);
    setDefault(precision, "float");
    setDefault(standardize, true);
  }

  private Param<String> text(String name, String doc, String usual) {
    Param<String> param = new Param<>(this, name, doc);
    setDefault(param, usual);
    return param;
  }

  private IntParam whole(String name, String doc, int least, int usual) {
    IntParam param = new IntParam(this, name, doc, ParamValidators.gtEq(least));
    setDefault(param, usual);
    return param;
  }

  abstract E self();

  /// Returns a model of this estimator's columns, which has no params set yet.
  abstract M model(String uid, ModelBytes model);

  abstract boolean isOfClasses();

  /// Returns what comes beside the features and the label in what a model makes of them.
  abstract StructType transformed(StructType schema);

  // ---- Learning ----

  /// Trains a network on the rows.
  ///
  /// @throws IllegalArgumentException if a column is missing or of another type, a row has no
  ///   features or no label, params do not fit the rows, or there are too few slots for the tasks
  /// @throws IllegalStateException if too many tries have failed; it says why the last one did
  @Override
  public M fit(Dataset<?> data) {
    transformSchema(data.schema());
    Learning learning = learning();
    learning.check();
    RowFormat format = RowFormat.of(data.schema(), getFeaturesCol(), getLabelCol(), isOfClasses());
    try (Pages pages = Pages.of(data.toDF(), format)) {
      Fit.Options options =
          new Fit.Options(
              getNumWorkers(),
              getThreads(),
              getPatience(),
              getMaxRetries(),
              (long) getDataPerExecutor() << 20,
              getCheckpointPath(),
              getCheckpointInterval());
      Report report = new Fit(data.sparkSession().sparkContext(), pages, learning, options).run();
      M model = model(uid, Objects.requireNonNull(report.model()));
      return copyValues(model.trained(report.epochs()).setParent(this), ParamMap.empty());
    }
  }

  /// Looks for a network, a rule, a rate and a batch by random search with successive halving
  /// ([thalweg.training.search.Search]), around what the params say. Each trial is trained by one
  /// task; what is found is what the same search finds on one machine. A fifth of the rows, always
  /// the same, is held out to choose by; the driver keeps all rows in a file too.
  ///
  /// @param trials how many
  /// @param seed of what is drawn
  /// @return where each trial stands, the best first
  /// @throws IllegalArgumentException as [#fit], or if there is no trial or too many
  public final List<Standing> search(Dataset<?> data, int trials, long seed) {
    Learning learning = learning();
    learning.check();
    RowFormat format = RowFormat.of(data.schema(), getFeaturesCol(), getLabelCol(), isOfClasses());
    try (Pages pages = Pages.of(data.toDF(), format)) {
      return new Trials(
              format,
              pages.starts(),
              pages.rows(),
              pages.width(),
              pages.classes(),
              learning,
              getThreads(),
              trials,
              seed)
          .search(pages, new Slots(data.sparkSession().sparkContext()));
    }
  }

  final Learning learning() {
    return new Learning(
        getNetwork(),
        getObjective(),
        getRule(),
        getRate(),
        getEpochs(),
        getBatchSize(),
        getSeed(),
        getPrecision().equals("double"),
        getValidationFraction(),
        getEarlyStopping(),
        getStandardize());
  }

  /// Returns the columns that a model adds, after those that there are.
  ///
  /// @throws IllegalArgumentException if one is missing, of another type, or there already
  @Override
  public StructType transformSchema(StructType schema) {
    RowFormat.of(schema, getFeaturesCol(), getLabelCol(), isOfClasses());
    return transformed(schema);
  }

  @Override
  @SuppressWarnings("unchecked") // it makes one of this class
  public E copy(ParamMap extra) {
    return (E) defaultCopy(extra);
  }

  @Override
  public String uid() {
    return uid;
  }

  // ---- Params ----

  public final Param<String> featuresCol() {
    return columns.features;
  }

  public final String getFeaturesCol() {
    return $(columns.features);
  }

  public final E setFeaturesCol(String value) {
    set(columns.features, value);
    return self();
  }

  public final Param<String> labelCol() {
    return labelCol;
  }

  public final String getLabelCol() {
    return $(labelCol);
  }

  public final E setLabelCol(String value) {
    set(labelCol, value);
    return self();
  }

  public final Param<String> predictionCol() {
    return columns.prediction;
  }

  public final String getPredictionCol() {
    return $(columns.prediction);
  }

  public final E setPredictionCol(String value) {
    set(columns.prediction, value);
    return self();
  }

  public final Param<String> network() {
    return network;
  }

  public final String getNetwork() {
    return $(network);
  }

  public final E setNetwork(String value) {
    set(network, value);
    return self();
  }

  public final Param<String> objective() {
    return objective;
  }

  public final String getObjective() {
    return $(objective);
  }

  public final E setObjective(String value) {
    set(objective, value);
    return self();
  }

  public final Param<String> rule() {
    return rule;
  }

  public final String getRule() {
    return $(rule);
  }

  public final E setRule(String value) {
    set(rule, value);
    return self();
  }

  public final DoubleParam rate() {
    return rate;
  }

  public final double getRate() {
    return (Double) $(rate);
  }

  public final E setRate(double value) {
    set(rate, value);
    return self();
  }

  public final IntParam epochs() {
    return epochs;
  }

  public final int getEpochs() {
    return (Integer) $(epochs);
  }

  public final E setEpochs(int value) {
    set(epochs, value);
    return self();
  }

  public final IntParam batchSize() {
    return batchSize;
  }

  public final int getBatchSize() {
    return (Integer) $(batchSize);
  }

  public final E setBatchSize(int value) {
    set(batchSize, value);
    return self();
  }

  public final LongParam seed() {
    return seed;
  }

  public final long getSeed() {
    return (Long) $(seed);
  }

  public final E setSeed(long value) {
    set(seed, value);
    return self();
  }

  public final Param<String> precision() {
    return precision;
  }

  public final String getPrecision() {
    return $(precision);
  }

  public final E setPrecision(String value) {
    set(precision, value);
    return self();
  }

  public final BooleanParam standardize() {
    return standardize;
  }

  public final boolean getStandardize() {
    return (Boolean) $(standardize);
  }

  public final E setStandardize(boolean value) {
    set(standardize, value);
    return self();
  }

  public final DoubleParam validationFraction() {
    return validationFraction;
  }

  public final double getValidationFraction() {
    return (Double) $(validationFraction);
  }

  public final E setValidationFraction(double value) {
    set(validationFraction, value);
    return self();
  }

  public final IntParam earlyStopping() {
    return earlyStopping;
  }

  public final int getEarlyStopping() {
    return (Integer) $(earlyStopping);
  }

  public final E setEarlyStopping(int value) {
    set(earlyStopping, value);
    return self();
  }

  public final IntParam numWorkers() {
    return numWorkers;
  }

  public final int getNumWorkers() {
    return (Integer) $(numWorkers);
  }

  public final E setNumWorkers(int value) {
    set(numWorkers, value);
    return self();
  }

  public final IntParam threads() {
    return threads;
  }

  public final int getThreads() {
    return (Integer) $(threads);
  }

  public final E setThreads(int value) {
    set(threads, value);
    return self();
  }

  public final IntParam patience() {
    return patience;
  }

  public final int getPatience() {
    return (Integer) $(patience);
  }

  public final E setPatience(int value) {
    set(patience, value);
    return self();
  }

  public final IntParam maxRetries() {
    return maxRetries;
  }

  public final int getMaxRetries() {
    return (Integer) $(maxRetries);
  }

  public final E setMaxRetries(int value) {
    set(maxRetries, value);
    return self();
  }

  public final IntParam dataPerExecutor() {
    return dataPerExecutor;
  }

  public final int getDataPerExecutor() {
    return (Integer) $(dataPerExecutor);
  }

  public final E setDataPerExecutor(int value) {
    set(dataPerExecutor, value);
    return self();
  }

  public final Param<String> checkpointPath() {
    return checkpointPath;
  }

  public final String getCheckpointPath() {
    return $(checkpointPath);
  }

  public final E setCheckpointPath(String value) {
    set(checkpointPath, value);
    return self();
  }

  public final IntParam checkpointInterval() {
    return checkpointInterval;
  }

  public final int getCheckpointInterval() {
    return (Integer) $(checkpointInterval);
  }

  public final E setCheckpointInterval(int value) {
    set(checkpointInterval, value);
    return self();
  }
}
