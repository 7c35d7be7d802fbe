package thalweg.descent.problem;

import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.exp;
import static java.lang.StrictMath.log;
import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sin;
import static java.lang.StrictMath.sqrt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A kind of function that minimisers meet among strangers, of which as many as are wanted can be
/// drawn, every one known by construction.
///
/// Each is seen through a random change of scales: values multiplied by 10⁻¹² to 10¹², or shifted
/// by ±10⁸; coordinates multiplied by 10⁻⁶ to 10⁶, together or each by itself, turned, or shifted
/// by ±10⁸.
public enum Family {
  /// Convex and smooth, the bottom round or as flat as a fourth power.
  BOWLS("bowls"),
  /// Long valleys, straight or bent: curvatures that differ by up to 10⁸.
  VALLEYS("valleys"),
  /// The minimum lies where the slope jumps.
  KINKS("kinks"),
  /// Values with noise that is a function of the point.
  NOISE("noise"),
  /// Hollows in a plain that is flat in doubles, entered from the rim or far outside.
  PLAINS("plains"),
  /// Values that change in stairs.
  STAIRS("stairs"),
  /// Starts from which the gradient leads into a saddle.
  SADDLES("saddles"),
  /// Starts on a top.
  TOPS("tops"),
  /// Values that fall without end.
  ABYSSES("abysses"),
  /// Not defined everywhere: a trial may find NaN.
  HOLES("holes");

  private final String title;

  Family(String title) {
    this.title = title;
  }

  /// Returns the name in small letters, such as `kinks`.
  public String title() {
    return title;
  }

