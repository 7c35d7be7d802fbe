package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Spelling;
import thalweg.descent.direction.RuleParser;

/// Methods written as text: `steepest` and the other update rules as [RuleParser] reads them, with
/// settings and with what is composed around them, and by name alone those that search for their
/// steps: `lbfgs`, `bfgs`, `cg`, `newton`, `model` and `neldermead`.
public final class MethodParser {
  private static final List<String> SEARCHING =
      List.of("lbfgs", "bfgs", "cg", "newton", "model", "neldermead");

  private static final List<String> NAMES = allNames();

  private MethodParser() {}

  private static List<String> allNames() {
    List<String> names = new ArrayList<>(List.of("steepest"));
    RuleParser.names().stream().filter(name -> !name.equals("sgd")).forEach(names::add);
    names.addAll(SEARCHING);
    return List.copyOf(names);
  }

  /// Returns the names of the methods there are: first those with a rate.
  public static List<String> names() {
    return NAMES;
  }

  /// Returns the method that `text` names; an update rule takes the usual number of steps.
  ///
  /// @throws IllegalArgumentException if it names none, or a setting is unknown or out of range
  public static DescentMethod parse(String text) {
    return parse("method", text);
  }

  /// Returns the method that `text` names.
  ///
  /// @param what how messages call the text, such as `--rule`
  /// @throws IllegalArgumentException if it names none, or a setting is unknown or out of range
  public static DescentMethod parse(String what, String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "lbfgs" -> LineSearchDescent.lbfgs();
      case "bfgs" -> LineSearchDescent.bfgs();
      case "cg" -> LineSearchDescent.conjugateGradient();
      case "newton" -> TrustRegionNewton.defaults();
      case "model" -> ModelTrustRegion.defaults();
      case "neldermead" -> NelderMead.defaults();
      default -> {
        String bare = bare(name);
        if (SEARCHING.contains(bare)) {
          throw new IllegalArgumentException(
              what
                  + ": "
                  + bare
                  + " searches for its steps; it has no settings and nothing is composed around"
                  + " it. Write it alone.");
        }
        if (!isNamed(text)) {
          throw new IllegalArgumentException(
              what
                  + ": "
                  + Quote.of(text.strip())
                  + " is unknown."
                  + Spelling.nearest(bare, NAMES)
                      .map(near -> " Did you mean " + near + "?")
                      .orElse("")
                  + " There are "
                  + String.join(", ", NAMES)
                  + ".");
        }
        yield GradientDescent.by(RuleParser.parse(text));
      }
    };
  }

  /// Returns whether `text` begins with the name of a method.
  public static boolean isNamed(String text) {
    String bare = bare(text.strip().toLowerCase(Locale.ROOT));
    return NAMES.contains(bare) || RuleParser.names().contains(bare);
  }

  /// Returns the name without settings and without what is composed around it.
  private static String bare(String name) {
    int end = 0;
    while (end < name.length() && name.charAt(end) != '(' && name.charAt(end) != '+') {
      end++;
    }
    return name.substring(0, end).stripTrailing();
  }
}
