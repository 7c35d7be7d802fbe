package thalweg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.training.data.Moments;
import thalweg.training.data.Values;

/// What is known of all rows where nobody has them all: their hash, and the moments of those that
/// are learnt from. Both are had by so many tasks, each of which sees a part once, and are the same
/// for any number of them and any partitions.
///
/// @param sha256 the sum of the SHA-256 of each row and its number
/// @param moments by feature
record Parts(String sha256, List<Moments> moments) implements Serializable {
  private static final int WORDS = 4; // of 64 bits in a hash

  /// What a task has seen.
  ///
  /// @param words of the hash
  private record Seen(int part, List<Moments.Branch> branches, List<Long> words)
      implements Serializable {}

  /// Returns where so many parts of equal length begin, and where the last one ends.
  static List<Integer> even(int rows, int parts) {
    return IntStream.rangeClosed(0, parts).mapToObj(part -> start(rows, part, parts)).toList();
  }

  private static int start(int all, int part, int parts) {
    return (int) ((long) all * part / parts);
  }

  /// Looks at all rows, in so many parts.
  static Parts of(Pages pages, Learning learning, int count) {
    int[] learnt = learning.learnt(pages.rows());
    List<Integer> starts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int first = start(Moments.pages(learnt.length), part, count) * Moments.PAGE;
      starts.add(part == 0 || learnt.length == 0 ? 0 : learnt[Math.min(first, learnt.length - 1)]);
    }
    starts.add(pages.rows());
    List<Seen> all =
        pages
            .forEach(count, starts)
            .mapPartitions(
                new Looking(
                    pages.starts(), pages.rows(), pages.width(), List.copyOf(starts), learning))
            .collect()
            .stream()
            .sorted(Comparator.comparingInt(Seen::part))
            .toList();
    long[] words = new long[WORDS];
    all.forEach(
        seen -> {
          for (int i = 0; i < WORDS; i++) {
            words[i] += seen.words.get(i);
          }
        });
    ByteBuffer hash = ByteBuffer.allocate(WORDS * Long.BYTES);
    hash.asLongBuffer().put(words);
    return new Parts(
        HexFormat.of().formatHex(hash.array()),
        Moments.folded(
            Moments.pages(learnt.length),
            all.stream().flatMap(seen -> seen.branches.stream()).toList()));
  }

  /// Looks at the rows of one part.
  private record Looking(
      Map<Integer, Long> partitions, int rows, int width, List<Integer> starts, Learning learning)
      implements FlatMapFunction<Iterator<Page>, Seen> {
    @Override
    public Iterator<Seen> call(Iterator<Page> pages) throws IOException {
      int part = TaskContext.getPartitionId();
      int from = starts.get(part);
      int end = starts.get(part + 1);
      try (RowFile file = RowFile.of(pages, RowFile.folder(), partitions, rows, width, from, end)) {
        int[] learnt = learning.learnt(rows);
        int all = Moments.pages(learnt.length);
        int count = starts.size() - 1;
        int first = start(all, part, count);
        int last = start(all, part + 1, count);
        int[] own =
            IntStream.range(
                    Math.min(first * Moments.PAGE, learnt.length),
                    Math.min(last * Moments.PAGE, learnt.length))
                .map(i -> learnt[i] - from)
                .toArray();
        Values features = file.features();
        return List.of(
                new Seen(
                    part,
                    Moments.branches(features.select(own), all, first, last),
                    words(file, features, from, end)))
            .iterator();
      }
    }

    private List<Long> words(RowFile file, Values features, int from, int end) {
      MessageDigest digest = digest();
      NdArray row = NdArray.zeros(DType.DOUBLE, Shape.of(width));
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + (width + 1) * Double.BYTES);
      int[] order = new int[1];
      long[] words = new long[WORDS];
      for (int i = from; i < end; i++) {
        order[0] = i - from;
        features.gather(order, 0, 1, row);
        bytes.clear().putInt(i).putDouble(file.label(i)).asDoubleBuffer().put(row.doubles());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(bytes.array()));
        for (int word = 0; word < WORDS; word++) {
          words[word] += hash.getLong();
        }
      }
      return java.util.Arrays.stream(words).boxed().toList();
    }

    private static MessageDigest digest() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException missing) {
        throw new IllegalStateException("spark: this Java has no SHA-256.", missing);
      }
    }
  }
}
