/// Questions that the page asks, and how they are answered.
///
/// Read [View] first, which says what may be asked, then [Questions], which reads a question and
/// writes its answer, and [Asking], by which an answer that nobody waits for is given up.
///
/// Imports: `algebra`, `calculus.function`, `network`. Knows nothing of what is asked about.
@NullMarked
package thalweg.studio.question;

import org.jspecify.annotations.NullMarked;
