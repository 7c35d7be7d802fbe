package thalweg.spark;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.training.TrainingEvent.EpochDone;

/// What a member tells the driver at its end.
///
/// @param refusal why nothing was trained, which trying again would not mend; null if it was
/// @param weightsSha256 of the trained model; empty if it was refused
/// @param model from rank 0
/// @param epochs one for each that is done, from rank 0
/// @param warnings from rank 0
record Report(
    @Nullable String refusal,
    String weightsSha256,
    @Nullable ModelBytes model,
    List<Epoch> epochs,
    List<String> warnings)
    implements Serializable {
  /// What was measured after an epoch.
  ///
  /// @param measured by name, such as `trainLoss`
  record Epoch(int epoch, int steps, Map<String, Double> measured, double microsecondsPerStep)
      implements Serializable {
    static Epoch of(EpochDone done) {
      Map<String, Double> measured = new LinkedHashMap<>();
      done.measured().forEach(each -> measured.put(each.name(), each.value()));
      return new Epoch(done.epoch(), done.steps(), measured, done.microsecondsPerStep());
    }
  }

  static Report refused(String why) {
    return new Report(why, "", null, List.of(), List.of());
  }
}
