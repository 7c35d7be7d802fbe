/// The page: a server on this machine that answers what the page asks by the house's own routines,
/// and shows how trainings go.
///
/// Read [Studio] first, then [Door] (who is let in) and [Page] (the page's files). What is answered
/// stands in `question` and in a package for each stretch of the road.
///
/// Imports: `studio.derivative`, `studio.descent`, `studio.feed`, `studio.gradient`,
/// `studio.network`, `studio.question`, `studio.training`, `training`, `training.checkpoint`. Knows
/// nothing of the command.
@NullMarked
package thalweg.studio;

import org.jspecify.annotations.NullMarked;
