package thalweg.exchange.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.exchange.protobuf.ProtoReader;

/// Arrays of a model: as raw bytes, as lists of numbers, or in a file beside it.
final class TensorReader {
  private static final int EXTERNAL = 1;

  private final @Nullable Path folder;

  TensorReader(@Nullable Path folder) {
    this.folder = folder;
  }

  /// An array and its name, which may be empty.
  record Named(String name, OnnxTensor tensor) {}

  Named read(ProtoReader from) throws IOException {
    String name = "";
    ElementType type = null;
    List<Integer> sizes = new ArrayList<>();
    ByteBuffer raw = null;
    boolean isOutside = false;
    Map<String, String> place = new TreeMap<>();
    DoubleStream.Builder listed = DoubleStream.builder();
    while (from.next()) {
      switch (from.field()) {
        case 1 -> from.wholes(size -> sizes.add(Math.toIntExact(size)));
        case 2 -> type = ElementType.of(from.whole());
        case 4 -> from.reals(listed);
        case 5, 7, 11 -> from.wholes(listed::accept);
        case 8 -> name = from.text();
        case 9 -> raw = from.bytes();
        case 10 -> from.doubles(listed);
        case 13 -> from.message("place of an array").entry(place);
        case 14 -> isOutside = from.whole() == EXTERNAL;
        default -> from.skip();
      }
    }
    if (type == null || sizes.stream().anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "its array " + Quote.of(name) + " has no type or the shape " + sizes + ".");
    }
    long elements = 1;
    for (int size : sizes) {
      elements = Math.multiplyExact(elements, (long) size);
    }
    long bytes = Math.multiplyExact(elements, (long) type.stored().bytes());
    if (isOutside) {
      raw = outside(name, place, bytes);
    }
    NdArray values;
    if (raw != null) {
      require(name, sizes, bytes, raw.remaining(), "bytes");
      values = values(type, shape(sizes), raw);
    } else {
      double[] numbers = listed.build().toArray();
      require(name, sizes, elements, numbers.length, "numbers");
      values = values(type, shape(sizes), numbers);
    }
    return new Named(name, new OnnxTensor(type, values));
  }

  private static void require(
      String name, List<Integer> sizes, long expected, long given, String what) {
    if (expected != given) {
      throw new IllegalArgumentException(
          "its array "
              + Quote.of(name)
              + " of shape "
              + sizes
              + " has "
              + given
              + " "
              + what
              + ", expected "
              + expected
              + "; fetch it again.");
    }
  }

  private static Shape shape(List<Integer> sizes) {
    return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  private static NdArray values(ElementType type, Shape shape, ByteBuffer raw) {
    ByteBuffer from = raw.order(ByteOrder.LITTLE_ENDIAN);
    NdArray values = NdArray.zeros(type.type(), shape);
    if (type == ElementType.FLOAT) {
      from.asFloatBuffer().get(values.floats());
      return values;
    }
    int bytes = type.stored().bytes();
    for (int i = 0; i < shape.elements(); i++) {
      values.set(i, type.get(from, i * bytes));
    }
    return values;
  }

  /// Takes listed numbers; those of 16 bits are listed as the whole number their bits are.
  private static NdArray values(ElementType type, Shape shape, double[] numbers) {
    NdArray values = NdArray.zeros(type.type(), shape);
    ByteBuffer bits = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    boolean isBits = type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
    for (int i = 0; i < numbers.length; i++) {
      double number = numbers[i];
      if (isBits) {
        number = type.get(bits.putInt(0, (int) number), 0);
      } else if (!type.type().isReal()) {
        number = Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
      }
      values.set(i, number);
    }
    return values;
  }

  private ByteBuffer outside(String name, Map<String, String> place, long bytes)
      throws IOException {
    String location = place.getOrDefault("location", "");
    if (folder == null || location.isEmpty()) {
      throw new IllegalArgumentException(
          "its array "
              + Quote.of(name)
              + " lies in another file; read the model from its folder, or save it in one file.");
    }
    Path file = folder.resolve(location).normalize();
    // A model may come from anywhere; it names no file but those beside it.
    if (!file.startsWith(folder.normalize()) || Path.of(location).isAbsolute()) {
      throw new IllegalArgumentException(
          "its array "
              + Quote.of(name)
              + " lies in "
              + Quote.of(location)
              + ", outside of the model's folder; put it beside the model.");
    }
    long offset = number(place.getOrDefault("offset", "0"));
    try (FileChannel channel = FileChannel.open(file)) {
      if (bytes > Integer.MAX_VALUE - 8 || offset < 0 || offset > channel.size() - bytes) {
        throw new IllegalArgumentException(
            "its array "
                + Quote.of(name)
                + " takes "
                + bytes
                + " bytes from "
                + offset
                + " on in "
                + Quote.of(location)
                + ", which has "
                + channel.size()
                + "; fetch that file again.");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes);
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
