package thalweg.training.objective;

import java.util.List;
import java.util.function.BiFunction;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.Network;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;

/// What is learnt: a network, the loss that is made small, and the measures by which it is judged.
///
/// A function of tensors is enough for one's own ([#of]). To be saved with a model it must be a
/// record, whose class and components are then written down.
///
/// @see Classification
/// @see SequenceClassification
/// @see SeveralLabels
/// @see Regression
public interface Objective {
  /// Returns the network, which reads the column [Dataset#FEATURES].
  Network network();

  /// Returns the loss of each row, shape `[rows]`.
  ///
  /// @param outputs of the network, shape `[rows, outputs]`
  /// @param rows their columns
  Tensor loss(Tensor outputs, Rows rows);

  /// Returns the loss of each row as a function of the parameters, shape `[rows]`, with the network
  /// in use.
  ///
  /// @param parameters of the network, in its order
  /// @param statistics of the network, in its order
  /// @throws IllegalArgumentException if it is not one number for each row, in the type of the rows
  default Tensor losses(List<Tensor> parameters, List<Tensor> statistics, Rows rows) {
    Tensor x = rows.column(Dataset.FEATURES).reshape(network().input().prepend(rows.count()));
    Tensor outputs = network().apply(parameters, statistics, x).reshape(rows.count(), -1);
    return checkedLoss(outputs, rows);
  }

  /// Returns the loss of each row for these outputs, its shape checked.
  ///
  /// @throws IllegalArgumentException if it is not one number for each row, in the type of the rows
  default Tensor checkedLoss(Tensor outputs, Rows rows) {
    Tensor losses = loss(outputs, rows);
    Shape expected = Shape.of(rows.count());
    if (!losses.shape().equals(expected) || losses.type() != rows.type()) {
      throw new IllegalArgumentException(
          "objective: the loss "
              + lossName()
              + " is "
              + losses.type()
              + " "
              + losses.shape()
              + " for "
              + rows.count()
              + " rows; it must be one number for each row, "
              + rows.type()
              + " "
              + expected
              + ". Take the mean or the sum over the other axes.");
    }
    return losses;
  }

  /// Returns what the loss is called.
  default String lossName() {
    return getClass().getSimpleName();
  }

  /// Returns the measures, in the order in which they are told; the first is what epochs are
  /// compared by.
  default List<Measure> measures() {
    return List.of();
  }

  /// Checks that this can be learnt from the given rows, or judged by them, beyond that the network
  /// takes them.
  ///
  /// @param part `training`, `validation` or `test`
  /// @throws IllegalArgumentException if it cannot
  default void requireFits(String part, Dataset data) {}

  /// Returns a line for each thing that is probably not meant so.
  ///
  /// @param part `training`, `validation` or `test`
  default List<String> doubts(String part, Dataset data) {
    return List.of();
  }

  /// Returns what can be had on these rows by one answer for all of them, without looking at the
  /// features; NaN where that is not known.
  default double blindLoss(Dataset data) {
    return Double.NaN;
  }

  /// Returns the first measure of the best answer that is the same for all rows; NaN where that is
  /// not known.
  default double blindMeasure(Dataset data) {
    return Double.NaN;
  }

  /// Returns what the network's outputs for one row say.
  ///
  /// @param data what the columns of the data trained on are
  default Prediction prediction(double[] outputs, List<Column.Kind> data) {
    return Prediction.of(outputs);
  }

  /// Returns an objective of one's own.
  ///
  /// @param loss from outputs, shape `[rows, outputs]`, and the rows' columns to one number for
  ///   each row
  static Objective of(Network network, BiFunction<Tensor, Rows, Tensor> loss, Measure... measures) {
    return new OwnObjective(network, loss, List.of(measures));
  }

  /// Returns what the target of the data asks for, with its usual loss: classes a [Classification],
  /// flags [SeveralLabels], quantities a [Regression].
  ///
  /// @throws IllegalArgumentException if the data have no target
  static Objective usual(Network network, Dataset data) {
    if (!data.has(Dataset.TARGET)) {
      throw new IllegalArgumentException(
          "objective: "
              + data.name()
              + " has no column "
              + Quote.of(Dataset.TARGET)
              + "; add it, or say what is to be learnt by an objective of your own.");
    }
    Column target = data.column(Dataset.TARGET);
    return target.isOfClasses()
        ? Classification.of(network)
        : target.kind().type().isReal() ? Regression.of(network) : SeveralLabels.of(network);
  }

  /// Returns what the column of this name is.
  ///
  /// @throws IllegalArgumentException if there is none
  static Column.Kind kind(List<Column.Kind> data, String name) {
    return data.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "objective: there is no column "
                        + Quote.of(name)
                        + ", only "
                        + data.stream().map(Column.Kind::name).toList()
                        + "."));
  }
}
