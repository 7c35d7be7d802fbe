package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
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
  @Mixin private FigureOptions look = new FigureOptions();

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
    PictureFile file = look.file(picture);
    if (export != null) {
      requireNew(export);
    }
    Split split = Digits.split();
    output.json(
        Json.object()
            .put("verb", "digits")
            .put("trainRows", split.train().rows())
            .put("testRows", LearningData.test(split).rows())
            .put("trainSha256", split.train().sha256())
            .put("testSha256", LearningData.test(split).sha256()));
    draw(split.train());
    output.result(split.train().summary());
    output.result(LearningData.test(split).summary());
    if (export != null) {
      export(split, export);
      output.detail("files: " + export);
    }
    if (file != null) {
      file.save(() -> sheet(split.train()));
      output.detail("picture: " + picture);
    }
    return ExitCode.OK;
  }

  /// Draws the first digit of each class.
  private void draw(Dataset data) {
    int[] labels = data.labels();
    int width = data.rowShape().size(1);
    int[] firsts =
        IntStream.range(0, data.classNames().size()).map(name -> firstOf(name, labels)).toArray();
    double[] all = data.select(data.name(), firsts).features(DType.DOUBLE).doubles();
    int size = data.rowShape().elements();
    int most = Math.max(1, output.lineColumns() / (width / 2 + 1));
    for (int from = 0; from < firsts.length; from += most) {
      int to = Math.min(firsts.length, from + most);
      output.drawing(
          HalfBlocks.halved(
              IntStream.range(from, to)
                  .mapToObj(i -> Arrays.copyOfRange(all, i * size, (i + 1) * size))
                  .toList(),
              width));
    }
  }

  private static int firstOf(int name, int[] labels) {
    return IntStream.range(0, labels.length)
        .filter(row -> labels[row] == name)
        .findFirst()
        .orElseThrow();
  }

  private static Figure sheet(Dataset data) {
    int width = data.rowShape().size(1);
    Dataset shown = data.select(data.name(), IntStream.range(0, SHOWN).toArray());
    double[] all = shown.features(DType.DOUBLE).doubles();
    int[] labels = shown.labels();
    double[][] images = new double[SHOWN][];
    String[] captions = new String[SHOWN];
    int size = data.rowShape().elements();
    for (int i = 0; i < SHOWN; i++) {
      images[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
      captions[i] = data.classNames().get(labels[i]);
    }
    return Figures.images("Digits", COLUMNS, width, images, captions);
  }

  /// The names of the four files, images before labels, the training part first.
  private static List<String> names() {
    return Stream.of("train", "t10k")
        .flatMap(part -> Stream.of(part + "-images-idx3-ubyte", part + "-labels-idx1-ubyte"))
        .toList();
  }

  private static void requireNew(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw Failure.usage("--export: " + folder + " is a file; name a folder.");
    }
    List<String> present =
        names().stream().filter(name -> Files.exists(folder.resolve(name))).toList();
    if (!present.isEmpty()) {
      throw Failure.usage(
          "--export: "
              + folder
              + " holds "
              + String.join(", ", present)
              + (present.size() < names().size() ? ", a part of an export," : ",")
              + " which is not overwritten; choose another folder, or remove it first.");
    }
  }

  /// Writes all four files under other names first, so that what bears the names of an export is a
  /// whole one.
  private static void export(Split split, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Idx> arrays =
        Stream.of(split.train(), LearningData.test(split)).flatMap(DigitsVerb::arrays).toList();
    for (int i = 0; i < arrays.size(); i++) {
      arrays.get(i).write(folder.resolve(names().get(i) + ".part"));
    }
    for (String name : names()) {
      Files.move(folder.resolve(name + ".part"), folder.resolve(name));
    }
  }

  private static Stream<Idx> arrays(Dataset data) {
    float[] features = data.features(DType.FLOAT).floats();
    byte[] pixels = new byte[features.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(features[i] * 255);
    }
    int[] labels = data.labels();
    byte[] classes = new byte[labels.length];
    for (int row = 0; row < classes.length; row++) {
      classes[row] = (byte) labels[row];
    }
    return Stream.of(
        Idx.ofBytes(data.rowShape().prepend(data.rows()), pixels),
        Idx.ofBytes(Shape.of(data.rows()), classes));
  }
}
