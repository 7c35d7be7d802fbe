/// What is learnt: a network, the loss that is made small, and measures.
///
/// Read [Objective], then [Classification], [Regression] and [Measure]. Imports: `algebra`,
/// `algebra.program`, `network`, `network.activation`, `network.layer`, `network.loss`,
/// `network.written`, `training.data`. Knows what columns are, and nothing of how they are
/// gathered, of leaves or of the training loop.
package thalweg.training.objective;
