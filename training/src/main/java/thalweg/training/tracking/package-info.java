/// Runs as other programs follow them.
///
/// Read [TensorBoard], then [Mlflow]. Imports: `algebra`, `descent.direction`, `exchange`,
/// `network`, `training`, `training.checkpoint`, `training.model`, `training.objective`. Knows
/// nothing of the loop but its events; what goes wrong here never harms a run.
package thalweg.training.tracking;
