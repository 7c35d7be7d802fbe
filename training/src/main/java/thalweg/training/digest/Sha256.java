package thalweg.training.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import thalweg.algebra.NdArray;

/// SHA-256 in hexadecimal: 64 digits, in small letters. Source: FIPS 180-4.
public final class Sha256 {
  private static final int BUFFER = 1 << 16;

  private Sha256() {}

  /// Returns the hash of a text in UTF-8.
  public static String of(String text) {
    MessageDigest digest = begin();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return end(digest);
  }

  /// Returns the hash of arrays one after the other: their elements as little-endian bytes.
  public static String of(List<NdArray> arrays) {
    MessageDigest digest = begin();
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    for (NdArray array : arrays) {
      int elements = array.shape().elements();
      int most = BUFFER / array.type().bytes();
      for (int from = 0; from < elements; from += most) {
        int count = Math.min(most, elements - from);
        switch (array.type()) {
          case FLOAT -> bytes.asFloatBuffer().put(array.floats(), from, count);
          case DOUBLE -> bytes.asDoubleBuffer().put(array.doubles(), from, count);
          case INT -> bytes.asIntBuffer().put(array.ints(), from, count);
        }
        digest.update(bytes.array(), 0, count * array.type().bytes());
      }
    }
    return end(digest);
  }

  /// Returns the hash of what a file holds.
  ///
  /// @throws IOException if it cannot be read
  public static String of(Path file) throws IOException {
    MessageDigest digest = begin();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return end(digest);
  }

  /// Returns a digest that has been told nothing yet, for what is told bit by bit.
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /// Returns the hash of all that `digest` has been told.
  public static String end(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
