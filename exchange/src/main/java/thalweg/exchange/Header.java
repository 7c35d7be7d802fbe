package thalweg.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The JSON at the beginning of a safetensors file: the metadata, and which bytes are which tensor.
///
/// @param metadata free text by name
/// @param entries the tensors in the order of their bytes, checked to lie end to end
record Header(SortedMap<String, String> metadata, List<Entry> entries) {
  /// The length of what follows a header in a stream.
  static final long UNKNOWN = -1;

  /// The longest header the format allows, in bytes.
  static final int LONGEST = 100_000_000;

  /// The name under which the format keeps the metadata, so that no tensor can have it.
  static final String METADATA = "__metadata__";

  /// The most bytes of a tensor that is carried: the longest array a JVM gives.
  private static final int MOST_CARRIED = Integer.MAX_VALUE - 8;

  /// The tensors begin at a multiple of this many bytes, so that a reader may map them.
  private static final int ALIGNMENT = 8;

  /// One tensor; `begin` and `end` count bytes from the first byte behind the header.
  record Entry(String name, String type, Shape shape, long begin, long end) {
    /// Returns how it is read; null where it is carried as bytes.
    @Nullable StoredType stored() {
      return StoredType.named(type);
    }

    long bytes() {
      return end - begin;
    }
  }

