package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

@Tag("plain")
class IdxTest {
  @TempDir private Path folder;

  static Stream<Arguments> arrays() {
    return Stream.of(
            Shape.SCALAR,
            Shape.of(0),
            Shape.of(5),
            Shape.of(2, 3),
            Shape.of(3, 0, 2),
            Shape.of(2, 1, 2, 3))
        .flatMap(
            shape ->
                Arrays.stream(Idx.Element.values())
                    .map(element -> Arguments.of(element, array(element, shape))));
  }

  private static NdArray array(Idx.Element element, Shape shape) {
    int[] whole =
        switch (element) {
          case UNSIGNED_BYTE -> new int[] {0, 255, 127, 128, 1};
          case SIGNED_BYTE -> new int[] {0, -128, 127, -1, 1};
          case SHORT -> new int[] {0, -32768, 32767, -2, 258};
          case INT -> new int[] {0, Integer.MIN_VALUE, Integer.MAX_VALUE, -3, 16909060};
          case FLOAT, DOUBLE -> new int[] {};
        };
    double[] real =
        element == Idx.Element.FLOAT
            ? new double[] {0.1f, -0.0, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN}
            : new double[] {0.1, -0.0, Double.MAX_VALUE, Double.NEGATIVE_INFINITY, Double.NaN};
    int n = shape.elements();
    return switch (element) {
      case UNSIGNED_BYTE, SIGNED_BYTE, SHORT, INT -> {
        int[] values = new int[n];
        Arrays.setAll(values, i -> whole[i % whole.length]);
        yield NdArray.of(shape, values);
      }
      case FLOAT -> {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
          values[i] = (float) real[i % real.length];
        }
        yield NdArray.of(shape, values);
      }
      case DOUBLE -> {
        double[] values = new double[n];
        Arrays.setAll(values, i -> real[i % real.length]);
        yield NdArray.of(shape, values);
      }
    };
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void what_is_written_is_read_again_whether_compressed_or_not(Idx.Element element, NdArray array)
      throws IOException {
    for (String name : new String[] {"a.idx", "a.idx.gz"}) {
      Path file = folder.resolve(name);
      Idx.of(element, array).write(file);
      Idx read = Idx.read(file);
      assertThat(read.element()).isEqualTo(element);
      assertThat(read.shape()).isEqualTo(array.shape());
      assertThat(read.array()).isEqualTo(array);
    }
    assertThat(Files.readAllBytes(folder.resolve("a.idx.gz"))).startsWith(0x1F, 0x8B);
  }

