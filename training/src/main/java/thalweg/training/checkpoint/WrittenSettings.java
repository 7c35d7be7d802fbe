package thalweg.training.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.training.EarlyStopping;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Sampling;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.picture.Augmentation;

/// The settings of a run as words that read back, in a model's metadata and in a run's file. The
/// number of threads is not among them: it is the machine's.
final class WrittenSettings {
  private WrittenSettings() {}

  /// @throws IllegalArgumentException if the rule is not this library's own and has no text form
  static Map<String, String> of(TrainingSettings settings) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("rule", written("rule", settings.rule(), RuleParser::parse));
    words.put("batch", String.valueOf(settings.batch()));
    words.put("epochs", String.valueOf(settings.epochs()));
    words.put("sampling", settings.sampling().name());
    words.put("seed", String.valueOf(settings.seed()));
    words.put("gradient", settings.gradient().name());
    words.put("augmentation", settings.augmentation().toString());
    EarlyStopping stopping = settings.earlyStopping();
    if (stopping != null) {
      words.put("stopping.measure", stopping.measure());
      words.put("stopping.patience", String.valueOf(stopping.patience()));
      words.put("stopping.leastGain", String.valueOf(stopping.leastGain()));
    }
    return words;
  }

  /// Returns the text that `parser` reads as the same thing.
  private static String written(String what, Object thing, Function<String, ?> parser) {
    String text = thing.toString();
    try {
      if (parser.apply(text).equals(thing)) {
        return text;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "checkpoint: the "
            + what
            + " "
            + Quote.shown(text)
            + " is not one of this library's and cannot be written down; save the model's"
            + " parameters with Safetensors instead.");
  }

  /// @throws IllegalArgumentException if a word is missing or none of those that are known
  static TrainingSettings read(Map<String, String> words, DType precision) {
    return TrainingSettings.defaults()
        .withRule(rule(words))
        .withBatch(whole(words, "batch", 1, Integer.MAX_VALUE))
        .withEpochs(whole(words, "epochs", 1, Integer.MAX_VALUE))
        .withSampling(one(words, "sampling", List.of(Sampling.values())))
        .withSeed(seed(words))
        .withPrecision(precision)
        .withGradient(one(words, "gradient", List.of(GradientMethod.values())))
        .withAugmentation(
            Augmentation.parse(words.getOrDefault("augmentation", "none"))) // none before 0.2.0
        .withEarlyStopping(stopping(words));
  }

  static UpdateRule rule(Map<String, String> words) {
    return RuleParser.parse(entry(words, "rule"));
  }

  private static @Nullable EarlyStopping stopping(Map<String, String> words) {
    if (!words.containsKey("stopping.measure")) {
      return null;
    }
    return new EarlyStopping(
        entry(words, "stopping.measure"),
        whole(words, "stopping.patience", 1, Integer.MAX_VALUE),
        leastGain(words));
  }

  private static double leastGain(Map<String, String> words) {
    String text = entry(words, "stopping.leastGain");
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "stopping.leastGain is " + Quote.of(text) + "; it must be a number");
    }
  }

  private static long seed(Map<String, String> words) {
    try {
      return Long.parseLong(entry(words, "seed"));
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "seed is " + Quote.of(entry(words, "seed")) + "; it must be a whole number of 64 bits");
    }
  }

  static int whole(Map<String, String> words, String key, int least, int most) {
    try {
      int number = Integer.parseInt(entry(words, key));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new IllegalArgumentException(
        key
            + " is "
            + Quote.of(entry(words, key))
            + "; it must be a whole number from "
            + least
            + " to "
            + most);
  }

  static <E extends Enum<E>> E one(Map<String, String> words, String key, List<E> choice) {
    String name = entry(words, key);
    for (E each : choice) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        key
            + " is "
            + Quote.of(name)
            + "; it must be "
            + String.join(" or ", choice.stream().map(Enum::name).toList()));
  }

  /// @throws IllegalArgumentException if it is missing, in the words for a model's metadata
  private static String entry(Map<String, String> words, String key) {
    String value = words.get(key);
    if (value == null) {
      throw new IllegalArgumentException("\"" + key + "\" is missing from its metadata");
    }
    return value;
  }
}
