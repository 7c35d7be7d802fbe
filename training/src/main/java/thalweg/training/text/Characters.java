package thalweg.training.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import thalweg.algebra.Quote;

/// The characters of a text, each a piece: Unicode code points in increasing order.
public final class Characters implements Vocabulary {
  static final String WORD = "characters";

  private final int[] codePoints; // increasing

  private Characters(int[] codePoints) {
    this.codePoints = codePoints;
  }

  /// Returns the characters that occur in `text`.
  ///
  /// @throws IllegalArgumentException if there are none, or half of a surrogate pair
  public static Characters of(String text) {
    Vocabulary.requireWhole(text);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "characters: the text is empty; at least one character is needed.");
    }
    return new Characters(text.codePoints().sorted().distinct().toArray());
  }

  @Override
  public int size() {
    return codePoints.length;
  }

  /// As [Vocabulary#encode]; a character that was not in the text learnt from is refused.
  @Override
  public int[] encode(String text) {
    Vocabulary.requireWhole(text);
    int[] pieces = new int[text.codePointCount(0, text.length())];
    int count = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      int piece = Arrays.binarySearch(codePoints, character);
      if (piece < 0) {
        throw new IllegalArgumentException(
            "characters: "
                + Quote.of(Character.toString(character))
                + " at place "
                + at
                + " is none of the "
                + codePoints.length
                + " characters learnt; leave it out, or learn from a text that has it.");
      }
      pieces[count++] = piece;
      at += Character.charCount(character);
    }
    return pieces;
  }

  @Override
  public String decode(int[] pieces) {
    StringBuilder text = new StringBuilder();
    for (int piece : pieces) {
      text.appendCodePoint(codePoints[Vocabulary.requirePiece(piece, codePoints.length)]);
    }
    return text.toString();
  }

  @Override
  public List<String> shown() {
    return Arrays.stream(codePoints).mapToObj(c -> Quote.of(Character.toString(c))).toList();
  }

  /// Returns `characters` and each code point in hexadecimal.
  @Override
  public String written() {
    return Arrays.stream(codePoints)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(" ", WORD + " ", ""));
  }

  static Characters parse(String written) {
    String[] words = written.split(" ", -1);
    int[] codePoints = new int[words.length - 1];
    for (int i = 0; i < codePoints.length; i++) {
      String word = words[i + 1].toLowerCase(Locale.ROOT);
      int point = word.matches("[0-9a-f]{1,6}") ? Integer.parseInt(word, 16) : -1;
      boolean isCharacter =
          Character.isValidCodePoint(point) && !(point >= 0xD800 && point <= 0xDFFF);
      if (!isCharacter || (i > 0 && point <= codePoints[i - 1])) {
        throw new IllegalArgumentException(
            "characters: "
                + Quote.of(words[i + 1])
                + " is no code point in hexadecimal above the one before it; give what"
                + " Vocabulary.written() returned.");
      }
      codePoints[i] = point;
    }
    if (codePoints.length == 0) {
      throw new IllegalArgumentException(
          "characters: there are none; give what Vocabulary.written() returned.");
    }
    return new Characters(codePoints);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Characters that && Arrays.equals(codePoints, that.codePoints);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codePoints);
  }
}
