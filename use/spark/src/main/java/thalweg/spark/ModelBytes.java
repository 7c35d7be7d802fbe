package thalweg.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import thalweg.training.model.Model;

/// A model as it travels: the bytes of its file, read once in each process.
final class ModelBytes implements Serializable {
  private static final long serialVersionUID = 1;

  private final byte[] bytes;
  private transient volatile @Nullable Model model;

  private ModelBytes(byte[] bytes, @Nullable Model model) {
    this.bytes = bytes;
    this.model = model;
  }

  static ModelBytes of(byte[] bytes) {
    return new ModelBytes(bytes, null);
  }

  /// Writes a model.
  ///
  /// @throws IllegalArgumentException if network or objective have no written form
  static ModelBytes of(Model model) throws IOException {
    Path file = Files.createTempFile("thalweg-model", null);
    try {
      model.save(file);
      return new ModelBytes(Files.readAllBytes(file), model);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  byte[] bytes() {
    return bytes;
  }

  Model model() {
    Model known = model;
    if (known == null) {
      try {
        known = Model.load(new ByteArrayInputStream(bytes));
      } catch (IOException damaged) {
        throw new UncheckedIOException(damaged);
      }
      model = known;
    }
    return known;
  }
}
