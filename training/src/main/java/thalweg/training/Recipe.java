package thalweg.training;

import java.util.Locale;
import thalweg.descent.direction.RuleParser;
import thalweg.network.NetworkParser;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;

/// A network and settings that suit data of a kind, where nothing is stated: good in most cases
/// without a search.
///
/// @param objective what is learnt, and by which network
/// @param settings how
public record Recipe(Objective objective, TrainingSettings settings) {
  /// Rows that are looked at in all epochs together, in about ten seconds.
  private static final long LOOKS = 3_000_000;

  private static final int MOST_EPOCHS = 150;
  private static final int LEAST_EPOCHS = 5;
  private static final int LEAST_PATIENCE = 3;
  private static final int MANY_ROWS = 100_000;

  /// Returns what suits these rows, of classes or of quantities: one hidden layer of relu, of whose
  /// outputs half are dropped at each step, and Adam with a rate that falls along a cosine over all
  /// steps to a hundredth. Rows of one axis are a table, whose columns should be scaled: 200 units
  /// and a rate of 0.005, found by trying on 15 tables. Others are pictures: 512 units and a rate
  /// of 0.001, found by trying on 6 sets.
  ///
  /// Where there are rows to choose by, the run ends when a fifth of the epochs has brought nothing
  /// better, and the best epoch's model is kept.
  ///
  /// @throws IllegalArgumentException if the data have no target
  public static Recipe of(Split data) {
    int rows = data.train().rows();
    return of(data, epochs(rows), batch(rows));
  }

  /// As the other, with epochs and batch stated: the rate falls over their steps.
  public static Recipe of(Split data, int epochs, int batch) {
    Dataset train = data.train();
    boolean isTable = train.rowShape().rank() == 1;
    int outputs =
        train.classes() > 0 ? train.classes() : train.column(Dataset.TARGET).values().width();
    long steps = (long) epochs * Math.ceilDiv(train.rows(), batch);
    return new Recipe(
        Objective.usual(
            NetworkParser.parse(
                String.format(
                    Locale.ROOT,
                    "%d, dense %d init he, relu, dropout 0.5, dense %d init he",
                    train.rowShape().elements(),
                    isTable ? 200 : 512,
                    outputs)),
            train),
        TrainingSettings.defaults()
            .withRule(
                RuleParser.parse(
                    String.format(
                        Locale.ROOT,
                        "adam(rate %s) + cosine(steps %d, least 0.01)",
                        isTable ? "0.005" : "0.001",
                        steps)))
            .withEpochs(epochs)
            .withBatch(batch)
            .withEarlyStopping(
                data.validation() == null
                    ? null
                    : EarlyStopping.after(Math.max(LEAST_PATIENCE, epochs / 5))));
  }

  /// Returns epochs for so many rows: 150, fewer of very many rows.
  public static int epochs(int rows) {
    return Math.clamp(LOOKS / rows, LEAST_EPOCHS, MOST_EPOCHS);
  }

  /// Returns a batch for so many rows: 25 steps in an epoch, but no more than 64 rows, of very many
  /// rows 256.
  public static int batch(int rows) {
    return rows >= MANY_ROWS ? 256 : Math.clamp(Math.ceilDiv(rows, 25), 1, 64);
  }
}
