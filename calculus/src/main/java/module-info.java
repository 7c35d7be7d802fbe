import org.jspecify.annotations.NullMarked;

/// Functions and their rates of change.
@NullMarked
module thalweg.calculus {
  requires static org.jspecify;
  requires transitive thalweg.algebra;

  // What can be evaluated, and how it is written down as text.
  exports thalweg.calculus.function;
  // The rate of change in one variable: difference formulas and tangents.
  exports thalweg.calculus.derivative;
  // Functions that a derivative must get right or say that it cannot, with the truth.
  exports thalweg.calculus.derivative.problem;
  // The rates of change in many variables: numerical, forward and reverse, and the check of one by
  // another.
  exports thalweg.calculus.gradient;
}
