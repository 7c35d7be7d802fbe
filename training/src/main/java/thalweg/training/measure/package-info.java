/// How good a trained model is on rows whose right answers are known: all the usual measures, and
/// the rows on which it is most wrong.
///
/// Read [Evaluation], then [ClassificationReport] and [RegressionReport]. Imports: `algebra`,
/// `network`, `network.loss`, `training.data`, `training.layout`, `training.model`,
/// `training.objective`. Knows nothing of how a model was trained, nor of terminals and pictures: a
/// report is a value, and its text a table.
package thalweg.training.measure;
