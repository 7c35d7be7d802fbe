package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import thalweg.descent.DescentMethod;
import thalweg.descent.Gait;
import thalweg.descent.GradientDescent;
import thalweg.descent.Iterate;
import thalweg.descent.Minimum;
import thalweg.descent.Outcome;
import thalweg.descent.direction.SteepestDescent;

/// One walk, and how it is called.
///
/// @param gait empty where there were too few steps
/// @param values the function's value at each point visited, the start first
/// @param stations some of the points on the way that are no worse than the start, which is the
///   first of them: more at the beginning than towards the end
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Walk(
    String name,
    DescentMethod method,
    Minimum minimum,
    Optional<Gait> gait,
    double[] values,
    List<double[]> stations) {
  boolean hasRate() {
    return method instanceof GradientDescent;
  }

  /// Returns the rate, or NaN of a method that searches for its steps.
  double rate() {
    return method instanceof GradientDescent descent ? descent.rule().rate() : Double.NaN;
  }

  /// Returns whether each step is a constant rate times the gradient, as the limit 2/L is about.
  boolean isSteepest() {
    return method instanceof GradientDescent descent && descent.rule() instanceof SteepestDescent;
  }

  boolean goes(Gait named) {
    return gait.filter(named::equals).isPresent();
  }

  Outcome outcome() {
    return minimum.outcome();
  }

  int exitCode() {
    return switch (outcome()) {
      case Outcome.Converged _,
          Outcome.StepLimit _,
          Outcome.NoiseLimit _,
          Outcome.Stalled _,
          Outcome.Kink _,
          Outcome.Flat _,
          Outcome.Saddle _,
          Outcome.EvaluationLimit _,
          Outcome.TimeLimit _,
          Outcome.Stopped _ ->
          ExitCode.OK;
      case Outcome.Diverged _, Outcome.NonFinite _, Outcome.Unbounded _ -> ExitCode.DIVERGED;
      case Outcome.WrongGradient _ -> ExitCode.CHECK_FAILED;
    };
  }

  /// Keeps what a walk shows on its way.
  static final class Log implements Consumer<Iterate> {
    private final Gait.Watch watch = new Gait.Watch();
    private double[] values = new double[64];
    private final List<double[]> stations = new ArrayList<>();
    private final boolean up;
    private int count;

    /// @param up whether the walk is to lead up
    Log(boolean up) {
      this.up = up;
    }

    @Override
    public void accept(Iterate iterate) {
      watch.accept(iterate);
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      double value = iterate.value();
      boolean asGood = up ? value >= values[0] : value <= values[0];
      // The steps 0, 1, 2, 4, 8 and so on.
      if (count == 0 || (asGood && Integer.bitCount(count) == 1)) {
        stations.add(iterate.point());
      }
      values[count++] = value;
    }

    Walk of(String name, DescentMethod method, Minimum minimum) {
      return new Walk(
          name,
          method,
          minimum,
          watch.of(minimum, up),
          Arrays.copyOf(values, count),
          List.copyOf(stations));
    }
  }
}
