package thalweg.exchange.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.protobuf.ProtoWriter;

/// What is written is read back equal, hundreds of models drawn by chance; and a damaged file is
/// one clear error.
class OnnxModelTest {
  @TempDir Path folder;

  /// A model whose names, settings and arrays are drawn by chance.
  private static OnnxModel any(Random random) {
    Map<String, OnnxTensor> initialisers = new TreeMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      initialisers.put("w" + i, anyTensor(random));
    }
    List<OnnxNode> nodes = new ArrayList<>();
    List<String> known = new ArrayList<>(initialisers.keySet());
    known.add("x");
    for (int i = random.nextInt(5); i >= 0; i--) {
      List<String> inputs = new ArrayList<>();
      for (int j = random.nextInt(3); j >= 0; j--) {
        inputs.add(random.nextInt(5) == 0 ? "" : known.get(random.nextInt(known.size())));
      }
      Map<String, OnnxAttribute> attributes = new TreeMap<>();
      for (int j = random.nextInt(4); j > 0; j--) {
        attributes.put("a" + j + "é", anyAttribute(random));
      }
      nodes.add(
          new OnnxNode(
              "n" + i, "Add", i % 2 == 0 ? "" : "own", inputs, List.of("y" + i), attributes));
      known.add("y" + i);
    }
    OnnxValue x =
        new OnnxValue("x", ElementType.FLOAT, List.of(OnnxValue.OPEN, 1 + random.nextInt(9)));
    OnnxValue y = new OnnxValue("y0", ElementType.DOUBLE, List.of());
    OnnxGraph graph = new OnnxGraph("g", nodes, initialisers, List.of(x), List.of(y));
    return OnnxModel.of(
        random.nextBoolean() ? 17 : 23, graph, Map.of("k" + random.nextInt(), "“v”\n" + random));
  }

  private static OnnxTensor anyTensor(Random random) {
    int[] sizes = new int[random.nextInt(4)];
    Arrays.setAll(sizes, _ -> random.nextInt(4));
    DType type = DType.values()[random.nextInt(3)];
    NdArray values = NdArray.zeros(type, Shape.of(sizes));
    for (int i = 0; i < values.shape().elements(); i++) {
      double wild = Math.exp(20 * random.nextGaussian());
      values.set(
          i,
          type == DType.INT
              ? random.nextInt()
              : random.nextInt(9) == 0 ? Double.NaN : type == DType.FLOAT ? (float) wild : wild);
    }
    return OnnxTensor.of(values);
  }

  private static OnnxAttribute anyAttribute(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new OnnxAttribute.Whole(random.nextLong());
      case 1 -> new OnnxAttribute.Real((float) random.nextGaussian());
      case 2 -> new OnnxAttribute.Text("té".repeat(random.nextInt(90)));
      case 3 -> new OnnxAttribute.Array(anyTensor(random));
      case 4 -> new OnnxAttribute.Wholes(List.of(random.nextLong(), -1L));
      case 5 -> new OnnxAttribute.Reals(List.of(0f, random.nextFloat()));
      default -> new OnnxAttribute.Texts(List.of("", "ab"));
    };
  }

  @Test
  void what_is_written_is_read_back_equal_and_the_same_bytes() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      OnnxModel model = any(random);
      OnnxModel read = OnnxModel.read("m.onnx", model.toBytes());
      assertThat(read).isEqualTo(model);
      assertThat(read.toBytes()).isEqualTo(model.toBytes());
    }
    Path file = folder.resolve("m.onnx");
    any(random).write(file);
    assertThat(OnnxModel.read(file).toBytes()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void a_damaged_file_is_an_error_that_says_so_or_another_model() {
    Random random = new Random(12);
    int refused = 0;
    for (int i = 0; i < 1_500; i++) {
      byte[] bytes = any(random).toBytes();
      byte[] damaged =
          i % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
      for (int flips = i % 3 == 0 ? 0 : 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        OnnxModel.read("m.onnx", damaged);
      } catch (OnnxException told) {
        refused++;
        assertThat(told).hasMessageStartingWith("m.onnx: is no ONNX model, or a damaged one: ");
        assertThat(told.getMessage().lines()).hasSize(1);
      } catch (IOException other) {
        throw new AssertionError(other);
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void sizes_that_the_file_cannot_hold_ask_for_no_memory() {
    ProtoWriter tensor =
        new ProtoWriter().whole(1, 1L << 30).whole(1, 1L << 30).whole(2, 1).bytes(9, new byte[4]);
    assertRefused(tensor, "has 4 bytes, expected 4611686018427387904");
    tensor = new ProtoWriter().whole(1, 1L << 30).whole(2, 1).bytes(9, new byte[4]);
    assertRefused(tensor, "of shape \\[1073741824\\] has 4 bytes, expected 4294967296");
    assertRefused(new ProtoWriter().whole(1, -1).whole(2, 1), "shape \\[-1\\]");
    assertRefused(new ProtoWriter().whole(1, 2).whole(2, 8), "texts");
    assertRefused(new ProtoWriter().whole(1, 2).whole(2, 77), "element type 77 is not read here");
    assertRefused(
        new ProtoWriter().whole(1, 2).whole(2, 1).whole(4 + 1, 7), "has 1 numbers, expected 2");
  }

  private static void assertRefused(ProtoWriter tensor, String pattern) {
    byte[] bytes = model(tensor);
    assertThatThrownBy(() -> OnnxModel.read("m.onnx", bytes))
        .isInstanceOf(OnnxException.class)
        .message()
        .containsPattern(pattern);
  }

  private static byte[] model(ProtoWriter tensor) {
    return new ProtoWriter()
        .whole(1, 8)
        .message(8, opset -> opset.whole(2, 17))
        .message(7, graph -> graph.bytes(5, tensor.text(8, "w").toBytes()))
        .toBytes();
  }

  private static NdArray read(ProtoWriter tensor) throws IOException {
    return OnnxModel.read("m.onnx", model(tensor)).graph().initialisers().get("w").values();
  }

  @Test
  void numbers_of_every_type_are_read_whether_raw_or_listed() throws IOException {
    byte[] half =
        ByteBuffer.allocate(4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) 0x3C00)
            .putShort((short) 0xC500)
            .array();
    assertThat(read(new ProtoWriter().whole(1, 2).whole(2, 10).bytes(9, half)).toDoubles())
        .containsExactly(1, -5);
    assertThat(
            read(new ProtoWriter().whole(1, 2).whole(2, 10).whole(5, 0x3C00).whole(5, 0xC500))
                .toDoubles())
        .containsExactly(1, -5);
    assertThat(
            read(new ProtoWriter().whole(1, 2).whole(2, 16).whole(5, 0x3F80).whole(5, 0xC040))
                .toDoubles())
        .containsExactly(1, -3);
    assertThat(
            read(new ProtoWriter()
                    .whole(1, 3)
                    .whole(2, 7)
                    .whole(7, -4)
                    .whole(7, Long.MAX_VALUE)
                    .whole(7, Long.MIN_VALUE))
                .ints())
        .containsExactly(-4, Integer.MAX_VALUE, Integer.MIN_VALUE);
    assertThat(read(new ProtoWriter().whole(1, 2).whole(2, 1).real(4, 0.5f).real(4, -2)).floats())
        .containsExactly(0.5f, -2);
    assertThat(read(new ProtoWriter().whole(1, 2).whole(2, 11).bytes(10, new byte[16])).doubles())
        .containsExactly(0, 0);
    assertThat(
            read(new ProtoWriter().whole(1, 3).whole(2, 9).bytes(9, new byte[] {1, 0, 1})).ints())
        .containsExactly(1, 0, 1);
  }

  private ProtoWriter outside(String location, int offset) {
    return new ProtoWriter()
        .whole(1, 2)
        .whole(2, 1)
        .message(13, entry -> entry.text(1, "location").text(2, location))
        .message(13, entry -> entry.text(1, "offset").text(2, "" + offset))
        .whole(14, 1);
  }

  @Test
  void arrays_beside_the_model_are_read_and_those_elsewhere_are_not() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(folder.resolve("m.data"), data.putFloat(9).putFloat(1.5f).putFloat(-2).array());
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = folder.resolve("m.onnx");
    Files.write(file, model(outside("m.data", 4)));
    assertThat(OnnxModel.read(file).graph().initialisers().get("w").values().floats())
        .containsExactly(1.5f, -2);
    Files.write(file, model(outside("m.data", 8)));
    assertThatThrownBy(() -> OnnxModel.read(file)).hasMessageContaining("which has 12");
    Path hidden = inner.resolve("m.onnx");
    for (String escape : List.of("../m.data", folder.resolve("m.data").toString())) {
      Files.write(hidden, model(outside(escape, 4)));
      assertThatThrownBy(() -> OnnxModel.read(hidden))
          .isInstanceOf(OnnxException.class)
          .hasMessageContaining("outside of the model's folder");
    }
    assertThatThrownBy(() -> OnnxModel.read("memory", model(outside("m.data", 4))))
        .hasMessageContaining("lies in another file");
  }

  @Test
  void a_graph_with_a_circle_or_two_of_one_name_is_refused() {
    OnnxNode first = new OnnxNode("a", "Relu", "", List.of("y"), List.of("x"), Map.of());
    OnnxNode second = new OnnxNode("b", "Relu", "", List.of("x"), List.of("y"), Map.of());
    assertThatThrownBy(
            () -> new OnnxGraph("g", List.of(first, second), Map.of(), List.of(), List.of()))
        .hasMessageContaining("without circles");
    OnnxValue y = new OnnxValue("y", ElementType.FLOAT, List.of(1));
    assertThatThrownBy(
            () -> new OnnxGraph("g", List.of(first, first), Map.of(), List.of(y), List.of()))
        .hasMessageContaining("names must differ");
    assertThatThrownBy(() -> new OnnxGraph("g", List.of(), Map.of(), List.of(), List.of(y)))
        .hasMessageContaining("is given by no node");
  }
}
