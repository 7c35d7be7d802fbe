/// Which settings learn best: the same training with one thing changed.
///
/// Read [Comparison]. Imports: `training`, `training.data`, `training.objective`. Knows nothing of
/// terminals.
package thalweg.training.search;
