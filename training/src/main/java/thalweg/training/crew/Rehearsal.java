package thalweg.training.crew;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import thalweg.training.leaf.Branches;

/// What leaves and exchanges take, measured by all members before their first step, and told to all
/// by rank 0: so all cut alike.
///
/// A member computes leaves of the first batch, one on each thread, whose sums nobody uses, again
/// and again for two seconds, or a quarter of what the run has of them if that is less; the
/// shortest time counts. Those seconds are not lost: it is in them that the loops are compiled.
/// Then all make three exchanges.
final class Rehearsal {
  private static final long MOST_NANOS = 2_000_000_000;
  private static final int PART_OF_RUN = 4;
  private static final int EXCHANGES = 3;

  private final int rank;
  private final int members;
  private final Exchange exchange;
  private final int threads;
  private final long runLeaves;

  /// @param runLeaves how many leaves the run has in all
  Rehearsal(int rank, int members, Exchange exchange, int threads, long runLeaves) {
    this.rank = rank;
    this.members = members;
    this.exchange = exchange;
    this.threads = threads;
    this.runLeaves = runLeaves;
  }

  /// Returns what is agreed on.
  ///
  /// @param leaves of the first step
  Forecast.Costs costs(Branches leaves, byte[] head, Exchange.Heard heard) {
    Exchange.Sum sum = new Exchange.Sum(Shares.even(leaves.leaves(), members), rank, leaves.like());
    double leafSeconds = leafSeconds(leaves, sum.shares());
    double exchangeSeconds = exchangeSeconds(sum, leaves, head, heard);
    Forecast.Costs nominal =
        new Forecast.Costs(
            leaves.leaves(),
            (long) sum.elements() * leaves.like().getFirst().type().bytes(),
            Collections.nCopies(members, 1.0),
            1,
            0);
    // By a byte a second an exchange takes as many seconds as it has bytes.
    double bytes = Forecast.of(nominal, sum.shares()).exchangeSeconds();
    List<Double> said = agree(leafSeconds, members == 1 ? 1 : bytes / exchangeSeconds);
    return new Forecast.Costs(
        leaves.leaves(), nominal.sumBytes(), said.subList(0, members), said.get(members), 0);
  }

  private double leafSeconds(Branches leaves, Shares shares) {
    int own = shares.count(rank);
    int count = Math.clamp(threads, 1, Math.max(1, own));
    int from = Math.min(shares.start(rank), leaves.leaves() - count);
    long begun = System.nanoTime();
    long shortest = Long.MAX_VALUE;
    long done = 0;
    do {
      long start = System.nanoTime();
      leaves.compute(from, from + count);
      shortest = Math.min(shortest, Math.max(1, System.nanoTime() - start));
      done += (long) count * members;
    } while (System.nanoTime() - begun < MOST_NANOS && done < runLeaves / PART_OF_RUN);
    return shortest / 1e9 / count;
  }

  private double exchangeSeconds(
      Exchange.Sum sum, Branches leaves, byte[] head, Exchange.Heard heard) {
    leaves.compute(sum.shares().start(rank), sum.shares().start(rank + 1));
    SharedSums.bind(sum, leaves, rank);
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < EXCHANGES; i++) {
      long start = System.nanoTime();
      exchange.add(sum, head, heard);
      exchange.ready();
      if (i > 0) { // the first one waits until all are there
        shortest = Math.min(shortest, System.nanoTime() - start);
      }
    }
    return shortest / 1e9;
  }

  /// Returns the seconds for a leaf of each member, and then the bytes per second that rank 0 has
  /// measured.
  private List<Double> agree(double leafSeconds, double bytesPerSecond) {
    List<Double> all = new ArrayList<>();
    if (rank == 0) {
      all.add(leafSeconds);
      for (int other = 1; other < members; other++) {
        all.add(numbers(other).getFirst());
      }
      all.add(bytesPerSecond);
      for (int other = 1; other < members; other++) {
        say(other, all);
      }
      return all;
    }
    say(0, List.of(leafSeconds));
    return numbers(0);
  }

  private void say(int other, List<Double> numbers) {
    StringBuilder text = new StringBuilder();
    numbers.forEach(number -> text.append(Double.toHexString(number)).append('\n'));
    try {
      exchange.link(other).sendText(text.toString());
    } catch (IOException gone) {
      throw exchange.lost(other, gone);
    }
  }

  private List<Double> numbers(int other) {
    try {
      List<Double> numbers =
          exchange.link(other).readText().lines().map(Double::parseDouble).toList();
      int expected = rank == 0 ? 1 : members + 1;
      if (numbers.size() != expected || !numbers.stream().allMatch(Rehearsal::isCost)) {
        throw new IOException("it says that leaves take " + numbers);
      }
      return numbers;
    } catch (IOException gone) {
      throw exchange.lost(other, gone);
    } catch (NumberFormatException strange) {
      throw exchange.lost(
          other, new IOException("it says no numbers: " + strange.getMessage(), strange));
    }
  }

  private static boolean isCost(double number) {
    return number > 0 && Double.isFinite(number);
  }
}
