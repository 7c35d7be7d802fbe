package thalweg.training.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.descent.direction.Clipping;
import thalweg.descent.direction.Plateau;
import thalweg.descent.direction.Scheduled;
import thalweg.descent.direction.UpdateRule;
import thalweg.descent.direction.WeightDecay;
import thalweg.descent.step.Schedule;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;

/// A learning rate found by trying: from the first weights some two hundred steps are taken, each
/// with a greater rate than the last, until the loss runs away.
///
/// The rate chosen is a third of the one at which the smoothed loss is least: what the loss stands
/// for a step or two must hold for a whole training. Nothing of the test is kept: a training with
/// this rate stated gives the same bits. Deterministic.
///
/// Source: Smith 2017, "Cyclical learning rates for training neural networks", for the test; the
/// third is measured.
///
/// ```java
/// RangeTest test = RangeTest.of(objective, data, settings);
/// Trainer.of(objective, data, settings.withRate(test.rate())).run();
/// ```
///
/// @param points the steps taken, their rates rising
/// @param rate what was chosen, in two digits; the rule's own where the loss fell at no rate
/// @param isFound whether the loss fell at any rate
public record RangeTest(List<Point> points, double rate, boolean isFound) {
  private static final double LEAST = 1e-7;
  private static final double MOST = 10;
  private static final int STEPS = 200;

  /// How much of the smoothed loss each step keeps.
  private static final double KEPT = 0.9;

  /// The first steps go nowhere, and say what the loss is before it falls.
  private static final int BEFORE = 20;

  /// A loss that is above the least by so many times its size has run away.
  private static final double RUN_AWAY = 3;

  /// A loss that has not fallen by this share has not fallen.
  private static final double FALL = 0.01;

  /// The choice is the rate of the least loss divided by this.
  private static final double SHARE = 3;

  /// A step of the test.
  ///
  /// @param loss the mean over the batches so far, later ones counting more
  public record Point(double rate, double loss) {}

  public RangeTest {
    points = List.copyOf(points);
  }

  /// Tries rates from 1e-7 to 10 on the training rows, with the rule and batch of the settings.
  /// Costs at most 200 steps. What changes the rate while a training goes on is left out of the
  /// rule.
  ///
  /// @throws IllegalArgumentException if a training with these settings would be refused
  public static RangeTest of(Objective objective, Split data, TrainingSettings settings) {
    double factor = StrictMath.pow(MOST / LEAST, 1.0 / (STEPS - 1));
    int perEpoch = Math.max(1, data.train().rows() / settings.batch());
    Steps steps = new Steps(factor);
    Trainer.of(
            objective,
            Split.of(data.train()),
            settings
                .withRule(
                    new Scheduled(
                        steady(settings.rule()).withRate(LEAST), new Schedule.Rising(factor)))
                .withEarlyStopping(null)
                .withEpochs(Math.ceilDiv(STEPS, perEpoch)))
        .listen(steps::see)
        .stopWhen(steps::isOver)
        .run();
    Point least = steps.least();
    return new RangeTest(
        steps.points,
        least != null && steps.hasFallen()
            ? new BigDecimal(least.rate() / SHARE).round(new MathContext(2)).doubleValue()
            : settings.rule().rate(),
        steps.hasFallen());
  }

  /// The steps as they are taken.
  private static final class Steps {
    private final double factor;
    private final List<Point> points = new ArrayList<>();
    private double sum;
    private double weight;

    Steps(double factor) {
      this.factor = factor;
    }

    void see(TrainingEvent event) {
      if (event instanceof TrainingEvent.StepDone done && !isOver()) {
        sum = KEPT * sum + (1 - KEPT) * done.loss();
        weight = KEPT * weight + (1 - KEPT);
        points.add(new Point(LEAST * StrictMath.pow(factor, points.size()), sum / weight));
      }
    }

    /// Returns the step with the least loss, but for the first ones; null if there is none.
    @Nullable Point least() {
      return points.stream().skip(BEFORE).min(Comparator.comparingDouble(Point::loss)).orElse(null);
    }

    private double before() {
      return points.get(BEFORE).loss();
    }

    boolean hasFallen() {
      Point least = least();
      return least != null && before() - least.loss() >= FALL * Math.abs(before());
    }

    boolean isOver() {
      Point least = least();
      return points.size() >= STEPS
          || (least != null
              && points.getLast().loss() - least.loss()
                  > RUN_AWAY * Math.max(Math.abs(least.loss()), Math.abs(before())));
    }
  }

  /// Returns the rule without what changes its rate.
  private static UpdateRule steady(UpdateRule rule) {
    return switch (rule) {
      case Scheduled scheduled -> steady(scheduled.rule());
      case Plateau plateau -> steady(plateau.rule());
      case Clipping clipping ->
          new Clipping(steady(clipping.rule()), clipping.by(), clipping.limit());
      case WeightDecay decay -> new WeightDecay(steady(decay.rule()), decay.decay());
      default -> rule;
    };
  }
}
