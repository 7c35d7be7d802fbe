/// Which settings learn best: the same training with one thing changed, and a search among many.
///
/// Read [Comparison], then [Search]. Imports: `algebra.random`, `descent.direction`, `network`,
/// `training`, `training.data`, `training.objective`. Knows nothing of terminals.
package thalweg.training.search;
