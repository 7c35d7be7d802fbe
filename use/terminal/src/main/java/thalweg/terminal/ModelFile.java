package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import thalweg.training.checkpoint.Checkpoint;

/// A model to be written. Whether it can be is found out before any work is done.
///
/// @param option the option that named the file, for messages
record ModelFile(String option, Path path) {
  /// @throws Failure if the folder is missing or may not be written to, or there is something at
  ///   the path that is no model
  ModelFile {
    PictureFile.requireFolder(option, path);
    if (Files.isDirectory(path)) {
      throw Failure.usage(option + ": \"" + path + "\" is a folder; name a file in it.");
    }
    if (Files.exists(path) && !isModel(path)) {
      throw Failure.usage(
          option
              + ": "
              + path
              + " exists and is no model of Thalweg, so it is not overwritten; choose another name"
              + " or remove it.");
    }
  }

  private static boolean isModel(Path path) {
    try {
      Checkpoint.load(path);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Reads a model that was given as input.
  static Checkpoint load(Path path) {
    if (Files.isDirectory(path)) {
      throw Failure.input(path + ": this is a folder; name the file that thalweg train has saved.");
    }
    try {
      return Checkpoint.load(path);
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  void save(Checkpoint checkpoint) {
    try {
      checkpoint.save(path);
    } catch (IOException failed) {
      throw Failure.output(failed);
    }
  }
}
