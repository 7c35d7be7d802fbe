/// The first stretch of the road: a function, its secants, its tangent, and what the step costs.
///
/// Imports: `calculus.derivative`, `calculus.function`, `studio.question`.
@NullMarked
package thalweg.studio.derivative;

import org.jspecify.annotations.NullMarked;
