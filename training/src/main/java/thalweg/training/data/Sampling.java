package thalweg.training.data;

import java.util.Locale;
import thalweg.algebra.Quote;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

/// How the rows of an epoch's batches are drawn. What is drawn depends on seed and epoch alone.
public enum Sampling {
  /// True epochs: every row once, in an order shuffled anew for each epoch. The last batch may be
  /// short.
  EPOCHS,
  /// Every batch draws its rows uniformly from all rows, with replacement, as the tutorial does: in
  /// an epoch about 37 % of the rows are not met.
  REPLACEMENT;

  /// Writes the row numbers of one epoch to `order`, batch after batch, and returns how many there
  /// are. Allocates no array.
  ///
  /// @param rows number of rows in the data
  /// @param batch rows in a batch
  /// @param epoch counted from 1
  /// @param order room for all batches of the epoch, ⌈rows / batch⌉ · batch places
  /// @throws IllegalArgumentException if `rows` or `batch` is below 1, or `order` is too short
  public int order(int rows, int batch, long seed, int epoch, int[] order) {
    if (rows < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "sampling: " + rows + " rows in batches of " + batch + "; both must be at least 1.");
    }
    long places = rows(rows, batch);
    if (order.length < places) {
      throw new IllegalArgumentException(
          "sampling: the order has "
              + order.length
              + " places; an epoch of "
              + rows
              + " rows in batches of "
              + batch
              + " needs "
              + places
              + ".");
    }
    int count = (int) places;
    switch (this) {
      case EPOCHS ->
          new RandomStream(seed, Purpose.SHUFFLE, 0, epoch).fillPermutation(order, count);
      case REPLACEMENT ->
          new RandomStream(seed, Purpose.SAMPLING, 0, epoch).fillBelow(order, 0, count, 0, rows);
    }
    return count;
  }

  /// Returns how many rows an epoch draws.
  public long rows(int rows, int batch) {
    return switch (this) {
      case EPOCHS -> rows;
      case REPLACEMENT -> Math.ceilDiv((long) rows, batch) * batch;
    };
  }

  /// Returns the sampling called `name`, `epochs` or `replacement`.
  ///
  /// @throws IllegalArgumentException if none is called so
  public static Sampling parse(String name) {
    for (Sampling sampling : values()) {
      if (sampling.toString().equals(name.toLowerCase(Locale.ROOT))) {
        return sampling;
      }
    }
    throw new IllegalArgumentException(
        "sampling: " + Quote.of(name) + " is unknown; it must be epochs or replacement.");
  }

  /// Returns the name that [#parse] reads.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
