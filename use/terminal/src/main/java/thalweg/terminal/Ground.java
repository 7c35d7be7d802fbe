package thalweg.terminal;

import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.Formula;
import thalweg.descent.Bounds;

/// What is walked on: a written formula or a known problem, from where, and within which bounds.
///
/// @param formula null of a problem, which brings its own derivatives
/// @param bounds null if there are none
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Ground(
    Coordinates coordinates,
    @Nullable Formula formula,
    ToDoubleFunction<double[]> values,
    double[] start,
    @Nullable Bounds bounds) {
  /// Returns how the function is written or called.
  String text() {
    return coordinates.function();
  }

  int dimension() {
    return start.length;
  }

  /// Returns the function, where the walk begins and within which bounds, each number with its
  /// name.
  String head() {
    return (formula == null ? text() : Formulas.head(formula))
        + " from "
        + coordinates.named(start)
        + (bounds == null ? "" : " within " + coordinates.named(bounds));
  }
}
