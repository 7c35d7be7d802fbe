package thalweg.spark;

import java.io.Serializable;
import java.util.Map;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/// What every member of one try at a training is given by the driver.
///
/// @param starts the number of the first row of each partition
/// @param classes how many there are; 0 for quantities
/// @param threads of each member; 0 for as many as Spark gives a task
/// @param patience seconds that any wait may last
/// @param secret by which members know each other, drawn anew for each try
/// @param parts null where every member has all rows
/// @param keeping null where nothing is kept
record Job(
    RowFormat format,
    Map<Integer, Long> starts,
    int rows,
    int width,
    int classes,
    Learning learning,
    int threads,
    int patience,
    String secret,
    @Nullable Parts parts,
    @Nullable Keeping keeping)
    implements Serializable {
  /// How checkpoints are kept.
  ///
  /// @param note that the driver has left in the folder
  /// @param everySteps steps between two; 0 for after each epoch, and each minute
  record Keeping(String folder, String note, int everySteps, SerializableConfiguration hadoop)
      implements Serializable {}
}
