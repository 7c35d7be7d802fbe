package thalweg.network.loss;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Spelling;
import thalweg.network.layer.Settings;
import thalweg.network.written.Written;

/// Losses as text: a name and settings behind blanks, such as `huber delta 0.5`, in the manner of
/// [thalweg.network.NetworkParser]; those of one's own in their [Written] form.
public final class LossParser {
  private static final int LONGEST_NAME = 40;

  private static final Map<String, Function<Settings, Loss>> LOSSES = new LinkedHashMap<>();

  static {
    for (StandardLoss loss : StandardLoss.values()) {
      LOSSES.put(loss.toString(), _ -> loss);
    }
    LOSSES.put("cross-entropy", CrossEntropy::read);
    LOSSES.put("focal", Focal::read);
    LOSSES.put("huber", Huber::read);
    LOSSES.put("hinge", Hinge::read);
    LOSSES.put("info-nce", Contrast::read);
  }

  private LossParser() {}

  /// Returns the names of the library's losses.
  public static List<String> names() {
    return List.copyOf(LOSSES.keySet());
  }

  static Loss parse(String text) {
    List<String> words = Arrays.stream(text.strip().split("\\s+")).toList();
    String name = words.getFirst().toLowerCase(Locale.ROOT);
    Function<Settings, Loss> reader = LOSSES.get(name);
    if (reader != null) {
      Settings settings = new Settings(name, words.subList(1, words.size()), List.of());
      Loss loss = reader.apply(settings);
      settings.requireAllTaken();
      return loss;
    }
    if (Written.isForm(text)) {
      return Written.read(Loss.class, text);
    }
    throw new IllegalArgumentException(
        "loss: "
            + Quote.of(words.getFirst())
            + " is unknown; "
            + (name.length() > LONGEST_NAME
                    ? java.util.Optional.<String>empty()
                    : Spelling.nearest(name, names()))
                .map(near -> "did you mean " + near + "?")
                .orElse("it must be " + String.join(" or ", names()) + "."));
  }
}
