package thalweg.training.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;

/// What a search may choose from, and what stays as it is.
///
/// | drawn | from |
/// |---|---|
/// | width | 16, 32, 64, 128, 256 or 512 relu in each hidden layer |
/// | depth | 1, 2 or 3 hidden layers |
/// | dropout | none, 0.1, 0.2, 0.3 or 0.5 of each hidden layer's outputs |
/// | rule | adam twice as often as momentum or rmsprop, along a cosine to a hundredth of its rate |
/// | rate | all magnitudes alike: adam and rmsprop from 1e-4 to 0.03, momentum from 1e-3 to 0.3 |
/// | decay | none half the time, else all magnitudes from 1e-4 to 0.3 alike |
/// | batch | 16, 32, 64, 128 or 256 rows, but at least 10 batches in an epoch |
///
/// Trial `k` of a seed is the same in every search, however many trials it has.
///
/// @param usual what is tried first, and what stays where it is not drawn
/// @param objective from a drawn network to what is learnt by it
/// @param drawn what is drawn
public record SearchSpace(Trial usual, Function<Network, Objective> objective, Set<Drawn> drawn) {
  /// What may be drawn.
  public enum Drawn {
    /// Width, depth and dropout.
    NETWORK,
    /// The rule and its decay, and so its rate, unless that stays.
    RULE,
    RATE,
    BATCH
  }

  private static final List<String> RULES = List.of("adam", "adam", "momentum", "rmsprop");
  private static final double[] DROPOUTS = {0, 0.1, 0.2, 0.3, 0.5};
  private static final int NARROWEST = 16;
  private static final int WIDTHS = 6;
  private static final int LEAST_BATCHES = 10;

  // The places of a trial's numbers in its stream. Never changed: earlier searches go on.
  private static final int WIDTH = 0;
  private static final int DEPTH = 1;
  private static final int DROPOUT = 2;
  private static final int RULE = 3;
  private static final int RATE = 4;
  private static final int IS_DECAYED = 5;
  private static final int DECAY = 6;
  private static final int BATCH = 7;

  public SearchSpace {
    drawn = drawn.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(drawn));
  }

  /// Returns the space in which all is drawn.
  ///
  /// @param usual what is tried first
  /// @param data what is to be learnt from
  public static SearchSpace around(Objective usual, TrainingSettings settings, Split data) {
    return new SearchSpace(
        new Trial(1, usual, settings),
        network -> Objective.usual(network, data.train()),
        EnumSet.allOf(Drawn.class));
  }

  /// Returns a trial.
  ///
  /// @param rows how many there are to learn from
  Trial trial(int number, long seed, int rows) {
    if (number == 1 || drawn.isEmpty()) {
      return new Trial(number, usual.objective(), usual.settings());
    }
    RandomStream random = new RandomStream(seed, Purpose.SEARCH, 0, number);
    TrainingSettings settings = usual.settings();
    if (drawn.contains(Drawn.BATCH)) {
      int choices = 1;
      while (choices < 5 && (NARROWEST << choices) * (long) LEAST_BATCHES <= rows) {
        choices++;
      }
      settings = settings.withBatch(Math.min(rows, NARROWEST << random.below(2 * BATCH, choices)));
    }
    if (drawn.contains(Drawn.RULE)) {
      settings = settings.withRule(RuleParser.parse(rule(random, settings, rows)));
    }
    if (drawn.contains(Drawn.RATE)) {
      // Around what is usual, where the rule is stated: a hundredth to ten times its rate.
      settings =
          drawn.contains(Drawn.RULE)
              ? settings
              : settings.withRate(settings.rule().rate() * magnitude(random, 2 * RATE, 0.01, 10));
    } else {
      settings = settings.withRate(usual.settings().rule().rate());
    }
    return new Trial(
        number,
        drawn.contains(Drawn.NETWORK)
            ? objective.apply(network(random, usual.objective().network()))
            : usual.objective(),
        settings);
  }

  private static String rule(RandomStream random, TrainingSettings settings, int rows) {
    String name = RULES.get(random.below(2 * RULE, RULES.size()));
    double rate =
        name.equals("momentum")
            ? magnitude(random, 2 * RATE, 1e-3, 0.3)
            : magnitude(random, 2 * RATE, 1e-4, 0.03);
    String decay =
        random.below(2 * IS_DECAYED, 2) == 0
            ? ""
            : " + decay(" + magnitude(random, 2 * DECAY, 1e-4, 0.3) + ")";
    return String.format(
        Locale.ROOT,
        "%s(rate %s)%s + cosine(steps %d, least 0.01)",
        name,
        rate,
        decay,
        (long) settings.epochs() * Math.ceilDiv(rows, settings.batch()));
  }

  private static Network network(RandomStream random, Network usual) {
    int width = NARROWEST << random.below(2 * WIDTH, WIDTHS);
    int depth = 1 + random.below(2 * DEPTH, 3);
    double dropout = DROPOUTS[random.below(2 * DROPOUT, DROPOUTS.length)];
    String hidden =
        ", dense " + width + " init he, relu" + (dropout == 0 ? "" : ", dropout " + dropout);
    return NetworkParser.parse(
        usual.input().elements()
            + hidden.repeat(depth)
            + ", dense "
            + usual.output().elements()
            + " init he");
  }

  /// Returns a number whose logarithm is drawn, in two digits, which people can type.
  private static double magnitude(RandomStream random, int position, double least, double most) {
    double drawn = least * StrictMath.pow(most / least, random.uniform(position));
    return new BigDecimal(drawn).round(new MathContext(2)).doubleValue();
  }
}
