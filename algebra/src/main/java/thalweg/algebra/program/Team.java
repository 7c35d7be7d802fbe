package thalweg.algebra.program;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A small fixed team of threads that shares numbered tasks, made for jobs that last microseconds.
///
/// The calling thread is a member, so a team of one starts no thread at all. Between jobs the
/// others wait actively for [#PATIENCE_NANOS] and then sleep, so a training loop pays no wake-up
/// and an idle program uses no processor; so does the calling thread when its own tasks are done
/// and another's is not, which leaves the processor to that one where others are at work beside.
/// Which member runs which task is not fixed; results must not depend on it. One job at a time,
/// from one thread.
public final class Team implements AutoCloseable {
  /// How long a member waits actively for the next job, or for the end of this one, before it
  /// sleeps. A step of the small MNIST network is about 100 µs.
  static final long PATIENCE_NANOS = 100_000;

  /// A job's work on one of its tasks.
  @FunctionalInterface
  public interface Task {
    /// Does task number `task`; `member` is 0 for the calling thread and below [Team#size()] for
    /// the others.
    void run(int task, int member);
  }

  private static final int MOST_TASKS = (1 << 20) - 1;

  /// Jobs in quick succession for which those that sleep are woken, however short they are.
  private static final int QUICK_JOBS = 16;

  private final Members members;
  private final Cleaner.@Nullable Cleanable closing; // null for a team without threads
  private final AtomicBoolean running = new AtomicBoolean();
  private final List<Team> beside = new ArrayList<>();

  /// Ends the threads of teams that nobody can close any more.
  private static final class Forgotten {
    static final Cleaner TEAMS = Cleaner.create();
  }

