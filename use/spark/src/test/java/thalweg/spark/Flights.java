package thalweg.spark;

import java.util.Locale;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/// The example of the guide's page on many machines: how late flights are.
///
/// Arguments: the Parquet file, and how many of its rows to take, all if there is no second.
public final class Flights {
  private Flights() {}

  public static void main(String[] arguments) {
    SparkSession spark = SparkSession.builder().appName("flights").getOrCreate();
    Dataset<Row> flights = spark.read().parquet(arguments[0]);
    if (arguments.length > 1) {
      flights = flights.limit(Integer.parseInt(arguments[1]));
    }
    System.out.println(learn(flights));
    spark.stop();
  }

  static String learn(Dataset<Row> flights) {
    // The guide shows from here
    Dataset<Row> rows =
        flights
            .withColumn("day", functions.dayofyear(functions.col("date")))
            .withColumn("hour", functions.hour(functions.col("date")));
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer()
                      .setInputCols(new String[] {"origin", "destination"})
                      .setOutputCols(new String[] {"from", "to"}),
                  new VectorAssembler()
                      .setInputCols(new String[] {"day", "hour", "distance", "from", "to"})
                      .setOutputCol("features"),
                  new ThalwegRegressor()
                      .setLabelCol("delay")
                      .setNetwork("5-64-64-1")
                      .setRule("adam(rate 0.003)")
                      .setBatchSize(4_096)
                      .setEpochs(5)
                });
    PipelineModel model = pipeline.fit(rows);
    double error =
        new RegressionEvaluator()
            .setLabelCol("delay")
            .setMetricName("mae")
            .evaluate(model.transform(rows));
    ThalwegRegressionModel last = (ThalwegRegressionModel) model.stages()[2];
    return String.format(
        Locale.ROOT, "off by %.1f minutes, weights %s", error, last.weightsSha256());
    // to here
  }
}
