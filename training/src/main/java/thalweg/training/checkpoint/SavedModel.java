package thalweg.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.exchange.Safetensors;
import thalweg.training.model.StoredModel;

/// All that the file of a model holds, read once: the model, what is written beside it, and the
/// state of its training where that was saved too.
///
/// @param file where it was read, for messages
/// @param stored the model
/// @param metadata all of the file's, whoever wrote them
/// @param state the same model as a checkpoint; null if it was saved without the state of its
///   training
public record SavedModel(
    Path file, StoredModel stored, Map<String, String> metadata, @Nullable Checkpoint state) {
  public SavedModel {
    metadata = Map.copyOf(metadata);
  }

  /// Reads a file; what it holds is checked.
  ///
  /// @throws IOException if the file cannot be read, is no safetensors file, or holds no model of
  ///   this library or a damaged one
  public static SavedModel read(Path file) throws IOException {
    Safetensors read = Safetensors.read(file);
    if (!Checkpoint.hasState(read)) {
      StoredModel stored = StoredModel.verified(file.toString(), read);
      return new SavedModel(file, stored, read.metadata(), null);
    }
    Checkpoint state = Checkpoint.checked(file, read, StoredModel.of(file.toString(), read));
    StoredModel stored = new StoredModel(state.model(), state.table());
    return new SavedModel(file, stored, read.metadata(), state);
  }

  /// Returns the model with the state of its training.
  ///
  /// @throws IOException if it was saved without
  public Checkpoint checkpoint() throws IOException {
    if (state == null) {
      throw Checkpoint.stateless(file);
    }
    return state;
  }
}
