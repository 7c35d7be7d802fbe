package thalweg.exchange.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;

/// Reads a message in the encoding of Protocol Buffers, field by field. What is wrong is an
/// [IllegalArgumentException] that says where.
public final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int BYTES = 2;
  static final int FIXED_32 = 5;

  private static final int MOST_BYTES_OF_VARINT = 10;

  private final String what;
  private final ByteBuffer bytes;
  private int field;
  private int wire;

  /// @param what the message is, for errors
  public ProtoReader(String what, ByteBuffer bytes) {
    this.what = what;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Goes on to the next field, whose value must then be read or skipped; false at the end.
  public boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long tag = bare();
    wire = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 3 > 536_870_911) {
      throw damaged("has a field of number " + Long.toUnsignedString(tag >>> 3));
    }
    field = (int) (tag >>> 3);
    return true;
  }

  /// Returns the number of the field.
  public int field() {
    return field;
  }

  private long bare() {
    long value = 0;
    for (int i = 0; i < MOST_BYTES_OF_VARINT; i++) {
      require(1);
      byte next = bytes.get();
      value |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("has a number of more than 10 bytes");
  }

  private void require(int count) {
    if (bytes.remaining() < count) {
      throw damaged("ends within a value");
    }
  }

  private void require(int expected, String kind) {
    if (wire != expected) {
      throw damaged("has in field " + field + " a value of wire type " + wire + ", not " + kind);
    }
  }

  private IllegalArgumentException damaged(String how) {
    return new IllegalArgumentException(
        "at byte " + bytes.position() + " of its " + what + " it " + how + "; fetch it again.");
  }

  /// Returns a whole number.
  public long whole() {
    require(VARINT, "a whole number");
    return bare();
  }

  /// Returns a float.
  public float real() {
    require(FIXED_32, "a float");
    require(Float.BYTES);
    return bytes.getFloat();
  }

  /// Returns bytes, as a part of those that are read.
  public ByteBuffer bytes() {
    require(BYTES, "bytes");
    long length = bare();
    if (length < 0 || length > bytes.remaining()) {
      throw damaged(
          "has a field of "
              + Long.toUnsignedString(length)
              + " bytes where "
              + bytes.remaining()
              + " are left");
    }
    ByteBuffer value = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) length);
    return value;
  }

  /// Returns a message within this one.
  public ProtoReader message(String what) {
    return new ProtoReader(what, bytes());
  }

  /// Returns a text.
  public String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes()).toString();
    } catch (CharacterCodingException _) {
      throw damaged("has a text that is not UTF-8");
    }
  }

  /// Reads this message as an entry of a map, of which field 1 is the key and field 2 the value.
  public void entry(Map<String, String> into) {
    String key = "";
    String value = "";
    while (next()) {
      switch (field()) {
        case 1 -> key = text();
        case 2 -> value = text();
        default -> skip();
      }
    }
    into.put(key, value);
  }

  /// Reads one whole number of a repeated field, or all that are packed together.
  public void wholes(LongConsumer each) {
    if (wire == VARINT) {
      each.accept(bare());
      return;
    }
    ProtoReader packed = message("packed numbers");
    while (packed.bytes.hasRemaining()) {
      each.accept(packed.bare());
    }
  }

  /// Reads one float of a repeated field, or all that are packed together.
  public void reals(DoubleConsumer each) {
    if (wire == FIXED_32) {
      each.accept(real());
      return;
    }
    ByteBuffer packed = bytes();
    requireWhole(packed, Float.BYTES);
    while (packed.hasRemaining()) {
      each.accept(packed.getFloat());
    }
  }

  /// Reads one double of a repeated field, or all that are packed together.
  public void doubles(DoubleConsumer each) {
    if (wire == FIXED_64) {
      require(Double.BYTES);
      each.accept(bytes.getDouble());
      return;
    }
    ByteBuffer packed = bytes();
    requireWhole(packed, Double.BYTES);
    while (packed.hasRemaining()) {
      each.accept(packed.getDouble());
    }
  }

  private void requireWhole(ByteBuffer packed, int size) {
    if (packed.remaining() % size != 0) {
      throw damaged("has " + packed.remaining() + " bytes of numbers that take " + size);
    }
  }

  /// Passes over the value.
  public void skip() {
    switch (wire) {
      case VARINT -> bare();
      case FIXED_64 -> {
        require(Long.BYTES);
        bytes.position(bytes.position() + Long.BYTES);
      }
      case BYTES -> bytes();
      case FIXED_32 -> {
        require(Integer.BYTES);
        bytes.position(bytes.position() + Integer.BYTES);
      }
      default -> throw damaged("has a value of wire type " + wire);
    }
  }
}
