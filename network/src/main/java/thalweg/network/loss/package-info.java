/// Losses: one number for each row that says how far the network's output is from the target.
///
/// Read [Loss]. Imports: `algebra`, `network.written`. Knows nothing of layers or training.
package thalweg.network.loss;
