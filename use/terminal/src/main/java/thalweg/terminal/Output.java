package thalweg.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import thalweg.algebra.Quote;

/// The only owner of standard output and standard error: results go to the first; progress, notes
/// and errors to the second. Both are UTF-8, and every line for people stays one line in which
/// nothing acts on the terminal, whatever names and fields from files stand in it.
///
/// Also decides what the terminal can show: colours and a moving bar need a terminal that is not
/// `dumb`, not a build machine's (`CI`), and for colours no `NO_COLOR`.
final class Output {
  /// Clears from the beginning of the line to the end of the screen. The cursor waits at the
  /// beginning of the bar, so that this takes all of it even where a terminal made narrower has
  /// broken it.
  private static final String CLEAR = "\r\u001b[J";

  /// A longer word in an error is cut.
  private static final int LONGEST_WORD = 80;

  /// A longer path is: none that can be opened has a longer name in it.
  private static final int LONGEST_PATH = 255;

  private static final int LONGEST_ERROR = 2000;

  private final PrintStream out;
  private final PrintStream err;
  private final Screen screen; // of standard output
  private final Screen errorScreen;
  private final boolean bar;
  private final boolean colour;
  private boolean json;
  private boolean quiet;
  private boolean barShown;

  /// Why standard output could not be written, as far as known: a print stream does not keep it.
  private Supplier<String> lost = () -> "";

  Output(
      PrintStream out,
      PrintStream err,
      Screen screen,
      Screen errorScreen,
      Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.screen = screen;
    this.errorScreen = errorScreen;
    String kind = environment.getOrDefault("TERM", "");
    bar = errorScreen.isTerminal() && !kind.equals("dumb") && !environment.containsKey("CI");
    colour = bar && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /// Returns the output of this process.
  static Output ofProcess() {
    Keeping standard = new Keeping(FileDescriptor.out);
    Map<String, String> environment = System.getenv();
    Output output =
        new Output(
            stream(standard),
            stream(new FileOutputStream(FileDescriptor.err)),
            Screen.of(1, environment),
            Screen.of(2, environment),
            environment);
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

  private static PrintStream stream(OutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
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
      out.println(Quote.whole(line));
    }
  }

  void result(List<String> lines) {
    lines.forEach(this::result);
  }

  /// Prints a table; on a terminal that is too narrow for it, row by row.
  void result(Table table) {
    if (!json) {
      result(screen.isTerminal() ? table.lines(screen.columns()) : table.lines());
    }
  }

  /// Prints a picture, which `--quiet` leaves out.
  void drawing(HalfBlocks drawing) {
    if (!json && !quiet) {
      clearBar();
      boolean inColour = colour && screen.isTerminal();
      (inColour ? drawing.coloured() : drawing.plain()).forEach(out::println);
    }
  }

  /// Prints a line that belongs to the result but not to its core; `--quiet` leaves it out.
  void detail(String line) {
    if (!quiet) {
      result(line);
    }
  }

  /// Prints whole lines of a result that is for programs, ends of lines among them, at once. On a
  /// terminal nothing in them acts on it.
  void block(CharSequence lines) {
    clearBar();
    if (screen.isTerminal()) {
      lines.toString().lines().forEach(line -> out.print(Quote.whole(line) + "\n"));
    } else {
      out.append(lines);
    }
    out.flush();
  }

  /// Prints a JSON document on one line, if JSON was asked for.
  void json(Json document) {
    if (json) {
      clearBar();
      out.println(document);
    }
  }

  /// Prints a remark on what is being done.
  void note(String line) {
    if (!json && !quiet) {
      clearBar();
      err.println(Quote.whole(line));
    }
  }

  /// Prints what is doubtful while a training goes on: a remark for people, an event in JSON.
  ///
  /// @param trouble of which kind it is
  void warning(String trouble, String what) {
    json(Json.object().put("event", "warning").put("trouble", trouble).put("what", what));
    note("Note: " + what);
  }

  /// Prints what went wrong, always, in one line.
  void error(String message) {
    error(List.of(message));
  }

  /// Prints what went wrong in several lines, as where one points into the other.
  void error(List<String> message) {
    clearBar();
    for (String part : message) {
      String line = Quote.whole(shortened(part));
      err.println(colour ? "\u001b[31m" + line + "\u001b[0m" : line);
    }
  }

  private static String shortened(String message) {
    StringBuilder shortened = new StringBuilder();
    int i = 0;
    while (i < message.length() && shortened.length() < LONGEST_ERROR) {
      int end = i;
      while (end < message.length() && !Character.isWhitespace(message.charAt(end))) {
        end++;
      }
      String word = message.substring(i, end);
      int longest = word.indexOf('/') < 0 ? LONGEST_WORD : LONGEST_PATH;
      shortened.append(word, 0, Math.min(word.length(), longest));
      shortened.append(word.length() > longest ? "…" : "");
      if (end < message.length()) {
        shortened.append(message.charAt(end));
      }
      i = end + 1;
    }
    return i < message.length() ? shortened.append("…").toString() : shortened.toString();
  }

  void stackTrace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    trace.toString().lines().forEach(line -> err.println(Quote.whole(line.replace("\t", "    "))));
  }

  /// Returns whether a moving bar can be shown.
  boolean showsBar() {
    return bar && !json && !quiet;
  }

  /// Returns how many letters of a bar or a note stand in one line of standard error.
  int columns() {
    return errorScreen.isTerminal() ? errorScreen.columns() - 1 : Screen.USUAL;
  }

  /// Returns how many letters of a line of the result are seen in one line: 80, fewer on a terminal
  /// that is narrower.
  int lineColumns() {
    return screen.isTerminal() ? Math.min(Screen.USUAL, screen.columns()) : Screen.USUAL;
  }

  /// Draws the bar anew in the last line: the first of these texts that fits, the longest first.
  void bar(String... longestFirst) {
    if (showsBar()) {
      err.print(CLEAR + Quote.whole(Screen.fitting(columns(), longestFirst)) + "\r");
      err.flush();
      barShown = true;
    }
  }

  private void clearBar() {
    if (barShown) {
      err.print(CLEAR);
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
