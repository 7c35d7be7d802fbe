package thalweg.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

class NpyTest {
  @TempDir Path folder;
  private final Random random = new Random(5);

  /// What NumPy writes, by its own description of the format.
  private static byte[] file(int version, String header, byte[] elements) {
    byte[] words = (header + "\n").getBytes(StandardCharsets.UTF_8);
    int field = version == 1 ? 2 : 4;
    ByteBuffer file =
        ByteBuffer.allocate(8 + field + words.length + elements.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) words.length);
    } else {
      file.putInt(words.length);
    }
    return file.put(words).put(elements).array();
  }

  private static Npy read(byte[] file) throws IOException {
    return Npy.read("x.npy", new ByteArrayInputStream(file));
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': '"
        + descr
        + "', 'fortran_order': "
        + (fortran ? "True" : "False")
        + ", 'shape': ("
        + shape
        + "), }";
  }

  private double any(Npy.Element element) {
    return switch (element) {
      case BOOL -> random.nextInt(2);
      case UNSIGNED_BYTE -> random.nextInt(256);
      case SIGNED_BYTE -> random.nextInt(256) - 128;
      case UNSIGNED_SHORT -> random.nextInt(65536);
      case SHORT -> random.nextInt(65536) - 32768;
      case UNSIGNED_INT, UNSIGNED_LONG -> random.nextInt(Integer.MAX_VALUE);
      case INT, LONG -> random.nextInt();
      case HALF -> Float.float16ToFloat((short) random.nextInt(0x7C00));
      case FLOAT -> random.nextFloat() - 0.5f;
      case DOUBLE -> random.nextGaussian();
      case TEXT, BYTES -> 0;
    };
  }

  private static DType type(Npy.Element element) {
    return switch (element) {
      case HALF, FLOAT -> DType.FLOAT;
      case DOUBLE -> DType.DOUBLE;
      default -> DType.INT;
    };
  }

  private static void set(NdArray array, int i, double number) {
    switch (array.type()) {
      case FLOAT -> array.floats()[i] = (float) number;
      case DOUBLE -> array.doubles()[i] = number;
      case INT -> array.ints()[i] = (int) number;
    }
  }

  @Test
  void every_array_is_read_as_it_was_written() throws IOException {
    for (Npy.Element element : Npy.Element.values()) {
      for (int i = 0; i < 30 && !element.isText(); i++) {
        int[] sizes = random.ints(random.nextInt(4), 0, 6).toArray();
        NdArray array = NdArray.zeros(type(element), Shape.of(sizes));
        for (int j = 0; j < array.shape().elements(); j++) {
          set(array, j, any(element));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.of(element, array).write(out);
        Npy read = read(out.toByteArray());
        assertThat(read.element()).isEqualTo(element);
        assertThat(read.shape()).isEqualTo(array.shape());
        assertThat(read.array().type()).isEqualTo(array.type());
        assertThat(read.array().toDoubles()).containsExactly(array.toDoubles());
        assertThat((out.size() - read.bytes().length) % 64).isZero();
      }
    }
  }

  @Test
  void what_is_written_is_what_numpy_writes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.of(NdArray.of(Shape.of(3), new int[] {1, 2, 3})).write(out);
    String text = out.toString(StandardCharsets.ISO_8859_1);
    assertThat(text)
        .startsWith(
            "\u0093NUMPY\u0001\0v\0{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }   ")
        .endsWith("\n\u0001\0\0\0\u0002\0\0\0\u0003\0\0\0");
    assertThat(out.size()).isEqualTo(128 + 12);
  }

  @Test
  void all_versions_orders_and_writings_are_read() throws IOException {
    ByteBuffer big = ByteBuffer.allocate(24);
    ByteBuffer little = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      big.putInt(i - 2);
      little.putInt(i - 2);
    }
    for (int version = 1; version <= 3; version++) {
      assertThat(read(file(version, header(">i4", false, "2, 3"), big.array())).array().ints())
          .containsExactly(-2, -1, 0, 1, 2, 3);
      assertThat(read(file(version, header("<i4", true, "2L, 3L"), little.array())).array().ints())
          .containsExactly(-2, 0, 2, -1, 1, 3);
    }
    String loose = "{\"shape\":(6,),\"fortran_order\":True,\"descr\":\"<i4\"}";
    assertThat(read(file(1, loose, little.array())).shape()).isEqualTo(Shape.of(6));
    assertThat(read(file(1, header("<i4", false, ""), new byte[4])).shape().rank()).isZero();
    assertThat(read(file(1, header("|b1", false, "2"), new byte[] {0, 1})).array().ints())
        .containsExactly(0, 1);
  }

  @Test
  void order_of_axes_is_a_law_over_shapes() throws IOException {
    for (int n = 0; n < 50; n++) {
      int[] sizes = random.ints(1 + random.nextInt(4), 1, 5).toArray();
      Shape shape = Shape.of(sizes);
      byte[] elements = new byte[shape.elements()];
      random.nextBytes(elements);
      String text = Arrays.toString(sizes).replaceAll("[\\[\\]]", "") + ",";
      NdArray read = read(file(1, header("|u1", true, text), elements)).array();
      for (int i = 0; i < elements.length; i++) {
        int rest = i;
        int at = 0;
        int stride = 1;
        int[] index = new int[sizes.length];
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
          index[axis] = rest % sizes[axis];
          rest /= sizes[axis];
        }
        for (int axis = 0; axis < sizes.length; axis++) {
          at += stride * index[axis];
          stride *= sizes[axis];
        }
        assertThat(read.ints()[i]).isEqualTo(elements[at] & 0xFF);
      }
    }
  }

  @Test
  void text_is_read_too() throws IOException {
    byte[] words = "cat\0ünïcode".substring(0, 8).getBytes(StandardCharsets.UTF_32LE);
    assertThat(read(file(1, header("<U4", false, "2,"), words)).texts())
        .containsExactly("cat", "ünïc");
    byte[] bytes = "ab\0xyz".getBytes(StandardCharsets.US_ASCII);
    assertThat(read(file(1, header("|S3", false, "2,"), bytes)).texts())
        .containsExactly("ab", "xyz");
  }

  @Test
  void a_file_cut_off_anywhere_says_where() throws IOException {
    byte[] whole = file(1, header("<f8", false, "3,"), new byte[24]);
    read(whole);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      int at = length;
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(NpyException.class)
          .hasMessageStartingWith("x.npy: ends at byte " + at)
          .hasMessageEndingWith("fetch it again.");
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("found more than 24 bytes of elements from byte");
  }

  @Test
  void no_damage_throws_anything_else_or_takes_much_memory() {
    byte[] whole = file(1, header("<f8", false, "3, 4"), new byte[96]);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      for (int n = 0; n < 2; n++) {
        changed[random.nextInt(90)] = (byte) random.nextInt();
      }
      try {
        read(changed);
      } catch (IOException told) {
        assertThat(told).isInstanceOf(NpyException.class);
        assertThat(told.getMessage()).doesNotContain("\n");
      }
    }
  }

  @Test
  void what_cannot_be_held_is_told() throws IOException {
    assertThatThrownBy(() -> read(file(1, header("|O", false, "3,"), new byte[9])))
        .hasMessageContaining("Python objects are not read: save them as numbers.");
    assertThatThrownBy(() -> read(file(1, header("<c8", false, "3,"), new byte[24])))
        .hasMessageContaining("found elements of type \"<c8\", expected numbers b1");
    // No bytes, and as many texts as anybody says.
    assertThatThrownBy(() -> read(file(1, header("<U0", false, "2000000000,"), new byte[0])))
        .hasMessageContaining("found elements of type \"<U0\", expected numbers b1");
    assertThatThrownBy(
            () -> read(file(1, header("<f8", false, "4000000000, 4000000000"), new byte[24])))
        .hasMessageContaining("expected at most 2147483639 bytes in all");
    byte[] large = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40).array();
    Npy npy = read(file(1, header("<i8", false, "1,"), large));
    assertThatThrownBy(npy::array)
        .hasMessage("element 0 is 1099511627776, beyond the whole numbers of 32 bits");
    assertThatThrownBy(
            () -> Npy.of(Npy.Element.SIGNED_BYTE, NdArray.of(Shape.of(2), new int[] {1, 200})))
        .hasMessage("npy: number 1 is 200.0, which SIGNED_BYTE cannot hold; choose a wider type.");
  }

  @Test
  void an_archive_that_holds_a_name_twice_is_refused() throws IOException {
    Path file = folder.resolve("twice.npz");
    Npy one = Npy.of(NdArray.of(Shape.of(1), new double[] {1}));
    new Npz(Map.of("weightA", one, "weightB", one)).write(file);
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, bytes.replace("weightB", "weightA"), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(NpyException.class)
        .hasMessageContaining("holds \"weightA.npy\" twice");
  }

  @Test
  void an_archive_keeps_names_and_numbers_and_its_bytes() throws IOException {
    Map<String, Npy> arrays = new LinkedHashMap<>();
    for (String name : new String[] {"x_train", "y", "a/b"}) {
      arrays.put(name, Npy.of(NdArray.of(Shape.of(2), new double[] {name.length(), 0.5})));
    }
    Path file = folder.resolve("a.npz");
    new Npz(arrays).write(file);
    Npz read = Npz.read(file);
    assertThat(read.arrays().keySet()).containsExactlyInAnyOrder("x_train", "y", "a/b");
    assertThat(read.arrays().get("y").array().doubles()).containsExactly(1, 0.5);
    byte[] bytes = Files.readAllBytes(file);
    read.write(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    for (int length = 0; length < bytes.length; length += 7) {
      Path cut = Files.write(folder.resolve("cut.npz"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Npz.read(cut)).isInstanceOf(NpyException.class);
    }
    int told = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 0x10;
      Path path = Files.write(folder.resolve("changed.npz"), changed);
      try {
        Npz again = Npz.read(path);
        assertThat(again.arrays()).hasSize(3); // notes of time and rights do not count
      } catch (IOException damaged) {
        assertThat(damaged).isInstanceOf(NpyException.class);
        told++;
      }
    }
    assertThat(told).isGreaterThan(bytes.length / 3);
  }
}
