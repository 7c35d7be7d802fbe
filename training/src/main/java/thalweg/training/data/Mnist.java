package thalweg.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import thalweg.algebra.Shape;

/// A folder with the four files of MNIST, or of another set published in the same form such as
/// Fashion-MNIST: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte`,
/// `t10k-labels-idx1-ubyte`, each with or without `.gz`. The classes are the digits 0 to 9; where a
/// label is larger, as of EMNIST's letters, they are the labels there are, named by their numbers.
public final class Mnist {
  private static final int DIGITS = 10;

  private Mnist() {}

  /// Images and their labels, as the files have them.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Part(String name, Idx images, int[] labels) {
    Dataset dataset(int[] classes) {
      // Nobody else has seen the array just read, so it need not be copied.
      Shape picture = images.shape().withoutFirst();
      return Dataset.ofClasses(
          name,
          picture,
          ByteValues.takeUnsigned(picture.elements(), images.bytes()),
          Arrays.stream(labels).map(label -> Arrays.binarySearch(classes, label)).toArray(),
          Arrays.stream(classes).mapToObj(String::valueOf).toList());
    }
  }

  /// Reads the folder: pictures of shape [height, width] with numbers from 0 to 1.
  ///
  /// @throws DataFileException if a file is missing or damaged, is not what its name says, or
  ///   images and labels do not belong together
  public static Split read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new DataFileException(
          folder,
          "found "
              + (Files.exists(folder) ? "a file" : "nothing")
              + ", expected a folder with the four files of MNIST; check the name.");
    }
    Path trainImages = find(folder, "train-images", "idx3");
    Path trainLabels = find(folder, "train-labels", "idx1");
    Path testImages = find(folder, "t10k-images", "idx3");
    Path testLabels = find(folder, "t10k-labels", "idx1");
    String name = folder.toAbsolutePath().normalize().getFileName() + "";
    Part train = read(name + " train", trainImages, trainLabels);
    Part test = read(name + " test", testImages, testLabels);
    Shape rowShape = train.images.shape().withoutFirst();
    Shape testShape = test.images.shape().withoutFirst();
    if (!rowShape.equals(testShape)) {
      throw new DataFileException(
          testImages,
          "found images of shape "
              + testShape
              + ", expected "
              + rowShape
              + " as in "
              + trainImages.getFileName()
              + "; the files are of different sets.");
    }
    int[] classes = classes(train.labels, test.labels);
    return new Split(train.dataset(classes), test.dataset(classes));
  }

  private static int[] classes(int[] train, int[] test) {
    int[] labels =
        IntStream.concat(Arrays.stream(train), Arrays.stream(test)).sorted().distinct().toArray();
    return labels[labels.length - 1] < DIGITS ? IntStream.range(0, DIGITS).toArray() : labels;
  }

  /// Returns whether `folder` holds at least one file named as MNIST's are.
  public static boolean isIn(Path folder) {
    return Stream.of("train-images", "train-labels", "t10k-images", "t10k-labels")
        .flatMap(stem -> names(stem, stem.endsWith("images") ? "idx3" : "idx1"))
        .anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  private static Stream<String> names(String stem, String kind) {
    // Some unpacking programs write the dot that the original names once had.
    return Stream.of("-" + kind, "." + kind)
        .flatMap(middle -> Stream.of("", ".gz").map(end -> stem + middle + "-ubyte" + end));
  }

  private static Path find(Path folder, String stem, String kind) throws IOException {
    for (String name : names(stem, kind).toList()) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    String present;
    try (Stream<Path> files = Files.list(folder)) {
      present =
          files
              .map(file -> file.getFileName().toString())
              .sorted()
              .limit(8)
              .collect(Collectors.joining(", "));
    }
    throw new DataFileException(
        folder,
        "found "
            + (present.isEmpty() ? "no file" : present)
            + ", expected also "
            + stem
            + "-"
            + kind
            + "-ubyte or the same with .gz; put the four files of MNIST there.");
  }

  private static Part read(String name, Path imagesFile, Path labelsFile) throws IOException {
    Idx images = bytes(imagesFile, 3, "images");
    Idx labels = bytes(labelsFile, 1, "labels");
    int count = labels.shape().size(0);
    if (images.shape().size(0) != count) {
      throw new DataFileException(
          labelsFile,
          "found "
              + count
              + " labels, expected "
              + images.shape().size(0)
              + ", one for each image in "
              + imagesFile.getFileName()
              + "; the files do not belong together.");
    }
    if (count == 0) {
      throw new DataFileException(
          labelsFile, "found no rows, expected at least 1; fetch it again.");
    }
    return new Part(name, images, labels.array().ints());
  }

  private static Idx bytes(Path file, int rank, String what) throws IOException {
    Idx idx = Idx.read(file);
    if (idx.element() != Idx.Element.UNSIGNED_BYTE || idx.shape().rank() != rank) {
      throw new DataFileException(
          file,
          "found "
              + idx.element()
              + " of shape "
              + Arrays.toString(idx.shape().sizes())
              + ", expected "
              + what
              + ": UNSIGNED_BYTE with "
              + (rank == 1 ? "1 axis" : rank + " axes")
              + "; images and labels may be exchanged.");
    }
    return idx;
  }
}
