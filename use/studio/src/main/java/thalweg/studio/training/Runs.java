package thalweg.studio.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.studio.feed.Feed;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Provenance;

/// The runs that are watched, and those of this process that have ended lately. Pages are told ten
/// times a second what is new of them.
final class Runs {
  /// Runs that are remembered.
  static final int MOST = 24;

  /// Runs that pages have begun and that go on at one time.
  static final int MOST_BEGUN = 4;

  private static final int MOST_POINTS = 1_000;
  private static final long PULSE_MILLIS = 100;

  /// Losses that were met since the last time.
  ///
  /// @param stride steps in each
  /// @param from number of the first
  /// @param isLeftOut whether there are too many to be told so; then ask for the curve
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Points(
      int run,
      int stride,
      int from,
      float[] losses,
      float[] seconds,
      boolean isLeftOut,
      long at,
      double rowsPerSecond,
      double elapsed) {}

  /// What was told of a run.
  private record Told(long version, int stride, int points, int epochStride, int epochs) {}

  private final Feed feed;
  private final BiFunction<WatchedRun, Integer, Record> shown;
  private final List<WatchedRun> runs = new ArrayList<>();
  private final AtomicInteger beginning = new AtomicInteger();
  private final Map<Integer, Told> told = new HashMap<>();
  private int last;

  /// @param shown what pages are told of a run, its epochs from the given one on
  Runs(Feed feed, BiFunction<WatchedRun, Integer, Record> shown) {
    this.feed = feed;
    this.shown = shown;
    feed.every(PULSE_MILLIS, this::pulse);
  }

  /// Lets every run of this trainer be watched.
  Trainer attach(Trainer trainer, @Nullable String command, Provenance.@Nullable Source source) {
    return hooked(
        trainer,
        source == null ? trainer.data().train().name() : source.name(),
        null,
        run -> {
          run.command = command;
          run.source = source;
        });
  }

  private Trainer hooked(
      Trainer trainer,
      String name,
      WatchedRun.@Nullable Branch branch,
      Consumer<WatchedRun> begun) {
    Hook hook = new Hook(trainer, name, branch, begun);
    return trainer.listen(hook).keptBy(hook).stopWhen(hook::stops).rateFrom(hook::rate);
  }

  /// Each run of a trainer, one after another, is watched as one of its own.
  private final class Hook implements Consumer<TrainingEvent>, Keeper {
    private final Trainer trainer;
    private final String name;
    private final WatchedRun.@Nullable Branch branch;
    private final Consumer<WatchedRun> begun;
    private WatchedRun run;

    Hook(
        Trainer trainer,
        String name,
        WatchedRun.@Nullable Branch branch,
        Consumer<WatchedRun> begun) {
      this.trainer = trainer;
      this.name = name;
      this.branch = branch;
      this.begun = begun;
      run = new WatchedRun(0, name, trainer, branch); // until one has begun
    }

    @Override
    public void accept(TrainingEvent event) {
      if (event instanceof TrainingEvent.Started) {
        run = add(name, trainer, branch);
        begun.accept(run);
      }
      run.accept(event);
    }

    @Override
    public boolean isDue(int step) {
      return run.isDue(step);
    }

    @Override
    public void keep(TrainingResult stopped, TrainingSettings settings) {
      run.keep(stopped, settings);
    }

    boolean stops() {
      return run.stops();
    }

    OptionalDouble rate() {
      return run.rate();
    }
  }

  private synchronized WatchedRun add(
      String name, Trainer trainer, WatchedRun.@Nullable Branch branch) {
    WatchedRun run = new WatchedRun(++last, name, trainer, branch);
    for (WatchedRun ended : ended()) {
      if (runs.size() >= MOST) {
        forget(ended);
      }
    }
    // The new run needs room more than those that are over.
    for (WatchedRun ended : ended()) {
      if (isCrowded()) {
        ended.moments.keepFirst();
      }
    }
    for (WatchedRun ended : ended()) {
      if (isCrowded()) {
        forget(ended);
      }
    }
    runs.add(run);
    return run;
  }

  private List<WatchedRun> ended() {
    return runs.stream().filter(run -> run.outcome() != null).toList();
  }

