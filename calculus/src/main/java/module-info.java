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
  // The rates of change in many variables, and the check of one way to them by another.
  exports thalweg.calculus.gradient;
  // Forward mode: numbers that carry their rates of change along.
  exports thalweg.calculus.gradient.forward;
  // From values alone: gradients, Jacobians, Hessians.
  exports thalweg.calculus.gradient.numerical;
  // Differences of tensor expressions in every element of their parameters.
  exports thalweg.calculus.gradient.program;
  // Reverse mode: from tensor expressions to those of their gradients.
  exports thalweg.calculus.gradient.reverse;
  // Which entries of a matrix can differ from 0.
  exports thalweg.calculus.gradient.sparsity;
}
