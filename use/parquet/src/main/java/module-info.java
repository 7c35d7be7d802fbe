import org.jspecify.annotations.NullMarked;

/// Tables in Parquet files.
@NullMarked
module thalweg.parquet {
  requires static org.jspecify;
  requires transitive thalweg.training;
  requires dev.hardwood.core;
  requires java.logging;
  // What hardwood asks of the system and of its codecs, and cannot say itself.
  requires jdk.jfr;
  requires com.github.luben.zstd_jni;

  exports thalweg.parquet;

  provides thalweg.training.table.TableFormat with
      thalweg.parquet.ParquetFormat;
}
