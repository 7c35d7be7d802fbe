package thalweg.descent.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thalweg.calculus.function.Formula;
import thalweg.descent.Bounds;
import thalweg.descent.problem.RegressionProblem;
import thalweg.descent.problem.RegressionProblems;

@Timeout(30)
class CurveTest {
  private static final double[] X = IntStream.range(0, 21).mapToDouble(i -> i).toArray();

  private static double[] map(double[] x, java.util.function.DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).toArray();
  }

  /// Wampler's first problem of NIST: y = 1 + x + … + x⁵ for x from 0 to 20, to be found exactly.
  @Test
  void polynomials_are_solved_directly() {
    double[] y = map(X, x -> 1 + x * (1 + x * (1 + x * (1 + x * (1 + x)))));
    CurveFit fit = Curve.polynomial(5).fit(X, y);
    assertThat(fit.fit().converged()).isTrue();
    assertThat(fit.fit().evaluations()).isLessThan(16);
    for (double b : fit.parameters()) {
      assertThat(b).isCloseTo(1, within(1e-7));
    }
    assertThat(fit.rSquared()).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a + b*x ; true",
        "a*sin(x) + b*exp(-x)/2 ; true",
        "-(a + b)*x ; true",
        "if(x < 2, a, b*x) ; true",
        "(a + x)^1 ; true",
        "a*b*x ; false",
        "a/b ; false",
        "exp(a*x) ; false",
        "a^2 ; false",
        "x^a ; false",
        "if(a < x, a, b) ; false",
        "max(a, x) ; false",
        "abs(a) ; false"
      })
  void what_is_linear_is_seen_in_the_formula(String formula, boolean isLinear) {
    assertThat(Curve.of(formula, "x").isLinear()).isEqualTo(isLinear);
  }

  @Test
  void a_line_has_the_errors_of_the_textbook() {
    SplittableRandom random = new SplittableRandom(1);
    double[] y = map(X, x -> 3 - 0.5 * x + random.nextGaussian());
    CurveFit fit = Curve.of("a + b*x", "x").fit(X, y);
    double mean = 10;
    double spread = Arrays.stream(X).map(x -> (x - mean) * (x - mean)).sum();
    double s = fit.fit().residualStandardDeviation();
    assertThat(fit.fit().standardError("b")).isCloseTo(s / Math.sqrt(spread), within(1e-12));
    double t = 2.0930240544;
    for (double x : new double[] {-5, 0, 10, 33}) {
      double error = s * Math.sqrt(1 / 21.0 + (x - mean) * (x - mean) / spread);
      CurveFit.Band band = fit.band(0.95, x);
      assertThat(band.value()).isCloseTo(fit.at(x), within(1e-12));
      assertThat(band.confidence()).isCloseTo(t * error, within(1e-8));
      assertThat(band.prediction()).isCloseTo(t * Math.hypot(error, s), within(1e-8));
    }
  }

  @Test
  void a_method_is_fitted_as_its_formula_is() {
    double[] y = map(X, x -> 2 * Math.exp(-0.3 * x) + 0.05 * Math.cos(9 * x));
    CurveFit formula = Curve.of("a*exp(-k*x)", "x").from(1, 1).fit(X, y);
    CurveFit method =
        Curve.of((x, b) -> b[0] * Math.exp(-b[1] * x[0]), List.of("x"), List.of("a", "k"))
            .from(1, 1)
            .fit(X, y);
    for (int j = 0; j < 2; j++) {
      assertThat(method.parameters()[j]).isCloseTo(formula.parameters()[j], within(1e-8));
      assertThat(method.fit().standardErrors()[j])
          .isCloseTo(formula.fit().standardErrors()[j], within(1e-8));
    }
    assertThat(method.band(0.9, 3).confidence())
        .isCloseTo(formula.band(0.9, 3).confidence(), within(1e-8));
  }

  @Test
  void bands_hold_the_curve_and_the_next_observation_as_often_as_they_say() {
    double[] y = map(X, x -> 5 * x / (3 + x));
    SplittableRandom random = new SplittableRandom(4);
    int curve = 0;
    int next = 0;
    int all = 0;
    for (int run = 0; run < 300; run++) {
      double[] noisy = map(y, v -> v + 0.1 * random.nextGaussian());
      CurveFit fit = Curve.of("v*x/(k + x)", "x").from(4, 4).fit(X, noisy);
      for (double x : new double[] {0.5, 7, 30}) {
        CurveFit.Band band = fit.band(0.95, x);
        double truth = 5 * x / (3 + x);
        all++;
        curve += Math.abs(truth - band.value()) <= band.confidence() ? 1 : 0;
        double observed = truth + 0.1 * random.nextGaussian();
        next += Math.abs(observed - band.value()) <= band.prediction() ? 1 : 0;
      }
    }
    assertThat(curve / (double) all).isBetween(0.93, 0.97);
    assertThat(next / (double) all).isBetween(0.93, 0.97);
  }

  @Test
  void starts_are_found_for_the_regressions_of_nist() {
    int found = 0;
    int asked = 0;
    for (RegressionProblem problem : RegressionProblems.all()) {
      if (problem.observations() * problem.parameters().size() > 150) {
        continue; // the same again, but slow
      }
      asked++;
      double[][] x =
          IntStream.range(0, problem.predictors().size())
              .mapToObj(problem::predictor)
              .toArray(double[][]::new);
      Fit fit = Curve.of(problem.model(), problem.predictors()).fit(x, problem.observed()).fit();
      boolean isBest = fit.sumOfSquares() < 1.000001 * problem.squares();
      found += isBest ? 1 : 0;
    }
    assertThat(asked).isGreaterThan(10);
    assertThat(found).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource({
    "a*exp(-k*x) + c, 3, 0.9, 0.5",
    "a*sin(w*x + p) + c, 2, 1.4, 0.7",
    "a/(1 + ((x - m)/s)^2), 4, 2.2, 0.5",
    "a*x^n, 3, 0.7, 1",
    "a/(1 + exp(p - k*x)), 5, 3, 2"
  })
  void starts_are_found_in_any_unit(String formula, double p1, double p2, double p3) {
    SplittableRandom random = new SplittableRandom(8);
    Formula written = Formula.parse(formula);
    List<String> parameters =
        written.variables().stream().filter(name -> !name.equals("x")).toList();
    int runs = 10;
    int found = 0;
    for (int run = 0; run < runs; run++) {
      double unitX = Math.pow(10, CurveFamily.between(random, -9, 9));
      double unitY = Math.pow(10, CurveFamily.between(random, -9, 9));
      double[] truth = {p1, p2, p3, 0.5};
      double[] x = new double[30];
      Arrays.setAll(x, i -> 0.1 + 0.17 * i);
      double[] y =
          map(
              x,
              at -> {
                double[] point = new double[written.variables().size()];
                for (int k = 0; k < point.length; k++) {
                  String name = written.variables().get(k);
                  point[k] = name.equals("x") ? at : truth[parameters.indexOf(name)];
                }
                return written.at(point);
              });
      double norm = Arrays.stream(y).map(v -> v * v).sum();
      CurveFit fit = Curve.of(formula, "x").fit(map(x, v -> v * unitX), map(y, v -> v * unitY));
      found += fit.fit().sumOfSquares() < 1e-12 * norm * unitY * unitY ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(runs - 1);
  }

  @Test
  void what_cannot_be_fitted_is_refused_at_the_door() {
    Curve curve = Curve.of("a*exp(-k*x)", "x");
    assertThatThrownBy(() -> curve.fit(X, new double[3]))
        .hasMessage("curve: x has 21 values and what is observed 3; there must be equally many.");
    assertThatThrownBy(() -> curve.fit(new double[0], new double[0]))
        .hasMessage("curve: there are no observations; give some.");
    assertThatThrownBy(() -> curve.fit(new double[] {1, 2, 3}, new double[] {1, Double.NaN, 3}))
        .hasMessageStartingWith("curve: what is observed is NaN at observation 1, counted from 0;");
    assertThatThrownBy(() -> curve.fit(new double[] {1}, new double[] {1}))
        .hasMessage(
            "fit: 1 residual that counts cannot tell 2 parameters; there must be at least as"
                + " many.");
    assertThatThrownBy(() -> curve.fit(new double[2][3], new double[3]))
        .hasMessage("curve: there are 2 columns for the predictors [x]; give one for each.");
    assertThatThrownBy(() -> Curve.of("x^2", "x")).hasMessageContaining("has no parameters");
    assertThatThrownBy(() -> Curve.of("a*log(-1 - a^2)", "x").fit(X, X))
        .hasMessageContaining("no start was found at which the model is finite");
    assertThatThrownBy(() -> Curve.of((x, b) -> b[0], List.of("x"), List.of("a")).fit(X, X))
        .hasMessageContaining("give one with from(…)");
    assertThatThrownBy(() -> curve.weights(1).fit(X, X))
        .hasMessage(
            "curve: there are 1 weights and 21 observations; there must be a weight for each.");
    assertThatThrownBy(() -> Curve.polynomial(-1)).hasMessageContaining("from 0 to 50");
  }

  @Test
  void equal_predictors_do_not_tell_a_slope() {
    double[] same = new double[10];
    Arrays.fill(same, 3);
    double[] y = map(same, x -> x);
    y[4] = 3.5;
    Fit fit = Curve.of("a + b*x", "x").fit(same, y).fit();
    assertThat(fit.outcome()).isEqualTo(new FitOutcome.Undetermined(List.of(0, 1)));
    Fit bent = Curve.of("a*exp(-b*x)", "x").fit(same, y).fit();
    assertThat(bent.converged()).isFalse();
  }

  @Test
  void bounds_and_weights_reach_the_fit() {
    double[] y = map(X, x -> 1 + 2 * x);
    y[7] = Double.NaN;
    double[] weights = new double[21];
    Arrays.fill(weights, 2);
    weights[7] = 0;
    CurveFit fit =
        Curve.of("a + b*x", "x")
            .weights(weights)
            .within(Bounds.between(new double[] {1.5, -9}, new double[] {9, 9}))
            .fit(X, y);
    assertThat(fit.parameters()[0]).isEqualTo(1.5);
    assertThat(fit.parameters()[1]).isBetween(1.9, 2.0);
  }
}
