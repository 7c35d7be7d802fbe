package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thalweg.training.table.Partition;

/// The options that say which rows are learnt from, and which the network is judged by.
final class PartOptions {
  @Option(
      names = "--split",
      paramLabel = "A:B:C",
      description =
          "Shares of the rows to learn from, to choose by and to be judged by. Default:"
              + " 80:10:10, of fewer than 100 rows 80:20, with none to choose by.")
  private @Nullable String split;

  @Option(
      names = "--split-seed",
      paramLabel = "S",
      description = "Which rows these are. Default: 1.")
  private @Nullable Long seed;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "Rows with the same cell here stay in one part.")
  private @Nullable String group;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "Learn from the earliest rows, be judged by the latest.")
  private @Nullable String time;

  /// Returns how rows that come in one part are parted.
  ///
  /// @param rows how many there are
  Partition partition(int rows) {
    if (group != null && time != null) {
      throw Failure.usage("--group and --time part the rows in two ways; leave one out.");
    }
    Partition partition = Partition.usual(rows);
    if (split != null) {
      try {
        partition = Partition.parse(split);
      } catch (IllegalArgumentException unfit) {
        throw Failure.usage("--split: " + unfit.getMessage());
      }
    }
    if (partition.test() == 0) {
      throw Failure.usage(
          "--split: nothing is left to be judged by; give a last share above 0, such as 80:10:10.");
    }
    partition = partition.withSeed(seed());
    partition = group == null ? partition : partition.byGroup(group);
    return time == null ? partition : partition.byTime(time);
  }

  /// Returns the seed by which rows are chosen.
  long seed() {
    return seed == null ? 1 : seed;
  }

  /// Returns how the rows of a table are parted for a run that goes on: as in its beginning.
  ///
  /// @param kept what the model keeps of it
  @Nullable Partition kept(Map<String, String> kept) {
    List<String> given = words();
    if (!given.isEmpty()) {
      throw Failure.usage(
          given.getFirst()
              + ": a run that goes on keeps the rows it began with; leave this out, or begin anew"
              + " without --resume.");
    }
    return Partition.of(kept);
  }

  /// Checks that nothing is said of the parts of what comes in parts.
  ///
  /// @throws Failure if it is
  void requireNone(String data) {
    List<String> given = words();
    if (!given.isEmpty()) {
      throw Failure.usage(
          given.getFirst()
              + " is for data in one part, and "
              + data
              + " comes in parts of its own; leave it out.");
    }
  }

  /// Checks that rows which have no columns with names are not to be parted by one.
  ///
  /// @throws Failure if they are
  void requireNoColumn(String data) {
    if (group != null || time != null) {
      throw Failure.usage(
          (group != null ? "--group" : "--time")
              + " is for tables, and "
              + data
              + " is none; leave it out.");
    }
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--split", split);
    add(words, "--split-seed", seed);
    add(words, "--group", group);
    add(words, "--time", time);
    return words;
  }

  private static void add(List<String> words, String option, @Nullable Object value) {
    if (value != null) {
      words.add(option);
    }
  }
}
