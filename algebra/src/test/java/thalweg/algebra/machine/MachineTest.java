package thalweg.algebra.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;

/// What is said and done on machines and by Javas that lack something, in processes of their own.
@Tag("once")
class MachineTest {
  @TempDir Path folder;

  /// Prints the bits of products in both precisions.
  static final class Products {
    private Products() {}

    public static void main(String[] none) {
      System.out.println(bits());
    }

    static String bits() {
      StringBuilder bits = new StringBuilder();
      for (DType type : new DType[] {DType.FLOAT, DType.DOUBLE}) {
        Tensor x = Tensor.variable("x", type, 5, 19);
        Tensor y = Tensor.variable("y", type, 19, 21);
        NdArray product =
            Program.of(x.matmul(y).tanh())
                .execution()
                .set(x, numbers(type, x.shape()))
                .set(y, numbers(type, y.shape()))
                .run()
                .output(0);
        bits.append(Arrays.hashCode(product.toDoubles())).append(' ');
      }
      return bits.toString();
    }

    private static NdArray numbers(DType type, Shape shape) {
      Random random = new Random(shape.elements());
      NdArray numbers = NdArray.zeros(type, shape);
      for (int i = 0; i < shape.elements(); i++) {
        numbers.set(i, random.nextGaussian());
      }
      return numbers;
    }
  }

  /// Returns what a Java with these options says on standard error while its products have the bits
  /// of those here.
  private String saidByOneWith(String... options) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(options));
    line.add("-cp");
    line.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    line.add(Products.class.getName());
    Path errors = folder.resolve("errors.txt");
    Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String said = Files.readString(errors);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(out.strip()).isEqualTo(Products.bits().strip());
    return said;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--add-modules=jdk.incubator.vector", "-Dthalweg.vector=none", "-XX:+UseSerialGC"})
  void without_fused_multiply_add_the_bits_are_the_same_and_one_line_tells_why_it_is_slow(
      String option) throws Exception {
    assertThat(saidByOneWith(option, "-XX:-UseFMA"))
        .containsOnlyOnce("no fused multiply-add")
        .contains("thousands of times slower", "-XX:-UseFMA");
    assertThat(saidByOneWith(option)).doesNotContain("multiply-add");
  }

  @Test
  void without_the_vector_module_the_bits_are_the_same_and_one_line_tells_how_to_switch_it_on()
      throws Exception {
    assertThat(saidByOneWith("-XX:+UseSerialGC"))
        .containsOnlyOnce(
            "The module jdk.incubator.vector is not present: plain loops are used, same results,"
                + " several times slower. Start Java with --add-modules jdk.incubator.vector.");
    assertThat(saidByOneWith("-Dthalweg.vector=none")).isEmpty();
    assertThat(saidByOneWith("--add-modules=jdk.incubator.vector")).doesNotContain("Start Java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"25", "25.0.1", "25.0.1+8-LTS", "25.0.2", "25.0.2.1", "25-ea+30"})
  void a_java_that_may_damage_arrays_is_refused(String version) {
    assertThatThrownBy(() -> Machine.requireSoundJava(Runtime.Version.parse(version)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "Java "
                + version
                + " may silently damage arrays: its G1 collector moves some that native code has"
                + " pinned (JDK-8377811). Java 25.0.3 has the repair: run on it or a later one.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.3", "25.0.3+9-LTS", "25.0.4", "25.0.10", "25.1", "26", "26.0.1"})
  void any_later_java_is_sound(String version) {
    assertThatCode(() -> Machine.requireSoundJava(Runtime.Version.parse(version)))
        .doesNotThrowAnyException();
  }
}
