/// What training comes to: a network with its parameters, which predicts, is judged, saved and
/// loaded.
///
/// Read [Model], then [Predictor] and [StoredModel]. Imports the rooms before training, its data,
/// its objectives and its leaves. Knows nothing of the training loop or of checkpoints.
package thalweg.training.model;
