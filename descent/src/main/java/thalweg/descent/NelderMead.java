package thalweg.descent;

import java.util.Optional;

/// The simplex method of Nelder and Mead, from values alone, for functions that have no gradient
/// worth the name: noisy ones, with jumps, or NaN here and there; of few variables.
///
/// A simplex of n + 1 points turns its worst corner over towards the better ones, stretches and
/// shrinks; the factors follow the number of variables, so that it does not degenerate in many.
/// Where it has collapsed, a new one is begun around the best point until that gains nothing more.
/// Only then a gradient is taken, by differences, and a look around: a minimum is claimed as by any
/// other method. Points outside bounds are moved onto them. Sources: Nelder and Mead 1965; Gao and
/// Han 2012, "Implementing the Nelder–Mead simplex algorithm with adaptive parameters".
///
/// @param bounds in which the function is called; empty for none
public record NelderMead(Optional<Bounds> bounds) implements DescentMethod {
  /// Returns the method without bounds.
  public static NelderMead defaults() {
    return new NelderMead(Optional.empty());
  }

  /// Returns the method within bounds.
  public static NelderMead within(Bounds bounds) {
    return new NelderMead(Optional.of(bounds));
  }

  @Override
  public double usualTolerance() {
    return 1e-8;
  }

  @Override
  public String toString() {
    return bounds.isPresent() ? "nelder-mead within bounds" : "nelder-mead";
  }
}
