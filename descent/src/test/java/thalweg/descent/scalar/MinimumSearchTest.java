package thalweg.descent.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.ScalarFunction;
import thalweg.descent.scalar.ScalarMinimum.Outcome;

class MinimumSearchTest {
  private static ScalarFunction shape(int kind) {
    return switch (kind) {
      case 0 -> u -> u * u;
      case 1 -> u -> Math.exp(u) - u;
      case 2 -> Math::abs;
      case 3 -> u -> u * u * u * u + u * u;
      case 4 -> u -> -Math.exp(-u * u);
      case 5 -> u -> Math.sqrt(1 + u * u);
      case 6 -> u -> u < 0 ? -3 * u : u * u + u;
      default -> u -> -1 / (1 + u * u);
    };
  }

  @Test
  void minima_of_every_scale_are_found_in_few_values() {
    SplittableRandom random = new SplittableRandom(1);
    long values = 0;
    for (int k = 0; k < 800; k++) {
      double scale = Math.pow(10, random.nextDouble(-30, 30));
      double place = scale * random.nextDouble(0.1, 5) * (random.nextBoolean() ? 1 : -1);
      double size = Math.pow(10, random.nextDouble(-30, 30));
      ScalarFunction g = shape(k % 8);
      ScalarFunction f = x -> size * g.at((x - place) / scale);
      ScalarMinimum inside = MinimumSearch.of(f).between(place - 3 * scale, place + 2.2 * scale);
      ScalarMinimum near = MinimumSearch.of(f).near(place + scale * random.nextDouble(-2, 2));
      for (ScalarMinimum minimum : new ScalarMinimum[] {inside, near}) {
        assertThat(minimum.outcome()).as("%s %s", k, minimum).isEqualTo(Outcome.CONVERGED);
        assertThat(minimum.x()).isCloseTo(place, within(4e-8 * (Math.abs(place) + scale)));
        assertThat(minimum.value()).isEqualTo(f.at(minimum.x()));
        assertThat(minimum.lower()).isLessThanOrEqualTo(minimum.x());
        assertThat(minimum.upper()).isGreaterThanOrEqualTo(minimum.x());
        assertThat(minimum.evaluations()).isLessThan(120);
        values += minimum.evaluations();
      }
    }
    assertThat(values / 1600.0).isLessThan(30);
  }

  @Test
  void what_is_no_minimum_is_told() {
    assertThat(MinimumSearch.of(x -> x).near(1).outcome()).isEqualTo(Outcome.UNBOUNDED);
    assertThat(MinimumSearch.of(x -> -x * x).near(0.1).outcome()).isEqualTo(Outcome.UNBOUNDED);
    assertThat(MinimumSearch.of(x -> x).between(-1, 4).outcome()).isEqualTo(Outcome.AT_END);
    assertThat(MinimumSearch.of(x -> x).between(-1, 4).x()).isEqualTo(-1);
    assertThat(MinimumSearch.of(x -> -x).between(-1, 4).x()).isEqualTo(4);
    assertThat(MinimumSearch.of(_ -> 3).near(1).outcome()).isEqualTo(Outcome.FLAT);
    assertThat(MinimumSearch.of(_ -> 3).between(0, 1).outcome()).isEqualTo(Outcome.FLAT);
    assertThat(MinimumSearch.of(Math::sqrt).near(1).outcome()).isEqualTo(Outcome.DOMAIN_EDGE);
    assertThat(MinimumSearch.of(Math::sqrt).between(-2, 1).outcome())
        .isEqualTo(Outcome.DOMAIN_EDGE);
    assertThat(MinimumSearch.of(_ -> Double.NaN).near(1).outcome()).isEqualTo(Outcome.NON_FINITE);
    assertThat(MinimumSearch.of(_ -> Double.NaN).between(0, 1).outcome())
        .isEqualTo(Outcome.NON_FINITE);
    assertThat(MinimumSearch.of(x -> x * x).limit(5).near(900).outcome())
        .isEqualTo(Outcome.EVALUATION_LIMIT);
  }

  /// Poles of every order and of a logarithm, seen from one side or both, within or at an end.
  @Test
  void a_pole_is_no_minimum() {
    SplittableRandom random = new SplittableRandom(2);
    int told = 0;
    for (int k = 0; k < 600; k++) {
      double scale = Math.pow(10, random.nextDouble(-30, 30));
      double place = k % 3 == 0 ? 0 : scale * random.nextDouble(-5, 5);
      double order = k % 7 == 0 ? 0 : random.nextDouble(0.2, 6);
      int odd = random.nextInt(-1, 2); // the side on which it rises, if on any
      ScalarFunction f =
          x -> {
            double u = (x - place) / scale;
            double value = order == 0 ? Math.log(Math.abs(u)) : -Math.pow(Math.abs(u), -order);
            return Math.signum(u) == odd ? -value : value;
          };
      double lower = odd != -1 && k % 4 == 0 ? place : place - scale * random.nextDouble(0.1, 3);
      double upper = odd != 1 && k % 4 == 1 ? place : place + scale * random.nextDouble(0.1, 3);
      double guess = place + scale * random.nextDouble(0.1, 2) * (odd == 0 ? 1 : -odd);
      ScalarMinimum near = MinimumSearch.of(f).near(guess);
      assertThat(near.outcome()).as("%s %s", k, near).isEqualTo(Outcome.UNBOUNDED);
      ScalarMinimum inside = MinimumSearch.of(f).between(lower, upper);
      boolean isEnd = inside.x() == (odd > 0 ? upper : lower) && odd != 0;
      assertThat(inside.outcome())
          .as("%s order %s place %s odd %s %s", k, order, place, odd, inside)
          .isEqualTo(isEnd ? Outcome.AT_END : Outcome.UNBOUNDED);
      told += inside.outcome() == Outcome.UNBOUNDED ? 1 : 0;
    }
    assertThat(told).isGreaterThan(350);
  }

