package thalweg.training.objective;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import thalweg.algebra.Tensor;

/// How good outputs are, beside the loss: a number that is made of means over rows.
public interface Measure {
  /// Returns its name, such as `accuracy`; on training rows it is called `trainAccuracy`.
  String name();

  /// Returns what is to be averaged over rows: tensors whose first axis is the rows.
  ///
  /// @param outputs of the network, shape `[rows, outputs]`
  List<Tensor> perRow(Tensor outputs, Rows rows);

  /// Returns the measure.
  ///
  /// @param means the mean over all rows, each counting its weight, of each tensor of [#perRow]
  double of(List<double[]> means);

  /// Returns whether more is better, as of an accuracy; less is, as of an error.
  boolean isGain();

  /// Returns how `value` is written for people.
  default String shown(double value) {
    double size = Math.abs(value);
    // Less would be shown as 0.0000.
    boolean isPlain = size == 0 || (size >= 5e-5 && size < 1e6);
    return String.format(Locale.ROOT, isPlain || Double.isNaN(value) ? "%.4f" : "%.4e", value);
  }

  /// Returns a measure that is the mean over rows of one number each.
  ///
  /// @param perRow from outputs and rows to shape `[rows]`
  static Measure mean(String name, boolean isGain, BiFunction<Tensor, Rows, Tensor> perRow) {
    return new Measure() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Tensor> perRow(Tensor outputs, Rows rows) {
        return List.of(perRow.apply(outputs, rows));
      }

      @Override
      public double of(List<double[]> means) {
        return means.getFirst()[0];
      }

      @Override
      public boolean isGain() {
        return isGain;
      }
    };
  }

  /// Returns a measure's name on a part of the data, such as `testAccuracy`.
  static String on(String part, String name) {
    return part + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
