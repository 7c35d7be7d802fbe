package thalweg.descent.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Where a fit ended: the parameters, how well they are known, what it cost and why it ended.
///
/// Errors are those of the model made linear at the end, scaled by the residuals that are left:
/// right for a fit that converged with errors that are independent and alike but for the weights;
/// for a robust loss as Huber has them (1981, section 7.6).
public final class Fit {
  private final List<String> names;
  private final double[] parameters;
  private final double[] residuals;
  private final double cost;
  private final double[][] covariance;
  private final double[] errors;
  private final double deviation;
  private final int freedom;
  private final FitOutcome outcome;
  private final int steps;
  private final long values;
  private final long jacobians;

  /// What was asked for last: a band is drawn at a thousand points of one level.
  private volatile Level last = new Level(Double.NaN, Double.NaN);

  private record Level(double level, double factor) {}

  Fit(
      List<String> names,
      FitWalk walk,
      ResidualLoss loss,
      FitOutcome outcome,
      int steps,
      long values,
      long jacobians) {
    this.names = List.copyOf(names);
    this.outcome = outcome;
    this.steps = steps;
    this.values = values;
    this.jacobians = jacobians;
    parameters = walk.point();
    residuals = walk.residuals();
    cost = walk.cost();
    int n = parameters.length;
    covariance = new double[n][n];
    errors = new double[n];
    freedom = Math.max(0, walk.counted() - walk.unfixed().length);
    deviation = deviation(loss);
    spread(walk);
  }

  /// The standard deviation that residuals far out would have if they followed the others.
  private double deviation(ResidualLoss loss) {
    if (freedom == 0) {
      return Double.NaN;
    }
    int m = residuals.length;
    double squares = 0;
    double curved = 0;
    double curvedSquare = 0;
    for (double r : residuals) {
      double slope = loss.weight(r) * r;
      squares += slope * slope;
      double curvature = loss.curvature(r);
      curved += curvature / m;
      curvedSquare += curvature * curvature / m;
    }
    double share = (residuals.length - freedom) / (double) m;
    double correction = 1 + share * (curvedSquare - curved * curved) / (curved * curved);
    return correction * Math.sqrt(squares / freedom) / curved;
  }

  private void spread(FitWalk walk) {
    int[] free = walk.free();
    int[] unfixed = walk.unfixed();
    for (int k : unfixed) {
      errors[k] = Double.NaN;
    }
    double[][] columns =
        Arrays.stream(free).mapToObj(k -> walk.jacobian()[k]).toArray(double[][]::new);
    double[] norms = Arrays.stream(columns).mapToDouble(Factors::norm).toArray();
    if (free.length == 0 || !Arrays.stream(norms).allMatch(Double::isFinite)) {
      return;
    }
    double[] scales = Arrays.stream(norms).map(norm -> norm > 0 ? norm : 1).toArray();
    Factors factors = Factors.of(columns, residuals, scales);
    int rank = factors.rank(walk.resolution());
    double[][] inverse = factors.inverse(rank);
    List<Integer> unknown = FitWalk.together(factors, rank, free);
    for (int i = 0; i < free.length; i++) {
      for (int k = 0; k < free.length; k++) {
        covariance[free[i]][free[k]] = deviation * deviation * inverse[i][k];
      }
      boolean isUnknown = unknown.contains(free[i]);
      errors[free[i]] = isUnknown ? Double.POSITIVE_INFINITY : deviation * Math.sqrt(inverse[i][i]);
    }
  }

  /// Returns the names of the parameters.
  public List<String> names() {
    return names;
  }

  /// Returns the parameters.
  public double[] parameters() {
    return parameters.clone();
  }

  /// Returns the parameter of this name.
  ///
  /// @throws IllegalArgumentException if there is none
  public double parameter(String name) {
    return parameters[place(name)];
  }

  /// Returns the standard error of the parameter of this name.
  ///
  /// @throws IllegalArgumentException if there is none
  public double standardError(String name) {
    return errors[place(name)];
  }

