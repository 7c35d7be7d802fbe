package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.Safetensors;
import tools.jackson.databind.JsonNode;

/// A model sees the numbers of an array, in whatever type and order they were saved.
@Tag("text")
class ArraysAsTheyComeTest {
  private static final int ROWS = 5;
  private static final int WIDTH = 3;

  @TempDir private Path folder;
  private final Random random = new Random(8);
  private final double[][] weight = new double[2][WIDTH];

  @BeforeEach
  void model() throws IOException {
    float[] all = new float[2 * WIDTH];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) random.nextGaussian();
      weight[i / WIDTH][i % WIDTH] = all[i];
    }
    new Safetensors(Map.of(), Map.of("weight", NdArray.of(Shape.of(2, WIDTH), all)))
        .write(folder.resolve("w"));
    Ran ran =
        Ran.thalweg("import", at("w"), at("m"), "--network", "3-2", "--objective", "regression");
    assertThat(ran.exit()).as(ran.err()).isZero();
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static byte[] file(String descr, boolean isFortran, String shape, byte[] elements) {
    String header =
        "{'descr': '"
            + descr
            + "', 'fortran_order': "
            + (isFortran ? "True" : "False")
            + ", 'shape': ("
            + shape
            + "), }\n";
    byte[] words = header.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + words.length + elements.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) words.length)
        .put(words)
        .put(elements)
        .array();
  }

  private static void put(ByteBuffer to, String type, double number) {
    switch (type) {
      case "b1", "i1", "u1" -> to.put((byte) number);
      case "i2", "u2" -> to.putShort((short) number);
      case "i4", "u4" -> to.putInt((int) number);
      case "i8", "u8" -> to.putLong((long) number);
      case "f2" -> to.putShort(Float.floatToFloat16((float) number));
      case "f4" -> to.putFloat((float) number);
      default -> to.putDouble(number);
    }
  }

  private Ran predicted(String name, byte[] file) throws IOException {
    Files.write(folder.resolve(name), file);
    return Ran.thalweg("predict", at("m"), "--data", at(name), "--json");
  }

  @Test
  void every_type_in_every_order_is_the_same_numbers() throws IOException {
    for (String type :
        List.of("b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8")) {
      for (int way = 0; way < 6; way++) {
        boolean isFortran = way % 2 == 1;
        ByteOrder order = way / 2 == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        double[][] x = new double[ROWS][WIDTH];
        for (double[] row : x) {
          Arrays.setAll(row, _ -> random.nextInt(type.equals("b1") ? 2 : 100));
        }
        int size = type.charAt(1) - '0';
        ByteBuffer elements = ByteBuffer.allocate(ROWS * WIDTH * size).order(order);
        for (int i = 0; i < ROWS * WIDTH; i++) {
          put(elements, type, isFortran ? x[i % ROWS][i / ROWS] : x[i / WIDTH][i % WIDTH]);
        }
        byte[] npy =
            file(
                (order == ByteOrder.BIG_ENDIAN ? ">" : "<") + type,
                isFortran,
                "5, 3",
                elements.array());
        boolean isArchive = way > 3;
        Ran ran = predicted(isArchive ? "x.npz" : "x.npy", isArchive ? archive(npy) : npy);
        assertThat(ran.exit()).as("%s: %s", type, ran.err()).isZero();
        JsonNode said = ran.json().get("predictions");
        for (int row = 0; row < ROWS; row++) {
          for (int out = 0; out < 2; out++) {
            double sum = 0;
            for (int i = 0; i < WIDTH; i++) {
              sum += weight[out][i] * x[row][i] / (type.equals("u1") ? 255 : 1); // as pictures
            }
            assertThat(said.get(row).get(out).asDouble())
                .as("%s, way %s", type, way)
                .isCloseTo(sum, within(1e-4));
          }
        }
      }
    }
  }

  private static byte[] archive(byte[] npy) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(npy);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  @Test
  void what_is_no_array_of_the_right_shape_is_refused_in_a_line() throws IOException {
    byte[] good = file("<f8", false, "2, 3", new byte[48]);
    assertThat(predicted("g.npy", good).exit()).isZero();
    refused("has rows of 4 numbers; the network of", file("<f8", false, "2, 4", new byte[64]));
    refused("expected rows along the first of at least 2 axes", file("<f8", false, "6,", good, 48));
    refused("Python objects are not read", file("|O", false, "2, 3", new byte[48]));
    refused("expected numbers b1", file("<c16", false, "2, 3", new byte[96]));
    refused("x holds text", file("<U2", false, "2, 3", new byte[48]));
    refused("found more than 48 bytes", Arrays.copyOf(good, good.length + 1));
    refused("expected at most 2147483639 bytes", file("<f8", false, "999999999, 3", new byte[9]));
    refused("is NaN or infinite", file("<f8", false, "2, 3", filled(48, (byte) 0xff)));
    refused(
        "beyond the whole numbers of 32 bits", file("<i8", false, "2, 3", filled(48, (byte) 9)));
    byte[] huge = good.clone();
    huge[6] = 2; // version 2 has a length of 4 bytes, here of letters of the header
    refused("expected at most 1048576", huge);
    for (int length = 0; length < good.length; length += 3) {
      refused(length < 6 ? "" : "ends at byte " + length, Arrays.copyOf(good, length));
    }
  }

  private static byte[] file(String descr, boolean isFortran, String shape, byte[] from, int last) {
    return file(descr, isFortran, shape, Arrays.copyOfRange(from, from.length - last, from.length));
  }

  private static byte[] filled(int length, byte value) {
    byte[] filled = new byte[length];
    Arrays.fill(filled, value);
    return filled;
  }

  private void refused(String why, byte[] file) throws IOException {
    Ran ran = predicted("x.npy", file);
    assertThat(ran.exit()).as(why + ": " + ran.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(ran.err()).contains("x.npy", why).hasLineCount(1);
  }

  @Test
  void damage_of_any_kind_is_an_answer_or_a_line() throws IOException {
    byte[] good = file("<i2", false, "2, 3", new byte[12]);
    for (int round = 0; round < 300; round++) {
      byte[] changed = good.clone();
      for (int i = 0; i < 2; i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Ran ran = predicted("x.npy", changed);
      assertThat(ran.exit()).as(ran.err()).isIn(ExitCode.OK, ExitCode.BAD_INPUT);
      assertThat(ran.err().lines().count()).isLessThan(2);
    }
  }
}
