package thalweg.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// Tensors of types that nothing here computes with keep no other from being read, and none of
/// their bytes is lost.
@Tag("text")
class CarriedTensorTest {
  /// The bits of an element, 0 where nobody knows them yet.
  private static final Map<String, Integer> BITS =
      new TreeMap<>(
          Map.of(
              "F4",
              4,
              "I4",
              4,
              "U4",
              4,
              "F6_E2M3",
              6,
              "F6_E3M2",
              6,
              "F8_E8M0",
              8,
              "C64",
              64,
              "F8_E4M3FNUZ",
              8,
              "Q3_K",
              0,
              "später \"2\"",
              0));

  @TempDir private Path folder;

  /// One tensor of a file made by hand.
  private record Made(String name, String type, int[] sizes, byte[] bytes) {}

  private static Made made(Random random, int number) {
    List<String> types = List.copyOf(BITS.keySet());
    boolean isRead = random.nextInt(3) == 0;
    String type = isRead ? "F32" : types.get(random.nextInt(types.size()));
    int bits = isRead ? 32 : BITS.get(type);
    int[] sizes = random.ints(random.nextInt(4), 0, 6).toArray();
    int elements = 1;
    for (int size : sizes) {
      elements *= size;
    }
    if (bits > 0 && elements * bits % 8 != 0) {
      sizes = new int[] {elements, 4};
      elements *= 4;
    }
    int length = bits > 0 ? elements * bits / 8 : elements == 0 ? 0 : 1 + random.nextInt(40);
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    for (int i = 3; isRead && i < length; i += 4) {
      bytes[i] = 63; // numbers that are equal to themselves
    }
    return new Made("t" + number, type, sizes, bytes);
  }

  private static byte[] file(List<Made> tensors) {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"from\":\"afar\"}");
    int at = 0;
    for (Made made : tensors) {
      List<Integer> sizes = new ArrayList<>();
      for (int size : made.sizes) {
        sizes.add(size);
      }
      header.append(",\"" + made.name + "\":{\"dtype\":\"" + made.type.replace("\"", "\\\""));
      header.append("\",\"shape\":" + sizes + ",\"data_offsets\":[" + at + ",");
      at += made.bytes.length;
      header.append(at + "]}");
    }
    byte[] text = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + at).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    tensors.forEach(made -> bytes.put(made.bytes));
    return bytes.array();
  }

  private static void requireAll(Safetensors read, List<Made> tensors) {
    assertThat(read.metadata()).containsExactly(Map.entry("from", "afar"));
    assertThat(read.tensors().size() + read.carried().size()).isEqualTo(tensors.size());
    for (Made made : tensors) {
      if (made.type.equals("F32")) {
        float[] floats = new float[made.bytes.length / 4];
        ByteBuffer.wrap(made.bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        assertThat(read.tensors())
            .containsEntry(made.name, NdArray.of(Shape.of(made.sizes), floats));
      } else {
        assertThat(read.carried())
            .containsEntry(
                made.name,
                new CarriedTensor(made.type, Shape.of(made.sizes), ByteBuffer.wrap(made.bytes)));
      }
    }
  }

  @Test
  void unknown_types_are_carried_from_file_to_file_and_the_others_are_read() throws IOException {
    Random random = new Random(3);
    int carried = 0;
    for (int round = 0; round < 300; round++) {
      List<Made> tensors = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        tensors.add(made(random, i));
      }
      byte[] bytes = file(tensors);
      Path file = Files.write(folder.resolve("given"), bytes);
      Safetensors read = Safetensors.read(file);
      requireAll(read, tensors);
      requireAll(Safetensors.read(new ByteArrayInputStream(bytes)), tensors);
      read.write(file);
      requireAll(Safetensors.read(file), tensors);
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      read.write(again);
      assertThat(again.toByteArray()).isEqualTo(Files.readAllBytes(file));
      carried += read.carried().size();
    }
    assertThat(carried).isGreaterThan(300);
  }

  @Test
  void bytes_that_contradict_shape_and_known_bits_are_refused_with_all_three() throws IOException {
    Random random = new Random(4);
    int refused = 0;
    for (int round = 0; round < 500; round++) {
      Made made = made(random, round);
      int length = Math.max(0, made.bytes.length + random.nextInt(5) - 2);
      int elements = Shape.of(made.sizes).elements();
      int bits = made.type.equals("F32") ? 32 : BITS.get(made.type);
      boolean fits = bits == 0 ? elements == 0 == (length == 0) : elements * bits == 8 * length;
      Made other = new Made(made.name, made.type, made.sizes, new byte[length]);
      Path file = Files.write(folder.resolve("other"), file(List.of(other)));
      if (fits) {
        requireAll(Safetensors.read(file), List.of(other));
      } else {
        refused++;
        assertThatExceptionOfType(SafetensorsException.class)
            .isThrownBy(() -> Safetensors.read(file))
            .withMessageContaining(
                "tensor \""
                    + made.name
                    + "\" of type "
                    + made.type
                    + " and shape "
                    + Shape.of(made.sizes))
            .withMessageContaining("data_offsets [0, " + length + "] span");
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void a_large_carried_tensor_is_whole_and_its_bytes_stay_as_they_were() throws IOException {
    byte[] bytes = new byte[(1 << 21) + 5];
    new Random(5).nextBytes(bytes);
    Made large = new Made("large", "Q3_K", new int[] {7}, bytes);
    Path file = Files.write(folder.resolve("large"), file(List.of(large)));
    Safetensors read = Safetensors.read(file);
    ByteBuffer seen = read.carried().get("large").bytes();
    assertThat(seen.isReadOnly()).isTrue();
    seen.position(9);
    requireAll(read, List.of(large));
    requireAll(Safetensors.read(Files.newInputStream(file)), List.of(large));
  }

  @Test
  void what_cannot_be_carried_is_said() {
    Shape shape = Shape.of(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CarriedTensor("F32", shape, ByteBuffer.allocate(8)))
        .withMessageContaining("8 bytes cannot be carried as F32 of shape [2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CarriedTensor("F4", shape, ByteBuffer.allocate(2)))
        .withMessageContaining("2 bytes cannot be carried as F4");
    Map<String, CarriedTensor> carried = new LinkedHashMap<>();
    carried.put("a", new CarriedTensor("F4", shape, ByteBuffer.allocate(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Safetensors(Map.of(), Map.of("a", NdArray.of(1)), carried))
        .withMessageContaining("needs a name of its own");
  }
}
