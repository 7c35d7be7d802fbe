package thalweg.terminal;

import java.nio.file.Path;
import thalweg.training.Keeper;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Checkpoints;

/// Checkpoints of which JSON has an event, no more often than it tells how far a training is: there
/// are many in a short one, which nobody goes on from.
final class ToldCheckpoints implements Keeper {
  private static final long BETWEEN_NANOS = 10_000_000_000L;

  private final Checkpoints checkpoints;
  private final Output output;
  private final long between;
  private long told = System.nanoTime();

  ToldCheckpoints(Checkpoints checkpoints, Output output) {
    this(checkpoints, output, BETWEEN_NANOS);
  }

  /// @param between two events, in nanoseconds
  ToldCheckpoints(Checkpoints checkpoints, Output output, long between) {
    this.checkpoints = checkpoints;
    this.output = output;
    this.between = between;
  }

  @Override
  public boolean isDue(int step) {
    return checkpoints.isDue(step);
  }

  @Override
  public void keep(TrainingResult stopped, TrainingSettings settings) {
    checkpoints.keep(stopped, settings);
    if (System.nanoTime() - told >= between) {
      checkpoints.last().ifPresent(file -> tell(stopped.state(), file));
    }
  }

  private void tell(TrainingState state, Path file) {
    told = System.nanoTime();
    output.json(
        Json.object()
            .put("event", "checkpoint")
            .put("epoch", state.epoch())
            .put("step", state.step())
            .put("file", file.toString()));
  }

  @Override
  public void changed(TrainingState state, TrainingSettings settings) {
    checkpoints.changed(state, settings);
  }
}
