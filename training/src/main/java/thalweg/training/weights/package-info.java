/// Weights that other programs have learnt, in their layouts and under their names, as the
/// parameters of a network of ours.
///
/// Read [WeightsImport], then [WeightLayout]. Imports: `algebra`, `calculus.function`, `exchange`,
/// `network`, `network.activation`, `network.layer`, `training.model`, `training.objective`. Knows
/// nothing of the training loop. Sources: the documentation of PyTorch's `torch.nn` and of Keras'
/// layers.
package thalweg.training.weights;
