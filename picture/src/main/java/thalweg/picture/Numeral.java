package thalweg.picture;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as a reader wants them on paper: few digits, a real minus sign, powers of ten raised;
/// the same in every locale.
final class Numeral {
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private Numeral() {}

  /// Returns `value` with at most `digits` significant digits and no trailing zeros.
  static String text(double value, int digits) {
    if (Double.isNaN(value)) {
      return "not a number";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    return text(new BigDecimal(value).round(new MathContext(digits)));
  }

  /// Returns `value` with all its digits but no trailing zeros; from a million up and from a
  /// ten-thousandth down with a power of ten.
  static String text(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal short_ = value.stripTrailingZeros();
    int exponent = short_.precision() - short_.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return short_.toPlainString().replace('-', '−');
    }
    BigDecimal mantissa = short_.movePointLeft(exponent).stripTrailingZeros();
    String power = power(exponent);
    if (mantissa.abs().compareTo(BigDecimal.ONE) == 0) {
      return mantissa.signum() < 0 ? "−" + power : power;
    }
    return mantissa.toPlainString().replace('-', '−') + "×" + power;
  }

  /// Returns 10 raised to `exponent`, such as 10⁻⁸.
  static String power(int exponent) {
    var text = new StringBuilder("10");
    if (exponent < 0) {
      text.append('⁻');
    }
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      text.append(RAISED.charAt(digit - '0'));
    }
    return text.toString();
  }
}
