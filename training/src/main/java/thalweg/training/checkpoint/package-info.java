/// Files from which a training run goes on exactly where it stopped, and which are also the trained
/// models; and what a run was computed from, and came to.
///
/// Read [Checkpoint] and [SavedModel], then [Provenance]. Imports: `algebra`, `algebra.machine`,
/// `descent.direction`, `exchange`, `network`, `network.layer`, `training`, `training.data`,
/// `training.digest`, `training.leaf`, `training.model`, `training.objective`, `training.picture`.
/// Knows nothing of terminals.
package thalweg.training.checkpoint;
