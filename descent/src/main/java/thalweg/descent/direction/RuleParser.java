package thalweg.descent.direction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thalweg.calculus.function.Spelling;

/// Update rules written as text: by name alone, `adam`, or with some or all settings as their
/// `toString` writes them, `adam(rate 0.01, beta1 0.8)`.
public final class RuleParser {
  private static final List<String> NAMES =
      List.of("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw");

  private static final Pattern FORM = Pattern.compile("([^()\\s]+)\\s*(?:\\((.*)\\))?");

  private RuleParser() {}

  /// Returns the names of the rules there are.
  public static List<String> names() {
    return NAMES;
  }

  /// Returns the rule that `text` writes; settings left out have their defaults.
  ///
  /// @throws IllegalArgumentException if it names no rule or no setting of it, or a setting is out
  ///   of range
  public static UpdateRule parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw unknown(text);
    }
    String name = form.group(1).toLowerCase(Locale.ROOT);
    Settings given = Settings.parse(name, form.group(2) == null ? "" : form.group(2));
    UpdateRule rule =
        switch (name) {
          case "sgd" -> {
            SteepestDescent usual = SteepestDescent.defaults();
            yield new SteepestDescent(given.take("rate", usual.rate()));
          }
          case "momentum" -> {
            Momentum usual = Momentum.defaults();
            yield new Momentum(
                given.take("rate", usual.rate()), given.take("momentum", usual.momentum()));
          }
          case "nesterov" -> {
            Nesterov usual = Nesterov.defaults();
            yield new Nesterov(
                given.take("rate", usual.rate()), given.take("momentum", usual.momentum()));
          }
          case "adagrad" -> {
            AdaGrad usual = AdaGrad.defaults();
            yield new AdaGrad(
                given.take("rate", usual.rate()), given.take("epsilon", usual.epsilon()));
          }
          case "rmsprop" -> {
            RmsProp usual = RmsProp.defaults();
            yield new RmsProp(
                given.take("rate", usual.rate()),
                given.take("decay", usual.decay()),
                given.take("epsilon", usual.epsilon()));
          }
          case "adam" -> {
            Adam usual = Adam.defaults();
            yield new Adam(
                given.take("rate", usual.rate()),
                given.take("beta1", usual.beta1()),
                given.take("beta2", usual.beta2()),
                given.take("epsilon", usual.epsilon()));
          }
          case "adamw" -> {
            AdamW usual = AdamW.defaults();
            yield new AdamW(
                given.take("rate", usual.rate()),
                given.take("beta1", usual.beta1()),
                given.take("beta2", usual.beta2()),
                given.take("epsilon", usual.epsilon()),
                given.take("decay", usual.decay()));
          }
          default -> throw unknown(name);
        };
    given.requireAllTaken();
    return rule;
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "rule: \""
            + name
            + "\" is unknown."
            + Spelling.nearest(name, NAMES).map(near -> " Did you mean " + near + "?").orElse("")
            + " The rules are "
            + String.join(", ", NAMES)
            + ".");
  }

  /// What stands in a rule's brackets.
  private record Settings(String rule, Map<String, Double> values, List<String> known) {
    static Settings parse(String rule, String text) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
        String[] words = part.strip().split("\\s+", -1);
        try {
          if (words.length == 2
              && values.putIfAbsent(words[0], Double.parseDouble(words[1])) == null) {
            continue;
          }
        } catch (NumberFormatException _) {
          // told below
        }
        throw new IllegalArgumentException(
            "rule: \""
                + part.strip()
                + "\" in the brackets of "
                + rule
                + " is no setting; write each once, as in adam(rate 0.01, beta1 0.8).");
      }
      return new Settings(rule, values, new ArrayList<>());
    }

    double take(String name, double usual) {
      known.add(name);
      Double value = values.remove(name);
      return value == null ? usual : value;
    }

    void requireAllTaken() {
      if (!values.isEmpty()) {
        String name = values.keySet().iterator().next();
        throw new IllegalArgumentException(
            "rule: "
                + rule
                + " has no setting \""
                + name
                + "\"; it has "
                + String.join(", ", known)
                + ".");
      }
    }
  }
}
