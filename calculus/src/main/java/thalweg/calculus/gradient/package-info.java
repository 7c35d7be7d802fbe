/// The gradient of a function of many variables, and the check of one way to it by another.
///
/// Read [Gradient], the front door, and [GradientCheck], where all ways meet. What a gradient is
/// asked for is [thalweg.calculus.function.DifferentiableFunction]; the ways to one are the
/// packages below this: from values, by numbers that carry their rates of change along, in reverse,
/// and by differences of programs. Imports: `algebra`, `algebra.program`, `algebra.random`,
/// `calculus.derivative`, `calculus.function`, `calculus.gradient.numerical`,
/// `calculus.gradient.probe`, `calculus.gradient.reverse`. Knows nothing of descent, networks or
/// data.
package thalweg.calculus.gradient;
