package thalweg.terminal;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.network.Network;
import thalweg.network.loss.CrossEntropy;
import thalweg.network.loss.Focal;
import thalweg.network.loss.Hinge;
import thalweg.network.loss.Loss;
import thalweg.network.loss.StandardLoss;
import thalweg.training.EarlyStopping;
import thalweg.training.Recipe;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Sampling;
import thalweg.training.data.Split;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Regression;
import thalweg.training.picture.Augmentation;
import thalweg.training.search.SearchSpace;
import thalweg.training.table.Choices;

/// The options that say what is learnt, and how.
final class TrainingOptions {
  private static final TrainingSettings DEFAULTS = TrainingSettings.defaults();

  private static final int PATIENCE = 10;

  /// A quantity has outputs of any size and steep losses, for which no fixed rate suits all.
  private static final UpdateRule FOR_QUANTITIES = RuleParser.parse("adam(rate 0.01)");

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description =
          "From gradient to step: ${bundle:usual.rules}; with settings in quotes, such as"
              + " \"adam(beta1 0.8, epsilon 1e-7)\", and with what is composed around it: decay,"
              + " clip, the schedules warmup, step, exponential, polynomial, cosine and onecycle,"
              + " counted in steps, and plateau, which cuts the rate when the training loss has not"
              + " fallen for some epochs, such as \"adam + clip(norm 1) + plateau(factor 0.5,"
              + " patience 3)\".")
  private @Nullable String rule;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "The learning rate, or auto, which finds one by short trainings before the first step;"
              + " thalweg tune looks for it in any case. Default: ${bundle:usual.rates}.")
  private @Nullable String rate;

  @Option(
      names = "--objective",
      paramLabel = "KIND",
      description =
          "What the target of a CSV file is learnt as: classification or regression. Default: words"
              + " and few whole numbers are classes, other numbers a quantity.")
  private @Nullable String objective;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description =
          "What is made small, by name and settings, such as 'huber delta 0.5' or 'cross-entropy"
              + " smoothing 0.1'. Default: ${bundle:usual.losses}.")
  private @Nullable String loss;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Rows in a mini-batch. Default: ${bundle:usual.batch}, fewer for few rows.")
  private @Nullable Integer batch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to go through the data. Default: ${bundle:usual.epochs}.")
  private @Nullable Integer epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "End when the loss on the validation rows, where there are any, has not fallen for N"
              + " epochs, and keep the best epoch's weights; 0 goes through all epochs and keeps"
              + " the last. Default: "
              + PATIENCE
              + ", of a table a fifth of the epochs.")
  private @Nullable Integer patience;

  @Option(
      names = "--sampling",
      paramLabel = "KIND",
      description =
          "Batches from shuffled epochs, or drawn with replacement. Default:"
              + " ${bundle:usual.sampling}.")
  private @Nullable String sampling;

  @Option(
      names = "--augment",
      paramLabel = "CHANGES",
      description =
          "Change pictures by chance each time they are learnt from, such as \"shift 2, flip,"
              + " rotate 10, crop 0.9, brightness 0.2\": at most so many pixels, left and right"
              + " exchanged, degrees, the least share kept, the share brighter or darker. Default:"
              + " none.")
  private @Nullable String augment;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "For weights and order. Default: ${bundle:usual.seed}.")
  private @Nullable Long seed;

  @Option(
      names = "--gradient",
      paramLabel = "METHOD",
      description = "automatic (default), or numerical: differences, in double; far slower.")
  private @Nullable String gradient;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description = "float or double. Default: ${bundle:usual.precision}.")
  private @Nullable String precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Default: all processors. The result is the same, bit for bit.")
  private @Nullable Integer threads;

  /// Returns the defaults that help names, from where they are.
  static ResourceBundle usual() {
    String forClasses = name(DEFAULTS.rule());
    String forQuantities = name(FOR_QUANTITIES);
    Map<Double, List<String>> byRate = new LinkedHashMap<>();
    List<String> rules = new ArrayList<>();
    for (String name : RuleParser.names()) {
      byRate.computeIfAbsent(RuleParser.parse(name).rate(), _ -> new ArrayList<>()).add(name);
      rules.add(
          name.equals(forClasses)
              ? name + " (default for classes)"
              : name.equals(forQuantities)
                  ? name + " (default for a quantity, at rate " + FOR_QUANTITIES.rate() + ")"
                  : name);
    }
    List<String> rates = new ArrayList<>();
    byRate.forEach(
        (rate, names) ->
            rates.add(String.valueOf(rate).replace(".0E", "e") + " for " + joined(names, "and")));
    Object[][] usual = {
      {"usual.rules", joined(rules, "or")},
      {"usual.rates", String.join("; ", rates)},
      {
        "usual.losses",
        StandardLoss.SOFTMAX_CROSS_ENTROPY
            + " for classes, "
            + StandardLoss.MEAN_SQUARED_ERROR
            + " for a quantity"
      },
      {"usual.batch", DEFAULTS.batch()},
      {"usual.epochs", DEFAULTS.epochs()},
      {"usual.seed", DEFAULTS.seed()},
      {"usual.sampling", DEFAULTS.sampling()},
      {"usual.precision", DEFAULTS.precision().name().toLowerCase(Locale.ROOT)},
    };
    return new ListResourceBundle() {
      @Override
      protected Object[][] getContents() {
        Object[][] told = new Object[usual.length][];
        for (int i = 0; i < told.length; i++) {
          told[i] = new Object[] {usual[i][0], String.valueOf(usual[i][1])};
        }
        return told;
      }
    };
  }

  private static String name(UpdateRule rule) {
    return rule.toString().replaceFirst("[( ].*", "");
  }

  private static String joined(List<String> words, String last) {
    int most = words.size() - 1;
    return most == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, most)) + " " + last + " " + words.get(most);
  }

  /// Returns the settings of a new run, of whose data nothing is known.
  TrainingSettings settings() {
    GradientMethod method = GradientMethod.AUTOMATIC;
    if (gradient != null) {
      method =
          switch (gradient.toLowerCase(Locale.ROOT)) {
            case "automatic" -> GradientMethod.AUTOMATIC;
            case "numerical" -> GradientMethod.NUMERICAL;
            default ->
                throw Failure.usage(
                    "--gradient: \""
                        + gradient
                        + "\" is unknown; it must be automatic or numerical.");
          };
    }
    // A difference of floats has few digits left.
    DType type = method == GradientMethod.NUMERICAL ? DType.DOUBLE : DEFAULTS.precision();
    if (precision != null) {
      type =
          switch (precision.toLowerCase(Locale.ROOT)) {
            case "float" -> DType.FLOAT;
            case "double" -> DType.DOUBLE;
            default ->
                throw Failure.usage(
                    "--precision: \"" + precision + "\" is unknown; it must be float or double.");
          };
    }
    return changed(rule == null ? DEFAULTS : DEFAULTS.withRule(RuleParser.parse(rule)))
        .withBatch(batch == null ? DEFAULTS.batch() : batch) // or fewer, once the rows are known
        .withSampling(sampling == null ? DEFAULTS.sampling() : Sampling.parse(sampling))
        .withSeed(seed == null ? DEFAULTS.seed() : seed)
        .withGradient(method)
        .withAugmentation(augment == null ? Augmentation.NONE : Augmentation.parse(augment))
        .withPrecision(type);
  }

  /// Returns the settings with what may also be changed when a run goes on.
  TrainingSettings changed(TrainingSettings settings) {
    TrainingSettings changed =
        rate == null || isRateFound() ? settings : settings.withRate(number(rate));
    changed = epochs == null ? changed : changed.withEpochs(epochs);
    changed = patience == null ? changed : changed.withEarlyStopping(earlyStopping(patience));
    return threads == null ? changed : changed.withThreads(threads);
  }

  /// Returns whether the rate is to be found by trying.
  boolean isRateFound() {
    return rate != null && rate.strip().equalsIgnoreCase("auto");
  }

  private static double number(String rate) {
    try {
      return Double.parseDouble(rate);
    } catch (NumberFormatException _) {
      throw Failure.usage(
          "--rate is " + Quote.of(rate) + "; it must be a number such as 0.1 or 1e-4, or auto.");
    }
  }

  private static @Nullable EarlyStopping earlyStopping(int patience) {
    return patience == 0 ? null : EarlyStopping.after(patience);
  }

  /// Returns the settings with what depends on the data, where it is not stated.
  ///
  /// @param isChosen whether what suits the data is chosen; else it is what the guide begins with
  TrainingSettings fitted(TrainingSettings settings, Split data, boolean isChosen) {
    Dataset train = data.train();
    if (data.validation() == null && patience != null) {
      throw Failure.usage(
          "--patience is "
              + patience
              + ", and there are no validation rows to wait for; leave it out.");
    }
    if (!isChosen) {
      TrainingSettings waiting =
          data.validation() != null && patience == null
              ? settings.withEarlyStopping(earlyStopping(PATIENCE))
              : settings;
      return batch == null ? waiting.withBatch(TrainingSettings.usualBatch(train.rows())) : waiting;
    }
    TrainingSettings usual =
        Recipe.of(
                data,
                epochs == null ? Recipe.epochs(train.rows()) : epochs,
                batch == null ? Recipe.batch(train.rows()) : batch)
            .settings();
    TrainingSettings fitted =
        settings
            .withBatch(usual.batch())
            .withEpochs(usual.epochs())
            .withEarlyStopping(usual.earlyStopping());
    return changed(rule == null ? fitted.withRule(usual.rule()) : fitted);
  }

  /// Returns what a search may draw: what is not stated.
  Set<SearchSpace.Drawn> drawn() {
    Set<SearchSpace.Drawn> drawn = EnumSet.noneOf(SearchSpace.Drawn.class);
    if (rule == null) {
      drawn.add(SearchSpace.Drawn.RULE);
    }
    if (rate == null || isRateFound()) {
      drawn.add(SearchSpace.Drawn.RATE);
    }
    if (batch == null) {
      drawn.add(SearchSpace.Drawn.BATCH);
    }
    return drawn;
  }

  /// Returns the options given that a run which goes on may not change.
  List<String> fixed() {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    kept.put("--rule", rule);
    kept.put("--objective", objective);
    kept.put("--loss", loss);
    kept.put("--batch", batch);
    kept.put("--sampling", sampling);
    kept.put("--augment", augment);
    kept.put("--seed", seed);
    kept.put("--gradient", gradient);
    kept.put("--precision", precision);
    return kept.keySet().stream().filter(option -> kept.get(option) != null).toList();
  }

  /// Returns what the target of a table is stated to hold.
  ///
  /// @param data what is learnt from, as given
  Choices.Goal goal(@Nullable String data) {
    if (objective == null) {
      return Choices.Goal.FOUND_OUT;
    }
    if (data == null || !LearningData.isTable(data)) {
      throw Failure.usage(
          "--objective is for tables, and "
              + (data == null ? LearningData.DIGITS : data)
              + " is none; leave it out.");
    }
    return switch (objective.toLowerCase(Locale.ROOT)) {
      case "classification" -> Choices.Goal.CLASSES;
      case "regression" -> Choices.Goal.QUANTITY;
      default ->
          throw Failure.usage(
              "--objective: "
                  + Quote.of(objective)
                  + " is unknown; it must be classification or regression.");
    };
  }

  Objective objective(Network network, boolean isOfClasses) {
    Loss stated = loss == null ? null : Loss.parse(loss);
    if (isOfClasses) {
      return stated == null ? Classification.of(network) : new Classification(network, stated);
    }
    if (stated != null && tellsClassesApart(stated)) {
      throw Failure.usage(
          "--loss: "
              + stated.shown()
              + " tells classes apart, and the target holds a quantity; use "
              + StandardLoss.MEAN_SQUARED_ERROR
              + ", or --objective classification.");
    }
    return stated == null ? Regression.of(network) : new Regression(network, stated);
  }

  private static boolean tellsClassesApart(Loss loss) {
    return switch (loss) {
      case StandardLoss.SOFTMAX_CROSS_ENTROPY,
          StandardLoss.PROBABILITY_CROSS_ENTROPY,
          StandardLoss.BINARY_CROSS_ENTROPY,
          StandardLoss.KL_DIVERGENCE ->
          true;
      default -> loss instanceof CrossEntropy || loss instanceof Focal || loss instanceof Hinge;
    };
  }
}
