package thalweg.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.descent.Descent;
import thalweg.descent.DescentMethod;
import thalweg.descent.Limits;
import thalweg.descent.LineSearchDescent;
import thalweg.descent.Minimum;
import thalweg.descent.Options;

/// What does a descent that searches for its steps cost beyond its evaluations?
///
/// Run: the benchmarks' jar with this class's name and `-prof gc`; a descent is at most 60
/// evaluations, as many as `evaluations` makes. Wanted: no allocation but the buffers at the
/// beginning. Last answers under docs/measurements.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DescentBenchmark {
  private static final int EVALUATIONS = 60;

  /// Curvatures from 1 to 1,000 and a quartic term, so that methods need many steps.
  private static final DifferentiableFunction LONG_VALLEY =
      new DifferentiableFunction() {
        @Override
        public double value(double[] x) {
          return valueAndGradient(x, new double[x.length]);
        }

        @Override
        public double valueAndGradient(double[] x, double[] gradient) {
          double sum = 0;
          for (int i = 0; i < x.length; i++) {
            double c = 1 + 999.0 * i / x.length;
            double d = x[i] - 1;
            double square = x[i] * x[i];
            sum += 0.5 * c * d * d + 0.25 * square * square;
            gradient[i] = c * d + square * x[i];
          }
          return sum;
        }
      };

  private static final Options OPTIONS =
      Options.defaults().withTolerance(0).withLimits(Limits.defaults().withGradients(EVALUATIONS));

  @Param({"lbfgs", "cg", "bfgs"})
  public String method = "lbfgs";

  @Param({"10", "1000"})
  public int variables = 10;

  private DescentMethod chosen = LineSearchDescent.lbfgs();
  private double[] start = {};
  private double[] gradient = {};

  @Setup
  public void prepare() {
    chosen =
        switch (method) {
          case "cg" -> LineSearchDescent.conjugateGradient();
          case "bfgs" -> LineSearchDescent.bfgs();
          default -> LineSearchDescent.lbfgs();
        };
    start = new double[variables];
    gradient = new double[variables];
  }

  @Benchmark
  public Minimum descent() {
    return Descent.minimise(LONG_VALLEY, start, chosen, OPTIONS);
  }

  @Benchmark
  public double evaluations() {
    double sum = 0;
    for (int k = 0; k < EVALUATIONS; k++) {
      sum += LONG_VALLEY.valueAndGradient(start, gradient);
    }
    return sum;
  }
}