  @Test
  void the_bytes_in_the_file_are_those_of_the_format() throws IOException {
    Path file = folder.resolve("bytes");
    Idx.ofBytes(Shape.of(2, 1), new byte[] {7, -1}).write(file);
    assertThat(file).hasBinaryContent(hex("00000802 00000002 00000001 07ff"));
    Idx.of(Idx.Element.SHORT, NdArray.of(Shape.of(2), new int[] {1, -2})).write(file);
    assertThat(file).hasBinaryContent(hex("00000b01 00000002 0001 fffe"));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @Test
  void compression_is_recognised_by_content_not_by_name() throws IOException {
    Path packed = folder.resolve("a.gz");
    Idx.ofBytes(Shape.of(3), new byte[] {1, 2, 3}).write(packed);
    Path plainName = Files.move(packed, folder.resolve("a"));
    assertThat(Idx.read(plainName).bytes()).containsExactly(1, 2, 3);
    Idx.ofBytes(Shape.of(3), new byte[] {1, 2, 3}).write(plainName);
    Path packedName = Files.move(plainName, folder.resolve("b.gz"));
    assertThat(Idx.read(packedName).bytes()).containsExactly(1, 2, 3);
  }

  private static final Path STATUS = Path.of("/proc/self/status");

  /// Reads the array in the file named and prints by how many bytes the process grew.
  static final class Reading {
    private Reading() {}

    public static void main(String[] files) throws IOException {
      Idx.read(Path.of(files[1]));
      long before = peak();
      byte[] bytes = Idx.read(Path.of(files[0])).bytes();
      System.out.print(peak() - before + bytes[0]);
    }

    private static long peak() throws IOException {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D+", "")))
          .sum();
    }
  }

  @Test
  void a_file_is_read_without_a_copy_of_it_anywhere() throws Exception {
    assumeTrue(Files.isReadable(STATUS), "the system does not tell how large a process is");
    int length = 64 << 20;
    Path large = folder.resolve("large");
    Idx.ofBytes(Shape.of(length), new byte[length]).write(large);
    Path small = folder.resolve("small");
    Idx.ofBytes(Shape.of(1), new byte[1]).write(small);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmn8m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Reading.class.getName(),
                large.toString(),
                small.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(Long.parseLong(said)).isBetween(length / 10 * 9L, length / 10 * 13L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | found the end after 0 of 4 bytes, expected the first 4 bytes of an IDX file; the file"
            + " is cut off or of another kind.",
        "89504e47 | found 89 50 4e 47 at the beginning, expected 00 00, element type, number of"
            + " axes; this is not an IDX file.",
        "00000a01 | found 00 00 0a 01 at the beginning, expected 08, 09, 0b, 0c, 0d or 0e as third"
            + " byte, the element type; this is not an IDX file.",
        "00000802 00000002 0000 | found the end after 6 of 8 bytes, expected the sizes of 2 axes of"
            + " an IDX file; the file is cut off or of another kind.",
        "00000801 00000003 0102 | found 2 bytes of elements, expected 3 for shape [3] of"
            + " UNSIGNED_BYTE; the file is cut off: fetch it again.",
        "00000801 00000003 01020304 | found more than 3 bytes of elements, expected 3 for shape [3]"
            + " of UNSIGNED_BYTE; the header does not belong to the data.",
        "00000d02 00000001 00000002 00000000 | found 4 bytes of elements, expected 8 for shape [1,"
            + " 2] of FLOAT; the file is cut off: fetch it again.",
        "00000801 ffffffff | found size 4294967295 along axis 0 of 1, expected at most 2147483639"
            + " elements of UNSIGNED_BYTE in all; the header is damaged, or the file must be cut"
            + " into smaller ones.",
        "00000e02 00010000 00010000 | found size 65536 along axis 1 of 2, expected at most"
            + " 268435454 elements of DOUBLE in all; the header is damaged, or the file must be cut"
            + " into smaller ones.",
        "00000803 7fffffff 7fffffff 00000000 | found size 2147483647 along axis 0 of 3, expected at"
            + " most 2147483639 elements of UNSIGNED_BYTE in all; the header is damaged, or the"
            + " file must be cut into smaller ones.",
        "00000801 7ffffff0 01 | found 1 bytes of elements, expected 2147483632 for shape"
            + " [2147483632] of UNSIGNED_BYTE; the file is cut off: fetch it again.",
      })
  void a_malformed_file_is_told_with_what_was_found_and_expected(String content, String message)
      throws IOException {
    Path file = folder.resolve("malformed");
    Files.write(file, hex(content));
    assertFault(file, message);
    Files.write(file, packed(hex(content)));
    assertFault(file, message);
  }

  private static void assertFault(Path file, String message) {
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOfSatisfying(
            DataFileException.class, fault -> assertThat(fault.path()).isEqualTo(file))
        .hasMessage(file + ": " + message);
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void a_file_cut_off_anywhere_is_a_fault_of_the_file(boolean compressed) throws IOException {
    byte[] whole = hex("00000c02 00000002 00000002 00000001 00000002 fffffffe 7fffffff");
    byte[] content = compressed ? packed(whole) : whole;
    Path file = folder.resolve("cut");
    for (int length = 0; length < content.length; length++) {
      Files.write(file, Arrays.copyOf(content, length));
      assertThatThrownBy(() -> Idx.read(file))
          .as("cut off after %d bytes", length)
          .isInstanceOf(DataFileException.class)
          .hasMessageStartingWith(file + ": found ")
          .hasMessageContaining("expected");
    }
    Files.write(file, content);
    assertThat(Idx.read(file).array().ints()).containsExactly(1, 2, -2, Integer.MAX_VALUE);
  }

  @Test
  void a_changed_byte_anywhere_gives_an_array_or_a_fault_of_the_file() throws IOException {
    byte[] packed = packed(hex("00000801 00000004 01020304"));
    Path file = folder.resolve("changed");
    int faults = 0;
    for (int place = 0; place < packed.length; place++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = packed.clone();
        changed[place] ^= (byte) (1 << bit);
        Files.write(file, changed);
        try {
          Idx.read(file);
        } catch (DataFileException fault) {
          faults++;
        }
      }
    }
    assertThat(faults).isGreaterThan(packed.length * 8 / 2);
  }

  @Test
  void a_missing_file_or_a_folder_is_told() {
    assertFault(folder.resolve("none"), "there is no such file; check the name.");
    assertFault(folder, "cannot be read (Is a directory); check that it is a readable file.");
  }

  @Test
  void numbers_that_the_file_cannot_hold_are_an_error() {
    assertThatThrownBy(() -> Idx.of(Idx.Element.UNSIGNED_BYTE, NdArray.of(1, 256)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "idx: number 1 is 256.0, which UNSIGNED_BYTE cannot hold; choose a wider type.");
    assertThatThrownBy(() -> Idx.of(Idx.Element.FLOAT, NdArray.of(0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("idx: number 0 is 0.1, which FLOAT cannot hold; choose a wider type.");
    assertThatThrownBy(() -> Idx.ofBytes(Shape.of(3), new byte[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("idx: shape [3] needs 3 bytes, given 2.");
  }

  @Test
  void a_header_that_claims_more_than_there_is_costs_no_memory() throws IOException {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] claim = new byte[3_000_000];
    ByteBuffer.wrap(claim).putInt(0x0801).putInt(2_000_000_000);
    for (boolean packed : new boolean[] {false, true}) {
      Path file = folder.resolve(packed ? "claims.gz" : "claims");
      try (OutputStream out =
          packed
              ? new GZIPOutputStream(Files.newOutputStream(file))
              : Files.newOutputStream(file)) {
        out.write(claim);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> Idx.read(file))
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining("found 2999992 bytes of elements, expected 2000000000");
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(30_000_000);
    }
  }

  @Test
  void what_stands_behind_the_array_is_not_read() throws IOException {
    Path file = folder.resolve("bomb.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(ByteBuffer.allocate(11).putInt(0x0801).putInt(3).array());
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }
    // The end is damaged, which is found out only by who goes there.
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 8] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("found more than 3 bytes of elements, expected 3 for shape [3]");
  }

  @Test
  void an_array_packed_more_tightly_than_usual_is_read_whole() throws IOException {
    byte[] zeros = new byte[5_000_000];
    zeros[4_999_999] = 9;
    Path file = folder.resolve("zeros.gz");
    Idx.ofBytes(Shape.of(5_000_000), zeros).write(file);
    assertThat(Idx.read(file).bytes()).isEqualTo(zeros);
  }
}
