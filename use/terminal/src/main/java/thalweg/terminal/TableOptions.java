package thalweg.terminal;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.training.data.Csv;
import thalweg.training.picture.Pictures;

/// The options that say how a table is written, where what would be found out is not what is meant.
final class TableOptions {
  private static final Map<String, Character> SEPARATORS =
      Map.of("comma", ',', "semicolon", ';', "tab", '\t', "\\t", '\t', "bar", '|', "space", ' ');
  private static final Map<String, Character> DECIMALS =
      Map.of(".", '.', "point", '.', ",", ',', "comma", ',');
  private static final Map<String, Csv.Header> HEADERS =
      Map.of("yes", Csv.Header.PRESENT, "no", Csv.Header.ABSENT);

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description =
          "The column of a CSV file that holds the label: its name, or its number from 1 where none"
              + " is so called. Default: label, class or target, else the only one of words, else"
              + " the last.")
  private @Nullable String target;

  @Option(
      names = "--separator",
      paramLabel = "C",
      description =
          "What separates the fields: comma, semicolon, tab, bar, space or any character. Default:"
              + " found out.")
  private @Nullable String separator;

  @Option(
      names = "--decimal",
      paramLabel = "C",
      description = "What stands before a fraction: point or comma. Default: found out.")
  private @Nullable String decimal;

  @Option(
      names = "--header",
      paramLabel = "YES|NO",
      description = "Whether the first line names the columns: yes or no. Default: found out.")
  private @Nullable String header;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "How the text is encoded, such as windows-1252. Default: UTF-8, or as marked.")
  private @Nullable String encoding;

  @Mixin private PictureOptions pictures = new PictureOptions();

  /// Returns how a table is to be read: as these options say, else as was stated in training.
  ///
  /// @param kept what a model keeps of that; empty for none
  /// @throws Failure if a word is none of those that are known
  Csv csv(Map<String, String> kept) {
    Csv csv = Csv.of(kept).settingsCalled(TableOptions::option);
    if (target != null) {
      csv = csv.label(target);
    }
    if (separator != null) {
      csv = csv.separator(separatorOf(separator));
    }
    if (decimal != null) {
      csv = csv.decimal(known("--decimal", decimal, DECIMALS, "point or comma"));
    }
    if (header != null) {
      csv = csv.header(known("--header", header, HEADERS, "yes or no"));
    }
    return encoding == null ? csv : csv.charset(charset(encoding));
  }

  /// Returns how pictures are to be read, as these options say, and where a model is to see them,
  /// as it was trained.
  ///
  /// @param shape of the model's rows, or null
  /// @throws Failure if something is said that is for tables alone
  Pictures pictures(String data, @Nullable Shape shape) {
    List<String> given = tableWords();
    if (given.size() > (target == null ? 0 : 2)) {
      throw Failure.usage(
          given.get(target == null ? 0 : 2)
              + " is for CSV files, and "
              + data
              + " holds pictures; leave it out.");
    }
    return shape == null ? pictures.pictures(target) : pictures.picturesOf(shape, target);
  }

  /// Checks that nothing is said of pictures where there is a table.
  ///
  /// @throws Failure if it is
  void requireNoPictures(String data) {
    if (!pictures.words().isEmpty()) {
      throw Failure.usage(
          pictures.words().getFirst()
              + " is for pictures, and "
              + data
              + " holds none; leave it out.");
    }
  }

  /// Checks that nothing is said of a table or of pictures where there are none.
  ///
  /// @throws Failure if it is
  void requireNone(String data) {
    requireNoPictures(data);
    List<String> given = tableWords();
    if (!given.isEmpty()) {
      throw Failure.usage(
          given.getFirst() + " is for CSV files, and " + data + " is none; leave it out.");
    }
  }

  /// Returns the options as they were given, for a line to be pasted.
  List<String> words() {
    List<String> words = tableWords();
    words.addAll(pictures.words());
    return words;
  }

  private List<String> tableWords() {
    List<String> words = new ArrayList<>();
    add(words, "--target", target);
    add(words, "--separator", separator);
    add(words, "--decimal", decimal);
    add(words, "--header", header);
    add(words, "--encoding", encoding);
    return words;
  }

  /// Returns the option by which a setting of [Csv] is stated.
  private static String option(String setting) {
    return switch (setting) {
      case "label" -> "--target";
      case "charset" -> "--encoding";
      case "target" -> "--objective";
      default -> "--" + setting;
    };
  }

  private static void add(List<String> words, String option, @Nullable String value) {
    if (value != null) {
      words.add(option);
      words.add(value);
    }
  }

  private static char separatorOf(String word) {
    Character named = SEPARATORS.get(word.toLowerCase(Locale.ROOT));
    if (named != null) {
      return named;
    }
    if (word.length() != 1
        || "\"\r\n\0".contains(word)
        || Character.isLetterOrDigit(word.charAt(0))) {
      throw Failure.usage(
          "--separator: "
              + Quote.of(word)
              + " cannot separate fields; give comma, semicolon, tab, bar, space or a single"
              + " character that is no letter, digit or quote.");
    }
    return word.charAt(0);
  }

  private static <T> T known(String option, String word, Map<String, T> known, String expected) {
    T meant = known.get(word.toLowerCase(Locale.ROOT));
    if (meant == null) {
      throw Failure.usage(
          option + ": " + Quote.of(word) + " is unknown; it must be " + expected + ".");
    }
    return meant;
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException unknown) {
      throw Failure.usage(
          "--encoding: "
              + Quote.of(name)
              + " is no encoding that Java knows; give one such as UTF-8, UTF-16LE, ISO-8859-1 or"
              + " windows-1252.");
    }
  }
}
