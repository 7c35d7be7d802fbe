/// Tables: cells read from text, what their columns hold, and how they become numbers.
///
/// Read [Table], then [Schema] and [Choices], then [Csv] (how text is written) and [Partition].
/// Imports: `algebra`, `algebra.random`, `exchange`, `training.data`, `training.digest`,
/// `training.layout`. Knows nothing of networks, objectives or the training loop.
package thalweg.training.table;
