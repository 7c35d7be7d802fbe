package thalweg.spark;

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

  private Pages(JavaRDD<Page> pages, RowFormat format) {
    this.pages = pages;
    this.format = format;
    List<Page.Summary> summaries =
        pages.map(Page::summary).collect().stream()
            .sorted(
                Comparator.comparingInt(Page.Summary::partition)
                    .thenComparingLong(Page.Summary::first))
            .toList();
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
