package thalweg.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/// Writes a model into a folder: its params as Spark's own stages write theirs, and beside them the
/// file of its network.
final class ModelWriter extends MLWriter {
  private static final String FILE = "model.safetensors";

  private final ThalwegModel<?> model;

  ModelWriter(ThalwegModel<?> model) {
    this.model = model;
  }

  @Override
  public void saveImpl(String path) {
    byte[] bytes = model.bytes().bytes(); // before anything is written
    DefaultParamsWriter.saveMetadata(model, path, sparkSession());
    Path file = new Path(path, FILE);
    try (var out = file.getFileSystem(hadoop(sparkSession())).create(file)) {
      out.write(bytes);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Configuration hadoop(org.apache.spark.sql.SparkSession session) {
    return session.sparkContext().hadoopConfiguration();
  }

  /// Reads such a folder.
  ///
  /// @param <M> the model
  static final class Reader<M extends ThalwegModel<M>> extends MLReader<M> {
    private final Class<M> type;
    private final BiFunction<String, ModelBytes, M> make;

    Reader(Class<M> type, BiFunction<String, ModelBytes, M> make) {
      this.type = type;
      this.make = make;
    }

    @Override
    public M load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(path, sparkSession(), type.getName());
      Path file = new Path(path, FILE);
      try (var in = file.getFileSystem(hadoop(sparkSession())).open(file)) {
        M model = make.apply(metadata.uid(), ModelBytes.of(in.readAllBytes()));
        model.network(); // what is damaged is told here
        metadata.getAndSetParams(model, Option.empty());
        return model;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
