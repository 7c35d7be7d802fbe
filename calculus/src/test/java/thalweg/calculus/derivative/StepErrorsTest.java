package thalweg.calculus.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StepErrorsTest {
  @Test
  void errors_follow_their_asymptotes_on_both_arms() {
    StepErrors errors = StepErrors.of(Math::exp, 1, Math.E);
    double[] steps = errors.steps();
    double[] forward = errors.errors().get("forward");
    double[] central = errors.errors().get("central");
    assertThat(errors.errors().keySet())
        .containsExactly("forward", "backward", "central", "central, order 4", "central, order 8");
    assertThat(errors.truncationOneSided()).isCloseTo(Math.E / 2, within(1e-8));
    assertThat(errors.truncationCentral()).isCloseTo(Math.E / 6, within(1e-7));
    for (int i = 0; i < steps.length; i++) {
      double h = steps[i];
      if (h > 1e-6 && h < 1e-2) {
        assertThat(forward[i] / (errors.truncationOneSided() * h)).isCloseTo(1, within(0.02));
      }
      if (h > 1e-4 && h < 1e-2) {
        assertThat(central[i] / (errors.truncationCentral() * h * h)).isCloseTo(1, within(0.02));
      }
      if (h < 1e-9) {
        assertThat(forward[i]).isLessThan(3 * errors.rounding() / h);
      }
    }
  }

  @Test
  void the_ladder_stands_below_the_v_of_two_points() {
    StepErrors errors = StepErrors.of(Math::sin, 1, Math.cos(1));
    double least = Double.POSITIVE_INFINITY;
    for (double error : errors.errors().get("central")) {
      least = Math.min(least, error);
    }
    assertThat(errors.ladderError()).isLessThan(least).isLessThan(errors.ladder().error());
    assertThat(errors.ladder().step()).isBetween(1e-6, 1.0);
  }

  @Test
  void without_the_truth_the_ladder_stands_for_it() {
    StepErrors errors = StepErrors.of(Math::log, 2, Double.NaN);
    assertThat(errors.ladderError()).isZero();
    // Where a step leaves the domain there is no error to show.
    assertThat(StepErrors.of(Math::log, 0.1, 10).errors().get("central")[42]).isNaN();
  }
}
