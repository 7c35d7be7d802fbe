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
    assertThat(MinimumSearch.of(Math::log).near(1).outcome()).isEqualTo(Outcome.DOMAIN_EDGE);
    assertThat(MinimumSearch.of(_ -> Double.NaN).near(1).outcome()).isEqualTo(Outcome.NON_FINITE);
    assertThat(MinimumSearch.of(_ -> Double.NaN).between(0, 1).outcome())
        .isEqualTo(Outcome.NON_FINITE);
    assertThat(MinimumSearch.of(x -> x * x).limit(5).near(900).outcome())
        .isEqualTo(Outcome.EVALUATION_LIMIT);
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
