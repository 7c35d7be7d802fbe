package thalweg.studio.descent;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.descent.Descent;
import thalweg.descent.GradientDescent;
import thalweg.descent.Minimum;
import thalweg.descent.Outcome;
import thalweg.descent.direction.Momentum;
import thalweg.descent.direction.Nesterov;
import thalweg.descent.direction.UpdateRule;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;

/// How many steps a rule with momentum needs, for many rates and momenta.
final class RateMap {
  private static final int MOST = 64;
  private static final int MOST_STEPS = 1_000;

  /// Not arrived within the steps allowed, or ended elsewhere than at a minimum.
  private static final float NOT_THERE = Float.NaN;

  private static final float ASTRAY = Float.POSITIVE_INFINITY;

  /// @param rule `momentum` or `nesterov`
  /// @param leastRate the first rate; from one to the next they are multiplied
  /// @param leastLost one minus the greatest momentum: from one momentum to the next, what a step
  ///   loses of the velocity is multiplied, from this to 1, where there is no momentum
  /// @param rates how many rates
  /// @param momenta how many momenta
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Asked(
      Ground.Named ground,
      double[] start,
      String rule,
      double leastRate,
      double greatestRate,
      double leastLost,
      int rates,
      int momenta,
      int steps,
      boolean up) {}

  /// @param rate of the fewest steps
  /// @param momentum of the fewest
  record Best(double rate, double momentum, int steps) {}

  /// @param rates from the least to the greatest
  /// @param momenta from none to the greatest
  /// @param arrived how many arrived
  /// @param astray how many ran away
  /// @param best the quickest, with the least momentum and then rate of those as quick; null if
  ///   none arrived
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Head(double[] rates, double[] momenta, int arrived, int astray, @Nullable Best best) {}

  private RateMap() {}

  /// Returns the numbers of steps, momentum by momentum; NaN of what did not arrive, infinite of
  /// what ran away.
  static Frame of(Asked asked, Asking asking) {
    check(asked);
    Ground ground = Ground.of(asked.ground);
    ground.checkStart(asked.start);
    double[] rates = new double[asked.rates];
    double growth = Math.log(asked.greatestRate / asked.leastRate) / (asked.rates - 1);
    Arrays.setAll(rates, i -> asked.leastRate * Math.exp(i * growth));
    double[] momenta = new double[asked.momenta];
    double loss = Math.log(asked.leastLost) / (asked.momenta - 1);
    Arrays.setAll(momenta, j -> 1 - Math.exp(j * loss));
    float[] steps = new float[rates.length * momenta.length];
    Best best = null;
    int arrived = 0;
    int astray = 0;
    for (int j = 0; j < momenta.length; j++) {
      for (int i = 0; i < rates.length; i++) {
        GradientDescent method =
            GradientDescent.by(rule(asked.rule, rates[i], momenta[j])).withSteps(asked.steps);
        Minimum minimum =
            asked.up
                ? Descent.maximise(
                    ground.function(), asked.start, method, Race.options(asked.steps, asking))
                : Descent.minimise(
                    ground.function(), asked.start, method, Race.options(asked.steps, asking));
        asking.check();
        float needed = needed(minimum);
        steps[j * rates.length + i] = needed;
        astray += needed == ASTRAY ? 1 : 0;
        if (Float.isFinite(needed)) {
          arrived++;
          if (best == null || minimum.steps() < best.steps) {
            best = new Best(rates[i], momenta[j], minimum.steps());
          }
        }
      }
    }
    return new Frame(new Head(rates, momenta, arrived, astray, best), steps);
  }

  private static void check(Asked asked) {
    checkCount("rates", asked.rates);
    checkCount("momenta", asked.momenta);
    if (!(asked.leastRate > 0
        && asked.leastRate < asked.greatestRate
        && asked.greatestRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "map: rates from %s to %s; both must be finite and above 0, the first smaller."
              .formatted(asked.leastRate, asked.greatestRate));
    }
    if (!(asked.leastLost > 0 && asked.leastLost < 1)) {
      throw new IllegalArgumentException(
          "map: a step is to lose "
              + asked.leastLost
              + " of the velocity at least; it must be above 0 and below 1.");
    }
    if (asked.steps < 1 || asked.steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "map: %d steps; there must be from 1 to %d.", asked.steps, MOST_STEPS));
    }
  }

  private static void checkCount(String name, int count) {
    if (count < 2 || count > MOST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "map: %d %s; there must be from 2 to %d.", count, name, MOST));
    }
  }

  private static UpdateRule rule(String name, double rate, double momentum) {
    return switch (name) {
      case "momentum" -> new Momentum(rate, momentum);
      case "nesterov" -> new Nesterov(rate, momentum);
      default ->
          throw new IllegalArgumentException(
              "map: "
                  + Quote.of(name)
                  + " has no rate and momentum to draw; write momentum or nesterov.");
    };
  }

  private static float needed(Minimum minimum) {
    return switch (minimum.outcome()) {
      case Outcome.Converged _ -> minimum.steps();
      case Outcome.Diverged _, Outcome.NonFinite _, Outcome.Unbounded _ -> ASTRAY;
      default -> NOT_THERE;
    };
  }
}
