package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.MultivariateFunction;

/// Regressions that nobody has chosen: ill-conditioned, in all units, with valleys that lead far
/// away.
///
/// `-Dthalweg.regressions=1000` draws more, `-Dthalweg.regressions.seed=8` others.
class RegressionsTest {
  private static final int COUNT = Integer.getInteger("thalweg.regressions", 300);
  private static final long SEED = Long.getLong("thalweg.regressions.seed", 7);

  @Test
  void none_is_claimed_where_the_sum_falls_on_nearby() {
    SplittableRandom random = new SplittableRandom(SEED);
    int descents = 0;
    int claims = 0;
    for (int number = 0; number < COUNT; number++) {
      RandomRegression regression = RandomRegression.draw(number, random.split());
      for (DescentMethod method :
          List.of(
              LineSearchDescent.lbfgs(),
              LineSearchDescent.bfgs(),
              LineSearchDescent.conjugateGradient(),
              TrustRegionNewton.defaults())) {
        for (boolean alone : new boolean[] {false, true}) {
          Minimum minimum =
              alone
                  ? Descent.minimise(
                      (MultivariateFunction) regression::value, regression.start(), method)
                  : Descent.minimise(regression, regression.start(), method);
          descents++;
          if (minimum.converged()) {
            claims++;
            assertThat(regression.leftNear(minimum.point()))
                .as("%s by %s%s: %s", regression, method, alone ? ", values alone" : "", minimum)
                .isLessThan(1e-7);
          }
        }
      }
    }
    // Honesty must not be bought by never claiming anything.
    assertThat(claims).isGreaterThan(descents / 2);
  }
}
