package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.direction.AdaGrad;
import thalweg.descent.direction.Adam;
import thalweg.descent.direction.AdamW;
import thalweg.descent.direction.ConjugateGradient;
import thalweg.descent.direction.LimitedMemoryBfgs;
import thalweg.descent.direction.Lion;
import thalweg.descent.direction.Momentum;
import thalweg.descent.direction.Nesterov;
import thalweg.descent.direction.RmsProp;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;
import thalweg.descent.step.ArmijoBacktracking;
import thalweg.descent.step.HagerZhang;
import thalweg.descent.step.MoreThuente;
import thalweg.descent.vector.Vectors;

/// Every method on every problem, and what the whole must reach.
class ProblemSetTest {
  private static final Options OPTIONS =
      Options.defaults().withLimits(Limits.defaults().withGradients(20_000).withValues(400_000));

  private static Map<String, DescentMethod> methods(int n) {
    Map<String, DescentMethod> methods = new LinkedHashMap<>();
    LineSearchDescent lbfgs = LineSearchDescent.lbfgs();
    methods.put("lbfgs", lbfgs);
    methods.put("lbfgs hager-zhang", lbfgs.withSearch(HagerZhang.defaults()));
    methods.put("lbfgs armijo", lbfgs.withSearch(ArmijoBacktracking.defaults()));
    methods.put(
        "lbfgs 3",
        new LineSearchDescent(new LimitedMemoryBfgs(3), LineSearchDescent.lbfgs().search()));
    methods.put("bfgs", LineSearchDescent.bfgs());
    methods.put("cg", LineSearchDescent.conjugateGradient());
    ConjugateGradient hagerZhang = new ConjugateGradient(ConjugateGradient.Formula.HAGER_ZHANG);
    methods.put("cg hager-zhang", new LineSearchDescent(hagerZhang, MoreThuente.strongWolfe()));
    methods.put("cg all hager-zhang", new LineSearchDescent(hagerZhang, HagerZhang.defaults()));
    methods.put("steepest", LineSearchDescent.steepest());
    methods.put("newton", TrustRegionNewton.defaults());
    methods.put("bounded", BoundedLimitedMemoryBfgs.within(Bounds.none(n)));
    methods.put("rate", GradientDescent.defaults().withRate(1e-4).withSteps(2_000));
    methods.put("momentum", GradientDescent.by(new Momentum(1e-4)).withSteps(2_000));
    methods.put("nesterov", GradientDescent.by(new Nesterov(1e-4)).withSteps(2_000));
    methods.put("adagrad", GradientDescent.by(new AdaGrad(0.1)).withSteps(2_000));
    methods.put("rmsprop", GradientDescent.by(new RmsProp(0.01)).withSteps(2_000));
    methods.put("adam", GradientDescent.by(new Adam(0.01)).withSteps(2_000));
    methods.put("adamw", GradientDescent.by(new AdamW(0.01)).withSteps(2_000));
    methods.put("lion", GradientDescent.by(new Lion(0.001)).withSteps(2_000));
    return methods;
  }

  private static double largest(double[] gradient) {
    double largest = 0;
    for (double partial : gradient) {
      largest = Math.max(largest, Math.abs(partial));
    }
    return largest;
  }

  /// Returns whether the true gradient is as good as zero at the result.
  private static boolean isStationary(Problem problem, Minimum minimum) {
    double norm = largest(problem.function().gradient(minimum.point()));
    return norm <= 1e-8 * Math.max(1, Math.abs(minimum.value()));
  }

