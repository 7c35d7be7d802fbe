package thalweg.studio.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RateMapTest {
  private static final double[] START = {3, 1};

  private static RateMap.Asked asked(String formula, String rule, double least, double greatest) {
    return new RateMap.Asked(
        RaceTest.formula(formula), START, rule, least, greatest, 0.01, 12, 8, 300, false);
  }

  @Test
  void each_cell_is_the_walk_that_it_stands_for() {
    SplittableRandom random = new SplittableRandom(4);
    for (String rule : new String[] {"momentum", "nesterov"}) {
      String text = "(x^2 + 20*y^2)/2";
      Frame frame = RateMap.of(asked(text, rule, 1e-3, 1), new Asking());
      RateMap.Head head = (RateMap.Head) frame.head();
      assertThat(head.momenta()[0]).isZero();
      assertThat(head.rates()).hasSize(12);
      for (int trial = 0; trial < 30; trial++) {
        int i = random.nextInt(12);
        int j = random.nextInt(8);
        String written =
            rule + "(rate " + head.rates()[i] + ", momentum " + head.momenta()[j] + ")";
        Race.Head race =
            (Race.Head)
                Race.run(
                        new Race.Asked(
                            RaceTest.formula(text),
                            START,
                            java.util.List.of(RaceTest.searching(written)),
                            300,
                            false,
                            null),
                        new Asking())
                    .head();
        Race.Run run = race.runs().getFirst();
        float needed = frame.numbers()[0][12 * j + i];
        switch (run.outcome()) {
          case "CONVERGED" -> assertThat(needed).isEqualTo(run.points() - 1);
          case "DIVERGED", "NON_FINITE", "UNBOUNDED" -> assertThat(needed).isInfinite();
          default -> assertThat(needed).isNaN();
        }
      }
    }
  }

  /// Polyak 1964: (2 / (√L + √μ))² is the best rate of a heavy ball, ((√L − √μ) / (√L + √μ))² its
  /// momentum.
  @Test
  void the_quickest_is_near_the_rate_and_momentum_of_theory() {
    Frame frame = RateMap.of(asked("(x^2 + 100*y^2)/2", "momentum", 1e-3, 1), new Asking());
    RateMap.Best best = Objects.requireNonNull(((RateMap.Head) frame.head()).best());
    assertThat(best.rate()).isBetween(4 / 121.0 / 3, 4 / 121.0 * 3);
    assertThat(best.momentum()).isBetween(0.5, 0.9);
  }

  @Test
  void where_nothing_arrives_there_is_no_best() {
    RateMap.Head head =
        (RateMap.Head) RateMap.of(asked("x + y", "momentum", 1e-3, 1), new Asking()).head();
    assertThat(head.best()).isNull();
    assertThat(head.arrived()).isZero();
  }

  @Test
  void what_makes_no_map_is_refused() {
    assertThatThrownBy(() -> RateMap.of(asked("x + y", "adam", 1e-3, 1), new Asking()))
        .hasMessage("map: \"adam\" has no rate and momentum to draw; write momentum or nesterov.");
    assertThatThrownBy(() -> RateMap.of(asked("x + y", "momentum", 1, 1), new Asking()))
        .hasMessage(
            "map: rates from 1.0 to 1.0; both must be finite and above 0, the first smaller.");
    assertThatThrownBy(
            () ->
                RateMap.of(
                    new RateMap.Asked(
                        RaceTest.formula("x + y"), START, "momentum", 1, 2, 0.1, 65, 3, 9, false),
                    new Asking()))
        .hasMessage("map: 65 rates; there must be from 2 to 64.");
    assertThatThrownBy(
            () ->
                RateMap.of(
                    new RateMap.Asked(
                        RaceTest.formula("x + y"), START, "momentum", 1, 2, 1, 5, 3, 9, false),
                    new Asking()))
        .hasMessageStartingWith("map: a step is to lose 1.0 of the velocity");
    assertThatThrownBy(
            () ->
                RateMap.of(
                    new RateMap.Asked(
                        RaceTest.formula("x + y"), START, "momentum", 1, 2, .1, 5, 3, 1_001, false),
                    new Asking()))
        .hasMessage("map: 1001 steps; there must be from 1 to 1000.");
  }
}