  // A header may use its allowed length as it likes; nesting stays limited by Jackson's default.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(LONGEST)
                  .maxStringLength(LONGEST)
                  .build())
          .build();

  /// Returns the header for these tensors, laid out as the reference writer does: wide elements
  /// first, then by name; what is carried comes last.
  static Header of(
      Map<String, String> metadata,
      Map<String, NdArray> tensors,
      Map<String, CarriedTensor> carried) {
    List<Entry> entries = new ArrayList<>();
    tensors.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, NdArray> tensor) -> StoredType.of(tensor.getValue().type()))
                .thenComparing(tensor -> utf8(tensor.getKey()), Arrays::compareUnsigned))
        .forEach(
            tensor -> {
              NdArray array = tensor.getValue();
              String type = StoredType.of(array.type()).name();
              long bytes = (long) array.shape().elements() * array.type().bytes();
              append(entries, tensor.getKey(), type, array.shape(), bytes);
            });
    new TreeMap<>(carried)
        .forEach(
            (name, tensor) ->
                append(entries, name, tensor.type(), tensor.shape(), tensor.bytes().capacity()));
    return new Header(new TreeMap<>(metadata), entries);
  }

  private static void append(
      List<Entry> entries, String name, String type, Shape shape, long bytes) {
    long begin = entries.isEmpty() ? 0 : entries.getLast().end;
    entries.add(new Entry(name, type, shape, begin, begin + bytes));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Returns the number of bytes behind the header.
  long dataBytes() {
    return entries.isEmpty() ? 0 : entries.getLast().end;
  }

  /// Returns the bytes of this header, padded with blanks.
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectPropertyStart(METADATA);
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      for (Entry entry : entries) {
        int[] sizes = entry.shape.sizes();
        json.writeObjectPropertyStart(entry.name);
        json.writeStringProperty("dtype", entry.type);
        json.writeName("shape");
        json.writeArray(sizes, 0, sizes.length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {entry.begin, entry.end}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  /// Returns the header written in `bytes`, which is followed by `dataBytes` bytes of tensors, or,
  /// where that is [#UNKNOWN], by as many as the header says.
  ///
  /// @throws SafetensorsException if the bytes are no header, or do not describe exactly that many
  ///   bytes
  static Header parse(Path file, byte[] bytes, long dataBytes) throws SafetensorsException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new SafetensorsException(file, "the header is not UTF-8 text; the file is damaged.");
    }
    if (!text.startsWith("{")) {
      throw new SafetensorsException(
          file,
          "the header must begin with '{', found "
              + Quote.of(text.substring(0, Math.min(text.length(), 12)))
              + "; this is no safetensors file.");
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      Header header = new Reading(file, json).header();
      header.checkCovers(file, dataBytes);
      return header;
    } catch (JacksonException wrong) {
      throw new SafetensorsException(
          file, "the header is not JSON: " + Quote.of(wrong.getOriginalMessage()) + ".");
    }
  }

  /// Checks that the tensors lie end to end over exactly `dataBytes` bytes.
  private void checkCovers(Path file, long dataBytes) throws SafetensorsException {
    long covered = 0;
    for (Entry entry : entries) {
      if (entry.begin != covered) {
        throw new SafetensorsException(
            file,
            "tensor "
                + Quote.of(entry.name)
                + " begins at byte "
                + entry.begin
                + (entry.begin < covered ? " inside" : " with a hole behind")
                + " the tensor that ends at byte "
                + covered
                + "; tensors must lie end to end.");
      }
      covered = entry.end;
    }
    if (dataBytes != UNKNOWN && covered != dataBytes) {
      throw new SafetensorsException(
          file,
          "the tensors need "
              + covered
              + " bytes, the file has "
              + dataBytes
              + " behind its header; "
              + (covered > dataBytes ? "it was cut short." : "something was added at its end."));
    }
  }

  /// The one pass over the JSON; it knows where in the header it is for its messages.
  private record Reading(Path file, JsonParser json) {
    Header header() throws SafetensorsException {
      expect(JsonToken.START_OBJECT, "the header");
      SortedMap<String, String> metadata = new TreeMap<>();
      List<Entry> entries = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        if (!names.add(name)) {
          throw wrong("the name " + Quote.of(name) + " stands twice; every tensor needs its own.");
        }
        if (name.equals(METADATA)) {
          metadata(metadata);
        } else {
          entries.add(entry(name));
        }
      }
      if (json.nextToken() != null) {
        throw wrong("something follows the JSON in the header; only blanks may.");
      }
      entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
      return new Header(metadata, entries);
    }

    private void metadata(SortedMap<String, String> metadata) throws SafetensorsException {
      expect(JsonToken.START_OBJECT, METADATA);
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        expect(JsonToken.VALUE_STRING, METADATA + " entry " + Quote.of(key));
        if (metadata.put(key, json.getString()) != null) {
          throw wrong("the metadata name " + Quote.of(key) + " stands twice.");
        }
      }
    }

    private Entry entry(String name) throws SafetensorsException {
      String tensor = "tensor " + Quote.of(name);
      expect(JsonToken.START_OBJECT, tensor);
      @Nullable String type = null;
      long @Nullable [] sizes = null;
      long @Nullable [] offsets = null;
      Set<String> seen = new HashSet<>();
      for (String field = json.nextName(); field != null; field = json.nextName()) {
        String where = tensor + ", " + Quote.of(field);
        if (!seen.add(field)) {
          throw wrong(where + " stands twice.");
        }
        switch (field) {
          case "dtype" -> type = type(where);
          case "shape" -> sizes = integers(where);
          case "data_offsets" -> offsets = integers(where);
          default -> {
            json.nextToken();
            json.skipChildren(); // the format lets later versions add fields
          }
        }
      }
      if (type == null || sizes == null || offsets == null || offsets.length != 2) {
        throw wrong(tensor + " must have a dtype, a shape and two data_offsets.");
      }
      return checked(new Entry(name, type, shape(tensor, sizes), offsets[0], offsets[1]));
    }

    private Entry checked(Entry entry) throws SafetensorsException {
      StoredType stored = entry.stored();
      long needed = stored == null ? 0 : (long) entry.shape.elements() * stored.bytes();
      // Both offsets are at least 0, so their difference cannot overflow.
      if (stored == null
          ? !CarriedTensor.fits(entry.type, entry.shape, entry.bytes())
          : entry.bytes() != needed) {
        throw wrong(
            told(entry)
                + (stored == null ? " cannot be what" : " needs " + needed + " bytes,")
                + " its data_offsets ["
                + entry.begin
                + ", "
                + entry.end
                + "] span"
                + (stored == null ? ": " : " ")
                + entry.bytes()
                + (stored == null ? " bytes." : "."));
      }
      if (stored == null && entry.bytes() > MOST_CARRIED) {
        throw wrong(
            told(entry)
                + " has "
                + entry.bytes()
                + " bytes; of a type that is not read, "
                + MOST_CARRIED
                + " can be carried.");
      }
      return entry;
    }

    private static String told(Entry entry) {
      return "tensor "
          + Quote.of(entry.name)
          + " of type "
          + Quote.shown(entry.type)
          + " and shape "
          + entry.shape;
    }

    private String type(String where) throws SafetensorsException {
      expect(JsonToken.VALUE_STRING, where);
      return json.getString();
    }

    private long[] integers(String where) throws SafetensorsException {
      expect(JsonToken.START_ARRAY, where);
      long[] numbers = new long[4];
      int count = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getString().startsWith("-")) {
          throw wrong(
              where
                  + " holds "
                  + Quote.of(json.getString())
                  + "; it must be an array of whole numbers from 0.");
        }
        if (count == numbers.length) {
          numbers = Arrays.copyOf(numbers, 2 * count);
        }
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          throw wrong(
              where + " holds " + Quote.of(json.getString()) + ", which overflows 64 bits.");
        }
        numbers[count++] = json.getLongValue();
      }
      return Arrays.copyOf(numbers, count);
    }

    private Shape shape(String tensor, long[] sizes) throws SafetensorsException {
      int[] small = new int[sizes.length];
      long elements = 1;
      for (int i = 0; i < sizes.length; i++) {
        small[i] = (int) sizes[i];
        // Neither factor exceeds 2³¹ here, so their product cannot overflow before it is tested.
        elements *= small[i];
        if (small[i] != sizes[i] || elements > Integer.MAX_VALUE) {
          throw wrong(
              tensor
                  + ", shape "
                  + Arrays.toString(sizes)
                  + " overflows: one tensor can hold 2147483647 elements.");
        }
      }
      return Shape.of(small);
    }

    private void expect(JsonToken token, String where) throws SafetensorsException {
      JsonToken found = json.nextToken();
      if (found != token) {
        throw wrong(where + " must be " + described(token) + ", found " + described(found) + ".");
      }
    }

    private static String described(@Nullable JsonToken token) {
      return switch (token) {
        case null -> "the end";
        case START_OBJECT -> "an object";
        case START_ARRAY -> "an array";
        case VALUE_STRING -> "a string";
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
        case VALUE_TRUE, VALUE_FALSE -> "true or false";
        case VALUE_NULL -> "null";
        case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
            token.toString();
      };
    }

    private SafetensorsException wrong(String what) {
      return new SafetensorsException(file, what);
    }
  }
}
