/// Which settings learn best: the same training with one thing changed, a search among many, and a
/// rate found by trying.
///
/// Read [Comparison], then [Search] and [RangeTest]. Imports: `algebra`, `algebra.random`,
/// `descent.direction`, `descent.step`, `network`, `training`, `training.data`, `training.leaf`,
/// `training.objective`. Knows nothing of terminals.
package thalweg.training.search;
