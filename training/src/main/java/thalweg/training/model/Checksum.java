package thalweg.training.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.exchange.Safetensors;

/// The CRC-32C of all that a file holds, names and text as well as numbers, by which damage is
/// noticed that leaves every number finite and every word known.
///
/// It does not depend on how the file lays its content out. One wrong bit is always noticed, as are
/// wrong bits within 32 of each other; of other damage, one in 2³² goes unnoticed. It is no
/// protection against people, who can reckon it anew.
public final class Checksum {
  /// The metadata entry that holds it, and is left out of it.
  public static final String KEY = "checksum";

  private static final int BUFFER =
      1 << 12; // 4 KB stay in the first cache; 64 KB take twice as long

  private final CRC32C sum = new CRC32C();
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

  private Checksum() {}

  /// Returns the checksum of metadata and tensors as eight hexadecimal digits.
  public static String of(Map<String, String> metadata, Map<String, NdArray> tensors) {
    Checksum checksum = new Checksum();
    new TreeMap<>(metadata)
        .forEach(
            (key, value) -> {
              if (!key.equals(KEY)) {
                checksum.add(key);
                checksum.add(value);
              }
            });
    new TreeMap<>(tensors)
        .forEach(
            (name, array) -> {
              checksum.add(name);
              checksum.add(array.type() + " " + array.shape());
              checksum.add(array);
            });
    return HexFormat.of().toHexDigits((int) checksum.sum.getValue());
  }

  /// Checks that a file holds what was written; one without a checksum is of an earlier version.
  ///
  /// @throws IllegalArgumentException if it holds something else
  public static void require(Safetensors file) {
    String written = file.metadata().get(KEY);
    if (written == null) {
      return;
    }
    String found = of(file.metadata(), file.tensors());
    if (!written.equals(found)) {
      throw new IllegalArgumentException(
          "its content has the checksum "
              + found
              + ", it was saved with "
              + Quote.of(written)
              + "; restore the file from a copy (a program that changes a model on purpose leaves"
              + " the entry checksum out of its metadata)");
    }
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sum.update(buffer.clear().putInt(bytes.length).flip());
    sum.update(bytes);
  }

  private void add(NdArray array) {
    int elements = array.shape().elements();
    int most = BUFFER / array.type().bytes();
    for (int done = 0; done < elements; ) {
      int count = Math.min(most, elements - done);
      buffer.clear();
      switch (array.type()) {
        case FLOAT -> buffer.asFloatBuffer().put(array.floats(), done, count);
        case DOUBLE -> buffer.asDoubleBuffer().put(array.doubles(), done, count);
        case INT -> buffer.asIntBuffer().put(array.ints(), done, count);
      }
      sum.update(buffer.limit(count * array.type().bytes()));
      done += count;
    }
  }
}
