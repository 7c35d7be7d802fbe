/// The rates of change of a function of many variables: by differences, by dual numbers, by hand
/// and in reverse, and the check of one by another.
///
/// Read [DifferentiableFunction], the one contract, then [NumericalGradient], [DualGradient],
/// [Reverse] with its rules in [Pullbacks], and [GradientCheck]. Imports algebra, `function` and
/// `derivative`. Knows nothing of descent, networks or data. Mathematics: Griewank and Walther
/// 2008.
package thalweg.calculus.gradient;
