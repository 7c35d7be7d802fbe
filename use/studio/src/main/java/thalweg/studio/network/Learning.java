package thalweg.studio.network;

import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.training.TrainingSettings;
import thalweg.training.leaf.GradientMethod;

/// How the network learns.
///
/// @param rule its name, or as [RuleParser] reads it
/// @param rate of the rule
/// @param decay of weights at each step; 0 for none
/// @param schedule of the rate, `constant` for none, else a part as [RuleParser] reads it, over all
///   steps where it has a number of steps and none is written: `cosine`, `warmup`
/// @param batch rows in a mini-batch; more than there are count as all
/// @param epochs when to stop
/// @param seed of first weights and order
/// @param gradient `automatic` or `numerical`
record Learning(
    String rule,
    double rate,
    double decay,
    String schedule,
    int batch,
    int epochs,
    long seed,
    String gradient) {
  static final int MOST_EPOCHS = 10_000;

  /// @param rows to learn from
  TrainingSettings settings(int rows) {
    if (epochs < 1 || epochs > MOST_EPOCHS) {
      throw new IllegalArgumentException(
          "network: stop at epoch " + epochs + "; it must be from 1 to " + MOST_EPOCHS + ".");
    }
    if (rule.length() > 300 || schedule.length() > 300) {
      throw new IllegalArgumentException(
          "network: a rule is written in at most 300 characters, such as \"adam(rate 0.01)\".");
    }
    int size = Math.min(batch, rows);
    boolean isNumerical = isNumerical();
    TrainingSettings settings = TrainingSettings.defaults();
    return new TrainingSettings(
        written(size < 1 ? 1 : (long) epochs * Math.ceilDiv(rows, size)),
        size,
        epochs,
        settings.sampling(),
        seed,
        isNumerical ? DType.DOUBLE : settings.precision(),
        1,
        isNumerical ? GradientMethod.NUMERICAL : GradientMethod.AUTOMATIC,
        settings.augmentation(),
        null);
  }

  private boolean isNumerical() {
    return switch (gradient) {
      case "automatic" -> false;
      case "numerical" -> true;
      default ->
          throw new IllegalArgumentException(
              "network: the gradient "
                  + Quote.of(gradient)
                  + " is unknown; it must be automatic or numerical.");
    };
  }

  private UpdateRule written(long steps) {
    String text = RuleParser.parse(rule).withRate(rate).toString();
    if (decay != 0) {
      text += " + decay(" + decay + ")";
    }
    String over =
        switch (schedule) {
          case "constant" -> "";
          case "cosine", "polynomial", "onecycle" -> " + " + schedule + "(steps " + steps + ")";
          case "warmup" -> " + warmup(steps " + Math.max(1, steps / 10) + ")";
          case "step" -> " + step(every " + Math.max(1, steps / 4) + ", factor 0.5)";
          default -> " + " + schedule;
        };
    return RuleParser.parse(text + over);
  }
}
