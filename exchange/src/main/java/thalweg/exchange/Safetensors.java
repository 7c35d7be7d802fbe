package thalweg.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;

/// Named arrays and free text, as one safetensors file holds them. Tensors of types that nothing
/// here computes with are carried: read as the bytes that they are, and written so again.
///
/// The same content gives the same bytes: metadata is sorted by key; tensors are laid out with wide
/// elements first, then by name; the header is padded so that the data starts at a multiple of 8.
/// Source: the README and `tensor.rs` of huggingface/safetensors.
///
/// @param metadata free text by name; kept in its order in memory, sorted in the file
/// @param tensors arrays by name; not copied
/// @param carried tensors of other types by name; not copied
public record Safetensors(
    Map<String, String> metadata,
    Map<String, NdArray> tensors,
    Map<String, CarriedTensor> carried) {
  private static final int BUFFER = 1 << 20;

  /// What messages call a stream.
  private static final Path STREAM = Path.of("stream");

  /// Keeps the maps as they are now; the arrays are not copied.
  ///
  /// @throws IllegalArgumentException if a name or text cannot be written as UTF-8, a tensor is
  ///   called `__metadata__`, or two have one name
  public Safetensors {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    carried = Collections.unmodifiableMap(new LinkedHashMap<>(carried));
    metadata.forEach(
        (key, value) -> {
          checkText("metadata name", key);
          checkText("metadata value of " + Quote.of(key), value);
        });
    tensors.keySet().forEach(name -> checkText("tensor name", name));
    carried.forEach(
        (name, tensor) -> {
          checkText("tensor name", name);
          checkText("type of " + Quote.of(name), tensor.type());
        });
    if (!Collections.disjoint(tensors.keySet(), carried.keySet())) {
      throw new IllegalArgumentException(
          "safetensors: a tensor is among the arrays and among those that are carried; every tensor"
              + " needs a name of its own.");
    }
    if (tensors.containsKey(Header.METADATA) || carried.containsKey(Header.METADATA)) {
      throw new IllegalArgumentException(
          "safetensors: a tensor cannot be called "
              + Header.METADATA
              + ", where the format keeps its metadata; choose another name.");
    }
  }

  /// Keeps metadata and arrays; nothing is carried.
  ///
  /// @throws IllegalArgumentException as for the other
  public Safetensors(Map<String, String> metadata, Map<String, NdArray> tensors) {
    this(metadata, tensors, Map.of());
  }

  private static void checkText(String what, String text) {
    if (hasHalfOfPair(text)) {
      throw new IllegalArgumentException(
          "safetensors: the "
              + what
              + " "
              + Quote.of(text)
              + " has half of a surrogate pair, which UTF-8 cannot hold.");
    }
  }

  private static boolean hasHalfOfPair(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /// Reads all of a file into memory.
  ///
  /// F32 becomes `float`, F64 `double` and I32 `int`. What fits exactly is converted: F16, BF16 and
  /// F8 to `float`; I64, U64, U32, U16, I16, U8, I8 and BOOL to `int`. Other types are carried.
  /// Tensors come in the order of their bytes.
  ///
  /// @throws SafetensorsException if the file is malformed or cut short, or holds an integer beyond
  ///   `int`; nothing is allocated for data the file does not have
  /// @throws IOException if the file cannot be read
  public static Safetensors read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new SafetensorsException(
          file,
          Files.isDirectory(file)
              ? "this is a folder; name a file in it."
              : "this is a pipe or a device, which cannot be read from any place; write it to a"
                  + " file first.");
    }
    try {
      return readRegular(file);
    } catch (ClosedByInterruptException interrupted) {
      throw new IOException(
          file + ": the thread that read it was interrupted; read it again.", interrupted);
    }
  }

  /// Reads one document from a stream and leaves in the stream what follows it. As the other;
  /// memory is taken as the bytes come, not as the header announces them.
  ///
  /// @throws IOException if the stream ends before the document does, or cannot be read
  public static Safetensors read(InputStream stream) throws IOException {
    ReadableByteChannel channel = Channels.newChannel(stream);
    ByteBuffer buffer = buffer(BUFFER);
    fill(STREAM, channel, buffer, Long.BYTES);
    long length = buffer.getLong();
    if (length < 0 || length > Header.LONGEST) {
      throw tooLong(STREAM, length);
    }
    byte[] bytes = stream.readNBytes((int) length);
    if (bytes.length < length) {
      throw new SafetensorsException(STREAM, "the stream ended within the header.");
    }
    return tensors(STREAM, channel, buffer, Header.parse(STREAM, bytes, Header.UNKNOWN), BUFFER);
  }

  private static SafetensorsException tooLong(Path file, long length) {
    return new SafetensorsException(
        file,
        "the header would have "
            + Long.toUnsignedString(length)
            + " bytes, more than the "
            + Header.LONGEST
            + " allowed; this is no safetensors file.");
  }

  private static Safetensors tensors(
      Path file, ReadableByteChannel channel, ByteBuffer buffer, Header header, int atOnce)
      throws IOException {
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    Map<String, CarriedTensor> carried = new LinkedHashMap<>();
    for (Header.Entry entry : header.entries()) {
      StoredType type = entry.stored();
      if (type == null) {
        carried.put(entry.name(), carried(file, channel, buffer, entry, atOnce));
      } else {
        tensors.put(entry.name(), tensor(file, channel, buffer, entry, type, atOnce));
      }
    }
    return new Safetensors(header.metadata(), tensors, carried);
  }

  private static CarriedTensor carried(
      Path file, ReadableByteChannel channel, ByteBuffer buffer, Header.Entry entry, int atOnce)
      throws IOException {
    int all = (int) entry.bytes();
    byte[] bytes = new byte[Math.min(all, atOnce)];
    for (int done = 0; done < all; ) {
      int count = Math.min(buffer.capacity(), all - done);
      fill(file, channel, buffer, count);
      if (done + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(all, 2L * (done + count)));
      }
      buffer.get(bytes, done, count);
      done += count;
    }
    return new CarriedTensor(entry.type(), entry.shape(), ByteBuffer.wrap(bytes));
  }

  private static Safetensors readRegular(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw new SafetensorsException(
            file,
            "the file has "
                + size
                + " bytes; a safetensors file begins with 8 that tell the length of its header.");
      }
      ByteBuffer buffer = buffer(size);
      fill(file, channel, buffer, Long.BYTES);
      long length = buffer.getLong();
      if (length < 0 || length > Header.LONGEST) {
        throw tooLong(file, length);
      }
      if (length > size - Long.BYTES) {
        throw new SafetensorsException(
            file,
            "the header should have "
                + length
                + " bytes, "
                + (size - Long.BYTES)
                + " are left in the file; it was cut short or is no safetensors file.");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      fill(file, channel, bytes, (int) length);
      Header header = Header.parse(file, bytes.array(), size - Long.BYTES - length);
      return tensors(file, channel, buffer, header, Integer.MAX_VALUE);
    }
  }

  /// @param atOnce for how many elements memory is taken before the first has come
  private static NdArray tensor(
      Path file,
      ReadableByteChannel channel,
      ByteBuffer buffer,
      Header.Entry entry,
      StoredType type,
      int atOnce)
      throws IOException {
    int elements = entry.shape().elements();
    Object array = resized(type, null, Math.min(elements, atOnce));
    int most = BUFFER / type.bytes();
    for (int done = 0; done < elements; ) {
      int count = Math.min(most, elements - done);
      fill(file, channel, buffer, count * type.bytes());
      if (done + count > Array.getLength(array)) {
        array = resized(type, array, (int) Math.min(elements, 2L * (done + count)));
      }
      switch (array) {
        case float[] floats -> floats(type, buffer, floats, done, count);
        case double[] doubles -> buffer.asDoubleBuffer().get(doubles, done, count);
        case int[] integers -> integers(file, entry, type, buffer, integers, done, count);
        default -> throw new IllegalStateException("no such array");
      }
      done += count;
    }
    return switch (array) {
      case float[] floats -> NdArray.of(entry.shape(), floats);
      case double[] doubles -> NdArray.of(entry.shape(), doubles);
      default -> NdArray.of(entry.shape(), (int[]) array);
    };
  }

  private static Object resized(StoredType type, @Nullable Object array, int length) {
    return switch (type.inMemory()) {
      case FLOAT -> array == null ? new float[length] : Arrays.copyOf((float[]) array, length);
      case DOUBLE -> array == null ? new double[length] : Arrays.copyOf((double[]) array, length);
      case INT -> array == null ? new int[length] : Arrays.copyOf((int[]) array, length);
    };
  }

  private static void floats(
      StoredType type, ByteBuffer buffer, float[] into, int from, int count) {
    if (type == StoredType.F32) {
      buffer.asFloatBuffer().get(into, from, count); // a copy, several times faster than the loop
      return;
    }
    for (int i = 0; i < count; i++) {
      into[from + i] = type.nextFloat(buffer);
    }
  }

  private static void integers(
      Path file,
      Header.Entry entry,
      StoredType type,
      ByteBuffer buffer,
      int[] into,
      int from,
      int count)
      throws SafetensorsException {
    for (int i = 0; i < count; i++) {
      long element = type.nextInteger(buffer);
      if (!type.fits(element)) {
        throw new SafetensorsException(
            file,
            "tensor "
                + Quote.of(entry.name())
                + " of type "
                + type
                + " has "
                + type.written(element)
                + " at position "
                + (from + i)
                + ", which does not fit a 32-bit integer; convert it to F64 first.");
      }
      into[from + i] = (int) element;
    }
  }

  private static ByteBuffer buffer(long size) {
    int capacity = (int) Math.min(BUFFER, size);
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Reads exactly `count` bytes and leaves `buffer` ready to be read from its start.
  private static void fill(Path file, ReadableByteChannel channel, ByteBuffer buffer, int count)
      throws IOException {
    buffer.clear().limit(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new SafetensorsException(
            file,
            file.equals(STREAM)
                ? "the stream ended within the tensors."
                : "the file became shorter while it was read.");
      }
    }
    buffer.flip();
  }

  /// Writes all to a file beside `file`, waits until it is on the disk and renames it; see
  /// [Replacement].
  ///
  /// @throws IllegalArgumentException if names, shapes and metadata together exceed the 100,000,000
  ///   bytes the format allows
  /// @throws IOException if the file cannot be written; then `file` is as it was
  public void write(Path file) throws IOException {
    Header header = Header.of(metadata, tensors, carried);
    byte[] bytes = bytes(header);
    try (Replacement replacement = Replacement.open(file)) {
      FileChannel channel = replacement.channel();
      try {
        write(header, bytes, channel);
      } catch (ClosedByInterruptException interrupted) {
        throw replacement.interrupted(interrupted);
      }
      replacement.commit();
    }
  }

  /// Writes all to a stream, which is flushed and stays open: documents may follow one another.
  ///
  /// @throws IllegalArgumentException as for a file
  /// @throws IOException if the stream cannot be written
  public void write(OutputStream stream) throws IOException {
    Header header = Header.of(metadata, tensors, carried);
    write(header, bytes(header), Channels.newChannel(stream));
    stream.flush();
  }

  private static byte[] bytes(Header header) {
    byte[] bytes = header.toBytes();
    if (bytes.length > Header.LONGEST) {
      throw new IllegalArgumentException(
          "safetensors: the names, shapes and metadata take "
              + bytes.length
              + " bytes, the format allows "
              + Header.LONGEST
              + "; store long text elsewhere.");
    }
    return bytes;
  }

  private void write(Header header, byte[] head, WritableByteChannel channel) throws IOException {
    ByteBuffer buffer = buffer(Long.BYTES + header.dataBytes());
    drain(buffer.putLong(head.length), channel);
    drain(ByteBuffer.wrap(head).position(head.length), channel);
    for (Header.Entry entry : header.entries()) {
      CarriedTensor other = carried.get(entry.name());
      if (other == null) {
        write(Objects.requireNonNull(tensors.get(entry.name())), buffer, channel);
      } else {
        ByteBuffer bytes = other.bytes();
        drain(bytes.position(bytes.limit()), channel);
      }
    }
  }

  private static void write(NdArray array, ByteBuffer buffer, WritableByteChannel channel)
      throws IOException {
    int elements = array.shape().elements();
    int most = BUFFER / array.type().bytes();
    for (int done = 0; done < elements; ) {
      int count = Math.min(most, elements - done);
      switch (array.type()) {
        case FLOAT -> buffer.asFloatBuffer().put(array.floats(), done, count);
        case DOUBLE -> buffer.asDoubleBuffer().put(array.doubles(), done, count);
        case INT -> buffer.asIntBuffer().put(array.ints(), done, count);
      }
      drain(buffer.position(count * array.type().bytes()), channel);
      done += count;
    }
  }

  private static void drain(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
