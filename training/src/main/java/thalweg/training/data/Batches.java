package thalweg.training.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/// The mini-batches of an epoch, in the order that a training takes them.
final class Batches implements Iterable<Dataset> {
  private final Dataset data;
  private final int size;
  private final int[] order;

  private Batches(Dataset data, int size, int[] order) {
    this.data = data;
    this.size = size;
    this.order = order;
  }

  static Batches of(Dataset data, int size, long seed, int epoch) {
    int rows = data.rows();
    if (size < 1 || size > rows) {
      throw new IllegalArgumentException(
          "dataset: a batch of %s rows of %s; it must be from 1 to %s, as many as there are."
              .formatted(size, data.name(), rows));
    }
    if (epoch < 1) {
      throw new IllegalArgumentException(
          "dataset: batches of epoch " + epoch + "; epochs are counted from 1.");
    }
    int[] order = new int[rows];
    Sampling.EPOCHS.order(rows, size, seed, epoch, order);
    return new Batches(data, size, order);
  }

  @Override
  public Iterator<Dataset> iterator() {
    return IntStream.iterate(0, start -> start < order.length, start -> start + size)
        .mapToObj(start -> batch(start, Math.min(start + size, order.length)))
        .iterator();
  }

  private Dataset batch(int start, int end) {
    return data.select(data.name(), Arrays.copyOfRange(order, start, end));
  }
}
