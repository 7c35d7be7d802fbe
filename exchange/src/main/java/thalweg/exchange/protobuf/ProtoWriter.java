package thalweg.exchange.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Writes a message in the encoding of Protocol Buffers: fields, each a number and what it holds.
/// Source: protobuf.dev, "Encoding".
public final class ProtoWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private void bare(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  /// Writes a whole number.
  public ProtoWriter whole(int field, long value) {
    bare(((long) field << 3) | ProtoReader.VARINT);
    bare(value);
    return this;
  }

  /// Writes a float.
  public ProtoWriter real(int field, float value) {
    bare(((long) field << 3) | ProtoReader.FIXED_32);
    int bits = Float.floatToIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.write(bits >>> shift);
    }
    return this;
  }

  /// Writes a double.
  public ProtoWriter doubles(int field, double value) {
    bare((long) field << 3 | ProtoReader.FIXED_64);
    long bits = Double.doubleToLongBits(value);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      bytes.write((int) (bits >>> shift));
    }
    return this;
  }

  /// Writes a text.
  public ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes bytes.
  public ProtoWriter bytes(int field, byte[] value) {
    bare(((long) field << 3) | ProtoReader.BYTES);
    bare(value.length);
    bytes.writeBytes(value);
    return this;
  }

  /// Writes a message within this one.
  public ProtoWriter message(int field, Consumer<ProtoWriter> written) {
    ProtoWriter inner = new ProtoWriter();
    written.accept(inner);
    return bytes(field, inner.toBytes());
  }

  /// Returns all that was written.
  public byte[] toBytes() {
    return bytes.toByteArray();
  }
}
