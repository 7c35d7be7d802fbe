/// Text as data: what its smallest pieces are, learnt from it, and windows of them as rows.
///
/// Read [Vocabulary], then [Characters] and [BytePairs], then [TextWindows]. Imports: `algebra`,
/// `training.data`. Knows nothing of networks or the training loop.
package thalweg.training.text;
