package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Idx;
import thalweg.training.data.Split;

/// `thalweg digits`: a look at the data that needs no download.
@Command(
    name = "digits",
    description = "Show the handwritten digits that train uses by default, or write them to files.",
    footer = {
      "",
      "Examples:",
      "  thalweg digits --picture digits.png",
      "  thalweg digits --export folder    (four files as MNIST has them)"
    })
final class DigitsVerb implements Callable<Integer> {
  private static final int COLUMNS = 12;
  private static final int SHOWN = 72;

  private final Output output;

  @Mixin private Shared shared = new Shared();

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw the first digits of the training part; .png or .svg.")
  private @Nullable Path picture;

  @Option(
      names = "--export",
      paramLabel = "FOLDER",
      description = "Write all digits as IDX files; the folder is made if need be.")
  private @Nullable Path export;

  DigitsVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    output.with(shared);
    PictureFile file = picture == null ? null : new PictureFile("--picture", picture);
    if (export != null) {
      requireNew(export);
    }
    Split split = Digits.split();
    output.json(
        Json.object()
            .put("verb", "digits")
            .put("trainRows", split.train().rows())
            .put("testRows", split.test().rows())
            .put("trainSha256", split.train().sha256())
            .put("testSha256", split.test().sha256()));
    output.result(split.train().summary());
    output.result(split.test().summary());
    if (file != null) {
      file.save(() -> sheet(split.train()));
      output.detail("picture: " + picture);
    }
    if (export != null) {
      Files.createDirectories(export);
      write(split.train(), export, "train");
      write(split.test(), export, "t10k");
      output.detail("files: " + export);
    }
    return ExitCode.OK;
  }

  private static Figure sheet(Dataset data) {
    int width = data.rowShape().size(1);
    double[] all = new double[SHOWN * data.rowShape().elements()];
    data.gather(IntStream.range(0, SHOWN).toArray(), 0, SHOWN, all, 0);
    double[][] images = new double[SHOWN][];
    String[] captions = new String[SHOWN];
    int size = data.rowShape().elements();
    for (int i = 0; i < SHOWN; i++) {
      images[i] = java.util.Arrays.copyOfRange(all, i * size, (i + 1) * size);
      captions[i] = data.classNames().get(data.label(i));
    }
    return Figures.images("Digits", COLUMNS, width, images, captions);
  }

  private static Path images(Path folder, String part) {
    return folder.resolve(part + "-images-idx3-ubyte");
  }

  private static Path labels(Path folder, String part) {
    return folder.resolve(part + "-labels-idx1-ubyte");
  }

  private static void requireNew(Path folder) {
    for (String part : new String[] {"train", "t10k"}) {
      for (Path path : new Path[] {images(folder, part), labels(folder, part)}) {
        if (Files.exists(path)) {
          throw Failure.usage(
              "--export: " + path + " exists and is not overwritten; choose another folder.");
        }
      }
    }
  }

  private static void write(Dataset data, Path folder, String part) throws IOException {
    float[] features = new float[data.rows() * data.rowShape().elements()];
    data.gather(IntStream.range(0, data.rows()).toArray(), 0, data.rows(), features, 0);
    byte[] pixels = new byte[features.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(features[i] * 255);
    }
    byte[] classes = new byte[data.rows()];
    for (int row = 0; row < classes.length; row++) {
      classes[row] = (byte) data.label(row);
    }
    Idx.ofBytes(data.rowShape().prepend(data.rows()), pixels).write(images(folder, part));
    Idx.ofBytes(thalweg.algebra.Shape.of(data.rows()), classes).write(labels(folder, part));
  }
}
