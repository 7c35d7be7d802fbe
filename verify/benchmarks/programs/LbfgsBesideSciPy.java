import module thalweg;

/// What does a step of L-BFGS cost beyond the function itself, at a million variables and a memory of
/// ten? Compare with scipy_lbfgs.py, run right after it on the same machine:
///
///     ./thalweg run verify/benchmarks/programs/LbfgsBesideSciPy.java
///     OMP_NUM_THREADS=1 python3 verify/benchmarks/programs/scipy_lbfgs.py
///
/// Prints milliseconds a step beyond the function, and bytes allocated a step once the memory is
/// full.
static final int N = 1_000_000;

static final int STEPS = 60;

static long inside;

/// Σ cᵢ(xᵢ − 1)²/2 + xᵢ⁴/4, curvatures from 1 to 1000.
static double longValley(double[] x, double[] g) {
  long start = System.nanoTime();
  double sum = 0;
  for (int i = 0; i < x.length; i++) {
    double c = 1 + 999.0 * i / x.length;
    double d = x[i] - 1;
    double square = x[i] * x[i];
    sum += 0.5 * c * d * d + 0.25 * square * square;
    g[i] = c * d + square * x[i];
  }
  inside += System.nanoTime() - start;
  return sum;
}

void main() {
  DifferentiableFunction function =
      new DifferentiableFunction() {
        @Override
        public double value(double[] x) {
          return longValley(x, new double[x.length]);
        }

        @Override
        public double valueAndGradient(double[] x, double[] gradient) {
          return longValley(x, gradient);
        }
      };
  var method = new LineSearchDescent(new LimitedMemoryBfgs(10), MoreThuente.defaults());
  var threads =
      (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
  for (int round = 0; round < 4; round++) {
    long[] bytes = {0, 0};
    int[] step = {0};
    var options =
        Options.defaults()
            .withTolerance(0)
            .withLimits(Limits.defaults().withSteps(STEPS))
            .stopWhen(
                () -> {
                  if (++step[0] == 25) {
                    bytes[0] = threads.getCurrentThreadAllocatedBytes();
                  } else if (step[0] == 55) {
                    bytes[1] = threads.getCurrentThreadAllocatedBytes();
                  }
                  return false;
                });
    inside = 0;
    long start = System.nanoTime();
    Minimum minimum = Descent.minimise(function, new double[N], method, options);
    double total = (System.nanoTime() - start) / 1e6;
    IO.println(
        "round %d: %d steps, %d evaluations, f %.10g, %.2f ms a step beyond the function (%.2f ms an evaluation), %d bytes in 30 evaluations"
            .formatted(
                round,
                minimum.steps(),
                minimum.gradientEvaluations(),
                minimum.value(),
                (total - inside / 1e6) / minimum.steps(),
                inside / 1e6 / minimum.gradientEvaluations(),
                bytes[1] - bytes[0]));
  }
}
