package thalweg.descent.fit;

import java.util.Arrays;
import java.util.List;

/// The curve that is nearest to what was observed, with its parameters' errors and its bands.
public final class CurveFit {
  private final CurveModel model;
  private final CurveData data;
  private final Fit fit;
  private final double[] start;
  private final int ways;
  private final int agreeing;

  CurveFit(CurveModel model, CurveData data, Fit fit, double[] start, int ways, int agreeing) {
    this.model = model;
    this.data = data;
    this.fit = fit;
    this.start = start.clone();
    this.ways = ways;
    this.agreeing = agreeing;
  }

  /// How far the truth may lie from the curve at one point.
  ///
  /// @param value of the curve
  /// @param confidence how far to both sides the true curve lies with the probability asked for
  /// @param prediction how far to both sides another observation, of weight 1, lies
  public record Band(double value, double confidence, double prediction) {}

  /// Returns parameters, errors, cost and outcome.
  public Fit fit() {
    return fit;
  }

  /// Returns the parameters.
  public double[] parameters() {
    return fit.parameters();
  }

  /// Returns the names of the predictors.
  public List<String> predictors() {
    return model.predictors();
  }

  /// Returns where the way down began.
  public double[] start() {
    return start.clone();
  }

  /// Returns from how many starts ways were walked before; 0 where one was given or none needed.
  public int ways() {
    return ways;
  }

  /// Returns how many of these ways came as low as the lowest.
  public int agreeing() {
    return agreeing;
  }

  /// Returns the curve's value at a point, a number for each predictor.
  ///
  /// @throws IllegalArgumentException if there are more or fewer numbers
  public double at(double... point) {
    check(point);
    return model.at(point, fit.parameters());
  }

  /// Returns the curve at a point with its bands.
  ///
  /// @param level between 0 and 1, such as 0.95
  /// @throws IllegalArgumentException if it is not, or the point has more or fewer numbers than
  ///   there are predictors
  public Band band(double level, double... point) {
    check(point);
    double factor = fit.factor(level);
    double[] slopes = model.slopes(point, fit.parameters());
    double[][] covariance = fit.covariance();
    double variance = 0;
    for (int i = 0; i < slopes.length; i++) {
      for (int j = 0; j < slopes.length; j++) {
        variance += slopes[i] * covariance[i][j] * slopes[j];
      }
    }
    double error = Math.sqrt(Math.max(0, variance));
    double one = fit.residualStandardDeviation();
    return new Band(
        model.at(point, fit.parameters()), factor * error, factor * Math.hypot(error, one));
  }

  private void check(double[] point) {
    if (point.length != model.predictors().size()) {
      throw new IllegalArgumentException(
          "curve: the point has "
              + point.length
              + " numbers; the predictors are "
              + model.predictors()
              + ", so it needs "
              + model.predictors().size()
              + ".");
    }
  }

  /// Returns observed − curve for each observation, without weights.
  public double[] residuals() {
    double[] parameters = fit.parameters();
    double[] residuals = new double[data.size()];
    Arrays.setAll(residuals, i -> data.response()[i] - model.at(data.points()[i], parameters));
    return residuals;
  }

  /// Returns R², the share of the observations' variance about their mean that the curve explains,
  /// by weights; NaN if they do not vary.
  public double rSquared() {
    double weights = 0;
    double mean = 0;
    double left = 0;
    double[] residuals = residuals();
    for (int i = 0; i < residuals.length; i++) {
      double weight = weight(i);
      if (weight > 0) {
        weights += weight;
        mean += weight / weights * (data.response()[i] - mean);
        left += weight * residuals[i] * residuals[i];
      }
    }
    double all = 0;
    for (int i = 0; i < residuals.length; i++) {
      double weight = weight(i);
      double off = data.response()[i] - mean;
      all += weight > 0 ? weight * off * off : 0;
    }
    return all > 0 ? 1 - left / all : Double.NaN;
  }

  private double weight(int i) {
    return data.weights() == null ? 1 : data.weights()[i];
  }

  /// Returns the parameters with their errors, a line each, and why it ended.
  @Override
  public String toString() {
    return fit.toString();
  }
}
