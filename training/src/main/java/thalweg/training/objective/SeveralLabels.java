package thalweg.training.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.Network;
import thalweg.network.loss.Loss;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;

/// Any number of labels at once: the network gives a score for each, and a row has those whose
/// scores are above 0, which is a probability above one half. Judged by `accuracy`, the share of
/// single labels that are right, and `exact`, the share of rows all of whose labels are.
///
/// @param loss of scores and flags
public record SeveralLabels(Network network, Loss loss) implements Objective {
  private static final Measure ACCURACY = share("accuracy", false);
  private static final Measure EXACT = share("exact", true);

  private static Measure share(String name, boolean all) {
    return new Measure() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Tensor> perRow(Tensor outputs, Rows rows) {
        Tensor right = isAbove(outputs).equalTo(isAbove(flags(rows)));
        return List.of(all ? right.negate().max(-1).negate() : right.mean(-1));
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
  }

  /// Returns the objective with the binary cross-entropy of scores.
  public static SeveralLabels of(Network network) {
    return new SeveralLabels(network, StandardLoss.BINARY_CROSS_ENTROPY);
  }

  /// Returns 1 where a score is above 0, else 0.
  private static Tensor isAbove(Tensor scores) {
    return Tensor.fill(0, scores.type(), Shape.SCALAR).lessThan(scores);
  }

  private static Tensor flags(Rows rows) {
    return rows.column(Dataset.TARGET).to(rows.type()).reshape(rows.count(), -1);
  }

  @Override
  public Tensor loss(Tensor outputs, Rows rows) {
    return loss.ofRows(outputs, flags(rows));
  }

  @Override
  public String lossName() {
    return loss.shown();
  }

  @Override
  public List<Measure> measures() {
    return List.of(ACCURACY, EXACT);
  }

  @Override
  public void requireFits(String part, Dataset data) {
    Column target = data.column(Dataset.TARGET);
    if (target.kind().type().isReal() || target.isOfClasses()) {
      throw new IllegalArgumentException(
          "training: the target of "
              + data.name()
              + " holds no flags for labels, but "
              + target.kind()
              + ".");
    }
    int outputs = network.output().elements();
    if (outputs != target.values().width()) {
      throw new IllegalArgumentException(
          "training: the network gives %s outputs, the data has %s labels; end the network with %s."
              .formatted(outputs, target.values().width(), target.values().width()));
    }
  }

  @Override
  public Prediction prediction(double[] outputs, List<Column.Kind> data) {
    List<String> known = Objective.kind(data, Dataset.TARGET).fields().names();
    List<String> names =
        known.isEmpty()
            ? IntStream.range(0, outputs.length).mapToObj(String::valueOf).toList()
            : known;
    List<String> given = new ArrayList<>();
    double[] probabilities = new double[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i] > 0) {
        given.add(names.get(i));
      }
      probabilities[i] = sigmoid(outputs[i]);
    }
    return new Prediction.Labels(given, Probabilities.of(names, probabilities));
  }

  /// Returns 1 / (1 + exp(−s)) without overflow: by the exponential of a number below 0.
  private static double sigmoid(double score) {
    double small = StrictMath.exp(-Math.abs(score));
    return (score < 0 ? small : 1) / (1 + small);
  }
}
