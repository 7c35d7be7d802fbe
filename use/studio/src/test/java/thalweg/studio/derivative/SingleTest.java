package thalweg.studio.derivative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.Formula;

class SingleTest {
  @Test
  void a_formula_has_the_bits_of_a_program_in_float() {
    Formula formula = Formula.parse("(x*x - 3*x + 0.1)/(x + 2) - sqrt(x*x + 1)");
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 2_000; i++) {
      double at = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-6, 7));
      float x = (float) at;
      float expected =
          (x * x - 3f * x + 0.1f) / (x + 2f) - (float) Math.sqrt((double) (x * x + 1f));
      assertThat(Single.function(formula).at(at)).as("x = %s", at).isEqualTo((double) expected);
    }
  }

  @Test
  void all_results_are_floats() {
    Formula formula = Formula.parse("hypot(sin(x), atan2(x, 2)) + x^1.5 + max(exp(x), -x, 1)");
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      double y = Single.function(formula).at(random.nextDouble(0, 9));
      assertThat((double) (float) y).isEqualTo(y);
    }
    assertThat(Single.function(Formula.parse("0.1")).at(7)).isEqualTo((double) 0.1f);
  }
}
