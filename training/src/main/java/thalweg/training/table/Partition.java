package thalweg.training.table;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// How the rows of a table become those to learn from, to choose by and to be judged by.
///
/// @param train share of rows to learn from, above 0
/// @param validation share to choose by, at least 0
/// @param test share to be judged by, at least 0
/// @param seed the same seed gives the same parts
/// @param by what rows are kept together by
/// @param column whose words or dates are meant where rows are parted by group or time
public record Partition(
    double train, double validation, double test, long seed, By by, @Nullable String column) {
  /// What is kept together.
  public enum By {
    /// Each class in each part, as far as it has rows; rows of quantities at random.
    CLASS,
    /// All at random.
    CHANCE,
    /// Rows of one group in one part.
    GROUP,
    /// The earliest to learn from, the latest to be judged by.
    TIME
  }

  /// With fewer rows than this nothing is set apart to choose by: it would say too little.
  private static final int FEW = 100;

  private static final double ROUNDING = 1e-12;

  /// @throws IllegalArgumentException if a share is out of range, or a column is missing
  public Partition {
    double sum = train + validation + test;
    if (!(train > 0) || !(validation >= 0) || !(test >= 0) || !(sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "partition: the shares are "
              + train
              + ", "
              + validation
              + " and "
              + test
              + "; the first must be above 0, the others at least 0.");
    }
    if ((by == By.GROUP || by == By.TIME) == (column == null)) {
      throw new IllegalArgumentException(
          "partition: "
              + by
              + " with the column "
              + column
              + "; name one for GROUP and TIME only.");
    }
    if (Math.abs(sum - 1) > ROUNDING) { // else they stay as they are, so that they can be told
      train /= sum;
      validation /= sum;
      test /= sum;
    }
  }

  /// Returns the usual partition: 80 parts to learn from, 10 to choose by and 10 to be judged by;
  /// of fewer than 100 rows 80 and 20, with none to choose by.
  public static Partition usual(int rows) {
    return rows < FEW ? of(80, 0, 20) : of(80, 10, 10);
  }

  /// Returns a partition class by class, with seed 1.
  public static Partition of(double train, double validation, double test) {
    return new Partition(train, validation, test, 1, By.CLASS, null);
  }

  /// Returns the usual partition of rows beside which others come to be judged by: 90 parts to
  /// learn from and 10 to choose by; of fewer than 100 rows none to choose by.
  public static Partition usualToLearn(int rows) {
    return rows < FEW ? of(100, 0, 0) : of(90, 10, 0);
  }

  /// Returns these rows in parts, each in the order of the data.
  ///
  /// @throws IllegalArgumentException if they are to be parted by a column, which only a table has,
  ///   or are too few
  public Split split(Dataset data) {
    return switch (by) {
      case CLASS ->
          data.classes() > 0
              ? data.stratifiedSplit(validation, test, seed)
              : data.split(validation, test, seed);
      case CHANCE -> data.split(validation, test, seed);
      case GROUP, TIME ->
          throw new IllegalArgumentException(
              "partition: "
                  + data.name()
                  + " is no table and has no column "
                  + Quote.of(String.valueOf(column))
                  + "; part its rows by class or chance.");
    };
  }

  /// Returns the partition that a text such as `80:10:10` or `80:20` says; two shares are to learn
  /// from and to be judged by.
  ///
  /// @throws IllegalArgumentException if it says none
  public static Partition parse(String text) {
    String[] words = text.split(":", -1);
    try {
      double[] shares = new double[words.length];
      for (int i = 0; i < shares.length; i++) {
        if (!NumberText.isNumber(words[i].strip())) {
          throw new NumberFormatException(words[i]);
        }
        shares[i] = Double.parseDouble(words[i].strip());
      }
      if (shares.length == 2) {
        return of(shares[0], 0, shares[1]);
      }
      if (shares.length == 3) {
        return of(shares[0], shares[1], shares[2]);
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new IllegalArgumentException(
        Quote.of(text)
            + " says no shares; give those to learn from, to choose by and to be judged by, such as"
            + " 80:10:10, or 80:20 without the second.");
  }

  /// Returns the same with another seed.
  public Partition withSeed(long seed) {
    return new Partition(train, validation, test, seed, by, column);
  }

  /// Returns the same with rows of one group in one part.
  public Partition byGroup(String column) {
    return new Partition(train, validation, test, seed, By.GROUP, column);
  }

  /// Returns the same with the latest rows to be judged by.
  public Partition byTime(String column) {
    return new Partition(train, validation, test, seed, By.TIME, column);
  }

  /// Returns it as words by which [#of(Map)] makes the same again.
  public Map<String, String> stated() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("split", train + ":" + validation + ":" + test);
    words.put("splitSeed", String.valueOf(seed));
    words.put("splitBy", by.name());
    if (column != null) {
      words.put("splitColumn", column);
    }
    return words;
  }

  /// Returns the partition that [#stated()] has told; null if it says nothing of one.
  ///
  /// @throws IllegalArgumentException if a word is told as it never is
  public static @Nullable Partition of(Map<String, String> words) {
    String shares = words.get("split");
    if (shares == null) {
      return null;
    }
    Partition parsed = parse(shares);
    String seed = words.getOrDefault("splitSeed", "1");
    String by = words.getOrDefault("splitBy", By.CLASS.name());
    try {
      return new Partition(
          parsed.train,
          parsed.validation,
          parsed.test,
          Long.parseLong(seed),
          By.valueOf(by),
          words.get("splitColumn"));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "table: the split by " + Quote.of(by) + " with the seed " + Quote.of(seed) + " is none.",
          unknown);
    }
  }

  /// Returns its shares and what rows are kept together by.
  @Override
  public String toString() {
    String shares =
        String.format(Locale.ROOT, "%.3g:%.3g:%.3g", 100 * train, 100 * validation, 100 * test);
    return switch (by) {
      case CLASS -> shares;
      case CHANCE -> shares + " at random";
      case GROUP -> shares + " by " + column;
      case TIME -> shares + " in the order of " + column;
    };
  }
}
