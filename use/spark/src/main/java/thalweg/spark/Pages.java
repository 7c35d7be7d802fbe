package thalweg.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import thalweg.algebra.Quote;

/// The rows of a DataFrame, written once into pages that executors keep on their disks, and
/// numbered in the order in which `collect` would bring them.
final class Pages implements AutoCloseable {
  private final JavaRDD<Page> pages;
  private final RowFormat format;
  private final Map<Integer, Long> starts = new HashMap<>(); // of each partition
  private final long rows;
  private final int width;
  private final int classes;
  private final long room; // bytes, of the executor that has least

  private Pages(JavaRDD<Page> pages, RowFormat format) {
    this.pages = pages;
    this.format = format;
    List<Page.Summary> summaries =
        pages.map(Page::summary).collect().stream()
            .sorted(
                Comparator.comparingInt(Page.Summary::partition)
                    .thenComparingLong(Page.Summary::first))
            .toList();
    room = summaries.stream().mapToLong(Page.Summary::room).min().orElse(Long.MAX_VALUE);
    long count = 0;
    int wide = -1;
    double largest = 0;
    for (Page.Summary page : summaries) {
      starts.putIfAbsent(page.partition(), count);
      if (page.rows() > 0) {
        if (wide >= 0 && page.width() != wide) {
          throw wrong(count, "has " + page.width() + " features, the row before it " + wide);
        }
        wide = page.width();
        if (format.isOfClasses() && !page.areClasses()) {
          throw new IllegalArgumentException(
              "spark: labelCol "
                  + Quote.of(format.label())
                  + " has a label that is no class, between row "
                  + count
                  + " and "
                  + (count + page.rows() - 1)
                  + "; classes are whole numbers from 0 on. Index them with a StringIndexer, or"
                  + " learn quantities with a ThalwegRegressor.");
        }
        largest = Math.max(largest, page.largest());
      }
      count += page.rows();
      if (page.trouble() != null) {
        throw wrong(count, page.trouble());
      }
    }
    if (count == 0 || count > Integer.MAX_VALUE || wide < 1) {
      throw new IllegalArgumentException(
          "spark: the DataFrame has "
              + count
              + " rows"
              + (count > 0 ? " of " + Math.max(0, wide) + " features" : "")
              + "; there must be at least one and fewer than 2³¹, of at least one feature.");
    }
    rows = count;
    width = wide;
    classes = format.isOfClasses() ? classes(largest) : 0;
  }

  /// Writes the rows into pages.
  ///
  /// @throws IllegalArgumentException if there are none, or one has no features, no label, or not
  ///   as many features as another
  static Pages of(Dataset<Row> data, RowFormat format) {
    JavaRDD<Page> pages =
        data.select(quoted(format.features()), quoted(format.label()))
            .javaRDD()
            .mapPartitionsWithIndex(Page::of, false)
            .persist(StorageLevel.DISK_ONLY());
    try {
      return new Pages(pages, format);
    } catch (RuntimeException wrong) {
      pages.unpersist(false);
      throw wrong;
    }
  }

  /// Returns a name as Spark reads it, whatever characters it has.
  static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  private int classes(double largest) {
    int named = format.classNames().size();
    if (named > 0 && largest >= named) {
      throw new IllegalArgumentException(
          "spark: labelCol "
              + Quote.of(format.label())
              + " has the label "
              + (long) largest
              + ", but tells the names of "
              + named
              + " classes only.");
    }
    if (largest >= Learning.MOST_CLASSES) {
      throw new IllegalArgumentException(
          "spark: labelCol "
              + Quote.of(format.label())
              + " has the label "
              + (long) largest
              + "; classes are numbered from 0 without gaps, and there are at most "
              + Learning.MOST_CLASSES
              + ". Index them with a StringIndexer, or learn quantities with a ThalwegRegressor.");
    }
    return named > 0 ? named : (int) largest + 1;
  }

  private IllegalArgumentException wrong(long row, String what) {
    return new IllegalArgumentException(
        "spark: row "
            + row
            + " (from 0, in the order of the DataFrame) "
            + what
            + "; columns are "
            + Quote.of(format.features())
            + " and "
            + Quote.of(format.label())
            + ". Fill it, or leave the row out.");
  }

  /// Returns the rows as what each of so many members is sent: all of them.
  JavaRDD<Page> forEach(int members) {
    JavaPairRDD<Integer, Page> sent =
        pages.flatMapToPair(
            page ->
                IntStream.range(0, members)
                    .mapToObj(member -> new Tuple2<>(member, page))
                    .iterator());
    return sent.partitionBy(new HashPartitioner(members)).values();
  }

  /// Returns the rows as what each of so many members is sent where each has a part: those, and of
  /// others the labels.
  ///
  /// @param first the number of the first row of each part, and last the number of rows
  JavaRDD<Page> forEach(int members, List<Integer> first) {
    Map<Integer, Long> starts = starts();
    JavaPairRDD<Integer, Page> sent =
        pages.flatMapToPair(page -> cut(page, starts, members, first).iterator());
    return sent.partitionBy(new HashPartitioner(members)).values();
  }

  private static List<Tuple2<Integer, Page>> cut(
      Page page, Map<Integer, Long> starts, int members, List<Integer> first) {
    List<Tuple2<Integer, Page>> cut = new ArrayList<>();
    long start = starts.getOrDefault(page.partition(), 0L) + page.first();
    for (int member = 0; member < members; member++) {
      int from = Math.clamp(first.get(member) - start, 0, page.rows());
      int end = Math.clamp(first.get(member + 1) - start, 0, page.rows());
      cutInto(cut, member, page, 0, from, false);
      cutInto(cut, member, page, from, end, true);
      cutInto(cut, member, page, end, page.rows(), false);
    }
    return cut;
  }

  private static void cutInto(
      List<Tuple2<Integer, Page>> cut,
      int member,
      Page page,
      int from,
      int end,
      boolean withFeatures) {
    if (from < end) {
      Page some = page.cut(from, end);
      cut.add(new Tuple2<>(member, withFeatures ? some : some.ofLabels()));
    }
  }

  /// Returns how many bytes the features of all rows take.
  long bytes() {
    return rows * width * Double.BYTES;
  }

  /// Returns how many bytes are free on the disk of the executor that has least.
  long room() {
    return room;
  }

  /// Returns all pages, brought here some at a time.
  Iterator<Page> here() {
    return pages.toLocalIterator();
  }

  RowFormat format() {
    return format;
  }

  /// Returns the number of the first row of each partition that has any.
  Map<Integer, Long> starts() {
    return Map.copyOf(starts);
  }

  int rows() {
    return Math.toIntExact(rows);
  }

  int width() {
    return width;
  }

  /// Returns the number of classes; 0 where labels are quantities.
  int classes() {
    return classes;
  }

  /// Lets executors forget the pages.
  @Override
  public void close() {
    pages.unpersist(false);
  }
}
