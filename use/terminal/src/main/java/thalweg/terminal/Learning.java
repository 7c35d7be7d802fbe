package thalweg.terminal;

import java.util.Arrays;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.network.loss.Loss;
import thalweg.training.Model;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.data.Dataset;

/// What a training has come to on its own rows, beside what can be had without learning.
///
/// @param accuracy the share of rows that are named rightly
/// @param loss the mean loss
/// @param commonest the share of the commonest class: the accuracy of always naming it
/// @param blindLoss the loss of always giving the shares of the classes, whatever the row
/// @param startLoss the loss of the first values; NaN where so many rows are right that it says
///   nothing
record Learning(
    double accuracy, double loss, double commonest, double blindLoss, double startLoss) {
  /// A loss within this of another is hardly another.
  private static final double HARDLY = 0.01;

  private static final int ROWS = 2_048;

  /// Looks at the end of a training.
  ///
  /// @param untrained the model with its first values; costs an evaluation of all rows where few of
  ///   them are right
  static Learning of(EpochDone last, Dataset train, Loss loss, Model untrained) {
    int[] counts = new int[train.classes()];
    for (int label : train.labels()) {
      counts[label]++;
    }
    double[] shares = Arrays.stream(counts).mapToDouble(n -> (double) n / train.rows()).toArray();
    double commonest = Arrays.stream(shares).max().orElse(0);
    boolean isGood = last.trainAccuracy() >= halfway(commonest);
    return new Learning(
        last.trainAccuracy(),
        last.loss(),
        commonest,
        blind(loss, shares),
        isGood ? Double.NaN : start(loss, train, untrained));
  }

  private static double halfway(double commonest) {
    return (1 + commonest) / 2;
  }

  /// The least that one answer for all rows comes to: of the shares themselves, or of their
  /// logarithms as scores.
  static double blind(Loss loss, double[] shares) {
    int classes = shares.length;
    double[] answers = new double[classes * classes];
    double[] scores = new double[classes * classes];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = shares[i % classes];
      scores[i] = Math.log(Math.max(answers[i], Double.MIN_NORMAL));
    }
    Tensor each =
        Tensor.of(NdArray.of(Shape.of(classes), IntStream.range(0, classes).toArray()))
            .oneHot(classes, DType.DOUBLE);
    Tensor weights = Tensor.of(NdArray.of(shares));
    double least = Double.POSITIVE_INFINITY;
    for (double[] all : new double[][] {answers, scores}) {
      Tensor output = Tensor.of(NdArray.of(Shape.of(classes, classes), all));
      double mean = Program.evaluate(loss.perRow(output, each).multiply(weights).sum()).at(0);
      least = mean < least ? mean : least;
    }
    return least;
  }

  private static double start(Loss loss, Dataset train, Model untrained) {
    int[] order = IntStream.range(0, train.rows()).toArray();
    int width = train.rowShape().elements();
    double sum = 0;
    for (int from = 0; from < order.length; from += ROWS) {
      int count = Math.min(ROWS, order.length - from);
      NdArray features = NdArray.zeros(untrained.precision(), Shape.of(count, width));
      if (untrained.precision() == DType.FLOAT) {
        train.gather(order, from, count, features.floats(), 0);
      } else {
        train.gather(order, from, count, features.doubles(), 0);
      }
      int[] labels = new int[count];
      train.gatherLabels(order, from, count, labels, 0);
      Tensor target =
          Tensor.of(NdArray.of(Shape.of(count), labels))
              .oneHot(train.classes(), untrained.precision());
      Tensor outputs = Tensor.of(untrained.outputs(features)).reshape(count, -1);
      sum += Program.evaluate(loss.perRow(outputs, target).sum()).at(0);
    }
    return sum / order.length;
  }

  /// Returns whether nothing was learnt: the network is no better than naming the commonest class
  /// for every row, or the loss is not below its start. That many rows are right although the loss
  /// rose, as of a network that is too sure of itself, is learning.
  boolean isNothing() {
    boolean blind = accuracy <= commonest && loss >= blindLoss * (1 - 2 * HARDLY);
    boolean notBelow = loss >= startLoss * (1 - HARDLY) && accuracy < halfway(commonest);
    return blind || notBelow;
  }

  /// Returns whether the loss is where it began.
  boolean hardlyMoved() {
    return Math.abs(loss - startLoss) <= HARDLY * startLoss;
  }

  /// Returns what was seen, in one clause.
  String words() {
    return "the loss went from %.4f to %.4f, and %s of the training rows are right where naming the commonest class gets %s"
        .formatted(startLoss, loss, Numbers.percent(accuracy), Numbers.percent(commonest));
  }
}
