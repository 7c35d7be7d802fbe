/// The rate of change of a function of one variable, by differences of its values.
///
/// Read [Derivative], then [Ladder], the default, whose work [Climb] does by way of [Anchor],
/// [Rungs] and [Choice]; then [DifferenceFormula], the textbook's formulas to the letter,
/// [FiniteDifference] for any grid, [LanczosDerivative] for noisy samples, [Noise] and [Tangent].
/// Imports: `calculus.function`. Knows nothing of formulas as text, of functions of several
/// variables or of descent. Mathematics: Dennis and Schnabel 1983, section 5.4; Richardson 1911;
/// Moré and Wild 2011.
package thalweg.calculus.derivative;
