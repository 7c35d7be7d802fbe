package thalweg.calculus.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.Shape;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.GradientCheck.Block;
import thalweg.calculus.gradient.GradientCheck.BlockReport;
import thalweg.calculus.gradient.GradientCheck.Report;
import thalweg.calculus.gradient.GradientCheck.Verdict;
import thalweg.calculus.gradient.forward.DualGradient;

@Tag("plain")
class GradientCheckTest {
  private static final List<String> FORMULAS =
      List.of(
          "x^2 + y^2 + z^2",
          "100*(y - x^2)^2 + (1 - x)^2 + z",
          "exp(-(x^2 + y^2)) * sin(z)",
          "log(1 + exp(x*y)) - z",
          "sqrt(x^2 + y^2 + z^2)",
          "1e6*x + 1e-6*y*z",
          "tanh(x*y*z)",
          "sin(40*x) + y - z",
          "erf(x) * sigmoid(y) / (1 + z^2)",
          "42",
          "x^2*y^2*z^2 - 0.5",
          "1e12 + x*y + z",
          "1e-12*(x^2 + y*z)");

  /// A right gradient but for one element, which is multiplied by `factor`.
  private static DifferentiableFunction spoilt(
      DifferentiableFunction right, int element, double factor) {
    return new DifferentiableFunction() {
      @Override
      public double value(double[] x) {
        return right.value(x);
      }

      @Override
      public double valueAndGradient(double[] x, double[] gradient) {
        double value = right.valueAndGradient(x, gradient);
        gradient[element] *= factor;
        return value;
      }
    };
  }

  private static DualGradient dual(String text) {
    return new DualGradient(Formula.parse(text, List.of("x", "y", "z")));
  }

  /// A sum of pieces w·max(0, a·x + b) and of their squares, whose gradient kinks or jumps as that
  /// of a network with relu does, many times beside any point.
  private static DifferentiableFunction kinked(SplittableRandom random, int order) {
    int pieces = 40;
    double[][] a = new double[pieces][3];
    double[] b = new double[pieces];
    double[] w = new double[pieces];
    for (int k = 0; k < pieces; k++) {
      a[k] = random.doubles(3, -1, 1).toArray();
      b[k] = random.nextDouble(-0.3, 0.3);
      w[k] = random.nextDouble(-1, 1);
    }
    return new DifferentiableFunction() {
      private double piece(double[] x, int k) {
        return Math.max(0, a[k][0] * x[0] + a[k][1] * x[1] + a[k][2] * x[2] + b[k]);
      }

      // Pieces of order 0 jump, as the gradient of relu does, where nothing says so.
      private double raised(double piece, int order) {
        return piece == 0 ? 0 : Math.pow(piece, order);
      }

      @Override
      public double value(double[] x) {
        double sum = x[0] * x[1] + Math.sin(x[2]);
        for (int k = 0; k < pieces; k++) {
          sum += w[k] * raised(piece(x, k), order);
        }
        return sum;
      }

      @Override
      public double valueAndGradient(double[] x, double[] gradient) {
        gradient[0] = x[1];
        gradient[1] = x[0];
        gradient[2] = Math.cos(x[2]);
        for (int k = 0; k < pieces; k++) {
          for (int i = 0; i < 3; i++) {
            double slope = order == 0 ? 0 : order * raised(piece(x, k), order - 1);
            gradient[i] += w[k] * a[k][i] * slope;
          }
        }
        return value(x);
      }
    };
  }

  @Test
  void kinks_and_jumps_beside_the_point_are_no_fault_of_the_gradient() {
    SplittableRandom random = new SplittableRandom(12);
    int trials = 1_500;
    List<Integer> accused = new ArrayList<>();
    int missed = 0;
    for (int trial = 0; trial < trials; trial++) {
      double[] x = random.doubles(3, -1, 1).toArray();
      DifferentiableFunction f = kinked(random, trial % 3);
      GradientCheck check = new GradientCheck(List.of(), trial % 2 == 0 ? 1 : 3, trial);
      if (check.check(f, x).verdict() == Verdict.WRONG) {
        accused.add(trial);
      }
      DifferentiableFunction spoilt = spoilt(f, random.nextInt(3), 1.3);
      missed += GradientCheck.everywhere().check(spoilt, x).verdict() == Verdict.WRONG ? 0 : 1;
    }
    assertThat(accused).isEmpty();
    // Where a kink lies so near that the ladder cannot retreat, nothing can be told.
    assertThat(missed).isLessThan(trials / 10);
  }

