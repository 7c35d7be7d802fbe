package thalweg.spark;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Values;

/// All rows, or those of one member, in a file without a name on its disk, mapped into its memory;
/// all labels in the heap.
///
/// Each byte is written before it is mapped, so that a full disk is an error and no crash.
final class RowFile implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment features;
  private final double[] labels;
  private final int width;

  private RowFile(Arena arena, MemorySegment features, double[] labels, int width) {
    this.arena = arena;
    this.features = features;
    this.labels = labels;
    this.width = width;
  }

  /// Returns the folder in which an executor keeps what is large.
  static Path folder() {
    return Path.of(Utils.getLocalDir(SparkEnv.get().conf()));
  }

  /// Writes pages of all rows, which come in any order.
  ///
  /// @param folder on a disk of this machine
  /// @param starts the number of the first row of each partition
  /// @throws IllegalStateException if other rows come than were counted
  static RowFile of(
      Iterator<Page> pages, Path folder, Map<Integer, Long> starts, int rows, int width)
      throws IOException {
    return of(pages, folder, starts, rows, width, 0, rows);
  }

  /// Writes pages, of which those of the rows from `from` to before `end` have features.
  ///
  /// @throws IllegalStateException if other rows come than were counted
  @SuppressWarnings("MustBeClosedChecker") // by the file's own close
  static RowFile of(
      Iterator<Page> pages,
      Path folder,
      Map<Integer, Long> starts,
      int rows,
      int width,
      int from,
      int end)
      throws IOException {
    Path path = Files.createTempFile(folder, "thalweg-rows", null);
    double[] labels = new double[rows];
    long received = 0;
    long written = 0;
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      while (pages.hasNext()) {
        Page page = pages.next();
        ByteBuffer numbers = page.features();
        long start = starts.getOrDefault(page.partition(), (long) rows) + page.first();
        boolean isWritten = !page.isOfLabels();
        if (start + page.rows() > rows
            || (isWritten
                && (start < from
                    || start + page.rows() > end
                    || numbers.remaining() != (long) page.rows() * width * Double.BYTES))) {
          throw changed();
        }
        long place = (start - from) * width * Double.BYTES;
        while (numbers.hasRemaining()) {
          place += file.write(numbers, place);
        }
        written += isWritten ? page.rows() : 0;
        page.labels().asDoubleBuffer().get(labels, Math.toIntExact(start), page.rows());
        received += page.rows();
      }
      if (received != rows || written != end - from) {
        throw changed();
      }
      Arena arena = Arena.ofShared();
      try {
        return new RowFile(
            arena, file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena), labels, width);
      } catch (IOException | RuntimeException failed) {
        arena.close();
        throw failed;
      }
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private static IllegalStateException changed() {
    return new IllegalStateException(
        "spark: other rows came than were counted; the DataFrame is another each time it is"
            + " computed. Write it to a file, or cache it, and learn from that.");
  }

  /// Returns the features of the rows that are here.
  Values features() {
    return Values.mapped(DType.DOUBLE, width, features);
  }

  /// Returns the label of a row, of all rows.
  double label(int row) {
    return labels[row];
  }

  /// Returns the rows as the library has them.
  ///
  /// @param classes how many there are; 0 for quantities
  Dataset dataset(RowFormat format, int classes) {
    return dataset(format, classes, features());
  }

  /// Returns the rows as the library has them, with these features.
  Dataset dataset(RowFormat format, int classes, Values features) {
    Column read = Column.of(Dataset.FEATURES, Shape.of(width), features);
    Column target =
        format.isOfClasses()
            ? Column.classes(
                Dataset.TARGET,
                IntStream.range(0, labels.length).map(row -> (int) labels[row]).toArray(),
                classNames(format, classes))
            : Column.quantity(Dataset.TARGET, format.label(), labels);
    Dataset data = Dataset.of("rows", List.of(read, target));
    return format.names().size() == width ? data.withFieldNames(format.names()) : data;
  }

  static List<String> classNames(RowFormat format, int classes) {
    return format.classNames().isEmpty()
        ? IntStream.range(0, classes).mapToObj(String::valueOf).toList()
        : format.classNames();
  }

  /// Lets go of the memory and so of the file; nobody may read a row afterwards.
  @Override
  public void close() {
    arena.close();
  }
}