  /// Makes a team of `size` members, of which `size − 1` are new daemon threads.
  ///
  /// @throws IllegalArgumentException if `size` is below 1 or above 1024
  public Team(int size) {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException(
          "team: " + size + " threads asked for; it must be from 1 to 1024.");
    }
    Members all = new Members(size);
    members = all;
    closing = size == 1 ? null : Forgotten.TEAMS.register(this, all::close);
    all.start();
  }

  /// Returns the number of members, the calling thread included.
  public int size() {
    return members.helpers.length + 1;
  }

  /// Returns a new team of `size` members, with threads of its own, which ends with this one. A
  /// task of this team may give it jobs: so a few tasks at a time are each shared by some.
  public Team beside(int size) {
    Team team = new Team(size);
    beside.add(team);
    return team;
  }

  /// Runs tasks 0 to `tasks − 1` of `task` and returns when all are done. Allocates nothing.
  ///
  /// @throws RuntimeException or Error thrown by the failed task of lowest number, after all tasks
  ///   have ended
  /// @throws IllegalStateException if the team is closed or still at another job
  public void run(int tasks, Task task) {
    run(tasks, task, false);
  }

  /// As the other.
  ///
  /// @param isShort whether waking a thread takes about as long as the job: then those that sleep
  ///   are left asleep, and the calling thread does what is theirs, until some jobs have come so
  ///   soon after each other that they are worth it
  void run(int tasks, Task task, boolean isShort) {
    if (members.closed) {
      throw new IllegalStateException("team: it has been closed; make a new one.");
    }
    if (tasks < 0 || tasks > MOST_TASKS) {
      throw new IllegalArgumentException(
          "team: " + tasks + " tasks in one job; it must be from 0 to " + MOST_TASKS + ".");
    }
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "team: it is at another job; run one job after another, and none from within a task.");
    }
    try {
      members.share(tasks, task, isShort);
    } finally {
      running.set(false);
    }
  }

  /// Returns how many jobs have been given so far, of the last 2^24.
  long jobs() {
    return members.claims.get() >>> 40;
  }

  /// Lets the threads end. A closed team runs nothing more. One that is never closed lets them end
  /// when it is no longer reachable.
  @Override
  public void close() {
    beside.forEach(Team::close);
    if (closing == null) {
      members.close();
    } else {
      closing.clean();
    }
  }

  /// What the threads hold of a team: not the team itself, nor, between jobs, a job.
  private static final class Members {
    /// Job number, task count and next unclaimed task in one word, so that a late sleeper can never
    /// claim a task of one job with the count of another: 24 bits job, 20 bits count, 20 bits next.
    private final AtomicLong claims = new AtomicLong();

    private final AtomicInteger done = new AtomicInteger();
    private final Thread[] helpers;
    private final boolean[] asleep;
    private final boolean patient;
    private @Nullable Task job;
    private long ended; // the last job, by the system's nanoseconds
    private int quick; // jobs, each of which began soon after another's end
    private volatile @Nullable Thread
        waiting; // the calling thread, asleep until all tasks are done
    private volatile boolean closed;
    private final Object failureLock = new Object();
    private int failedTask;
    private @Nullable Throwable failure;

    Members(int size) {
      patient = size <= Runtime.getRuntime().availableProcessors();
      helpers = new Thread[size - 1];
      asleep = new boolean[size - 1];
      for (int i = 0; i < helpers.length; i++) {
        int member = i + 1;
        helpers[i] =
            Thread.ofPlatform().daemon().name("thalweg-" + member).unstarted(() -> serve(member));
      }
    }

    void start() {
      for (Thread helper : helpers) {
        helper.start();
      }
    }

    void share(int tasks, Task task, boolean isShort) {
      quick = System.nanoTime() - ended < PATIENCE_NANOS ? quick + 1 : 0;
      job = task;
      done.set(0);
      long number = (claims.get() >>> 40) + 1;
      claims.set(number << 40 | (long) tasks << 20);
      int wanted = isShort && quick < QUICK_JOBS ? 0 : Math.min(helpers.length, tasks - 1);
      for (int i = 0; i < wanted; i++) {
        synchronized (helpers[i]) {
          if (asleep[i]) {
            LockSupport.unpark(helpers[i]);
          }
        }
      }
      work(0);
      awaitDone(tasks);
      ended = System.nanoTime();
      job = null; // every task has been run, and what it holds may go
      Throwable thrown = failure;
      failure = null;
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
      if (thrown instanceof Error error) {
        throw error;
      }
    }

    private void awaitDone(int tasks) {
      long patience = System.nanoTime() + (patient ? PATIENCE_NANOS : 0);
      while (done.get() < tasks && System.nanoTime() < patience) {
        Thread.onSpinWait();
      }
      if (done.get() < tasks) {
        waiting = Thread.currentThread(); // before looking again: whoever ends looks after it
        while (done.get() < tasks) {
          LockSupport.park(this);
        }
        waiting = null;
      }
    }

    /// Claims and runs tasks until none is left unclaimed.
    private void work(int member) {
      while (true) {
        long claim = claims.get();
        int next = next(claim);
        if (next >= count(claim)) {
          return;
        }
        if (claims.compareAndSet(claim, claim + 1)) {
          // The claimed task keeps its job alive, so `job` is the one this claim belongs to.
          Task task = job;
          try {
            if (task != null) {
              task.run(next, member);
            }
          } catch (RuntimeException | Error thrown) {
            synchronized (failureLock) {
              if (failure == null || next < failedTask) {
                failure = thrown;
                failedTask = next;
              }
            }
          }
          done.incrementAndGet();
          Thread waits = waiting;
          if (waits != null) {
            LockSupport.unpark(waits);
          }
        }
      }
    }

    private boolean idle() {
      long claim = claims.get();
      return next(claim) >= count(claim) && !closed;
    }

    private static int next(long claim) {
      return (int) claim & MOST_TASKS;
    }

    private static int count(long claim) {
      return (int) (claim >>> 20) & MOST_TASKS;
    }

    private void serve(int member) {
      Thread self = helpers[member - 1];
      while (!closed) {
        work(member);
        long patience = System.nanoTime() + (patient ? PATIENCE_NANOS : 0);
        while (idle() && System.nanoTime() < patience) {
          Thread.onSpinWait();
        }
        synchronized (self) {
          asleep[member - 1] = true;
        }
        while (idle()) {
          LockSupport.park(this);
        }
        synchronized (self) {
          asleep[member - 1] = false;
        }
      }
    }

    void close() {
      closed = true;
      for (Thread helper : helpers) {
        LockSupport.unpark(helper);
      }
    }
  }
}
