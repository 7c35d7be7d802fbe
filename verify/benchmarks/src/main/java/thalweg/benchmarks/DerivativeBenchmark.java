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
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.ScalarFunction;

/// What does a ladder derivative of a cheap function cost beyond its evaluations?
///
/// Run: the benchmarks' jar with this class's name and `-prof gc`; wanted: at most 1 µs beyond the
/// evaluations, and no allocation but the result. Last answers under docs/measurements.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DerivativeBenchmark {
  /// Functions that a processor knows, and one of a few operations.
  @Param({"exp", "sin", "quartic"})
  public String function = "exp";

  private ScalarFunction f = Math::exp;
  private double x = 1;

  @Setup
  public void prepare() {
    f =
        switch (function) {
          case "exp" -> Math::exp;
          case "sin" -> Math::sin;
          default -> x -> x * x * x * x + 3 * x * x - 10 * x;
        };
  }

  @Benchmark
  public Derivative ladder() {
    x = x > 2 ? 1 : x + 1e-6;
    return Ladder.standard().derivative(f, x);
  }

  /// As many evaluations as the ladder makes, and nothing else.
  @Benchmark
  public double evaluations() {
    x = x > 2 ? 1 : x + 1e-6;
    double sum = f.at(x);
    for (int k = 1; k <= 5; k++) {
      sum += f.at(x + 0.01 * k) - f.at(x - 0.01 * k);
    }
    return sum;
  }

  @Benchmark
  public double central() {
    x = x > 2 ? 1 : x + 1e-6;
    return Derivative.central(f, x);
  }
}
