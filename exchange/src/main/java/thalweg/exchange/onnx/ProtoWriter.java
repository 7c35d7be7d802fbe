package thalweg.exchange.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Writes a message in the encoding of Protocol Buffers: fields, each a number and what it holds.
/// Source: protobuf.dev, "Encoding".
final class ProtoWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private void bare(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  ProtoWriter whole(int field, long value) {
    bare(((long) field << 3) | ProtoReader.VARINT);
    bare(value);
    return this;
  }

  ProtoWriter real(int field, float value) {
    bare(((long) field << 3) | ProtoReader.FIXED_32);
    int bits = Float.floatToIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.write(bits >>> shift);
    }
    return this;
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter bytes(int field, byte[] value) {
    bare(((long) field << 3) | ProtoReader.BYTES);
    bare(value.length);
    bytes.writeBytes(value);
    return this;
  }

  ProtoWriter message(int field, Consumer<ProtoWriter> written) {
    ProtoWriter inner = new ProtoWriter();
    written.accept(inner);
    return bytes(field, inner.toBytes());
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
