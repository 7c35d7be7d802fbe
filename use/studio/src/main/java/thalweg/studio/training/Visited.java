package thalweg.studio.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.studio.question.Asking;
import thalweg.training.TrainingState;

/// States of runs at the steps that pages went back to last, and the newest.
final class Visited {
  private static final int MOST_STATES = 4;
  private static final int MOST_WAIT_MILLIS = 3_000;

  private record Key(int run, long at) {}

  private final Map<Key, TrainingState> states =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TrainingState> eldest) {
          return size() > MOST_STATES;
        }
      };

  void put(WatchedRun run, long at, TrainingState state) {
    synchronized (states) {
      states.put(new Key(run.id, at), state);
    }
  }

  /// Returns the state at a step; null where it was not gone back to lately.
  @Nullable TrainingState find(WatchedRun run, long at) {
    synchronized (states) {
      return states.get(new Key(run.id, at));
    }
  }

  /// @throws IllegalArgumentException if the step was not gone back to lately
  TrainingState state(WatchedRun run, long at) {
    TrainingState state = find(run, at);
    if (state == null) {
      throw new IllegalArgumentException(
          "training: step " + at + " is not at hand any more; go back to it once more.");
    }
    return state;
  }

  /// Returns the weights at a step that was gone back to, or below 0 the newest.
  WatchedRun.Sample sample(WatchedRun run, long at, Asking asking) {
    if (at >= 0) {
      return WatchedRun.Sample.of(at, state(run, at));
    }
    WatchedRun.Sample sample = run.sample();
    return sample == null ? first(run, asking) : sample;
  }

  /// Returns the first weights that are shown.
  private static WatchedRun.Sample first(WatchedRun run, Asking asking) {
    long end = System.nanoTime() + MOST_WAIT_MILLIS * 1_000_000L;
    while (System.nanoTime() < end) {
      WatchedRun.Sample sample = run.sample();
      if (sample != null) {
        return sample;
      }
      asking.check();
      try {
        Thread.sleep(10);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", interrupted);
      }
    }
    throw noStep(MOST_WAIT_MILLIS);
  }

  static IllegalArgumentException noStep(int waitedMillis) {
    return new IllegalArgumentException(
        "training: no step was done within " + waitedMillis / 1000 + " s; ask again when one is.");
  }
}
