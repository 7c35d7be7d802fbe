package thalweg.training.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.network.Network;
import thalweg.network.loss.Loss;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;

/// One or several quantities: the network gives each. Judged by `r2`, the share of the variance
/// that is explained, 1 at best and 0 for always saying the mean, and by `mae`, the mean absolute
/// error in the units of the data; of several quantities the mean of both.
///
/// @param loss of outputs and targets as the network sees them, scaled
public record Regression(Network network, Loss loss) implements Objective {
  private static final Measure R2 =
      new Measure() {
        @Override
        public String name() {
          return "r2";
        }

        // In double, for the mean square and the square of the mean may differ in the last digits.
        @Override
        public List<Tensor> perRow(Tensor outputs, Rows rows) {
          Tensor target = flat(rows).to(DType.DOUBLE);
          Tensor error = outputs.to(DType.DOUBLE).subtract(target);
          return List.of(error.square(), target, target.square());
        }

        @Override
        public double of(List<double[]> means) {
          double sum = 0;
          int count = means.getFirst().length;
          for (int i = 0; i < count; i++) {
            double error = means.get(0)[i];
            double mean = means.get(1)[i];
            double variance = means.get(2)[i] - mean * mean;
            sum += error == 0 ? 1 : 1 - error / Math.max(variance, 0);
          }
          return sum / count;
        }

        @Override
        public boolean isGain() {
          return true;
        }
      };

  private static final Measure MAE =
      new Measure() {
        @Override
        public String name() {
          return "mae";
        }

        @Override
        public List<Tensor> perRow(Tensor outputs, Rows rows) {
          Tensor units = Tensor.of(units(rows.kind(Dataset.TARGET), rows.type()));
          return List.of(outputs.subtract(flat(rows)).absolute().multiply(units).mean(-1));
        }

        @Override
        public double of(List<double[]> means) {
          return means.getFirst()[0];
        }

        @Override
        public boolean isGain() {
          return false;
        }
      };

  /// Returns the objective with the mean squared error.
  public static Regression of(Network network) {
    return new Regression(network, StandardLoss.MEAN_SQUARED_ERROR);
  }

  private static Tensor flat(Rows rows) {
    return rows.column(Dataset.TARGET).reshape(rows.count(), -1);
  }

  private static NdArray units(Column.Kind target, DType type) {
    return NdArray.of(each(target, i -> target.fields().all().get(i).scale(), 1)).to(type);
  }

  private static double[] each(Column.Kind target, IntToDoubleFunction of, double unknown) {
    double[] all = new double[target.shape().elements()];
    for (int i = 0; i < all.length; i++) {
      all[i] = target.fields().all().isEmpty() ? unknown : of.applyAsDouble(i);
    }
    return all;
  }

  @Override
  public Tensor loss(Tensor outputs, Rows rows) {
    return loss.ofRows(outputs, flat(rows));
  }

  @Override
  public String lossName() {
    return loss.shown();
  }

  @Override
  public List<Measure> measures() {
    return List.of(R2, MAE);
  }

  @Override
  public void requireFits(String part, Dataset data) {
    Column target = data.column(Dataset.TARGET);
    if (!target.kind().type().isReal()) {
      throw new IllegalArgumentException(
          "training: the target of " + data.name() + " has classes; learn those.");
    }
    int outputs = network.output().elements();
    if (outputs != target.values().width()) {
      throw new IllegalArgumentException(
          "training: the network gives %s outputs, the data has %s numbers to learn for each row; end the network with %s."
              .formatted(outputs, target.values().width(), target.values().width()));
    }
  }

  /// Returns the loss of always saying the mean, whatever the row.
  @Override
  public double blindLoss(Dataset data) {
    NdArray targets = data.numbers(Dataset.TARGET, DType.DOUBLE);
    int width = data.column(Dataset.TARGET).values().width();
    int rows = data.rows();
    Tensor all = Tensor.of(targets.reshape(Shape.of(rows, width)));
    Tensor mean = all.mean(0).reshape(1, width).broadcast(Shape.of(rows, width));
    return Program.evaluate(loss.perRow(mean, all).mean()).at(0);
  }

  @Override
  public Prediction prediction(double[] outputs, List<Column.Kind> data) {
    List<Fields.Field> fields =
        new ArrayList<>(Objective.kind(data, Dataset.TARGET).fields().all());
    double[] values = outputs.clone();
    for (int i = 0; i < fields.size(); i++) {
      values[i] = outputs[i] * fields.get(i).scale() + fields.get(i).centre();
    }
    return Prediction.of(values);
  }
}
