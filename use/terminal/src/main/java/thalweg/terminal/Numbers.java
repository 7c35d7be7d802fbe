package thalweg.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import thalweg.calculus.function.Formula;

/// Numbers as the command reads and writes them.
final class Numbers {
  /// How many digits are shown, where not all are: bound around an answer, which is made of lines
  /// from many places.
  static final ScopedValue<Integer> DIGITS = ScopedValue.newInstance();

  /// Beyond these powers of ten a number is written with an exponent, as Java does.
  private static final int LEAST_PLAIN = -3;

  private static final int MOST_PLAIN = 6;

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

  /// Returns a number of an answer: in full precision, or in as many digits as were asked for.
  static String shown(double number) {
    return DIGITS.isBound() ? rounded(number, DIGITS.get()) : Double.toString(number);
  }

  /// Returns a number in so many significant digits at most, written as Java writes it, rounded
  /// half to even from what it is exactly.
  static String rounded(double number, int digits) {
    String whole = Double.toString(number);
    if (!Double.isFinite(number)
        || number == 0
        || new BigDecimal(whole).stripTrailingZeros().precision() <= digits) {
      return whole;
    }
    BigDecimal rounded =
        new BigDecimal(number)
            .round(new MathContext(digits, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    int power = rounded.precision() - rounded.scale() - 1;
    if (power >= LEAST_PLAIN && power <= MOST_PLAIN) {
      return rounded.scale() > 0 ? rounded.toPlainString() : rounded.toPlainString() + ".0";
    }
    BigDecimal leading = rounded.scaleByPowerOfTen(-power);
    return leading.toPlainString() + (leading.scale() > 0 ? "" : ".0") + "E" + power;
  }

  /// Returns the point as `(a, b)`, or as `a` if it has one coordinate.
  static String point(double[] x) {
    String joined = Arrays.stream(x).mapToObj(Numbers::shown).collect(Collectors.joining(", "));
    return x.length == 1 ? joined : "(" + joined + ")";
  }

  /// Returns an error bar in two digits: more would claim too much.
  static String error(double error) {
    return Double.isFinite(error) ? String.format(Locale.ROOT, "%.1e", error) : "unknown";
  }

  /// Returns a number of the data in six digits, or in as many as were asked for.
  static String six(double number) {
    return digits(number, 6);
  }

  /// Returns a number in `usual` digits, or in as many as were asked for.
  static String digits(double number, int usual) {
    return DIGITS.isBound()
        ? shown(number)
        : String.format(Locale.ROOT, "%." + usual + "g", number);
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
