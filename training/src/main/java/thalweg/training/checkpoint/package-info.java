/// Files from which a training run goes on exactly where it stopped, and which are also the trained
/// models.
///
/// Read [Checkpoint]. Imports: `algebra`, `descent.direction`, `exchange`, `network`,
/// `network.layer`, `training`, `training.data`, `training.leaf`, `training.model`,
/// `training.objective`, `training.picture`. Knows nothing of terminals.
package thalweg.training.checkpoint;
