package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.descent.DescentMethod;
import thalweg.descent.GradientDescent;
import thalweg.descent.MethodParser;

/// The methods that `descend` knows by name, with the rate and the steps of the command.
final class DescentMethods {
  static final String LBFGS = "lbfgs";

  private DescentMethods() {}

  /// Returns the method that `text` names.
  ///
  /// @param option where it was given, for messages
  /// @param rate for update rules; null for the rule's own
  /// @throws IllegalArgumentException if it names none
  static DescentMethod parse(String option, String text, @Nullable Double rate, int steps) {
    DescentMethod method = MethodParser.parse(option, text);
    return method instanceof GradientDescent rule
        ? (rate == null ? rule : rule.withRate(rate)).withSteps(steps)
        : method;
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
