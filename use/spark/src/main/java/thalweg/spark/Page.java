package thalweg.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/// Some rows of a partition, one after another, as they lie in the file of a member: all features,
/// then all labels, doubles in little-endian order.
///
/// A row that cannot be learnt from ends the pages of its partition; what is wrong with it is told.
final class Page implements Serializable {
  private static final long serialVersionUID = 1;

  /// Numbers in a page, as long as a row has fewer.
  private static final int NUMBERS = 1 << 16;

  private final int partition;
  private final long first;
  private final int rows;
  private final int width;
  private final byte[] numbers;
  private final @Nullable String trouble;

  private Page(
      int partition, long first, int rows, int width, byte[] numbers, @Nullable String trouble) {
    this.partition = partition;
    this.first = first;
    this.rows = rows;
    this.width = width;
    this.numbers = numbers;
    this.trouble = trouble;
  }

  /// What the driver is told of a page.
  ///
  /// @param first its first row in the partition
  /// @param width features in a row
  /// @param largest label
  /// @param areClasses whether all labels are whole numbers of at least 0
  /// @param trouble what is wrong with the row after its last; null if nothing is
  /// @param room bytes that are free on the disk of the executor that has the page
  record Summary(
      int partition,
      long first,
      int rows,
      int width,
      double largest,
      boolean areClasses,
      @Nullable String trouble,
      long room)
      implements Serializable {}

  Summary summary() {
    double largest = 0;
    boolean areClasses = true;
    ByteBuffer labels = labels();
    for (int i = 0; i < rows; i++) {
      double label = labels.getDouble();
      largest = Math.max(largest, label);
      areClasses &= label >= 0 && label == Math.rint(label);
    }
    long room = RowFile.folder().toFile().getUsableSpace();
    return new Summary(partition, first, rows, width, largest, areClasses, trouble, room);
  }

  /// Returns rows of this page, those from its row `from` to before `end`.
  Page cut(int from, int end) {
    ByteBuffer cut = ByteBuffer.allocate((end - from) * (width + 1) * Double.BYTES);
    int row = width * Double.BYTES;
    cut.put(features().slice(from * row, (end - from) * row));
    cut.put(labels().slice(from * Double.BYTES, (end - from) * Double.BYTES));
    return new Page(partition, first + from, end - from, width, cut.array(), null);
  }

  /// Returns the same rows with their labels alone.
  Page ofLabels() {
    byte[] labels = new byte[rows * Double.BYTES];
    labels().get(labels);
    return new Page(partition, first, rows, 0, labels, null);
  }

  boolean isOfLabels() {
    return width == 0;
  }

  int partition() {
    return partition;
  }

  long first() {
    return first;
  }

  int rows() {
    return rows;
  }

  /// Returns the bytes of all features.
  ByteBuffer features() {
    return ByteBuffer.wrap(numbers, 0, rows * width * Double.BYTES).slice();
  }

  /// Returns the labels, to be read as doubles.
  ByteBuffer labels() {
    int start = rows * width * Double.BYTES;
    return ByteBuffer.wrap(numbers, start, rows * Double.BYTES)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Returns the pages of a partition, made when they are asked for.
  ///
  /// @param rows of two columns: features, label
  static Iterator<Page> of(int partition, Iterator<Row> rows) {
    return new Writing(partition, rows);
  }

  private static final class Writing implements Iterator<Page> {
    private final int partition;
    private final Iterator<Row> rows;
    private long first;
    private int width = -1;
    private boolean isOver;

    Writing(int partition, Iterator<Row> rows) {
      this.partition = partition;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return !isOver && rows.hasNext();
    }

    @Override
    public Page next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no page is left");
      }
      ByteBuffer features = ByteBuffer.allocate(0);
      ByteBuffer labels = ByteBuffer.allocate(0);
      int most = 1;
      int count = 0;
      String trouble = null;
      while (count < most && rows.hasNext()) {
        Row row = rows.next();
        trouble = trouble(row);
        double[] numbers = trouble == null ? features(row.get(0)) : new double[0];
        if (trouble == null) {
          trouble = trouble(numbers);
        }
        if (trouble == null && width >= 0 && numbers.length != width) {
          trouble = "has " + numbers.length + " features, the row before it " + width;
        }
        if (trouble != null) {
          isOver = true;
          break;
        }
        if (count == 0) {
          width = numbers.length;
          most = Math.max(1, NUMBERS / (width + 1));
          features = buffer((long) most * width);
          labels = buffer(most);
        }
        features.asDoubleBuffer().put(numbers);
        features.position(features.position() + numbers.length * Double.BYTES);
        labels.putDouble(((Number) Objects.requireNonNull(row.get(1))).doubleValue());
        count++;
      }
      byte[] all =
          ByteBuffer.allocate(features.flip().limit() + labels.flip().limit())
              .put(features)
              .put(labels)
              .array();
      Page page = new Page(partition, first, count, Math.max(0, width), all, trouble);
      first += count;
      return page;
    }

    private static ByteBuffer buffer(long numbers) {
      return ByteBuffer.allocate(Math.toIntExact(numbers * Double.BYTES))
          .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static @Nullable String trouble(double[] numbers) {
      for (int i = 0; i < numbers.length; i++) {
        if (!Double.isFinite(numbers[i])) {
          return "has " + numbers[i] + " as feature " + i;
        }
      }
      return null;
    }

    private static @Nullable String trouble(Row row) {
      Object features = row.get(0);
      if (features == null) {
        return "has no features: the column is null there";
      }
      if (row.get(1) == null) {
        return "has no label: the column is null there";
      }
      double label = ((Number) row.get(1)).doubleValue();
      if (!Double.isFinite(label)) {
        return "has the label " + label;
      }
      if (features instanceof Seq<?> numbers) {
        int missing = numbers.indexOf(null, 0);
        if (missing >= 0) {
          return "has a null as feature " + missing;
        }
      }
      return null;
    }
  }

  /// Returns the features that stand in a row: a vector's, or an array's.
  ///
  /// @throws IllegalArgumentException if there are none, or one is null
  static double[] features(@Nullable Object cell) {
    if (cell instanceof Vector vector) {
      return vector.toArray();
    }
    if (!(cell instanceof Seq<?> seq) || seq.indexOf(null, 0) >= 0) {
      throw new IllegalArgumentException(
          "spark: a row has "
              + (cell == null ? "no features" : "a null among its features")
              + "; fill it, or leave the row out.");
    }
    double[] numbers = new double[seq.length()];
    int i = 0;
    for (scala.collection.Iterator<?> all = seq.iterator(); all.hasNext(); ) {
      numbers[i++] = ((Number) Objects.requireNonNull(all.next())).doubleValue();
    }
    return numbers;
  }
}
