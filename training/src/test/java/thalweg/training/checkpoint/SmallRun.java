package thalweg.training.checkpoint;

import java.util.Arrays;
import java.util.Random;
import thalweg.descent.direction.RuleParser;
import thalweg.network.NetworkParser;
import thalweg.training.EarlyStopping;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;

/// A run of few steps in which everything is kept that can be: statistics, chance, a plateau's
/// losses, the best epoch's weights.
final class SmallRun {
  static final Objective OBJECTIVE =
      Classification.of(
          NetworkParser.parse("3, dense 5 init he, batchnorm, relu, dropout 0.2, dense 2 init he"));
  static final Split DATA = new Split(rows(17), rows(11), rows(9));
  static final TrainingSettings SETTINGS =
      TrainingSettings.defaults()
          .withRule(RuleParser.parse("adam + plateau(patience 1, threshold 0.9)"))
          .withRate(0.05)
          .withBatch(7)
          .withThreads(2)
          .withEarlyStopping(EarlyStopping.after(4))
          .withEpochs(5);

  private SmallRun() {}

  static Dataset rows(int count) {
    Random random = new Random(count);
    double[][] x = new double[count][3];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      Arrays.setAll(x[row], _ -> random.nextGaussian());
      labels[row] = row < 2 ? row : x[row][0] + random.nextGaussian() > 0 ? 1 : 0;
    }
    return Dataset.of(x, labels);
  }

  static Trainer trainer(TrainingSettings settings) {
    return Trainer.of(OBJECTIVE, DATA, settings);
  }
}
