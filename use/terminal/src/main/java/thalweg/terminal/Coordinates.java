package thalweg.terminal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.Spelling;
import thalweg.descent.Bounds;

/// Numbers and ranges for the variables of a function, given by name, as in `x=-1.2,y=1`, or in the
/// order of the variables, as in `-1.2,1`.
///
/// @param function how the function is called, for messages
/// @param variables their names, in the order of the coordinates
record Coordinates(String function, List<String> variables) {
  /// What orders names as people do: x2 before x10.
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{0,9})");

  Coordinates {
    variables = List.copyOf(variables);
  }

  /// Returns the point that `text` gives: one number for each variable.
  double[] point(String option, String text) {
    double[] point = new double[variables.size()];
    @Nullable String[] parts = parts(option, text, "number", "x=1");
    for (int i = 0; i < point.length; i++) {
      String part = parts[i];
      if (part == null) {
        throw Failure.usage(
            option + " \"" + text + "\" gives no number to " + variables.get(i) + "; add it.");
      }
      point[i] = Numbers.list(option, part)[0];
    }
    return point;
  }

  /// Returns the bounds that `text` gives: for each variable, or for those named, a range such as
  /// `-1:2`, of which an end may be left open; equal ends fix the variable.
  Bounds bounds(String option, String text) {
    Bounds none = Bounds.none(variables.size());
    double[] lower = none.lower();
    double[] upper = none.upper();
    @Nullable String[] parts = parts(option, text, "range", "x=-1:2");
    for (int i = 0; i < lower.length; i++) {
      String part = parts[i];
      if (part != null) {
        String[] ends = part.split(":", -1);
        if (ends.length != 2 || part.strip().equals(":")) {
          throw Failure.usage(
              option
                  + ": \""
                  + part
                  + "\" for "
                  + variables.get(i)
                  + " is no range; write both ends around a colon, such as -1:2, or -1: for no"
                  + " upper end; 2:2 fixes it.");
        }
        lower[i] = ends[0].isBlank() ? lower[i] : Numbers.list(option, ends[0])[0];
        upper[i] = ends[1].isBlank() ? upper[i] : Numbers.list(option, ends[1])[0];
        if (lower[i] > upper[i]) {
          throw Failure.usage(
              option
                  + ": "
                  + variables.get(i)
                  + " from "
                  + lower[i]
                  + " to "
                  + upper[i]
                  + " is the wrong way round; write the smaller end first.");
        }
      }
    }
    return Bounds.between(lower, upper);
  }

  /// Returns the part of `text` that belongs to each variable; null where a variable is not named.
  private @Nullable String[] parts(String option, String text, String noun, String example) {
    String[] given = text.split(",", -1);
    if (Arrays.stream(given).noneMatch(part -> part.contains("="))) {
      if (given.length != variables.size()) {
        throw Failure.usage(option + " has " + mismatch(given.length, noun));
      }
      return given;
    }
    @Nullable String[] parts = new @Nullable String[variables.size()];
    for (String part : given) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw Failure.usage(
            option
                + ": \""
                + part.strip()
                + "\" in \""
                + text
                + "\" has no name, others have; name all or none, such as "
                + example
                + ".");
      }
      String name = part.substring(0, equals).strip();
      int at = variables.indexOf(name);
      if (at < 0) {
        throw Failure.usage(option + ": " + unknown(name));
      }
      if (parts[at] != null) {
        throw Failure.usage(option + ": " + name + " is there twice; name each variable once.");
      }
      parts[at] = part.substring(equals + 1);
    }
    return parts;
  }

  private String mismatch(int given, String noun) {
    int expected = variables.size();
    return count(given, noun)
        + "; "
        + function
        + " has "
        + count(expected, "variable")
        + (expected == 0 ? "" : " (" + String.join(", ", variables) + ")")
        + ", so write "
        + expected
        + ", joined by commas.";
  }

  private String unknown(String name) {
    return "\""
        + name
        + "\" is no variable of "
        + function
        + Spelling.nearest(name, variables)
            .map(near -> "; did you mean " + near + "?")
            .orElse(variables.isEmpty() ? "; it has none." : "; there are " + names() + ".");
  }

  private String names() {
    return String.join(", ", variables);
  }

  private static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /// Returns the point with its names, such as `x = -1.2, y = 1.0`.
  String named(double[] x) {
    return IntStream.range(0, x.length)
        .mapToObj(i -> variables.get(i) + " = " + Numbers.shown(x[i]))
        .collect(Collectors.joining(", "));
  }

  /// Returns the point as options have it, such as `x=-1.2,y=1.0`.
  String assigned(double[] x) {
    return IntStream.range(0, x.length)
        .mapToObj(i -> variables.get(i) + "=" + x[i])
        .collect(Collectors.joining(","));
  }

  /// Returns the bounds in words, such as `-1.0 ≤ x ≤ 2.0, y ≥ 0.0`; empty if there are none.
  String named(Bounds bounds) {
    double[] lower = bounds.lower();
    double[] upper = bounds.upper();
    return IntStream.range(0, lower.length)
        .filter(i -> Double.isFinite(lower[i]) || Double.isFinite(upper[i]))
        .mapToObj(i -> range(variables.get(i), lower[i], upper[i]))
        .collect(Collectors.joining(", "));
  }

  /// Returns a direction of length 1 with its names, such as `x` or `0.6 x - 0.8 y`; what is less
  /// than a thousandth is left out.
  String direction(List<Double> direction) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < direction.size(); i++) {
      double share = Math.round(1000 * direction.get(i)) / 1000.0;
      if (share != 0) {
        text.append(text.isEmpty() ? (share < 0 ? "-" : "") : share < 0 ? " - " : " + ");
        text.append(Math.abs(share) == 1 ? "" : Math.abs(share) + " ");
        text.append(variables.get(i));
      }
    }
    return text.toString();
  }

  /// Returns the names of the variables with these numbers, counted from 0.
  String listed(List<Integer> numbers) {
    return numbers.stream().map(variables::get).collect(Collectors.joining(", "));
  }

  /// Returns the lower and the upper bound of each variable by its name, an open end as null.
  Json json(Bounds bounds) {
    Json json = Json.object();
    for (int i = 0; i < variables.size(); i++) {
      json.put(variables.get(i), new double[] {bounds.lower()[i], bounds.upper()[i]});
    }
    return json;
  }

  private static String range(String name, double lower, double upper) {
    if (lower == upper) {
      return name + " fixed at " + Numbers.shown(lower);
    }
    if (Double.isFinite(lower) && Double.isFinite(upper)) {
      return Numbers.shown(lower) + " ≤ " + name + " ≤ " + Numbers.shown(upper);
    }
    return Double.isFinite(lower)
        ? name + " ≥ " + Numbers.shown(lower)
        : name + " ≤ " + Numbers.shown(upper);
  }

  /// Returns a warning if numbers given by order may have been meant in another: where the order of
  /// the variables is not that of the alphabet.
  Optional<String> doubt(String option, String text, double[] x) {
    boolean alphabetical = variables.stream().sorted(ALPHABET).toList().equals(variables);
    if (alphabetical || text.contains("=")) {
      return Optional.empty();
    }
    String named = assigned(x);
    return Optional.of(
        "%s %s: the variables stand in order of appearance, not of the alphabet, so this is %s; name them, %s %s, to be sure."
            .formatted(option, text, named(x), option, named));
  }

  private static final Comparator<String> ALPHABET =
      Comparator.comparing((String name) -> stem(name).toLowerCase(Locale.ROOT))
          .thenComparingInt(Coordinates::number)
          .thenComparing(Comparator.naturalOrder());

  private static String stem(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    return matcher.matches() ? matcher.group(1) : name;
  }

  private static int number(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    return matcher.matches() && !matcher.group(2).isEmpty()
        ? Integer.parseInt(matcher.group(2))
        : -1;
  }
}
