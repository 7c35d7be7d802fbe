package thalweg.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import thalweg.calculus.function.Formula;

/// Numbers as the command reads and writes them.
final class Numbers {
  private Numbers() {}

  /// Returns the numbers in `text`, which are joined by commas. Each may be a formula without
  /// variables, such as `pi/2`.
  static double[] list(String option, String text) {
    return Arrays.stream(text.split(",", -1))
        .mapToDouble(part -> number(option, part, text))
        .toArray();
  }

  /// Returns the two ends of a range such as `-2:2`.
  static double[] range(String option, String text) {
    String[] ends = text.split(":", -1);
    double[] range = Arrays.stream(ends).mapToDouble(part -> number(option, part, text)).toArray();
    if (range.length != 2 || !(range[0] < range[1])) {
      throw Failure.usage(
          option
              + ": \""
              + text
              + "\" is no range; write two numbers, the smaller first, such as -2:2.");
    }
    return range;
  }

  private static double number(String option, String part, String whole) {
    double number;
    try {
      number = Formula.parse(part, List.of()).at();
    } catch (IllegalArgumentException _) {
      number = Double.NaN;
    }
    if (!Double.isFinite(number)) {
      throw Failure.usage(
          option
              + ": \""
              + part.strip()
              + "\""
              + (part.equals(whole) ? "" : " in \"" + whole + "\"")
              + " is no finite number; write numbers such as -1.5 or 1e-4"
              + (part.equals(whole) ? "." : ", with nothing else between them."));
    }
    return number;
  }

  /// Returns the point as `(a, b)`, or as `a` if it has one coordinate, in full precision.
  static String point(double[] x) {
    String joined = Arrays.stream(x).mapToObj(Double::toString).collect(Collectors.joining(", "));
    return x.length == 1 ? joined : "(" + joined + ")";
  }

  /// Returns an error bar in two digits: more would claim too much.
  static String error(double error) {
    return Double.isFinite(error) ? String.format(Locale.ROOT, "%.1e", error) : "unknown";
  }

  /// Returns a number of the data in six digits.
  static String six(double number) {
    return String.format(Locale.ROOT, "%.6g", number);
  }

  /// Returns by how much a number of the data is usually off, in two digits.
  static String spread(double spread) {
    return spread >= 1e-4 && spread < 1e7
        ? new BigDecimal(spread).round(new MathContext(2)).toPlainString()
        : String.format(Locale.ROOT, "%.1e", spread);
  }

  /// Returns a level such as 0.95 as `95 %`, in as few digits as tell it.
  static String level(double level) {
    return new BigDecimal(100 * level)
            .round(new MathContext(6))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
