/// Learning from data: shuffle, mini-batch, gradient, small step, repeat, over epochs.
///
/// Read [Trainer], then [TrainingSettings] and [TrainingEvent]; [thalweg.training.model.Model] is
/// what comes out. Imports: `algebra`, `algebra.machine`, `algebra.program`, `descent.direction`,
/// `network`, `network.activation`, `network.layer`, `training.data`, `training.leaf`,
/// `training.model`, `training.objective`, `training.picture`. Knows nothing of terminals or pages:
/// it reports by events.
package thalweg.training;
