package thalweg.algebra.program;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Work that makes programs faster and that nobody waits for: on one thread, in order, which ends
/// when it has had nothing to do for a second.
final class Background {
  private static final System.Logger LOGGER = System.getLogger("thalweg.algebra");

  private final ThreadPoolExecutor thread;

  /// @param name of the thread
  Background(String name) {
    thread =
        new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> daemon(work, name));
    thread.allowCoreThreadTimeOut(true);
  }

  @SuppressWarnings("ThreadPriorityCheck") // a wish, on which nothing relies
  private static Thread daemon(Runnable work, String name) {
    Thread daemon = new Thread(work, name);
    daemon.setDaemon(true);
    daemon.setPriority(Thread.MIN_PRIORITY);
    return daemon;
  }

  /// Does work after what there is to do already.
  void run(String what, Runnable work) {
    thread.execute(attempt(what, work));
  }

  /// Returns work that is given up where it fails: all goes on without it, as fast as before.
  static Runnable attempt(String what, Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException | LinkageError failed) {
        LOGGER.log(System.Logger.Level.DEBUG, "given up: " + what, failed);
      }
    };
  }
}
