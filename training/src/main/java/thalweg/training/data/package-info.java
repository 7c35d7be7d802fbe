/// Data: named columns of rows, the files they come from, and the order in which they are drawn.
///
/// Read [Dataset], then [Column] and [Values], then [Digits] (data that is always there) and
/// [Mnist], then [Sampling]. Imports: `algebra`, `algebra.program`, `algebra.random`, `exchange`,
/// `training.digest`. Knows nothing of networks, gradients or the training loop.
package thalweg.training.data;
