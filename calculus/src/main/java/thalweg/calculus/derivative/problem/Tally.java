package thalweg.calculus.derivative.problem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import thalweg.calculus.derivative.Derivative;

/// What came of answers to many problems.
///
/// @param right how many lie within 10⁻⁶ of the truth, their bars saying so
/// @param honest how many others have a bar, or a reason, that does not claim more than is true
/// @param overconfident the problems whose answer misses the truth by more than [#BARS] bars
/// @param worst the most bars by which an answer missed
/// @param wide the median of bar / error
/// @param idle how many bars are more than 1,000 times the error and 10⁻⁶ of the truth
/// @param evaluations the mean number of calls
public record Tally(
    int right,
    int honest,
    List<Problem> overconfident,
    double worst,
    double wide,
    int idle,
    double evaluations) {
  /// By how many bars an answer may miss.
  public static final double BARS = 10;

  private static final double RIGHT = 1e-6;

  /// A truth is known to a few units of a double's last place.
  private static final double NEGLIGIBLE = 1e-14;

  /// Returns what `method` makes of the problems.
  public static Tally of(List<Problem> problems, Function<Problem, Derivative> method) {
    int right = 0;
    int honest = 0;
    int idle = 0;
    long calls = 0;
    double worst = 0;
    List<Problem> overconfident = new ArrayList<>();
    double[] wide = new double[problems.size()];
    int measured = 0;
    for (Problem problem : problems) {
      Derivative answer = method.apply(problem);
      calls += answer.evaluations();
      double size = Math.abs(problem.truth());
      double error = Math.abs(answer.derivative() - problem.truth());
      double bar = Math.max(answer.error(), NEGLIGIBLE * size);
      if (Double.isNaN(error)) {
        honest++;
        continue;
      }
      worst = Math.max(worst, error / bar);
      if (error > BARS * bar) {
        overconfident.add(problem);
      } else if (error <= RIGHT * size && bar <= RIGHT * BARS * size) {
        right++;
      } else {
        honest++;
      }
      wide[measured++] = bar / error;
      idle += bar > 1e3 * error && bar > RIGHT * size ? 1 : 0;
    }
    Arrays.sort(wide, 0, measured);
    return new Tally(
        right,
        honest,
        List.copyOf(overconfident),
        worst,
        measured == 0 ? Double.NaN : wide[measured / 2],
        idle,
        (double) calls / problems.size());
  }
}
