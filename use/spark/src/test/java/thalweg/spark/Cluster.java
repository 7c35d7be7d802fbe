package thalweg.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import thalweg.algebra.DType;

/// Two executors of one core each, real processes on this machine.
final class Cluster {
  static final StructType ROWS =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType);

  private Cluster() {}

  /// Begins a session on so many executors. They find their classes where this process does.
  ///
  /// @param java options of their Java
  static SparkSession begin(int executors, String java) {
    return SparkSession.builder()
        .master("local-cluster[" + executors + ",1,1024]")
        .appName("thalweg")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.extraJavaOptions", "-XX:+UseSerialGC " + java)
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"))
        .config("spark.locality.wait", "0s")
        .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "2s")
        .getOrCreate();
  }

  /// Returns the executors' processes: this one starts no others.
  static List<ProcessHandle> executors() {
    return ProcessHandle.current().children().toList();
  }

  static Row row(double[] features, double label) {
    return RowFactory.create(Vectors.dense(features), label);
  }

  static List<Row> rows(thalweg.training.data.Dataset data, double[] labels) {
    double[] features = data.features(DType.DOUBLE).doubles();
    int width = data.rowShape().elements();
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, data.rows())
        .forEach(
            i ->
                rows.add(
                    row(
                        java.util.Arrays.copyOfRange(features, i * width, (i + 1) * width),
                        labels[i])));
    return rows;
  }

  static Dataset<Row> frame(SparkSession spark, List<Row> rows, int partitions) {
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions),
        ROWS);
  }
}
