package thalweg.spark;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.network.NetworkParser;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.objective.ObjectiveParser;

/// The checkpoints of a training as a member sees them: the one to go on from, and, at rank 0,
/// those that it writes. When they are written does not touch the weights.
final class Checkpointing implements Keeper {
  private static final System.Logger LOGGER = System.getLogger(Checkpointing.class.getName());
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long SHARE = 20; // writing takes at most one part in so many

  private final CheckpointFolder folder;
  private final int everySteps;
  private final String dataSha256;
  private final CheckpointFolder.@Nullable Found found;

  private int slot;
  private int asked;
  private int kept;
  private long writtenAt;
  private long cost;

  private Checkpointing(
      CheckpointFolder folder,
      int everySteps,
      String dataSha256,
      CheckpointFolder.@Nullable Found found) {
    this.folder = folder;
    this.everySteps = everySteps;
    this.dataSha256 = dataSha256;
    this.found = found;
    slot = found == null ? 0 : found.slot() + 1;
  }

  /// Reads what there is to go on from.
  ///
  /// @throws IllegalArgumentException if the folder cannot be read here, is another than the
  ///   driver's, or holds the checkpoints of another training
  static @Nullable Checkpointing of(Job.@Nullable Keeping keeping, Trainer trainer) {
    if (keeping == null) {
      return null;
    }
    try {
      CheckpointFolder folder = new CheckpointFolder(keeping.folder(), keeping.hadoop().value());
      if (!folder.hasBegun(keeping.note())) {
        throw new IllegalArgumentException(
            "spark: checkpointPath "
                + Quote.of(keeping.folder())
                + " is another folder on an executor than on the driver; name one that all share,"
                + " such as hdfs://…");
      }
      CheckpointFolder.Found found = folder.newest();
      String data = trainer.data().train().sha256();
      if (found != null) {
        requireSame(keeping.folder(), found.checkpoint(), trainer, data);
      }
      return new Checkpointing(folder, keeping.everySteps(), data, found);
    } catch (IOException unread) {
      throw new IllegalArgumentException(
          "spark: checkpointPath "
              + Quote.of(keeping.folder())
              + ": "
              + Quote.whole(String.valueOf(unread.getMessage())),
          unread);
    }
  }

  private static void requireSame(
      String folder, Checkpoint checkpoint, Trainer trainer, String data) {
    Map<String, String> there = words(checkpoint.settings());
    there.put("network", NetworkParser.write(checkpoint.model().network()));
    there.put("objective", ObjectiveParser.written(checkpoint.model().objective()));
    there.put("data", "SHA-256 " + checkpoint.dataSha256());
    Map<String, String> here = words(trainer.settings());
    here.put("network", NetworkParser.write(trainer.objective().network()));
    here.put("objective", ObjectiveParser.written(trainer.objective()));
    here.put("data", "SHA-256 " + data);
    here.forEach(
        (what, word) -> {
          String other = Objects.requireNonNull(there.get(what));
          if (!other.equals(word)) {
            throw new IllegalArgumentException(
                "spark: checkpointPath "
                    + Quote.of(folder)
                    + " holds the checkpoints of another training, whose "
                    + what
                    + " is "
                    + Quote.of(other)
                    + "; here it is "
                    + Quote.of(word)
                    + ". Name another folder for each training, or empty this one.");
          }
        });
  }

  private static Map<String, String> words(TrainingSettings settings) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("rule", settings.rule().toString());
    words.put("batch", String.valueOf(settings.batch()));
    words.put("epochs", String.valueOf(settings.epochs()));
    words.put("seed", String.valueOf(settings.seed()));
    words.put("precision", settings.precision().toString());
    words.put("early stopping", String.valueOf(settings.earlyStopping()));
    return words;
  }

  /// Returns where to go on; null for from the beginning.
  @Nullable TrainingState state() {
    return found == null ? null : found.checkpoint().state();
  }

  /// Returns in words where to go on; empty for from the beginning.
  String place() {
    return found == null ? "" : found.place();
  }

  @Override
  public boolean isDue(int step) {
    if (kept == 0) {
      return true; // what cannot be written is to be known before the work
    }
    if (everySteps > 0) {
      return ++asked % everySteps == 0;
    }
    long since = System.nanoTime() - writtenAt;
    return since >= MINUTE || (step == 0 && since >= SHARE * cost);
  }

  @Override
  public void keep(TrainingResult stopped, TrainingSettings settings) {
    long start = System.nanoTime();
    try {
      folder.save(
          new Checkpoint(stopped.model(), settings, stopped.state(), "rows", dataSha256), slot);
      slot++;
    } catch (IOException failed) {
      if (kept == 0) {
        throw new IllegalArgumentException(
            "spark: checkpointPath "
                + Quote.of(folder.toString())
                + " cannot be written to: "
                + Quote.whole(String.valueOf(failed.getMessage())),
            failed);
      }
      LOGGER.log(System.Logger.Level.WARNING, "a checkpoint could not be written", failed);
    }
    kept++;
    writtenAt = System.nanoTime();
    cost = writtenAt - start;
  }
}
