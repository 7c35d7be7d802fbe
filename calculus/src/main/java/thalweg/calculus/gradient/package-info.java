/// The rates of change of a function of many variables: by differences, by numbers that carry them
/// along, by hand and in reverse, and the check of one by another.
///
/// Read [DifferentiableFunction], the one contract, then [LadderGradient] and the matrices of
/// [NumericalJacobian] and [NumericalHessian]; [NumericalGradient], the textbook's; [Jet] and
/// [VectorDual], forward mode with its rules in [Series]; [Reverse] with its rules in [Pullbacks],
/// and [ProgramDifferences] with its own in [MovedRows], for expressions; and [GradientCheck],
/// where both worlds meet. Imports algebra, `function` and `derivative`. Knows nothing of descent,
/// networks or data. Mathematics: Griewank and Walther 2008.
package thalweg.calculus.gradient;
