/// The rate of change of a function of one variable, by differences of its values.
///
/// Read [Derivative], then [DifferenceFormula], where the arithmetic and the error estimate are,
/// then [Tangent]. Imports `function` alone. Knows nothing of formulas as text, of functions of
/// several variables or of descent. Mathematics: Dennis and Schnabel 1983, section 5.4.
package thalweg.calculus.derivative;
