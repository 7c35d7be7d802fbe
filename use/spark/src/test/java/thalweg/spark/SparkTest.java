package thalweg.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.Shape;
import thalweg.training.Trainer;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.search.Search;
import thalweg.training.search.SearchSpace;
import thalweg.training.search.Standing;

/// Everything that needs executors, on two of them.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SparkTest {
  private static final int WIDTH = 12;
  private static final Dataset DATA = classes();
  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void begin() {
    spark = Cluster.begin(2, "-Dthalweg.vector=none -XX:TieredStopAtLevel=1");
  }

  @AfterAll
  static void end() {
    spark.stop();
  }

  /// Rows of three classes, each the place of the largest of the first three numbers.
  private static Dataset classes() {
    Random random = new Random(2);
    double[][] features = new double[500][];
    int[] labels = new int[features.length];
    for (int i = 0; i < features.length; i++) {
      double[] row = random.doubles(WIDTH, -3, 5).toArray();
      features[i] = row;
      labels[i] = row[0] > Math.max(row[1], row[2]) ? 0 : row[1] > row[2] ? 1 : 2;
    }
    return Dataset.of(features, labels);
  }

  private static List<Row> rows() {
    return Cluster.rows(DATA, Arrays.stream(DATA.labels()).asDoubleStream().toArray());
  }

  private static ThalwegClassifier classifier() {
    return new ThalwegClassifier()
        .setNetwork("dense 6 init he, batchnorm, relu, dropout 0.2, dense 3 init he")
        .setRule("adam + clip(norm 1)")
        .setBatchSize(300) // five leaves, then four
        .setEpochs(2)
        .setSeed(3)
        .setPatience(60);
  }

  private static String alone(ThalwegClassifier like, int threads) {
    return like.learning().trainer(DATA, threads).run().model().weightsSha256();
  }

  private static org.apache.spark.sql.Dataset<Row> frame(int partitions) {
    return Cluster.frame(spark, rows(), partitions);
  }

  @Test
  void any_number_of_members_comes_to_the_weights_of_one_machine() {
    for (String precision : List.of("float", "double")) {
      ThalwegClassifier classifier = classifier().setPrecision(precision);
      String alone = alone(classifier, 1);
      assertThat(alone(classifier, 2)).isEqualTo(alone);
      assertThat(alone(classifier, 3)).isEqualTo(alone);
      for (int members : new int[] {1, 2}) {
        int partitions = members == 1 ? 5 : 1;
        ThalwegClassificationModel model = classifier.setNumWorkers(members).fit(frame(partitions));
        assertThat(model.weightsSha256()).isEqualTo(alone);
        assertThat(model.losses()).hasSize(2);
      }
    }
  }

  /// The rows are more than a megabyte, and each member has half of them.
  @Test
  void members_that_have_a_part_of_the_rows_each_come_to_the_same_weights() {
    Random random = new Random(8);
    int width = 120;
    double[] numbers = random.doubles(1_200L * width, -2, 7).toArray();
    int[] labels = random.ints(1_200, 0, 3).toArray();
    Dataset wide =
        Dataset.ofDoubles("wide", Shape.of(width), numbers, labels, List.of("0", "1", "2"));
    var frame =
        Cluster.frame(
            spark, Cluster.rows(wide, Arrays.stream(labels).asDoubleStream().toArray()), 5);
    for (double validation : new double[] {0, 0.2}) {
      ThalwegClassifier classifier =
          classifier()
              .setNetwork("dense 4 init he, relu, dropout 0.2, dense 3")
              .setValidationFraction(validation)
              .setCheckpointPath(folder.toUri().toString())
              .setCheckpointInterval(2)
              .setDataPerExecutor(1)
              .setNumWorkers(2);
      String alone = classifier.learning().trainer(wide, 1).run().model().weightsSha256();
      assertThat(classifier.fit(frame).weightsSha256()).isEqualTo(alone);
    }
    ThalwegClassifier diverging =
        classifier().setNetwork("120-3").setRule("sgd").setRate(1e38).setDataPerExecutor(1);
    assertThatThrownBy(() -> diverging.fit(frame))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not finite");
  }

  /// The rows to choose by are the same, and judged together; the best epoch's model is had.
  @Test
  void it_stops_early_where_one_machine_does() {
    ThalwegClassifier classifier =
        classifier()
            .setRule("adam(rate 0.3)") // too large to stay at the best
            .setEpochs(40)
            .setValidationFraction(0.25)
            .setEarlyStopping(2)
            .setNumWorkers(2);
    Trainer alone = classifier.learning().trainer(DATA, 2);
    assertThat(alone.data().validation().rows()).isEqualTo(125);
    TrainingResult result = alone.run();
    assertThat(result.outcome()).isInstanceOf(TrainingOutcome.StoppedEarly.class);
    ThalwegClassificationModel model = classifier.fit(frame(3));
    assertThat(model.weightsSha256()).isEqualTo(result.model().weightsSha256());
    assertThat(model.losses()).hasSameSizeAs(result.history()).hasSizeLessThan(40);
    assertThatThrownBy(() -> classifier.setValidationFraction(1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// With checkpoints it goes on from the last one. Without any it begins anew; there it is killed
  /// about when the members meet, which takes them a second.
  @Test
  void an_executor_that_is_killed_costs_time_and_no_bit() throws Exception {
    Random random = new Random();
    for (int every : new int[] {7, -1}) {
      ThalwegClassifier classifier = classifier().setEpochs(400).setNumWorkers(2).setPatience(20);
      if (every > 0) {
        classifier.setCheckpointPath(folder.toUri().toString()).setCheckpointInterval(every);
      }
      String alone = alone(classifier, 2);
      CompletableFuture<String> trained =
          CompletableFuture.supplyAsync(() -> classifier.fit(frame(3)).weightsSha256());
      while (!trained.isDone()
          && Arrays.stream(spark.sparkContext().statusTracker().getActiveStageIds())
              .noneMatch(SparkTest::isTraining)) {
        Thread.sleep(20);
      }
      while (!trained.isDone() && every > 0 && !Files.exists(folder.resolve("checkpoint-2"))) {
        Thread.sleep(20);
      }
      Thread.sleep(random.nextInt(every > 0 ? 100 : 1_000));
      List<ProcessHandle> executors = Cluster.executors();
      assertThat(trained).isNotDone();
      assertThat(executors.get(random.nextInt(executors.size())).destroyForcibly()).isTrue();
      assertThat(trained.get()).isEqualTo(alone);
      assertThat(left(folder)).isEmpty();
    }
  }

  private static boolean isTraining(int stage) {
    var info = spark.sparkContext().statusTracker().getStageInfo(stage);
    return info.isDefined() && info.get().numTasks() == 2;
  }

  private static List<Path> left(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static final StructType PETALS =
      new StructType()
          .add("length", DataTypes.DoubleType)
          .add("width", DataTypes.FloatType)
          .add("kind", DataTypes.StringType);

  /// Two kinds, told apart by the difference of two numbers.
  private static org.apache.spark.sql.Dataset<Row> petals(int rows) {
    Random random = new Random(4);
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double length = 4 + random.nextGaussian();
      float width = (float) (4 + random.nextGaussian());
      all.add(RowFactory.create(length, width, length > width ? "long" : "wide"));
    }
    return spark.createDataFrame(all, PETALS).repartition(3).sort("length");
  }

  private static Pipeline pipeline(PipelineStage last) {
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new StringIndexer().setInputCol("kind").setOutputCol("label"),
              new VectorAssembler()
                  .setInputCols(new String[] {"length", "width"})
                  .setOutputCol("features"),
              last
            });
  }

  private static double accuracy(org.apache.spark.sql.Dataset<Row> answered) {
    return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(answered);
  }

  @Test
  void a_pipeline_learns_is_saved_and_answers_the_same_when_loaded() throws IOException {
    var data = petals(300);
    ThalwegClassifier classifier =
        new ThalwegClassifier().setNetwork("dense 8 init he, relu, dense 2").setEpochs(20);
    Pipeline pipeline = pipeline(classifier);
    pipeline.write().save(folder.resolve("pipeline").toString());
    PipelineModel model = Pipeline.load(folder.resolve("pipeline").toString()).fit(data);
    var answered = model.transform(data);
    assertThat(accuracy(answered)).isGreaterThan(0.95);
    ThalwegClassificationModel last = (ThalwegClassificationModel) model.stages()[2];
    assertThat(last.network().fields().names()).containsExactly("length", "width");
    assertThat(last.network().classNames()).containsExactlyInAnyOrder("long", "wide");
    assertThat(last.parent()).isInstanceOf(ThalwegClassifier.class);
    model.write().save(folder.resolve("model").toString());
    PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());
    assertThat(loaded.transform(data).collectAsList()).isEqualTo(answered.collectAsList());
    try (Stream<Path> files = Files.walk(folder.resolve("model"))) {
      Path file =
          files.filter(path -> path.endsWith("model.safetensors")).findFirst().orElseThrow();
      assertThat(thalweg.training.model.Model.load(file)).isEqualTo(last.network());
    }
    ThalwegClassificationModel other =
        last.copy(new ParamMap().put(last.predictionCol(), "kindOfIt"));
    assertThat(other.setProbabilityCol("").transform(answered).columns())
        .containsExactly(
            "length",
            "width",
            "kind",
            "label",
            "features",
            "prediction",
            "probability",
            "kindOfIt");
    assertThatThrownBy(
            () ->
                last.transform(
                    new VectorAssembler()
                        .setInputCols(new String[] {"width", "length"})
                        .setOutputCol("features")
                        .transform(data)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "spark: featuresCol \"features\" has the features [width, length], the model was"
                + " trained on [length, width]; assemble the same columns in the same order.");
  }

  @Test
  void a_cross_validator_finds_the_better_rate() {
    ThalwegClassifier classifier =
        new ThalwegClassifier()
            .setNetwork("dense 2 init zeros")
            .setRule("sgd")
            .setEpochs(3)
            .setNumWorkers(1);
    CrossValidatorModel found =
        new CrossValidator()
            .setEstimator(pipeline(classifier))
            .setEstimatorParamMaps(
                new ParamGridBuilder()
                    .addGrid(classifier.rate(), new double[] {1e-12, 0.1})
                    .build())
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
            .setNumFolds(2)
            .setParallelism(2)
            .fit(petals(200));
    assertThat(found.avgMetrics()[1]).isLessThan(found.avgMetrics()[0]);
    PipelineModel best = (PipelineModel) found.bestModel();
    assertThat(accuracy(best.transform(petals(200)))).isGreaterThan(0.9);
  }

  @Test
  void a_quantity_is_answered_in_its_unit_whatever_the_partitions() {
    Random random = new Random(9);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      double x = random.nextGaussian();
      double y = 1_000 * random.nextGaussian();
      rows.add(RowFactory.create(List.of(x, y), 5_000 + 100 * x - y));
    }
    StructType schema =
        new StructType()
            .add("in", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("out", DataTypes.DoubleType);
    var data = spark.createDataFrame(rows, schema);
    ThalwegRegressionModel model =
        new ThalwegRegressor()
            .setFeaturesCol("in")
            .setLabelCol("out")
            .setPredictionCol("answer")
            .setNetwork("2-1")
            .setRule("adam(rate 0.1)")
            .setBatchSize(500)
            .setEpochs(30)
            .fit(data);
    assertThat(model.rowsPerSecond(spark)).isEmpty();
    List<Row> answered = model.transform(data.repartition(7)).collectAsList();
    assertThat(answered)
        .hasSize(2_500)
        .allSatisfy(row -> assertThat(row.getDouble(2)).isCloseTo(row.getDouble(1), within(30)));
    assertThat(model.rowsPerSecond(spark).orElseThrow()).isBetween(2_500.0 / 60, 1e9);
    for (Row row : answered.subList(0, 200)) {
      double[] in = row.<Double>getList(0).stream().mapToDouble(x -> x).toArray();
      assertThat(model.network().predict(in)).hasToString(String.valueOf(row.getDouble(2)));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double distance) {
    return org.assertj.core.data.Offset.offset(distance);
  }

  @Test
  void a_search_finds_what_it_finds_on_one_machine() throws IOException {
    ThalwegClassifier classifier =
        classifier().setNetwork("12-8-3").setRule("adam").setEpochs(9).setBatchSize(100);
    Split split = classifier.learning().split(DATA);
    Trainer usual = classifier.learning().trainer(DATA, 2);
    List<String> here =
        told(
            Search.of(SearchSpace.around(usual.objective(), usual.settings(), split), split, 5, 7)
                .run());
    assertThat(told(classifier.search(frame(3), 5, 7))).isEqualTo(here).hasSize(5);
  }

  private static List<String> told(List<Standing> standings) {
    return standings.stream()
        .map(
            each ->
                each.trial().number()
                    + " "
                    + each.rung()
                    + " "
                    + each.best()
                    + " "
                    + each.loss()
                    + " "
                    + each.learnt()
                    + " "
                    + each.trial().objective().network()
                    + each.trial().settings().rule())
        .toList();
  }

  /// The guide's example, on some of the rows and, where there is no such file, on none.
  @Test
  void the_guide_shows_an_example_that_runs() throws IOException {
    Path house = Path.of("../..").toAbsolutePath().normalize();
    String example =
        Files.readString(house.resolve("use/spark/src/test/java/thalweg/spark/Flights.java"));
    String shown =
        example
            .substring(example.indexOf("from here\n") + 10, example.indexOf("    // to here"))
            .stripTrailing()
            .stripIndent();
    assertThat(Files.readString(house.resolve("docs/guide/work/many-machines.md")))
        .contains("```java\n" + shown + "\n```\n");
    Path flights = house.resolve("../shared/data/tables/flights-3m.parquet").normalize();
    assumeTrue(Files.exists(flights), "there is no " + flights);
    var rows = spark.read().parquet(flights.toString()).limit(30_000);
    String learnt = Flights.learn(rows);
    assertThat(learnt).matches("off by \\d+\\.\\d minutes, weights [0-9a-f]{64}");
  }

  // ---- What is wrong ----

  private static void refused(
      ThalwegClassifier by, org.apache.spark.sql.Dataset<Row> data, String why) {
    assertThat(catchThrowable(() -> by.fit(data)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  private static org.apache.spark.sql.Dataset<Row> with(Row... rows) {
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(Cluster.row(new double[] {i, 2}, i % 2));
    }
    all.addAll(List.of(rows));
    return Cluster.frame(spark, all, 3);
  }

  @Test
  void rows_that_cannot_be_learnt_from_are_named() {
    ThalwegClassifier classifier = new ThalwegClassifier().setEpochs(1).setPatience(30);
    String fill = "; columns are \"features\" and \"label\". Fill it, or leave the row out.";
    String row = "spark: row 20 (from 0, in the order of the DataFrame) ";
    refused(
        classifier,
        with(RowFactory.create(null, 1.0)),
        row + "has no features: the column is null there" + fill);
    refused(
        classifier,
        with(RowFactory.create(Vectors.dense(1, 2), null)),
        row + "has no label: the column is null there" + fill);
    refused(
        classifier,
        with(Cluster.row(new double[] {1}, 1)),
        row + "has 1 features, the row before it 2" + fill);
    refused(
        classifier,
        with(Cluster.row(new double[] {1, 2}, 0.5)),
        "spark: labelCol \"label\" has a label that is no class, between row 14 and 20; classes are"
            + " whole numbers from 0 on. Index them with a StringIndexer, or learn quantities with"
            + " a ThalwegRegressor.");
    refused(
        classifier,
        with(Cluster.row(new double[] {1, 2}, 1e9)),
        "spark: labelCol \"label\" has the label 1000000000; classes are numbered from 0 without"
            + " gaps, and there are at most 1048576. Index them with a StringIndexer, or learn"
            + " quantities with a ThalwegRegressor.");
    refused(
        classifier,
        with().filter("label > 7"),
        "spark: the DataFrame has 0 rows; there must be at least one and fewer than 2³¹, of at"
            + " least one feature.");
    refused(
        classifier,
        with(Cluster.row(new double[] {1, Double.NaN}, 1)),
        row + "has NaN as feature 1" + fill);
    refused(
        classifier,
        with(Cluster.row(new double[] {1, 2}, Double.POSITIVE_INFINITY)),
        row + "has the label Infinity" + fill);
  }

  @Test
  void columns_and_params_that_do_not_fit_are_told_before_any_work() {
    ThalwegClassifier classifier = new ThalwegClassifier().setEpochs(1).setPatience(2);
    var data = with();
    refused(
        classifier.copy(ParamMap.empty()).setFeaturesCol("x"),
        data,
        "spark: there is no column \"x\", only \"features\", \"label\"; set featuresCol, or add"
            + " it.");
    refused(
        classifier.copy(ParamMap.empty()).setLabelCol("y"),
        data,
        "spark: there is no column \"y\", only \"features\", \"label\"; set labelCol, or add it.");
    refused(
        classifier.copy(ParamMap.empty()).setLabelCol("features"),
        data,
        "spark: labelCol \"features\" is of type vector; it must be a number. Index words with a"
            + " StringIndexer.");
    refused(
        classifier.copy(ParamMap.empty()).setFeaturesCol("label"),
        data,
        "spark: featuresCol \"label\" is of type double; it must be a vector or an array of"
            + " numbers. Put columns together with a VectorAssembler.");
    refused(
        classifier.copy(ParamMap.empty()).setPredictionCol("label"),
        data,
        "spark: there is a column \"label\" already; drop it, or give the model's another name.");
    refused(
        classifier.copy(ParamMap.empty()).setNumWorkers(3),
        data,
        "spark: numWorkers is 3, and the executors can run 2 tasks at once; give the application"
            + " more of them, or set numWorkers to at most that.");
    for (ThalwegClassifier wrong :
        List.of(
            classifier.copy(ParamMap.empty()).setRule("adam(speed 3)"),
            classifier.copy(ParamMap.empty()).setNetwork("dense x"),
            classifier.copy(ParamMap.empty()).setNetwork("3-2"),
            classifier.copy(ParamMap.empty()).setObjective("guessing"),
            classifier.copy(ParamMap.empty()).setBatchSize(21),
            classifier.copy(ParamMap.empty()).setCheckpointPath("nosuch://place"))) {
      assertThatThrownBy(() -> wrong.fit(data)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> classifier.setEpochs(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> classifier.setPrecision("half"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_training_that_diverges_and_the_checkpoints_of_another_are_refused() throws IOException {
    ThalwegClassifier classifier =
        classifier().setRule("sgd").setNetwork("12-3").setRate(1e38).setEpochs(5).setNumWorkers(2);
    assertThatThrownBy(() -> classifier.fit(frame(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not finite");
    CheckpointFolder kept =
        new CheckpointFolder(folder.toUri().toString(), spark.sparkContext().hadoopConfiguration());
    ThalwegClassifier other = classifier().setSeed(8);
    var result = other.learning().trainer(DATA, 1).run();
    kept.save(
        new thalweg.training.checkpoint.Checkpoint(
            result.model(),
            other.learning().trainer(DATA, 1).settings(),
            result.state(),
            "rows",
            "00"),
        0);
    refused(
        classifier().setNumWorkers(2).setCheckpointPath(folder.toUri().toString()),
        frame(2),
        "spark: checkpointPath \""
            + folder.toUri()
            + "\" holds the checkpoints of another training, whose seed is \"8\"; here it is \"3\"."
            + " Name another folder for each training, or empty this one.");
  }

  @Test
  void a_row_that_no_model_can_answer_ends_the_job_with_its_reason() {
    ThalwegClassificationModel model =
        new ThalwegClassifier().setEpochs(1).setNumWorkers(1).fit(with());
    for (Row wrong :
        List.of(
            RowFactory.create(null, 1.0),
            Cluster.row(new double[] {1}, 1),
            Cluster.row(new double[] {1, Double.NaN}, 1))) {
      assertThatThrownBy(() -> model.transform(with(wrong)).count()).isNotNull();
      assertThatThrownBy(() -> model.transform(with(wrong)).collectAsList())
          .hasStackTraceContaining("IllegalArgumentException");
    }
    assertThat(model.transform(with()).collectAsList()).hasSize(20);
    assertThatThrownBy(() -> new ThalwegClassificationModel().transform(with()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("spark: this model has no network");
    assertThat(spark.sparkContext().statusTracker().getActiveJobIds()).isEmpty();
  }
}
