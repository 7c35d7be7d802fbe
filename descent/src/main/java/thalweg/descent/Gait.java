package thalweg.descent;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import thalweg.descent.vector.Vectors;

/// How a descent walked: what the eye would say of its path.
public enum Gait {
  /// Steps so small that the gradient hardly changes.
  CREEPING("creeping: the steps are so small that the gradient hardly changes"),
  /// The gradient shrinks and steps agree in direction.
  CONVERGING("converging: step by step the gradient shrinks"),
  /// Downhill, but each step turns back across the valley.
  ZIG_ZAG("zig-zag: downhill, but many steps turn back across the valley"),
  /// The values rise as often as they fall, or nothing is gained from wall to wall.
  OSCILLATING("oscillating: jumping from wall to wall without gaining ground"),
  /// Away from where it began, uphill.
  DIVERGING("diverging: every step lands farther out");

  private final String words;

  Gait(String words) {
    this.words = words;
  }

  /// Returns the gait in words.
  public String words() {
    return words;
  }

  /// Watches a descent as its listener and then names its gait. For one descent.
  public static final class Watch implements Consumer<Iterate> {
    /// One step has no other to be compared with.
    private static final int FEWEST = 2;

    /// Two steps with a cosine below this go against each other.
    private static final double AGAINST = -0.5;

    /// More than this share of steps makes a gait.
    private static final double MANY = 0.3;

    /// A gradient norm that is left with more than this share in the last quarter hardly changes.
    private static final double HARDLY = 0.8;

    /// A gradient norm with less than this share left has clearly shrunk.
    private static final double FEW = 0.1;

    private double[] point = new double[0];
    private double[] lastMove = new double[0];
    private double[] norms = new double[64];
    private double value;
    private double firstValue;
    private int count; // points seen
    private int turns;
    private int rises;

    /// Begins to watch.
    public Watch() {}

    @Override
    public void accept(Iterate iterate) {
      double[] x = iterate.point();
      if (count == norms.length) {
        norms = Arrays.copyOf(norms, 2 * count);
      }
      norms[count] = iterate.gradientNorm();
      if (count == 0) {
        firstValue = iterate.value();
      } else {
        double[] move = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          move[i] = x[i] - point[i];
        }
        if (count > 1) {
          double cosine =
              Vectors.dot(move, lastMove) / (Vectors.norm(move) * Vectors.norm(lastMove));
          turns += cosine < AGAINST ? 1 : 0;
        }
        rises += iterate.value() > value ? 1 : 0;
        lastMove = move;
      }
      point = x;
      value = iterate.value();
      count++;
    }

    /// Returns how the descent walked that this has watched; empty if it took fewer steps than two,
    /// of which there is nothing to compare. That one step led astray is told by the outcome.
    ///
    /// @param minimum its result
    /// @param up whether it was an ascent
    public Optional<Gait> of(Minimum minimum, boolean up) {
      int steps = count - 1;
      return steps < FEWEST ? Optional.empty() : Optional.of(named(minimum, steps, up));
    }

    private Gait named(Minimum minimum, int steps, boolean up) {
      if (minimum.outcome() instanceof Outcome.Diverged
          || minimum.outcome() instanceof Outcome.NonFinite
          || minimum.outcome() instanceof Outcome.Unbounded) {
        return DIVERGING;
      }
      double wrong = (up ? steps - rises : rises) / (double) steps;
      double turning = turns / (double) steps;
      double last = norms[steps];
      boolean gained = (up ? value > firstValue : value < firstValue) && last < FEW * norms[0];
      boolean turns = wrong > MANY || turning > MANY;
      if (turns && !minimum.converged() && !gained) {
        return wrong <= MANY && (up ? value > firstValue : value < firstValue)
            ? ZIG_ZAG
            : OSCILLATING;
      }
      if (turns) {
        return ZIG_ZAG;
      }
      boolean creeps = last > HARDLY * norms[count / 2] && last > 0;
      return !minimum.converged() && creeps ? CREEPING : CONVERGING;
    }
  }
}
