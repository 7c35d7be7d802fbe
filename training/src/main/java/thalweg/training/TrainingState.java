package thalweg.training;

import java.util.List;
import thalweg.algebra.NdArray;

/// Where a run stands between two steps: all that must be known to go on exactly.
///
/// @param parameters in the network's order
/// @param statistics kept beside the parameters and not trained, in the network's order
/// @param ruleState what the update rule remembers, for each parameter in order
/// @param epoch the epoch in progress, from 1
/// @param step steps done in it
/// @param history one entry for each finished epoch
public record TrainingState(
    List<NdArray> parameters,
    List<NdArray> statistics,
    List<List<NdArray>> ruleState,
    int epoch,
    int step,
    List<TrainingEvent.EpochDone> history) {
  public TrainingState {
    parameters = List.copyOf(parameters);
    statistics = List.copyOf(statistics);
    ruleState = List.copyOf(ruleState);
    history = List.copyOf(history);
  }
}
