/// The first stretch of the road: a function, its secants, its tangent, and what the step costs.
///
/// Read [DerivativeView] first, then [Secant] (one difference and what became of its digits) and
/// [Single] (numbers of half the digits).
///
/// Imports: `calculus.derivative`, `calculus.function`, `calculus.gradient.forward`, `picture`,
/// `studio.question`. Knows nothing of the page that asks.
@NullMarked
package thalweg.studio.derivative;

import org.jspecify.annotations.NullMarked;
