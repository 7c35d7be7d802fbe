package thalweg.exchange.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thalweg.exchange.Replacement;

/// A graph with the version of its operators, and free text by name: an ONNX file.
///
/// The same content gives the same bytes.
///
/// @param irVersion of the format
/// @param opset version of the operators of ONNX itself
/// @param graph what is computed
/// @param metadata free text by name
public record OnnxModel(
    int irVersion, int opset, OnnxGraph graph, SortedMap<String, String> metadata) {
  /// The domain of the operators of ONNX itself; nodes may also leave it out.
  static final String DOMAIN = "ai.onnx";

  public OnnxModel {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /// Makes a model with these operators, in the first format that has them.
  ///
  /// @param opset 17 or 23
  /// @throws IllegalArgumentException if it is another
  public static OnnxModel of(int opset, OnnxGraph graph, Map<String, String> metadata) {
    int format =
        switch (opset) {
          case 17 -> 8;
          case 23 -> 11;
          default ->
              throw new IllegalArgumentException("onnx: opset " + opset + "; write 17 or 23.");
        };
    return new OnnxModel(format, opset, graph, new TreeMap<>(metadata));
  }

  /// Reads a file, and the files beside it in which it keeps large arrays.
  ///
  /// @throws OnnxException if it is no ONNX file or a damaged one
  /// @throws IOException if a file cannot be read
  public static OnnxModel read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > Integer.MAX_VALUE - 8) {
      throw new OnnxException(
          file.toString(),
          "has " + size + " bytes, the format allows 2147483647; it is no ONNX file.");
    }
    return read(file.toString(), Files.readAllBytes(file), file.toAbsolutePath().getParent());
  }

  /// Reads what lies in memory.
  ///
  /// @param where it comes from, for messages
  /// @throws OnnxException if it is no ONNX model or a damaged one
  public static OnnxModel read(String where, byte[] bytes) throws IOException {
    return read(where, bytes, null);
  }

  private static OnnxModel read(String where, byte[] bytes, @Nullable Path folder)
      throws IOException {
    try {
      return new OnnxReader(folder).model(ByteBuffer.wrap(bytes));
    } catch (IllegalArgumentException | ArithmeticException damaged) {
      throw new OnnxException(where, "is no ONNX model, or a damaged one: " + damaged.getMessage());
    }
  }

  /// Writes the model to a file. Nobody finds half of it there: it gets its name when it is whole.
  ///
  /// @throws IllegalArgumentException if it takes more than the 2 GB that the format allows
  public void write(Path file) throws IOException {
    byte[] bytes = toBytes();
    try (Replacement replacement = Replacement.open(file)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        replacement.channel().write(rest);
      }
      replacement.commit();
    }
  }

  /// Returns the file's bytes.
  ///
  /// @throws IllegalArgumentException if they are more than the 2 GB that the format allows
  public byte[] toBytes() {
    return OnnxWriter.bytes(this);
  }
}
