// How good are derivatives beside those of Hipparchus, on the 22 open functions of one variable?
// Run: java -cp CALCULUS.jar:ALGEBRA.jar:hipparchus-core-4.0.jar DerivativesBesideHipparchus.java
// Hipparchus must be given the step; 9 points with 0.02 is what its own tests take, 7 points with
// 0.001·|x| is a guess that fits more functions. It states no error.

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.FiniteDifferencesDifferentiator;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;
import thalweg.calculus.gradient.forward.DualGradient;

record Open(String name, String formula, double x, double slope) {}

static final double TRUTH = Double.NaN; // where forward mode gives it

List<Open> open() {
  return List.of(
      new Open("O1", "exp(x)", 1, TRUTH),
      new Open("O2", "sin(x)", 1, TRUTH),
      new Open("O3", "log(x)", 1e-3, 1000),
      new Open("O4", "sqrt(x + 1)", 1, TRUTH),
      new Open("O5", "atan(x)", 0.5, 0.8),
      new Open("O6", "1/x", 1, -1),
      new Open("O7", "exp(-1e-6*x)", 1, TRUTH),
      new Open("O8", "(exp(x) - 1)^2", -8, -6.7070018545558516e-4),
      new Open("O9", "x^4 + 3*x^2 - 10*x", 0.99999, TRUTH),
      new Open("O10", "exp(x^2)", 1, TRUTH),
      new Open("O11", "x^2*log(x)", 1, 1),
      new Open("O12", "(exp(x) - 1)^2 + (1/sqrt(1 + x^2) - 1)^2", 1, 9.5486553221297575),
      new Open("O13", "sinh(x)", 1, TRUTH),
      new Open("O14", "tan(x)", 0.5, TRUTH),
      new Open("O15", "(1 + erf(x/sqrt(2)))/2", 0.6, 0.33322460289179964),
      new Open("O16", "x^99 - 1", 7, 6.5349627439357e84),
      new Open("O17", "sin(20*x)*(x - 1)^2", 0, 20),
      new Open("O18", "asin(x)", 0.99, TRUTH),
      new Open("O19", "sin(1/x)", 0.01, TRUTH),
      new Open("O21", "abs(x)", 1e-3, 1),
      new Open("O22", "exp(x)/(cos(x)^3 + sin(x)^3)", 5.5, -23504072.874416));
}

record Score(
    String method, int fine, int fair, int wrong, int none, int overconfident, int median) {}

Score score(String method, List<double[]> answers) {
  int fine = 0;
  int fair = 0;
  int wrong = 0;
  int none = 0;
  int over = 0;
  List<Double> calls = new ArrayList<>();
  for (double[] answer : answers) {
    double relative = Math.abs(answer[0] - answer[1]) / Math.abs(answer[1]);
    none += Double.isNaN(relative) ? 1 : 0;
    fine += relative <= 1e-9 ? 1 : 0;
    fair += relative <= 1e-6 ? 1 : 0;
    wrong += relative > 1e-6 ? 1 : 0;
    over += Math.abs(answer[0] - answer[1]) > 10 * answer[2] && relative > 1e-13 ? 1 : 0;
    calls.add(answer[3]);
  }
  Collections.sort(calls);
  return new Score(
      method, fine, fair, wrong, none, over, (int) (double) calls.get(calls.size() / 2));
}

double[] hipparchus(ScalarFunction f, double x, double truth, int points, double h) {
  int[] calls = {0};
  UnivariateFunction counted =
      t -> {
        calls[0]++;
        return f.at(t);
      };
  double slope =
      new FiniteDifferencesDifferentiator(points, h)
          .differentiate(counted)
          .value(new DSFactory(1, 1).variable(0, x))
          .getPartialDerivative(1);
  return new double[] {slope, truth, Double.POSITIVE_INFINITY, calls[0]};
}

void main() {
  List<double[]> ladder = new ArrayList<>();
  List<double[]> nine = new ArrayList<>();
  List<double[]> seven = new ArrayList<>();
  for (Open open : open()) {
    Formula formula = Formula.parse(open.formula());
    ScalarFunction f = formula.asScalar();
    double x = open.x();
    double truth =
        Double.isNaN(open.slope())
            ? DualGradient.derivative(formula, x).derivative()
            : open.slope();
    Derivative d = Ladder.standard().derivative(f, x);
    ladder.add(new double[] {d.derivative(), truth, d.error(), d.evaluations()});
    nine.add(hipparchus(f, x, truth, 9, 0.02));
    seven.add(hipparchus(f, x, truth, 7, 1e-3 * (x == 0 ? 1 : Math.abs(x))));
    double[][] all = {ladder.getLast(), nine.getLast(), seven.getLast()};
    StringBuilder line = new StringBuilder("%-4s".formatted(open.name()));
    for (double[] a : all) {
      line.append("  %8.1e in %2.0f".formatted(Math.abs(a[0] - a[1]) / Math.abs(a[1]), a[3]));
    }
    IO.println(line);
  }
  for (Score s :
      List.of(
          score("ladder", ladder),
          score("Hipparchus, 9 points, 0.02", nine),
          score("Hipparchus, 7 points, 0.001·|x|", seven))) {
    IO.println(s);
  }
}
