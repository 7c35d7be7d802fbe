/// Runs as other programs follow them.
///
/// Read [TensorBoard]. Imports: `algebra`, `descent.direction`, `exchange`, `network`, `training`,
/// `training.model`, `training.objective`. Knows nothing of the loop but its events; what goes
/// wrong here never harms a run.
package thalweg.training.tracking;