  private boolean isCrowded() {
    return ended().stream().mapToLong(WatchedRun::bytes).sum()
        > Runtime.getRuntime().maxMemory() / 8;
  }

  private void forget(WatchedRun ended) {
    runs.remove(ended);
    told.remove(ended.id);
  }

  /// Begins a run on a thread of its own, and returns it once it has begun.
  ///
  /// @param source where a command has the same data from; null for nowhere
  /// @param state where it begins; null for the first values
  /// @throws IllegalArgumentException if it does not fit, or as many go on as may
  WatchedRun begin(
      String name,
      Provenance.@Nullable Source source,
      Trainer trainer,
      WatchedRun.@Nullable Branch branch,
      @Nullable TrainingState state) {
    synchronized (beginning) {
      long going =
          beginning.get()
              + all().stream().filter(run -> run.isBegunHere && run.outcome() == null).count();
      if (going >= MOST_BEGUN) {
        throw new IllegalArgumentException(
            "training: " + going + " runs that were begun here go on; stop one, or wait.");
      }
      beginning.incrementAndGet();
    }
    try {
      return begun(name, source, trainer, branch, state);
    } finally {
      beginning.decrementAndGet();
    }
  }

  private WatchedRun begun(
      String name,
      Provenance.@Nullable Source source,
      Trainer trainer,
      WatchedRun.@Nullable Branch branch,
      @Nullable TrainingState state) {
    CompletableFuture<WatchedRun> begun = new CompletableFuture<>();
    hooked(
        trainer,
        name,
        branch,
        run -> {
          run.isBegunHere = true;
          run.source = source;
          begun.complete(run);
        });
    Thread.ofPlatform()
        .daemon()
        .name("thalweg-studio-training")
        .start(
            () -> {
              try {
                if (state == null) {
                  trainer.run();
                } else {
                  trainer.run(state);
                }
              } catch (RuntimeException | OutOfMemoryError failed) {
                if (!begun.completeExceptionally(failed)) {
                  begun.join().fail("The training could not go on: " + failed);
                  System.getLogger("thalweg.studio")
                      .log(System.Logger.Level.WARNING, "a training failed", failed);
                }
              }
            });
    try {
      return begun.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException unfit) {
      throw new IllegalArgumentException(
          Objects.requireNonNull(unfit.getCause()).getMessage(), unfit.getCause());
    } catch (TimeoutException | InterruptedException late) {
      throw new IllegalStateException("the training has not begun within a minute", late);
    }
  }

  synchronized List<WatchedRun> all() {
    return List.copyOf(runs);
  }

  /// @throws IllegalArgumentException if there is none of this number
  WatchedRun run(int id) {
    return all().stream()
        .filter(run -> run.id == id)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "training: run "
                        + id
                        + " is not known here any more; choose one of those shown."));
  }

  /// Tells what is new. On the feed's thread.
  private void pulse() {
    for (WatchedRun run : all()) {
      Told before = told.getOrDefault(run.id, new Told(0, 1, 0, 1, 0));
      long version = run.version();
      Curve.Points points = run.curve.since(before.points, before.stride);
      int count = points.losses().length;
      if (count > 0) {
        boolean isLeftOut = count > MOST_POINTS;
        feed.tell(
            "points",
            new Points(
                run.id,
                points.stride(),
                points.from(),
                isLeftOut ? new float[0] : points.losses(),
                isLeftOut ? new float[0] : points.seconds(),
                isLeftOut,
                run.at(),
                run.rowsPerSecond(),
                run.seconds()));
      }
      int epochStride = run.epochStride();
      int epochs = run.epochCount();
      if (version != before.version) {
        feed.tell("run", shown.apply(run, epochStride == before.epochStride ? before.epochs : 0));
      }
      if (count > 0 || version != before.version) {
        told.put(
            run.id, new Told(version, points.stride(), points.from() + count, epochStride, epochs));
      }
    }
  }

  /// Stops what was begun here.
  void close() {
    all().stream().filter(run -> run.isBegunHere).forEach(WatchedRun::stop);
  }
}