  static Stream<Arguments> everyMethodOnEveryProblem() {
    return Problems.all().stream()
        .flatMap(
            problem ->
                methods(problem.dimension()).entrySet().stream()
                    .map(method -> Arguments.of(problem, method.getKey(), method.getValue())));
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("everyMethodOnEveryProblem")
  void no_method_declares_success_where_the_gradient_says_otherwise(
      Problem problem, String name, DescentMethod method) {
    Minimum minimum = Descent.minimise(problem.function(), problem.start(), method, OPTIONS);
    double start = problem.function().value(problem.start());
    double norm = largest(problem.function().gradient(minimum.point()));
    switch (minimum.outcome()) {
      case Outcome.Converged converged -> {
        if (converged.test() == Outcome.Test.PRECISION) {
          assertThat(problem.minima())
              .anySatisfy(
                  known ->
                      assertThat(minimum.value()).isCloseTo(known, within(2e-6 * known + 1e-9)));
        } else {
          assertThat(norm).isLessThanOrEqualTo(converged.threshold());
        }
        assertThat(minimum.value()).isLessThanOrEqualTo(start);
      }
      case Outcome.Saddle saddle -> {
        assertThat(norm).isLessThanOrEqualTo(1e-8);
        assertThat(Curvature.at(problem.function(), minimum.point()).least())
            .isLessThanOrEqualTo(saddle.curvature() + 1e-6);
      }
      // Momentum may fling a variable on to a plain where nothing depends on it any more.
      case Outcome.Flat _ -> assertThat(method).isInstanceOf(GradientDescent.class);
      case Outcome.Stalled stalled -> assertThat(stalled.gradientNorm()).isPositive();
      case Outcome.StepLimit _, Outcome.EvaluationLimit _ -> assertThat(norm).isGreaterThan(0);
      case Outcome.Diverged _, Outcome.NonFinite _ ->
          assertThat(method).isInstanceOf(GradientDescent.class);
      case Outcome.Unbounded _,
          Outcome.Kink _,
          Outcome.TimeLimit _,
          Outcome.Stopped _,
          Outcome.NoiseLimit _,
          Outcome.WrongGradient _ ->
          throw new AssertionError(minimum.outcome().toString());
    }
    assertThat(minimum.bestValue()).isLessThanOrEqualTo(start);
    if (!(method instanceof GradientDescent)) {
      assertThat(minimum.value()).isEqualTo(problem.function().value(minimum.point()));
    }
  }

  /// From its usual start, which is symmetric in two exponentials, every descent on Biggs's
  /// function runs into a saddle, and says so.
  @Test
  void lbfgs_solves_all_with_fewer_evaluations_than_the_best_peer_needs_for_those_it_solves() {
    long all = 0;
    long solvedByPeer = 0;
    long peers = 0;
    long peersSolved = 0;
    for (Problem problem : Problems.all()) {
      Minimum minimum =
          Descent.minimise(problem.function(), problem.start(), LineSearchDescent.lbfgs());
      assertThat(isStationary(problem, minimum)).isTrue();
      if (problem.name().equals("biggs")) {
        assertThat(minimum.outcome()).isInstanceOf(Outcome.Saddle.class);
      } else {
        assertThat(minimum.converged()).as("%s: %s", problem, minimum.outcome()).isTrue();
        assertThat(problem.minima())
            .as("%s: %s", problem, minimum.value())
            .anySatisfy(
                known -> assertThat(minimum.value()).isCloseTo(known, within(2e-6 * known + 1e-9)));
      }
      all += minimum.gradientEvaluations();
      peers += problem.peers().lbfgs();
      if (problem.peers().lbfgsSolves()) {
        solvedByPeer += minimum.gradientEvaluations();
        peersSolved += problem.peers().lbfgs();
      }
    }
    assertThat(peers).isEqualTo(1_023);
    assertThat(peersSolved).isEqualTo(878);
    assertThat(all).isEqualTo(906);
    assertThat(solvedByPeer).isEqualTo(692);
    Problem rosenbrock = Problems.named("rosenbrock");
    assertThat(
            Descent.minimise(rosenbrock.function(), rosenbrock.start(), LineSearchDescent.lbfgs())
                .gradientEvaluations())
        .isEqualTo(39);
  }

  @Test
  void conjugate_gradients_solve_all_in_a_few_thousand_evaluations() {
    long[] evaluations = {0, 0};
    for (Problem problem : Problems.all()) {
      for (ConjugateGradient.Formula formula : ConjugateGradient.Formula.values()) {
        Minimum minimum =
            Descent.minimise(
                problem.function(),
                problem.start(),
                new LineSearchDescent(new ConjugateGradient(formula), MoreThuente.strongWolfe()));
        assertThat(minimum.converged() || problem.name().equals("biggs"))
            .as("%s: %s", problem, minimum.outcome())
            .isTrue();
        evaluations[formula.ordinal()] += minimum.gradientEvaluations();
      }
    }
    assertThat(evaluations).containsExactly(3_577, 4_801);
  }

  @Test
  void bfgs_and_newton_solve_all_too() {
    long bfgs = 0;
    for (Problem problem : Problems.all()) {
      Minimum minimum =
          Descent.minimise(problem.function(), problem.start(), LineSearchDescent.bfgs());
      assertThat(isStationary(problem, minimum)).as(problem.name()).isTrue();
      bfgs += minimum.gradientEvaluations();
      Minimum newton =
          Descent.minimise(problem.function(), problem.start(), TrustRegionNewton.defaults());
      assertThat(isStationary(problem, newton)).as(problem.name()).isTrue();
    }
    assertThat(bfgs).isEqualTo(993);
    Problem long100 = Problems.named("extended-rosenbrock");
    assertThat(
            Descent.minimise(long100.function(), long100.start(), LineSearchDescent.bfgs())
                .gradientEvaluations())
        .isLessThanOrEqualTo(150);
  }

  /// Returns a start near another.
  private static double[] moved(double[] start, SplittableRandom random) {
    for (int i = 0; i < start.length; i++) {
      double size = start[i] == 0 ? 1 : Math.abs(start[i]);
      start[i] += 0.02 * size * random.nextDouble(-1, 1);
    }
    return start;
  }

  /// A count from one start may be luck; the mean from many is not.
  @Test
  void from_starts_moved_a_little_all_converge_too_with_as_few_evaluations() {
    for (LineSearchDescent method : List.of(LineSearchDescent.lbfgs(), LineSearchDescent.bfgs())) {
      long rosenbrock = 0;
      for (Problem problem : Problems.all()) {
        SplittableRandom random = new SplittableRandom(problem.name().hashCode());
        for (int moved = 0; moved < 20; moved++) {
          Minimum minimum =
              Descent.minimise(problem.function(), moved(problem.start(), random), method);
          assertThat(minimum.converged())
              .as("%s by %s: %s", problem, method, minimum.outcome())
              .isTrue();
          rosenbrock += problem.name().equals("rosenbrock") ? minimum.gradientEvaluations() : 0;
        }
      }
      assertThat(rosenbrock / 20.0).isLessThan(43);
    }
  }

  private static void assertClaim(Problem problem, Minimum minimum) {
    Outcome.Converged claim = (Outcome.Converged) minimum.outcome();
    if (claim.test() == Outcome.Test.PRECISION) {
      assertThat(problem.minima())
          .as("%s: %s", problem, minimum)
          .anySatisfy(known -> assertThat(minimum.value()).isCloseTo(known, within(1e-7 * known)));
    } else {
      assertThat(Vectors.norm(problem.function().gradient(minimum.point())))
          .as(problem.name())
          .isLessThanOrEqualTo(1e-8);
    }
  }

  @Test
  void by_values_alone_lbfgs_still_solves_them_and_claims_only_what_is_so() {
    int claimed = 0;
    long evaluations = 0;
    for (Problem problem : Problems.all()) {
      long[] calls = {0};
      MultivariateFunction values =
          x -> {
            calls[0]++;
            return problem.function().value(x);
          };
      Minimum minimum = Descent.minimise(values, problem.start());
      assertThat(minimum.valueEvaluations()).isEqualTo(calls[0]);
      assertThat(isStationary(problem, minimum)).as(problem.name()).isTrue();
      if (minimum.converged()) {
        claimed++;
        assertClaim(problem, minimum);
      } else {
        assertThat(minimum.outcome()).isInstanceOf(Outcome.Stalled.class);
      }
      evaluations += calls[0];
    }
    assertThat(claimed).isEqualTo(24);
    assertThat(evaluations).isLessThan(95_000);
  }

  @Test
  void by_values_alone_no_claim_is_false_from_starts_moved_a_little_either() {
    int claimed = 0;
    int descents = 0;
    for (Problem problem : Problems.all().stream().filter(p -> p.dimension() < 20).toList()) {
      SplittableRandom random = new SplittableRandom(problem.name().hashCode());
      for (int k = 0; k < 20; k++) {
        Minimum minimum =
            Descent.minimise(problem.function()::value, moved(problem.start(), random));
        descents++;
        if (minimum.converged()) {
          claimed++;
          assertClaim(problem, minimum);
        }
      }
    }
    assertThat(claimed).isGreaterThan(descents * 9 / 10);
  }

  @Test
  void the_same_path_to_the_bit_comes_every_time() {
    for (DescentMethod method :
        List.of(
            LineSearchDescent.lbfgs(), LineSearchDescent.bfgs(), TrustRegionNewton.defaults())) {
      Problem problem = Problems.named("wood");
      Options path = Options.defaults().withPath();
      double[][] first = Descent.minimise(problem.function(), problem.start(), method, path).path();
      double[][] again = Descent.minimise(problem.function(), problem.start(), method, path).path();
      assertThat(first).isDeepEqualTo(again);
    }
  }

  /// The twelve further problems of Moré, Garbow and Hillstrom: whatever a method claims is so.
  @Test
  void on_the_further_problems_no_method_claims_what_is_not_so() {
    Map<String, Integer> solved = new TreeMap<>();
    for (Problem problem : Problems.further()) {
      for (DescentMethod method :
          List.of(
              LineSearchDescent.lbfgs(),
              LineSearchDescent.bfgs(),
              LineSearchDescent.conjugateGradient(),
              TrustRegionNewton.defaults(),
              NelderMead.defaults())) {
        Minimum minimum = Descent.minimise(problem.function(), problem.start(), method);
        boolean isKnown =
            problem.minima().stream()
                .anyMatch(
                    known -> Math.abs(minimum.value() - known) <= 1e-6 * Math.max(1e-3, known));
        if (minimum.converged()) {
          assertThat(isKnown).as("%s by %s: %s", problem, method, minimum).isTrue();
          solved.merge(method.toString(), 1, Integer::sum);
        }
      }
    }
    assertThat(solved.get(LineSearchDescent.lbfgs().toString())).isGreaterThanOrEqualTo(9);
  }
}
