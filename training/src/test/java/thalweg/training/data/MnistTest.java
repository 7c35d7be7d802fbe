package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

@Tag("plain")
class MnistTest {
  @TempDir private Path folder;

  @BeforeEach
  void write_a_small_set() throws IOException {
    images("train-images-idx3-ubyte", 3);
    labels("train-labels-idx1-ubyte", 5, 0, 9);
    images("t10k-images-idx3-ubyte.gz", 2);
    labels("t10k-labels-idx1-ubyte.gz", 7, 2);
  }

  private void images(String name, int count) throws IOException {
    byte[] pixels = new byte[count * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 50);
    }
    Idx.ofBytes(Shape.of(count, 2, 3), pixels).write(folder.resolve(name));
  }

  private void labels(String name, int... labels) throws IOException {
    NdArray array = NdArray.of(Shape.of(labels.length), labels);
    Idx.of(Idx.Element.UNSIGNED_BYTE, array).write(folder.resolve(name));
  }

  @Test
  void the_four_files_become_training_and_test_rows() throws IOException {
    Split split = Mnist.read(folder);
    assertThat(split.train().rowShape()).isEqualTo(Shape.of(2, 3));
    assertThat(split.train().labels()).containsExactly(5, 0, 9);
    assertThat(split.test().labels()).containsExactly(7, 2);
    assertThat(split.train().classes()).isEqualTo(10);
    assertThat(split.train().name()).isEqualTo(folder.getFileName() + " train");
    assertThat(split.test().features(DType.DOUBLE).get(1, 0, 2)).isEqualTo((400 - 256) / 255.0);
  }

  @Test
  void names_with_a_dot_are_known_too() throws IOException {
    for (String name : new String[] {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"}) {
      Files.move(folder.resolve(name), folder.resolve(name.replace("-idx", ".idx")));
    }
    assertThat(Mnist.read(folder).train().rows()).isEqualTo(3);
  }

  @Test
  void a_folder_is_recognised_by_any_of_the_files() throws IOException {
    assertThat(Mnist.isIn(folder)).isTrue();
    assertThat(Mnist.isIn(Files.createDirectory(folder.resolve("empty")))).isFalse();
  }

  @Test
  void a_missing_file_is_named_beside_what_is_there() throws IOException {
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));
    assertFault(
        folder,
        "found t10k-images-idx3-ubyte.gz, train-images-idx3-ubyte, train-labels-idx1-ubyte,"
            + " expected also t10k-labels-idx1-ubyte or the same with .gz; put the four files of"
            + " MNIST there.");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> Mnist.read(empty))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(empty + ": found no file, expected also train-images-idx3-ubyte");
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> Mnist.read(none))
        .isInstanceOf(DataFileException.class)
        .hasMessage(
            none
                + ": found nothing, expected a folder with the four files of MNIST; check the"
                + " name.");
  }

  private void assertFault(Path file, String message) {
    assertThatThrownBy(() -> Mnist.read(folder))
        .isInstanceOfSatisfying(
            DataFileException.class, fault -> assertThat(fault.path()).isEqualTo(file))
        .hasMessage(file + ": " + message);
  }

  @Test
  void unequal_numbers_of_images_and_labels_are_told() throws IOException {
    labels("train-labels-idx1-ubyte", 1, 2);
    assertFault(
        folder.resolve("train-labels-idx1-ubyte"),
        "found 2 labels, expected 3, one for each image in train-images-idx3-ubyte; the files do"
            + " not belong together.");
  }

  @Test
  void labels_above_nine_are_classes_named_by_their_numbers() throws IOException {
    labels("train-labels-idx1-ubyte", 26, 10, 1);
    Split split = Mnist.read(folder);
    assertThat(split.train().classNames()).startsWith("1").endsWith("10", "26");
    assertThat(split.test().classNames()).isEqualTo(split.train().classNames());
    assertThat(split.train().classNames().get(split.train().labels()[0])).isEqualTo("26");
  }

  @Test
  void images_in_the_place_of_labels_are_told() throws IOException {
    images("train-labels-idx1-ubyte", 3);
    assertFault(
        folder.resolve("train-labels-idx1-ubyte"),
        "found UNSIGNED_BYTE of shape [3, 2, 3], expected labels: UNSIGNED_BYTE with 1 axis; images"
            + " and labels may be exchanged.");
    labels("train-images-idx3-ubyte", 3);
    assertFault(
        folder.resolve("train-images-idx3-ubyte"),
        "found UNSIGNED_BYTE of shape [1], expected images: UNSIGNED_BYTE with 3 axes; images and"
            + " labels may be exchanged.");
  }

  @Test
  void images_of_two_sizes_and_files_without_rows_are_told() throws IOException {
    Idx.ofBytes(Shape.of(2, 3, 3), new byte[18]).write(folder.resolve("t10k-images-idx3-ubyte.gz"));
    assertFault(
        folder.resolve("t10k-images-idx3-ubyte.gz"),
        "found images of shape [3, 3], expected [2, 3] as in train-images-idx3-ubyte; the files are"
            + " of different sets.");
    images("train-images-idx3-ubyte", 0);
    labels("train-labels-idx1-ubyte");
    assertFault(
        folder.resolve("train-labels-idx1-ubyte"),
        "found no rows, expected at least 1; fetch it again.");
  }

  @Test
  void the_real_mnist_is_read_to_the_last_byte() throws IOException {
    Path real = realFolder();
    assumeTrue(
        Mnist.isIn(real),
        "MNIST is not at "
            + real.toAbsolutePath().normalize()
            + "; name its folder in the environment variable or system property THALWEG_MNIST to"
            + " run this test");
    assertThat(md5(real, "train-images-idx3-ubyte")).isEqualTo("6bbc9ace898e44ae57da46a324031adb");
    assertThat(md5(real, "train-labels-idx1-ubyte")).isEqualTo("a25bea736e30d166cdddb491f175f624");
    assertThat(md5(real, "t10k-images-idx3-ubyte")).isEqualTo("2646ac647ad5339dbf082846283269ea");
    assertThat(md5(real, "t10k-labels-idx1-ubyte")).isEqualTo("27ae3e4e09519cfbb04c329615203637");
    Split mnist = Mnist.read(real);
    assertThat(mnist.train().rows()).isEqualTo(60_000);
    assertThat(mnist.test().rows()).isEqualTo(10_000);
    assertThat(mnist.train().rowShape()).isEqualTo(Shape.of(28, 28));
    assertThat(mnist.train().labels()[0]).isEqualTo(5);
    assertThat(mnist.test().labels()[0]).isEqualTo(7);
    assertThat(mnist.train().summary()).contains("0 × 5,923", "1 × 6,742", "9 × 5,949");
    double[] first = mnist.train().select("first", new int[] {0}).features(DType.DOUBLE).doubles();
    assertThat((float) first[5 * 28 + 12]).isEqualTo(3 / 255f);
  }

  private static Path realFolder() {
    String property = System.getProperty("THALWEG_MNIST");
    String named = property == null ? System.getenv("THALWEG_MNIST") : property;
    return Path.of(named == null ? "../../shared/data/mnist" : named);
  }

  /// The MD5 of the file as it would be written uncompressed.
  private String md5(Path real, String name) throws IOException {
    Path file = real.resolve(name);
    Path raw = folder.resolve("raw");
    Idx.read(Files.exists(file) ? file : real.resolve(name + ".gz")).write(raw);
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(raw)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
