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

  /// Returns what suits a table whose columns are scaled, of classes or of quantities: one hidden
  /// layer of 200, of whose outputs half are dropped at each step, and Adam with a rate that falls
  /// along a cosine over all steps, to a hundredth of 0.005. Found by trying on 15 tables.
  ///
  /// Where there are rows to choose by, the run ends when a fifth of the epochs has brought nothing
  /// better, and the best epoch's model is kept.
  ///
  /// @throws IllegalArgumentException if the data have no target
  public static Recipe ofTable(Split data) {
    int rows = data.train().rows();
    return ofTable(data, epochs(rows), batch(rows));
  }

  /// As the other, with epochs and batch stated: the rate falls over their steps.
  public static Recipe ofTable(Split data, int epochs, int batch) {
    Dataset train = data.train();
    int outputs =
        train.classes() > 0 ? train.classes() : train.column(Dataset.TARGET).values().width();
    long steps = (long) epochs * Math.ceilDiv(train.rows(), batch);
    return new Recipe(
        Objective.usual(
            NetworkParser.parse(
                train.rowShape().elements()
                    + " dense(200,he) relu dropout(0.5) dense("
                    + outputs
                    + ",he)"),
            train),
        TrainingSettings.defaults()
            .withRule(
                RuleParser.parse(
                    String.format(
                        Locale.ROOT, "adam(rate 0.005) + cosine(steps %d, least 0.01)", steps)))
            .withEpochs(epochs)
            .withBatch(batch)
            .withEarlyStopping(
                data.validation() == null
                    ? null
                    : EarlyStopping.after(Math.max(LEAST_PATIENCE, epochs / 5))));
  }

  /// Returns epochs for so many rows of a table: 150, fewer of very many rows.
  public static int epochs(int rows) {
    return Math.clamp(LOOKS / rows, LEAST_EPOCHS, MOST_EPOCHS);
  }

  /// Returns a batch for so many rows of a table: 25 steps in an epoch, but no more than 64 rows,
  /// of very many rows 256.
  public static int batch(int rows) {
    return rows >= MANY_ROWS ? 256 : Math.clamp(Math.ceilDiv(rows, 25), 1, 64);
  }
}
