/// The last stretch of the road: trainings, watched and steered while they go on, gone back in, and
/// set beside others.
///
/// Read [WatchedRun] first (what a run's own thread does for the page: as little as can be), then
/// [TimeMachine], [TrainingView] (what is asked of runs) and [InsideView] (of what is inside at a
/// moment).
///
/// Imports: `algebra`, `algebra.program`, `algebra.random`, `descent.direction`, `descent.step`,
/// `network`, `network.activation`, `network.layer`, `studio.feed`, `studio.question`, `training`,
/// `training.checkpoint`, `training.data`, `training.leaf`, `training.measure`, `training.model`,
/// `training.objective`, `training.picture`. Knows nothing of the page that asks.
@NullMarked
package thalweg.studio.training;

import org.jspecify.annotations.NullMarked;
