package thalweg.spark;

import java.io.Serializable;
import thalweg.algebra.DType;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.training.Recipe;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.objective.ObjectiveParser;

/// What is to be learnt and how, as text and numbers that travel: what an estimator's params say.
/// What is left out is as [Recipe] has it for such rows.
///
/// @param network layer sizes, or layer by layer; empty for the usual
/// @param objective as [ObjectiveParser] reads it; empty for the usual
/// @param rule as [RuleParser] reads it; empty for the usual
/// @param rate 0 for the rule's own
/// @param epochs 0 for the usual
/// @param batch 0 for the usual
/// @param isDouble whether to compute in double precision
/// @param isStandardised whether features and quantities are brought to mean 0 and deviation 1
record Learning(
    String network,
    String objective,
    String rule,
    double rate,
    int epochs,
    int batch,
    long seed,
    boolean isDouble,
    boolean isStandardised)
    implements Serializable {
  static final int MOST_CLASSES = 1 << 20;

  /// Checks what can be checked without data.
  ///
  /// @throws IllegalArgumentException if a text says nothing that is known
  void check() {
    if (!rule.isEmpty()) {
      RuleParser.parse(rule);
    }
    if (!network.isEmpty() && !isSizes()) {
      NetworkParser.layers(network);
    }
  }

  private boolean isSizes() {
    return network.strip().chars().allMatch(c -> Character.isDigit(c) || c == '-');
  }

  int batch(int rows) {
    return batch > 0 ? batch : Recipe.batch(rows);
  }

  /// Returns the trainer that learns this from these rows.
  ///
  /// @throws IllegalArgumentException if it cannot be learnt from them
  Trainer trainer(Dataset data, int threads) {
    Split split = split(data);
    Dataset train = split.train();
    int usualEpochs = epochs > 0 ? epochs : Recipe.epochs(data.rows());
    Recipe usual = Recipe.of(split, usualEpochs, batch(data.rows()));
    Objective learnt = usual.objective();
    if (!network.isEmpty() || !objective.isEmpty()) {
      Network given = network.isEmpty() ? learnt.network() : parsed(train);
      learnt =
          objective.isEmpty()
              ? Objective.usual(given, train)
              : ObjectiveParser.parse(objective, given);
    }
    TrainingSettings settings =
        usual
            .settings()
            .withSeed(seed)
            .withPrecision(isDouble ? DType.DOUBLE : DType.FLOAT)
            .withThreads(threads);
    if (!rule.isEmpty()) {
      settings = settings.withRule(RuleParser.parse(rule));
    }
    return Trainer.of(learnt, split, rate > 0 ? settings.withRate(rate) : settings);
  }

  /// Returns these rows as they are learnt from.
  Split split(Dataset data) {
    return Split.of(isStandardised ? data.standardised() : data);
  }

  private Network parsed(Dataset train) {
    return isSizes()
        ? Network.of(network, Activation.RELU)
        : NetworkParser.parse(network, train.rowShape());
  }
}
