package thalweg.training;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;

/// Where a run stands between two steps: all that must be known to go on exactly.
///
/// @param parameters in the network's order
/// @param statistics kept beside the parameters and not trained, in the network's order
/// @param ruleState what the update rule remembers, for each parameter in order
/// @param epoch the epoch in progress, from 1
/// @param step steps done in it
/// @param history one entry for each finished epoch
/// @param best the weights of the best epoch on the validation data; null where none is kept
public record TrainingState(
    List<NdArray> parameters,
    List<NdArray> statistics,
    List<List<NdArray>> ruleState,
    int epoch,
    int step,
    List<TrainingEvent.EpochDone> history,
    @Nullable Best best) {
  /// The weights at the end of an epoch.
  public record Best(int epoch, List<NdArray> parameters, List<NdArray> statistics) {
    public Best {
      parameters = List.copyOf(parameters);
      statistics = List.copyOf(statistics);
    }
  }

  public TrainingState {
    parameters = List.copyOf(parameters);
    statistics = List.copyOf(statistics);
    ruleState = List.copyOf(ruleState);
    history = List.copyOf(history);
  }

  /// Returns where a run stands that keeps no best epoch.
  public TrainingState(
      List<NdArray> parameters,
      List<NdArray> statistics,
      List<List<NdArray>> ruleState,
      int epoch,
      int step,
      List<TrainingEvent.EpochDone> history) {
    this(parameters, statistics, ruleState, epoch, step, history, null);
  }

  /// Returns the same state in arrays of its own.
  public TrainingState copy() {
    return new TrainingState(
        copies(parameters),
        copies(statistics),
        ruleState.stream().map(TrainingState::copies).toList(),
        epoch,
        step,
        history,
        best == null
            ? null
            : new Best(best.epoch, copies(best.parameters), copies(best.statistics)));
  }

  static List<NdArray> copies(List<NdArray> arrays) {
    return arrays.stream().map(NdArray::copy).toList();
  }
}
