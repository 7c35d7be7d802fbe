import org.jspecify.annotations.NullMarked;

/// Going downhill.
@NullMarked
module thalweg.descent {
  requires static org.jspecify;
  requires transitive thalweg.calculus;

  // Minimise and maximise; what came of it and why it ended.
  exports thalweg.descent;
  // From a gradient to a change of the parameters.
  exports thalweg.descent.direction;
  // How far to go along a direction.
  exports thalweg.descent.step;
  // Least squares and fitting curves, with errors of the parameters.
  exports thalweg.descent.fit;
  // Roots of one variable and of systems.
  exports thalweg.descent.root;
  // Minima of functions of one variable, from values alone.
  exports thalweg.descent.scalar;
  // Minima under equations and inequalities, with their multipliers.
  exports thalweg.descent.constraint;
  // The lowest of many minima, by descents from many starts.
  exports thalweg.descent.global;
  // Functions with known minima, to compare methods on.
  exports thalweg.descent.problem;
}
