package thalweg.terminal;

import java.util.List;
import picocli.CommandLine.Mixin;
import thalweg.network.Network;
import thalweg.training.EarlyCompilation;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;

/// The options of every verb that learns: from which rows, by which network, and how.
final class LearningOptions {
  @Mixin RowOptions rows = new RowOptions();
  @Mixin NetworkOptions network = new NetworkOptions();
  @Mixin TrainingOptions training = new TrainingOptions();
  @Mixin TableOptions table = new TableOptions();
  @Mixin PartOptions parts = new PartOptions();
  @Mixin VectorWidth vector = new VectorWidth();

  /// Begins to compile what is needed while the data are read.
  EarlyCompilation compilation() {
    return EarlyCompilation.begin(network.likeness(), training.settings());
  }

  /// Returns the rows in their parts.
  LearningData.Loaded load(Output output) {
    return rows.load(table, training.goal(rows.data), parts, output);
  }

  /// Returns the rows parted so many ways.
  List<Split> folds(int count) {
    return LearningData.folds(rows.name(), table, training.goal(rows.data), parts, count);
  }

  /// Returns what is learnt from these rows, by the network that is stated or suits them.
  Objective objective(Split split) {
    return objective(network.network(split, rows.isSuited()), split);
  }

  /// Returns what is learnt from these rows by this network.
  Objective objective(Network network, Split split) {
    return training.objective(network, split.train().classes() > 0);
  }

  /// Returns the settings that are stated or suit these rows.
  TrainingSettings settings(Split split) {
    return training.fitted(training.settings(), split, rows.isSuited());
  }
}
