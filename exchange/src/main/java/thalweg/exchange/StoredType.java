package thalweg.exchange;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;

/// The element types of the format that can be read, and the type each becomes in memory.
///
/// Declared in the order in which the reference writer lays out a file, wide types first, so that
/// every tensor starts at a multiple of its element size.
enum StoredType {
  U64(8, DType.INT),
  I64(8, DType.INT),
  F64(8, DType.DOUBLE),
  F32(4, DType.FLOAT),
  U32(4, DType.INT),
  I32(4, DType.INT),
  BF16(2, DType.FLOAT),
  F16(2, DType.FLOAT),
  U16(2, DType.INT),
  I16(2, DType.INT),
  I8(1, DType.INT),
  U8(1, DType.INT),
  /// A float of 4 bits of exponent and 3 of fraction, which has NaN and no infinity.
  F8_E4M3(1, DType.FLOAT),
  /// The upper half of a half float.
  F8_E5M2(1, DType.FLOAT),
  BOOL(1, DType.INT);

  private final int bytes;
  private final DType inMemory;

  StoredType(int bytes, DType inMemory) {
    this.bytes = bytes;
    this.inMemory = inMemory;
  }

  /// Returns the type with the given name, or null when it cannot be read.
  static @Nullable StoredType named(String name) {
    for (StoredType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /// Returns the type under which elements of `type` are written.
  static StoredType of(DType type) {
    return switch (type) {
      case FLOAT -> F32;
      case DOUBLE -> F64;
      case INT -> I32;
    };
  }

  /// Returns the size of one stored element in bytes.
  int bytes() {
    return bytes;
  }

  DType inMemory() {
    return inMemory;
  }

  /// Returns the next element, exactly, when this type becomes `float`.
  float nextFloat(ByteBuffer from) {
    return switch (this) {
      case F32 -> from.getFloat();
      case F16 -> Float.float16ToFloat(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
      case F8_E5M2 -> Float.float16ToFloat((short) (from.get() << Byte.SIZE));
      case F8_E4M3 -> eighth(from.get());
      case F64, U64, I64, U32, I32, U16, I16, U8, I8, BOOL -> throw notReadAs(DType.FLOAT);
    };
  }

  /// Source: Micikevicius et al. (2022), "FP8 formats for deep learning", table 1.
  private static float eighth(byte bits) {
    int exponent = bits >> 3 & 0xF;
    int fraction = bits & 7;
    float size =
        exponent == 15 && fraction == 7
            ? Float.NaN
            : exponent == 0
                ? Math.scalb((float) fraction, -9)
                : Math.scalb((float) (8 + fraction), exponent - 10);
    return bits < 0 ? -size : size;
  }

  /// Returns the next element when this type becomes `int`; the caller checks that it fits.
  ///
  /// An unsigned 64-bit number beyond the range of `long` comes back negative, see [#fits].
  long nextInteger(ByteBuffer from) {
    return switch (this) {
      case U64, I64 -> from.getLong();
      case U32 -> Integer.toUnsignedLong(from.getInt());
      case I32 -> from.getInt();
      case U16 -> Short.toUnsignedInt(from.getShort());
      case I16 -> from.getShort();
      case U8, BOOL -> Byte.toUnsignedInt(from.get());
      case I8 -> from.get();
      case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 -> throw notReadAs(DType.INT);
    };
  }

  /// Returns whether an element read by [#nextInteger] is a Java `int`.
  boolean fits(long element) {
    return element == (int) element && (this != U64 || element >= 0);
  }

  /// Returns an element read by [#nextInteger] in decimal.
  String written(long element) {
    return this == U64 ? Long.toUnsignedString(element) : Long.toString(element);
  }

  private IllegalStateException notReadAs(DType type) {
    return new IllegalStateException(this + " becomes " + inMemory + ", not " + type + ".");
  }
}
