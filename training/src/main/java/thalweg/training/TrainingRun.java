package thalweg.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.FixedTree;
import thalweg.algebra.program.Team;
import thalweg.descent.direction.RuleProgram;
import thalweg.network.Network;
import thalweg.network.layer.Layer;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.leaf.Judge;
import thalweg.training.leaf.LeafJob;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.leaf.LeafSums;
import thalweg.training.leaf.Leaves;
import thalweg.training.leaf.LocalSums;
import thalweg.training.leaf.Step;
import thalweg.training.leaf.Weights;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// A training run, gone through epoch by epoch in a loop of one's own. The loop here owns the only
/// things that change.
///
/// ```java
/// try (TrainingRun run = trainer.begin()) {
///   for (EpochDone epoch : run) {
///     if (epoch.of("testAccuracy") > 0.9) {
///       break;
///     }
///   }
///   Model model = run.result().model();
/// }
/// ```
///
/// An epoch is trained when the loop asks whether there is one more, so after a `break` no more has
/// been done than was seen. The loop ends where [Trainer#run()] would, and with the same bits.
/// Whoever loops again goes on where the last loop was left; what a listener or a keeper throws
/// reaches the loop, and hides no epoch from the next one. The threads end with the run, when it is
/// closed, or when nobody knows it any more. Used by one thread at a time.
public final class TrainingRun implements Iterable<EpochDone>, AutoCloseable {
  private static final long PROGRESS_NANOS = 100_000_000;

  private final Objective objective;
  private final Network network;
  private final List<Column.Kind> kinds; // of the data as they were given
  private final Split data; // as the network sees it
  private final Dataset train; // of these
  private final @Nullable Dataset unseen; // as it was given, to be judged by; null: no such rows
  private final List<Shape> shapes;
  private TrainingSettings settings;
  private final @Nullable EarlyStopping stopping; // null: no validation data, or never
  private final Consumer<TrainingEvent> listener;
  private final BooleanSupplier stop;
  private final Supplier<OptionalDouble> rate;
  private final @Nullable Keeper keeper;

  private final Team team;
  private final LeafJob job;
  private final Judge onTrain;
  private final @Nullable Judge onValidation;
  private final @Nullable Judge onTest;
  private final LeafSums sums;
  private final Set<Integer> frozen;
  private RuleProgram rule;
  private final RuleProgram.PartialSums gradients;
  private final Watchdog watchdog;

  private List<NdArray> parameters;
  private List<NdArray> otherParameters;
  private List<NdArray> statistics;
  private List<NdArray> otherStatistics;
  private List<List<NdArray>> state;
  private List<List<NdArray>> otherState;
  private int epoch;
  private int step;
  private boolean stepped;
  private boolean closed;
  private int shown; // epochs of the history that loops have been given
  private TrainingState.@Nullable Best best;
  private final List<EpochDone> history;
  private @Nullable TrainingOutcome outcome; // null while it goes on
  private @Nullable TrainingResult result; // null before its end

  /// Takes over the arrays of the state, and the team.
  TrainingRun(
      Trainer trainer, Team team, LeafProgram.Family family, TrainingState from, int epochs) {
    objective = trainer.objective;
    network = objective.network();
    kinds = trainer.kinds;
    data = trainer.data;
    train = data.train();
    unseen = trainer.unseen;
    settings = trainer.settings;
    stopping = trainer.stopping();
    listener = trainer.listener;
    stop = trainer.stop;
    rate = trainer.rate;
    shapes = trainer.shapes();
    frozen = trainer.frozen();
    keeper = trainer.keeper;
    this.team = team;
    job = settings.job(objective);
    Judges judges = new Judges(epochs);
    onTrain = judges.by(train);
    onValidation = data.validation() == null ? null : judges.by(data.validation());
    onTest = data.test() == null ? null : judges.by(data.test());
    sums = trainer.computing.apply(new LocalSums(job, train, family, team));
    rule = rule((long) epochs * stepsPerEpoch());
    gradients = (group, parameter) -> sums.group(group).get(1 + parameter);
    watchdog = new Watchdog(objective, train, settings, stopping != null);
    parameters = from.parameters();
    otherParameters = zerosLike(from.parameters());
    statistics = from.statistics();
    otherStatistics = zerosLike(from.statistics());
    state = from.ruleState();
    otherState = from.ruleState().stream().map(TrainingRun::zerosLike).toList();
    epoch = from.epoch();
    step = from.step();
    history = new ArrayList<>(from.history());
    shown = history.size();
    best = stopping == null ? null : from.best();
    listener.accept(
        new TrainingEvent.Started(
            network.parameterCount(),
            train.rows(),
            data.validation() == null ? 0 : data.validation().rows(),
            data.test() == null ? 0 : data.test().rows(),
            stepsPerEpoch(),
            epoch,
            settings.epochs()));
    Doubts.about(objective, data)
        .forEach(
            doubt ->
                listener.accept(new TrainingEvent.Warned(TrainingEvent.Trouble.BEGINNING, doubt)));
    keepIfDue();
    outcome = stoppedEarly();
  }

