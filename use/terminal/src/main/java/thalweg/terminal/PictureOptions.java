package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.training.picture.Pictures;

/// The options that say how pictures become rows, where what would be found out is not what is
/// meant.
final class PictureOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})[x×](\\d{1,4})");

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description =
          "Width and height that pictures are brought to, such as 28x28. Default: their median, at"
              + " most 64.")
  private @Nullable String size;

  @Option(
      names = "--colour",
      paramLabel = "YES|NO",
      description = "Whether pictures keep their colour. Default: yes if any has it.")
  private @Nullable String colour;

  @Option(
      names = "--skip-corrupt",
      description = "Leave out pictures that cannot be read, and say so, instead of refusing them.")
  private boolean skipCorrupt;

  /// Takes the options away from a verb that shows pictures to a model: it sees them as it was
  /// trained.
  static void leaveToModel(CommandSpec verb) {
    verb.remove(verb.findOption("--size"));
    verb.remove(verb.findOption("--colour"));
  }

  /// Returns how pictures are to be read.
  ///
  /// @param label the column of a list that holds the labels, or null
  /// @throws Failure if a word is none of those that are known
  Pictures pictures(@Nullable String label) {
    Pictures pictures = Pictures.defaults().settingsCalled(PictureOptions::option);
    pictures = label == null ? pictures : pictures.label(label);
    pictures = skipCorrupt ? pictures.skipCorrupt() : pictures;
    if (size != null) {
      Matcher sides = SIZE.matcher(size);
      if (!sides.matches()) {
        throw Failure.usage(
            "--size: "
                + Quote.of(size)
                + " is no size; give width and height in pixels, such as 28x28.");
      }
      pictures = pictures.size(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
    }
    if (colour != null) {
      pictures =
          pictures.colour(
              switch (colour.toLowerCase(Locale.ROOT)) {
                case "yes" -> true;
                case "no" -> false;
                default ->
                    throw Failure.usage(
                        "--colour: " + Quote.of(colour) + " is unknown; it must be yes or no.");
              });
    }
    return pictures;
  }

  /// Returns how pictures are to be read for a model.
  ///
  /// @param shape of the rows that it was trained on
  /// @throws Failure if another size or colour is stated
  Pictures picturesOf(Shape shape, @Nullable String label) {
    if (size != null || colour != null) {
      throw Failure.usage(
          (size == null ? "--colour" : "--size")
              + ": pictures are brought to what the model was trained on; leave it out.");
    }
    return pictures(label).ofShape(shape);
  }

  /// Returns the options as they were given, for a line to be pasted.
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (size != null) {
      words.addAll(List.of("--size", size));
    }
    if (colour != null) {
      words.addAll(List.of("--colour", colour));
    }
    if (skipCorrupt) {
      words.add("--skip-corrupt");
    }
    return words;
  }

  private static String option(String setting) {
    return switch (setting) {
      case "label" -> "--target";
      case "skipCorrupt" -> "--skip-corrupt";
      case "colour" -> "--colour no";
      default -> "--" + setting;
    };
  }
}
