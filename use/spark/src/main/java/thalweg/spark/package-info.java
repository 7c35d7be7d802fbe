/// Learning on Apache Spark: estimators and models for its pipelines, whose weights are those that
/// one machine comes to, to the last bit.
///
/// Read [ThalwegClassifier], then [thalweg.spark.ThalwegEstimator], then [thalweg.spark.Fit] and
/// [thalweg.spark.Member]. Imports: `algebra`, `descent.direction`, `network`,
/// `network.activation`, `training`, `training.checkpoint`, `training.crew`, `training.data`,
/// `training.leaf`, `training.model`, `training.objective`, `training.search`. Knows nothing of the
/// command.
@NullMarked
package thalweg.spark;

import org.jspecify.annotations.NullMarked;
