package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;

/// Where slopes have no bound, or change over lengths that no difference sees, the gradient is not
/// wrong for that, and no minimum is claimed that is none.
class PolesTest {
  private static final int MEMBERS = 60;

  private static List<DescentMethod> methods() {
    List<DescentMethod> all = new ArrayList<>(OutcomeTest.searching().toList());
    all.add(ModelTrustRegion.defaults());
    all.add(NelderMead.defaults());
    return all;
  }

  /// Returns the descents by every method, by exact gradients and by differences, none of which may
  /// call a right gradient wrong or take more values than allowed.
  private static List<Minimum> descents(String text, double... start) {
    Formula formula = Formula.parse(text, List.of("x", "y"));
    List<Minimum> all = new ArrayList<>();
    for (DescentMethod method : methods()) {
      all.add(Descent.minimise(new DualGradient(formula), start, method));
      all.add(Descent.minimise(formula::at, start, method));
    }
    for (Minimum minimum : all) {
      assertThat(minimum.outcome())
          .as("%s: %s", text, minimum)
          .isNotInstanceOf(Outcome.WrongGradient.class);
      assertThat(minimum.valueEvaluations()).as("%s: %s", text, minimum).isLessThan(6001);
      assertThat(minimum.value()).as("%s: %s", text, minimum).isFinite();
    }
    return all;
  }

  private static String number(double value) {
    return "(" + value + ")";
  }

  /// One pole along a line that is no axis, in a bowl: L is what vanishes on it.
  @Test
  void a_pole_along_any_line_is_told() {
    SplittableRandom random = new SplittableRandom(1);
    String[] kinds = {"-H/abs(L)^P", "H*log(abs(L))", "-H/L^2", "-H/sqrt(abs(L))"};
    int told = 0;
    int all = 0;
    for (int member = 0; member < MEMBERS; member++) {
      double a = random.nextDouble(0.3, 2);
      double b = random.nextDouble(-2, 2);
      double place = random.nextDouble(-3, 3);
      double y = random.nextDouble(-3, 3);
      double beside = random.nextDouble(0.01, 0.2) * (random.nextBoolean() ? 1 : -1);
      String line = "(" + number(a) + "*x+" + number(b) + "*y-" + number(place) + ")";
      String text =
          kinds[member % kinds.length]
                  .replace("H", String.valueOf(Math.pow(10, random.nextDouble(0, 3))))
                  .replace("L", line)
                  .replace("P", number(random.nextDouble(0.5, 3)))
              + "+(x-1)^2+(y+1)^2";
      for (Minimum minimum : descents(text, (place + beside - b * y) / a, y)) {
        double[] x = minimum.point();
        double off = Math.abs(a * x[0] + b * x[1] - place);
        assertThat(minimum.converged()).as("%s %s: %s", off, text, minimum).isFalse();
        told += minimum.outcome() instanceof Outcome.Unbounded ? 1 : 0;
        all++;
      }
    }
    assertThat(told).isGreaterThan(all * 95 / 100);
  }

  /// Minima much narrower than any usual step, and variables of unlike sizes.
  @Test
  void a_right_gradient_is_not_called_wrong_in_a_narrow_valley() {
    SplittableRandom random = new SplittableRandom(2);
    String[] kinds = {
      "sqrt(1+X^2+Y^2)", "log(1+X^2)+Y^2", "-1/(1+X^2+Y^2)", "X^2+Y^2", "abs(X)^1.5+Y^2"
    };
    for (int member = 0; member < MEMBERS; member++) {
      double px = random.nextDouble(-2, 2);
      double width = Math.pow(10, random.nextDouble(-11, 9));
      double other = Math.pow(10, random.nextDouble(-9, 9));
      String text =
          kinds[member % kinds.length]
              .replace("X", "((x-" + number(px * other) + ")/" + number(width) + ")")
              .replace("Y", "(y/" + number(other) + ")");
      double start = px * other + width * random.nextDouble(-3, 3);
      for (Minimum minimum : descents(text, start, other * random.nextDouble(-3, 3))) {
        assertThat(minimum.outcome())
            .as("%s: %s", text, minimum)
            .isNotInstanceOf(Outcome.Unbounded.class);
      }
    }
  }

  @Test
  void a_barrier_leaves_room_for_its_minimum_and_is_no_plateau() {
    SplittableRandom random = new SplittableRandom(3);
    int found = 0;
    for (int member = 0; member < MEMBERS / 2; member++) {
      double mu = Math.pow(10, random.nextDouble(-7, 0));
      String text = "x+2*y-M*(log(x)+log(y))".replace("M", number(mu));
      for (Minimum minimum : descents(text, random.nextDouble(0.1, 3), random.nextDouble(0.1, 3))) {
        assertThat(minimum.outcome())
            .as("%s: %s", text, minimum)
            .isNotInstanceOfAny(Outcome.Unbounded.class, Outcome.Flat.class, Outcome.Kink.class);
        if (minimum.converged()) {
          assertThat(minimum.point()).containsExactly(new double[] {mu, mu / 2}, within(1e-3 * mu));
          found++;
        }
      }
    }
    assertThat(found).isGreaterThan(MEMBERS * 4);
  }

  /// A variable without a slope from the start on may still lead down, by a step.
  @Test
  void a_step_that_leads_down_is_no_minimum() {
    SplittableRandom random = new SplittableRandom(4);
    for (int member = 0; member < MEMBERS; member++) {
      double place = random.nextDouble(2, 5);
      String text = "floor((x-P)*S)+(y-1)^2".replace("P", number(place));
      text = text.replace("S", member % 2 == 0 ? "1" : "(-1)");
      double start = place + random.nextDouble(1, 4);
      for (Minimum minimum : descents(text, start, 2)) {
        assertThat(minimum.converged()).as("%s from %s: %s", text, start, minimum).isFalse();
      }
    }
  }

  /// Wrong by a sign, a factor or a shift: on smooth functions that is told at any scale.
  @Test
  void a_wrong_gradient_is_told_at_any_scale() {
    SplittableRandom random = new SplittableRandom(5);
    int told = 0;
    for (int member = 0; member < MEMBERS; member++) {
      double scale = Math.pow(10, random.nextDouble(-6, 6));
      double height = Math.pow(10, random.nextDouble(-6, 6));
      double factor = random.nextBoolean() ? -random.nextDouble(0.1, 5) : -1;
      DifferentiableFunction right =
          new DualGradient(
              Formula.parse(
                  "H*((x/S-1)^2+(y/S+2)^4+exp(x/S))"
                      .replace("H", number(height))
                      .replace("S", number(scale))));
      DifferentiableFunction wrong =
          DifferentiableFunction.of(
              right::value,
              x -> {
                double[] gradient = right.gradient(x);
                gradient[0] *= factor;
                gradient[1] *= factor;
                return gradient;
              });
      double[] start = {scale * random.nextDouble(-3, 3), scale * random.nextDouble(-1, 3)};
      for (DescentMethod method : OutcomeTest.searching().toList()) {
        Minimum minimum = Descent.minimise(wrong, start, method);
        assertThat(minimum.converged()).as("%s %s: %s", scale, factor, minimum).isFalse();
        told += minimum.outcome() instanceof Outcome.WrongGradient ? 1 : 0;
      }
    }
    assertThat(told).isGreaterThan(MEMBERS * 4 * 9 / 10);
  }
}
