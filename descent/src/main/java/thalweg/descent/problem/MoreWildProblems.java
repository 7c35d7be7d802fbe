package thalweg.descent.problem;

import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.log;
import static java.lang.StrictMath.pow;
import static java.lang.StrictMath.sin;
import static java.lang.StrictMath.sqrt;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The 53 problems of Moré and Wild 2009, "Benchmarking derivative-free optimization algorithms":
/// 22 sums of squares in 2 to 12 variables, most of them from two starts.
///
/// Elementary functions are those of StrictMath, so that counts of evaluations are the same on
/// every machine.
public final class MoreWildProblems {
  private static final List<MoreWildProblem> ALL =
      List.of(
          near("linear", 45, 36, MoreWildProblems::linear, FurtherProblems.filled(9, 1)),
          far("linear", 45, 36, MoreWildProblems::linear, FurtherProblems.filled(9, 1)),
          near(
              "linear rank 1",
              35,
              8.38028169,
              of(FurtherProblems.rankOne(35, 7)),
              FurtherProblems.filled(7, 1)),
          far(
              "linear rank 1",
              35,
              8.38028169,
              of(FurtherProblems.rankOne(35, 7)),
              FurtherProblems.filled(7, 1)),
          near(
              "linear rank 1 zero",
              35,
              9.88059701,
              of(FurtherProblems.rankOneZero(35, 7)),
              FurtherProblems.filled(7, 1)),
          far(
              "linear rank 1 zero",
              35,
              9.88059701,
              of(FurtherProblems.rankOneZero(35, 7)),
              FurtherProblems.filled(7, 1)),
          near("rosenbrock", 0),
          far("rosenbrock", 0),
          near("helical-valley", 0),
          far("helical-valley", 0),
          near("powell-singular", 0),
          far("powell-singular", 0),
          near("freudenstein-roth", 48.9842537),
          far("freudenstein-roth", 48.9842537),
          near("bard", 8.21487731e-3),
          far("bard", 8.21487731e-3),
          near("kowalik-osborne", 3.07505604e-4),
          near("meyer", 16, 87.9458552, of(FurtherProblems.meyer()), 0.02, 4000, 250),
          near("watson", 31, 2.28767005e-3, of(Problems.watson(6)), FurtherProblems.filled(6, 0.5)),
          far("watson", 31, 2.28767005e-3, of(Problems.watson(6)), FurtherProblems.filled(6, 0.5)),
          near("watson", 31, 1.39976014e-6, of(Problems.watson(9)), FurtherProblems.filled(9, 0.5)),
          far("watson", 31, 1.39976014e-6, of(Problems.watson(9)), FurtherProblems.filled(9, 0.5)),
          near(
              "watson",
              31,
              4.7223811e-10,
              of(Problems.watson(12)),
              FurtherProblems.filled(12, 0.5)),
          far(
              "watson",
              31,
              4.7223811e-10,
              of(Problems.watson(12)),
              FurtherProblems.filled(12, 0.5)),
          near("box", 0),
          near("jennrich-sampson", 124.362182),
          near("brown-dennis", 20, 85822.2016, named("brown-dennis"), 25, 5, -5, -1),
          far("brown-dennis", 20, 85822.2016, named("brown-dennis"), 25, 5, -5, -1),
          chebyquad(6, 0),
          chebyquad(7, 0),
          chebyquad(8, 3.51687373e-3),
          chebyquad(9, 0),
          chebyquad(10, 6.5039548e-3),
          chebyquad(11, 2.79976155e-3),
          near(
              "brown almost-linear",
              10,
              0,
              of(FurtherProblems.brownAlmostLinear(10)),
              FurtherProblems.filled(10, 0.5)),
          near(
              "osborne 1",
              33,
              5.4648947e-5,
              of(FurtherProblems.osborne1()),
              0.5,
              1.5,
              1,
              0.01,
              0.02),
          near(
              "osborne 2",
              65,
              4.01377363e-2,
              of(FurtherProblems.osborne2()),
              FurtherProblems.osborne2().start()),
          far(
              "osborne 2",
              65,
              1.78981359,
              of(FurtherProblems.osborne2()),
              FurtherProblems.osborne2().start()),
          near("bdqrtic", 8, 10.2389734, MoreWildProblems::bdqrtic, FurtherProblems.filled(8, 1)),
          near("bdqrtic", 12, 18.2811618, MoreWildProblems::bdqrtic, FurtherProblems.filled(10, 1)),
          near("bdqrtic", 14, 22.2605917, MoreWildProblems::bdqrtic, FurtherProblems.filled(11, 1)),
          near("bdqrtic", 16, 26.2727664, MoreWildProblems::bdqrtic, FurtherProblems.filled(12, 1)),
          near("cube", 5, 0, MoreWildProblems::cube, FurtherProblems.filled(5, 0.5)),
          near("cube", 6, 0, MoreWildProblems::cube, FurtherProblems.filled(6, 0.5)),
          near("cube", 8, 0, MoreWildProblems::cube, FurtherProblems.filled(8, 0.5)),
          near("mancino", 5, 0, MoreWildProblems::mancino, mancinoStart(5)),
          far("mancino", 5, 0, MoreWildProblems::mancino, mancinoStart(5)),
          near("mancino", 8, 0, MoreWildProblems::mancino, mancinoStart(8)),
          near("mancino", 10, 0, MoreWildProblems::mancino, mancinoStart(10)),
          near("mancino", 12, 0, MoreWildProblems::mancino, mancinoStart(12)),
          far("mancino", 12, 0, MoreWildProblems::mancino, mancinoStart(12)),
          near("heart", 8, 0, MoreWildProblems::heart, heartStart()),
          far("heart", 8, 0, MoreWildProblems::heart, heartStart()));

