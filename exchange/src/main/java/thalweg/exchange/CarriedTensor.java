package thalweg.exchange;

import java.nio.ByteBuffer;
import java.util.Map;
import thalweg.algebra.Shape;

/// A tensor of a type that nothing here computes with, such as F4 or one of a later version of the
/// format: it is carried from file to file as the bytes that it was.
///
/// @param type its name in the format
/// @param bytes its elements as they lie in the file; not copied, and read-only
public record CarriedTensor(String type, Shape shape, ByteBuffer bytes) {
  /// The bits of an element, of those that the format knows today or that are in use.
  private static final Map<String, Integer> BITS =
      Map.ofEntries(
          Map.entry("C64", 64),
          Map.entry("C128", 128),
          Map.entry("F8_E8M0", 8),
          Map.entry("F8_E4M3FNUZ", 8),
          Map.entry("F8_E5M2FNUZ", 8),
          Map.entry("F6_E2M3", 6),
          Map.entry("F6_E3M2", 6),
          Map.entry("F4", 4),
          Map.entry("I4", 4),
          Map.entry("U4", 4));

  /// @throws IllegalArgumentException if the type is one of those that are read, or there are other
  ///   bytes than so many elements of it take
  public CarriedTensor {
    bytes = bytes.slice().asReadOnlyBuffer();
    if (StoredType.named(type) != null || !fits(type, shape, bytes.capacity())) {
      throw new IllegalArgumentException(
          "safetensors: "
              + bytes.capacity()
              + " bytes cannot be carried as "
              + type
              + " of shape "
              + shape
              + "; give the bytes of a type that is not read as numbers.");
    }
  }

  /// Returns the elements, from the first byte to the last.
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /// Returns whether so many bytes can be a tensor: as many as its elements take, or, of a type
  /// that nothing is known of, none for no elements and else some.
  static boolean fits(String type, Shape shape, long bytes) {
    long elements = shape.elements();
    Integer bits = BITS.get(type);
    return bits == null ? elements == 0 == (bytes == 0) : elements * bits == bytes * Byte.SIZE;
  }
}
