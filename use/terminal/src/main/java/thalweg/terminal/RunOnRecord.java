package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.Provenance;

/// A run that a file tells of.
///
/// @param file the one that tells of it
record RunOnRecord(Path file, Provenance told) {
  /// Reads what was given as input: the file of a run, or a model, which holds what is known of its
  /// run, or beside which the file of its run lies.
  static RunOnRecord read(Path given) {
    boolean isNamed = Provenance.isNameOfOne(given);
    Provenance own = isNamed ? null : own(given);
    if (own != null) {
      return new RunOnRecord(given, own);
    }
    Path beside = Provenance.beside(given);
    if (!isNamed && !Files.exists(beside) && ModelFile.isModel(given)) {
      throw Failure.input(
          given
              + ": this model does not tell how it was trained, and there is no "
              + beside
              + "; train it again to have that.");
    }
    Path file = !isNamed && Files.exists(beside) ? beside : given;
    try {
      return new RunOnRecord(file, Provenance.read(file));
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Returns what a model holds of its run; null if it does not, or is none.
  private static @Nullable Provenance own(Path model) {
    try {
      return Checkpoint.load(model).run();
    } catch (IOException _) {
      return null;
    }
  }
}
