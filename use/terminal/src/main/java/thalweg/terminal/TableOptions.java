package thalweg.terminal;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.training.data.Column;
import thalweg.training.picture.Pictures;
import thalweg.training.table.Choices;
import thalweg.training.table.ColumnType;
import thalweg.training.table.Csv;
import thalweg.training.table.Partition;
import thalweg.training.table.Table;

/// The options that say how a table is written, where what would be found out is not what is meant.
final class TableOptions {
  private static final Map<String, Character> SEPARATORS =
      Map.of("comma", ',', "semicolon", ';', "tab", '\t', "\\t", '\t', "bar", '|', "space", ' ');
  private static final Map<String, Character> DECIMALS =
      Map.of(".", '.', "point", '.', ",", ',', "comma", ',');
  private static final Map<String, Csv.Header> HEADERS =
      Map.of("yes", Csv.Header.PRESENT, "no", Csv.Header.ABSENT);

  private static final Map<String, ColumnType> TYPES =
      Map.of(
          "number", ColumnType.NUMBER,
          "category", ColumnType.CATEGORY,
          "date", ColumnType.DATE,
          "text", ColumnType.TEXT);
  private static final Map<String, Boolean> MISSING = Map.of("fill", false, "refuse", true);

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description =
          "The column of a table that is to be learnt: its name, or its number from 1 where none is"
              + " so called. Default: label, class, target and the like, else the last column of"
              + " words that name groups, else the first, else the last of all.")
  private @Nullable String target;

  @Option(
      names = "--columns",
      paramLabel = "A,B,…",
      description =
          "Learn from these columns alone; a name with a comma is written within quotes, as in a"
              + " table.")
  private List<String> columns = new ArrayList<>();

  @Option(names = "--ignore", paramLabel = "A,B,…", description = "Leave these columns out.")
  private List<String> ignored = new ArrayList<>();

  @Option(
      names = "--type",
      paramLabel = "COLUMN=TYPE",
      description =
          "What a column holds, such as zip=category: number, category, date or text, which is left"
              + " out. Default: found out from all rows.")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--weights",
      paramLabel = "COLUMN",
      description = "The column of how much each row counts. Default: all alike.")
  private @Nullable String weights;

  @Option(
      names = "--missing",
      paramLabel = "fill|refuse",
      description =
          "What is done where a cell is empty, ?, NA or null: fill it with the column's median or"
              + " commonest word (default), or refuse the table.")
  private @Nullable String missing;

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

  /// Returns how the text of a table is to be read: as these options say, else as was stated in
  /// training.
  ///
  /// @param kept what a model keeps of that; empty for none
  /// @throws Failure if a word is none of those that are known
  Csv csv(Map<String, String> kept) {
    Csv csv = Csv.of(kept).settingsCalled(TableOptions::option);
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
              + " is for tables, and "
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

  /// Returns what is stated of a table's columns: by these options, else in training.
  ///
  /// @param kept what a model keeps of that; empty for none
  /// @throws Failure if a word is none of those that are known
  Choices choices(Map<String, String> kept) {
    Choices choices = Choices.of(kept);
    choices = target == null ? choices : choices.target(target);
    choices = weights == null ? choices : choices.weights(weights);
    choices =
        columns.isEmpty()
            ? choices
            : choices.only(Set.copyOf(NameList.parse("--columns", columns)));
    choices =
        ignored.isEmpty()
            ? choices
            : choices.ignoring(Set.copyOf(NameList.parse("--ignore", ignored)));
    if (missing != null) {
      choices = choices.refusingMissing(known("--missing", missing, MISSING, "fill or refuse"));
    }
    for (String type : NameList.parse("--type", types)) {
      int equals = type.lastIndexOf('=');
      if (equals < 1) {
        throw Failure.usage(
            "--type: " + Quote.of(type) + " names no type; give one such as zip=category.");
      }
      choices =
          choices.type(
              type.substring(0, equals),
              known("--type", type.substring(equals + 1), TYPES, "number, category, date or text"));
    }
    return choices;
  }

  /// Returns the table in the files, with what is stated of it.
  ///
  /// @param kept what a model keeps of that; empty for none
  Table read(List<Path> files, Map<String, String> kept) throws IOException {
    return read(files, kept, List.of());
  }

  /// Returns the table in the files, for a model to be used on.
  ///
  /// @param kept what the model keeps of how its table was read
  /// @param kinds what the columns of the data trained on are
  Table read(List<Path> files, Map<String, String> kept, List<Column.Kind> kinds)
      throws IOException {
    Choices choices = choices(kept);
    return Table.read(files, csv(kept, choices).expecting(kinds)).with(choices);
  }

  /// Returns a way to read some rows of a longer text, as they come.
  ///
  /// @param isNamed whether the first line of the text names the columns, where nothing is stated
  Csv rows(Map<String, String> kept, boolean isNamed) {
    Csv csv = csv(kept, choices(kept));
    return header == null && !kept.containsKey("header")
        ? csv.header(isNamed ? Csv.Header.PRESENT : Csv.Header.ABSENT)
        : csv;
  }

  private Csv csv(Map<String, String> kept, Choices choices) {
    Set<String> words = new HashSet<>();
    choices
        .types()
        .forEach(
            (column, type) -> {
              if (type == ColumnType.CATEGORY) {
                words.add(column);
              }
            });
    return csv(kept).expecting(choices.names()).words(words);
  }

  /// Returns what is stated of a table, for a model to keep.
  ///
  /// @param kept what was stated before
  /// @param partition how its rows are parted
  Map<String, String> stated(Map<String, String> kept, Partition partition) {
    Map<String, String> words = new LinkedHashMap<>(csv(kept).stated());
    words.putAll(choices(kept).stated());
    words.putAll(partition.stated());
    return words;
  }

  /// Checks that nothing is said of a table or of pictures where there are none.
  ///
  /// @throws Failure if it is
  void requireNone(String data) {
    requireNoPictures(data);
    List<String> given = tableWords();
    if (!given.isEmpty()) {
      throw Failure.usage(
          given.getFirst() + " is for tables, and " + data + " is none; leave it out.");
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
    add(words, "--columns", columns.isEmpty() ? null : String.join(",", columns));
    add(words, "--ignore", ignored.isEmpty() ? null : String.join(",", ignored));
    add(words, "--type", types.isEmpty() ? null : String.join(",", types));
    add(words, "--weights", weights);
    add(words, "--missing", missing);
    add(words, "--separator", separator);
    add(words, "--decimal", decimal);
    add(words, "--header", header);
    add(words, "--encoding", encoding);
    return words;
  }

  /// Returns the option by which a setting of [Csv] or [Table] is stated.
  private static String option(String setting) {
    return switch (setting) {
      case "charset" -> "--encoding";
      case "goal" -> "--objective";
      case "missing" -> "--missing fill";
      case "type" -> "--type COLUMN=category";
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
