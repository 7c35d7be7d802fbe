/// Tables in Parquet files, found by `Table.read` when this artifact is there.
///
/// Read [ParquetFormat], then [StoredColumn], which says what stored values mean. Imports:
/// `algebra`, `training.data`, `training.table`. Knows nothing of what is made of a table, and
/// holds no file in memory: columns are read one row group at a time.
package thalweg.parquet;
