package thalweg.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;

/// How a number lies in a file: in how many bytes, whole or real, with a sign or without.
public enum NumberType {
  BOOL(1),
  UNSIGNED_BYTE(1),
  SIGNED_BYTE(1),
  UNSIGNED_SHORT(2),
  SHORT(2),
  UNSIGNED_INT(4),
  INT(4),
  UNSIGNED_LONG(8),
  LONG(8),
  HALF(2),
  /// The upper half of a float.
  BRAIN(2),
  FLOAT(4),
  DOUBLE(8);

  private final int bytes;

  NumberType(int bytes) {
    this.bytes = bytes;
  }

  /// Returns how many bytes a number takes.
  public int bytes() {
    return bytes;
  }

  /// Returns the type of an array that such numbers are read into: INT for all whole ones.
  public DType type() {
    return switch (this) {
      case HALF, BRAIN, FLOAT -> DType.FLOAT;
      case DOUBLE -> DType.DOUBLE;
      default -> DType.INT;
    };
  }

  /// Returns the number whose bytes begin at `at`. Of 64 bits it is the nearest `double`, taken
  /// with a sign.
  public double get(ByteBuffer from, int at) {
    return switch (this) {
      case BOOL -> from.get(at) == 0 ? 0 : 1;
      case UNSIGNED_BYTE -> from.get(at) & 0xFF;
      case SIGNED_BYTE -> from.get(at);
      case UNSIGNED_SHORT -> from.getShort(at) & 0xFFFF;
      case SHORT -> from.getShort(at);
      case UNSIGNED_INT -> from.getInt(at) & 0xFFFFFFFFL;
      case INT -> from.getInt(at);
      case UNSIGNED_LONG, LONG -> from.getLong(at);
      case HALF -> Float.float16ToFloat(from.getShort(at));
      case BRAIN -> Float.intBitsToFloat(from.getShort(at) << Short.SIZE);
      case FLOAT -> from.getFloat(at);
      case DOUBLE -> from.getDouble(at);
    };
  }

  private void put(ByteBuffer to, double number) {
    switch (this) {
      case BOOL -> to.put((byte) (number == 0 ? 0 : 1));
      case UNSIGNED_BYTE, SIGNED_BYTE -> to.put((byte) (long) number);
      case UNSIGNED_SHORT, SHORT -> to.putShort((short) (long) number);
      case UNSIGNED_INT, INT -> to.putInt((int) (long) number);
      case UNSIGNED_LONG, LONG -> to.putLong((long) number);
      case HALF -> to.putShort(Float.floatToFloat16((float) number));
      case BRAIN -> to.putShort((short) (Float.floatToIntBits((float) number) >>> Short.SIZE));
      case FLOAT -> to.putFloat((float) number);
      case DOUBLE -> to.putDouble(number);
    }
  }

  /// Returns the numbers of an array as bytes, last axis fastest.
  ///
  /// @param format what messages call the kind of file
  /// @throws IllegalArgumentException if one cannot be held exactly; it says which
  public byte[] bytesOf(NdArray array, ByteOrder order, String format) {
    int elements = array.shape().elements();
    ByteBuffer to = ByteBuffer.allocate(Math.multiplyExact(elements, bytes)).order(order);
    for (int i = 0; i < elements; i++) {
      double number = array.at(i);
      put(to, number);
      if (Double.compare(get(to, i * bytes), number) != 0) {
        throw new IllegalArgumentException(
            format
                + ": number "
                + i
                + " is "
                + number
                + ", which "
                + this
                + " cannot hold; choose a wider type.");
      }
    }
    return to.array();
  }
}
