package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.Spelling;
import thalweg.descent.DescentMethod;
import thalweg.descent.GradientDescent;
import thalweg.descent.LineSearchDescent;
import thalweg.descent.TrustRegionNewton;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;

/// The methods that `descend` knows by name: update rules, and methods that search for their steps.
final class DescentMethods {
  private static final String STEEPEST = "steepest";
  static final String LBFGS = "lbfgs";
  private static final List<String> SEARCHING = List.of(LBFGS, "bfgs", "cg", "newton");

  private DescentMethods() {}

  /// Returns all names, for help and messages.
  static String names() {
    return String.join(", ", allNames());
  }

  private static List<String> allNames() {
    List<String> names = new ArrayList<>(List.of(STEEPEST));
    RuleParser.names().stream().filter(name -> !name.equals("sgd")).forEach(names::add);
    names.addAll(SEARCHING);
    return names;
  }

  /// Returns the method that `text` names.
  ///
  /// @param option where it was given, for messages
  /// @param rate for update rules; null for the rule's own
  /// @throws Failure if it names none, or a rate is given to a method without one
  static DescentMethod parse(String option, String text, @Nullable Double rate, int steps) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    DescentMethod searching =
        switch (name) {
          case LBFGS -> LineSearchDescent.lbfgs();
          case "bfgs" -> LineSearchDescent.bfgs();
          case "cg" -> LineSearchDescent.conjugateGradient();
          case "newton" -> TrustRegionNewton.defaults();
          default -> null;
        };
    if (searching != null) {
      return searching;
    }
    String bare = bare(name);
    if (SEARCHING.contains(bare)) {
      throw Failure.usage(
          option
              + ": "
              + bare
              + " searches for its steps; it has no settings and nothing is composed around it."
              + " Write it alone.");
    }
    if (!isNamed(text)) {
      throw Failure.usage(
          option
              + ": \""
              + text.strip()
              + "\" is unknown."
              + Spelling.nearest(bare, allNames())
                  .map(near -> " Did you mean " + near + "?")
                  .orElse("")
              + " There are "
              + names()
              + ".");
    }
    UpdateRule rule = RuleParser.parse(text);
    return GradientDescent.by(rate == null ? rule : rule.withRate(rate)).withSteps(steps);
  }

  /// Returns whether `text` begins with the name of a method.
  static boolean isNamed(String text) {
    String bare = bare(text.strip().toLowerCase(Locale.ROOT));
    return allNames().contains(bare) || RuleParser.names().contains(bare);
  }

  /// Returns the name without settings and without what is composed around it.
  private static String bare(String name) {
    int end = 0;
    while (end < name.length() && name.charAt(end) != '(' && name.charAt(end) != '+') {
      end++;
    }
    return name.substring(0, end).stripTrailing();
  }

  /// Returns the parts of a list joined by commas, of which those in brackets do not count.
  static List<String> parts(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int at = 0; at <= list.length(); at++) {
      char letter = at < list.length() ? list.charAt(at) : ',';
      depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
      if (at == list.length() || (letter == ',' && depth <= 0)) {
        parts.add(list.substring(from, at).strip());
        from = at + 1;
      }
    }
    return parts;
  }
}
