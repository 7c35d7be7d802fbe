package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The regressions of NIST by values alone, as sums of squares to be made small: what nobody should
/// do, and everybody does.
class NistTest {
  @BeforeAll
  static void the_files_are_there() {
    assumeTrue(
        Files.isDirectory(NistRegressions.folder()),
        () ->
            "the files of NIST are not at "
                + NistRegressions.folder()
                + "; name their folder with -Dthalweg.nist=DIR.");
  }

  @Test
  void all_54_end_within_20_000_values_and_claim_only_what_is_certified() {
    int reached = 0;
    for (NistRegressions.Regression regression : NistRegressions.all()) {
      for (double[] start : regression.starts()) {
        Minimum minimum = Descent.minimise(regression.f(), start, LineSearchDescent.lbfgs());
        String what = regression.name() + ": " + minimum;
        assertThat(minimum.valueEvaluations()).as(what).isLessThanOrEqualTo(20_000);
        boolean isCertified = minimum.value() < regression.sum() * (1 + 1e-4);
        reached += isCertified ? 1 : 0;
        if (minimum.converged() && !hasAnother(regression.name(), minimum.value())) {
          assertThat(minimum.value()).as(what).isLessThan(1.05 * regression.sum() + 1e-9);
        }
      }
    }
    assertThat(reached).isGreaterThanOrEqualTo(38);
  }

  /// Of the three exponentials of Lanczos1 and Lanczos3 two become the same from the first start,
  /// and the sum no longer tells their factors apart: a line of points exactly as low as each
  /// other. With 50 digits all other curvatures there are positive (6.1e-6 to 22 and 9.3e-6 to 25),
  /// the least sums with two exponentials are 4.29062020739721e-6 and 4.3465532783699e-6: minima,
  /// not the certified ones.
  private static boolean hasAnother(String name, double value) {
    return switch (name) {
      case "Lanczos1" -> Math.abs(value - 4.29062020739721e-6) < 1e-14;
      case "Lanczos3" -> Math.abs(value - 4.3465532783699e-6) < 1e-14;
      default -> false;
    };
  }
}
