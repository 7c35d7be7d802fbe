package thalweg.network.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Spelling;

/// What stands behind a layer's name in the text of a network, such as `64 3x3 stride 2 same` of
/// `conv 64 3x3 stride 2 same`: first what is told by its place, then words and words with a value,
/// in any order, each at most once; layers in parentheses.
///
/// A layer's reader takes what it knows, first the ones told by place; what is left over is refused
/// by name. It has the name of each setting once, and so do all messages.
public final class Settings {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?");
  private static final Pattern SIZES = Pattern.compile("\\d{1,10}(?:x\\d{1,10}){0,7}");
  private static final int LONGEST = 40;

  private final String name;
  private final List<String> words;
  private final List<List<Layer>> branches;
  private final boolean[] isTaken;
  private final List<String> known = new ArrayList<>();
  private int inPlace;
  private boolean isNested;

  /// Makes the settings of one layer.
  ///
  /// @param name of the layer, for messages
  /// @param words what blanks divide
  /// @param branches what stands in parentheses, divided by bars; none without parentheses
  public Settings(String name, List<String> words, List<List<Layer>> branches) {
    this.name = name;
    this.words = List.copyOf(words);
    this.branches = List.copyOf(branches);
    isTaken = new boolean[words.size()];
  }

  // ---- Told by place ----

  /// Returns whether the next setting in place is there: a number or sizes.
  public boolean hasNext() {
    return inPlace < words.size() && "+-.0123456789".indexOf(words.get(inPlace).charAt(0)) >= 0;
  }

  /// Returns the next setting in place, a whole number.
  ///
  /// @param what it is, for messages, such as `units`
  public int nextWhole(String what) {
    return whole(what, next(what, "a whole number, such as 10"));
  }

  /// Returns the next setting in place, a number.
  public double nextNumber(String what) {
    return number(what, next(what, "a number, such as 0.5"));
  }

  /// Returns the next setting in place, sizes such as `3x3`, or one alone.
  public List<Integer> nextSizes(String what) {
    return sizes(what, next(what, "sizes, such as 3x3"));
  }

  private String next(String what, String expected) {
    if (!hasNext()) {
      throw refused(
          "its "
              + what
              + " must stand behind the name, "
              + expected
              + (inPlace < words.size() ? "; given is " + Quote.of(words.get(inPlace)) : ""));
    }
    isTaken[inPlace] = true;
    return words.get(inPlace++);
  }

  // ---- Told by word ----

  /// Returns whether a word is there, such as `same`.
  public boolean has(String word) {
    return take(word) >= 0;
  }

  /// Returns the whole number behind a word, or else the usual one.
  public int whole(String word, int usual) {
    return value(word, usual, given -> whole(word, given));
  }

  /// Returns the number behind a word, or else the usual one.
  public double number(String word, double usual) {
    return value(word, usual, given -> number(word, given));
  }

  /// Returns the sizes behind a word, or else the usual ones.
  public List<Integer> sizes(String word, List<Integer> usual) {
    return value(word, usual, given -> sizes(word, given));
  }

  /// Returns what the text behind a word stands for, or else what is usual.
  public <T> T value(String word, T usual, Function<String, T> reading) {
    int at = take(word);
    if (at < 0) {
      return usual;
    }
    if (at + 1 == words.size()) {
      throw refused("a value must stand behind " + Quote.of(word));
    }
    isTaken[at + 1] = true;
    return reading.apply(words.get(at + 1));
  }

  /// Takes a word, and returns its place; -1 if it is not there.
  private int take(String word) {
    known.add(word);
    for (int i = inPlace; i < words.size(); i++) {
      if (!isTaken[i] && words.get(i).equalsIgnoreCase(word)) {
        isTaken[i] = true;
        return i;
      }
    }
    return -1;
  }

  // ---- In parentheses ----

  /// Returns the layers in parentheses, which must be one row of them.
  public List<Layer> layers() {
    List<List<Layer>> all = branches();
    if (all.size() > 1) {
      throw refused(
          "one row of layers must stand in its parentheses; " + all.size() + " are given");
    }
    return all.getFirst();
  }

  /// Returns the rows of layers in parentheses, divided by bars, at least one.
  public List<List<Layer>> branches() {
    isNested = true;
    if (branches.isEmpty()) {
      throw refused("its layers must stand in parentheses, such as " + name + "(dense 10, relu)");
    }
    return branches;
  }

  // ---- What is left ----

  /// Refuses what no reader has taken.
  ///
  /// @throws IllegalArgumentException if something is left; it is named, and the nearest that is
  ///   known
  public void requireAllTaken() {
    for (int i = 0; i < words.size(); i++) {
      if (!isTaken[i]) {
        throw refused(unknown(words.get(i)));
      }
    }
    if (!isNested && !branches.isEmpty()) {
      throw refused("it takes no layers in parentheses; write its settings behind blanks");
    }
  }

  private String unknown(String word) {
    String low = word.toLowerCase(Locale.ROOT);
    if (known.contains(low)) {
      return Quote.of(word) + " is given twice";
    }
    String advice = known.isEmpty() ? "; leave it out" : "; known are " + String.join(", ", known);
    return Quote.of(word)
        + " is no setting of it"
        + (low.length() > LONGEST
            ? advice
            : Spelling.nearest(low, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse(advice));
  }

  private int whole(String what, String word) {
    if (word.length() <= 10 && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long value = Long.parseLong(word);
      if (value <= Integer.MAX_VALUE) {
        return (int) value;
      }
    }
    throw refused(
        what + " is " + Quote.of(word) + "; it must be a whole number up to " + Integer.MAX_VALUE);
  }

  private double number(String what, String word) {
    if (NUMBER.matcher(word).matches()) {
      double value = Double.parseDouble(word);
      if (Double.isFinite(value)) {
        return value;
      }
    }
    throw refused(what + " is " + Quote.of(word) + "; it must be a finite number, such as 0.5");
  }

  private List<Integer> sizes(String what, String word) {
    if (!SIZES.matcher(word).matches()) {
      throw refused(
          what + " is " + Quote.of(word) + "; it must be whole numbers joined by x, such as 3x3");
    }
    return Arrays.stream(word.split("x")).map(part -> whole(what, part)).toList();
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(name + ": " + why + (why.endsWith("?") ? "" : "."));
  }

  // ---- Writing ----

  /// Returns a word and its value behind a blank, as it is read; nothing if the value is the usual
  /// one.
  public static String written(String word, Object value, Object usual) {
    return value.equals(usual) ? "" : " " + word + " " + written(value);
  }

  /// Returns a number, sizes or what else has a text without blanks as it is read.
  public static String written(Object value) {
    return switch (value) {
      case Double number -> plain(number);
      case List<?> sizes -> String.join("x", sizes.stream().map(String::valueOf).toList());
      default -> value.toString();
    };
  }

  /// Returns the shortest text of a number that is read back equal: 1, 0.5, 1e-5.
  private static String plain(double number) {
    String text = Double.toString(number).replace(".0E", "E").replace('E', 'e');
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
