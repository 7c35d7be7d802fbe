package thalweg.descent.fit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/// Models drawn at random, each with data of which the truth is known, in any units.
///
/// @param units of each parameter: exponents of the unit of x and of the unit of y
record CurveFamily(String name, Shape shape, Draw draw, double from, double to, int[][] units) {
  interface Shape {
    double at(double x, double[] p);
  }

  interface Draw {
    double[] parameters(SplittableRandom random);
  }

  static final List<CurveFamily> ALL =
      List.of(
          new CurveFamily(
              "decay to a level",
              (x, p) -> p[0] * Math.exp(-p[1] * x) + p[2],
              r -> new double[] {between(r, 1, 5), between(r, 0.5, 2), between(r, -1, 1)},
              0,
              3,
              new int[][] {{0, 1}, {-1, 0}, {0, 1}}),
          new CurveFamily(
              "two exponentials",
              (x, p) -> p[0] * Math.exp(-p[1] * x) + p[2] * Math.exp(-p[3] * x),
              r ->
                  new double[] {
                    between(r, 1, 5), between(r, 0.3, 0.8), between(r, 1, 5), between(r, 4, 9)
                  },
              0,
              4,
              new int[][] {{0, 1}, {-1, 0}, {0, 1}, {-1, 0}}),
          new CurveFamily(
              "saturation",
              (x, p) -> p[0] * x / (p[1] + x),
              r -> new double[] {between(r, 1, 5), between(r, 0.3, 3)},
              0.1,
              5,
              new int[][] {{0, 1}, {1, 0}}),
          new CurveFamily(
              "rational",
              (x, p) -> (p[0] + p[1] * x) / (1 + p[2] * x + p[3] * x * x),
              r ->
                  new double[] {
                    between(r, 1, 3), between(r, 1, 4), between(r, 0.2, 1), between(r, 0.3, 1)
                  },
              0,
              6,
              new int[][] {{0, 1}, {-1, 1}, {-1, 0}, {-2, 0}}),
          new CurveFamily(
              "peak on a line",
              (x, p) -> p[0] * Math.exp(-Math.pow((x - p[1]) / p[2], 2)) + p[3] + p[4] * x,
              r ->
                  new double[] {
                    between(r, 2, 6),
                    between(r, 2, 3),
                    between(r, 0.4, 0.8),
                    between(r, -1, 1),
                    between(r, -0.3, 0.3)
                  },
              0,
              5,
              new int[][] {{0, 1}, {1, 0}, {1, 0}, {0, 1}, {-1, 1}}),
          new CurveFamily(
              "Lorentz's line",
              (x, p) -> p[0] / (1 + Math.pow((x - p[1]) / p[2], 2)),
              r -> new double[] {between(r, 2, 6), between(r, 2, 3), between(r, 0.4, 0.8)},
              0,
              5,
              new int[][] {{0, 1}, {1, 0}, {1, 0}}),
          new CurveFamily(
              "logistic",
              (x, p) -> p[0] / (1 + Math.exp(p[1] - p[2] * x)),
              r -> new double[] {between(r, 2, 6), between(r, 2, 4), between(r, 1, 2)},
              0,
              5,
              new int[][] {{0, 1}, {0, 0}, {-1, 0}}),
          new CurveFamily(
              "wave",
              (x, p) -> p[0] * Math.sin(p[1] * x + p[2]) + p[3],
              r ->
                  new double[] {
                    between(r, 1, 4), between(r, 1.5, 2.5), between(r, 0.5, 1), between(r, -1, 1)
                  },
              0,
              6,
              new int[][] {{0, 1}, {-1, 0}, {0, 0}, {0, 1}}));

  /// One member: the truth, x, y without noise in units of 1, noise of standard deviation 1.
  record Member(CurveFamily family, double[] truth, double[] start, double[] x, double[] noise) {
    /// Returns the residuals where x and y are measured in these units.
    double[] residuals(double unitX, double unitY, double noisiness, double[] p) {
      double[] r = new double[x.length];
      for (int i = 0; i < r.length; i++) {
        double y = family.shape.at(x[i], truth) + noisiness * noise[i];
        r[i] = y * unitY - family.scaled(x[i] * unitX, p, unitX, unitY);
      }
      return r;
    }

    double[] inUnits(double[] p, double unitX, double unitY) {
      double[] scaled = p.clone();
      for (int j = 0; j < p.length; j++) {
        scaled[j] *= Math.pow(unitX, family.units[j][0]) * Math.pow(unitY, family.units[j][1]);
      }
      return scaled;
    }
  }

  /// The same law for x and y in any unit, as every one of these shapes is.
  private double scaled(double x, double[] p, double unitX, double unitY) {
    double[] plain = p.clone();
    for (int j = 0; j < p.length; j++) {
      plain[j] /= Math.pow(unitX, units[j][0]) * Math.pow(unitY, units[j][1]);
    }
    return shape.at(x / unitX, plain) * unitY;
  }

  Member member(long seed, int points) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] truth = draw.parameters(random);
    double[] start = Arrays.stream(truth).map(p -> p * between(random, 0.85, 1.2)).toArray();
    double[] x =
        DoubleStream.iterate(from, at -> at + (to - from) / (points - 1)).limit(points).toArray();
    double[] noise = DoubleStream.generate(random::nextGaussian).limit(points).toArray();
    return new Member(this, truth, start, x, noise);
  }

  static double between(SplittableRandom random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  @Override
  public String toString() {
    return name;
  }
}
