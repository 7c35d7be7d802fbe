package thalweg.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.calculus.function.Spelling;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Settings;
import thalweg.network.written.Written;

/// Reads one text in the grammar of [NetworkParser], from left to right. Takes time in proportion
/// to the text.
final class NetworkReader {
  private static final int MOST_DEEP = 50;
  private static final int LONGEST_NAME = 40;
  private static final String SCALAR = "scalar";

  private final String text;
  private final Map<String, Function<Settings, Layer>> known;
  private int at;
  private int depth;
  private int count;

  /// @param text in the grammar, or JSON with such texts in it
  /// @param known readers by the names of layers
  NetworkReader(String text, Map<String, Function<Settings, Layer>> known) {
    this.text = JsonNetwork.is(text) ? JsonNetwork.text(text) : text;
    this.known = known;
  }

  static String written(Shape input) {
    return input.rank() == 0
        ? SCALAR
        : Settings.written(Arrays.stream(input.sizes()).boxed().toList());
  }

  /// Returns whether the text begins as one that states the shape of a row.
  boolean statesShape() {
    int start = at;
    boolean states = Character.isDigit(next()) || word().equalsIgnoreCase(SCALAR);
    at = start;
    return states;
  }

  /// Returns the layers that the whole text stands for, which begins with one.
  List<Layer> layers() {
    List<Layer> layers = row();
    if (next() != 0) {
      throw unread("a comma is expected");
    }
    return layers;
  }

