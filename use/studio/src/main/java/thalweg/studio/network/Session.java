package thalweg.studio.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.NdArray;
import thalweg.studio.question.Told;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingRun;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.leaf.Weights;

/// A training that is played, paused, stepped and looked at: an ordinary run of a [Trainer] on a
/// thread of its own, which waits after a step until it may take the next. What is looked at is a
/// copy; the run itself never waits for who looks, and its bits are those of an undisturbed one.
final class Session implements Lasting {
  /// A session that nobody asks anything of for so long ends.
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);

  /// Up to so many steps a second each is looked at; of more, those that someone waits for.
  private static final double SLOW = 500;

  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(3);

  /// The weights after so many steps.
  ///
  /// @param epoch in progress, from 1
  /// @param step steps done in it
  /// @param taken steps done in all
  record Snapshot(Weights weights, int epoch, int step, long taken) {}

  /// How the run goes.
  ///
  /// @param isPlaying whether it takes steps by itself
  /// @param outcome why it is over; null while it is not
  /// @param fault what went wrong that should not; null for nothing
  /// @param loss of the last step's batch; NaN before the first
  /// @param microseconds that the last step took; NaN before the first
  record State(
      Snapshot snapshot,
      boolean isPlaying,
      @Nullable TrainingOutcome outcome,
      @Nullable String fault,
      List<Told> told,
      List<EpochDone> history,
      double loss,
      double microseconds) {}

  final Subject subject;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  // All by the lock.
  private long permits;
  private boolean toEpochEnd;
  private double stepsPerSecond = Double.POSITIVE_INFINITY;
  private long due = System.nanoTime();
  private long asked = System.nanoTime();
  private boolean isWanted;
  private boolean isWaiting;
  private boolean isClosed;
  private long taken;
  private double loss = Double.NaN;
  private double microseconds = Double.NaN;
  private long begun; // the step at hand
  private @Nullable Snapshot snapshot;
  private @Nullable TrainingOutcome outcome;
  private @Nullable String fault;
  private final List<Told> told = new ArrayList<>();
  private final List<EpochDone> history = new ArrayList<>();

  Session(Subject subject) {
    this.subject = subject;
    subject.doubts().forEach(doubt -> told.add(new Told("ROWS", doubt)));
    Trainer trainer = Trainer.of(subject.objective(), subject.split(), subject.settings());
    thread =
        Thread.ofPlatform().daemon().name("thalweg-studio-network").unstarted(() -> run(trainer));
    thread.start();
  }

  private void run(Trainer trainer) {
    trainer.listen(this::hear).keptBy(new Watching()).stopWhen(this::isOver);
    try (TrainingRun run = trainer.begin()) {
      if (!isOver()) {
        run.forEach(_ -> {});
        TrainingResult result = run.result();
        locked(
            () -> {
              outcome = result.outcome();
              keep(result.state());
            });
      }
    } catch (RuntimeException | OutOfMemoryError failed) {
      locked(() -> fault = String.valueOf(failed.getMessage()));
    } finally {
      locked(
          () -> {
            isWaiting = true;
            permits = 0;
          });
    }
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void hear(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.StepDone done ->
          locked(
              () -> {
                taken++;
                loss = done.loss();
                microseconds = (System.nanoTime() - begun) / 1e3;
                permits -= permits == Long.MAX_VALUE ? 0 : 1;
              });
      case EpochDone done -> locked(() -> history.add(done));
      case TrainingEvent.Warned warned ->
          locked(() -> told.add(new Told(warned.trouble().name(), warned.what())));
      case TrainingEvent.Started _,
          TrainingEvent.Progress _,
          TrainingEvent.RateChanged _,
          TrainingEvent.Finished _ -> {}
    }
  }

  private final class Watching implements Keeper {
    @Override
    public boolean isDue(int step) {
      lock.lock();
      try {
        if (step == 0 && toEpochEnd && taken > 0) {
          permits = 0;
          toEpochEnd = false;
        }
        return permits == 0 || isWanted || stepsPerSecond <= SLOW;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void keep(TrainingResult stopped, TrainingSettings settings) {
      locked(() -> Session.this.keep(stopped.state()));
    }
  }

  private void keep(TrainingState state) {
    snapshot =
        new Snapshot(
            new Weights(copies(state.parameters()), copies(state.statistics())),
            state.epoch(),
            state.step(),
            taken);
    isWanted = false;
  }

  private static List<NdArray> copies(List<NdArray> arrays) {
    return arrays.stream().map(NdArray::copy).toList();
  }

  /// Waits on the run's thread until a step may be taken, and returns whether none ever will be.
  private boolean isOver() {
    lock.lock();
    try {
      while (!isClosed) {
        long now = System.nanoTime();
        if (now - asked > IDLE_NANOS) {
          isClosed = true;
        } else if (permits == 0) {
          isWaiting = true;
          changed.signalAll();
          changed.awaitNanos(IDLE_NANOS);
        } else if (permits == Long.MAX_VALUE && !toEpochEnd && now - due < 0) {
          changed.awaitNanos(due - now);
        } else {
          isWaiting = false;
          if (stepsPerSecond < Double.POSITIVE_INFINITY) {
            // What a busy machine has missed is not made up for.
            due = Math.max(due, now - GLANCE_NANOS) + (long) (1e9 / stepsPerSecond);
          }
          begun = System.nanoTime();
          return false;
        }
      }
      return true;
    } catch (InterruptedException _) {
      isClosed = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Lets it take steps by itself.
  ///
  /// @param speed in steps a second; infinite for as many as it can
  void play(double speed) {
    locked(
        () -> {
          permits = Long.MAX_VALUE;
          toEpochEnd = false;
          stepsPerSecond = speed;
          due = System.nanoTime();
          asked = due;
        });
  }

  void pause() throws InterruptedException {
    locked(
        () -> {
          permits = 0;
          toEpochEnd = false;
          isWanted = true;
        });
    settle();
  }

  /// Takes one step, and returns when it is done.
  void step() throws InterruptedException {
    allow(1, false);
  }

  /// Goes on to the end of the epoch in progress, and returns when it is reached.
  void epoch() throws InterruptedException {
    allow(Long.MAX_VALUE, true);
  }

  private void allow(long steps, boolean toEpochEnd) throws InterruptedException {
    locked(
        () -> {
          if (thread.isAlive()) {
            permits = steps;
            this.toEpochEnd = toEpochEnd;
            isWaiting = false;
          }
        });
    settle();
  }

  /// Waits until the run waits, but not for long.
  private void settle() throws InterruptedException {
    long end = System.nanoTime() + SETTLING_NANOS;
    lock.lock();
    try {
      asked = System.nanoTime();
      while (!isWaiting && thread.isAlive() && System.nanoTime() - end < 0) {
        changed.awaitNanos(end - System.nanoTime());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Returns how the run goes, with the newest weights that can be had in a moment.
  State state() throws InterruptedException {
    lock.lock();
    try {
      long now = System.nanoTime();
      asked = now;
      boolean isMoving = !isWaiting && thread.isAlive();
      if (isMoving && (snapshot == null || snapshot.taken < taken)) {
        isWanted = true;
      }
      long end = now + (snapshot == null ? SETTLING_NANOS : GLANCE_NANOS);
      while (((isWanted && isMoving) || snapshot == null)
          && fault == null
          && System.nanoTime() - end < 0) {
        changed.awaitNanos(end - System.nanoTime());
      }
      Snapshot seen = snapshot;
      if (seen == null) {
        throw new IllegalArgumentException(
            fault == null ? "network: the training has not begun yet; ask again." : fault);
      }
      return new State(
          seen,
          permits == Long.MAX_VALUE && thread.isAlive(),
          outcome,
          fault,
          List.copyOf(told),
          List.copyOf(history),
          loss,
          microseconds);
    } finally {
      lock.unlock();
    }
  }

  /// Returns when something was last asked of it.
  long asked() {
    lock.lock();
    try {
      return asked;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isIdle() {
    return System.nanoTime() - asked() > IDLE_NANOS;
  }

  @Override
  public void close() {
    locked(() -> isClosed = true);
  }
}
