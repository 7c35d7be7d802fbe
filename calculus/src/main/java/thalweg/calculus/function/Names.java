package thalweg.calculus.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names a formula may use: constants, functions, and anything else for variables.
final class Names {
  static final Map<String, Double> CONSTANTS = Map.of("pi", Math.PI, "π", Math.PI, "e", Math.E);

  static final Map<String, Elementary> ELEMENTARY = elementary();

  static final String MIN = "min";
  static final String MAX = "max";
  static final String IF = "if";

  /// What people write for functions that have another name here.
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "ln", "log",
          "arcsin", "asin",
          "arccos", "acos",
          "arctan", "atan",
          "pow", "x^y",
          "logistic", "sigmoid",
          "fabs", "abs");

  private Names() {}

  private static Map<String, Elementary> elementary() {
    Map<String, Elementary> byName = new LinkedHashMap<>();
    for (Elementary function : Elementary.values()) {
      byName.put(function.written(), function);
    }
    return byName;
  }

  static boolean isFunction(String name) {
    return ELEMENTARY.containsKey(name) || others().contains(name);
  }

  /// The functions that do not take one argument.
  static List<String> others() {
    return List.of(MIN, MAX, "atan2", "hypot", IF);
  }

  /// Returns the function that `name` begins with and is glued to, as in `sinx`; the longest, if
  /// there are several.
  static Optional<String> glued(String name) {
    return ELEMENTARY.keySet().stream()
        .filter(function -> name.length() > function.length() && name.startsWith(function))
        .max(Comparator.comparingInt(String::length));
  }

  static boolean starts(int character) {
    return Character.isLetter(character) || character == '_';
  }

  static boolean continues(int character) {
    return Character.isLetterOrDigit(character) || character == '_';
  }

  static void checkVariables(List<String> variables) {
    Set<String> seen = new HashSet<>();
    for (String name : variables) {
      if (name.isEmpty()
          || !starts(name.codePointAt(0))
          || !name.codePoints().allMatch(Names::continues)) {
        throw new IllegalArgumentException(
            "formula: '"
                + name
                + "' is no name for a variable; write a letter, then letters, digits or _.");
      }
      if (CONSTANTS.containsKey(name) || isFunction(name)) {
        throw new IllegalArgumentException(
            "formula: '"
                + name
                + "' is taken by a "
                + (isFunction(name) ? "function" : "constant")
                + "; choose another name for the variable.");
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "formula: the variable '" + name + "' is listed twice in " + variables + ".");
      }
    }
  }

  /// Returns the function that was probably meant by `name`.
  static Optional<String> nearestFunction(String name) {
    String other = OTHER_NAMES.get(name);
    if (other != null) {
      return Optional.of(other);
    }
    List<String> known = new ArrayList<>(ELEMENTARY.keySet());
    known.addAll(others());
    return Spelling.nearest(name, known);
  }
}
