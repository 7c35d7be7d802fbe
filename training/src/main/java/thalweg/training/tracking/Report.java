package thalweg.training.tracking;

import java.util.List;
import java.util.Map;
import thalweg.training.objective.Score;

/// What a server is told of a run.
sealed interface Report {
  MlflowRun run();

  /// It begins.
  record Begun(MlflowRun run, long millis, Map<String, ?> parameters) implements Report {}

  /// Something was measured.
  record Measured(MlflowRun run, long millis, int step, List<Score.Measured> values)
      implements Report {}

  /// Something is known of it.
  record Tagged(MlflowRun run, Map<String, String> tags) implements Report {}

  /// It is over.
  record Ended(MlflowRun run, long millis, MlflowRun.Status status) implements Report {}
}
