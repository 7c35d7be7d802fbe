package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import thalweg.training.checkpoint.Provenance;

/// A run that a file tells of.
///
/// @param file the one that tells of it
record RunOnRecord(Path file, Provenance told) {
  /// Reads what was given as input: the file of a run, or the model beside which it lies.
  static RunOnRecord read(Path given) {
    Path file =
        Provenance.isNameOfOne(given) || !Files.exists(Provenance.beside(given))
            ? given
            : Provenance.beside(given);
    try {
      return new RunOnRecord(file, Provenance.read(file));
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }
}
