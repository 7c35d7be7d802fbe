package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thalweg.training.TrainingEvent.StepDone;

class StepLossesTest {
  @Test
  void a_short_run_is_told_as_it_was() {
    StepLosses losses = new StepLosses();
    assertThat(losses.at()).isEmpty();
    losses.add(new StepDone(1, 1, 3), 2);
    losses.add(new StepDone(1, 2, 2), 2);
    losses.add(new StepDone(2, 1, 2), 2);
    assertThat(losses.at()).containsExactly(0.5, 1, 1.5);
    assertThat(losses.losses()).containsExactly(3, 2, 2);
  }

  @Test
  void a_run_of_any_length_is_some_thousand_points_of_its_own_with_every_peak() {
    Random random = new Random(7);
    for (int trial = 0; trial < 120; trial++) {
      int perEpoch = 1 + random.nextInt(700);
      int steps = (int) Math.pow(10, 5.3 * random.nextDouble());
      int first = random.nextInt(steps); // as after a resume
      double[] all = new double[steps - first];
      StepLosses losses = new StepLosses();
      for (int i = 0; i < all.length; i++) {
        all[i] = Math.exp(random.nextGaussian());
        int step = first + i;
        losses.add(new StepDone(1 + step / perEpoch, 1 + step % perEpoch, all[i]), perEpoch);
      }
      double[] at = losses.at();
      double[] shown = losses.losses();
      assertThat(shown).hasSameSizeAs(at).hasSizeBetween(Math.min(all.length, 500), 2000);
      double before = 0;
      for (int i = 0; i < at.length; i++) {
        assertThat(at[i]).isGreaterThan(before);
        before = at[i];
        assertThat(shown[i]).isEqualTo(all[(int) Math.round(at[i] * perEpoch) - 1 - first]);
      }
      assertThat(Arrays.stream(shown).max()).isEqualTo(Arrays.stream(all).max());
      assertThat(Arrays.stream(shown).min()).isEqualTo(Arrays.stream(all).min());
    }
  }
}
