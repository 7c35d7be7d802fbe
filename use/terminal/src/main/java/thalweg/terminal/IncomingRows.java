package thalweg.terminal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import thalweg.training.table.Csv;
import thalweg.training.table.Table;

/// The rows of a table on standard input, as they come: those that have come whole are given on at
/// once, however few they are. A line break within quotes is a part of its row.
///
/// Works on bytes, of which the end of a line and a quote are the same in every usual encoding but
/// UTF-16.
final class IncomingRows {
  private static final String NAME = "standard input";
  private static final int BUFFER = 1 << 16;

  /// A longer row is one whose quotes are not closed.
  private static final int LONGEST = 1 << 20;

  private final InputStream input;
  private byte[] held = new byte[BUFFER]; // what has come and is not yet given on
  private int length;
  private int consumed; // of that, what the records at hand are
  private boolean isEnded;
  private byte[] header = {};
  private long skipped; // lines before the rows at hand, without the header
  private @Nullable Csv csv;

  /// A row that has come whole: its bytes, and how many lines they are.
  private record Arrived(int from, int end, int lines) {}

  IncomingRows(InputStream input) {
    this.input = input;
  }

  /// What is done with rows that have come.
  interface Receiver {
    /// Takes rows and returns whether more are wanted.
    ///
    /// @throws IOException if they cannot be used; they are then given again one by one
    boolean rows(Table rows) throws IOException;

    /// Takes what is wrong with one row.
    void broken(String message);
  }

  /// Reads to the end.
  ///
  /// @param isHeader whether a first line names columns
  /// @param reading how rows are read, given whether the first line names columns
  /// @param notes takes what a reader should know of lines that are passed over
  void read(
      Predicate<String> isHeader,
      Function<Boolean, Csv> reading,
      Receiver receiver,
      Consumer<String> notes) {
    while (!isEnded) {
      fill();
      List<Arrived> records = records();
      if (csv == null && !records.isEmpty()) {
        Arrived first = records.getFirst();
        byte[] line = Arrays.copyOfRange(held, first.from, first.end);
        requireText(line);
        boolean isNamed = isHeader.test(new String(line, StandardCharsets.UTF_8));
        csv = reading.apply(isNamed);
        if (isNamed) {
          header = line;
          records = records.subList(1, records.size());
        }
      }
      if (csv != null && !records.isEmpty()) {
        give(csv, records, receiver, notes);
      }
      forget();
    }
    if (csv == null) {
      throw Failure.input(NAME + ": found no rows, expected a header and at least 1.");
    }
  }

  private void requireText(byte[] line) {
    if (line.length > 1
        && ((line[0] & 0xff) >= 0xfe || (line[0] == 0x1f && line[1] == (byte) 0x8b))) {
      throw Failure.input(
          NAME
              + ": found UTF-16 or packed text, which is not read line by line; write it to a file,"
              + " or read it as --data /dev/stdin.");
    }
  }

  private void fill() {
    if (length == held.length) {
      if (length > LONGEST) {
        throw Failure.input(
            NAME
                + ": line "
                + (skipped + 2)
                + ": found a row of more than 1,048,576 bytes, expected a shorter one; close its"
                + " quotes.");
      }
      held = Arrays.copyOf(held, 2 * length);
    }
    try {
      int read = input.read(held, length, held.length - length);
      isEnded = read < 0;
      length += Math.max(0, read);
    } catch (IOException unreadable) {
      throw Failure.input(unreadable);
    }
  }

  /// Returns the records that have come whole.
  private List<Arrived> records() {
    List<Arrived> records = new ArrayList<>();
    int from = 0;
    int lines = 0;
    boolean isQuoted = false;
    for (int at = 0; at < length; at++) {
      if (held[at] == '"') {
        isQuoted = !isQuoted;
      } else if (held[at] == '\n') {
        lines++;
        if (!isQuoted) {
          records.add(new Arrived(from, at + 1, lines));
          from = at + 1;
          lines = 0;
        }
      }
    }
    if (isEnded && from < length) {
      records.add(new Arrived(from, length, lines + 1));
      from = length;
    }
    consumed = from;
    return records;
  }

  private void forget() {
    System.arraycopy(held, consumed, held, 0, length - consumed);
    length -= consumed;
    consumed = 0;
  }

  private void give(Csv csv, List<Arrived> records, Receiver receiver, Consumer<String> notes) {
    List<Arrived> rows = records.stream().filter(each -> !isBlank(each)).toList();
    if (rows.isEmpty() || !taken(csv, records.getFirst().from, records.getLast().end, receiver)) {
      long before = skipped;
      for (Arrived each : records) {
        if (!isBlank(each)) {
          one(csv, each, receiver, notes);
        }
        skipped += each.lines;
      }
      skipped = before;
    }
    skipped += records.stream().mapToInt(Arrived::lines).sum();
  }

  private boolean taken(Csv csv, int from, int end, Receiver receiver) {
    try {
      isEnded |= !receiver.rows(table(csv, from, end));
      return true;
    } catch (IOException | IllegalArgumentException broken) {
      return false;
    }
  }

  private void one(Csv csv, Arrived record, Receiver receiver, Consumer<String> notes) {
    try {
      isEnded |= !receiver.rows(table(csv, record.from, record.end));
    } catch (IOException | IllegalArgumentException broken) {
      if (held[record.from] == '#') {
        notes.accept(
            "line "
                + (skipped + (header.length > 0 ? 2 : 1))
                + " begins with # and is passed over");
      } else {
        receiver.broken(String.valueOf(broken.getMessage()));
      }
    }
  }

  private Table table(Csv csv, int from, int end) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(header.length + end - from + 1);
    text.writeBytes(header);
    text.write(held, from, end - from);
    return csv.read(NAME, new ByteArrayInputStream(text.toByteArray()), skipped);
  }

  private boolean isBlank(Arrived record) {
    for (int at = record.from; at < record.end; at++) {
      if (held[at] > ' ' || held[at] < 0) {
        return false;
      }
    }
    return true;
  }
}