  private MoreWildProblems() {}

  /// Returns all 53, in the order of the paper.
  public static List<MoreWildProblem> all() {
    return ALL;
  }

  private static MoreWildProblem near(
      String name, int count, double least, MoreWildProblem.Residuals residuals, double... start) {
    String title = name.replace('-', ' ').toLowerCase(Locale.ROOT) + " " + start.length;
    return new MoreWildProblem(title, count, start, least, residuals);
  }

  private static MoreWildProblem far(
      String name, int count, double least, MoreWildProblem.Residuals residuals, double... start) {
    double[] far = Arrays.stream(start).map(coordinate -> 10 * coordinate).toArray();
    String title = name.replace('-', ' ').toLowerCase(Locale.ROOT) + " " + start.length + " far";
    return new MoreWildProblem(title, count, far, least, residuals);
  }

  /// One of [Problems], from its own start.
  private static MoreWildProblem near(String name, double least) {
    return near(name, count(name), least, named(name), Problems.named(name).start());
  }

  private static MoreWildProblem far(String name, double least) {
    return far(name, count(name), least, named(name), Problems.named(name).start());
  }

  private static MoreWildProblem chebyquad(int n, double least) {
    Problem problem = Problems.chebyquad(n);
    return near("chebyquad", n, least, of(problem), problem.start());
  }

  private static SumOfSquares squares(Problem problem) {
    return (SumOfSquares) problem.function();
  }

  private static int count(String name) {
    return squares(Problems.named(name)).count();
  }

  private static MoreWildProblem.Residuals named(String name) {
    return of(Problems.named(name));
  }

  private static MoreWildProblem.Residuals of(Problem problem) {
    SumOfSquares.Residuals residuals = squares(problem).residuals();
    return (x, r) -> residuals.at(x, r, null);
  }

  private static double[] heartStart() {
    return new double[] {-0.3, -0.39, 0.3, -0.344, -1.2, 2.69, 1.59, -1.5};
  }

  private static void linear(double[] x, double[] r) {
    double mean = 2 * Arrays.stream(x).sum() / r.length + 1;
    for (int i = 0; i < r.length; i++) {
      r[i] = (i < x.length ? x[i] : 0) - mean;
    }
  }

  private static void bdqrtic(double[] x, double[] r) {
    int n = x.length;
    for (int i = 0; i < n - 4; i++) {
      r[i] = 3 - 4 * x[i];
      double last = 5 * x[n - 1] * x[n - 1];
      r[n - 4 + i] =
          x[i] * x[i]
              + 2 * x[i + 1] * x[i + 1]
              + 3 * x[i + 2] * x[i + 2]
              + 4 * x[i + 3] * x[i + 3]
              + last;
    }
  }

  private static void cube(double[] x, double[] r) {
    r[0] = x[0] - 1;
    for (int i = 1; i < x.length; i++) {
      r[i] = 10 * (x[i] - x[i - 1] * x[i - 1] * x[i - 1]);
    }
  }

  private static double mancinoSum(double[] x, int i) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      double v = sqrt(x[i] * x[i] + (i + 1.0) / (j + 1));
      sum += v * (pow(sin(log(v)), 5) + pow(cos(log(v)), 5));
    }
    return sum;
  }

  private static double cubed(int i) {
    double off = i - 49;
    return off * off * off;
  }

  private static void mancino(double[] x, double[] r) {
    for (int i = 0; i < x.length; i++) {
      r[i] = 1400 * x[i] + cubed(i) + mancinoSum(x, i);
    }
  }

  private static double[] mancinoStart(int n) {
    double[] start = new double[n];
    for (int i = 0; i < n; i++) {
      start[i] = -8.710996e-4 * (cubed(i) + mancinoSum(new double[n], i));
    }
    return start;
  }

  /// Dipoles of a heart: two complex sums and three of their moments.
  private static void heart(double[] x, double[] r) {
    double t = x[4];
    double u = x[5];
    double v = x[6];
    double w = x[7];
    r[0] = x[0] + x[1] + 0.69;
    r[1] = x[2] + x[3] + 0.044;
    r[2] = t * x[0] + u * x[1] - v * x[2] - w * x[3] + 1.57;
    r[3] = v * x[0] + w * x[1] + t * x[2] + u * x[3] + 1.31;
    double first = t * t - v * v;
    double second = u * u - w * w;
    r[4] = x[0] * first - 2 * x[2] * t * v + x[1] * second - 2 * x[3] * u * w + 2.65;
    r[5] = x[2] * first + 2 * x[0] * t * v + x[3] * second + 2 * x[1] * u * w - 2;
    double firstReal = t * (t * t - 3 * v * v);
    double firstTurned = v * (v * v - 3 * t * t);
    double secondReal = u * (u * u - 3 * w * w);
    double secondTurned = w * (w * w - 3 * u * u);
    r[6] = x[0] * firstReal + x[2] * firstTurned + x[1] * secondReal + x[3] * secondTurned + 12.6;
    r[7] = x[2] * firstReal - x[0] * firstTurned + x[3] * secondReal - x[1] * secondTurned - 9.48;
  }
}
