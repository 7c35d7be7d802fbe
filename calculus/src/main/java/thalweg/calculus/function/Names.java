package thalweg.calculus.function;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names a formula may use: constants, functions, and anything else for variables.
final class Names {
  static final Map<String, Double> CONSTANTS = Map.of("pi", Math.PI, "π", Math.PI, "e", Math.E);

  static final Map<String, Elementary> ELEMENTARY = elementary();

  static final Map<String, Operator> CALLED_OPERATORS =
      Map.of(
          Operator.ATAN2.symbol(), Operator.ATAN2,
          Operator.HYPOT.symbol(), Operator.HYPOT);

  static final String MIN = "min";
  static final String MAX = "max";
  static final String IF = "if";
  static final String POW = "pow";
  static final String AND = "and";
  static final String OR = "or";
  static final String NOT = "not";

  /// Other names that people write for functions. They are understood in a call, and stay free for
  /// variables.
  private static final Map<String, String> ALSO =
      Map.ofEntries(
          Map.entry("ln", "log"),
          Map.entry("arcsin", "asin"),
          Map.entry("arccos", "acos"),
          Map.entry("arctan", "atan"),
          Map.entry("arctan2", "atan2"),
          Map.entry("fabs", "abs"),
          Map.entry("sgn", "sign"),
          Map.entry("signum", "sign"),
          Map.entry("ceiling", "ceil"),
          Map.entry("logistic", "sigmoid"),
          Map.entry("power", POW));

  /// What to write for functions that there are not.
  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("asinh", "log(x + sqrt(x^2 + 1))"),
          Map.entry("acosh", "log(x + sqrt(x^2 - 1))"),
          Map.entry("atanh", "(log1p(x) - log1p(-x))/2"),
          Map.entry("cot", "1/tan(x)"),
          Map.entry("sec", "1/cos(x)"),
          Map.entry("csc", "1/sin(x)"),
          Map.entry("sinc", "if(x == 0, 1, sin(x)/x)"),
          Map.entry("erfc", "1 - erf(x)"),
          Map.entry("sqr", "x^2"),
          Map.entry("square", "x^2"),
          Map.entry("exp2", "2^x"),
          Map.entry("mod", "x - y*floor(x/y)"),
          Map.entry("fmod", "x - y*floor(x/y)"),
          Map.entry("trunc", "sign(x)*floor(abs(x))"),
          Map.entry("heaviside", "if(x < 0, 0, 1)"),
          Map.entry("where", "if(condition, a, b)"),
          Map.entry("iif", "if(condition, a, b)"),
          Map.entry("ifelse", "if(condition, a, b)"),
          Map.entry("piecewise", "if(condition, a, b)"));

  private static final List<String> FUNCTIONS = functions();

  private Names() {}

  private static Map<String, Elementary> elementary() {
    Map<String, Elementary> byName = new LinkedHashMap<>();
    for (Elementary function : Elementary.values()) {
      byName.put(function.written(), function);
    }
    return byName;
  }

  private static List<String> functions() {
    List<String> names = new ArrayList<>(ELEMENTARY.keySet());
    names.addAll(List.of("atan2", "hypot", POW, MIN, MAX, IF));
    return List.copyOf(names);
  }

  /// Returns the names of all functions.
  static List<String> all() {
    return FUNCTIONS;
  }

  static boolean isFunction(String name) {
    return FUNCTIONS.contains(name);
  }

  /// Returns whether the name joins conditions, such as `and`.
  static boolean isWord(String name) {
    return name.equals(AND) || name.equals(OR) || name.equals(NOT);
  }

  /// Returns the function that a name in a call stands for: itself, but for what is also said.
  static String meant(String name) {
    return ALSO.getOrDefault(name, name);
  }

  /// Returns `name` taken apart, such as `x*sin(x)` for `xsinx`, if it is made of functions of one
  /// argument run together with what they are of: a number, one letter, pi, or one of `variables`.
  ///
  /// @param called whether a parenthesis follows, which the last function is of
  static Optional<String> unglued(String name, List<String> variables, boolean called) {
    List<String> factors = new ArrayList<>();
    boolean found = false;
    int at = 0;
    while (at < name.length()) {
      String function = functionAt(name, at);
      if (function.isEmpty()) {
        int end = operandEnd(name, at, variables);
        if (end == at || functionAt(name, end).isEmpty()) {
          return Optional.empty();
        }
        factors.add(product(name.substring(at, end)));
        at = end;
        continue;
      }
      at += function.length();
      if (at == name.length()) {
        factors.add(function);
        return called && factors.size() > 1
            ? Optional.of(String.join("*", factors))
            : Optional.empty();
      }
      int end = operandEnd(name, at, variables);
      if (end == at) {
        return Optional.empty();
      }
      factors.add(function + "(" + product(name.substring(at, end)) + ")");
      at = end;
      found = true;
    }
    return found && !called ? Optional.of(String.join("*", factors)) : Optional.empty();
  }

  /// The longest function of one argument that starts there; empty if none does.
  private static String functionAt(String name, int at) {
    String longest = "";
    for (String function : ELEMENTARY.keySet()) {
      if (function.length() > longest.length() && name.startsWith(function, at)) {
        longest = function;
      }
    }
    for (String also : ALSO.keySet()) {
      if (ELEMENTARY.containsKey(meant(also))
          && also.length() > longest.length()
          && name.startsWith(also, at)) {
        longest = also;
      }
    }
    return longest;
  }

  /// Digits and a letter, a letter and digits, pi, or a variable; `at` itself if none stands there.
  private static int operandEnd(String name, int at, List<String> variables) {
    int end = at;
    for (String variable : variables) {
      if (name.startsWith(variable, at)) {
        end = Math.max(end, at + variable.length());
      }
    }
    if (name.startsWith("pi", at)) {
      end = Math.max(end, at + 2);
    }
    int start = digitsEnd(name, at);
    if (start < name.length() && Character.isLetter(name.codePointAt(start))) {
      int letter = start + Character.charCount(name.codePointAt(start));
      return Math.max(end, start > at ? letter : digitsEnd(name, letter));
    }
    return Math.max(end, start);
  }

  private static int digitsEnd(String name, int from) {
    int end = from;
    while (end < name.length() && Character.isDigit(name.charAt(end))) {
      end++;
    }
    return end;
  }

  /// A number before a letter is a factor of it: 2*x for 2x.
  private static String product(String operand) {
    int digits = digitsEnd(operand, 0);
    return digits == 0 || digits == operand.length()
        ? operand
        : operand.substring(0, digits) + "*" + operand.substring(digits);
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
      if (CONSTANTS.containsKey(name) || isFunction(name) || isWord(name)) {
        throw new IllegalArgumentException(
            "formula: '"
                + name
                + "' is taken by a "
                + (isFunction(name) ? "function" : isWord(name) ? "word" : "constant")
                + "; choose another name for the variable.");
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "formula: the variable '" + name + "' is listed twice in " + variables + ".");
      }
    }
  }

  /// Returns what was probably meant by a call of `name`.
  static Optional<String> nearestFunction(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    String instead = INSTEAD.get(small);
    if (instead != null) {
      return Optional.of(instead);
    }
    String other = meant(small);
    return isFunction(other) ? Optional.of(other) : Spelling.nearest(small, FUNCTIONS);
  }
}
