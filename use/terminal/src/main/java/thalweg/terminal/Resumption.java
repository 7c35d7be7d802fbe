package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.training.EarlyStopping;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.Checkpoints;
import thalweg.training.checkpoint.Provenance;

/// A run that goes on from where it was kept.
///
/// @param file the model that was named
/// @param checkpoint the newest that was found
/// @param source the file that it was found in
record Resumption(Output output, Path file, Checkpoint checkpoint, Path source) {
  /// Reads what is to be gone on from, and tells if it is not the model itself.
  static Resumption of(Output output, Path file) {
    Checkpoints.Found found = ModelFile.newest(file);
    found.passedOver().forEach(damaged -> output.note("Note: passed over " + damaged));
    Checkpoint checkpoint = found.checkpoint();
    if (!found.path().equals(file)) {
      output.note(
          "Going on from %s, step %d of epoch %d: the run was not ended."
              .formatted(found.path(), checkpoint.state().step(), checkpoint.state().epoch()));
    }
    return new Resumption(output, file, checkpoint, found.path());
  }

  /// As the other, of a member whose crew goes on from a checkpoint that it has been sent.
  static Resumption received(Output output, Path file, Path source) {
    return new Resumption(output, file, ModelFile.checkpoint(source), source);
  }

  /// Checks that a run has not come to its end.
  ///
  /// @param settings by which it is to go on
  /// @throws Failure if it has
  void requireUnended(TrainingSettings settings) {
    TrainingState state = checkpoint.state();
    if (state.epoch() > settings.epochs()) {
      int done = state.epoch() - 1;
      throw Failure.usage(
          "--resume: "
              + file
              + " has done "
              + done
              + " epochs; ask for more, such as --epochs "
              + (done + 10)
              + ".");
    }
    EarlyStopping stopping = settings.earlyStopping();
    TrainingState.Best best = state.best();
    int waited = state.epoch() - 1 - (best == null ? 0 : best.epoch());
    if (stopping != null && waited >= stopping.patience() && best != null) {
      throw Failure.usage(
          "--resume: "
              + file
              + " has ended, "
              + waited
              + " epochs after its best one, "
              + best.epoch()
              + "; to go on be more patient, such as --patience "
              + (waited + 10)
              + ", or 0 for no end.");
    }
  }

  /// Returns settings whose schedule spans all epochs again where it did and these are now others:
  /// a rate that has fallen to its end would learn nothing more.
  TrainingSettings spanned(TrainingSettings settings, int rows) {
    TrainingSettings before = checkpoint.settings();
    int perEpoch = before.job(checkpoint.model().objective()).stepsPerEpoch(rows);
    String spanning = "(steps " + (double) before.epochs() * perEpoch;
    String rule = settings.rule().toString();
    if (settings.epochs() == before.epochs() || !rule.contains(spanning)) {
      return settings;
    }
    double steps = (double) settings.epochs() * perEpoch;
    UpdateRule spanned = RuleParser.parse(rule.replace(spanning, "(steps " + steps));
    output.note(
        "Note: the rate's schedule spans all %d epochs anew: %s."
            .formatted(settings.epochs(), spanned));
    return settings.withRule(spanned);
  }

  /// Returns what is known of the run whose model or checkpoints are gone on from, beside them or
  /// in them; null for nothing.
  @Nullable Provenance known() {
    Path told = Provenance.beside(file);
    try {
      return Files.exists(told) ? Provenance.read(told) : checkpoint.run();
    } catch (IOException damaged) {
      output.note("Note: passed over " + Failure.words(damaged));
      return checkpoint.run();
    }
  }
}
