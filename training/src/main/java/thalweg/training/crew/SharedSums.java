package thalweg.training.crew;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.training.leaf.Branches;
import thalweg.training.leaf.LeafJob;
import thalweg.training.leaf.LeafSums;
import thalweg.training.leaf.LocalSums;
import thalweg.training.leaf.Step;
import thalweg.training.leaf.Weights;
import thalweg.training.model.Model;

/// The sums of a step, and of whatever is judged, computed by the members of a crew.
///
/// Each member computes a range of leaves and adds up whole branches of their tree ([Shares]); the
/// rest of the additions is made by slices ([Exchange]). Before the first step all measure what a
/// leaf and an exchange take ([Rehearsal]), by which the leaves are cut.
final class SharedSums implements LeafSums, AutoCloseable {
  /// Steps between two looks whether all have the same weights.
  private static final int BETWEEN_LOOKS = 100;

  /// So many steps ahead is said which rows this member will need.
  private static final int AHEAD = 4;

  private static final int MARK = 0x7468616c; // "thal"

  private final int rank;
  private final DType precision;
  private final LocalSums mine;
  private final Exchange exchange;
  private final Rehearsal rehearsal;
  private final Consumer<Forecast> told;
  private final List<Kept> kept = new ArrayList<>();
  private final Exchange.Heard heard = this::heard;
  private final byte[] head = new byte[Exchange.HEAD];
  private final StepClock clock = new StepClock();

  private Forecast.@Nullable Costs costs; // null before the first step
  private List<NdArray> total = List.of();
  private Step step = new Step(0, 0);
  private int judged; // since that step
  private int looks;
  private int expectedEpoch;
  private int expected; // steps of that epoch whose rows are expected
  private boolean isStopAsked;
  private boolean isStopAgreed;

  /// The sum over so many leaves of those of which `of` has any.
  private record Kept(Branches of, int leaves, Exchange.Sum sum) {}

  /// @param threads of this member
  /// @param runLeaves how many leaves the run has in all
  SharedSums(
      int rank,
      @Nullable Link[] links,
      Duration patience,
      LeafJob job,
      int threads,
      long runLeaves,
      LocalSums mine,
      Consumer<Forecast> told) {
    this.rank = rank;
    this.mine = mine;
    this.told = told;
    precision = job.precision();
    exchange = new Exchange(rank, links, patience, job.precision());
    rehearsal = new Rehearsal(rank, links.length, exchange, threads, runLeaves);
  }

  @Override
  public boolean stops(boolean asked) {
    isStopAsked |= asked;
    return isStopAgreed;
  }

  @Override
  public List<NdArray> group(int group) {
    return total;
  }

  @Override
  public int compute(Step step, Weights weights) {
    exchange.ready();
    this.step = step;
    judged = 0;
    Branches leaves = mine.at(step, weights);
    writeHead(weights);
    if (costs == null) {
      costs = rehearsal.costs(leaves, head, heard);
      told.accept(Forecast.of(costs));
    }
    expect(leaves, costs);
    clock.begins(step);
    total = sum(leaves, costs);
    return 1;
  }

  private void expect(Branches leaves, Forecast.Costs costs) {
    if (step.epoch() != expectedEpoch) {
      expectedEpoch = step.epoch();
      expected = step.number();
    }
    while (expected <= step.number() + AHEAD) {
      int count = mine.leaves(expected);
      if (count == 0) {
        return;
      }
      Shares shares = sumOf(leaves, count, costs).shares();
      mine.expect(expected++, shares.start(rank), shares.start(rank + 1));
    }
  }

  @Override
  public List<NdArray> whole(Branches all) {
    if (costs == null || !all.like().stream().allMatch(array -> array.type() == precision)) {
      return LeafSums.super.whole(all);
    }
    exchange.ready();
    judged++;
    writeHead(null);
    return sum(all, new Forecast.Costs(1, 0, costs.leafSeconds(), 1, 0));
  }

  private List<NdArray> sum(Branches leaves, Forecast.Costs costs) {
    Exchange.Sum sum = sumOf(leaves, leaves.leaves(), costs);
    leaves.compute(sum.shares().start(rank), sum.shares().start(rank + 1));
    bind(sum, leaves, rank);
    clock.computed(sum.shares().count(rank), leaves.leaves());
    exchange.add(sum, head, heard);
    clock.exchanged();
    return sum.total();
  }

  /// Lets what this member has computed be what it says in the exchange.
  static void bind(Exchange.Sum sum, Branches leaves, int rank) {
    int own = 0;
    for (int i = 0; i < sum.roots().size(); i++) { // an iterator would be an object
      Shares.Root root = sum.roots().get(i);
      if (root.member() == rank) {
        sum.set(own++, leaves.sum(root.from(), root.count()));
      }
    }
  }

  private Exchange.Sum sumOf(Branches leaves, int count, Forecast.Costs costs) {
    for (int i = 0; i < kept.size(); i++) {
      Kept each = kept.get(i);
      if (each.of.equals(leaves) && each.leaves == count) {
        return each.sum;
      }
    }
    Exchange.Sum sum = new Exchange.Sum(costs.with(count).shares(), rank, leaves.like());
    kept.add(new Kept(leaves, count, sum));
    return sum;
  }

  /// Returns what steps have taken so far; null before the first.
  @Nullable StepTimes times() {
    return clock.times();
  }

  // ---- What is said before the sums ----

  /// @param weights those of a step; null where rows are judged
  private void writeHead(@Nullable Weights weights) {
    String hash =
        weights != null && looks++ % BETWEEN_LOOKS == 0
            ? Model.weightsSha256(weights.parameters(), weights.statistics())
            : "0000000000000000";
    ByteBuffer.wrap(head)
        .putInt(MARK)
        .putInt(step.epoch())
        .putInt(judged == 0 ? step.number() : -judged)
        .putInt(isStopAsked ? 1 : 0)
        .putLong(Long.parseUnsignedLong(hash, 0, 16, 16));
    isStopAgreed = isStopAsked;
  }

  private void heard(int other, byte[] theirHead) {
    ByteBuffer said = ByteBuffer.wrap(theirHead);
    ByteBuffer own = ByteBuffer.wrap(head);
    int mark = said.getInt();
    int epoch = said.getInt();
    int number = said.getInt();
    isStopAgreed |= said.getInt() != 0;
    String unlike = null;
    if (mark != MARK) {
      unlike = "says what no member says";
    } else if (epoch != step.epoch() || number != own.getInt(2 * Integer.BYTES)) {
      unlike =
          "is at "
              + place(epoch, number)
              + ", this member at "
              + place(step.epoch(), own.getInt(2 * Integer.BYTES))
              + "; begin all from the same checkpoint";
    } else if (said.getLong() != own.getLong(Exchange.HEAD - Long.BYTES)) {
      unlike =
          "has other weights than this member at "
              + place(epoch, number)
              + "; begin all from the same checkpoint, on machines that compute alike";
    }
    if (unlike != null) {
      throw exchange.ended(new CrewException("crew: " + exchange.link(other) + " " + unlike + "."));
    }
  }

  private static String place(int epoch, int number) {
    return number < 0 ? "the end of epoch " + epoch : "step " + (number + 1) + " of epoch " + epoch;
  }

  @Override
  public void close() {
    exchange.close();
  }
}
