package thalweg.studio.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.studio.question.Told;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Provenance;
import thalweg.training.leaf.Weights;
import thalweg.training.model.Model;

/// A run that a page may watch and steer.
///
/// The run's own thread never waits here: for each step it notes a loss and a time, a few times a
/// second it copies the weights if somebody wants to see them, and now and then its whole state, so
/// that it can be gone back to. All that is made of these is made by other threads. No bit of the
/// run depends on any of it but by the two things that are asked for: to stop, and another rate.
final class WatchedRun implements Consumer<TrainingEvent>, Keeper {
  private static final long SAMPLE_NANOS = 250_000_000;
  private static final long WANTED_NANOS = 3_000_000_000L;

  /// Copying takes at most one part in so many.
  private static final long SHARE = 200;

  private static final int MOST_EPOCHS = 1_000;
  private static final int MOST_WARNINGS = 50;

  /// Weights at some time.
  ///
  /// @param at steps done
  /// @param epoch in progress, from 1
  /// @param step steps done in it
  /// @param rule what the rule remembers for the first parameter
  /// @param next the parameters after the next step; null where it has not been done
  record Sample(
      long at,
      int epoch,
      int step,
      Weights weights,
      List<NdArray> rule,
      @Nullable List<NdArray> next) {
    static Sample of(long at, TrainingState state) {
      return new Sample(
          at,
          state.epoch(),
          state.step(),
          new Weights(state.parameters(), state.statistics()),
          state.ruleState().getFirst(),
          null);
    }
  }

  /// What the run goes on from.
  record Standing(TrainingState state, TrainingSettings settings) {}

  /// The rate from a step on.
  record Rate(long at, double rate) {}

  /// A finished epoch, as it is told to pages.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Epoch(int epoch, long at, double seconds, List<String> names, double[] values) {}

  /// Where a run branches off another.
  ///
  /// @param at steps done there
  record Branch(int run, long at) {}

  final int id;
  final Trainer trainer;
  final String name;
  final @Nullable Branch branch;
  final long began = System.currentTimeMillis();
  final Curve curve = new Curve();
  final Moments moments = new Moments();
  volatile boolean isBegunHere; // by a page
  volatile @Nullable String command; // by which the same is trained; null for none
  volatile Provenance.@Nullable Source source; // that a command has the data from; null for none
  private final int stepsPerEpoch;
  private final long start = System.nanoTime();
  private final AtomicReference<OptionalDouble> askedRate =
      new AtomicReference<>(OptionalDouble.empty());
  private final AtomicReference<@Nullable CompletableFuture<Standing>> askedStanding =
      new AtomicReference<>();
  private final List<Rate> rates = new ArrayList<>();
  private final List<Epoch> epochs = new ArrayList<>();
  private int epochStride = 1;
  private @Nullable Epoch newest;
  private final List<Told> warnings = new ArrayList<>();

  private volatile boolean stops;
  private volatile long wantedAt = start - WANTED_NANOS;
  private final AtomicLong version = new AtomicLong(1);
  private volatile long first = -1;
  private volatile long at = -1;
  private volatile double rowsPerSecond = Double.NaN;
  private volatile @Nullable Sample sample;
  private volatile @Nullable TrainingResult result;
  private volatile @Nullable TrainingOutcome failed;
  private volatile double seconds;

  // Of the run's own thread.
  private @Nullable Sample half;
  private boolean isSampleDue;
  private boolean isMomentDue;
  private long sampledAt = start - SAMPLE_NANOS;
  private long sampleCost;

  WatchedRun(int id, String name, Trainer trainer, @Nullable Branch branch) {
    this.id = id;
    this.name = name;
    this.trainer = trainer;
    this.branch = branch;
    stepsPerEpoch =
        trainer.settings().job(trainer.objective()).stepsPerEpoch(trainer.data().train().rows());
  }

  long at(int epoch, int step) {
    return (epoch - 1L) * stepsPerEpoch + step;
  }