  /// Returns the network that the whole text stands for.
  ///
  /// @param rows the shape of a row where the text does not state it; null if it must
  Network whole(@Nullable Shape rows) {
    Shape stated = shape();
    List<Layer> layers = new ArrayList<>();
    if (stated == null || next() != 0) {
      if (stated != null && isFirstSpelling()) {
        while (next() != 0) {
          layers.add(layer(true));
        }
      } else {
        if (stated != null) {
          expect(',', "after the shape of a row and between layers, such as 784, dense 10");
        }
        layers.addAll(layers());
      }
    }
    Shape input = stated == null ? rows : stated;
    if (input == null) {
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(text)
              + " does not state the shape of a row; write it first, such as 784 or 1x28x28, then"
              + " a comma.");
    }
    return new Network(input, layers);
  }

  /// Returns the shape that the text begins with; null if it begins with a layer.
  private @Nullable Shape shape() {
    if (!statesShape()) {
      return null;
    }
    next();
    int start = at;
    String word = word();
    if (word.equalsIgnoreCase(SCALAR)) {
      return Shape.SCALAR;
    }
    try {
      return Shape.of(
          new Settings("network", List.of(word), List.of())
              .nextSizes("shape of a row").stream().mapToInt(Integer::intValue).toArray());
    } catch (IllegalArgumentException wrong) {
      throw placed(start, word, wrong);
    }
  }

  /// Returns whether layers stand behind blanks, with their settings in parentheses, as the first
  /// versions wrote them: no comma and no number outside parentheses.
  private boolean isFirstSpelling() {
    boolean isAfterBlank = true;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        i = closing(i);
        isAfterBlank = false;
        continue;
      }
      if (c == ',' || (isAfterBlank && "+-.0123456789".indexOf(c) >= 0)) {
        return false;
      }
      isAfterBlank = Character.isWhitespace(c);
    }
    return true;
  }

  /// Returns layers with commas between them.
  private List<Layer> row() {
    List<Layer> layers = new ArrayList<>();
    do {
      layers.add(layer(false));
    } while (eats(','));
    return layers;
  }

  /// @param isFirst whether in the first spelling, where settings stand in parentheses
  private Layer layer(boolean isFirst) {
    if (++count > NetworkParser.MOST_LAYERS) {
      throw unread("there may be at most " + NetworkParser.MOST_LAYERS + " layers");
    }
    next();
    int start = at;
    String name = word();
    Function<Settings, Layer> reader = known.get(name.toLowerCase(Locale.ROOT));
    if (reader == null) {
      return own(start, name);
    }
    List<String> words = new ArrayList<>();
    List<List<Layer>> branches = List.of();
    if (isFirst) {
      words.addAll(firstWords());
      if (name.equalsIgnoreCase("dense") && words.size() == 2) {
        words.add(1, "init");
      }
    } else {
      while (next() != 0 && ",|)".indexOf(next()) < 0) {
        if (next() != '(') {
          words.add(word());
        } else if (branches.isEmpty()) {
          branches = branches(name);
        } else {
          throw unread("a comma is expected");
        }
      }
    }
    try {
      Settings settings = new Settings(name.toLowerCase(Locale.ROOT), words, branches);
      Layer layer = reader.apply(settings);
      settings.requireAllTaken();
      return layer;
    } catch (IllegalArgumentException wrong) {
      throw placed(start, text.substring(start, at).strip(), wrong);
    }
  }

  /// Returns what stands in the parentheses directly behind a name.
  private List<String> firstWords() {
    if (at == text.length() || text.charAt(at) != '(') {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    at++;
    while (next() != ')') {
      if (next() == 0 || next() == '(') {
        throw unread("a closing parenthesis is expected");
      }
      if (next() == ',') {
        at++;
      } else {
        words.add(word());
      }
    }
    at++;
    return words;
  }

  private List<List<Layer>> branches(String name) {
    if (++depth > MOST_DEEP) {
      throw unread("layers may be nested at most " + MOST_DEEP + " deep");
    }
    at++;
    if (!Character.isJavaIdentifierStart(next())) {
      throw unread(
          "layers are expected in parentheses, settings behind blanks, such as " + name + " 10");
    }
    List<List<Layer>> branches = new ArrayList<>();
    do {
      branches.add(row());
    } while (eats('|'));
    expect(')', "behind the layers in parentheses");
    depth--;
    return branches;
  }

  /// Returns a layer of one's own, in its written form.
  private Layer own(int start, String name) {
    if (at < text.length() && text.charAt(at) == '(') {
      at = Math.min(closing(at) + 1, text.length());
    }
    String form = text.substring(start, at);
    if (name.isEmpty()) {
      throw unread("a layer is expected");
    }
    if (!Written.isForm(form)) {
      at = start;
      String low = name.toLowerCase(Locale.ROOT);
      List<String> names = NetworkParser.names();
      throw new IllegalArgumentException(
          "network: "
              + Quote.of(name)
              + place(start)
              + " names no layer; "
              + (low.length() > LONGEST_NAME
                      ? Optional.<String>empty()
                      : Spelling.nearest(low, names))
                  .map(near -> "did you mean " + near + "?")
                  .orElse(
                      "known are "
                          + String.join(", ", names)
                          + ", and records of your own as com.acme.Name(setting=1.5)."));
    }
    try {
      return Written.read(Layer.class, form);
    } catch (IllegalArgumentException wrong) {
      throw placed(start, form, wrong);
    }
  }

  /// Returns where the parenthesis at `open` is closed, or else the text ends; quoted ones do not
  /// count.
  private int closing(int open) {
    int inside = 0;
    boolean isQuoted = false;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (isQuoted) {
        i += c == '\\' ? 1 : 0; // what follows is no end of the quotation
      } else if (c == '(') {
        inside++;
      } else if (c == ')' && --inside == 0) {
        return i;
      }
    }
    return text.length();
  }

  // ---- Characters ----

  /// Returns the next character that is no blank, and stands before it; 0 at the end.
  private char next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  /// Returns what is written without blank, comma, bar or parenthesis.
  private String word() {
    int start = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && ",|()".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean eats(char c) {
    if (next() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c, String where) {
    if (!eats(c)) {
      throw unread(Quote.of(String.valueOf(c)) + " is expected " + where);
    }
  }

  private static String place(int at) {
    return " at character " + (at + 1);
  }

  private IllegalArgumentException unread(String why) {
    next();
    return new IllegalArgumentException(
        "network: "
            + (at == text.length()
                ? "at the end of " + Quote.of(text)
                : Quote.of(text.substring(at)) + place(at))
            + ": "
            + why
            + ".");
  }

  private static IllegalArgumentException placed(
      int start, String part, IllegalArgumentException wrong) {
    return new IllegalArgumentException(
        "network: " + Quote.of(part) + place(start) + ": " + wrong.getMessage(), wrong);
  }
}
