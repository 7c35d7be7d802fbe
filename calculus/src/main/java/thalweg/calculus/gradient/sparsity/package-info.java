/// Which entries of a matrix of partial derivatives can differ from 0, and which of its columns can
/// be moved together.
///
/// Read [SparsityPattern]. Imports: `calculus.function`, `calculus.gradient.probe`. Knows nothing
/// of how the entries are found. Mathematics: Curtis, Powell and Reid 1974; Gebremedhin, Manne and
/// Pothen 2005.
package thalweg.calculus.gradient.sparsity;