  private RuleProgram rule(long steps) {
    return RuleProgram.of(settings.rule(), settings.precision(), shapes, frozen, team, steps);
  }

  private static List<NdArray> zerosLike(List<NdArray> arrays) {
    return arrays.stream().map(array -> NdArray.zeros(array.type(), array.shape())).toList();
  }

  /// Makes judges that share the programs of leaves.
  private final class Judges {
    private final Map<List<Column.Kind>, LeafProgram.Family> families = new HashMap<>();
    private final long times;

    Judges(int epochs) {
      times =
          (long) epochs
              * Stream.of(data.train(), data.validation(), data.test())
                  .mapToInt(part -> part == null ? 0 : Leaves.count(part.rows()))
                  .sum();
    }

    Judge by(Dataset part) {
      LeafProgram.Family family =
          families.computeIfAbsent(
              part.kindsToldAs(kinds),
              told ->
                  new LeafProgram.Family(
                      objective, told, LeafProgram.Use.JUDGE, settings.precision(), times));
      return new Judge(family, part, team);
    }
  }

  private int stepsPerEpoch() {
    return job.stepsPerEpoch(train.rows());
  }

  /// Returns the epochs that no loop has been given yet, each once it has been trained.
  @Override
  public Iterator<EpochDone> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return shown < history.size() || trains();
      }

      @Override
      public EpochDone next() {
        if (!hasNext()) {
          throw new NoSuchElementException("training: the run is over; ask hasNext() before.");
        }
        return history.get(shown++);
      }
    };
  }

  /// Trains to the end of the epoch at hand; returns whether it came there.
  private boolean trains() {
    if (isOver()) {
      end();
      return false;
    }
    if (closed) {
      throw new IllegalStateException(
          "training: the run is closed after epoch "
              + history.size()
              + "; go on with trainer.begin(run.result().state()).");
    }
    outcome = epoch();
    if (shown < history.size()) {
      return true;
    }
    end();
    return false;
  }

  private boolean isOver() {
    return outcome != null || epoch > settings.epochs();
  }

  /// Returns what the run has come to. Before its end it is what a run comes to that is stopped
  /// there, and costs a copy of all that the run holds.
  public TrainingResult result() {
    if (isOver()) {
      return end();
    }
    Weights chosen = chosen();
    Model model =
        model(TrainingState.copies(chosen.parameters()), TrainingState.copies(chosen.statistics()));
    return new TrainingResult(
        spread(model),
        List.copyOf(history),
        new TrainingOutcome.Stopped(epoch, step),
        state().copy());
  }

  private TrainingResult end() {
    TrainingResult ended = result;
    if (ended == null) {
      team.close();
      Weights chosen = chosen();
      copy(chosen.parameters(), otherParameters);
      // The other arrays nobody needs any more, and a copy might find no room at the end of a run
      // that just fitted.
      Model model = model(otherParameters, TrainingState.copies(chosen.statistics()));
      ended =
          new TrainingResult(
              spread(model),
              List.copyOf(history),
              outcome == null ? new TrainingOutcome.Completed(settings.epochs()) : outcome,
              state());
      result = ended;
      listener.accept(new TrainingEvent.Finished(ended));
    }
    return ended;
  }

  /// Returns where the run stands, in its own arrays.
  private TrainingState state() {
    return new TrainingState(parameters, statistics, state, epoch, step, history, best);
  }

  /// Returns the weights of the best epoch, or of the last step where none is kept.
  private Weights chosen() {
    return best == null
        ? new Weights(parameters, statistics)
        : new Weights(best.parameters(), best.statistics());
  }

  private Model model(List<NdArray> parameters, List<NdArray> statistics) {
    return Model.owning(objective, parameters, statistics, kinds);
  }

  private Model spread(Model model) {
    return unseen == null ? model : model.spreadOn(unseen);
  }

  /// Lets the threads end. A run that was left before its end has its result still.
  @Override
  public void close() {
    closed = true;
    team.close();
  }

  /// The model and the state share the arrays of the run here, for as long as it is kept.
  private void keepIfDue() {
    if (keeper != null && keeper.isDue(step)) {
      Weights chosen = chosen();
      keeper.keep(
          new TrainingResult(
              model(chosen.parameters(), chosen.statistics()),
              List.copyOf(history),
              new TrainingOutcome.Stopped(epoch, step),
              state()),
          settings);
    }
  }

  private static void copy(List<NdArray> from, List<NdArray> to) {
    for (int i = 0; i < from.size(); i++) {
      System.arraycopy(from.get(i).raw(), 0, to.get(i).raw(), 0, from.get(i).shape().elements());
    }
  }

  /// Runs what is left of the epoch at hand and returns null, or why the run ended within it.
  private @Nullable TrainingOutcome epoch() {
    int firstStep = step;
    int samples = 0;
    double lossSum = 0;
    long start = System.nanoTime();
    long reported = start;
    while (step < stepsPerEpoch()) {
      int batchRows = job.batchRows(train.rows(), step);
      int groups = sums.compute(new Step(epoch, step), new Weights(parameters, statistics));
      double loss = sum(0, groups, 0, 0);
      if (!Double.isFinite(loss)) {
        return backToLastGood(step + 1);
      }
      if (watchdog.wants(epoch, step)) {
        watchdog.see(
            (parameter, element) -> sum(0, groups, 1 + parameter, element),
            new Weights(parameters, statistics));
      }
      rule.step(parameters, state, groups, gradients, 1.0 / batchRows, otherParameters, otherState);
      observe(groups, batchRows);
      swap();
      stepped = true;
      step++;
      samples += batchRows;
      lossSum += loss;
      listener.accept(new TrainingEvent.StepDone(epoch, step, loss / batchRows));
      long now = System.nanoTime();
      if (now - reported > PROGRESS_NANOS) {
        reported = now;
        listener.accept(
            new TrainingEvent.Progress(
                epoch, step, stepsPerEpoch(), lossSum / samples, samples / ((now - start) / 1e9)));
      }
      if (step < stepsPerEpoch()) {
        keepIfDue();
      }
      if (step < stepsPerEpoch() && sums.stops(stop.getAsBoolean())) {
        return new TrainingOutcome.Stopped(epoch, step);
      }
      if (step < stepsPerEpoch()) {
        changeRate();
      }
    }
    return finishEpoch(step - firstStep, samples, System.nanoTime() - start);
  }

  /// Returns the outcome of a run that met a loss that is not finite, with the parameters before
  /// the step that led there. Those at the end of an epoch have been judged, and are good.
  private TrainingOutcome backToLastGood(int metAt) {
    TrainingOutcome outcome =
        new TrainingOutcome.NonFinite(
            epoch,
            metAt,
            watchdog.firstNonFinite(new Weights(parameters, statistics)),
            Doubts.cause(
                objective, train, settings, stepped ? null : new Weights(parameters, statistics)));
    if (stepped && step > 0) {
      swap();
      step--;
    }
    return outcome;
  }

  /// Returns one element of sum number `index` over groups of leaves, added by the tree in the
  /// precision of the training.
  private double sum(int from, int count, int index, int element) {
    if (count == 1) {
      return sums.group(from).get(index).at(element);
    }
    int first = FixedTree.left(count);
    double left = sum(from, first, index, element);
    double right = sum(from + first, count - first, index, element);
    return settings.precision() == DType.FLOAT ? (float) left + (float) right : left + right;
  }

  /// Lets each statistic follow what the batch's rows were observed to be.
  private void observe(int groups, int batchRows) {
    List<Layer.Statistic> kept = network.statistics();
    for (int i = 0; i < kept.size(); i++) {
      NdArray old = statistics.get(i);
      NdArray now = otherStatistics.get(i);
      double momentum = kept.get(i).momentum();
      for (int j = 0; j < old.shape().elements(); j++) {
        double sum = sum(0, groups, 1 + parameters.size() + i, j);
        now.set(j, old.at(j) + momentum * (sum / batchRows - old.at(j)));
      }
    }
  }

  private void swap() {
    List<NdArray> newParameters = otherParameters;
    otherParameters = parameters;
    parameters = newParameters;
    List<List<NdArray>> newState = otherState;
    otherState = state;
    state = newState;
    List<NdArray> newStatistics = otherStatistics;
    otherStatistics = statistics;
    statistics = newStatistics;
  }

  private @Nullable TrainingOutcome finishEpoch(int steps, int samples, long nanos) {
    long start = System.nanoTime();
    Weights weights = new Weights(parameters, statistics);
    Score score = onTrain.score(weights, sums);
    if (!Double.isFinite(score.loss())) {
      return backToLastGood(stepsPerEpoch());
    }
    Score validation = onValidation == null ? null : onValidation.score(weights, sums);
    Score test = onTest == null ? null : onTest.score(weights, sums);
    double seconds = nanos / 1e9;
    EpochDone done =
        new EpochDone(
            epoch,
            stepsPerEpoch(),
            score,
            validation,
            test,
            seconds,
            (System.nanoTime() - start) / 1e9,
            steps == 0 ? 0 : seconds * 1e6 / steps,
            seconds == 0 ? 0 : samples / seconds);
    history.add(done);
    rule.see(score.loss(), state);
    if (validation != null) {
      keepIfBest(validation);
    }
    epoch++;
    step = 0;
    outcome = stoppedEarly(); // before anyone is told, who may throw
    keepIfDue();
    listener.accept(done);
    watchdog.after(history, weights).forEach(listener);
    if (outcome != null) {
      return outcome;
    }
    if (epoch > settings.epochs()) {
      return null;
    }
    if (sums.stops(stop.getAsBoolean())) {
      return new TrainingOutcome.Stopped(epoch, 0);
    }
    changeRate();
    return null;
  }

  /// Goes on at another rate, if one is asked for.
  private void changeRate() {
    double asked = rate.get().orElse(settings.rule().rate());
    if (asked == settings.rule().rate()) {
      return;
    }
    settings = settings.withRate(asked);
    watchdog.goesOnWith(settings);
    rule = rule((settings.epochs() - epoch + 1L) * stepsPerEpoch() - step);
    listener.accept(new TrainingEvent.RateChanged(epoch, step, asked));
    if (keeper != null) {
      keeper.changed(state(), settings);
    }
  }

  private void keepIfBest(Score now) {
    if (stopping == null || Double.isNaN(stopping.gain(objective, now))) {
      return;
    }
    if (best == null) {
      best =
          new TrainingState.Best(
              epoch, TrainingState.copies(parameters), TrainingState.copies(statistics));
    } else if (stopping.isBetter(objective, now, validationOf(best.epoch()))) {
      copy(parameters, best.parameters());
      copy(statistics, best.statistics());
      best = new TrainingState.Best(epoch, best.parameters(), best.statistics());
    }
  }

  private Score validationOf(int epoch) {
    return Objects.requireNonNull(history.get(epoch - 1).validation());
  }

  /// Returns that too many epochs have passed since the best one; null if not.
  private @Nullable TrainingOutcome stoppedEarly() {
    int bestEpoch = best == null ? 0 : best.epoch();
    return stopping == null
            || epoch > settings.epochs()
            || epoch - 1 - bestEpoch < stopping.patience()
        ? null
        : new TrainingOutcome.StoppedEarly(epoch - 1, bestEpoch);
  }
}
