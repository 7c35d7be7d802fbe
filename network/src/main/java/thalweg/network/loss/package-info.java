/// Losses: one number for each row that says how far the network's output is from the target.
///
/// Read [Loss], then [StandardLoss] and [CrossEntropy]. Imports: `algebra`, `calculus.function`,
/// `network.layer`, `network.written`. Knows nothing of networks or training.
package thalweg.network.loss;
