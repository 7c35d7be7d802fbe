package thalweg.calculus.gradient.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.numerical.NumericalGradient;

class DualGradientTest {
  private static final List<String> VARIABLES = List.of("x", "y");

  private static final List<String> FORMULAS =
      List.of(
          "3",
          "x + y",
          "x - y",
          "x*y",
          "x/y",
          "x^y",
          "y^x",
          "x^2",
          "x^-3",
          "x^0",
          "2^x",
          "-x^2",
          "(x - 1)^3",
          "sin(x)",
          "cos(x*y)",
          "tan(x/2)",
          "asin(x/3)",
          "acos(y/4)",
          "atan(x - y)",
          "sinh(x)",
          "cosh(y)",
          "tanh(x*y)",
          "exp(-x^2)",
          "log(x + y)",
          "sqrt(x^2 + y^2)",
          "abs(x - y)",
          "min(x, y, x*y)",
          "max(x, y^2, 1)",
          "erf(x - 1)",
          "sigmoid(x*y - 1)",
          "relu(x - y)",
          "exp(-(x^2 + y^2)/2)/(2*pi)",
          "log(1 + exp(x)) - x*y",
          "(1 - x)^2 + 100*(y - x^2)^2",
          "sin(exp(cos(x)))*y^1.5",
          "x*(x*(x*(x - 1) + 2) - 3)/(1 + y^2)");

  @Test
  void dual_numbers_agree_with_central_differences_within_their_error_bars() {
    SplittableRandom random = new SplittableRandom(12);
    for (String text : FORMULAS) {
      Formula formula = Formula.parse(text, VARIABLES);
      DualGradient exact = new DualGradient(formula);
      for (int i = 0; i < 40; i++) {
        double[] x = {random.nextDouble(0.1, 2.5), random.nextDouble(0.1, 2.5)};
        double[] gradient = new double[2];
        assertThat(exact.valueAndGradient(x, gradient)).isEqualTo(formula.at(x));
        List<Derivative> partials = NumericalGradient.of(formula).partials(x);
        for (int k = 0; k < 2; k++) {
          Derivative numerical = partials.get(k);
          assertThat(Math.abs(gradient[k] - numerical.derivative()))
              .as("%s at %s, %s: %s against %s", text, x[0], x[1], gradient[k], numerical)
              .isLessThanOrEqualTo(4 * numerical.error());
        }
      }
    }
  }

  @Test
  void polynomials_have_exact_derivatives() {
    Derivative derivative = DualGradient.derivative(Formula.parse("0.01*x^2 + 0.1*x"), 5);
    assertThat(derivative.derivative()).isEqualTo(0.2);
    assertThat(derivative.value()).isEqualTo(0.75);
    assertThat(derivative.method()).isEqualTo(Derivative.Method.AUTOMATIC);
    assertThat(derivative.evaluations()).isEqualTo(1);
    assertThat(derivative.step()).isNaN();
    assertThat(derivative.error()).isLessThan(1e-15);
    assertThat(derivative.reason()).isEqualTo(Reason.CONVERGED);
    assertThat(new DualGradient(Formula.parse("x0^2 + x1^2")).gradient(3, 4)).containsExactly(6, 8);
    assertThat(DualGradient.derivative(Formula.parse("7"), 1).derivative()).isZero();
  }

  @Test
  void kinks_take_the_slope_that_the_rules_name() {
    assertThat(slope("abs(x)", 0)).isZero();
    assertThat(slope("relu(x)", 0)).isZero();
    assertThat(slope("max(x, 2*x)", 0)).isEqualTo(1);
    assertThat(slope("min(-x, 2*x)", 0)).isEqualTo(-1);
  }

  @Test
  void edges_of_domains_are_infinite_or_nan_but_constants_there_do_no_harm() {
    assertThat(DualGradient.derivative(Formula.parse("sqrt(x)"), 0).reason())
        .isEqualTo(Reason.NON_FINITE);
    assertThat(slope("log(x)", -1)).isNaN();
    assertThat(slope("sqrt(0)*x", 3)).isZero();
    assertThat(slope("x^2", 0)).isZero();
    assertThat(slope("x^1", 0)).isEqualTo(1);
    assertThat(slope("x^0", 0)).isZero();
    assertThat(slope("0^x", 2)).isZero();
    assertThat(slope("(-x)^3", 2)).isEqualTo(-12);
    assertThat(slope("x^2/x", 0)).isNaN();
    assertThat(slope("tanh(x)", 20)).isGreaterThan(0);
    assertThat(slope("tanh(x)", 1000)).isZero();
    assertThat(slope("sigmoid(x)", 40)).isGreaterThan(0);
  }

  private static double slope(String text, double x) {
    return DualGradient.derivative(Formula.parse(text), x).derivative();
  }

  @Test
  void arguments_are_checked() {
    assertThatThrownBy(() -> DualGradient.derivative(Formula.parse("x*y"), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has the variables [x, y] where one is needed");
    assertThatThrownBy(() -> DualGradient.derivative(Formula.parse("x"), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("derivative: x is NaN; it must be a finite number.");
    assertThatThrownBy(() -> new DualGradient(Formula.parse("x*y")).gradient(1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_longest_and_deepest_formulas_fit_the_stack_of_a_thread() throws InterruptedException {
    String deep = ")".repeat(Formula.DEEPEST - 1);
    for (String text :
        List.of(
            "x" + "+x".repeat(999),
            "x" + "/x".repeat(999),
            "-".repeat(Formula.DEEPEST - 1) + "x",
            "sin(".repeat(Formula.DEEPEST - 1) + "x" + deep,
            "min(x,".repeat(Formula.DEEPEST - 1) + "x" + deep,
            "x" + "^x".repeat(Formula.DEEPEST - 1))) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Runnable work =
          () -> {
            Formula formula = Formula.parse(text);
            Jet.of(formula, 0.5, 4);
            DualGradient.derivative(formula, 0.5);
            Formula.parse(formula.expression().text().replace(" ", "")).at(0.5);
          };
      Thread thread = new Thread(null, work, "small", 1 << 20);
      thread.setUncaughtExceptionHandler((_, e) -> thrown.set(e));
      thread.start();
      thread.join();
      assertThat(thrown.get()).as(text).isNull();
    }
  }
}
