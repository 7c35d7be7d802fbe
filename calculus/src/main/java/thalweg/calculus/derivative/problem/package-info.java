/// Test problems for numerical derivatives: families of functions that are drawn by chance, with
/// the truth to all digits of a double beside them.
///
/// Read [Family], [Problem] and [Tally]. Imports: `calculus.derivative`, `calculus.function`. Knows
/// nothing of the methods: the truth comes from differences in 160 decimal digits.
package thalweg.calculus.derivative.problem;
