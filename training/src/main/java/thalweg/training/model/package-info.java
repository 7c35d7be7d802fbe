/// What training comes to: a network with its parameters, which predicts, is judged, saved and
/// loaded.
///
/// Read [Model], then [Predictor] and [StoredModel]. Imports: `algebra`, `algebra.program`,
/// `exchange`, `network`, `network.layer`, `network.loss`, `training.data`, `training.digest`,
/// `training.leaf`, `training.objective`, `training.table`. Knows nothing of the training loop or
/// of checkpoints.
package thalweg.training.model;
