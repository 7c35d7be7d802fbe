package thalweg.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/// Where a stream is read: on a terminal of so many columns, or by something that has none.
final class Screen {
  /// The columns of a terminal that does not tell.
  static final int USUAL = 80;

  /// Counts how often the terminal has said that it was resized; a signal has one listener, and
  /// output and errors may be two screens.
  private static final class Resizes {
    static final AtomicInteger COUNT = new AtomicInteger();

    static {
      Signals.listen("WINCH", COUNT::incrementAndGet);
    }
  }

  private final boolean isTerminal;
  private final IntSupplier measure;
  private int columns; // as measured after so many resizes
  private int measuredAt = -1;

  private Screen(boolean isTerminal, IntSupplier measure) {
    this.isTerminal = isTerminal;
    this.measure = measure;
  }

  /// Returns a file's, a pipe's: no terminal.
  static Screen none() {
    return new Screen(false, () -> USUAL);
  }

  /// Returns a terminal that is asked for its columns.
  static Screen terminal(IntSupplier columns) {
    return new Screen(true, columns);
  }

  /// Returns that of standard output, 1, or standard error, 2.
  static Screen of(int descriptor, Map<String, String> environment) {
    return isTerminal(descriptor)
        ? terminal(() -> measured(descriptor, environment.getOrDefault("COLUMNS", "")))
        : none();
  }

  /// Java itself only knows of standard input and output together.
  @SuppressWarnings("SystemConsoleNull") // null again from Java 25 on where there is no terminal
  private static boolean isTerminal(int descriptor) {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | InvalidPathException | UnsupportedOperationException _) {
      Console console = System.console();
      return console != null && console.isTerminal();
    }
  }

  /// Asks stty, since Java cannot tell: a few milliseconds, spent at the beginning and whenever the
  /// terminal says that it has been resized.
  private static int measured(int descriptor, String otherwise) {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/fd/" + descriptor))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (stty.waitFor(1, TimeUnit.SECONDS) && said.strip().matches("\\d{1,5} \\d{1,5}")) {
        int columns = Integer.parseInt(said.strip().replaceAll(".* ", ""));
        if (columns > 0) {
          return columns;
        }
      }
    } catch (IOException _) {
      // no stty here
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return otherwise.matches("[1-9]\\d{0,4}") ? Integer.parseInt(otherwise) : USUAL;
  }

  boolean isTerminal() {
    return isTerminal;
  }

  /// Returns how many letters stand in one line now.
  int columns() {
    int resizes = isTerminal ? Resizes.COUNT.get() : 0;
    if (measuredAt != resizes) {
      columns = measure.getAsInt();
      measuredAt = resizes;
    }
    return columns;
  }

  /// Returns the first of these texts, the longest first, that stands in `columns` columns; of the
  /// last one, its beginning.
  static String fitting(int columns, String... longestFirst) {
    for (String text : longestFirst) {
      if (text.length() <= columns) {
        return text;
      }
    }
    String shortest = longestFirst[longestFirst.length - 1];
    return shortest.substring(0, Math.clamp(columns, 0, shortest.length()));
  }
}
