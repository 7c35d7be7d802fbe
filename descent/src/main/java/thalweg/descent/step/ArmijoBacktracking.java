package thalweg.descent.step;

/// Tries a step and shortens it until the value has decreased enough.
///
/// The next trial is the lowest point of the cubic, at first of the parabola, through what is
/// known, kept between a tenth and a half of the last. Uses values alone, and one value with
/// gradient at the step it settles on. Source: Armijo 1966; Dennis and Schnabel 1983, algorithm
/// A6.3.1.
///
/// @param decrease δ, the share of the promised decrease that is asked for; above 0 and below ½
/// @param trials how many steps to try; at least 1
public record ArmijoBacktracking(double decrease, int trials) implements LineSearch {
  public ArmijoBacktracking {
    Constants.decrease("armijo", decrease);
    Constants.trials("armijo", trials);
  }

  /// Returns the search with δ 1e-4 and 40 trials.
  public static ArmijoBacktracking defaults() {
    return new ArmijoBacktracking(1e-4, 40);
  }

  @Override
  public Searcher begin() {
    return this::backtrack;
  }

  private Result backtrack(Line line, double value, double slope, double first, double longest) {
    double step = first;
    double lastStep = Double.NaN;
    double lastValue = Double.NaN;
    for (int trial = 0; trial < trials; trial++) {
      double here = line.value(step);
      if (here <= value + decrease * step * slope && Double.isFinite(here)) {
        line.evaluate(step);
        return Double.isFinite(line.slope()) ? Result.FOUND : Result.FAILED;
      }
      double next;
      if (!Double.isFinite(here)) {
        next = 0.1 * step;
      } else if (!Double.isFinite(lastValue)) {
        next = -slope * step * step / (2 * (here - value - slope * step));
      } else {
        next = cubicMinimum(value, slope, step, here, lastStep, lastValue);
      }
      lastStep = step;
      lastValue = here;
      step = Double.isNaN(next) ? 0.5 * step : Math.clamp(next, 0.1 * step, 0.5 * step);
    }
    return Result.FAILED;
  }

  /// The lowest point of the cubic with value and slope at 0 and the values at two steps.
  private static double cubicMinimum(
      double value, double slope, double a, double atA, double b, double atB) {
    double ra = (atA - value - slope * a) / (a * a);
    double rb = (atB - value - slope * b) / (b * b);
    double cubic = (ra - rb) / (a - b);
    double square = (a * rb - b * ra) / (a - b);
    return cubic == 0
        ? -slope / (2 * square)
        : (-square + Math.sqrt(square * square - 3 * cubic * slope)) / (3 * cubic);
  }

  @Override
  public String toString() {
    return "armijo";
  }
}
