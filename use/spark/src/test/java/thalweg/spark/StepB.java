package thalweg.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;

/// Question: how fast is a step of network b (784-512-512-10, Adam, batches of 4,096) on two
/// executors of one thread each, beside one process of two threads?
///
/// How to run: this class, with Spark's options for the driver, on a machine of two cores that has
/// nothing else to do. Argument: how many pairs. It prints milliseconds a step, the least of the
/// epochs of each run, and the ratio of the medians; and, of the same model, rows a second of
/// [ThalwegModel#transform].
public final class StepB {
  private static final int ROWS = 5 * 4_096;
  private static final int WIDTH = 784;
  private static final int EPOCHS = 4;

  private StepB() {}

  public static void main(String[] arguments) {
    int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    SparkSession spark = Cluster.begin(2, "");
    List<Row> rows = rows();
    Dataset<Row> frame = Cluster.frame(spark, rows, 4).cache();
    frame.count();
    ThalwegClassifier classifier =
        new ThalwegClassifier()
            .setNetwork("784-512-512-10")
            .setRule("adam(rate 0.001)")
            .setStandardize(false)
            .setBatchSize(4_096)
            .setEpochs(EPOCHS)
            .setNumWorkers(2)
            .setThreads(1);
    List<Double> alone = new ArrayList<>();
    List<Double> together = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      TrainingResult one = trainer(classifier, rows).run();
      alone.add(
          one.history().stream().mapToDouble(done -> done.microsecondsPerStep()).min().orElseThrow()
              / 1_000);
      ThalwegClassificationModel model = classifier.fit(frame);
      together.add(
          model.epochs().stream().mapToDouble(Report.Epoch::microsecondsPerStep).min().orElseThrow()
              / 1_000);
      boolean isSame = model.weightsSha256().equals(one.model().weightsSha256());
      long start = System.nanoTime();
      long answered = model.transform(frame).filter("prediction >= 0").count();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "one process %.1f ms, two executors %.1f ms, same weights %s, %,.0f rows a second%n",
          alone.getLast(),
          together.getLast(),
          isSame,
          answered / seconds);
    }
    System.out.printf(
        Locale.ROOT,
        "medians %.1f and %.1f ms: two executors have %.2f of the speed%n",
        median(alone),
        median(together),
        median(alone) / median(together));
    spark.stop();
  }

  private static double median(List<Double> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private static List<Row> rows() {
    Random random = new Random(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(Cluster.row(random.doubles(WIDTH).toArray(), i % 10));
    }
    return rows;
  }

  private static Trainer trainer(ThalwegClassifier like, List<Row> rows) {
    double[][] features = new double[ROWS][];
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      features[i] = Page.features(rows.get(i).get(0));
      labels[i] = (int) rows.get(i).getDouble(1);
    }
    return like.learning().trainer(thalweg.training.data.Dataset.of(features, labels), 2);
  }
}
