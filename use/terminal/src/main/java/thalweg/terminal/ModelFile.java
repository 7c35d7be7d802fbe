package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.Checkpoints;
import thalweg.training.checkpoint.SavedModel;
import thalweg.training.model.StoredModel;

/// A model to be written. Whether it can be is found out before any work is done.
///
/// @param option the option that named the file, for messages
record ModelFile(String option, Path path) {
  /// How many names are tried in a second place, where others may lie already.
  private static final int NAMES = 100;

  /// @throws Failure if the folder is missing or may not be written to, the name is too long, or
  ///   there is something at the path that is no model
  ModelFile {
    NewFile.require(option, path);
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

  /// Returns whether there is a model in a file.
  static boolean isModel(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        return false;
      }
      Checkpoint.loadModel(path);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Reads a model that was given as input, with the state of its training.
  static Checkpoint load(Path path) {
    return load(path, Checkpoint::load);
  }

  /// Reads what a training is to go on from: the model that was given, or the newest checkpoint
  /// beside it.
  static Checkpoints.Found newest(Path path) {
    return load(path, Checkpoints::find);
  }

  /// Reads one checkpoint.
  static Checkpoint checkpoint(Path path) {
    return load(path, Checkpoint::load);
  }

  /// Reads a model that was given as input, saved with the state of its training or without.
  static StoredModel stored(Path path) {
    return load(path, Checkpoint::loadModel);
  }

  /// Reads a model that was given as input, with all that lies beside it.
  static SavedModel saved(Path path) {
    return load(path, SavedModel::read);
  }

  /// Reads what one file holds.
  @FunctionalInterface
  private interface Reader<T> {
    T read(Path path) throws IOException;
  }

  private static <T> T load(Path path, Reader<T> reader) {
    if (Files.isDirectory(path)) {
      throw Failure.input(path + ": this is a folder; name the file that thalweg train has saved.");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw Failure.input(
          path
              + ": this is a pipe or a device, and a model is read from a file; write it to one"
              + " first.");
    }
    try {
      return reader.read(path);
    } catch (IOException unusable) {
      throw Failure.input(unusable);
    }
  }

  /// Where a model lies in the end.
  ///
  /// @param path where, null if nowhere
  /// @param failure why it does not lie where it was to, if so
  record Saved(@Nullable Path path, @Nullable Failure failure) {
    /// Nothing was to be saved.
    static final Saved NOT = new Saved(null, null);
  }

  /// Writes the model, or, where that is impossible, to a second place, which the failure's message
  /// names; or the message says that the model is lost.
  Saved save(Checkpoint checkpoint) {
    return save(
        checkpoint,
        List.of(
            Path.of(""),
            Path.of(System.getProperty("user.home", "")),
            Path.of(System.getProperty("java.io.tmpdir", "/tmp"))));
  }

  /// @param others folders to try where the model's own fails
  Saved save(Checkpoint checkpoint, List<Path> others) {
    try {
      checkpoint.save(path);
      return new Saved(path, null);
    } catch (IOException failed) {
      String what = "the model could not be saved as " + path + " (" + Failure.words(failed) + ")";
      for (Path folder : others) {
        Path second = secondPlace(folder).toAbsolutePath();
        try {
          checkpoint.save(second);
        } catch (IOException _) {
          continue;
        }
        return new Saved(
            second, Failure.output(what + "; it lies in " + second + " instead.", failed));
      }
      return new Saved(
          null,
          Failure.output(
              what
                  + ", nor anywhere else; the weights of this run are lost. Make room and train"
                  + " again.",
              failed));
    }
  }

  /// Returns a name in the folder that nothing has yet.
  private static Path secondPlace(Path folder) {
    Path second = folder.resolve("thalweg-rescued.safetensors");
    for (int i = 2; i <= NAMES && Files.exists(second); i++) {
      second = folder.resolve("thalweg-rescued-" + i + ".safetensors");
    }
    return second;
  }
}
