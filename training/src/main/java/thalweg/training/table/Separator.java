package thalweg.training.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What separates the fields of a table, judged by its first lines.
final class Separator {
  private static final char[] KNOWN = {',', ';', '\t', '|'};
  private static final int LOOKED_AT = 1 << 16; // characters
  private static final int MOST_LINES = 50;
  private static final String STATED = "sep=";

  private Separator() {}

  /// Returns whether a text's first line does nothing but say what separates the fields.
  static boolean isStated(List<String> line) {
    String start = line.getFirst();
    return start.startsWith(STATED) && start.length() <= STATED.length() + 1 && line.size() <= 2;
  }

  /// Returns the separator that cuts each of the first lines into as many fields, and most of these
  /// fields to numbers; a comma if none does. The reader is left where it was.
  static char guess(BufferedReader text) throws IOException {
    text.mark(LOOKED_AT + 1);
    char[] characters = new char[LOOKED_AT];
    int length = 0;
    for (int read = 0; read >= 0 && length < LOOKED_AT; length += Math.max(read, 0)) {
      read = text.read(characters, length, LOOKED_AT - length);
    }
    text.reset();
    String sample = new String(characters, 0, length);
    int end = sample.indexOf('\n');
    if (sample.startsWith(STATED) && end > STATED.length() && end <= STATED.length() + 2) {
      return sample.charAt(STATED.length()); // as Excel says it in a line of its own
    }
    char best = ',';
    double most = -1;
    for (char separator : KNOWN) {
      double share = numbers(sample, length == LOOKED_AT, separator);
      if (share > most) {
        most = share;
        best = separator;
      }
    }
    return best;
  }

  /// Returns the share of fields that are numbers, or −1 if the lines differ in the number of
  /// fields or have but one.
  private static double numbers(String sample, boolean cut, char separator) {
    List<List<String>> lines = lines(sample, separator);
    if (cut && lines.size() > 1) {
      lines.removeLast(); // it may be half a line
    }
    int width = 0;
    long numbers = 0;
    long fields = 0;
    for (List<String> line : lines) {
      if (line.size() == 1 && (line.getFirst().isBlank() || line.getFirst().startsWith("#"))) {
        continue; // an empty line or a comment
      }
      width = width == 0 ? line.size() : width;
      if (line.size() != width || width == 1) {
        return -1;
      }
      for (String field : line) {
        String bare = field.strip();
        fields++;
        numbers += NumberText.isNumber(bare) || isDecimalComma(bare, separator) ? 1 : 0;
      }
    }
    return fields == 0 ? -1 : (double) numbers / fields;
  }

  private static boolean isDecimalComma(String field, char separator) {
    return separator != ',' && NumberText.isNumber(field, ',');
  }

  /// Returns the fields of the first lines, without the quotes.
  private static List<List<String>> lines(String sample, char separator) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < sample.length() && lines.size() < MOST_LINES; i++) {
      char c = sample.charAt(i);
      if (c == '"' && quoted && i + 1 < sample.length() && sample.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"' && (quoted || field.toString().isBlank())) {
        quoted = !quoted; // elsewhere it is a sign like others, as of inches
      } else if (!quoted && (c == separator || c == '\n' || c == '\r')) {
        line.add(field.toString());
        field.setLength(0);
        if (c != separator) {
          lines.add(line);
          line = new ArrayList<>();
        }
      } else {
        field.append(c);
      }
    }
    if (!field.isEmpty() || !line.isEmpty()) {
      line.add(field.toString());
      lines.add(line);
    }
    return lines;
  }
}
