package thalweg.training.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.Network;
import thalweg.network.loss.Loss;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;

/// One class of many at each place of a row, such as the next piece of a text: the network gives
/// rows [places, classes], and at each place the largest number names the class. A place whose
/// target is −1 does not count. Judged by `accuracy`, the share of places that are named rightly,
/// and by `perplexity`, e to the power of the loss: among how many equally likely classes one would
/// be as unsure.
///
/// @param loss of outputs and the classes as one-hot rows, whose mean over the places of a row is
///   the loss of the row
public record SequenceClassification(Network network, Loss loss) implements Objective {
  private static final Measure ACCURACY =
      new Measure() {
        @Override
        public String name() {
          return "accuracy";
        }

        @Override
        public List<Tensor> perRow(Tensor outputs, Rows rows) {
          Tensor target = target(rows);
          Tensor named = byPlace(outputs, target).argMax(-1).reshape(target.shape());
          return List.of(mean(named.equalTo(target).to(rows.type()), known(target, rows.type())));
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

  /// The measure that is e to the power of a loss.
  private record Perplexity(Loss loss) implements Measure {
    @Override
    public String name() {
      return "perplexity";
    }

    @Override
    public List<Tensor> perRow(Tensor outputs, Rows rows) {
      return List.of(ofRows(loss, outputs, rows));
    }

    @Override
    public double of(List<double[]> means) {
      return StrictMath.exp(means.getFirst()[0]);
    }

    @Override
    public boolean isGain() {
      return false;
    }
  }

  /// Returns the objective with the cross-entropy of scores.
  public static SequenceClassification of(Network network) {
    return new SequenceClassification(network, StandardLoss.SOFTMAX_CROSS_ENTROPY);
  }

  private static Tensor target(Rows rows) {
    return rows.column(Dataset.TARGET).reshape(rows.count(), -1);
  }

  /// Returns outputs as [rows · places, classes].
  private static Tensor byPlace(Tensor outputs, Tensor target) {
    return outputs.reshape(target.shape().elements(), -1);
  }

  /// Returns 1 where a class is known, else 0, [rows, places].
  private static Tensor known(Tensor target, DType type) {
    return Tensor.fill(0, DType.INT, target.shape()).lessOrEqual(target).to(type);
  }

  /// Returns the mean over the places of each row that count; 0 where none does.
  private static Tensor mean(Tensor byPlace, Tensor known) {
    return byPlace.multiply(known).sum(-1).divide(known.sum(-1).maximum(1));
  }

  private static Tensor ofRows(Loss loss, Tensor outputs, Rows rows) {
    Tensor target = target(rows);
    Tensor scores = byPlace(outputs, target);
    Tensor right =
        target.reshape(target.shape().elements()).oneHot(scores.shape().size(1), rows.type());
    return mean(loss.ofRows(scores, right).reshape(target.shape()), known(target, rows.type()));
  }

  @Override
  public Tensor loss(Tensor outputs, Rows rows) {
    return ofRows(loss, outputs, rows);
  }

  @Override
  public String lossName() {
    return loss.shown();
  }

  @Override
  public List<Measure> measures() {
    return List.of(ACCURACY, new Perplexity(loss));
  }

  private int classes() {
    return network.output().size(-1);
  }

  @Override
  public void requireFits(String part, Dataset data) {
    Shape output = network.output();
    Column.Kind target = data.column(Dataset.TARGET).kind();
    int places = target.shape().elements();
    if (target.type().isReal()) {
      throw new IllegalArgumentException(
          "training: the target of "
              + data.name()
              + " is "
              + target
              + "; give the number of a class at each place, as whole numbers.");
    }
    if (output.rank() == 0 || output.elements() != places * classes()) {
      throw new IllegalArgumentException(
          "training: the network gives "
              + output
              + " for each row, the data have a class at each of "
              + places
              + " places; let it give ["
              + places
              + ", classes].");
    }
    visit(
        data,
        (row, place, at) -> {
          if (at < Dataset.UNLABELLED || at >= classes()) {
            throw new IllegalArgumentException(
                "training: row "
                    + row
                    + " of "
                    + data.name()
                    + " has class "
                    + at
                    + " at place "
                    + place
                    + "; the network gives "
                    + classes()
                    + " classes, so it must be from 0 to "
                    + (classes() - 1)
                    + ", or −1 where it does not count.");
          }
        });
  }

  /// What is done with each class of the target.
  private interface Visitor {
    void see(int row, int place, int at);
  }

  /// Rows may lie over each other and be many times what they are made of: one at a time.
  private static void visit(Dataset data, Visitor visitor) {
    Column target = data.column(Dataset.TARGET);
    NdArray classes = NdArray.zeros(DType.INT, target.shape().prepend(1));
    for (int[] row = {0}; row[0] < data.rows(); row[0]++) {
      target.values().gather(row, 0, 1, classes);
      for (int place = 0; place < classes.shape().elements(); place++) {
        visitor.see(row[0], place, classes.ints()[place]);
      }
    }
  }

  /// Returns how often each class is the right one, among all places that count.
  private double[] shares(Dataset data) {
    double[] counts = new double[classes()];
    visit(data, (_, _, at) -> counts[Math.max(at, 0)] += at < 0 ? 0 : 1);
    double all = Arrays.stream(counts).sum();
    return Arrays.stream(counts).map(count -> count / all).toArray();
  }

  /// Returns the entropy of the classes, which is the least of the usual loss; of another loss it
  /// is not known.
  @Override
  public double blindLoss(Dataset data) {
    if (loss != StandardLoss.SOFTMAX_CROSS_ENTROPY) {
      return Double.NaN;
    }
    return Arrays.stream(shares(data))
        .filter(share -> share > 0)
        .map(share -> -share * StrictMath.log(share))
        .sum();
  }

  /// Returns the share of the commonest class.
  @Override
  public double blindMeasure(Dataset data) {
    return Arrays.stream(shares(data)).max().orElse(0);
  }

  /// Returns the number of the class whose score is largest; of equals, the first.
  public static int likeliest(double[] scores) {
    int largest = 0;
    for (int i = 1; i < scores.length; i++) {
      largest = scores[i] > scores[largest] ? i : largest;
    }
    return largest;
  }

  /// Returns the number of the class at each place.
  @Override
  public Prediction prediction(double[] outputs, List<Column.Kind> data) {
    double[] named = new double[outputs.length / classes()];
    Arrays.setAll(
        named, i -> likeliest(Arrays.copyOfRange(outputs, i * classes(), (i + 1) * classes())));
    return Prediction.of(named);
  }
}
