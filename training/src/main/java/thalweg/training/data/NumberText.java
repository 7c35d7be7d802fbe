package thalweg.training.data;

/// Numbers as tables write them. Narrower than what Java itself reads: no hexadecimal, no trailing
/// d or f, no words. Every look goes once through the text.
final class NumberText {
  private NumberText() {}

  /// Returns whether `text` is a decimal number with this character before its fraction.
  static boolean isNumber(String text, char decimal) {
    int at = afterSign(text, 0);
    int digits = afterDigits(text, at);
    int count = digits - at;
    at = digits;
    if (at < text.length() && text.charAt(at) == decimal) {
      int fraction = afterDigits(text, at + 1);
      count += fraction - at - 1;
      at = fraction;
    }
    if (count == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int exponent = afterSign(text, at + 1);
      at = afterDigits(text, exponent);
      if (at == exponent) {
        return false;
      }
    }
    return at == text.length();
  }

  /// Returns whether `text` is a number with or without a fraction after a point.
  static boolean isNumber(String text) {
    return isNumber(text, '.');
  }

  /// Returns whether `text` is a number without a fraction, such as 3 or 3.0, that double tells
  /// from its neighbours.
  static boolean isWhole(String text) {
    if (!isNumber(text)) {
      return false;
    }
    double number = Double.parseDouble(text);
    return number == Math.rint(number) && Math.abs(number) < 0x1p53;
  }

  private static int afterSign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
