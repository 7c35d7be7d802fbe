package thalweg.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.calculus.function.Spelling;

/// Networks as JSON: an object of the shape of a row, `input`, which may be left out, and of the
/// texts of the `layers`. Reads that much of JSON and no more, in time in proportion to the text.
final class JsonNetwork {
  private static final List<String> KEYS = List.of("input", "layers");
  private static final int LONGEST_NAME = 40;

  private final String json;
  private int at;

  private JsonNetwork(String json) {
    this.json = json;
  }

  static boolean is(String text) {
    return text.stripLeading().startsWith("{");
  }

  static String written(Shape input, List<String> layers) {
    StringBuilder json = new StringBuilder("{\n  \"input\": [");
    for (int axis = 0; axis < input.rank(); axis++) {
      json.append(axis == 0 ? "" : ", ").append(input.size(axis));
    }
    json.append("],\n  \"layers\": [");
    for (int i = 0; i < layers.size(); i++) {
      json.append(i == 0 ? "\n    " : ",\n    ");
      quote(layers.get(i), json);
    }
    return json.append("\n  ]\n}\n").toString();
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  /// Returns the network's text, as [NetworkParser] has it, that a JSON text holds.
  static String text(String json) {
    return new JsonNetwork(json).text();
  }

  private String text() {
    String shape = null;
    List<String> layers = null;
    expect('{');
    do {
      String key = string("a name in quotes");
      boolean isTwice = key.equals("input") ? shape != null : layers != null;
      if (!KEYS.contains(key) || isTwice) {
        String low = key.length() > LONGEST_NAME ? "" : key.toLowerCase(Locale.ROOT);
        throw new IllegalArgumentException(
            "network: "
                + Quote.of(key)
                + (KEYS.contains(key)
                    ? " is given twice."
                    : " is no part of a network in JSON; "
                        + Spelling.nearest(low, KEYS)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("known are input and layers.")));
      }
      expect(':');
      if (key.equals("input")) {
        List<String> sizes = list(false);
        shape = sizes.isEmpty() ? "scalar" : String.join("x", sizes);
      } else {
        layers = list(true);
      }
    } while (eats(','));
    expect('}');
    if (next() != 0) {
      throw unread("the end");
    }
    if (layers == null || layers.isEmpty()) {
      throw new IllegalArgumentException(
          "network: there are no \"layers\"; write them as a list of texts, such as [\"dense"
              + " 10\"].");
    }
    return (shape == null ? "" : shape + ", ") + String.join(", ", layers);
  }

  private List<String> list(boolean isOfTexts) {
    expect('[');
    List<String> all = new ArrayList<>();
    if (next() != ']') {
      do {
        all.add(isOfTexts ? string("a layer in quotes") : size());
      } while (eats(','));
    }
    expect(']');
    return all;
  }

  private String size() {
    next();
    int start = at;
    while (at < json.length() && Character.isDigit(json.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw unread("a whole number");
    }
    return json.substring(start, at);
  }

  private String string(String what) {
    if (next() != '"') {
      throw unread(what);
    }
    StringBuilder string = new StringBuilder();
    at++;
    while (at < json.length() && json.charAt(at) != '"') {
      char c = json.charAt(at++);
      string.append(c == '\\' ? escaped() : c);
    }
    expect('"');
    return string.toString();
  }

  private char escaped() {
    char c = at < json.length() ? json.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = at < json.length() ? Character.digit(json.charAt(at), 16) : -1;
          if (digit < 0) {
            throw unread("a hexadecimal digit");
          }
          code = code << 4 | digit;
          at++;
        }
        yield (char) code;
      }
      default -> throw unread("one of \" \\ / b f n r t u behind \\");
    };
  }

  private char next() {
    while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
      at++;
    }
    return at < json.length() ? json.charAt(at) : 0;
  }

  private boolean eats(char c) {
    if (next() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c) {
    if (!eats(c)) {
      throw unread(c == '"' ? "a quotation mark" : Quote.of(String.valueOf(c)));
    }
  }

  private IllegalArgumentException unread(String expected) {
    next();
    return new IllegalArgumentException(
        "network: "
            + (at >= json.length()
                ? "at the end of the JSON"
                : Quote.of(json.substring(at)) + " at character " + (at + 1) + " of the JSON")
            + ": "
            + expected
            + " is expected.");
  }
}
