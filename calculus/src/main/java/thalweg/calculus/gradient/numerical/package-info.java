/// Rates of change in many variables from values alone.
///
/// Read [LadderGradient], then the matrices of [NumericalJacobian], [NumericalHessian] and
/// [GradientHessian], all by the ladder; [NumericalGradient] is the textbook's. Imports: `algebra`,
/// `algebra.program`, `calculus.derivative`, `calculus.function`, `calculus.gradient.probe`,
/// `calculus.gradient.sparsity`. Knows nothing of rules, whether forward or in reverse.
package thalweg.calculus.gradient.numerical;
