package thalweg.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.training.EarlyStopping;
import thalweg.training.Recipe;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.data.Values;
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
/// @param validation share of the rows that are not learnt from, but chosen by; 0 for none
/// @param patience epochs without a better one that end the training; 0 for the usual
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
    double validation,
    int patience,
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
    Split split = split(data, validation);
    Dataset train = split.train();
    int usualEpochs = epochs > 0 ? epochs : Recipe.epochs(train.rows());
    Recipe usual = Recipe.of(split, usualEpochs, batch(train.rows()));
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
    if (validation > 0 && patience > 0) {
      settings = settings.withEarlyStopping(EarlyStopping.after(patience));
    }
    if (!rule.isEmpty()) {
      settings = settings.withRule(RuleParser.parse(rule));
    }
    return Trainer.of(learnt, split, rate > 0 ? settings.withRate(rate) : settings);
  }

  /// Returns these rows as they are learnt from, all of them.
  Split split(Dataset data) {
    return split(data, 0);
  }

  /// @param validation share of the rows to choose by, drawn by the seed
  private Split split(Dataset data, double validation) {
    Split split = validation == 0 ? Split.of(data) : data.split(validation, 0, seed);
    return isStandardised ? split.standardised() : split;
  }

  /// Returns the numbers of those of so many rows that are learnt from, in their order.
  int[] learnt(int rows) {
    if (validation == 0) {
      return IntStream.range(0, rows).toArray();
    }
    double[] numbers = IntStream.range(0, rows).asDoubleStream().toArray();
    Column numbered = Column.of(Dataset.FEATURES, Shape.of(1), Values.of(1, numbers));
    double[] learnt =
        Dataset.of("rows", List.of(numbered))
            .split(validation, 0, seed)
            .train()
            .features(DType.DOUBLE)
            .doubles();
    return Arrays.stream(learnt).mapToInt(row -> (int) row).toArray();
  }

  private Network parsed(Dataset train) {
    return isSizes()
        ? Network.of(network, Activation.RELU)
        : NetworkParser.parse(network, train.rowShape());
  }
}
