package thalweg.training.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class ForecastTest {
  private static final double FAST = 1e9;

  private static Forecast.Costs costs(int leaves, int members, double leaf, double bandwidth) {
    return new Forecast.Costs(
        leaves, 2_680_000, Collections.nCopies(members, leaf), bandwidth, 1e-5);
  }

  @Test
  void bytes_are_those_of_every_message_counted() {
    Random random = new Random(3);
    for (int i = 0; i < 400; i++) {
      int members = 2 + random.nextInt(20);
      int leaves = 1 + random.nextInt(200);
      long elements = 1 + random.nextInt(1_000_000);
      List<Double> seconds = random.doubles(members, 0.5, 2).boxed().toList();
      Forecast.Costs costs = new Forecast.Costs(leaves, 4 * elements, seconds, 1, 0);
      Shares cut = Shares.of(leaves, seconds, random.nextDouble());
      Forecast forecast = Forecast.of(costs, cut);
      long[] out = new long[members];
      long[] in = new long[members];
      for (int from = 0; from < members; from++) {
        int sender = from;
        long roots = cut.roots().stream().filter(root -> root.member() == sender).count();
        for (int to = 0; to < members; to++) {
          if (to != from) {
            long bytes =
                4 * (roots * slice(elements, to, members) + slice(elements, from, members));
            out[from] += bytes;
            in[to] += bytes;
          }
        }
      }
      for (int member = 0; member < members; member++) {
        // Slices differ by an element, of each root and for each member.
        long rounding = 8L * (cut.roots().size() + members);
        assertThat((double) forecast.shares().get(member).bytes())
            .isCloseTo(Math.max(out[member], in[member]), within((double) rounding));
      }
    }
  }

  private static long slice(long elements, int member, int members) {
    return elements * (member + 1) / members - elements * member / members;
  }

  @Test
  void a_crew_is_never_faster_than_its_members_together() {
    Random random = new Random(4);
    for (int i = 0; i < 60; i++) {
      int members = 1 + random.nextInt(i < 5 ? 64 : 12);
      int leaves = 1 + random.nextInt(2_000);
      double bandwidth = Math.pow(10, 6 + 5 * random.nextDouble());
      Forecast forecast = Forecast.of(costs(leaves, members, 1e-3, bandwidth));
      assertThat(forecast.shares()).hasSize(members);
      assertThat(forecast.shares().stream().mapToInt(Forecast.Share::leaves).sum())
          .isEqualTo(leaves);
      assertThat(forecast.speedUp()).isPositive().isLessThanOrEqualTo(members * (1 + 1e-12));
      assertThat(forecast.fastestMembers()).isBetween(1, members);
      double least =
          IntStream.rangeClosed(2, members)
              .mapToDouble(m -> Forecast.of(costs(leaves, m, 1e-3, bandwidth)).stepSeconds())
              .reduce(forecast.aloneSeconds(), Math::min);
      assertThat(
              forecast.fastestMembers() == 1
                  ? forecast.aloneSeconds()
                  : Forecast.of(costs(leaves, forecast.fastestMembers(), 1e-3, bandwidth))
                      .stepSeconds())
          .isEqualTo(least);
    }
  }

  @Test
  void one_member_exchanges_nothing() {
    Forecast alone = Forecast.of(costs(10, 1, 1e-3, FAST));
    assertThat(alone.stepSeconds()).isEqualTo(alone.aloneSeconds()).isEqualTo(1e-2);
    assertThat(alone.exchangeSeconds()).isZero();
    assertThat(alone.advice()).isEmpty();
  }

  @Test
  void advice_says_which_number_would_be_faster() {
    assertThat(Forecast.of(costs(64, 2, 1e-3, FAST)).advice()).isEmpty();
    assertThat(Forecast.of(costs(2, 2, 1e-3, FAST)).advice())
        .isEqualTo(
            "One machine alone would be faster: a step would take it 2.00 ms, and this crew"
                + " 3.70 ms; a crew pays from batches of about 512 rows on.");
    Forecast.Costs far = // messages that take long to arrive, of which many members send many
        new Forecast.Costs(8, 2_680_000, Collections.nCopies(8, 8e-4), FAST, 2e-4);
    assertThat(Forecast.of(far).advice())
        .isEqualTo(
            "Fewer members would be faster: a step would take the first 2 of them "
                + Forecast.inWords(Forecast.of(far.of(2)).stepSeconds())
                + ", and all "
                + Forecast.inWords(Forecast.of(far).stepSeconds())
                + ".");
    assertThat(Forecast.of(far.of(2)).advice())
        .startsWith("More members would make it slower: with 4 a step would take ");
    Forecast none = Forecast.of(costs(64, 2, 1e-9, 1));
    assertThat(none.advice()).startsWith("One machine alone would be faster").endsWith(" s.");
  }

  @Test
  void who_is_slower_gets_less_to_do() {
    Forecast.Costs uneven = new Forecast.Costs(90, 1_000, List.of(1e-3, 2e-3, 1e-3), 1e12, 0);
    Forecast forecast = Forecast.of(uneven);
    assertThat(forecast.shares().stream().map(Forecast.Share::leaves)).containsExactly(36, 18, 36);
    assertThat(forecast.speedUp()).isCloseTo(2.5, within(1e-6));
  }
}
