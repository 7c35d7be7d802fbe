package thalweg.training.search;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a search has found so far, in a file: its title, then a line for each trial on each rung,
/// appended when it is known. A last line without an end was cut off, and is written anew.
final class Journal implements Closeable {
  private static final Pattern FORM =
      Pattern.compile(
          "trial (\\d{1,9}) rung (\\d{1,9}) best (\\d{1,9}) loss (\\S+) (learnt|nothing|diverged)");

  /// How the title of every search begins.
  static final String BEGINNING = "search: ";

  /// @param best the epoch with the best weights; 0 if it diverged
  /// @param loss the validation loss with them; infinite if it diverged
  record Line(int trial, int rung, int best, double loss, boolean learnt) {
    private String written() {
      return "trial %s rung %s best %s loss %s %s\n"
          .formatted(
              trial,
              rung,
              best,
              loss,
              learnt ? "learnt" : loss == Double.POSITIVE_INFINITY ? "diverged" : "nothing");
    }
  }

  private record Key(int trial, int rung) {}

  private final @Nullable FileChannel channel; // null: kept nowhere
  private final Map<Key, Line> lines = new HashMap<>();

  private Journal(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /// Opens a journal, a new one where there is none.
  ///
  /// @param path null to keep nothing
  /// @throws IOException if it cannot be read or written, is another search's, or is damaged
  static Journal open(@Nullable Path path, String title) throws IOException {
    if (path == null) {
      return new Journal(null);
    }
    String text = Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    Map<Key, Line> read = new HashMap<>();
    String[] lines = whole.split("\n", -1);
    if (!whole.isEmpty() && !lines[0].equals(plain(title))) {
      throw new IOException(
          path
              + ": is the journal of another search, with other rows, trials, seed or settings;"
              + " search again with those, or begin anew.");
    }
    for (int i = 1; i < lines.length - 1; i++) {
      Line line = line(lines[i]);
      if (line == null) {
        throw new IOException(
            path
                + ": line "
                + (i + 1)
                + " is damaged; expected such as \"trial 2 rung 1 best 5 loss 0.25 learnt\"; remove"
                + " it and what follows, or begin anew.");
      }
      read.put(new Key(line.trial(), line.rung()), line);
    }
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Journal journal = new Journal(channel);
    journal.lines.putAll(read);
    channel.truncate(whole.length()).position(whole.length());
    if (whole.isEmpty()) {
      journal.write(plain(title) + "\n");
    }
    return journal;
  }

  static boolean isAt(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream stream = Files.newInputStream(path)) {
      String start = new String(stream.readNBytes(BEGINNING.length()), StandardCharsets.ISO_8859_1);
      return start.isEmpty() || start.equals(BEGINNING);
    }
  }

  private static String plain(String title) {
    return title.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static @Nullable Line line(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    try {
      Line line =
          new Line(
              Integer.parseInt(form.group(1)),
              Integer.parseInt(form.group(2)),
              Integer.parseInt(form.group(3)),
              Double.parseDouble(form.group(4)),
              form.group(5).equals("learnt"));
      return line.written().equals(text + "\n") ? line : null;
    } catch (NumberFormatException _) {
      return null;
    }
  }

  /// Returns what is known of a trial on a rung; null for nothing.
  @Nullable Line find(int trial, int rung) {
    return lines.get(new Key(trial, rung));
  }

  void add(Line line) throws IOException {
    lines.put(new Key(line.trial(), line.rung()), line);
    write(line.written());
  }

  private void write(String text) throws IOException {
    if (channel != null) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
