package thalweg.training.crew;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import thalweg.training.leaf.Leaves;

/// What a step of a crew takes, told before by what its parts take: the gradient of a leaf on each
/// member, and a byte on its way. The update of the weights, which every member makes alike, is not
/// in it, nor is the judging at an epoch's end.
///
/// @param shares what each member has to do, by rank
/// @param aloneSeconds what the fastest of them would take for all the leaves of the step
/// @param costs what it was told by
public record Forecast(List<Share> shares, double aloneSeconds, Costs costs) {
  /// What one member has to do in a step.
  ///
  /// @param leaves that it computes, of at most [Leaves#MOST_ROWS] rows each
  /// @param bytes that it sends or receives, whichever is more
  public record Share(int leaves, double computeSeconds, long bytes, double exchangeSeconds) {
    double seconds() {
      return computeSeconds + exchangeSeconds;
    }
  }

  /// What the parts of a step take.
  ///
  /// @param leaves of a whole batch
  /// @param sumBytes of the sums over any number of leaves: as much as the parameters, and the loss
  /// @param leafSeconds for the loss and the gradient of one leaf, on each member with all its
  ///   threads
  /// @param bytesPerSecond on the way between two members, in each direction
  /// @param delaySeconds for as much as a byte to arrive
  public record Costs(
      int leaves,
      long sumBytes,
      List<Double> leafSeconds,
      double bytesPerSecond,
      double delaySeconds) {
    /// Copies the list.
    public Costs {
      leafSeconds = List.copyOf(leafSeconds);
    }

    /// Returns the costs of another number of members, each as fast as the one in the middle; those
    /// of the first ones where there are fewer.
    Costs of(int members) {
      List<Double> sorted = new ArrayList<>(leafSeconds);
      Collections.sort(sorted);
      List<Double> all = new ArrayList<>();
      for (int member = 0; member < members; member++) {
        all.add(
            member < leafSeconds.size() ? leafSeconds.get(member) : sorted.get(sorted.size() / 2));
      }
      return new Costs(leaves, sumBytes, all, bytesPerSecond, delaySeconds);
    }

    Costs with(int leaves) {
      return new Costs(leaves, sumBytes, leafSeconds, bytesPerSecond, delaySeconds);
    }

    Shares shares() {
      int members = leafSeconds.size();
      return Shares.of(
          leaves, leafSeconds, (double) sumBytes * (members - 1) / members / bytesPerSecond);
    }
  }

  /// Copies the list.
  public Forecast {
    shares = List.copyOf(shares);
  }

  /// Returns the forecast for these costs, with the cut of the leaves that a crew makes by them.
  public static Forecast of(Costs costs) {
    return of(costs, costs.shares());
  }

  static Forecast of(Costs costs, Shares cut) {
    int members = costs.leafSeconds().size();
    List<Shares.Root> roots = cut.roots();
    List<Share> shares = new ArrayList<>();
    for (int member = 0; member < members; member++) {
      int rank = member;
      long own = roots.stream().filter(root -> root.member() == rank).count();
      long slice = costs.sumBytes() / members;
      long others = costs.sumBytes() - slice;
      long bytes =
          Math.max(own * others + (members - 1) * slice, (roots.size() - own) * slice + others);
      shares.add(
          new Share(
              cut.count(member),
              cut.count(member) * costs.leafSeconds().get(member),
              members == 1 ? 0 : bytes,
              members == 1
                  ? 0
                  : bytes / costs.bytesPerSecond() + 2 * (members - 1) * costs.delaySeconds()));
    }
    return new Forecast(shares, costs.leaves() * Collections.min(costs.leafSeconds()), costs);
  }

  /// Returns what a step takes: the longest computation and the longest exchange, for nobody is
  /// done with the exchange before all are with the computation.
  public double stepSeconds() {
    return computeSeconds() + exchangeSeconds();
  }

  /// Returns how long the member computes that computes longest.
  public double computeSeconds() {
    return shares.stream().mapToDouble(Share::computeSeconds).max().orElse(0);
  }

  /// Returns how long the exchange takes the member that has most to say.
  public double exchangeSeconds() {
    return shares.stream().mapToDouble(Share::exchangeSeconds).max().orElse(0);
  }

  /// Returns how many times as fast the crew is as its fastest member alone.
  public double speedUp() {
    return aloneSeconds / stepSeconds();
  }

  /// Returns with how many members of those there are, in the order of their ranks, a step takes
  /// least.
  public int fastestMembers() {
    int fastest = 1;
    double least = aloneSeconds;
    for (int members = 2; members <= shares.size(); members++) {
      double seconds = of(costs.of(members)).stepSeconds();
      if (seconds < least) {
        least = seconds;
        fastest = members;
      }
    }
    return fastest;
  }

  /// Returns the least number of rows, a power of two of leaves, in batches of which this crew
  /// would be faster than one machine alone; 0 if there is none of at most 2^24 rows.
  public int payingBatch() {
    for (int leaves = 1; leaves <= (1 << 24) / Leaves.MOST_ROWS; leaves *= 2) {
      Forecast with = of(costs.with(leaves));
      if (with.speedUp() > 1) {
        return leaves * Leaves.MOST_ROWS;
      }
    }
    return 0;
  }

  /// Returns what a user should know of the number of members, in one plain sentence: that fewer
  /// would be faster, or that more would not; empty where more would be faster still.
  public String advice() {
    int members = shares.size();
    if (members == 1) {
      return "";
    }
    int fastest = fastestMembers();
    if (fastest == 1) {
      int batch = payingBatch();
      return "One machine alone would be faster: a step would take it "
          + inWords(aloneSeconds)
          + ", and this crew "
          + inWords(stepSeconds())
          + (batch == 0 ? "." : "; a crew pays from batches of about " + batch + " rows on.");
    }
    if (fastest < members) {
      return "Fewer members would be faster: a step would take the first "
          + fastest
          + " of them "
          + inWords(of(costs.of(fastest)).stepSeconds())
          + ", and all "
          + inWords(stepSeconds())
          + ".";
    }
    double more = of(costs.of(2 * members)).stepSeconds();
    return more < stepSeconds()
        ? ""
        : "More members would make it slower: with "
            + 2 * members
            + " a step would take "
            + inWords(more)
            + ".";
  }

  /// Returns a time in words, such as `3.42 ms`.
  public static String inWords(double seconds) {
    return seconds >= 1
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, seconds < 0.01 ? "%.2f ms" : "%.1f ms", seconds * 1e3);
  }
}
