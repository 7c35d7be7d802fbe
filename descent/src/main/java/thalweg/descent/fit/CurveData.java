package thalweg.descent.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.calculus.function.VectorFunction;

/// What was observed: predictors, response and weights, a row for each observation.
///
/// @param points the predictors, a row each
/// @param weights null for 1 each
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record CurveData(double[][] points, double[] response, double @Nullable [] weights) {
  static CurveData of(
      List<String> predictors, double[][] columns, double[] y, double @Nullable [] weights) {
    if (columns.length != predictors.size()) {
      throw new IllegalArgumentException(
          "curve: there are "
              + columns.length
              + " columns for the predictors "
              + predictors
              + "; give one for each.");
    }
    if (y.length == 0) {
      throw new IllegalArgumentException("curve: there are no observations; give some.");
    }
    for (int k = 0; k < columns.length; k++) {
      if (columns[k].length != y.length) {
        throw new IllegalArgumentException(
            "curve: "
                + predictors.get(k)
                + " has "
                + columns[k].length
                + " values and what is observed "
                + y.length
                + "; there must be equally many.");
      }
    }
    if (weights != null && weights.length != y.length) {
      throw new IllegalArgumentException(
          "curve: there are "
              + weights.length
              + " weights and "
              + y.length
              + " observations; there must be a weight for each.");
    }
    double[][] points = new double[y.length][columns.length];
    for (int i = 0; i < y.length; i++) {
      boolean counts = weights == null || weights[i] != 0;
      for (int k = 0; k < columns.length; k++) {
        points[i][k] = columns[k][i];
        requireFinite(counts, predictors.get(k), i, columns[k][i]);
      }
      requireFinite(counts, "what is observed", i, y[i]);
    }
    return new CurveData(points, y.clone(), weights);
  }

  private static void requireFinite(boolean counts, String what, int row, double value) {
    if (counts && !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "curve: "
              + Quote.whole(what)
              + " is "
              + value
              + " at observation "
              + row
              + ", counted from 0; it must be a finite number. Leave the observation out, or give"
              + " it the weight 0.");
    }
  }

  int size() {
    return response.length;
  }

  /// Returns at most so many observations, evenly taken.
  CurveData sample(int most) {
    if (size() <= most) {
      return this;
    }
    int[] rows = IntStream.range(0, most).map(k -> (int) ((long) k * size() / most)).toArray();
    return new CurveData(
        Arrays.stream(rows).mapToObj(i -> points[i]).toArray(double[][]::new),
        Arrays.stream(rows).mapToDouble(i -> response[i]).toArray(),
        weights == null ? null : Arrays.stream(rows).mapToDouble(i -> weights[i]).toArray());
  }

  /// Returns observed − model for each observation, with exact slopes if the model has them.
  VectorFunction residuals(CurveModel model) {
    return switch (model) {
      case CurveModel.Written written -> new Exact(written);
      case CurveModel.Method method -> b -> residuals(method, b);
    };
  }

  private double[] residuals(CurveModel model, double[] b) {
    double[] r = new double[size()];
    Arrays.setAll(r, i -> response[i] - model.at(points[i], b));
    return r;
  }

  private final class Exact implements AutomaticResiduals {
    private final CurveModel.Written model;

    Exact(CurveModel.Written model) {
      this.model = model;
    }

    @Override
    public double[] at(double... b) {
      return residuals(model, b);
    }

    @Override
    public double[][] jacobian(double... b) {
      double[][] rows = new double[size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.stream(model.slopes(points[i], b)).map(slope -> -slope).toArray();
      }
      return rows;
    }
  }
}
