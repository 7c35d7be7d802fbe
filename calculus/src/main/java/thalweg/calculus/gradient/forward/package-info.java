/// Forward mode: numbers that carry their rates of change along.
///
/// Read [Jet], up to the fourth order in one variable, and [VectorDual], the gradient in several,
/// with their rules in [Series]; then [DualGradient] with the errors that [RunningError] bounds.
/// Imports: `calculus.derivative`, `calculus.function`. Knows nothing of tensors. Mathematics:
/// Griewank and Walther 2008, chapters 3 and 13; Higham 2002, section 3.3.
package thalweg.calculus.gradient.forward;
