package thalweg.descent;

import thalweg.descent.direction.Bfgs;
import thalweg.descent.direction.ConjugateGradient;
import thalweg.descent.direction.Direction;
import thalweg.descent.direction.LimitedMemoryBfgs;
import thalweg.descent.direction.NegativeGradient;
import thalweg.descent.step.LineSearch;
import thalweg.descent.step.MoreThuente;

/// Again and again a direction, and a step along it that a line search finds.
///
/// @param direction where to go
/// @param search how far
public record LineSearchDescent(Direction direction, LineSearch search) implements DescentMethod {
  @Override
  public double usualTolerance() {
    return 1e-8;
  }

  /// Returns L-BFGS with a memory of 15 steps and the search of Moré and Thuente: the first choice.
  public static LineSearchDescent lbfgs() {
    return new LineSearchDescent(LimitedMemoryBfgs.defaults(), MoreThuente.defaults());
  }

  /// Returns BFGS with the search of Moré and Thuente, for up to a few hundred variables.
  public static LineSearchDescent bfgs() {
    return new LineSearchDescent(new Bfgs(), MoreThuente.defaults());
  }

  /// Returns conjugate gradients with the formula of Polak and Ribière and the search of Moré and
  /// Thuente for the strong conditions, for very many variables.
  public static LineSearchDescent conjugateGradient() {
    return new LineSearchDescent(ConjugateGradient.defaults(), MoreThuente.strongWolfe());
  }

  /// Returns steepest descent with a search that is rather exact, to see what the others gain.
  public static LineSearchDescent steepest() {
    return new LineSearchDescent(new NegativeGradient(), MoreThuente.exact());
  }

  /// Returns this method with another search.
  public LineSearchDescent withSearch(LineSearch search) {
    return new LineSearchDescent(direction, search);
  }

  @Override
  public String toString() {
    return direction + " with " + search;
  }
}
