/// The page: a server on this machine that answers what the page asks by the house's own routines,
/// and shows how trainings go.
///
/// Read [Studio] first, then [Door] (who is let in), [Questions] (how a question becomes an answer)
/// and [View] (what a stretch of the road answers).
///
/// Imports: calculus, descent, network, training, picture. Knows nothing of the command.
@NullMarked
package thalweg.studio;

import org.jspecify.annotations.NullMarked;
