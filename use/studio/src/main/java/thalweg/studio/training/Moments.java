package thalweg.studio.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import thalweg.algebra.NdArray;
import thalweg.training.TrainingState;

/// States of a run from which it is trained again to any step: the first, and as many others as fit
/// into a part of the memory, about equally far apart. When there is no more room every second one
/// goes, and from then on they are taken twice as far apart.
///
/// The run's thread adds, any may read.
final class Moments {
  private static final long MOST_BYTES = 256L << 20;
  private static final long LEAST_NANOS = 1_000_000_000;

  /// Copying takes at most one part in so many.
  private static final long SHARE = 200;

  /// @param at steps done since the very beginning
  private record Moment(long at, TrainingState state) {}

  private final long room = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
  private final List<Moment> moments = new ArrayList<>();
  private long bytes;
  private long gap; // steps, at least
  private long takenAt;
  private long cost;

  /// Returns whether to take a moment now.
  synchronized boolean isDue(long at, boolean isEpochsEnd, long now) {
    if (moments.isEmpty()) {
      return true;
    }
    long since = now - takenAt;
    return at - moments.getLast().at >= gap
        && since >= SHARE * cost
        && (isEpochsEnd || since >= LEAST_NANOS);
  }

  /// @param state in the run's own arrays
  synchronized void take(long at, TrainingState state) {
    long start = System.nanoTime();
    TrainingState copy = state.copy();
    takenAt = System.nanoTime();
    cost = moments.size() < 2 ? 0 : cost == 0 ? takenAt - start : Math.min(cost, takenAt - start);
    moments.add(new Moment(at, copy));
    bytes += bytes(copy);
    while (bytes > room && moments.size() > 2) {
      thin();
    }
  }

  private void thin() {
    gap = 2 * Math.max(1, (moments.getLast().at - moments.getFirst().at) / (moments.size() - 1));
    for (int i = moments.size() - 2; i > 0; i -= 2) {
      bytes -= bytes(moments.remove(i).state);
    }
    if (moments.size() == 2) {
      bytes -= bytes(moments.removeLast().state);
    }
  }

  static long bytes(TrainingState state) {
    TrainingState.Best best = state.best();
    return Stream.of(
                Stream.of(state.parameters(), state.statistics()),
                state.ruleState().stream(),
                best == null
                    ? Stream.<List<NdArray>>of()
                    : Stream.of(best.parameters(), best.statistics()))
            .flatMap(lists -> lists)
            .flatMap(List::stream)
            .mapToLong(array -> (long) array.shape().elements() * array.type().bytes())
            .sum()
        + 256;
  }

  /// Returns the last state at or before so many steps.
  ///
  /// @throws IllegalArgumentException if there is none
  synchronized TrainingState before(long at) {
    for (int i = moments.size() - 1; i >= 0; i--) {
      if (moments.get(i).at <= at) {
        return moments.get(i).state;
      }
    }
    throw new IllegalArgumentException(
        "training: the run began"
            + (moments.isEmpty() ? " just now" : " after step " + moments.getFirst().at)
            + "; go back to a step from there on.");
  }

  /// Makes room: what came after the first state is to be trained again from there.
  synchronized void keepFirst() {
    while (moments.size() > 1) {
      bytes -= bytes(moments.removeLast().state);
    }
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int count() {
    return moments.size();
  }
}
