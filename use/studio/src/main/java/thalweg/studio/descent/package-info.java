/// The third stretch of the road: walks down one function by several methods at once, what became
/// of them, and which rates and momenta lead to the bottom.
///
/// Read [DescentView] first, then [Ground] (what is walked on), [Race] (the walks) and [RateMap].
///
/// Imports: `algebra`, `calculus.function`, `calculus.gradient.forward`, `descent`,
/// `descent.direction`, `descent.problem`, `picture`, `studio.question`. Knows nothing of the page
/// that asks.
@NullMarked
package thalweg.studio.descent;

import org.jspecify.annotations.NullMarked;
