/// Text as data: what its smallest pieces are, learnt from it, and windows of them as rows.
///
/// Read [Vocabulary], then [Characters] and [BytePairs], then [TextWindows] and [TextWriter].
/// Imports: `algebra`, `algebra.random`, `network`, `training.data`, `training.model`. Knows
/// nothing of the training loop.
package thalweg.training.text;
