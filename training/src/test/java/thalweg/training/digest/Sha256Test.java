package thalweg.training.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

class Sha256Test {
  @TempDir Path folder;

  /// Source: NIST, Cryptographic Standards and Guidelines, Examples with Intermediate Values.
  @Test
  void text_has_the_published_hashes() {
    assertThat(Sha256.of("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Sha256.of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))
        .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assertThat(Sha256.of(""))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void arrays_and_files_of_any_length_have_the_hash_of_their_bytes() throws IOException {
    Random random = new Random(11);
    Path file = folder.resolve("file");
    for (int round = 0; round < 60; round++) {
      List<NdArray> arrays = new ArrayList<>();
      MessageDigest digest = Sha256.begin();
      ByteBuffer all = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
      for (int array = random.nextInt(4); array > 0; array--) {
        int[] lengths = {random.nextInt(100), (1 << 13) + random.nextInt(3) - 1, 1 << 14, 20_001};
        int length = 1 + lengths[random.nextInt(lengths.length)];
        Shape shape = Shape.of(length);
        switch (random.nextInt(3)) {
          case 0 -> {
            float[] numbers = new float[length];
            for (int i = 0; i < length; i++) {
              numbers[i] = random.nextFloat();
              all.putFloat(numbers[i]);
            }
            arrays.add(NdArray.of(shape, numbers));
          }
          case 1 -> {
            double[] numbers = random.doubles(length).toArray();
            for (double number : numbers) {
              all.putDouble(number);
            }
            arrays.add(NdArray.of(shape, numbers));
          }
          default -> {
            int[] numbers = random.ints(length).toArray();
            for (int number : numbers) {
              all.putInt(number);
            }
            arrays.add(NdArray.of(shape, numbers));
          }
        }
      }
      byte[] bytes = new byte[all.position()];
      all.get(0, bytes);
      digest.update(bytes);
      String expected = Sha256.end(digest);
      assertThat(Sha256.of(arrays)).isEqualTo(expected);
      Files.write(file, bytes);
      assertThat(Sha256.of(file)).isEqualTo(expected);
    }
  }
}
