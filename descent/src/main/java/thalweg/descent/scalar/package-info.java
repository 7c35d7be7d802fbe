/// Minima of functions of one variable, from values alone.
///
/// Read [MinimumSearch], then [ScalarMinimum]. Imports: `calculus.function`. Knows nothing of
/// derivatives, nor of functions of several variables. Source: Brent 1973, "Algorithms for
/// Minimization without Derivatives", chapter 5.
package thalweg.descent.scalar;
