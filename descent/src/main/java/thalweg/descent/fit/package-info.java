/// Least squares and fitting curves: parameters, how well they are known, and whether they were
/// found.
///
/// Read [LeastSquares], then [Fit] and its [FitOutcome]; for curves through points [Curve].
/// Imports: `algebra`, `calculus.derivative`, `calculus.function`, `calculus.gradient.forward`,
/// `calculus.gradient.numerical`, `descent`, `descent.vector`. Knows nothing of tables, files or
/// pictures. Mathematics: Moré 1978; Björck 1996; Seber and Wild 1989.
package thalweg.descent.fit;