  /// Returns the first members that the seed draws; the same ones every time.
  ///
  /// @throws IllegalArgumentException if the count is negative
  public List<Landscape> draw(long seed, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "landscapes: " + count + " asked for; the count must not be negative.");
    }
    SplittableRandom random = new SplittableRandom(seed + 1_000_003L * title.hashCode());
    List<Landscape> drawn = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      drawn.add(one(number, random.split()));
    }
    return drawn;
  }

  private Landscape one(int number, SplittableRandom random) {
    int n = random.nextInt(1, 7);
    return switch (this) {
      case BOWLS -> bowl(number, n, random);
      case VALLEYS -> valley(number, Math.max(2, n), random);
      case KINKS -> kink(number, n, random);
      case NOISE -> noise(number, n, random);
      case PLAINS -> plain(number, n, random);
      case STAIRS -> stairs(number, n, random);
      case SADDLES -> saddle(number, Math.max(2, n), random);
      case TOPS -> top(number, n, random);
      case ABYSSES -> abyss(number, n, random);
      case HOLES -> hole(number, n, random);
    };
  }

  private Landscape landscape(
      int number,
      SplittableRandom random,
      Landscape.Ground ground,
      Landscape.Truth truth,
      double[] start) {
    return new Landscape(this, number, ground, truth, scales(start.length, random), start);
  }

  private static Landscape.Truth truth(List<double[]> minima, String... right) {
    return new Landscape.Truth(minima, List.of(right), 0);
  }

  private static Landscape.Scales scales(int n, SplittableRandom random) {
    double[] coordinates = new double[n];
    Arrays.fill(coordinates, 1);
    double[][] rotation = new double[n][n];
    for (int i = 0; i < n; i++) {
      rotation[i][i] = 1;
    }
    double centre = 0;
    double value = 1;
    double shift = 0;
    switch (random.nextInt(7)) {
      case 0 -> value = pow(10, random.nextInt(-12, 13));
      case 1 -> shift = random.nextBoolean() ? 1e8 : -1e8;
      case 2 -> Arrays.fill(coordinates, pow(10, random.nextInt(-6, 7)));
      case 3 -> {
        for (int i = 0; i < n; i++) {
          coordinates[i] = pow(10, random.nextDouble(-2, 2));
        }
      }
      case 4 -> rotate(rotation, random);
      case 5 -> centre = random.nextBoolean() ? 1e8 : -1e8;
      default -> centre = random.nextDouble(-3, 3);
    }
    return new Landscape.Scales(coordinates, centre, rotation, value, shift);
  }

  /// Turns by a random angle in each plane of two neighbouring axes.
  private static void rotate(double[][] rotation, SplittableRandom random) {
    for (int j = 0; j + 1 < rotation.length; j++) {
      double angle = random.nextDouble(0.3, 1.3);
      double c = cos(angle);
      double s = sin(angle);
      for (double[] row : rotation) {
        double left = row[j];
        double right = row[j + 1];
        row[j] = c * left - s * right;
        row[j + 1] = s * left + c * right;
      }
    }
  }

  private static double[] point(int n, double size, SplittableRandom random) {
    double[] u = new double[n];
    for (int i = 0; i < n; i++) {
      u[i] = size * random.nextDouble(0.2, 1) * (random.nextBoolean() ? 1 : -1);
    }
    return u;
  }

  private static double[] weights(int n, double least, double most, SplittableRandom random) {
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = exp(random.nextDouble(log(least), log(most)));
    }
    return weights;
  }

  /// A sum of one term for each coordinate.
  private interface Term {
    double value(double u);

    double slope(double u);
  }

  private static Term term(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return new Term() {
      @Override
      public double value(double u) {
        return value.applyAsDouble(u);
      }

      @Override
      public double slope(double u) {
        return slope.applyAsDouble(u);
      }
    };
  }

  private static Landscape.Ground sum(double[] weights, Term term) {
    return (u, gradient) -> {
      double sum = 0;
      for (int i = 0; i < u.length; i++) {
        sum += weights[i] * term.value(u[i]);
        if (gradient != null) {
          gradient[i] = weights[i] * term.slope(u[i]);
        }
      }
      return sum;
    };
  }

  private static final Term SQUARE = term(u -> u * u, u -> 2 * u);

  private Landscape bowl(int number, int n, SplittableRandom random) {
    Term term =
        switch (random.nextInt(4)) {
          case 0 -> SQUARE;
          case 1 -> term(u -> u * u * u * u, u -> 4 * u * u * u);
          case 2 -> term(u -> exp(u) - u, u -> exp(u) - 1);
          default -> term(u -> sqrt(1 + u * u), u -> u / sqrt(1 + u * u));
        };
    double[] bottom = new double[n];
    return landscape(
        number,
        random,
        sum(weights(n, 0.3, 3, random), term),
        truth(List.of(bottom), "CONVERGED", "STALLED"),
        point(n, exp(random.nextDouble(-3, 2)), random));
  }

  private Landscape valley(int number, int n, SplittableRandom random) {
    double[] bottom = new double[n];
    Landscape.Ground ground;
    if (random.nextBoolean()) {
      ground = sum(weights(n, 1, pow(10, random.nextDouble(2, 8)), random), SQUARE);
    } else {
      double steep = pow(10, random.nextDouble(0, 4));
      Arrays.fill(bottom, 1);
      ground = (u, gradient) -> bent(u, gradient, steep);
    }
    return landscape(
        number,
        random,
        ground,
        truth(List.of(bottom), "CONVERGED", "STALLED"),
        point(n, 2, random));
  }

  /// Rosenbrock's function of each pair of variables; what is left over is a square. (The chain of
  /// all of them has a second minimum.)
  private static double bent(double[] u, double @Nullable [] gradient, double steep) {
    double sum = 0;
    if (gradient != null) {
      Arrays.fill(gradient, 0);
    }
    for (int i = 0; i < u.length; i += 2) {
      double off = i + 1 < u.length ? u[i + 1] - u[i] * u[i] : 0;
      double rest = 1 - u[i];
      sum += steep * off * off + rest * rest;
      if (gradient != null) {
        gradient[i] += -4 * steep * off * u[i] - 2 * rest;
        if (i + 1 < u.length) {
          gradient[i + 1] += 2 * steep * off;
        }
      }
    }
    return sum;
  }

  private Landscape kink(int number, int n, SplittableRandom random) {
    double[] weights = weights(n, 0.3, 3, random);
    Landscape.Ground ground =
        switch (random.nextInt(4)) {
          case 0 -> sum(weights, term(Math::abs, Math::signum));
          case 1 -> Family::distance;
          case 2 ->
              (u, gradient) -> {
                double sum = 0;
                for (int i = 0; i < u.length; i++) {
                  sum += weights[i] * (i == 0 ? Math.abs(u[i]) : u[i] * u[i]);
                  if (gradient != null) {
                    gradient[i] = weights[i] * (i == 0 ? Math.signum(u[i]) : 2 * u[i]);
                  }
                }
                return sum;
              };
          default -> (u, gradient) -> largest(u, gradient, weights);
        };
    return landscape(
        number, random, ground, truth(List.of(new double[n]), "KINK"), point(n, 3, random));
  }

  private static double distance(double[] u, double @Nullable [] gradient) {
    double square = 0;
    for (double each : u) {
      square += each * each;
    }
    double distance = sqrt(square);
    if (gradient != null) {
      for (int i = 0; i < u.length; i++) {
        gradient[i] = u[i] / distance;
      }
    }
    return distance;
  }

  private static double largest(double[] u, double @Nullable [] gradient, double[] weights) {
    int at = 0;
    for (int i = 0; i < u.length; i++) {
      at = weights[i] * Math.abs(u[i]) > weights[at] * Math.abs(u[at]) ? i : at;
    }
    if (gradient != null) {
      Arrays.fill(gradient, 0);
      gradient[at] = weights[at] * Math.signum(u[at]);
    }
    return weights[at] * Math.abs(u[at]);
  }

  private Landscape noise(int number, int n, SplittableRandom random) {
    double size = pow(10, random.nextDouble(-10, -3));
    double[] weights = weights(n, 0.3, 3, random);
    Landscape.Ground smooth = sum(weights, SQUARE);
    Landscape.Ground ground =
        (u, gradient) -> {
          long hash = 0;
          for (double each : u) {
            hash = hash * 0x9E3779B97F4A7C15L + Double.doubleToLongBits(each);
          }
          double draw = new SplittableRandom(hash).nextDouble(-1, 1);
          return smooth.at(u, gradient) + size * draw;
        };
    return landscape(
        number,
        random,
        ground,
        new Landscape.Truth(List.of(new double[n]), List.of("CONVERGED", "STALLED"), 10 * size),
        point(n, 3, random));
  }

  private Landscape plain(int number, int n, SplittableRandom random) {
    double far = random.nextBoolean() ? random.nextDouble(1, 3) : random.nextDouble(20, 60);
    double[] weights = weights(n, 0.5, 2, random);
    Landscape.Ground ground =
        (u, gradient) -> {
          double square = 0;
          for (int i = 0; i < u.length; i++) {
            square += weights[i] * u[i] * u[i];
          }
          double hollow = exp(-square);
          if (gradient != null) {
            for (int i = 0; i < u.length; i++) {
              gradient[i] = 2 * weights[i] * u[i] * hollow;
            }
          }
          return 1 - hollow;
        };
    return landscape(
        number,
        random,
        ground,
        truth(List.of(new double[n]), "CONVERGED", "STALLED", "FLAT"),
        point(n, far, random));
  }

  private Landscape stairs(int number, int n, SplittableRandom random) {
    double stairs = pow(10, random.nextDouble(0, 6));
    Landscape.Ground smooth = sum(weights(n, 0.3, 3, random), SQUARE);
    Landscape.Ground ground =
        (u, gradient) -> {
          if (gradient != null) {
            Arrays.fill(gradient, 0);
          }
          return Math.floor(stairs * smooth.at(u, null)) / stairs;
        };
    return landscape(
        number,
        random,
        ground,
        truth(List.of(new double[n]), "CONVERGED", "STALLED", "FLAT"),
        point(n, 3, random));
  }

  /// Σ u² along the first coordinates and w²(w² − 2) along the last two, which are turned by 45°.
  private Landscape saddle(int number, int n, SplittableRandom random) {
    double[] weights = weights(n, 0.3, 3, random);
    boolean turned = random.nextBoolean();
    double half = sqrt(0.5);
    Landscape.Ground ground =
        (u, gradient) -> {
          double a = turned ? half * (u[n - 2] + u[n - 1]) : u[n - 2];
          double b = turned ? half * (u[n - 1] - u[n - 2]) : u[n - 1];
          double sum = weights[0] * a * a + weights[1] * b * b * (b * b - 2);
          double da = 2 * weights[0] * a;
          double db = weights[1] * 4 * b * (b * b - 1);
          if (gradient != null) {
            gradient[n - 2] = turned ? half * (da - db) : da;
            gradient[n - 1] = turned ? half * (da + db) : db;
          }
          for (int i = 0; i < n - 2; i++) {
            sum += weights[i + 2] * u[i] * u[i];
            if (gradient != null) {
              gradient[i] = 2 * weights[i + 2] * u[i];
            }
          }
          return sum;
        };
    double[] start = point(n, 2, random);
    start[n - 1] = turned ? start[n - 2] : 0;
    List<double[]> minima = new ArrayList<>();
    for (int side = -1; side <= 1; side += 2) {
      double[] bottom = new double[n];
      bottom[n - 1] = turned ? side * half : side;
      bottom[n - 2] = turned ? -side * half : 0;
      minima.add(bottom);
    }
    return landscape(
        number, random, ground, truth(minima, "CONVERGED", "STALLED", "SADDLE"), start);
  }

  private Landscape top(int number, int n, SplittableRandom random) {
    double[] weights = weights(n, 0.3, 3, random);
    boolean wave = random.nextBoolean();
    Term term =
        wave
            ? term(StrictMath::cos, u -> -sin(u))
            : term(u -> (u * u - 1) * (u * u - 1), u -> 4 * u * (u * u - 1));
    List<double[]> minima = new ArrayList<>();
    double[] bottom = new double[n];
    Arrays.fill(bottom, wave ? Math.PI : 1);
    minima.add(bottom); // all others are as low
    return landscape(
        number,
        random,
        sum(weights, term),
        truth(minima, "CONVERGED", "STALLED", "MAXIMUM", "SADDLE"),
        new double[n]);
  }

  private Landscape abyss(int number, int n, SplittableRandom random) {
    double[] weights = weights(n, 0.3, 3, random);
    Term term =
        switch (random.nextInt(5)) {
          case 0 -> term(u -> -u, u -> -1);
          case 1 -> term(u -> -exp(u), u -> -exp(u));
          case 2 -> term(u -> u * u * u, u -> 3 * u * u);
          case 3 -> term(u -> -log(1 + u * u), u -> -2 * u / (1 + u * u));
          default -> term(u -> -u * u, u -> -2 * u);
        };
    Landscape.Ground ground =
        (u, gradient) -> {
          double sum = weights[0] * term.value(u[0]);
          if (gradient != null) {
            gradient[0] = weights[0] * term.slope(u[0]);
          }
          for (int i = 1; i < u.length; i++) {
            sum += weights[i] * u[i] * u[i];
            if (gradient != null) {
              gradient[i] = 2 * weights[i] * u[i];
            }
          }
          return sum;
        };
    return landscape(
        number,
        random,
        ground,
        truth(List.of(), "UNBOUNDED", "SADDLE", "MAXIMUM", "DIVERGED"),
        point(n, 2, random));
  }

  private Landscape hole(int number, int n, SplittableRandom random) {
    double[] weights = weights(n, 0.3, 3, random);
    Term term;
    double least;
    double first;
    switch (random.nextInt(3)) {
      case 0 -> {
        term = term(u -> u <= 0 ? Double.NaN : u - log(u), u -> 1 - 1 / u);
        least = 1;
        first = exp(random.nextDouble(-3, 3));
      }
      case 1 -> {
        term = term(u -> u < 0 ? Double.NaN : u * sqrt(u) - 3 * u, u -> 1.5 * sqrt(u) - 3);
        least = 4;
        first = exp(random.nextDouble(-3, 3));
      }
      default -> {
        // A hole around 2 in the way from 3 and 5 to 0 would be a wall: it begins at |u| = 4.
        term = term(u -> Math.abs(u) > 4 ? Double.NaN : u * u, u -> 2 * u);
        least = 0;
        first = random.nextDouble(-4, 4);
      }
    }
    double[] bottom = new double[n];
    Arrays.fill(bottom, least);
    double[] start = new double[n];
    Arrays.fill(start, first);
    return landscape(
        number, random, sum(weights, term), truth(List.of(bottom), "CONVERGED", "STALLED"), start);
  }
}