  /// From outside it looks like a pole, however near it is followed: down to some ten numbers.
  @Test
  void a_narrow_minimum_is_no_pole() {
    SplittableRandom random = new SplittableRandom(5);
    for (int k = 0; k < 600; k++) {
      double scale = Math.pow(10, random.nextDouble(-30, 30));
      double place = scale * random.nextDouble(0.1, 4) * (random.nextBoolean() ? 1 : -1);
      double least = Math.log10(32 * Math.ulp(place));
      double width = Math.pow(10, random.nextDouble(least, Math.log10(scale)));
      double order = random.nextDouble(0.2, 4);
      int kind = k % 3;
      ScalarFunction f =
          x -> {
            double u = (x - place) / width;
            return kind == 0
                ? Math.log(1 + u * u)
                : -Math.pow(1 + u * u, kind == 1 ? -order : -0.5);
          };
      ScalarMinimum inside =
          MinimumSearch.of(f)
              .between(
                  place - scale * random.nextDouble(0.1, 3),
                  place + scale * random.nextDouble(0.1, 3));
      ScalarMinimum near = MinimumSearch.of(f).near(place + scale * random.nextDouble(-2, 2));
      assertThat(inside.outcome())
          .as("%s width %s %s", k, width, inside)
          .isNotEqualTo(Outcome.UNBOUNDED);
      assertThat(near.outcome())
          .as("%s width %s %s", k, width, near)
          .isNotEqualTo(Outcome.UNBOUNDED);
    }
  }

  /// Where values are equal nothing says that they rise beyond; only looking does.
  @Test
  void a_step_is_no_minimum_and_one_that_leads_down_is_left() {
    SplittableRandom random = new SplittableRandom(3);
    int least = 0;
    for (int k = 0; k < 600; k++) {
      double scale = Math.pow(10, random.nextDouble(-30, 30));
      double width = random.nextDouble(0.1, 3);
      double place = random.nextDouble(-20, 20);
      int kind = k % 4;
      ScalarFunction g = shape(k % 8);
      ScalarFunction f =
          x -> {
            double u = x / scale - place;
            return Math.floor((kind == 0 ? u : kind == 1 ? -u : 5 * g.at(u / 5)) / width);
          };
      double lower = scale * random.nextDouble(-40, -20);
      double upper = scale * random.nextDouble(20, 40);
      ScalarMinimum inside = MinimumSearch.of(f).between(lower, upper);
      double bottom = Math.min(f.at(lower), Math.min(f.at(upper), f.at(scale * place)));
      assertThat(inside.outcome() == Outcome.FLAT || inside.outcome() == Outcome.AT_END)
          .as("%s %s", k, inside)
          .isTrue();
      assertThat(!inside.isFound() || inside.value() <= bottom).as("%s %s", k, inside).isTrue();
      least += inside.value() <= bottom ? 1 : 0;
      Outcome near = MinimumSearch.of(f).near(scale * random.nextDouble(-20, 20)).outcome();
      assertThat(near == Outcome.FLAT || (kind < 2 && near == Outcome.UNBOUNDED))
          .as("%s %s", k, near)
          .isTrue();
    }
    assertThat(least).isGreaterThan(550);
  }

  /// Ends of every size: what overflows at them is no edge of the domain.
  @Test
  void a_minimum_is_found_between_ends_of_any_size() {
    SplittableRandom random = new SplittableRandom(4);
    for (int k = 0; k < 300; k++) {
      double lower = -Math.pow(10, random.nextDouble(-300, 308.25));
      double upper = Math.pow(10, random.nextDouble(-300, 308.25));
      int power = random.nextInt(1, 5);
      double size = Math.pow(10, random.nextDouble(-5, 5));
      ScalarMinimum found =
          MinimumSearch.of(x -> size * Math.pow(Math.abs(x), power)).between(lower, upper);
      boolean vanishes = found.value() == 0;
      assertThat(found.isFound() || (vanishes && found.outcome() == Outcome.FLAT))
          .as("%s:%s %s %s", lower, upper, power, found)
          .isTrue();
      double reach = Math.min(upper - lower, Math.pow(1e300 / size * 1e8, 1.0 / power));
      assertThat(Math.abs(found.x()) <= 1e-14 * reach || vanishes)
          .as("%s:%s %s %s", lower, upper, power, found)
          .isTrue();
    }
  }

  @Test
  void the_domain_ends_beside_a_minimum() {
    ScalarMinimum minimum = MinimumSearch.of(x -> x * Math.log(x)).near(1.3);
    assertThat(minimum.outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(minimum.x()).isCloseTo(1 / Math.E, within(1e-8));
  }

  @Test
  void what_cannot_be_is_refused() {
    MinimumSearch search = MinimumSearch.of(x -> x);
    assertThatThrownBy(() -> search.between(1, 0)).hasMessageContaining("the lower one first");
    assertThatThrownBy(() -> search.near(Double.NaN)).hasMessageContaining("guess is NaN");
    assertThatThrownBy(() -> search.tolerance(2)).hasMessageContaining("tolerance is 2.0");
    assertThatThrownBy(() -> search.limit(1)).hasMessageContaining("at least 3");
  }
}