  @Test
  void right_gradients_are_never_called_wrong() {
    SplittableRandom random = new SplittableRandom(5);
    for (String text : FORMULAS) {
      for (int i = 0; i < 50; i++) {
        double[] x = random.doubles(3, -2, 2).toArray();
        Report report = GradientCheck.everywhere().check(dual(text), x);
        assertThat(report.verdict())
            .as("%s at %s: %s", text, x, report)
            .isNotEqualTo(Verdict.WRONG);
        // Beside 1e12 the other terms are lost in rounding.
        if (!text.startsWith("1e12")) {
          assertThat(report.verdict()).as("%s at %s: %s", text, x, report).isEqualTo(Verdict.OK);
        }
      }
    }
  }

  @Test
  void a_gradient_wrong_by_a_twentieth_of_a_percent_is_found_and_named() {
    SplittableRandom random = new SplittableRandom(6);
    for (String text : FORMULAS.subList(0, 5)) {
      for (int i = 0; i < 50; i++) {
        double[] x = random.doubles(3, 0.3, 1.2).toArray();
        Report report =
            GradientCheck.everywhere()
                .check(spoilt(dual(text), 1, i % 2 == 0 ? 1.0005 : 0.9995), x);
        assertThat(report.verdict()).as("%s at %s: %s", text, x, report).isEqualTo(Verdict.WRONG);
        assertThat(report.blocks().getFirst().worst().index()).containsExactly(1);
      }
    }
  }

