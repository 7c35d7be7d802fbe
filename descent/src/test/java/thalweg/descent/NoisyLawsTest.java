package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.calculus.function.MultivariateFunction;

/// Smooth functions with known minima, made noisy in every way: what ends, where, and what is
/// claimed.
class NoisyLawsTest {
  private static final int COUNT = Integer.getInteger("thalweg.noisy.laws", 72);
  private static final long SEED = Long.getLong("thalweg.noisy.seed", 11);

  /// How values are spoilt.
  private enum Kind {
    RELATIVE,
    ABSOLUTE,
    WAVES,
    SINGLE,
    WALLS
  }

  /// A function, what it would be without noise, by how much the two differ at most near the
  /// bottom, and how low it is there.
  private record Spoilt(
      MultivariateFunction noisy,
      MultivariateFunction smooth,
      double noise,
      double least,
      double[] start,
      @Nullable Bounds bounds) {}

  private static double hash(double[] x, long seed) {
    long bits = seed;
    for (double each : x) {
      bits = (bits ^ Double.doubleToLongBits(each)) * 0x9E3779B97F4A7C15L;
      bits ^= bits >>> 31;
    }
    return new SplittableRandom(bits).nextDouble(-1, 1);
  }

  /// A bowl, a bowl of fourth powers beside it, a bent valley, or a trough of soft walls: each is 0
  /// at its bottom and above 0 elsewhere.
  private static double ground(int shape, double[] u, double[] steep) {
    int n = u.length;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double mixed = u[i] + (i > 0 ? 0.4 * u[i - 1] : 0);
      sum +=
          switch (shape) {
            case 0 -> steep[i] * mixed * mixed;
            case 1 -> steep[i] * mixed * mixed + Math.pow(mixed, 4);
            case 2 -> {
              double bent = i + 1 < n ? u[i + 1] - 0.3 * u[i] * u[i] : 0;
              yield steep[i] * bent * bent + u[i] * u[i];
            }
            default -> steep[i] * (Math.sqrt(1 + mixed * mixed) - 1);
          };
    }
    return sum;
  }

  private static Spoilt draw(Kind kind, int number) {
    SplittableRandom random = new SplittableRandom(SEED + 1_000L * kind.ordinal() + number);
    int n = 1 + number % 12;
    int shape = random.nextInt(4);
    double[] bottom = random.doubles(n, -4, 4).toArray();
    double[] steep = random.doubles(n, 0, 2).map(each -> Math.pow(10, each)).toArray();
    double scale = Math.pow(10, random.nextDouble(-5, 5));
    double floor = random.nextInt(3) == 0 ? 0 : random.nextDouble(0, 3);
    double level = Math.pow(10, random.nextDouble(-12, -2));
    double[] start = random.doubles(n, -6, 6).toArray();
    MultivariateFunction smooth =
        x -> {
          double[] u = new double[n];
          Arrays.setAll(u, i -> x[i] - bottom[i]);
          return scale * (floor + ground(shape, u, steep));
        };
    double first = smooth.at(start);
    long seed = random.nextLong();
    double noise =
        switch (kind) {
          case RELATIVE -> level * scale * (floor + 1);
          case ABSOLUTE, WAVES, WALLS -> level * first;
          case SINGLE -> Math.ulp((float) Math.max(scale * floor, 1e-6 * first));
        };
    MultivariateFunction spoilt =
        switch (kind) {
          case RELATIVE -> x -> smooth.at(x) * (1 + level * hash(x, seed));
          case ABSOLUTE -> x -> smooth.at(x) + noise * hash(x, seed);
          case WAVES -> x -> smooth.at(x) + noise * Math.sin(3e9 * Arrays.stream(x).sum());
          case SINGLE -> x -> (float) smooth.at(x);
          case WALLS -> {
            double[] offs = new double[n];
            Arrays.setAll(offs, i -> Math.abs(start[i] - bottom[i]));
            double reach = 1.5 + 2 * Arrays.stream(offs).max().orElse(0);
            yield x -> {
              for (int i = 0; i < n; i++) {
                if (Math.abs(x[i] - bottom[i]) > reach) {
                  return Double.NaN;
                }
              }
              return smooth.at(x) + noise * hash(x, seed);
            };
          }
        };
    Bounds bounds = null;
    MultivariateFunction noisy = spoilt;
    if (number % 3 == 0) {
      double[] lower = new double[n];
      double[] upper = new double[n];
      for (int i = 0; i < n; i++) {
        lower[i] = Math.min(start[i], bottom[i]) - random.nextDouble(0, 1);
        upper[i] = Math.max(start[i], bottom[i]) + (i % 2 == 0 ? 0 : random.nextDouble(0, 2));
      }
      Bounds box = Bounds.between(lower, upper);
      bounds = box;
      noisy =
          x -> {
            assertThat(box.contains(x)).as("%s", Arrays.toString(x)).isTrue();
            return spoilt.at(x);
          };
    }
    return new Spoilt(noisy, smooth, noise, scale * floor, start, bounds);
  }

  private static Minimum descend(Spoilt spoilt, boolean byModel) {
    Bounds bounds = spoilt.bounds();
    DescentMethod method =
        byModel
            ? bounds == null ? ModelTrustRegion.defaults() : ModelTrustRegion.within(bounds)
            : bounds == null ? LineSearchDescent.lbfgs() : BoundedLimitedMemoryBfgs.within(bounds);
    return Descent.minimise(spoilt.noisy(), spoilt.start(), method);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void it_ends_lower_claims_nothing_false_and_comes_near(Kind kind) {
    int near = 0;
    for (int k = 0; k < COUNT; k++) {
      Spoilt spoilt = draw(kind, k);
      Minimum minimum = descend(spoilt, k % 2 == 0);
      int n = spoilt.start().length;
      String what =
          String.format(
              Locale.ROOT, "%s %d in %d, noise %.1e: %s", kind, k, n, spoilt.noise(), minimum);
      double first = spoilt.smooth().at(spoilt.start()) - spoilt.least();
      double left = spoilt.smooth().at(minimum.point()) - spoilt.least();
      assertThat(minimum.valueEvaluations()).as(what).isLessThanOrEqualTo(2_000L * (n + 1));
      assertThat(left).as(what).isLessThanOrEqualTo(first + 3 * spoilt.noise());
      assertThat(minimum.outcome())
          .as(what)
          .isInstanceOfAny(
              Outcome.Converged.class,
              Outcome.NoiseLimit.class,
              Outcome.Stalled.class,
              Outcome.EvaluationLimit.class,
              Outcome.Flat.class,
              Outcome.Kink.class);
      if (minimum.converged()) {
        assertThat(left).as(what).isLessThanOrEqualTo(1e-6 * first + 100 * spoilt.noise());
      }
      if (minimum.outcome() instanceof Outcome.NoiseLimit limit) {
        assertThat(limit.noise()).as(what).isEqualTo(minimum.noise()).isPositive();
        assertThat(minimum.finisher()).as(what).isInstanceOf(ModelTrustRegion.class);
      }
      near += left <= 1e-3 * first + 30 * spoilt.noise() ? 1 : 0;
    }
    assertThat(near).as(kind.toString()).isGreaterThanOrEqualTo(COUNT * 9 / 10);
  }
}
