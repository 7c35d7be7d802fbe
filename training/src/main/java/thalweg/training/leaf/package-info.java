/// How the sums of a step are computed: a batch is cut into leaves, whose sums are added in a fixed
/// tree.
///
/// Read [LeafSums], then [Leaves] and [LeafFold], then [LocalSums]. Imports the rooms before
/// training, its data and its objectives. Knows nothing of update rules, events or files.
package thalweg.training.leaf;
