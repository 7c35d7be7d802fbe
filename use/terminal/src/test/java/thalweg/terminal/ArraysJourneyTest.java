package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;

/// Arrays of NumPy's become a model, and the model sees others.
class ArraysJourneyTest {
  @TempDir private Path folder;

  @Test
  void an_archive_is_learnt_and_an_array_is_predicted() throws IOException {
    Random random = new Random(2);
    double[] x = new double[300 * 3];
    int[] y = new int[300];
    for (int i = 0; i < x.length; i++) {
      y[i / 3] = i / 3 % 3;
      x[i] = random.nextGaussian() + (i % 3 == y[i / 3] ? 400 : 390);
    }
    Npy features = Npy.of(NdArray.of(Shape.of(300, 3), x));
    Path archive = folder.resolve("a.npz");
    Path alone = folder.resolve("x.npy");
    new Npz(Map.of("x", features, "y", Npy.of(NdArray.of(Shape.of(300), y)))).write(archive);
    features.write(alone);
    String model = folder.resolve("m.safetensors").toString();
    String picture = folder.resolve("p.png").toString();
    Ran train =
        Ran.thalweg(
            "train",
            "--data",
            archive.toString(),
            "--save",
            model,
            "--picture",
            picture,
            "--epochs",
            "30");
    assertThat(train.exit()).as(train.err()).isZero();
    Ran tried = Ran.thalweg("predict", model, "--data", archive.toString(), "--json");
    assertThat(tried.json().get("accuracy").asDouble()).isGreaterThan(0.95);
    Ran predicted = Ran.thalweg("predict", model, "--data", alone.toString(), "--json");
    assertThat(predicted.exit()).as(predicted.err()).isZero();
    assertThat(predicted.json().get("predictions").get(4).asInt()).isEqualTo(1);
    Ran more = Ran.thalweg("train", "--resume", model, "--picture", picture, "--epochs", "31");
    assertThat(more.exit()).as(more.err()).isZero();

    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Ran damaged = Ran.thalweg("train", "--data", archive.toString(), "--save", model);
    assertThat(damaged.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(damaged.err()).contains("a.npz: is a damaged archive").hasLineCount(1);
  }
}
