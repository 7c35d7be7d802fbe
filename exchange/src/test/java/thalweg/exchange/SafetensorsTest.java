package thalweg.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

@Tag("text")
class SafetensorsTest {
  private static final List<DType> TYPES = List.of(DType.values());

  @TempDir Path folder;

  /// Returns a file with this header and these bytes behind it.
  private Path file(String header, byte... data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("made.safetensors"), bytes.array());
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private NdArray stored(String type, String shape, String bytes) throws IOException {
    byte[] data = hex(bytes);
    String header =
        "{\"t\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[0,%s]}}"
            .formatted(type, shape, data.length);
    return Objects.requireNonNull(Safetensors.read(file(header, data)).tensors().get("t"));
  }

  @Test
  void a_file_made_by_hand_is_written_byte_for_byte() throws IOException {
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    tensors.put("b", NdArray.of(Shape.of(3), new int[] {-1, 0, 0x01020304}));
    tensors.put("a", NdArray.of(Shape.of(1, 2), new float[] {1, -2}));
    tensors.put("z", NdArray.of(Shape.SCALAR, new double[] {0.5}));
    Path file = folder.resolve("model");
    new Safetensors(Map.of("seed", "1", "a \"quoted\" key", "ä\n"), tensors).write(file);
    String header =
        "{\"__metadata__\":{\"a \\\"quoted\\\" key\":\"ä\\n\",\"seed\":\"1\"},"
            + "\"z\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]},"
            + "\"b\":{\"dtype\":\"I32\",\"shape\":[3],\"data_offsets\":[16,28]}}";
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    byte[] blanks = " ".repeat(padded - text.length).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 28).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(text).put(blanks);
    expected.put(hex("000000000000e03f 0000803f 000000c0 ffffffff 00000000 04030201"));
    assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
  }

  @Test
  void what_is_written_is_read_again_with_every_bit() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      Map<String, NdArray> tensors = new LinkedHashMap<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        int[] sizes = random.ints(random.nextInt(4), 0, 7).toArray();
        DType type = TYPES.get(random.nextInt(3));
        NdArray array = NdArray.zeros(type, Shape.of(sizes));
        for (int e = 0; e < array.shape().elements(); e++) {
          switch (type) {
            case FLOAT -> array.floats()[e] = Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> array.doubles()[e] = Double.longBitsToDouble(random.nextLong());
            case INT -> array.ints()[e] = random.nextInt();
          }
        }
        tensors.put("tensor " + random.nextInt(100) + " \u00e9\ud83d\ude00", array);
      }
      Safetensors content = new Safetensors(Map.of("round", String.valueOf(round)), tensors);
      Path file = folder.resolve("round");
      content.write(file);
      assertThat(Safetensors.read(file)).as("round %d", round).isEqualTo(content);
      assertThat(dataStart(file) % 8).isZero();
    }
  }

  private static long dataStart(Path file) throws IOException {
    return 8 + ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  @Test
  void tensors_longer_than_the_buffer_are_whole() throws IOException {
    int length = (1 << 20) / 4 * 2 + 3;
    float[] floats = new float[length];
    double[] doubles = new double[length];
    int[] ints = new int[length];
    for (int i = 0; i < length; i++) {
      floats[i] = i * 0.5f;
      doubles[i] = 1.0 / i;
      ints[i] = -i;
    }
    Shape shape = Shape.of(length);
    Safetensors content =
        new Safetensors(
            Map.of(),
            Map.of(
                "f", NdArray.of(shape, floats),
                "d", NdArray.of(shape, doubles),
                "i", NdArray.of(shape, ints)));
    Path file = folder.resolve("long");
    content.write(file);
    assertThat(Safetensors.read(file)).isEqualTo(content);
  }

  @Test
  void the_same_content_gives_the_same_bytes_in_any_order() throws IOException {
    LinkedHashMap<String, NdArray> there = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      there.put("t" + i, NdArray.zeros(TYPES.get(i % 3), Shape.of(i)));
    }
    LinkedHashMap<String, String> about = new LinkedHashMap<>();
    about.put("b", "2");
    about.put("a", "1");
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    new Safetensors(about, there).write(one);
    new Safetensors(about.reversed(), there.reversed()).write(two);
    assertThat(one).hasSameBinaryContentAs(two);
    Safetensors.read(one).write(two);
    assertThat(one).hasSameBinaryContentAs(two);
  }

  /// All 256 floats of 8 bits, against their definition: (−1)^s · 2^(e − 7) · (1 + m/8), and 2^−6 ·
  /// m/8 where e is 0.
  @Test
  void every_float_of_eight_bits_is_what_its_bits_say() throws IOException {
    StringBuilder bytes = new StringBuilder();
    for (int bits = 0; bits < 256; bits++) {
      bytes.append(String.format(Locale.ROOT, "%02x ", bits));
    }
    float[] read = stored("F8_E4M3", "[256]", bytes.toString().strip()).floats();
    float[] upper = stored("F8_E5M2", "[256]", bytes.toString().strip()).floats();
    for (int bits = 0; bits < 256; bits++) {
      int e = bits >> 3 & 15;
      double m = (bits & 7) / 8.0;
      double size = e == 0 ? m * Math.pow(2, -6) : (1 + m) * Math.pow(2, e - 7);
      double value = (bits & 127) == 127 ? Double.NaN : bits > 127 ? -size : size;
      assertThat((double) read[bits]).as("%x", bits).isEqualTo(Double.valueOf(value));
      Float half = Float.float16ToFloat((short) (bits << 8));
      assertThat(upper[bits]).isEqualTo(half);
    }
  }

  @Test
  void other_types_are_read_where_they_fit_exactly() throws IOException {
    assertThat(stored("F16", "[4]", "003c 00c0 0100 007c"))
        .isEqualTo(NdArray.of(Shape.of(4), new float[] {1, -2, 0x1p-24f, Float.POSITIVE_INFINITY}));
    assertThat(stored("BF16", "[2]", "803f 00c0"))
        .isEqualTo(NdArray.of(Shape.of(2), new float[] {1, -2}));
    // The largest, the least, 1, and the only NaN of each sign.
    assertThat(stored("F8_E4M3", "[6]", "7e 01 38 7f b8 80"))
        .isEqualTo(NdArray.of(Shape.of(6), new float[] {448, 0x1p-9f, 1, Float.NaN, -1, -0.0f}));
    assertThat(stored("F8_E5M2", "[5]", "7b 01 3c 7c bc"))
        .isEqualTo(
            NdArray.of(Shape.of(5), new float[] {57344, 0x1p-16f, 1, Float.POSITIVE_INFINITY, -1}));
    assertThat(stored("I64", "[2]", "ffffffffffffffff ffffff7f00000000"))
        .isEqualTo(NdArray.of(Shape.of(2), new int[] {-1, Integer.MAX_VALUE}));
    assertThat(stored("U64", "[1]", "0700000000000000"))
        .isEqualTo(NdArray.of(Shape.of(1), new int[] {7}));
    assertThat(stored("U32", "[1]", "ffffff7f"))
        .isEqualTo(NdArray.of(Shape.of(1), new int[] {Integer.MAX_VALUE}));
    assertThat(stored("I16", "[2]", "feff ff7f"))
        .isEqualTo(NdArray.of(Shape.of(2), new int[] {-2, 32767}));
    assertThat(stored("U16", "[1]", "feff")).isEqualTo(NdArray.of(Shape.of(1), new int[] {65534}));
    assertThat(stored("I8", "[1]", "fe")).isEqualTo(NdArray.of(Shape.of(1), new int[] {-2}));
    assertThat(stored("U8", "[1]", "fe")).isEqualTo(NdArray.of(Shape.of(1), new int[] {254}));
    assertThat(stored("BOOL", "[2]", "0001")).isEqualTo(NdArray.of(Shape.of(2), new int[] {0, 1}));
  }

  @Test
  void an_integer_beyond_32_bits_is_named_with_its_place() {
    assertThatThrownBy(() -> stored("I64", "[2]", "0000000000000000 0000008000000000"))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining("tensor \"t\" of type I64 has 2147483648 at position 1")
        .hasMessageContaining("convert it to F64 first");
    assertThatThrownBy(() -> stored("U64", "[]", "ffffffffffffffff"))
        .hasMessageContaining("18446744073709551615 at position 0");
    assertThatThrownBy(() -> stored("U32", "[]", "00000080")).hasMessageContaining("2147483648");
  }

  @Test
  void a_link_leads_to_the_file_that_is_replaced_and_nothing_else_is_left() throws IOException {
    Path file = Files.writeString(folder.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    new Safetensors(Map.of(), Map.of("x", NdArray.of(1, 2))).write(link);
    assertThat(link).isSymbolicLink();
    assertThat(Safetensors.read(file).tensors()).containsOnlyKeys("x");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(file, link);
    }
  }

  @Test
  void places_that_cannot_be_written_are_named() {
    Safetensors content = new Safetensors(Map.of(), Map.of());
    assertThatThrownBy(() -> content.write(folder.resolve("no/such")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("its folder does not exist");
    assertThatThrownBy(() -> content.write(folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no regular file");
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void names_the_format_cannot_hold_are_refused() {
    NdArray x = NdArray.of(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Safetensors(Map.of(), Map.of("__metadata__", x)))
        .withMessageContaining("cannot be called __metadata__");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Safetensors(Map.of(), Map.of("\ud800", x)))
        .withMessageContaining("tensor name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Safetensors(Map.of("k", "\udc00"), Map.of()))
        .withMessageContaining("metadata value of \"k\"");
  }

  @Test
  void an_empty_file_of_the_format_is_read() throws IOException {
    assertThat(Safetensors.read(file("{}"))).isEqualTo(new Safetensors(Map.of(), Map.of()));
  }

  @Test
  void documents_follow_one_another_in_a_stream_as_in_files() throws IOException {
    Random random = new Random(12);
    List<Safetensors> documents = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 30; i++) {
      Map<String, NdArray> tensors = new LinkedHashMap<>();
      for (int j = 0; j < random.nextInt(4); j++) {
        DType type = TYPES.get(random.nextInt(TYPES.size()));
        // Now and then more than is taken at once before it has come.
        NdArray array = NdArray.zeros(type, Shape.of(random.nextInt(i % 10 == 9 ? 600_000 : 50)));
        for (int at = 0; at < array.shape().elements(); at++) {
          array.set(at, random.nextInt(1000));
        }
        tensors.put("t" + j, array);
      }
      Safetensors document = new Safetensors(Map.of("number", String.valueOf(i)), tensors);
      documents.add(document);
      document.write(out);
      Path file = folder.resolve("same.safetensors");
      document.write(file);
      byte[] whole = out.toByteArray();
      byte[] last = Files.readAllBytes(file);
      assertThat(Arrays.copyOfRange(whole, whole.length - last.length, whole.length))
          .isEqualTo(last);
    }
    // A stream gives what it has, seldom as much as is asked for.
    InputStream in =
        new FilterInputStream(new ByteArrayInputStream(out.toByteArray())) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return super.read(into, from, Math.min(length, 1 + random.nextInt(5_000)));
          }
        };
    for (Safetensors document : documents) {
      Safetensors read = Safetensors.read(in);
      assertThat(read.metadata()).isEqualTo(document.metadata());
      assertThat(read.tensors()).isEqualTo(document.tensors());
    }
    assertThat(in.read()).isEqualTo(-1);
    byte[] bytes = out.toByteArray();
    for (int length : new int[] {0, 3, 8, 20, bytes.length - 1}) {
      InputStream cut = new ByteArrayInputStream(bytes, 0, length);
      assertThatThrownBy(
              () -> {
                while (true) {
                  Safetensors.read(cut);
                }
              })
          .isInstanceOf(SafetensorsException.class)
          .hasMessageContaining("stream");
    }
    String huge =
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}}";
    byte[] text = huge.getBytes(StandardCharsets.UTF_8);
    ByteBuffer claim = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    claim.putLong(text.length).put(text);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> Safetensors.read(new ByteArrayInputStream(claim.array())))
        .isInstanceOf(SafetensorsException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(32 << 20);
  }
}
