package thalweg.training.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.descent.direction.Clipping;
import thalweg.descent.direction.Plateau;
import thalweg.descent.direction.Scheduled;
import thalweg.descent.direction.UpdateRule;
import thalweg.descent.direction.WeightDecay;
import thalweg.descent.step.Schedule;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// A learning rate found by trying: from the first weights some two hundred steps are taken, each
/// with a greater rate than the last, until the loss runs away.
///
/// A third of the rate at which the smoothed loss is least is where a second look begins: what the
/// loss stands for a step or two must hold for a whole training. From there rates four times as
/// large and as small are tried, each by a training of half the length, with schedules of half the
/// length, as long as one is better than what it began from; the best is chosen, by the rows to
/// choose by or, where there are none, by the training rows. Nothing of the test is kept: a
/// training with this rate stated gives the same bits. Deterministic.
///
/// Source: Smith 2017, "Cyclical learning rates for training neural networks", for the rising
/// rates; the second look is measured.
///
/// ```java
/// RangeTest test = RangeTest.of(objective, data, settings);
/// Trainer.of(objective, data, settings.withRate(test.rate())).run();
/// ```
///
/// @param points the steps taken, their rates rising
/// @param looks the trainings of the second look, in their order
/// @param rate what was chosen, in two digits; the rule's own where the loss fell at no rate
/// @param isFound whether the loss fell at any rate
public record RangeTest(List<Point> points, List<Look> looks, double rate, boolean isFound) {
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

  /// The second look begins at the rate of the least loss divided by this.
  private static final double SHARE = 3;

  /// From one rate of the second look to the next.
  private static final double APART = 4;

  private static final int MOST_LOOKS = 7;

  /// A training of it sees no more rows than this, in all its epochs together.
  private static final int ROWS = 200_000;

  /// A step of the test.
  ///
  /// @param loss the mean over the batches so far, later ones counting more
  public record Point(double rate, double loss) {}

  /// A training of the second look.
  ///
  /// @param rate in two digits
  /// @param loss at its end; infinite where it diverged
  public record Look(double rate, double loss) {}

  public RangeTest {
    points = List.copyOf(points);
    looks = List.copyOf(looks);
  }

  /// Tries rates from 1e-7 to 10 on the training rows, with the rule and batch of the settings, and
  /// looks a second time around what that suggests. Costs at most 200 steps, in which what changes
  /// the rate while a training goes on is left out of the rule, and then three to seven trainings
  /// of half the length or of 200,000 rows, whichever is less. The test part is not looked at.
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
    if (least == null || !steps.hasFallen()) {
      return new RangeTest(steps.points, List.of(), settings.rule().rate(), false);
    }
    List<Look> looks = new SecondLook(objective, data, settings).from(least.rate() / SHARE);
    return new RangeTest(steps.points, looks, best(looks).rate(), true);
  }

  /// Returns the best, of equals the first.
  private static Look best(List<Look> looks) {
    return Collections.min(looks, Comparator.comparingDouble(Look::loss));
  }

  /// Short trainings, alike but for their rates.
  private static final class SecondLook {
    private final Objective objective;
    private final Split data;
    private final TrainingSettings settings;

    SecondLook(Objective objective, Split whole, TrainingSettings of) {
      this.objective = objective;
      Dataset validation = whole.validation();
      data =
          new Split(
              some(whole.train(), Math.max(ROWS, of.batch())),
              validation == null ? null : some(validation, ROWS / 4),
              null);
      int rows = data.train().rows();
      int epochs = Math.clamp(ROWS / rows, 1, Math.ceilDiv(of.epochs(), 2));
      double share =
          (double) epochs
              * of.job(objective).stepsPerEpoch(rows)
              / ((double) of.epochs() * of.job(objective).stepsPerEpoch(whole.train().rows()));
      settings = of.withEpochs(epochs).withRule(shortened(of.rule(), share));
    }

    /// Returns no more rows than `most`, evenly taken.
    private static Dataset some(Dataset data, int most) {
      int rows = data.rows();
      return rows <= most
          ? data
          : data.select(
              data.name(),
              IntStream.range(0, most).map(i -> (int) ((long) i * rows / most)).toArray());
    }

    /// Returns what was tried, uphill and downhill from the best so far until neither is better.
    List<Look> from(double rate) {
      List<Look> looks = new ArrayList<>();
      int most = 0; // of the powers of the step between rates that were tried
      int least = 0;
      int best = 0;
      looks.add(look(rate, 0));
      while (looks.size() < MOST_LOOKS && (best == most || best == least)) {
        int power = best == most ? ++most : --least;
        Look before = best(looks);
        looks.add(look(rate, power));
        best = looks.getLast().loss() < before.loss() ? power : best;
      }
      return looks;
    }

    private Look look(double from, int power) {
      double rate =
          new BigDecimal(from * StrictMath.pow(APART, power))
              .round(new MathContext(2))
              .doubleValue();
      TrainingResult result = Trainer.of(objective, data, settings.withRate(rate)).run();
      return new Look(rate, loss(result));
    }

    private static double loss(TrainingResult result) {
      if (result.outcome() instanceof TrainingOutcome.NonFinite || result.history().isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      Score validation = result.judged().validation();
      double loss = (validation == null ? result.judged().train() : validation).loss();
      return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
    }
  }

  /// Returns the rule with schedules that go their way in a share of the steps.
  private static UpdateRule shortened(UpdateRule rule, double share) {
    return switch (rule) {
      case Scheduled scheduled ->
          new Scheduled(shortened(scheduled.rule(), share), shortened(scheduled.schedule(), share));
      case Plateau plateau ->
          new Plateau(
              shortened(plateau.rule(), share),
              plateau.factor(),
              plateau.patience(),
              plateau.threshold(),
              plateau.cooldown(),
              plateau.least());
      case Clipping clipping ->
          new Clipping(shortened(clipping.rule(), share), clipping.by(), clipping.limit());
      case WeightDecay decay -> new WeightDecay(shortened(decay.rule(), share), decay.decay());
      default -> rule;
    };
  }

  private static Schedule shortened(Schedule schedule, double share) {
    return switch (schedule) {
      case Schedule.Stepwise(double every, double factor) ->
          new Schedule.Stepwise(Math.max(1, every * share), factor);
      case Schedule.Exponential(double factor) ->
          new Schedule.Exponential(StrictMath.pow(factor, 1 / share));
      case Schedule.Rising(double factor) -> new Schedule.Rising(StrictMath.pow(factor, 1 / share));
      case Schedule.Polynomial(double steps, double power) ->
          new Schedule.Polynomial(Math.max(1, steps * share), power);
      case Schedule.Cosine(double steps, double least) ->
          new Schedule.Cosine(Math.max(1, steps * share), least);
      case Schedule.WarmUp(double steps) -> new Schedule.WarmUp(Math.max(1, steps * share));
      case Schedule.OneCycle(double steps) -> new Schedule.OneCycle(Math.max(1, steps * share));
    };
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
