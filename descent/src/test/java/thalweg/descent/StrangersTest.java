package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.descent.problem.Family;
import thalweg.descent.problem.Landscape;

/// Every method on functions that nobody has chosen: each descent ends within its limit, and none
/// claims what is not so.
///
/// `-Dthalweg.landscapes=1000` draws more of each family, `-Dthalweg.landscapes.seed=8` others.
class StrangersTest {
  private static final int COUNT = Integer.getInteger("thalweg.landscapes", 40);
  private static final long SEED = Long.getLong("thalweg.landscapes.seed", 7);

  private static Map<String, DescentMethod> methods(int n) {
    Map<String, DescentMethod> methods = new LinkedHashMap<>();
    methods.put("lbfgs", LineSearchDescent.lbfgs());
    methods.put("bfgs", LineSearchDescent.bfgs());
    methods.put("cg", LineSearchDescent.conjugateGradient());
    methods.put("steepest", LineSearchDescent.steepest());
    methods.put("newton", TrustRegionNewton.defaults());
    methods.put("bounded", BoundedLimitedMemoryBfgs.within(Bounds.none(n)));
    methods.put("rate", GradientDescent.defaults());
    return methods;
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void every_descent_ends_within_its_limit_and_claims_only_what_is_so(Family family) {
    int descents = 0;
    int right = 0;
    for (Landscape landscape : family.draw(SEED, COUNT)) {
      int n = landscape.dimension();
      for (Map.Entry<String, DescentMethod> method : methods(n).entrySet()) {
        for (boolean alone : new boolean[] {false, true}) {
          Minimum minimum =
              alone
                  ? Descent.minimise(
                      landscape.function()::value, landscape.start(), method.getValue())
                  : Descent.minimise(landscape.function(), landscape.start(), method.getValue());
          String what = landscape + " by " + method.getKey() + (alone ? ", values alone: " : ": ");
          Landscape.Verdict verdict =
              landscape.verdict(minimum.outcome().written(), minimum.point());
          assertThat(verdict).as("%s%s", what, minimum).isNotEqualTo(Landscape.Verdict.FALSE);
          // A ladder announces fewer values than it may take.
          assertThat(minimum.valueEvaluations())
              .as("%s%s", what, minimum)
              .isLessThanOrEqualTo(2_000L * (n + 1) + 500L * n);
          descents++;
          right += verdict == Landscape.Verdict.RIGHT ? 1 : 0;
        }
      }
    }
    // Honesty must not be bought by never claiming anything.
    assertThat(right).isGreaterThan(descents / 3);
  }
}
