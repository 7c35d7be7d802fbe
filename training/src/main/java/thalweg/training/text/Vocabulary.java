package thalweg.training.text;

import java.util.List;

/// The pieces that texts are made of, by number, and how a text is cut into them. Immutable.
///
/// For every text of whole characters, `decode(encode(text))` is the text, or [#encode] refuses it.
public sealed interface Vocabulary permits Characters, BytePairs {
  /// Returns how many pieces there are; they are numbered from 0.
  int size();

  /// Returns the pieces of a text, in order.
  ///
  /// @throws IllegalArgumentException if it has half of a surrogate pair, or a piece that is not
  ///   known; it says where
  int[] encode(String text);

  /// Returns the text that pieces make; what is no whole character, as where a text was cut between
  /// pieces, is shown as U+FFFD.
  ///
  /// @throws IllegalArgumentException if a number is that of no piece
  String decode(int[] pieces);

  /// Returns each piece as people may read it, in the order of their numbers.
  List<String> shown();

  /// Returns the vocabulary as text, from which [#parse] makes the same again: for a model that is
  /// kept, or another process.
  String written();

  /// Returns the vocabulary that [#written] told.
  ///
  /// @throws IllegalArgumentException if it is no such text
  static Vocabulary parse(String written) {
    return switch (written.split(" ", 2)[0]) {
      case Characters.WORD -> Characters.parse(written);
      case BytePairs.WORD -> BytePairs.parse(written);
      default ->
          throw new IllegalArgumentException(
              "vocabulary: the text begins with neither "
                  + Characters.WORD
                  + " nor "
                  + BytePairs.WORD
                  + "; give what Vocabulary.written() returned.");
    };
  }

  /// Checks that a text has whole characters only.
  ///
  /// @throws IllegalArgumentException if there is half of a surrogate pair; it says where
  static void requireWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            String.format(
                java.util.Locale.ROOT,
                "vocabulary: found half of a surrogate pair, U+%04X, at place %d of the text,"
                    + " expected whole characters; mend the text.",
                (int) c,
                i));
      }
    }
  }

  /// Checks a number of a piece.
  ///
  /// @throws IllegalArgumentException if there is no such piece
  static int requirePiece(int piece, int size) {
    if (piece < 0 || piece >= size) {
      throw new IllegalArgumentException(
          "vocabulary: piece "
              + piece
              + " is asked for; there are those from 0 to "
              + (size - 1)
              + ".");
    }
    return piece;
  }
}
