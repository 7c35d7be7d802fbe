package thalweg.picture;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// Chooses round numbers to write along an axis.
final class Ticks {
  /// One tick; a minor one has an empty label.
  record Tick(double value, String label) {}

  private Ticks() {}

  /// Returns the ticks of an axis from `from` to `to`, with about `count` labels.
  static List<Tick> of(double from, double to, boolean logarithmic, boolean whole, int count) {
    if (logarithmic && to / from >= 9.99) {
      return decades(from, to, count);
    }
    return linear(from, to, whole, count);
  }

  /// Returns the multiples of a round step, 1, 2 or 5 times a power of ten, from `from` to `to`.
  static List<BigDecimal> multiples(double from, double to, boolean whole, int count) {
    double raw = (to - from) / Math.max(1, count);
    int exponent = (int) Math.floor(Math.log10(raw));
    double mantissa = raw / Math.pow(10, exponent);
    int digit = mantissa <= 1.001 ? 1 : mantissa <= 2.001 ? 2 : mantissa <= 5.001 ? 5 : 10;
    BigDecimal step = new BigDecimal(digit).scaleByPowerOfTen(exponent);
    if (whole && step.compareTo(BigDecimal.ONE) < 0) {
      step = BigDecimal.ONE;
    }
    // A tick at the very end of the axis must not be lost to the rounding of its range.
    double slack = 1e-9 * (to - from);
    BigDecimal k = new BigDecimal(from - slack).divide(step, 0, RoundingMode.CEILING);
    BigDecimal end = new BigDecimal(to + slack);
    var multiples = new ArrayList<BigDecimal>();
    for (; k.multiply(step).compareTo(end) <= 0; k = k.add(BigDecimal.ONE)) {
      multiples.add(k.multiply(step));
    }
    return multiples;
  }

  private static List<Tick> linear(double from, double to, boolean whole, int count) {
    List<BigDecimal> values = multiples(from, to, whole, count);
    int decimals = 0;
    for (BigDecimal value : values) {
      decimals = Math.max(decimals, value.signum() == 0 ? 0 : value.stripTrailingZeros().scale());
    }
    double largest = Math.max(Math.abs(from), Math.abs(to));
    boolean plain = largest < 1e6 && decimals <= 5;
    var ticks = new ArrayList<Tick>();
    for (BigDecimal value : values) {
      String label =
          plain
              ? value.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString().replace('-', '−')
              : Numeral.text(value);
      ticks.add(new Tick(value.doubleValue(), label));
    }
    return ticks;
  }

  private static List<Tick> decades(double from, double to, int count) {
    double slack = 1e-9;
    int first = (int) Math.ceil(Math.log10(from) - slack);
    int last = (int) Math.floor(Math.log10(to) + slack);
    int span = last - first;
    int stride = 1;
    while (span / stride > count) {
      stride = stride < 2 ? 2 : stride < 5 ? 5 : 2 * stride;
    }
    boolean plain = first >= -3 && last <= 4;
    boolean between = span < 2;
    var ticks = new ArrayList<Tick>();
    for (int exponent = first - 1; exponent <= last; exponent++) {
      boolean labelled = Math.floorMod(exponent, stride) == 0;
      BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(exponent);
      for (int digit = 1; digit <= (stride == 1 ? 9 : 1); digit++) {
        BigDecimal value = power.multiply(new BigDecimal(digit));
        double v = value.doubleValue();
        if (v < from * (1 - slack) || v > to * (1 + slack)) {
          continue;
        }
        boolean written = digit == 1 ? labelled : between && (digit == 2 || digit == 5);
        String label = !written ? "" : plain ? Numeral.text(value) : decade(digit, exponent);
        ticks.add(new Tick(v, label));
      }
    }
    return ticks;
  }

  private static String decade(int digit, int exponent) {
    return (digit == 1 ? "" : digit + "×") + Numeral.power(exponent);
  }
}
