package thalweg.training.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.layer.Layer;
import thalweg.network.loss.CrossEntropy;
import thalweg.network.loss.Loss;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;

/// One class of many: the network gives a number for each class, the largest names it. Judged by
/// `accuracy`, the share of rows that are named rightly.
///
/// @param loss of outputs and the classes as one-hot rows
public record Classification(Network network, Loss loss) implements Objective {
  private static final int SHOWN = 8;

  private static final String SORTED =
      "; the rows are sorted by class: mix them before some of them are taken.";

  private static final Measure ACCURACY =
      new Measure() {
        @Override
        public String name() {
          return "accuracy";
        }

        @Override
        public List<Tensor> perRow(Tensor outputs, Rows rows) {
          return List.of(outputs.argMax(-1).equalTo(rows.column(Dataset.TARGET)).to(rows.type()));
        }

        @Override
        public double of(List<double[]> means) {
          return means.getFirst()[0];
        }

        @Override
        public boolean isGain() {
          return true;
        }

        @Override
        public String shown(double value) {
          return String.format(Locale.ROOT, "%.2f %%", 100 * value);
        }
      };

  /// Returns the objective with the cross-entropy of scores.
  public static Classification of(Network network) {
    return new Classification(network, StandardLoss.SOFTMAX_CROSS_ENTROPY);
  }

  @Override
  public Tensor loss(Tensor outputs, Rows rows) {
    Tensor labels = rows.column(Dataset.TARGET);
    return loss.ofRows(outputs, labels.oneHot(outputs.shape().size(-1), rows.type()));
  }

  @Override
  public String lossName() {
    return loss.shown();
  }

  @Override
  public List<Measure> measures() {
    return List.of(ACCURACY);
  }

  @Override
  public void requireFits(String part, Dataset data) {
    if (!data.has(Dataset.TARGET) || data.classes() == 0) {
      throw new IllegalArgumentException(
          "training: the target of " + data.name() + " has no classes; learn it as a quantity.");
    }
    int outputs = network.output().elements();
    if (outputs != data.classes()) {
      throw new IllegalArgumentException(
          "training: the network gives %s outputs, the data has %s classes; end the network with %s."
              .formatted(outputs, data.classes(), data.classes()));
    }
    requireLabels(data);
    if (part.equals("training")) {
      requireTwo(data);
    }
    if (loss == StandardLoss.PROBABILITY_CROSS_ENTROPY && last() != Activation.SOFTMAX) {
      throw new IllegalArgumentException(
          "training: "
              + loss
              + " takes probabilities, the network ends with "
              + last()
              + "; end it with softmax, or use "
              + StandardLoss.SOFTMAX_CROSS_ENTROPY
              + ", which takes scores.");
    }
  }

  private static void requireLabels(Dataset data) {
    int[] labels = data.labels();
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] == Dataset.UNLABELLED) {
        throw new IllegalArgumentException(
            "training: row "
                + row
                + " of "
                + data.name()
                + " has no label; leave the row out, or predict it with a trained model.");
      }
    }
  }

  private static void requireTwo(Dataset data) {
    int[] counts = data.counts();
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == data.rows()) {
        throw new IllegalArgumentException(
            "training: all "
                + data.rows()
                + " training rows are of the class "
                + Quote.of(data.classNames().get(label))
                + "; there must be rows of at least 2 classes.");
      }
    }
  }

  /// Returns the layer whose numbers the loss sees.
  private Layer last() {
    for (Layer layer : network.layers().reversed()) {
      if (layer != Activation.IDENTITY) {
        return layer;
      }
    }
    return Activation.IDENTITY;
  }

  @Override
  public List<String> doubts(String part, Dataset data) {
    List<String> doubts = new ArrayList<>();
    boolean isTraining = part.equals("training");
    boolean takesScores =
        loss == StandardLoss.SOFTMAX_CROSS_ENTROPY
            || loss == StandardLoss.KL_DIVERGENCE
            || loss instanceof CrossEntropy;
    if (isTraining && takesScores && last() == Activation.SOFTMAX) {
      doubts.add(
          "the network ends with softmax and the loss "
              + loss.shown()
              + " takes a softmax of that once more, which learns slowly; leave the last softmax"
              + " out, or use "
              + StandardLoss.PROBABILITY_CROSS_ENTROPY
              + ".");
    }
    int[] counts = data.counts();
    List<String> missing =
        IntStream.range(0, counts.length)
            .filter(label -> counts[label] == 0)
            .mapToObj(label -> Quote.of(data.classNames().get(label)))
            .toList();
    if (!missing.isEmpty()) {
      boolean one = missing.size() == 1;
      doubts.add(
          (one ? "the class " : "the classes ")
              + String.join(", ", missing.subList(0, Math.min(missing.size(), SHOWN)))
              + (missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " more" : "")
              + (one ? " has" : " have")
              + " no row in the "
              + part
              + " data and "
              + (isTraining
                  ? "cannot be learnt" + (isSorted(data) ? SORTED : ".")
                  : (one ? "is" : "are") + " not judged by the " + part + " accuracy."));
    }
    return doubts;
  }

  /// Returns whether the rows stand class by class.
  private static boolean isSorted(Dataset data) {
    int[] labels = data.labels();
    long changes =
        IntStream.range(1, labels.length).filter(i -> labels[i] != labels[i - 1]).count();
    long present = Arrays.stream(data.counts()).filter(count -> count > 0).count();
    return changes == present - 1 && labels.length >= 2 * present;
  }

  private static double[] shares(Dataset data) {
    return Arrays.stream(data.counts()).mapToDouble(n -> (double) n / data.rows()).toArray();
  }

  /// Returns the least that one answer for all rows comes to: of the shares of the classes
  /// themselves, or of their logarithms as scores.
  @Override
  public double blindLoss(Dataset data) {
    double[] shares = shares(data);
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

  /// Returns the share of the commonest class.
  @Override
  public double blindMeasure(Dataset data) {
    return Arrays.stream(shares(data)).max().orElse(0);
  }

  @Override
  public Prediction prediction(double[] outputs, List<Column.Kind> data) {
    int largest = 0;
    for (int i = 1; i < outputs.length; i++) {
      largest = outputs[i] > outputs[largest] ? i : largest;
    }
    List<String> known = Objective.kind(data, Dataset.TARGET).classNames();
    List<String> names = known.isEmpty() ? numbers(outputs.length) : known;
    double[] probabilities = loss.probabilities(outputs);
    return new Prediction.OneClass(
        names.get(largest),
        largest,
        probabilities.length == 0 ? Probabilities.UNKNOWN : Probabilities.of(names, probabilities));
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }
}
