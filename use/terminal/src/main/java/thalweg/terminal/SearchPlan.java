package thalweg.terminal;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.Formula;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;
import thalweg.descent.constraint.ConstrainedDescent;
import thalweg.descent.constraint.Constraint;

/// What a search is about: the function, what its points have to fulfil, and what it may cost.
///
/// @param bounds null if there are none
/// @param tolerance null for the usual
record SearchPlan(
    Coordinates coordinates,
    Formula formula,
    List<Constraint> constraints,
    @Nullable Bounds bounds,
    boolean isExact,
    boolean ascend,
    Limits limits,
    @Nullable Double tolerance) {

  /// Returns the variables of a function and of constraints: those named, else all in order of
  /// their first appearance.
  static List<String> variables(String function, List<String> constraints, @Nullable String named) {
    if (named != null) {
      return Arrays.stream(named.split(",", -1)).map(String::strip).toList();
    }
    SequencedSet<String> found = new LinkedHashSet<>(Formula.parse(function).variables());
    constraints.forEach(text -> found.addAll(Constraint.variables(text)));
    return List.copyOf(found);
  }

  /// Returns how gradients are had, in words.
  String derivatives() {
    return isExact ? "automatic differentiation" : "differences whose steps fit each variable";
  }

  ConstrainedDescent descent() {
    ConstrainedDescent descent = ConstrainedDescent.of(formula).subjectTo(constraints);
    descent = bounds == null ? descent : descent.within(bounds);
    descent = isExact ? descent : descent.byDifferences();
    descent = ascend ? descent.ascending() : descent;
    descent = tolerance == null ? descent : descent.tolerance(tolerance);
    return descent.limits(limits);
  }

  /// Returns the function and what its points have to fulfil, in words.
  String head() {
    String within = bounds == null ? "" : coordinates.named(bounds);
    return Formulas.head(formula)
        + (constraints.isEmpty()
            ? ""
            : " subject to "
                + String.join(", ", constraints.stream().map(Constraint::name).toList()))
        + (within.isEmpty() ? "" : " within " + within);
  }

  /// Returns the beginning of a JSON document.
  Json document() {
    Json json =
        Json.object()
            .put("verb", "descend")
            .put("function", formula.text())
            .put("variables", coordinates.variables())
            .put("ascend", ascend)
            .put("gradientBy", derivatives());
    return bounds == null ? json : json.put("within", coordinates.json(bounds));
  }
}
