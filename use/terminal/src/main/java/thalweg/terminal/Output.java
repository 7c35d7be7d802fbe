package thalweg.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The only owner of standard output and standard error: results go to the first; progress, notes
/// and errors to the second.
///
/// Also decides what the terminal can show: colours and a moving bar need a terminal that is not
/// `dumb`, not a build machine's (`CI`), and for colours no `NO_COLOR`.
final class Output {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean bar;
  private final boolean colour;
  private boolean json;
  private boolean quiet;
  private boolean barShown;

  /// Why standard output could not be written, as far as known: a print stream does not keep it.
  private Supplier<String> lost = () -> "";

  Output(PrintStream out, PrintStream err, boolean terminal, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    String kind = environment.getOrDefault("TERM", "");
    bar = terminal && !kind.equals("dumb") && !environment.containsKey("CI");
    colour = bar && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /// Returns the output of this process.
  static Output ofProcess() {
    Keeping standard = new Keeping(FileDescriptor.out);
    Output output =
        new Output(
            stream(standard, "stdout.encoding"),
            stream(new FileOutputStream(FileDescriptor.err), "stderr.encoding"),
            isTerminal(),
            System.getenv());
    output.lost = () -> standard.lost;
    return output;
  }

  /// A stream that keeps why it could not be written.
  private static final class Keeping extends FileOutputStream {
    private volatile String lost = "";

    Keeping(FileDescriptor descriptor) {
      super(descriptor);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        super.write(bytes, from, length);
      } catch (IOException failed) {
        lost = ": " + failed.getMessage();
        throw failed;
      }
    }
  }

  /// Text such as µ must survive a locale that only knows ASCII, as many servers have.
  private static PrintStream stream(OutputStream bytes, String property) {
    Charset charset = Charset.forName(System.getProperty(property, "UTF-8"));
    return new PrintStream(
        bytes, true, charset.newEncoder().canEncode('µ') ? charset : StandardCharsets.UTF_8);
  }

  /// Returns whether standard error, where the bar goes, is a terminal. Java itself only knows of
  /// standard input and output together.
  @SuppressWarnings("SystemConsoleNull") // null again from Java 25 on where there is no terminal
  private static boolean isTerminal() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | InvalidPathException | UnsupportedOperationException _) {
      Console console = System.console();
      return console != null && console.isTerminal();
    }
  }

  /// Takes over the options of the verb that is about to run.
  Output with(Shared options) {
    json = options.json;
    quiet = options.quiet;
    return this;
  }

  boolean isJson() {
    return json;
  }

  boolean hasColour() {
    return colour;
  }

  /// Prints a line of the result for people.
  void result(String line) {
    if (!json) {
      clearBar();
      out.println(line);
    }
  }

  void result(List<String> lines) {
    lines.forEach(this::result);
  }

  /// Prints a line that belongs to the result but not to its core; `--quiet` leaves it out.
  void detail(String line) {
    if (!quiet) {
      result(line);
    }
  }

  /// Prints a JSON document on one line, if JSON was asked for.
  void json(Json document) {
    if (json) {
      out.println(document);
    }
  }

  /// Prints a remark on what is being done.
  void note(String line) {
    if (!json && !quiet) {
      clearBar();
      err.println(line);
    }
  }

  /// Prints what went wrong, always.
  void error(String message) {
    clearBar();
    err.println(colour ? "\u001b[31m" + message + "\u001b[0m" : message);
  }

  void stackTrace(Throwable thrown) {
    thrown.printStackTrace(err);
  }

  /// Returns whether a moving bar can be shown.
  boolean showsBar() {
    return bar && !json && !quiet;
  }

  /// Draws the bar anew in the last line.
  void bar(String text) {
    if (showsBar()) {
      err.print(CLEAR_LINE + text);
      err.flush();
      barShown = true;
    }
  }

  private void clearBar() {
    if (barShown) {
      err.print(CLEAR_LINE);
      err.flush();
      barShown = false;
    }
  }

  /// Returns the exit code, or that of a failure if not all of standard output could be written,
  /// such as to a full disk. A reader who left, as `head` does, is not told.
  int ended(int exitCode) {
    if (!out.checkError()) {
      return exitCode;
    }
    String reason = lost.get();
    if (!reason.contains("Broken pipe")) {
      error("thalweg: standard output could not be written" + reason + ".");
    }
    return exitCode == ExitCode.OK ? ExitCode.FAILURE : exitCode;
  }

  /// Returns a writer to standard output for pages of help.
  PrintWriter pages() {
    return new PrintWriter(out, true, out.charset());
  }

  /// Returns a writer to standard error.
  PrintWriter errors() {
    return new PrintWriter(err, true, err.charset());
  }
}
