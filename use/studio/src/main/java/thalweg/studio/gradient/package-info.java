/// The second stretch of the road: a function of two variables, its contours, its gradient, and the
/// graph through which reverse mode goes.
///
/// Read [GradientView] first, then [Plane] (a formula and the two variables it is seen over).
///
/// Imports: `calculus.derivative`, `calculus.function`, `calculus.gradient.forward`,
/// `calculus.gradient.numerical`, `calculus.gradient.reverse`, `picture`, `studio.question`. Knows
/// nothing of the page that asks.
@NullMarked
package thalweg.studio.gradient;

import org.jspecify.annotations.NullMarked;
