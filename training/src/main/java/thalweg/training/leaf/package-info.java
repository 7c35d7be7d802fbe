/// How the sums of a step are computed: a batch is cut into leaves, whose sums are added in a fixed
/// tree.
///
/// Read [LeafSums], then [Leaves] and [LeafFold], then [LocalSums]. Imports: `algebra`,
/// `algebra.program`, `calculus.gradient.program`, `calculus.gradient.reverse`, `network`,
/// `network.layer`, `training.data`, `training.objective`, `training.picture`. Knows nothing of
/// update rules, events or files.
package thalweg.training.leaf;
