package thalweg.descent.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;

class RootSearchTest {
  /// A function with one root, known by construction, and an interval around it.
  private record Member(ScalarFunction f, double root, double lower, double upper) {}

  /// Functions of u = (x − root) / scale: smooth, steep, curved, of order 3 and 1/3, levelling off.
  private static ScalarFunction shape(int kind, double root, double scale) {
    ScalarFunction g =
        switch (kind) {
          case 0 -> u -> u * (1 + 0.9 * u + 0.8 * u * u);
          case 1 -> u -> Math.expm1(Math.min(u, 700));
          case 2 -> u -> Math.atan(5 * u);
          case 3 -> u -> u * u * u + 0.01 * u;
          case 4 -> u -> Math.tanh(u) + 0.1 * u * u * u;
          case 5 -> u -> u / (1 + Math.abs(u));
          case 6 -> u -> u * u * u;
          case 7 -> Math::cbrt;
          case 8 -> u -> Math.sin(u / 10) + 0.05 * u;
          default -> u -> u * Math.exp(-u / 20);
        };
    return x -> g.at((x - root) / scale);
  }

  private static List<Member> family(long seed, int members) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Member> family = new ArrayList<>();
    for (int k = 0; k < members; k++) {
      double decades = k % 3 == 0 ? 100 : k % 3 == 1 ? 12 : 2;
      double scale = Math.pow(10, random.nextDouble(-decades, decades));
      double root = scale * random.nextDouble(0.1, 3) * (random.nextBoolean() ? 1 : -1);
      double lower = root - scale * Math.pow(10, random.nextDouble(-2, 1.2));
      double upper = root + scale * Math.pow(10, random.nextDouble(-2, 1.2));
      family.add(new Member(shape(k % 10, root, scale), root, lower, upper));
    }
    return family;
  }

  @Test
  void of_many_brackets_none_is_lost_and_the_values_are_fewer_than_brents() {
    long ours = 0;
    long brents = 0;
    long most = 0;
    for (Member member : family(1, 1_500)) {
      Root root = RootSearch.of(member.f()).between(member.lower(), member.upper());
      assertThat(root.outcome()).as("%s", member).isInstanceOf(RootOutcome.Found.class);
      assertThat(root.x()).isCloseTo(member.root(), within(2 * Math.ulp(member.root())));
      if (root.value() != 0) {
        assertThat(root.upper()).isEqualTo(Math.nextUp(root.lower()));
        assertThat(member.f().at(root.lower()) * member.f().at(root.upper())).isNegative();
      }
      ours += root.evaluations();
      most = Math.max(most, root.evaluations());
      // What other programs take by themselves, which for small scales is no digit at all.
      brents += Brent.values(member.f(), member.lower(), member.upper(), 2e-12, 8.9e-16);
    }
    assertThat(ours).isLessThan(brents);
    assertThat(most).isLessThan(60);
  }

  @Test
  void a_bracket_over_many_orders_of_magnitude_takes_few_values() {
    SplittableRandom random = new SplittableRandom(2);
    for (int k = 0; k < 300; k++) {
      double scale = Math.pow(10, random.nextDouble(-200, 200));
      ScalarFunction f = shape(k % 10, scale, scale);
      double lower = k % 2 == 0 ? 0 : -scale * Math.pow(10, random.nextDouble(0, 90));
      double upper = scale * Math.pow(10, random.nextDouble(1, 100));
      Root root = RootSearch.of(f).between(lower, upper);
      assertThat(root.isFound()).as("%s", root).isTrue();
      assertThat(root.x()).isCloseTo(scale, within(2 * Math.ulp(scale)));
      assertThat(root.evaluations()).as("%s %s", k % 10, root).isLessThan(260);
    }
  }

  @Test
  void the_tolerance_is_kept() {
    for (Member member : family(3, 200)) {
      Root root = RootSearch.of(member.f()).tolerance(1e-4).between(member.lower(), member.upper());
      assertThat(root.isFound()).isTrue();
      assertThat(root.x()).isCloseTo(member.root(), within(1e-4 * Math.abs(member.root())));
      assertThat(root.lower()).isLessThanOrEqualTo(member.root());
      assertThat(root.upper()).isGreaterThanOrEqualTo(member.root());
    }
  }

  @Test
  void jumps_and_poles_of_every_scale_are_no_roots() {
    SplittableRandom random = new SplittableRandom(4);
    for (int k = 0; k < 400; k++) {
      double place = Math.pow(10, random.nextDouble(-100, 100));
      double scale = place * Math.pow(10, random.nextDouble(-3, 3));
      double size = Math.pow(10, random.nextDouble(-50, 50));
      double left = random.nextDouble(-2, 2);
      double right = random.nextDouble(-2, 2);
      double share = k % 4 == 1 ? 0 : random.nextDouble(0.001, 1); // one side may come to 0
      ScalarFunction jump =
          x -> {
            double u = (x - place) / scale;
            double slope = u < 0 ? left : right;
            return size * (u < 0 ? -share - Math.abs(slope * u) : 1 + Math.abs(slope * u));
          };
      ScalarFunction pole = x -> size / ((x - place) / scale) + size * left / 10;
      boolean isJump = k % 2 == 1;
      ScalarFunction f = isJump ? jump : pole;
      double reach = place * random.nextDouble(0.001, 1);
      if (!isJump && Math.abs(left) * reach > scale) {
        continue; // it has a root there as well
      }
      Root root = RootSearch.of(f).between(place - reach, place + 1.3 * reach);
      assertThat(root.outcome())
          .as("%s %s", k, root)
          .isInstanceOf(isJump ? RootOutcome.Jump.class : RootOutcome.Pole.class);
      assertThat(root.x()).isCloseTo(place, within(2 * Math.ulp(place)));
    }
  }

  @Test
  void values_with_noise_have_a_root_all_the_same() {
    SplittableRandom random = new SplittableRandom(5);
    for (int k = 0; k < 300; k++) {
      double root = Math.pow(10, random.nextDouble(-20, 20));
      double noise = Math.pow(10, random.nextDouble(-14, -4));
      ScalarFunction f =
          x -> x / root - 1 + noise * (new SplittableRandom(Double.hashCode(x)).nextDouble() - 0.5);
      Root found = RootSearch.of(f).between(root / 3, 3 * root);
      assertThat(found.isFound()).as("%s %s", noise, found).isTrue();
      assertThat(found.x()).isCloseTo(root, within(noise * root));
    }
  }

  @Test
  void from_a_guess_far_off_the_root_is_found() {
    SplittableRandom random = new SplittableRandom(6);
    for (int k = 0; k < 500; k++) {
      double scale = Math.pow(10, random.nextDouble(-60, 60));
      ScalarFunction f = shape(k % 10, scale, scale);
      double guess =
          k % 5 == 0 ? 0 : scale * Math.pow(10, random.nextDouble(-5, 1.3)) * (k % 2 == 0 ? 1 : -1);
      Root root = RootSearch.of(f).near(guess);
      assertThat(root.isFound()).as("%s %s %s %s", k % 10, scale, guess, root).isTrue();
      if (k % 10 < 8) { // the others have more than one
        assertThat(root.x()).isCloseTo(scale, within(2 * Math.ulp(scale)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x^2 - 2, 1, 1.4142135623730951",
    "log(x) + 100, 1, 3.720075976020836e-44",
    "sqrt(x - 5) - 1, 0, 6",
    "acos(x) - 2, -7, -0.4161468365471424",
    "log(-x) - 3, 4, -20.085536923187668",
    "tan(x), 1.3, 0",
    "exp(x) - 1e200, 0, 460.51701859880916",
    "x*exp(-x^2), 1.3, 0",
    "x/(x - 1), 1.3, 0",
    "1/x - 1e-9, 3, 1e9",
  })
  void domains_end_and_poles_are_passed_over(String formula, double guess, double expected) {
    Root root = RootSearch.of(Formula.parse(formula).asScalar()).near(guess);
    assertThat(root.isFound()).as("%s", root).isTrue();
    assertThat(root.x()).isCloseTo(expected, within(1e-13 * Math.abs(expected)));
  }

  @Test
  void roots_without_a_change_of_sign_are_found() {
    SplittableRandom random = new SplittableRandom(7);
    for (int k = 0; k < 200; k++) {
      double place = random.nextDouble(0.1, 10) * Math.pow(10, random.nextDouble(-8, 8));
      double size = Math.pow(10, random.nextDouble(-20, 20));
      double power = new double[] {2, 4, 1, 2.5}[k % 4];
      ScalarFunction f = x -> size * Math.pow(Math.abs((x - place) / place), power);
      Root near = RootSearch.of(f).near(place * random.nextDouble(0.2, 4));
      Root inside = RootSearch.of(f).between(place / 7, place * 5);
      for (Root root : List.of(near, inside)) {
        assertThat(root.outcome()).as("%s", root).isInstanceOf(RootOutcome.Touching.class);
        assertThat(root.x()).isCloseTo(place, within(1e-15 * place));
        assertThat(root.order()).isEqualTo(power, within(0.02));
      }
      ScalarFunction above = x -> f.at(x) + 1e-9 * size;
      assertThat(RootSearch.of(above).near(2 * place).outcome())
          .isInstanceOf(RootOutcome.NoSignChange.class);
      assertThat(RootSearch.of(above).between(place / 7, place * 5).outcome())
          .isInstanceOf(RootOutcome.NoSignChange.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x^2 + 1", "exp(-x)", "atan(x) - 2", "1/x^2", "exp(x)", "cosh(x)"})
  void a_function_without_a_root_is_told_as_such(String formula) {
    for (double guess : new double[] {0, 1, -3, 1e-5, 1e8}) {
      Root root = RootSearch.of(Formula.parse(formula).asScalar()).near(guess);
      assertThat(root.isFound()).as("%s from %s", root, guess).isFalse();
      assertThat(root.evaluations()).isLessThan(700);
    }
  }

  @Test
  void plateaus_of_zeros_are_told() {
    assertThat(RootSearch.of(x -> Math.max(0, x - 1)).near(3).outcome())
        .isEqualTo(new RootOutcome.Found(true));
    assertThat(RootSearch.of(_ -> 0).near(3).outcome()).isEqualTo(new RootOutcome.Found(true));
    assertThat(RootSearch.of(x -> Math.exp(-x)).between(0, 1e4).outcome())
        .isEqualTo(new RootOutcome.NoSignChange(true));
    assertThat(RootSearch.of(x -> Math.exp(-x)).near(3).outcome().sentence()).contains("vanish");
  }

  @Test
  void the_order_and_the_slope_are_those_of_the_function() {
    for (int order = 1; order <= 6; order++) {
      int power = order;
      ScalarFunction f = x -> Math.pow(x - 0.7, power) * Math.exp(x);
      Root root = RootSearch.of(f).near(1);
      assertThat(root.order()).as("%s", root).isEqualTo(order);
    }
    assertThat(RootSearch.of(x -> Math.cbrt(x - 2)).near(1).order()).isEqualTo(1.0 / 3);
    Root root = RootSearch.of(Math::cos).near(1);
    assertThat(root.slope().derivative()).isCloseTo(-1, within(10 * root.slope().error()));
    assertThat(root.slope().error()).isLessThan(1e-9);
    assertThat(RootSearch.of(x -> x * x + 1).near(1).order()).isNaN();
  }

  @Test
  void nothing_goes_on_for_ever_nor_outside_the_bounds() {
    SplittableRandom random = new SplittableRandom(8);
    for (int k = 0; k < 300; k++) {
      long salt = random.nextLong();
      ScalarFunction wild =
          x -> {
            assertThat(x).isBetween(-5.0, 7.0);
            double value = new SplittableRandom(salt ^ Double.hashCode(x)).nextDouble(-1, 1);
            return value > 0.8 ? Double.NaN : value < -0.9 ? Double.POSITIVE_INFINITY : value;
          };
      Root near = RootSearch.of(wild).within(-5, 7).near(1);
      Root inside = RootSearch.of(wild).between(-5, 7);
      assertThat(near.evaluations() + inside.evaluations()).isLessThan(1_500);
    }
    Root limited = RootSearch.of(x -> x - 1e300).limit(5).near(1);
    assertThat(limited.outcome()).isEqualTo(new RootOutcome.EvaluationLimit(5));
    assertThat(limited.evaluations()).isEqualTo(5);
    assertThat(RootSearch.of(_ -> Double.NaN).near(1).outcome())
        .isEqualTo(new RootOutcome.NonFinite(1));
    assertThat(RootSearch.of(_ -> Double.NaN).between(0, 1).outcome())
        .isInstanceOf(RootOutcome.NonFinite.class);
  }

  @Test
  void what_cannot_be_is_refused() {
    RootSearch search = RootSearch.of(x -> x);
    assertThatThrownBy(() -> search.between(1, 1)).hasMessageContaining("1.0 and 1.0");
    assertThatThrownBy(() -> search.between(Double.NaN, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> search.near(Double.POSITIVE_INFINITY)).hasMessageContaining("guess");
    assertThatThrownBy(() -> search.within(0, 1).near(2))
        .hasMessageContaining("outside the bounds");
    assertThatThrownBy(() -> search.tolerance(-1)).hasMessageContaining("tolerance");
    assertThatThrownBy(() -> search.limit(0)).hasMessageContaining("values allowed");
    assertThatThrownBy(() -> search.within(1, 0)).hasMessageContaining("below the upper");
  }
}
