package thalweg.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

/// How data are cut: a part to learn from, and one or two held back, or as many folds as are asked
/// for. What is cut depends on the number of rows, their classes and the seed.
final class Splitting {
  private static final int LAYER = 1; // sets a split apart from the shuffles of epochs

  private final Dataset data;
  private final double share;
  private final int[] order; // drawn at random; the first are held back

  private Splitting(Dataset data, double share, int[] order) {
    this.data = data;
    this.share = share;
    this.order = order;
  }

  /// @throws IllegalArgumentException if the share is not between 0 and 1, or there are fewer than
  ///   two rows
  static Splitting of(Dataset data, double share, long seed) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "split: the test share is " + share + "; it must be above 0 and below 1.");
    }
    requireRows(data.rows(), 2);
    int[] order = new int[data.rows()];
    new RandomStream(seed, Purpose.SHUFFLE, LAYER, 0).fillPermutation(order, order.length);
    return new Splitting(data, share, order);
  }

  /// Cuts in three: one cut holds back the rows to be judged by, and one of what is left those to
  /// choose by.
  static Split inThree(Dataset data, double validation, double test, long seed, boolean isByClass) {
    if (!(validation >= 0) || !(test >= 0) || !(validation + test < 1)) {
      throw new IllegalArgumentException(
          "split: the shares to choose by and to be judged by are "
              + validation
              + " and "
              + test
              + "; both must be at least 0, and together below 1.");
    }
    int parts = 1 + (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0);
    requireRows(data.rows(), parts);
    Split outer =
        test == 0 ? Split.of(data) : of(data, test, seed).cut(isByClass, validation > 0 ? 2 : 1);
    Dataset others = outer.train();
    Split inner =
        validation == 0 || (isByClass && !hasTwoOfAClass(others))
            ? Split.of(others)
            : of(others, validation / (1 - test), seed).cut(isByClass, 1);
    return named(data, inner.train(), inner.test(), outer.test());
  }

  /// Cuts into folds, each judged by once, and of the rest of the rows the share `validation` to
  /// choose by.
  static List<Split> folds(
      Dataset data, int count, double validation, long seed, boolean isByClass) {
    int rows = data.rows();
    if (count < 2 || count > rows) {
      throw new IllegalArgumentException(
          "folds: "
              + count
              + " parts of "
              + rows
              + " rows; there must be from 2 to as many as rows.");
    }
    int left = rows - Math.ceilDiv(rows, count);
    if (validation > 0 && left < 2) {
      throw new IllegalArgumentException(
          "folds: of "
              + rows
              + " rows, a fold leaves "
              + left
              + " to learn from and to choose by; give more rows, or no share to choose by.");
    }
    int[] order = new int[rows];
    new RandomStream(seed, Purpose.SHUFFLE, LAYER, 0).fillPermutation(order, rows);
    if (isByClass) {
      int[] labels = data.labels();
      order =
          Arrays.stream(order)
              .boxed()
              .sorted(Comparator.comparingInt(row -> labels[row])) // stable
              .mapToInt(Integer::intValue)
              .toArray();
    }
    int[] foldOf = new int[rows];
    for (int i = 0; i < rows; i++) {
      foldOf[order[i]] = i % count;
    }
    List<Split> folds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int fold = i;
      int[] others = IntStream.range(0, rows).filter(row -> foldOf[row] != fold).toArray();
      int[] judged = IntStream.range(0, rows).filter(row -> foldOf[row] == fold).toArray();
      Split inner = inThree(data.select(data.name(), others), validation, 0, seed, isByClass);
      folds.add(named(data, inner.train(), inner.validation(), data.select(data.name(), judged)));
    }
    return folds;
  }

  /// Returns whether a row can be held back, and its class is learnt from yet.
  private static boolean hasTwoOfAClass(Dataset data) {
    return data.rows() > Arrays.stream(data.counts()).filter(count -> count > 0).count();
  }

  private static void requireRows(int rows, int parts) {
    if (rows < parts) {
      throw new IllegalArgumentException(
          "split: the data has "
              + rows
              + " rows; at least "
              + parts
              + " are needed to make "
              + (parts == 2 ? "two" : "three")
              + " parts.");
    }
  }

  private static Split named(
      Dataset data, Dataset train, @Nullable Dataset validation, @Nullable Dataset test) {
    return new Split(
        train.named(data.name() + " train"),
        validation == null ? null : validation.named(data.name() + " validation"),
        test == null ? null : test.named(data.name() + " test"));
  }

  private Split cut(boolean isByClass, int parts) {
    return isByClass ? byClass(parts) : atRandom(parts);
  }

  Split atRandom() {
    return atRandom(1);
  }

  Split byClass() {
    return byClass(1);
  }

  /// @param parts that the rows not held back are for
  private Split atRandom(int parts) {
    return cut(order, held(1, order.length - parts));
  }

  /// @param parts that the rows not held back are for: so many rows of each class are left for
  ///   them, or all but the one that is held back
  private Split byClass(int parts) {
    int[] labels = data.labels();
    int[] counts = data.counts();
    int[] left =
        Arrays.stream(counts)
            .map(count -> count == 0 ? 0 : Math.clamp(count - 1, 1, parts))
            .toArray();
    int least = (int) Arrays.stream(counts).filter(count -> count > 1).count();
    int most = order.length - Arrays.stream(left).sum();
    if (most < 1) {
      throw new IllegalArgumentException(
          "split: each of the "
              + order.length
              + " rows is the only one of its class, and is learnt from; give a class more rows, so"
              + " that one can be held back.");
    }
    // The rows of each class stand evenly between 0 and 1, one at the lower end and those that are
    // left at the upper: the part held back takes the lowest, whatever their class. Equal places
    // are told apart by the order.
    long[] places = new long[order.length];
    int[] met = new int[counts.length];
    for (int i = 0; i < places.length; i++) {
      int label = labels[order[i]];
      float place = (i + 0.5f) / places.length;
      if (label != Dataset.UNLABELLED) {
        int nth = ++met[label];
        place = nth > counts[label] - left[label] ? 1 : nth == 1 ? 0 : (nth - 0.5f) / counts[label];
      }
      places[i] = (long) Float.floatToIntBits(place) << Integer.SIZE | i;
    }
    Arrays.sort(places);
    return cut(
        Arrays.stream(places).mapToInt(place -> order[(int) place]).toArray(),
        held(Math.max(1, least), most));
  }

  private int held(int least, int most) {
    return Math.clamp(Math.round(order.length * share), least, most);
  }

  /// The first `held` rows of the order are held back.
  private Split cut(int[] order, int held) {
    int[] heldRows = Arrays.stream(order, 0, held).sorted().toArray();
    int[] otherRows = Arrays.stream(order, held, order.length).sorted().toArray();
    return new Split(
        data.select(data.name() + " train", otherRows),
        data.select(data.name() + " test", heldRows));
  }
}
