package thalweg.descent.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.MultivariateFunction;

class MoreWildProblemsTest {
  /// Variables, value at the start and value beside it, by the authors' own program.
  private static final double[] PUBLISHED = {
    9, 71.99999999999997, 72.2364608518518,
    9, 1125.0, 1136.234194185185,
    7, 11654195.0, 11845053.681439996,
    7, 1168591235.0, 1185582990.1294398,
    7, 4989195.0, 5063762.918497959,
    7, 500935635.0, 507499248.2671101,
    2, 24.199999999999996, 24.312330062499978,
    2, 1795769.0, 1831279.667495736,
    3, 2500.0, 2497.4133714371897,
    3, 10600.0, 10657.146127721708,
    4, 215.00000000000003, 214.7682078656866,
    4, 1615400.0000000002, 1607688.734812712,
    2, 400.5, 425.3848602901715,
    2, 154575360.0, 163741583.9399774,
    3, 41.681695861678, 40.93175123632016,
    3, 1306.2335498157597, 1315.5594099525185,
    4, 0.00531317227210854, 0.005549249047316731,
    3, 1693607809.4361453, 1633569879.806085,
    6, 16.430831175992274, 17.07159328221802,
    6, 2323367.37205191, 2377271.7979153753,
    9, 26.90416602241781, 27.96822345223367,
    9, 8158876.625210726, 8341140.326931007,
    12, 73.67820524905898, 75.38121765887936,
    12, 20593837.27330552, 21046456.86786661,
    3, 1031.1538106093983, 1053.8230428053705,
    2, 4171.306161960492, 4721.726420817432,
    4, 7926693.336997433, 8057692.064463441,
    4, 308106428512.94086, 312590751853.1352,
    6, 0.04642817229746083, 0.04079847033532635,
    7, 0.033770638463718826, 0.02987637770374352,
    8, 0.03861769828593027, 0.03277796240032442,
    9, 0.028882980288225977, 0.024145016176139372,
    10, 0.033763265462880075, 0.028606981258677132,
    11, 0.026740603262178475, 0.021877851301266064,
    10, 273.2480478286743, 269.2040405394204,
    5, 16.174112540921755, 15.054662765835467,
    11, 2.0934195142120644, 2.0230883151570698,
    11, 199.6846790485487, 199.70678549956145,
    8, 904.0, 933.603191083138,
    10, 1356.0, 1399.9659941261493,
    11, 1582.0, 1633.107814330438,
    12, 1808.0, 1866.2320787536898,
    5, 56.5, 57.05581682767925,
    6, 70.5625, 71.19506579196832,
    8, 98.6875, 99.4640635625752,
    5, 2539084359.2504697, 2699342275.1341124,
    5, 6873795260334.307, 6956071711048.834,
    8, 3367961145.859085, 3553936167.7075887,
    10, 3735127013.270893, 3927173772.8819623,
    12, 3991072354.222331, 4183165062.615992,
    12, 11300149979351.406, 11401473532942.28,
    8, 9.385672310627486, 12.385654052856669,
    8, 33658150719.149563, 35558710461.890465
  };

  @Test
  void values_at_and_beside_the_starts_are_those_of_the_authors() {
    assertThat(MoreWildProblems.all()).hasSize(53);
    assertThat(MoreWildProblems.all().stream().map(MoreWildProblem::name)).doesNotHaveDuplicates();
    for (int k = 0; k < 53; k++) {
      MoreWildProblem problem = MoreWildProblems.all().get(k);
      double[] x = problem.start();
      assertThat((double) x.length).as(problem.name()).isEqualTo(PUBLISHED[3 * k]);
      double first = PUBLISHED[3 * k + 1];
      assertThat(problem.value(x)).as(problem.name()).isCloseTo(first, within(1e-10 * first));
      for (int i = 0; i < x.length; i++) {
        x[i] += 0.01 * (i + 1) / x.length * x[i] + 1e-3;
      }
      double beside = PUBLISHED[3 * k + 2];
      assertThat(problem.value(x)).as(problem.name()).isCloseTo(beside, within(1e-10 * beside));
    }
  }

  @Test
  void noise_is_as_large_as_said_and_the_same_at_the_same_point() {
    SplittableRandom random = new SplittableRandom(3);
    for (MoreWildProblem problem : MoreWildProblems.all()) {
      for (double level : new double[] {0, 1e-12, 1e-6, 1e-3, 0.5}) {
        MultivariateFunction noisy = problem.noisy(level, 7);
        double most = 0;
        double sum = 0;
        for (int k = 0; k < 200; k++) {
          double[] x = problem.start();
          for (int i = 0; i < x.length; i++) {
            x[i] *= 1 + 1e-3 * random.nextDouble(-1, 1);
          }
          double value = problem.value(x);
          double off = noisy.at(x) / value - 1;
          assertThat(noisy.at(x)).isEqualTo(noisy.at(x.clone()));
          most = Math.max(most, Math.abs(off));
          sum += off;
        }
        assertThat(most).as(problem.name()).isLessThanOrEqualTo(level * 1.000001 + 1e-15);
        assertThat(most).as(problem.name()).isGreaterThanOrEqualTo(level / 20);
        assertThat(Math.abs(sum / 200)).as(problem.name()).isLessThanOrEqualTo(level / 5 + 1e-15);
      }
    }
    MoreWildProblem problem = MoreWildProblems.all().getFirst();
    assertThat(problem.noisy(1e-3, 1).at(problem.start()))
        .isNotEqualTo(problem.noisy(1e-3, 2).at(problem.start()));
    assertThatThrownBy(() -> problem.noisy(Double.NaN, 1)).hasMessageContaining("level is NaN");
    assertThatThrownBy(() -> problem.noisy(-1, 1)).hasMessageContaining("at least 0");
  }
}