  int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  // ---- on the run's thread

  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started _ -> {}
      case TrainingEvent.StepDone done -> {
        at = at(done.epoch(), done.step());
        curve.add(done.loss(), (System.nanoTime() - start) / 1e9);
      }
      case TrainingEvent.Progress progress -> rowsPerSecond = progress.samplesPerSecond();
      case TrainingEvent.RateChanged changed -> {
        synchronized (this) {
          rates.add(new Rate(at(changed.epoch(), changed.step()), changed.rate()));
        }
        version.incrementAndGet();
      }
      case TrainingEvent.Warned warned -> {
        synchronized (this) {
          if (warnings.size() < MOST_WARNINGS) {
            warnings.add(new Told(warned.trouble().name(), warned.what()));
          }
        }
        version.incrementAndGet();
      }
      case TrainingEvent.EpochDone done -> {
        rowsPerSecond = done.samplesPerSecond();
        Epoch epoch =
            new Epoch(
                done.epoch(),
                at(done.epoch() + 1, 0),
                (System.nanoTime() - start) / 1e9,
                done.measured().stream().map(each -> each.name()).toList(),
                done.measured().stream().mapToDouble(each -> each.value()).toArray());
        synchronized (this) {
          if (done.epoch() % epochStride == 0) {
            epochs.add(epoch);
          }
          newest = epoch;
          thinEpochs();
        }
        version.incrementAndGet();
      }
      case TrainingEvent.Finished finished -> {
        TrainingState state = finished.result().state();
        seconds = (System.nanoTime() - start) / 1e9;
        at = at(state.epoch(), state.step());
        sample = Sample.of(at, state);
        synchronized (this) {
          if (newest != null && !epochs.contains(newest)) {
            epochs.add(newest);
          }
        }
        result = finished.result();
        tellStanding(state, settingsAt(at));
        version.incrementAndGet();
      }
    }
  }

  /// Of too many epochs every second one goes.
  private void thinEpochs() {
    if (epochs.size() >= MOST_EPOCHS) {
      epochStride *= 2;
      epochs.removeIf(epoch -> epoch.epoch % epochStride != 0);
    }
  }

  @Override
  public boolean isDue(int step) {
    long now = System.nanoTime();
    isSampleDue =
        now - wantedAt < WANTED_NANOS
            && now - sampledAt >= Math.max(SAMPLE_NANOS, SHARE * sampleCost);
    isMomentDue = moments.isDue(Math.max(at, 0), step == 0, now);
    return half != null || isSampleDue || isMomentDue || askedStanding.get() != null;
  }

  @Override
  public void keep(TrainingResult stopped, TrainingSettings settings) {
    TrainingState state = stopped.state();
    long here = at(state.epoch(), state.step());
    long before = System.nanoTime();
    if (at < 0) {
      at = here;
      first = here;
    }
    Sample waiting = half;
    if (waiting != null) {
      half = null;
      sample =
          new Sample(
              waiting.at,
              waiting.epoch,
              waiting.step,
              waiting.weights,
              waiting.rule,
              copies(state.parameters()));
    }
    if (isSampleDue) {
      half =
          new Sample(
              here,
              state.epoch(),
              state.step(),
              new Weights(copies(state.parameters()), copies(state.statistics())),
              numbers(state.ruleState().getFirst()),
              null);
      if (sample == null) {
        sample = half;
      }
      sampledAt = System.nanoTime();
      sampleCost = sampledAt - before;
    }
    if (isMomentDue) {
      moments.take(here, state);
    }
    if (askedStanding.get() != null) {
      tellStanding(state.copy(), settings);
    }
  }

  private void tellStanding(TrainingState state, TrainingSettings settings) {
    CompletableFuture<Standing> asked = askedStanding.getAndSet(null);
    if (asked != null) {
      asked.complete(new Standing(state, settings));
    }
  }

  /// Copies what are single numbers, such as how many steps are taken; the rest nobody looks at.
  private static List<NdArray> numbers(List<NdArray> rule) {
    return rule.stream().map(each -> each.shape().rank() == 0 ? each.copy() : each).toList();
  }

  private static List<NdArray> copies(List<NdArray> arrays) {
    return arrays.stream().map(NdArray::copy).toList();
  }

  boolean stops() {
    return stops;
  }

  OptionalDouble rate() {
    return askedRate.get();
  }

  // ---- on others

  void stop() {
    stops = true;
    version.incrementAndGet();
  }

  /// Has the run go on at another rate.
  ///
  /// @throws IllegalArgumentException if the rule cannot have it
  void goOnAt(double rate) {
    requireGoing();
    trainer.settings().withRate(rate);
    askedRate.set(OptionalDouble.of(rate));
  }

  void requireGoing() {
    if (result != null) {
      throw new IllegalArgumentException(
          "training: run " + id + " has ended; fork it at a step to go on otherwise.");
    }
  }

  /// Returns the newest weights, and asks for newer ones; null before the first.
  @Nullable Sample sample() {
    wantedAt = System.nanoTime();
    return sample;
  }

  /// Returns what the run goes on from once the step at hand is done, or its end.
  ///
  /// @throws IllegalArgumentException if it is not done within so long
  Standing standing(int mostMillis) {
    CompletableFuture<Standing> asked =
        askedStanding.updateAndGet(old -> old == null ? new CompletableFuture<>() : old);
    TrainingState end = end();
    if (end != null) { // it may have come between, and nobody is there to tell
      tellStanding(end, settingsAt(at()));
    }
    try {
      return Objects.requireNonNull(asked).get(mostMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException late) {
      throw Visited.noStep(mostMillis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  Model model(Weights weights) {
    return new Model(
        trainer.objective(), weights.parameters(), weights.statistics(), trainer.kinds());
  }

  /// Returns the settings that held from so many steps on.
  TrainingSettings settingsAt(long step) {
    double rate = trainer.settings().rule().rate();
    for (Rate each : rates()) {
      rate = each.at <= step ? each.rate : rate;
    }
    return rate == trainer.settings().rule().rate()
        ? trainer.settings()
        : trainer.settings().withRate(rate);
  }

  synchronized List<Rate> rates() {
    return List.copyOf(rates);
  }

  synchronized List<Epoch> epochs(int from) {
    return List.copyOf(epochs.subList(Math.clamp(from, 0, epochs.size()), epochs.size()));
  }

  synchronized int epochCount() {
    return epochs.size();
  }

  /// Returns of how many epochs one is remembered; when it grows, those before are fewer.
  synchronized int epochStride() {
    return epochStride;
  }

  synchronized List<Told> warnings() {
    return List.copyOf(warnings);
  }

  long version() {
    return version.get();
  }

  /// Returns how many steps were done before the run began.
  long first() {
    return Math.max(first, 0);
  }

  /// Returns how many steps are done, those before the run began included.
  long at() {
    return Math.max(at, 0);
  }

  double rowsPerSecond() {
    return rowsPerSecond;
  }

  double seconds() {
    return result == null ? (System.nanoTime() - start) / 1e9 : seconds;
  }

  @Nullable TrainingOutcome outcome() {
    TrainingResult ended = result;
    return ended == null ? failed : ended.outcome();
  }

  /// Ends a run that cannot go on, as one that was stopped where it stands.
  void fail(String why) {
    synchronized (this) {
      warnings.add(new Told("END", why));
    }
    failed =
        new TrainingOutcome.Stopped((int) (at() / stepsPerEpoch) + 1, (int) (at() % stepsPerEpoch));
    moments.keepFirst();
    version.incrementAndGet();
  }

  /// Returns how much room an ended run takes for what one may go back to.
  long bytes() {
    TrainingState end = end();
    return moments.bytes() + (end == null ? 0 : Moments.bytes(end));
  }

  @Nullable TrainingState end() {
    TrainingResult ended = result;
    return ended == null ? null : ended.state();
  }

  boolean isStopping() {
    return stops && result == null;
  }
}
