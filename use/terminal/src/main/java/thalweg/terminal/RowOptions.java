package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thalweg.algebra.Quote;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.table.Choices;

/// The options that say what is learnt from, and how much each row counts.
final class RowOptions {
  /// How many classes are named in one line.
  private static final int SHOWN = 8;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "digits (default), a folder with a folder of pictures for each class, a list of pictures"
              + " and labels, a folder with the four files of MNIST, an NPZ file, or a"
              + " CSV or Parquet file.")
  @Nullable String data;

  @Option(names = "--train-rows", paramLabel = "N", description = "Learn from the first N rows.")
  @Nullable Integer trainRows;

  @Option(names = "--test-rows", paramLabel = "N", description = "Test on the first N rows.")
  @Nullable Integer testRows;

  @Option(
      names = "--balance",
      description =
          "Let every class count alike, however few its rows: each row counts n / (k · n of its"
              + " class) in what is learnt and in how epochs are compared. The test counts rows as"
              + " they are.")
  boolean balance;

  /// Returns what is learnt from, as `--data` names it.
  String name() {
    return data == null ? LearningData.DIGITS : data;
  }

  /// Returns whether network and settings are to suit the data where nothing is stated: not with
  /// the digits, whose are the guide's.
  boolean isSuited() {
    return !LearningData.areDigits(name());
  }

  /// Returns rows that something can be learnt from, every class counting alike where that is asked
  /// for, which is then said.
  ///
  /// @throws Failure if there is nothing to tell apart
  LearningData.Loaded load(
      TableOptions table, Choices.Goal goal, PartOptions parts, Output output) {
    LearningData.Loaded loaded = LearningData.load(name(), table, goal, parts, trainRows, testRows);
    Split split = loaded.split();
    if (split.train().classes() > 0) {
      requireClasses(split.train());
      if (balance) {
        tellBalance(split.train(), output);
      }
    } else if (trainRows == null && split.train().rows() < 2) {
      throw Failure.input(
          name()
              + ": there is 1 row to learn from, expected at least 2 for a quantity; give more"
              + " rows.");
    }
    return new LearningData.Loaded(counted(split), loaded.schema(), loaded.stated());
  }

  /// Returns the rows with every class counting alike where they are learnt from and chosen by, if
  /// that is asked for.
  Split counted(Split split) {
    if (balance && split.train().classes() == 0) {
      throw Failure.usage("--balance is for classes, and the target is a quantity; leave it out.");
    }
    return balance ? LearningData.weighted(split) : split;
  }

  private static void tellBalance(Dataset train, Output output) {
    int[] counts = train.counts();
    long present = Arrays.stream(counts).filter(count -> count > 0).count();
    double rows = Arrays.stream(counts).sum();
    output.note(
        "Note: every class counts alike; a row of "
            + IntStream.range(0, counts.length)
                .filter(label -> counts[label] > 0)
                .limit(SHOWN)
                .mapToObj(
                    label ->
                        Quote.shown(train.classNames().get(label))
                            + " counts "
                            + Numbers.six(rows / (present * counts[label])))
                .collect(Collectors.joining(", "))
            + (present > SHOWN ? " …" : "")
            + ". The test counts rows as they are.");
  }

  /// Data with nothing to tell apart is a bad file, unless it was made so by an option.
  private void requireClasses(Dataset train) {
    if (trainRows == null && Arrays.stream(train.counts()).filter(count -> count > 0).count() < 2) {
      throw Failure.input(
          name()
              + ": the "
              + train.rows()
              + (train.rows() == 1 ? " row" : " rows")
              + " to learn from "
              + (train.rows() == 1 ? "is" : "are")
              + " of one class alone, expected at least 2 classes; give more rows.");
    }
  }

  /// Returns how many rows were asked for, in words.
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (trainRows != null) {
      words.addAll(List.of("--train-rows", trainRows.toString()));
    }
    if (testRows != null) {
      words.addAll(List.of("--test-rows", testRows.toString()));
    }
    return words;
  }
}
