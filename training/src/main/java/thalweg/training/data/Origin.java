package thalweg.training.data;

import java.util.Locale;
import thalweg.algebra.Quote;

/// Where a number of a row comes from: a column of a table, and what is taken of it.
///
/// @param column its name; empty in a table without a header
/// @param place of the column among those of the table that are read for the rows, from 0 on; by it
///   columns without names are told apart
/// @param take what is taken of it
public record Origin(String column, int place, Take take) {
  /// @throws IllegalArgumentException if the place is negative
  public Origin {
    if (place < 0) {
      throw new IllegalArgumentException(
          "origin: place " + place + " of a column; it must be at least 0.");
    }
  }

  /// What is taken of a column.
  public sealed interface Take {}

  /// The number itself.
  ///
  /// @param fill what stands for it where it is missing; NaN if it must be there
  public record Value(double fill) implements Take {}

  /// 1 where the cell is empty, else 0.
  public record Missing() implements Take {}

  /// 1 where the cell holds this word, else 0.
  ///
  /// @param isUsual whether it also stands for an empty cell, where no number tells those apart
  public record Word(String word, boolean isUsual) implements Take {}

  /// 1 where the cell holds a word that is none of the others of its column, else 0.
  public record OtherWord() implements Take {}

  /// What a date or a time of day says of its place in a cycle, or in history.
  ///
  /// @param writing how dates are written in the column
  /// @param fill what stands for it where the date is missing
  public record Moment(Part part, DateWriting writing, double fill) implements Take {}

  /// What can be taken of a date and a time of day.
  public enum Part {
    /// Years since 2000, with their fractions.
    YEARS,
    SEASON_SINE,
    SEASON_COSINE,
    WEEKDAY_SINE,
    WEEKDAY_COSINE,
    DAYTIME_SINE,
    DAYTIME_COSINE;

    /// Returns its name in words, such as `season sine`.
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /// Returns what is taken as a text by which [#take(String)] makes the same again.
  public String written() {
    return switch (take) {
      case Value(double fill) -> "number " + fill;
      case Missing() -> "missing";
      case Word(String word, boolean isUsual) -> (isUsual ? "usual " : "word ") + word;
      case OtherWord() -> "other";
      case Moment(Part part, DateWriting writing, double fill) ->
          part.name() + " " + writing.name() + " " + fill;
    };
  }

  /// Returns what the text says is taken of a column.
  ///
  /// @throws IllegalArgumentException if it is no text of [#written()]
  public static Take take(String text) {
    String[] words = text.split(" ", 2);
    try {
      return switch (words[0]) {
        case "number" -> new Value(Double.parseDouble(words[1]));
        case "missing" -> new Missing();
        case "word" -> new Word(words[1], false);
        case "usual" -> new Word(words[1], true);
        case "other" -> new OtherWord();
        default -> {
          String[] more = words[1].split(" ", 2);
          yield new Moment(
              Part.valueOf(words[0]), DateWriting.valueOf(more[0]), Double.parseDouble(more[1]));
        }
      };
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException unknown) {
      throw new IllegalArgumentException(
          "origin: " + Quote.of(text) + " does not say what is taken of a column", unknown);
    }
  }
}
