package thalweg.descent.global;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;

/// The different minima to which descents from many starts have led.
///
/// @param found the best first
/// @param starts how many descents there were
/// @param arrived how many of them ended at a minimum
/// @param ends how often each outcome ended a descent, by its written name
/// @param valueEvaluations how many values of the function all of them took
/// @param gradientEvaluations how many gradients
public record Minima(
    List<Found> found,
    int starts,
    int arrived,
    SequencedMap<String, Integer> ends,
    long valueEvaluations,
    long gradientEvaluations) {

  /// One minimum.
  public static final class Found {
    private final double[] point;
    private final double value;
    private final int times;

    Found(double[] point, double value, int times) {
      this.point = point;
      this.value = value;
      this.times = times;
    }

    /// Returns where it is.
    public double[] point() {
      return point.clone();
    }

    /// Returns the function's value there.
    public double value() {
      return value;
    }

    /// Returns how many descents led there.
    public int times() {
      return times;
    }

    @Override
    public String toString() {
      return value + " at " + Arrays.toString(point) + ", " + times + " times";
    }
  }

  public Minima {
    found = List.copyOf(found);
  }

  /// Returns the share of further starts that would lead to a minimum not seen yet, as far as those
  /// seen only once tell: their number among all descents that arrived. Source: Good 1953. NaN if
  /// none arrived.
  public double unseen() {
    long once = found.stream().filter(minimum -> minimum.times() == 1).count();
    return arrived == 0 ? Double.NaN : (double) once / arrived;
  }

  /// Returns in a sentence what was found and what that does not prove.
  public String sentence() {
    if (found.isEmpty()) {
      return "none of "
          + starts
          + " descents ended at a minimum; that does not prove that there is none.";
    }
    return arrived
        + " of "
        + starts
        + (starts == 1 ? " descent" : " descents")
        + " ended at "
        + found.size()
        + (found.size() == 1 ? " minimum" : " different minima")
        + "; another start would lead to one not seen yet with a chance of about "
        + Math.round(100 * unseen())
        + " %. That no lower one exists is not proved: a minimum whose valley is narrow is missed"
        + " by any number of starts.";
  }
}
