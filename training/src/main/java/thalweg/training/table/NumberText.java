package thalweg.training.table;

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

  /// Returns whether `text` is a number with a point or a comma before its fraction.
  static boolean isNumberInEither(String text) {
    return isNumber(text) || isNumber(text, ',');
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

  /// Returns the number that `text` writes with this character before its fraction, or NaN if it
  /// writes none. Digits that begin with a needless 0, such as 007, name something rather than
  /// count it.
  static double plain(String text, char decimal) {
    return isNumber(text, decimal) && !isCode(text)
        ? Double.parseDouble(decimal == '.' ? text : text.replace(decimal, '.'))
        : Double.NaN;
  }

  /// Returns whether `text` writes a number that is larger than all of double, or says so in words.
  static boolean isInfinite(String text, char decimal) {
    String bare = text.substring(afterSign(text, 0));
    return bare.equalsIgnoreCase("inf")
        || bare.equalsIgnoreCase("infinity")
        || bare.equals("\u221e")
        || Double.isInfinite(plain(text, decimal));
  }

  /// Returns whether `text` is a number only if the other mark, a comma rather than a point or a
  /// point rather than a comma, stands before its fraction.
  static boolean isOtherwise(String text, char decimal) {
    char other = decimal == '.' ? ',' : '.';
    return text.indexOf(other) >= 0 && isNumber(text, other);
  }

  /// Returns whether all is digits and the first of several is 0.
  static boolean isCode(String text) {
    return text.length() > 1 && text.charAt(0) == '0' && afterDigits(text, 0) == text.length();
  }

  /// Returns whether a sign of percent stands behind the number.
  static boolean isPercent(String text) {
    return text.endsWith("%");
  }

  /// Returns the number that `text` writes as people do, or NaN: beside a plain one also with the
  /// minus of typography, with a sign of percent or of a currency, which are left out, and with
  /// digits in groups of three.
  static double lenient(String text, char decimal) {
    double plain = plain(text, decimal);
    if (!Double.isNaN(plain) || isCode(text)) {
      return plain;
    }
    String bare = text.replace('\u2212', '-');
    if (isPercent(bare)) {
      bare = bare.substring(0, bare.length() - 1).stripTrailing();
    }
    int sign = afterSign(bare, 0);
    if (sign < bare.length() && Character.getType(bare.charAt(sign)) == Character.CURRENCY_SYMBOL) {
      bare = bare.substring(0, sign) + bare.substring(sign + 1).stripLeading();
    } else if (!bare.isEmpty()
        && Character.getType(bare.charAt(bare.length() - 1)) == Character.CURRENCY_SYMBOL) {
      bare = bare.substring(0, bare.length() - 1).stripTrailing();
    }
    for (char group : new char[] {decimal == '.' ? ',' : '.', ' ', '\u00A0', '\u202F', '\''}) {
      if (isGrouped(bare, group, decimal)) {
        bare = bare.replace(String.valueOf(group), "");
        break;
      }
    }
    return plain(bare, decimal);
  }

  /// Returns whether the digits before the fraction stand in groups of three.
  private static boolean isGrouped(String text, char group, char decimal) {
    int at = afterSign(text, 0);
    int digits = afterDigits(text, at) - at;
    if (digits < 1 || digits > 3 || text.charAt(at) == '0') {
      return false;
    }
    at += digits;
    int groups = 0;
    while (at < text.length() && text.charAt(at) == group && afterDigits(text, at + 1) == at + 4) {
      at += 4;
      groups++;
    }
    return groups > 0
        && (at == text.length()
            || (text.charAt(at) == decimal && afterDigits(text, at + 1) == text.length()));
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
