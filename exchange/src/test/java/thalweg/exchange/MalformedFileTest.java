package thalweg.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// Every way in which a file can be malformed has its own message, and none gets past the reader.
@Tag("text")
class MalformedFileTest {
  private static final String T = "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

  @TempDir Path folder;

  private Path raw(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("bad.safetensors"), bytes);
  }

  private Path file(byte[] header, int dataBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return raw(bytes.putLong(header.length).put(header).array());
  }

  private static byte[] json(String quotedSingly) {
    return quotedSingly.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'t':7}|8|tensor \"t\" must be an object, found a number",
        "[]|0|must begin with '{', found \"[]\"",
        "``|0|must begin with '{', found \"\"",
        "{'t'|0|not JSON",
        "{} x|0|not JSON",
        "{} {}|0|something follows the JSON",
        "{'t':{'dtype':'F32','shape':[2]}}|8|must have a dtype, a shape and two data_offsets",
        "{'t':{'shape':[2],'data_offsets':[0,8]}}|8|must have a dtype",
        "{'t':{'dtype':'F32','data_offsets':[0,8]}}|8|must have a dtype",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0]}}|8|two data_offsets",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}}|8|two data_offsets",
        "{'t':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}|8|must be an array, found a number",
        "{'t':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}|8|holds \"-2\"; it must be",
        "{'t':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}|8|holds \"2.0\"",
        "{'t':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}}|8|whole numbers",
        "{'t':{'dtype':'F32','shape':[[2]],'data_offsets':[0,8]}}|8|whole numbers",
        "{'t':{'dtype':'C64','shape':[2],'data_offsets':[0,8]}}|8|tensor \"t\" of type C64 and"
            + " shape [2] cannot be what its data_offsets [0, 8] span: 8 bytes.",
        "{'t':{'dtype':'F99','shape':[2],'data_offsets':[0,0]}}|0|of type F99 and shape [2] cannot",
        "{'t':{'dtype':'F99','shape':[0],'data_offsets':[0,8]}}|8|of type F99 and shape [0] cannot",
        "{'t':{'dtype':'F4','shape':[3],'data_offsets':[0,2]}}|2|of type F4 and shape [3] cannot",
        "{'t':{'dtype':4,'shape':[2],'data_offsets':[0,8]}}|8|must be a string, found a number",
        "{'t':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}|8|needs 12 bytes, its data_offsets"
            + " [0, 8] span 8",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}|8|span -8",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}|12|begins at byte 4 with a hole",
        "{'t':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}}|0|overflows",
        "{'t':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,0]}}|0|overflows",
        "{'t':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,0]}}|0|overflows 64"
            + " bits",
        "{'t':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}}|8|overflows 64"
            + " bits",
        "{'t':{'dtype':'F32','shape':[2],'shape':[2],'data_offsets':[0,8]}}|8|\"shape\" stands"
            + " twice",
        "{'__metadata__':{'a':'1','a':'2'}}|0|metadata name \"a\" stands twice",
        "{'__metadata__':{},'__metadata__':{}}|0|\"__metadata__\" stands twice",
        "{'__metadata__':{'a':1}}|0|entry \"a\" must be a string, found a number",
        "{'__metadata__':null}|0|__metadata__ must be an object, found null",
      })
  void a_bad_header_is_refused(String header, int dataBytes, String message) throws IOException {
    assertRefused(file(json(header), dataBytes), message);
  }

  @Test
  void two_tensors_of_one_name_are_refused() throws IOException {
    assertRefused(
        file(
            json(
                "{'t':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},"
                    + "'t':{'dtype':'U8','shape':[1],'data_offsets':[1,2]}}"),
            2),
        "the name \"t\" stands twice");
  }

  @Test
  void overlapping_tensors_are_refused() throws IOException {
    String two =
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},"
            + "'b':{'dtype':'U8','shape':[4],'data_offsets':[%s,%s]}}";
    assertRefused(
        file(json(two.formatted(2, 6)), 6),
        "tensor \"b\" begins at byte 2 inside the tensor that ends at byte 4");
    assertRefused(file(json(two.formatted(0, 4)), 4), "begins at byte 0 inside");
  }

  @Test
  void missing_and_additional_bytes_are_refused() throws IOException {
    assertRefused(file(json(T), 7), "need 8 bytes, the file has 7 behind its header; it was cut");
    assertRefused(file(json(T), 9), "need 8 bytes, the file has 9 behind its header; something");
  }

  @Test
  void a_header_that_is_not_utf8_is_refused() throws IOException {
    byte[] header = json("{'ä':{}}");
    header[2] = (byte) 0xff;
    assertRefused(file(header, 0), "not UTF-8");
  }

  @Test
  void a_header_length_that_cannot_be_is_refused() throws IOException {
    assertRefused(raw(new byte[0]), "the file has 0 bytes");
    assertRefused(raw(new byte[7]), "the file has 7 bytes");
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    assertRefused(raw(length.putLong(0, 100_000_001).array()), "100000001 bytes, more than");
    assertRefused(raw(length.putLong(0, -1).array()), "18446744073709551615 bytes");
    assertRefused(raw(length.putLong(0, 100_000_000).array()), "0 are left in the file");
  }

  @Test
  void deep_nesting_and_long_numbers_are_refused() throws IOException {
    assertRefused(file(json("{'t':{'x':" + "[".repeat(100_000)), 0), "not JSON");
    assertRefused(file(json("{'t':{'shape':[" + "9".repeat(5_000) + "]}}"), 0), "not JSON");
  }

  @Test
  void a_name_that_would_spoil_the_screen_is_cleaned_in_the_message() throws IOException {
    assertRefused(
        file(json("{'a\\n\\u001b[31m" + "b".repeat(500) + "':1}"), 0),
        "tensor \"a\\n<U+001B>[31mbbb");
  }

  @Test
  void unknown_fields_and_blanks_are_let_pass() throws IOException {
    Path file =
        file(
            json("{'t':{'later':{'a':[1]},'dtype':'F32','shape':[2],'data_offsets':[0,8]}} \n "),
            8);
    assertThat(Safetensors.read(file).tensors().get("t"))
        .isEqualTo(NdArray.of(Shape.of(2), new float[2]));
  }

  private byte[] whole() throws IOException {
    Path file = folder.resolve("whole");
    new Safetensors(
            Map.of("key", "value", "über", "\ud83d\ude00"),
            Map.of(
                "f", NdArray.of(Shape.of(2, 3), new float[6]),
                "d", NdArray.of(1, 2, 3),
                "empty", NdArray.of(Shape.of(0, 4), new int[0]),
                "i", NdArray.of(Shape.SCALAR, new int[] {5})))
        .write(file);
    return Files.readAllBytes(file);
  }

  @Test
  void a_file_cut_after_any_byte_is_refused() throws IOException {
    byte[] whole = whole();
    for (int length = 0; length < whole.length; length++) {
      Path file = raw(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.read(file))
          .as("cut after %s of %s bytes", length, whole.length)
          .isInstanceOf(SafetensorsException.class);
    }
  }

  @Test
  void any_changed_byte_gives_tensors_or_a_clear_refusal() throws IOException {
    byte[] whole = whole();
    Random random = new Random(11);
    for (int round = 0; round < 3_000; round++) {
      byte[] changed = whole.clone();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        changed[random.nextInt(whole.length)] = (byte) random.nextInt();
      }
      Path file = raw(changed);
      assertThat(catchThrowable(() -> Safetensors.read(file)))
          .as("round %s", round)
          .satisfiesAnyOf(
              e -> assertThat(e).isNull(),
              e -> assertThat(e).isInstanceOf(SafetensorsException.class));
    }
  }
}
