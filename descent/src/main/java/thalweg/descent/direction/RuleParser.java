package thalweg.descent.direction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Spelling;
import thalweg.descent.step.Schedule;

/// Update rules written as text: by name alone, `adam`, or with some or all settings as their
/// `toString` writes them, `adam(rate 0.01, beta1 0.8)`; then what is composed around the rule,
/// from the inside out: `adam + decay(0.01) + clip(norm 1) + cosine(steps 1000)`. What a descent
/// calls `steepest` is `sgd` where rows are drawn; both names are read.
public final class RuleParser {
  private static final List<String> NAMES =
      List.of("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "lion", "muon");

  private static final List<String> PARTS =
      List.of(
          "decay",
          "clip",
          "step",
          "exponential",
          "polynomial",
          "cosine",
          "warmup",
          "onecycle",
          "plateau");

  /// More parts than this around one rule mean nothing and are refused: each nests the next.
  private static final int MOST_PARTS = 64;

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
    List<String> words = words(text);
    UpdateRule rule = bare(words.getFirst());
    for (String word : words.subList(1, words.size())) {
      rule = around(rule, word);
    }
    return rule;
  }

  /// Returns the parts that pluses join; inside brackets a plus is a number's, as in 1e+3.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == '+' && depth <= 0) {
        words.add(text.substring(start, i));
        start = i + 1;
        if (words.size() > MOST_PARTS) {
          throw new IllegalArgumentException(
              "rule: "
                  + Quote.of(text)
                  + " joins more than "
                  + MOST_PARTS
                  + " parts; leave some out.");
        }
      }
    }
    words.add(text.substring(start));
    return words;
  }

  private static Matcher form(String word, String what, List<String> names) {
    Matcher form = FORM.matcher(word.strip());
    if (!form.matches()) {
      throw unknown(word, what, names);
    }
    return form;
  }

  private static UpdateRule around(UpdateRule rule, String word) {
    Matcher form = form(word, "part", PARTS);
    String name = form.group(1).toLowerCase(Locale.ROOT);
    String inside = form.group(2) == null ? "" : form.group(2).strip();
    // A decay is one number without a name.
    Settings given =
        Settings.parse(name, name.equals("decay") && !inside.isEmpty() ? "of " + inside : inside);
    UpdateRule composed =
        switch (name) {
          case "decay" -> new WeightDecay(rule, given.take("of", 0.01));
          case "clip" -> {
            double value = given.take("value", Double.NaN);
            double norm = given.take("norm", Double.isNaN(value) ? 1 : Double.NaN);
            if (!Double.isNaN(value) && !Double.isNaN(norm)) {
              throw new IllegalArgumentException(
                  "rule: clip is by norm or by value, not both; compose two of them.");
            }
            yield Double.isNaN(value)
                ? new Clipping(rule, Clipping.By.NORM, norm)
                : new Clipping(rule, Clipping.By.VALUE, value);
          }
          case "step" ->
              new Scheduled(
                  rule,
                  new Schedule.Stepwise(given.take("every", 1000), given.take("factor", 0.5)));
          case "exponential" ->
              new Scheduled(rule, new Schedule.Exponential(given.take("factor", 0.999)));
          case "polynomial" ->
              new Scheduled(
                  rule, new Schedule.Polynomial(given.take("steps", 1000), given.take("power", 1)));
          case "cosine" ->
              new Scheduled(
                  rule, new Schedule.Cosine(given.take("steps", 1000), given.take("least", 0)));
          case "warmup" -> new Scheduled(rule, new Schedule.WarmUp(given.take("steps", 100)));
          case "onecycle" -> new Scheduled(rule, new Schedule.OneCycle(given.take("steps", 1000)));
          case "plateau" -> {
            Plateau usual = Plateau.around(rule);
            yield new Plateau(
                rule,
                given.take("factor", usual.factor()),
                given.takeWhole("patience", usual.patience()),
                given.take("threshold", usual.threshold()),
                given.takeWhole("cooldown", usual.cooldown()),
                given.take("least", usual.least()));
          }
          default -> throw unknown(name, "part", PARTS);
        };
    given.requireAllTaken();
    return composed;
  }

  private static UpdateRule bare(String text) {
    Matcher form = form(text, "rule", NAMES);
    String name = form.group(1).toLowerCase(Locale.ROOT);
    Settings given = Settings.parse(name, form.group(2) == null ? "" : form.group(2));
    UpdateRule rule =
        switch (name) {
          case "sgd", "steepest" -> {
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
          case "lion" -> {
            Lion usual = Lion.defaults();
            yield new Lion(
                given.take("rate", usual.rate()),
                given.take("beta1", usual.beta1()),
                given.take("beta2", usual.beta2()));
          }
          case "muon" -> {
            Muon usual = Muon.defaults();
            yield new Muon(
                given.take("rate", usual.rate()), given.take("momentum", usual.momentum()));
          }
          default -> throw unknown(name, "rule", NAMES);
        };
    given.requireAllTaken();
    return rule;
  }

  private static IllegalArgumentException unknown(String name, String what, List<String> names) {
    return new IllegalArgumentException(
        what
            + ": "
            + Quote.of(name.strip())
            + " is unknown."
            + Spelling.nearest(name, names).map(near -> " Did you mean " + near + "?").orElse("")
            + " The "
            + what
            + "s are "
            + String.join(", ", names)
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
            "rule: "
                + Quote.of(part.strip())
                + " in the brackets of "
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

    int takeWhole(String name, int usual) {
      double value = take(name, usual);
      if (value != (int) value) {
        throw new IllegalArgumentException(
            rule + ": " + name + " is " + value + "; it must be a whole number.");
      }
      return (int) value;
    }

    void requireAllTaken() {
      if (!values.isEmpty()) {
        String name = values.keySet().iterator().next();
        throw new IllegalArgumentException(
            "rule: "
                + rule
                + " has no setting "
                + Quote.of(name)
                + "; it has "
                + String.join(", ", known)
                + "."
                + Spelling.nearest(name, known)
                    .map(near -> " Did you mean " + near + "?")
                    .orElse(""));
      }
    }
  }
}
