package thalweg.calculus.function;

import java.util.List;

/// A word of a formula: a number, a name or a sign; the end is a sign with no text.
record Token(Kind kind, String text, int position) {
  private static final List<String> PAIRS = List.of("**", "<=", ">=", "==", "!=", "&&", "||");

  enum Kind {
    NUMBER,
    NAME,
    SIGN
  }

  /// Returns the first token at or after `from`, white space left out.
  static Token after(String formula, int from) {
    int start = from;
    while (start < formula.length() && Character.isWhitespace(formula.charAt(start))) {
      start++;
    }
    if (start == formula.length()) {
      return new Token(Kind.SIGN, "", start);
    }
    char first = formula.charAt(start);
    if (isDigit(formula, start) || (first == '.' && isDigit(formula, start + 1))) {
      return new Token(Kind.NUMBER, formula.substring(start, numberEnd(formula, start)), start);
    }
    int code = formula.codePointAt(start);
    if (Names.starts(code)) {
      int end = start;
      while (end < formula.length() && Names.continues(formula.codePointAt(end))) {
        end += Character.charCount(formula.codePointAt(end));
      }
      return new Token(Kind.NAME, formula.substring(start, end), start);
    }
    int length = Character.charCount(code);
    for (String pair : PAIRS) {
      if (formula.startsWith(pair, start)) {
        length = pair.length();
      }
    }
    return new Token(Kind.SIGN, formula.substring(start, start + length), start);
  }

  /// Whether this is one of the words that join conditions: `and`, `or`, `not`.
  boolean isWord(String word) {
    return kind == Kind.NAME && text.equals(word);
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  int end() {
    return position + text.length();
  }

  /// Returns how an error message names this token.
  String described() {
    return is("") ? "the end" : "'" + FormulaException.shown(text) + "'";
  }

  /// Digits, a point, digits, and an exponent if digits follow its letter and sign.
  private static int numberEnd(String formula, int start) {
    int end = digitsEnd(formula, start);
    if (end < formula.length() && formula.charAt(end) == '.') {
      end = digitsEnd(formula, end + 1);
    }
    if (end < formula.length() && (formula.charAt(end) == 'e' || formula.charAt(end) == 'E')) {
      int exponent = end + 1;
      if (exponent < formula.length()
          && (formula.charAt(exponent) == '-' || formula.charAt(exponent) == '+')) {
        exponent++;
      }
      if (isDigit(formula, exponent)) {
        end = digitsEnd(formula, exponent);
      }
    }
    return end;
  }

  private static int digitsEnd(String formula, int from) {
    int end = from;
    while (isDigit(formula, end)) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(String formula, int position) {
    return position < formula.length()
        && formula.charAt(position) >= '0'
        && formula.charAt(position) <= '9';
  }
}