  private int place(String name) {
    int place = names.indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException(
          "fit: there is no parameter \"" + name + "\"; there are " + names + ".");
    }
    return place;
  }

  /// Returns the standard errors of the parameters: 0 for one that was fixed, infinite for one that
  /// the residuals do not tell, NaN for one that a bound holds, and for all where there are as many
  /// parameters as residuals.
  public double[] standardErrors() {
    return errors.clone();
  }

  /// Returns the covariance of the parameters; 0 for those that are fixed or held by a bound. Of
  /// what the residuals do not tell, nothing is in it.
  public double[][] covariance() {
    return Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
  }

  /// Returns the correlations of the parameters, from −1 to 1; 0 where one does not vary.
  public double[][] correlation() {
    int n = parameters.length;
    double[][] correlation = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        double both = Math.sqrt(covariance[i][i]) * Math.sqrt(covariance[k][k]);
        correlation[i][k] = i == k ? 1 : both > 0 ? covariance[i][k] / both : 0;
      }
    }
    return correlation;
  }

  /// Returns how far to both sides of each parameter the truth lies with this probability.
  ///
  /// @param level between 0 and 1, such as 0.95
  /// @throws IllegalArgumentException if it is not
  public double[] intervals(double level) {
    double factor = factor(level);
    return Arrays.stream(errors).map(error -> error == 0 ? 0 : factor * error).toArray();
  }

  /// Returns by how many standard errors an interval of this level goes to each side.
  double factor(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "fit: the level is " + level + "; it must be above 0 and below 1, such as 0.95.");
    }
    Level known = last;
    if (known.level != level) {
      known = new Level(level, StudentT.factor(level, freedom));
      last = known;
    }
    return known.factor;
  }

  /// Returns the residuals that are left, each times the root of its weight.
  public double[] residuals() {
    return residuals.clone();
  }

  /// Returns the sum of their squares.
  public double sumOfSquares() {
    return Arrays.stream(residuals).map(r -> r * r).sum();
  }

  /// Returns what was made least: half the sum of squares, or the sum of what another loss says.
  public double cost() {
    return cost;
  }

  /// Returns the standard deviation of the residuals, of weight 1: √(sum of squares / degrees of
  /// freedom); of a robust loss, the one that its errors are scaled by. NaN without degrees of
  /// freedom.
  public double residualStandardDeviation() {
    return deviation;
  }

  /// Returns how many residuals that count there are more than parameters that are not fixed.
  public int degreesOfFreedom() {
    return freedom;
  }

  /// Returns Akaike's criterion m ln(S/m) + 2(n + 1) for m residuals of sum of squares S and n
  /// parameters that are not fixed: of models of the same data, the one with the least is likely
  /// the best.
  public double aic() {
    int m = residuals.length;
    int n = (int) IntStream.range(0, errors.length).filter(j -> errors[j] != 0).count();
    return m * StrictMath.log(sumOfSquares() / m) + 2 * (n + 1);
  }

  /// Returns why it ended.
  public FitOutcome outcome() {
    return outcome;
  }

  /// Returns whether the parameters were found.
  public boolean converged() {
    return outcome instanceof FitOutcome.Converged;
  }

  /// Returns in a sentence why it ended.
  public String sentence() {
    return outcome.sentence(names);
  }

  /// Returns how many steps were taken.
  public int steps() {
    return steps;
  }

  /// Returns how many times the residuals were computed, all of them each time, those inside
  /// differences included.
  public long evaluations() {
    return values;
  }

  /// Returns how many Jacobians were taken.
  public long jacobians() {
    return jacobians;
  }

  /// Returns the parameters with their standard errors, a line each, and why it ended.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int j = 0; j < parameters.length; j++) {
      text.append(names.get(j) + " = " + parameters[j] + " ± " + errors[j] + "\n");
    }
    return text.append(outcome.written()).toString();
  }
}
