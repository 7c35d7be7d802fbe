package thalweg.studio.training;

import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;

/// Goes back in a run: to any of its steps, by training again from the last state that was kept
/// before it. Exactly: the weights have the bits they had.
final class TimeMachine {
  private TimeMachine() {}

  /// Returns the state after so many steps.
  ///
  /// @param given asked after each step; true ends it, and what is returned is then another step's
  /// @param now is told how many steps are done
  /// @throws IllegalArgumentException if the run was never there
  static TrainingState at(WatchedRun run, long step, BooleanSupplier given, AtomicLong now) {
    if (step < run.first() || step > run.at()) {
      throw new IllegalArgumentException(
          "training: step "
              + step
              + " is not one that run "
              + run.id
              + " has done; choose one from "
              + run.first()
              + " to "
              + run.at()
              + ".");
    }
    TrainingState end = run.end();
    if (end != null && run.at(end.epoch(), end.step()) == step) {
      return end;
    }
    TrainingState from = run.moments.before(step);
    now.set(run.at(from.epoch(), from.step()));
    if (now.get() == step) {
      return from;
    }
    TrainingSettings settings = run.settingsAt(now.get());
    List<WatchedRun.Rate> rates = run.rates();
    // Beside a run that goes on one processor has to do.
    Trainer again =
        run.trainer
            .with(settings.withThreads(end == null ? 1 : settings.threads()))
            .listen(
                event -> {
                  if (event instanceof TrainingEvent.StepDone done) {
                    now.set(run.at(done.epoch(), done.step()));
                  }
                })
            .stopWhen(() -> now.get() >= step || given.getAsBoolean())
            .rateFrom(() -> rate(rates, now.get()));
    return again.run(from).state();
  }

  private static OptionalDouble rate(List<WatchedRun.Rate> rates, long now) {
    return rates.stream()
        .filter(rate -> rate.at() <= now)
        .reduce((_, later) -> later)
        .map(rate -> OptionalDouble.of(rate.rate()))
        .orElse(OptionalDouble.empty());
  }
}