  @Test
  void at_a_kink_it_cannot_tell() {
    for (String text : List.of("abs(x)", "relu(x)", "max(x, 2*x)", "sqrt(abs(x))")) {
      Report report = GradientCheck.everywhere().check(new DualGradient(Formula.parse(text)), 0);
      assertThat(report.verdict()).as("%s: %s", text, report).isEqualTo(Verdict.CANNOT_TELL);
      assertThat(report.blocks().getFirst().undecided()).isEqualTo(1);
      assertThat(report.blocks().getFirst().worst().reason()).isEqualTo(Reason.KINK);
    }
    DualGradient beside = new DualGradient(Formula.parse("abs(x - 1e-9)"));
    assertThat(GradientCheck.everywhere().check(beside, 0).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void just_beside_a_kink_it_does_not_say_wrong() {
    DualGradient kink = new DualGradient(Formula.parse("relu(x) + 0.3*x"));
    for (double x = -3e-5; x < 3e-5; x += 1e-7) {
      Report report = GradientCheck.everywhere().check(kink, x);
      assertThat(report.verdict()).as("at %s: %s", x, report).isNotEqualTo(Verdict.WRONG);
    }
    assertThat(GradientCheck.everywhere().check(kink, 1e-4).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void where_values_are_not_finite_it_cannot_tell() {
    DualGradient root = new DualGradient(Formula.parse("sqrt(x)"));
    assertThat(GradientCheck.everywhere().check(root, 0).verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(GradientCheck.everywhere().check(root, 1e-12).verdict()).isEqualTo(Verdict.OK);
    Report undefined =
        GradientCheck.everywhere().check(new DualGradient(Formula.parse("log(x)")), -1);
    assertThat(undefined.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void a_gradient_that_is_not_a_number_where_the_difference_is_one_is_wrong() {
    Report report = GradientCheck.everywhere().check(spoilt(dual("x*y*z"), 2, Double.NaN), 1, 2, 3);
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.blocks().getFirst().worst().index()).containsExactly(2);
  }

  @Test
  void noise_widens_the_bars_instead_of_failing() {
    // Values rounded to float, as a network computes them.
    MultivariateFunction rounded = x -> (float) (Math.sin(x[0]) * Math.exp(x[1]) + x[2] * x[0]);
    DifferentiableFunction right =
        DifferentiableFunction.of(
            rounded,
            x ->
                new double[] {
                  Math.cos(x[0]) * Math.exp(x[1]) + x[2], Math.sin(x[0]) * Math.exp(x[1]), x[0]
                });
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      double[] x = random.doubles(3, 0.2, 1.5).toArray();
      Report report = GradientCheck.everywhere().check(right, x);
      assertThat(report.verdict()).as("%s", report).isNotEqualTo(Verdict.WRONG);
      assertThat(GradientCheck.everywhere().check(spoilt(right, 0, 1.2), x).verdict())
          .isEqualTo(Verdict.WRONG);
    }
  }

  /// A network 6 → 4 → 1 with ReLU written as a function of all its weights, and its gradient by
  /// hand.
  private static DifferentiableFunction network(double[] input) {
    MultivariateFunction value = w -> forward(w, input, new double[4]);
    return DifferentiableFunction.of(
        value,
        w -> {
          double[] hidden = new double[4];
          forward(w, input, hidden);
          double[] gradient = new double[w.length];
          for (int j = 0; j < 4; j++) {
            gradient[24 + j] = Math.max(0, hidden[j]);
            for (int i = 0; i < 6; i++) {
              gradient[i * 4 + j] = hidden[j] > 0 ? w[24 + j] * input[i] : 0;
            }
          }
          return gradient;
        });
  }

  private static double forward(double[] w, double[] input, double[] hidden) {
    double output = 0;
    for (int j = 0; j < 4; j++) {
      for (int i = 0; i < 6; i++) {
        hidden[j] += input[i] * w[i * 4 + j];
      }
      output += Math.max(0, hidden[j]) * w[24 + j];
    }
    return output;
  }

  @Test
  void blocks_are_judged_one_by_one_and_indices_are_coordinates() {
    SplittableRandom random = new SplittableRandom(9);
    double[] input = {0, 0.3, 1, 0.7, 0, 0.2};
    double[] w = random.doubles(28, -0.5, 0.5).toArray();
    List<Block> blocks =
        List.of(
            new Block("dense1.weight", Shape.of(6, 4)),
            new Block("nothing", Shape.of(0)),
            new Block("dense2.weight", Shape.of(4, 1)));
    GradientCheck check = GradientCheck.everywhere(blocks);
    Report right = check.check(network(input), w);
    assertThat(right.verdict()).as("%s", right).isEqualTo(Verdict.OK);
    assertThat(right.blocks())
        .extracting(BlockReport::name)
        .containsExactly("dense1.weight", "dense2.weight");
    assertThat(right.blocks()).extracting(BlockReport::checked).containsExactly(24, 4);

    int active =
        IntStream.range(8, 12)
            .filter(i -> network(input).gradient(w)[i] != 0)
            .findFirst()
            .orElseThrow();
    Report wrong = check.check(spoilt(network(input), active, 1.0005), w);
    assertThat(wrong.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(wrong.blocks().get(0).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(wrong.blocks().get(0).worst().index()).containsExactly(2, active - 8);
    assertThat(wrong.blocks().get(1).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void a_sample_is_the_same_for_the_same_seed_and_cheaper() {
    double[] x = new SplittableRandom(3).doubles(1000, -1, 1).toArray();
    MultivariateFunction sum =
        w -> IntStream.range(0, w.length).mapToDouble(i -> Math.sin(w[i] * i)).sum();
    DifferentiableFunction f =
        DifferentiableFunction.of(
            sum,
            w -> IntStream.range(0, w.length).mapToDouble(i -> i * Math.cos(w[i] * i)).toArray());
    GradientCheck sampled = GradientCheck.everywhere().sampled(20, 77);
    Report report = sampled.check(f, x);
    assertThat(report.blocks().getFirst().checked()).isEqualTo(20);
    assertThat(report.evaluations()).isLessThan(350);
    assertThat(report.verdict()).isEqualTo(Verdict.OK);
    assertThat(sampled.check(f, x)).isEqualTo(report);
    assertThat(GradientCheck.everywhere().sampled(20, 78).check(f, x)).isNotEqualTo(report);
  }

  @Test
  void evaluations_are_counted() {
    int[] calls = {0};
    DifferentiableFunction counted =
        DifferentiableFunction.of(
            x -> {
              calls[0]++;
              return x[0] * Math.abs(x[1]);
            },
            x -> new double[] {Math.abs(x[1]), x[0] * Math.signum(x[1])});
    assertThat(GradientCheck.everywhere().check(counted, 2, 0).evaluations()).isEqualTo(calls[0]);
  }

  /// Ackley's function and the gradient that SciPy's benchmark has for it, which lacks a factor ½
  /// under the root.
  @Test
  void the_wrong_gradient_of_a_published_benchmark_is_found() {
    MultivariateFunction ackley =
        x ->
            -20 * Math.exp(-0.2 * Math.sqrt(0.5 * (x[0] * x[0] + x[1] * x[1])))
                - Math.exp(0.5 * (Math.cos(2 * Math.PI * x[0]) + Math.cos(2 * Math.PI * x[1])))
                + 20
                + Math.E;
    Report published =
        GradientCheck.everywhere()
            .check(DifferentiableFunction.of(ackley, x -> ackleyGradient(x, 1)), 1.3, -0.7);
    assertThat(published.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(published.blocks().getFirst().worst().numerical())
        .isIn(numbersNear(4.215, published), numbersNear(1.105, published));
    Report corrected =
        GradientCheck.everywhere()
            .check(DifferentiableFunction.of(ackley, x -> ackleyGradient(x, 0.5)), 1.3, -0.7);
    assertThat(corrected.verdict()).as("%s", corrected).isEqualTo(Verdict.OK);
    assertThat(corrected.secondOrder()).isEqualTo(Verdict.OK);
  }

  private static double numbersNear(double rounded, Report report) {
    double found = report.blocks().getFirst().worst().numerical();
    return Math.abs(found - rounded) < 1e-3 ? found : rounded;
  }

  private static double[] ackleyGradient(double[] x, double half) {
    double r = Math.sqrt(half * (x[0] * x[0] + x[1] * x[1]));
    double bowl = 20 * 0.2 * Math.exp(-0.2 * r) * half / r;
    double waves =
        Math.exp(0.5 * (Math.cos(2 * Math.PI * x[0]) + Math.cos(2 * Math.PI * x[1]))) * Math.PI;
    return new double[] {
      bowl * x[0] + waves * Math.sin(2 * Math.PI * x[0]),
      bowl * x[1] + waves * Math.sin(2 * Math.PI * x[1])
    };
  }

  @Test
  void an_error_outside_the_sample_is_found_by_a_direction_and_searched_for() {
    double[] x = new SplittableRandom(3).doubles(1000, 0.5, 1).toArray();
    MultivariateFunction sum =
        w -> IntStream.range(0, w.length).mapToDouble(i -> w[i] * w[i]).sum();
    DifferentiableFunction right =
        DifferentiableFunction.of(
            sum, w -> IntStream.range(0, w.length).mapToDouble(i -> 2 * w[i]).toArray());
    for (int culprit : new int[] {0, 17, 500, 999}) {
      Report report =
          GradientCheck.everywhere().sampled(5, 1).check(spoilt(right, culprit, 1.01), x);
      assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
      assertThat(report.blocks().getFirst().worst().index()).containsExactly(culprit);
      assertThat(report.blocks().getFirst().directions()).hasSize(2);
    }
  }

  @Test
  void what_does_not_come_out_the_same_twice_is_told() {
    SplittableRandom random = new SplittableRandom(3);
    DifferentiableFunction chance =
        DifferentiableFunction.of(
            x -> x[0] * x[0] + 1e-9 * random.nextDouble(), x -> new double[] {2 * x[0]});
    Report report = GradientCheck.everywhere().check(chance, 1.5);
    assertThat(report.repeats()).isFalse();
    assertThat(report.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void a_value_that_is_not_the_one_beside_the_gradient_is_wrong() {
    DifferentiableFunction two =
        new DifferentiableFunction() {
          @Override
          public double value(double[] x) {
            return x[0] * x[0];
          }

          @Override
          public double valueAndGradient(double[] x, double[] gradient) {
            gradient[0] = 2 * x[0];
            return x[0] * x[0] + 1;
          }
        };
    Report report = GradientCheck.everywhere().check(two, 3);
    assertThat(report.consistent()).isFalse();
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void a_gradient_whose_second_derivatives_are_not_symmetric_belongs_to_no_function() {
    DifferentiableFunction curl =
        DifferentiableFunction.of(
            x -> x[0] * x[1], x -> new double[] {x[1] + 0.1 * (x[1] - 2), x[0]});
    // At this point the gradient itself is right.
    Report report = GradientCheck.everywhere().check(curl, 1, 2);
    assertThat(report.blocks().getFirst().verdict()).isEqualTo(Verdict.OK);
    assertThat(report.secondOrder()).isEqualTo(Verdict.WRONG);
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void arguments_are_checked() {
    DifferentiableFunction f = dual("x + y + z");
    assertThatThrownBy(
            () ->
                GradientCheck.everywhere(List.of(new Block("w", Shape.of(2, 2)))).check(f, 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("have 4 elements together, the point has 3 coordinates");
    assertThatThrownBy(() -> GradientCheck.everywhere().check(f, 1, Double.NaN, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient check: coordinate 1 is NaN; it must be a finite number.");
    assertThatThrownBy(() -> GradientCheck.everywhere().sampled(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient check: the sample is 0 elements a block; it must be at least 1.");
  }
}
