package thalweg.descent.problem;

import java.util.Arrays;
import java.util.List;
import thalweg.calculus.function.Formula;

/// A model and data whose best parameters are certified.
public final class RegressionProblem {
  /// How hard NIST holds it to be.
  public enum Level {
    LOWER,
    AVERAGE,
    HIGHER
  }

  private final String name;
  private final Level level;
  private final String response;
  private final Formula model;
  private final List<String> predictors;
  private final double[][] starts;
  private final double[] certified;
  private final double[] deviations;
  private final double squares;
  private final double[][] columns; // the response, then the predictors

  RegressionProblem(
      String name,
      Level level,
      String response,
      Formula model,
      List<String> predictors,
      double[][] starts,
      double[] certified,
      double[] deviations,
      double squares,
      double[][] columns) {
    this.name = name;
    this.level = level;
    this.response = response;
    this.model = model;
    this.predictors = predictors;
    this.starts = starts;
    this.certified = certified;
    this.deviations = deviations;
    this.squares = squares;
    this.columns = columns;
  }

  /// Returns NIST's name, such as `Misra1a`.
  public String name() {
    return name;
  }

  /// Returns how hard it is held to be.
  public Level level() {
    return level;
  }

  /// Returns what the model describes: `y` or `log(y)`.
  public String response() {
    return response;
  }

  /// Returns the model, of the predictors and then the parameters.
  public Formula model() {
    return model;
  }

  /// Returns the names of the predictors.
  public List<String> predictors() {
    return predictors;
  }

  /// Returns the names of the parameters.
  public List<String> parameters() {
    return model.variables().subList(predictors.size(), model.variables().size());
  }

  /// Returns NIST's two starts, the farther one first.
  public double[][] starts() {
    return Arrays.stream(starts).map(double[]::clone).toArray(double[][]::new);
  }

  /// Returns the certified parameters, correct to eleven digits.
  public double[] certified() {
    return certified.clone();
  }

  /// Returns the certified standard deviations of the parameters.
  public double[] deviations() {
    return deviations.clone();
  }

  /// Returns the certified residual sum of squares.
  public double squares() {
    return squares;
  }

  /// Returns what was observed, as the model describes it: of `log(y)` the logarithms.
  public double[] observed() {
    return columns[0].clone();
  }

  /// Returns the values of a predictor.
  public double[] predictor(int number) {
    return columns[number + 1].clone();
  }

  /// Returns how many observations there are.
  public int observations() {
    return columns[0].length;
  }

  /// Returns observed − model for each observation.
  public double[] residuals(double... parameters) {
    double[] residuals = new double[observations()];
    double[] point = new double[predictors.size() + parameters.length];
    System.arraycopy(parameters, 0, point, predictors.size(), parameters.length);
    for (int i = 0; i < residuals.length; i++) {
      for (int j = 0; j < predictors.size(); j++) {
        point[j] = columns[j + 1][i];
      }
      residuals[i] = columns[0][i] - model.at(point);
    }
    return residuals;
  }

  /// Returns the least number of digits to which a parameter agrees with the certified one, as NIST
  /// counts: −log₁₀ of its relative error, from 0 to 11. 0 if one is not finite.
  public double digits(double... parameters) {
    return digits(parameters, certified);
  }

  /// Returns as [#digits(double...)] how well standard errors agree.
  public double digitsOfDeviations(double... deviations) {
    return digits(deviations, this.deviations);
  }

  private static double digits(double[] found, double[] true_) {
    double least = 11;
    for (int j = 0; j < true_.length; j++) {
      double error = Math.abs(found[j] - true_[j]) / Math.abs(true_[j]);
      least = Double.isNaN(error) ? 0 : Math.min(least, -Math.log10(error));
    }
    return Math.max(0, least);
  }

  @Override
  public String toString() {
    return name;
  }
}
