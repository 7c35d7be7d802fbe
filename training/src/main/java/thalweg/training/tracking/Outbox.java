package thalweg.training.tracking;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reports on their way, sent by a thread of their own in the order in which they were put: whoever
/// puts one never waits. What fails is sent again, after pauses that double; what is refused is
/// lost.
final class Outbox {
  /// So many are kept for a server that is away; of more, those are lost that come last.
  static final int MOST_KEPT = 10_000;

  /// Sent together; each has a few numbers, and MLflow takes 1,000.
  private static final int MOST_TOGETHER = 100;

  private static final Duration LAST_PAUSE = Duration.ofMillis(200);

  private final MlflowWriter writer;
  private final Patience patience;
  private final Consumer<String> told;

  /// What is to be sent, and sent together where it was tried before; at the end an empty list.
  private final BlockingDeque<List<Report>> waiting = new LinkedBlockingDeque<>();

  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger put = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final Set<MlflowRun> refused = new HashSet<>(); // the thread's own
  private final Thread thread = new Thread(this::send, "thalweg-mlflow");
  private boolean hasTold; // the thread's own
  private volatile boolean isFailing;
  private volatile @Nullable String reason;

  Outbox(MlflowWriter writer, Patience patience, Consumer<String> told) {
    this.writer = writer;
    this.patience = patience;
    this.told = told;
    thread.setDaemon(true);
    thread.start();
  }

  void put(Report report) {
    put.incrementAndGet();
    if (!(report instanceof Report.Measured) || waiting.size() < MOST_KEPT) {
      waiting.addLast(List.of(report));
    }
  }

  /// Sends what is there yet, within the time that there is at the end, and returns how many
  /// reports are lost.
  int close() {
    waiting.addLast(List.of());
    closing.countDown();
    Duration limit = isFailing ? patience.lastTry() : patience.end();
    try {
      if (!thread.join(limit)) {
        thread.interrupt();
        thread.join(LAST_PAUSE);
      }
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    return lost();
  }

  /// Returns how many reports there are in all.
  int count() {
    return put.get();
  }

  /// Returns how many reports are not sent.
  int lost() {
    return put.get() - sent.get();
  }

  /// Returns what went wrong last; null for nothing.
  @Nullable String reason() {
    return reason;
  }

  private void send() {
    Duration pause = patience.first();
    try {
      for (List<Report> next = next(); !next.isEmpty(); next = next()) {
        Duration asked = trySending(next);
        pause = asked == null ? patience.first() : rest(pause, asked);
      }
    } catch (InterruptedException _) {
      // the end
    }
  }

  /// Returns for how long the server asks to be left alone; null where there is nothing to be sent
  /// again.
  private @Nullable Duration trySending(List<Report> next) throws InterruptedException {
    try {
      if (!refused.contains(next.getFirst().run())) {
        writer.write(next);
        sent.addAndGet(next.size());
        isFailing = false;
      }
      return null;
    } catch (MlflowException answered) {
      return failed(next, answered, answered.isFinal, answered.pause);
    } catch (IOException away) {
      return failed(next, away, false, Duration.ZERO);
    }
  }

  private @Nullable Duration failed(
      List<Report> next, IOException what, boolean isFinal, Duration asked) {
    String words = what.getMessage() == null ? what.toString() : what.getMessage();
    reason = words;
    if (!hasTold) {
      hasTold = true;
      told.accept(words + (isFinal ? "" : "; it is tried again, and the run goes on"));
    }
    if (isFinal) {
      if (next.getFirst() instanceof Report.Begun begun) {
        refused.add(begun.run());
      }
      return null;
    }
    isFailing = true;
    waiting.addFirst(next);
    return asked;
  }

  /// Waits before the next try, and returns how long to wait before the one after.
  private Duration rest(Duration pause, Duration asked) throws InterruptedException {
    Duration longer = pause.compareTo(asked) > 0 ? pause : asked;
    if (closing.await(longer.toMillis(), TimeUnit.MILLISECONDS)) {
      Thread.sleep(pause.compareTo(LAST_PAUSE) < 0 ? pause : LAST_PAUSE);
    }
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(patience.longest()) < 0 ? twice : patience.longest();
  }

  /// Returns what is to be sent next: measurements of one run together. Waits until there is any;
  /// at the end there is nothing.
  private List<Report> next() throws InterruptedException {
    List<Report> next = new ArrayList<>(waiting.takeFirst());
    List<Report> more = waiting.peekFirst();
    while (next.size() < MOST_TOGETHER && more != null && goWith(next, more)) {
      next.addAll(waiting.removeFirst());
      more = waiting.peekFirst();
    }
    return next;
  }

  private static boolean goWith(List<Report> next, List<Report> more) {
    return areMeasured(next)
        && areMeasured(more)
        && more.getFirst().run().equals(next.getFirst().run());
  }

  private static boolean areMeasured(List<Report> reports) {
    return !reports.isEmpty() && reports.getFirst() instanceof Report.Measured;
  }
}
