package thalweg.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;

/// Elementwise work and sums of rows as training has them: each as tensor expressions and as a loop
/// written by hand, on the same numbers.
///
/// As a program it runs both in turn on one thread and prints the medians and their ratio:
/// `./thalweg run verify/benchmarks/src/main/java/thalweg/benchmarks/ElementwiseWork.java`
public enum ElementwiseWork {
  /// One step of Adam over 670,000 parameters.
  ADAM(1, 670_000),
  /// x Φ(x) over 128 rows of 512.
  GELU(128, 512),
  /// Its derivative times a gradient.
  GELU_GRADIENT(128, 512),
  /// Softmax over rows of 10.
  SOFTMAX_10(1024, 10),
  /// Softmax over rows of 512.
  SOFTMAX_512(128, 512),
  /// Softmax over rows of 1000.
  SOFTMAX_1000(128, 1000),
  /// Layer normalisation over rows of 512, with scale and shift.
  LAYER_NORMALISATION(128, 512),
  /// Its gradients by input, scale and shift.
  LAYER_NORMALISATION_GRADIENT(128, 512);

  private final int rows;
  private final int columns;

  ElementwiseWork(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  private static NdArray numbers(Shape shape, int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[shape.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return NdArray.of(shape, numbers);
  }

  private Tensor matrix(String name) {
    return Tensor.variable(name, DType.FLOAT, rows, columns);
  }

  private static Tensor row(String name, int columns) {
    return Tensor.variable(name, DType.FLOAT, columns);
  }

  private static Tensor mean(Tensor x) {
    return x.sum(1).multiply(1.0 / x.shape().size(1)).expand(1);
  }

  private static Tensor area(Tensor x) {
    return x.multiply(Math.sqrt(0.5)).erf().add(1).multiply(0.5);
  }

  /// Returns an execution with all variables set.
  public Execution execution() {
    Tensor x = matrix("x");
    Tensor d = matrix("d");
    Tensor gamma = row("gamma", columns);
    Tensor beta = row("beta", columns);
    Tensor centred = x.subtract(mean(x));
    Tensor scale =
        Tensor.fill(1, DType.FLOAT, Shape.SCALAR)
            .divide(mean(centred.square()).add(1e-5).squareRoot());
    Tensor normal = centred.multiply(scale);
    return switch (this) {
      case ADAM -> adam();
      case GELU -> run(List.of(x.multiply(area(x))), x);
      case GELU_GRADIENT ->
          run(
              List.of(
                  d.multiply(
                      area(x)
                          .add(
                              x.multiply(
                                  x.square()
                                      .multiply(-0.5)
                                      .exp()
                                      .multiply(1 / Math.sqrt(2 * Math.PI)))))),
              x,
              d);
      case SOFTMAX_10, SOFTMAX_512, SOFTMAX_1000 -> run(List.of(x.softmax(1)), x);
      case LAYER_NORMALISATION -> run(List.of(normal.multiply(gamma).add(beta)), x, gamma, beta);
      case LAYER_NORMALISATION_GRADIENT -> {
        Tensor q = d.multiply(gamma);
        Tensor along = normal.multiply(mean(q.multiply(normal)));
        Tensor byX = q.subtract(mean(q)).subtract(along).multiply(scale);
        yield run(List.of(byX, d.multiply(normal).sum(0), d.sum(0)), x, gamma, d);
      }
    };
  }

  private Execution adam() {
    Tensor w = matrix("w");
    Tensor g = matrix("g");
    Tensor m = matrix("m");
    Tensor v = matrix("v");
    Tensor c1 = Tensor.variable("c1", DType.FLOAT);
    Tensor c2 = Tensor.variable("c2", DType.FLOAT);
    Tensor first = m.multiply(0.9).add(g.multiply(0.1));
    Tensor second = v.multiply(0.999).add(g.square().multiply(0.001));
    Tensor step = first.multiply(c1).divide(second.multiply(c2).squareRoot().add(1e-8));
    Execution execution = Program.of(w.subtract(step.multiply(0.001)), first, second).execution();
    execution.set(w, numbers(w.shape(), 1)).set(g, numbers(g.shape(), 2));
    execution.set(m, numbers(m.shape(), 3)).set(v, squares(numbers(v.shape(), 4)));
    return execution
        .set(c1, NdArray.of(Shape.SCALAR, new float[] {1.5f}))
        .set(c2, NdArray.of(Shape.SCALAR, new float[] {1.2f}));
  }

  private static NdArray squares(NdArray x) {
    float[] numbers = x.floats();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= numbers[i];
    }
    return x;
  }

  private static Execution run(List<Tensor> outputs, Tensor... variables) {
    Execution execution = Program.of(outputs).execution();
    for (int i = 0; i < variables.length; i++) {
      execution.set(variables[i], numbers(variables[i].shape(), i + 1));
    }
    return execution;
  }

  /// Returns the loop by hand.
  public Runnable byHand() {
    Shape shape = Shape.of(rows, columns);
    float[] x = numbers(shape, 1).floats();
    float[] d = numbers(shape, 2).floats();
    float[] m = numbers(shape, 3).floats();
    float[] v = squares(numbers(shape, 4)).floats();
    float[] gamma = Arrays.copyOf(d, columns);
    float[] beta = Arrays.copyOf(m, columns);
    float[] y = new float[x.length];
    float[] newM = new float[x.length];
    float[] newV = new float[x.length];
    float[] byGamma = new float[columns];
    float[] byBeta = new float[columns];
    return switch (this) {
      case ADAM -> () -> HandFused.adam(x, d, m, v, y, newM, newV, 1.5f, 1.2f);
      case GELU -> () -> HandFused.gelu(x, y);
      case GELU_GRADIENT -> () -> HandFused.geluGradient(x, d, y);
      case SOFTMAX_10, SOFTMAX_512, SOFTMAX_1000 -> () -> HandFused.softmax(x, y, rows, columns);
      case LAYER_NORMALISATION ->
          () -> HandFused.layerNormalisation(x, gamma, beta, y, rows, columns);
      case LAYER_NORMALISATION_GRADIENT ->
          () ->
              HandFused.layerNormalisationGradient(x, gamma, d, y, byGamma, byBeta, rows, columns);
    };
  }

  /// Returns the nanoseconds of one of `runs` runs.
  private static double nanos(Runnable work, int runs) {
    long start = System.nanoTime();
    for (int run = 0; run < runs; run++) {
      work.run();
    }
    return (System.nanoTime() - start) / (double) runs;
  }

  private static double median(double[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }

  public static void main(String... arguments) {
    System.out.println(
        "nanoseconds an element, medians of 41 turns, one thread; Java "
            + System.getProperty("java.version"));
    double worst = 0;
    for (ElementwiseWork work : values()) {
      Execution execution = work.execution();
      Runnable byHand = work.byHand();
      int elements = work.rows * work.columns;
      int runs = Math.max(1, 400_000 / elements);
      double first = nanos(execution::run, 1) / elements;
      // Until Thalweg's own loops have come: it asks for them after some 30 ms of work.
      long warm = System.nanoTime() + 1_500_000_000L;
      while (System.nanoTime() < warm) {
        nanos(execution::run, runs);
        nanos(byHand, runs);
      }
      double[] ours = new double[41];
      double[] theirs = new double[41];
      for (int turn = 0; turn < 41; turn++) {
        ours[turn] = nanos(execution::run, runs) / elements;
        theirs[turn] = nanos(byHand, runs) / elements;
      }
      double ratio = median(ours) / median(theirs);
      worst = Math.max(worst, ratio);
      System.out.printf(
          Locale.ROOT,
          "%-30s Thalweg %.3f   by hand %.3f   ratio %.2f   (first run %.0f)%n",
          work.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          median(ours),
          median(theirs),
          ratio,
          first);
    }
    System.out.printf(Locale.ROOT, "worst ratio %.2f, wanted at most 1.30%n", worst);
  }
}
