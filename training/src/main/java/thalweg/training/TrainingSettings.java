package thalweg.training;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.descent.direction.SteepestDescent;
import thalweg.descent.direction.UpdateRule;
import thalweg.training.data.Sampling;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.leaf.LeafJob;
import thalweg.training.objective.Objective;
import thalweg.training.picture.Augmentation;

/// Everything besides objective and data that decides what a training run computes, and on how many
/// threads.
///
/// All but `threads` decide the bits of the result. [#defaults()] has the tutorial's rate and
/// batch, and true epochs.
///
/// @param rule from gradient to step
/// @param batch rows in a mini-batch
/// @param epochs how often the training data is gone through
/// @param sampling how batches are drawn
/// @param seed for first values and order
/// @param precision FLOAT or DOUBLE
/// @param threads members of the team that share a step's leaves
/// @param gradient how gradients are had
/// @param augmentation how pictures are changed each time they are learnt from
/// @param earlyStopping when validation data end a run before its last epoch; null for never
public record TrainingSettings(
    UpdateRule rule,
    int batch,
    int epochs,
    Sampling sampling,
    long seed,
    DType precision,
    int threads,
    GradientMethod gradient,
    Augmentation augmentation,
    @Nullable EarlyStopping earlyStopping) {
  public TrainingSettings {
    if (batch < 1) {
      throw new IllegalArgumentException(
          "training: the batch is " + batch + "; it must have at least 1 row.");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "training: " + epochs + " epochs; there must be at least 1.");
    }
    if (!precision.isReal()) {
      throw new IllegalArgumentException(
          "training: the precision is " + precision + "; it must be FLOAT or DOUBLE.");
    }
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException(
          "training: " + threads + " threads; it must be from 1 to 1024.");
    }
  }

  /// Returns the usual settings: SGD with rate 0.1, batches of 100, 20 epochs, seed 1, all
  /// processors, no early stopping.
  public static TrainingSettings defaults() {
    return new TrainingSettings(
        new SteepestDescent(0.1),
        100,
        20,
        Sampling.EPOCHS,
        1,
        DType.FLOAT,
        Math.min(Runtime.getRuntime().availableProcessors(), 1024),
        GradientMethod.AUTOMATIC,
        Augmentation.NONE,
        null);
  }

  /// Returns the usual batch for so many training rows: 100, or fewer where an epoch would have
  /// fewer than 25 steps.
  public static int usualBatch(int rows) {
    return Math.clamp(Math.ceilDiv(rows, 25), 1, 100);
  }

  /// The components, of which one is changed: what is not spoken of is copied in one place.
  private static final class Draft {
    private UpdateRule rule;
    private int batch;
    private int epochs;
    private Sampling sampling;
    private long seed;
    private DType precision;
    private int threads;
    private GradientMethod gradient;
    private Augmentation augmentation;
    private @Nullable EarlyStopping earlyStopping;

    Draft(TrainingSettings settings) {
      rule = settings.rule;
      batch = settings.batch;
      epochs = settings.epochs;
      sampling = settings.sampling;
      seed = settings.seed;
      precision = settings.precision;
      threads = settings.threads;
      gradient = settings.gradient;
      augmentation = settings.augmentation;
      earlyStopping = settings.earlyStopping;
    }

    TrainingSettings settings() {
      return new TrainingSettings(
          rule,
          batch,
          epochs,
          sampling,
          seed,
          precision,
          threads,
          gradient,
          augmentation,
          earlyStopping);
    }
  }

  private TrainingSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  public TrainingSettings withRule(UpdateRule rule) {
    return with(draft -> draft.rule = rule);
  }

  /// Returns these settings with their rule at the given rate.
  public TrainingSettings withRate(double rate) {
    return withRule(rule.withRate(rate));
  }

  public TrainingSettings withBatch(int batch) {
    return with(draft -> draft.batch = batch);
  }

  public TrainingSettings withEpochs(int epochs) {
    return with(draft -> draft.epochs = epochs);
  }

  public TrainingSettings withSampling(Sampling sampling) {
    return with(draft -> draft.sampling = sampling);
  }

  public TrainingSettings withSeed(long seed) {
    return with(draft -> draft.seed = seed);
  }

  public TrainingSettings withPrecision(DType precision) {
    return with(draft -> draft.precision = precision);
  }

  public TrainingSettings withThreads(int threads) {
    return with(draft -> draft.threads = threads);
  }

  public TrainingSettings withGradient(GradientMethod gradient) {
    return with(draft -> draft.gradient = gradient);
  }

  public TrainingSettings withAugmentation(Augmentation augmentation) {
    return with(draft -> draft.augmentation = augmentation);
  }

  /// Returns these settings with an end before the last epoch, where there are validation data.
  ///
  /// @param earlyStopping null for none
  public TrainingSettings withEarlyStopping(@Nullable EarlyStopping earlyStopping) {
    return with(draft -> draft.earlyStopping = earlyStopping);
  }

  /// Returns what the leaves of a run with these settings are computed from.
  public LeafJob job(Objective objective) {
    return new LeafJob(objective, gradient, precision, batch, sampling, seed, augmentation);
  }
}
