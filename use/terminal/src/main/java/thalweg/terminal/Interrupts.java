package thalweg.terminal;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Turns the first Ctrl-C, SIGTERM or SIGHUP into a request to stop, for as long as it is open; a
/// second Ctrl-C ends the process at once.
///
/// Other signals may come twice without anybody being impatient: `timeout` sends SIGTERM to the
/// process and to its group, a closed terminal SIGHUP by itself and through the shell.
final class Interrupts implements AutoCloseable {
  /// Two within this time are one, sent by two senders.
  private static final long SAME_NANOS = 300_000_000;

  private final Output output;
  private final AtomicInteger received = new AtomicInteger();
  private final List<Signals.Hearing> hearings;
  private volatile @Nullable Runnable stop;
  private volatile boolean saved;
  private volatile long firstAt;

  /// Begins to listen. Until there is something to stop, a signal ends the process.
  Interrupts(Output output) {
    this.output = output;
    hearings =
        List.of(
            Signals.listen("INT", () -> receive(ExitCode.INTERRUPTED)),
            Signals.listen("TERM", () -> receive(ExitCode.TERMINATED)),
            Signals.listen("HUP", () -> receive(ExitCode.HUNG_UP)));
  }

  /// Returns whether Ctrl-C reaches this process.
  boolean hearsCtrlC() {
    return hearings.getFirst().isHeard();
  }

  /// From now on a signal asks for this, once, on another thread.
  void stopBy(Runnable stop) {
    this.stop = stop;
  }

  private void receive(int exitCode) {
    long now = System.nanoTime();
    if (received.compareAndSet(0, exitCode)) {
      firstAt = now;
      Runnable asked = stop;
      if (asked == null) {
        end("interrupted before the first step; nothing was saved.");
      } else {
        asked.run();
      }
    } else if (exitCode == ExitCode.INTERRUPTED && now - firstAt > SAME_NANOS) {
      end(saved ? "interrupted again, after saving." : "interrupted again; nothing was saved.");
    }
  }

  private void end(String why) {
    output.error("thalweg: " + why);
    Runtime.getRuntime().halt(exitCode());
  }

  /// Tells that what the interrupted work has come to is safe.
  void saved() {
    saved = true;
  }

  /// Returns what an interrupted run tells the shell: the signal's own code says that there is
  /// something to go on with, so it is kept for that.
  int exitCode() {
    return saved ? received.get() : ExitCode.FAILURE;
  }

  @Override
  public void close() {
    hearings.forEach(hearing -> hearing.restore().run());
  }
}
