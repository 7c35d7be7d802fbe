package thalweg.exchange.onnx;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.exchange.NumberType;

/// What the elements of an ONNX tensor are; each has its number in the format.
public enum ElementType {
  FLOAT(1, NumberType.FLOAT),
  UINT8(2, NumberType.UNSIGNED_BYTE),
  INT8(3, NumberType.SIGNED_BYTE),
  UINT16(4, NumberType.UNSIGNED_SHORT),
  INT16(5, NumberType.SHORT),
  INT32(6, NumberType.INT),
  INT64(7, NumberType.LONG),
  /// Texts, which are not read as arrays.
  STRING(8, null),
  BOOL(9, NumberType.BOOL),
  FLOAT16(10, NumberType.HALF),
  DOUBLE(11, NumberType.DOUBLE),
  UINT32(12, NumberType.UNSIGNED_INT),
  UINT64(13, NumberType.UNSIGNED_LONG),
  /// The upper half of a float.
  BFLOAT16(16, NumberType.BRAIN);

  private final int number;
  private final @Nullable NumberType stored;

  ElementType(int number, @Nullable NumberType stored) {
    this.number = number;
    this.stored = stored;
  }

  /// Returns its number in the format.
  public int number() {
    return number;
  }

  /// Returns the type of this number.
  ///
  /// @throws IllegalArgumentException if it cannot be read here
  public static ElementType of(long number) {
    for (ElementType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "element type "
            + number
            + " is not read here; save the model with floats of 16, 32 or 64 bits.");
  }

  /// Returns the type under which elements of `type` are written.
  public static ElementType of(DType type) {
    return switch (type) {
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case INT -> INT64;
    };
  }

  /// Returns how its numbers lie in a file.
  ///
  /// @throws IllegalArgumentException for texts, which are no numbers
  NumberType stored() {
    if (stored == null) {
      throw new IllegalArgumentException("a tensor of texts is not read here; leave it out.");
    }
    return stored;
  }

  /// Returns the type of an array they are read into: INT for all whole ones.
  public DType type() {
    return stored().type();
  }

  /// Returns the number whose bytes begin at `at`, whole numbers beyond 32 bits as the nearest that
  /// INT has: they are ends of slices, where any that is large enough does.
  double get(ByteBuffer from, int at) {
    double number = stored().get(from, at);
    if (this == UINT64 && number < 0) {
      return Integer.MAX_VALUE;
    }
    return type() == DType.INT ? Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE) : number;
  }
}
