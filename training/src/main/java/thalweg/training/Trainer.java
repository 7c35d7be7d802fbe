package thalweg.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/// Trains a network: for each epoch shuffle, then for each mini-batch gradient and a small step
/// against it.
///
/// The same network, data and settings give the same bits of every weight, whatever the number of
/// threads, the vector width, and wherever the run was stopped and resumed. The loop here owns the
/// only things that change.
public final class Trainer {
  private static final long PROGRESS_NANOS = 100_000_000;

  private final Objective objective;
  private final Network network;
  private final List<Column.Kind> kinds; // of the data as they were given
  private final Split data; // as the network sees it
  private final @Nullable Dataset unseen; // as it was given, to be judged by; null: no such rows
  private final TrainingSettings settings;
  private @Nullable LeafSums elsewhere; // null: on threads of this process
  private Consumer<TrainingEvent> listener = _ -> {};
  private BooleanSupplier stop = () -> false;
  private @Nullable Keeper keeper;

  private Trainer(Objective objective, Split given, Split seen, TrainingSettings settings) {
    this.objective = objective;
    network = objective.network();
    kinds = given.train().kinds();
    data = seen;
    unseen = given.test() == null ? given.validation() : given.test();
    this.settings = settings;
  }

  /// Returns data as the network sees them, the weights of training rows brought to a mean of 1.
  private static Split seen(Split data) {
    return new Split(
        balanced(data.train().scaled()), scaled(data.validation()), scaled(data.test()));
  }

  private static @Nullable Dataset scaled(@Nullable Dataset data) {
    return data == null ? null : data.scaled();
  }

  private static Dataset balanced(Dataset train) {
    if (!train.has(Dataset.WEIGHT)) {
      return train;
    }
    double[] weights = train.numbers(Dataset.WEIGHT, DType.DOUBLE).doubles();
    double sum = Arrays.stream(weights).sum();
    return train.withWeights(
        Arrays.stream(weights).map(weight -> weight * weights.length / sum).toArray());
  }

  /// Returns a trainer for what is to be learnt from this data.
  ///
  /// @throws IllegalArgumentException if network and data do not fit, a batch is larger than the
  ///   training data, the objective cannot be learnt from them, or the precision cannot hold a
  ///   number
  public static Trainer of(Objective objective, Split data, TrainingSettings settings) {
    Network network = objective.network();
    Dataset train = data.train();
    if (network.input().elements() != train.rowShape().elements()) {
      throw new IllegalArgumentException(
          "training: the network takes rows of %s numbers (shape %s), the data has %s (shape %s); begin the network with %s."
              .formatted(
                  network.input().elements(),
                  network.input(),
                  train.rowShape().elements(),
                  train.rowShape(),
                  train.rowShape().elements()));
    }
    if (settings.batch() > train.rows()) {
      throw new IllegalArgumentException(
          "training: the batch of %s is larger than the training data of %s rows; choose a batch of at most %s."
              .formatted(settings.batch(), train.rows(), train.rows()));
    }
    settings.augmentation().requireFits(train.rowShape());
    if (settings.earlyStopping() != null) {
      settings.earlyStopping().requireKnown(objective);
    }
    Doubts.requireLearnable(objective, data);
    Split seen = seen(data);
    Doubts.requireComputable(objective, seen, settings);
    return new Trainer(objective, data, seen, settings);
  }

  /// Returns a trainer that learns what the target of this data asks for ([Objective#usual]).
  ///
  /// @throws IllegalArgumentException as for the other
  public static Trainer of(Network network, Split data, TrainingSettings settings) {
    return of(Objective.usual(network, data.train()), data, settings);
  }

  /// Returns a trainer that learns from all these rows and is judged by them, with default settings
  /// but for the batch, which is the usual one for as many rows.
  ///
  /// @throws IllegalArgumentException as for the other
  public static Trainer of(Network network, Dataset data) {
    return of(
        network,
        Split.of(data),
        TrainingSettings.defaults().withBatch(TrainingSettings.usualBatch(data.rows())));
  }

  /// Returns a trainer with default settings.
  public static Trainer of(Network network, Split data) {
    return of(network, data, TrainingSettings.defaults());
  }

  /// Lets `listener` see every event of the following runs, on the calling thread.
  public Trainer listen(Consumer<TrainingEvent> listener) {
    this.listener = listener;
    return this;
  }

  /// Lets `keeper` keep the following runs while they go on.
  public Trainer keptBy(Keeper keeper) {
    this.keeper = keeper;
    return this;
  }

  /// Lets the sums of every step come from `sums`: other processes or machines, which compute what
  /// [TrainingSettings#job] says of the same data. The weights are the same to the last bit.
  public Trainer computedBy(LeafSums sums) {
    elsewhere = sums;
    return this;
  }

  /// Asks `stop` after each step of the following runs, on the calling thread, whether to end
  /// there; what it answers may come from any thread, such as by an `AtomicBoolean`.
  public Trainer stopWhen(BooleanSupplier stop) {
    this.stop = stop;
    return this;
  }

  /// Trains from the first values that the seed gives.
  ///
  /// @throws IllegalArgumentException if the run needs more memory than Java's heap can have; it
  ///   says how much, and what for
  public TrainingResult run() {
    return run(
        () ->
            new TrainingState(
                network.initial(settings.precision(), settings.seed()),
                network.initialStatistics(settings.precision()),
                RuleProgram.initialState(settings.rule(), settings.precision(), shapes()),
                1,
                0,
                List.of()),
        settings.epochs());
  }

  /// Goes on from `state` until the settings' epochs are done. The arrays in `state` are left as
  /// they are.
  ///
  /// @throws IllegalArgumentException as for a run from the beginning, or if the state stands where
  ///   a run on these data never does
  public TrainingResult run(TrainingState state) {
    if (state.epoch() < 1 || state.step() < 0 || state.step() > stepsPerEpoch()) {
      throw new IllegalArgumentException(
          "training: the state is at step "
              + state.step()
              + " of epoch "
              + state.epoch()
              + "; with batches of "
              + settings.batch()
              + " an epoch of these data has "
              + stepsPerEpoch()
              + " steps.");
    }
    return run(
        () ->
            new TrainingState(
                copies(state.parameters()),
                copies(state.statistics()),
                state.ruleState().stream().map(Trainer::copies).toList(),
                state.epoch(),
                state.step(),
                state.history(),
                copy(state.best())),
        settings.epochs() - state.epoch() + 1);
  }

  private static List<NdArray> copies(List<NdArray> arrays) {
    return arrays.stream().map(NdArray::copy).toList();
  }

  private static TrainingState.@Nullable Best copy(TrainingState.@Nullable Best best) {
    return best == null
        ? null
        : new TrainingState.Best(
            best.epoch(), copies(best.parameters()), copies(best.statistics()));
  }

  /// Takes over the arrays of the state: a copy would lie in the heap as garbage for the whole run.
  private TrainingResult run(Supplier<TrainingState> from, int epochs) {
    long steps = (long) epochs * stepsPerEpoch();
    LeafProgram.Family family =
        settings
            .job(objective)
            .family(data.train().kindsToldAs(kinds), steps * Leaves.count(settings.batch()));
    TrainingMemory.of(network, settings, family, stopping() != null)
        .requireFits(Runtime.getRuntime().maxMemory());
    try (Team team = new Team(settings.threads())) {
      return new Run(team, family, from.get(), steps, epochs).all();
    }
  }

  private List<Shape> shapes() {
    return network.parameters().stream().map(Network.Parameter::shape).toList();
  }

  /// Returns when the validation data end the run; null where there are none, or for never.
  private @Nullable EarlyStopping stopping() {
    return data.validation() == null ? null : settings.earlyStopping();
  }

  private int stepsPerEpoch() {
    return settings.job(objective).stepsPerEpoch(data.train().rows());
  }

  /// Makes judges that share the programs of leaves.
  private final class Judges {
    private final Team team;
    private final Map<List<Column.Kind>, LeafProgram.Family> families = new HashMap<>();
    private final long times;

    Judges(Team team, int epochs) {
      this.team = team;
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

  /// Everything that changes while a run goes on.
  private final class Run {
    private final DType type = settings.precision();
    private final Dataset train = data.train();
    private final LeafJob job = settings.job(objective);
    private final Judge onTrain;
    private final @Nullable Judge onValidation;
    private final @Nullable Judge onTest;
    private final LeafSums sums;
    private final RuleProgram rule;
    private final RuleProgram.PartialSums gradients;

    private List<NdArray> parameters;
    private List<NdArray> otherParameters;
    private List<NdArray> statistics;
    private List<NdArray> otherStatistics;
    private List<List<NdArray>> state;
    private List<List<NdArray>> otherState;
    private int epoch;
    private int step;
    private boolean stepped;
    private TrainingState.@Nullable Best best;
    private final List<EpochDone> history;

    Run(Team team, LeafProgram.Family family, TrainingState from, long steps, int epochs) {
      Judges judges = new Judges(team, epochs);
      onTrain = judges.by(train);
      onValidation = data.validation() == null ? null : judges.by(data.validation());
      onTest = data.test() == null ? null : judges.by(data.test());
      sums = elsewhere == null ? new LocalSums(job, train, family, team) : elsewhere;
      rule = RuleProgram.of(settings.rule(), type, shapes(), team, steps);
      gradients = (group, parameter) -> sums.group(group).get(1 + parameter);
      parameters = from.parameters();
      otherParameters = zerosLike(from.parameters());
      statistics = from.statistics();
      otherStatistics = zerosLike(from.statistics());
      state = from.ruleState();
      otherState = from.ruleState().stream().map(Run::zerosLike).toList();
      epoch = from.epoch();
      step = from.step();
      history = new ArrayList<>(from.history());
      best = stopping() == null ? null : from.best();
    }

    private static List<NdArray> zerosLike(List<NdArray> arrays) {
      return arrays.stream().map(array -> NdArray.zeros(array.type(), array.shape())).toList();
    }

    TrainingResult all() {
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
          .forEach(doubt -> listener.accept(new TrainingEvent.Warned(doubt)));
      keepIfDue();
      TrainingOutcome outcome = stoppedEarly();
      while (outcome == null && epoch <= settings.epochs()) {
        outcome = epoch();
      }
      Model model =
          Model.owning(
              objective,
              copied(best == null ? parameters : best.parameters()),
              copies(best == null ? statistics : best.statistics()),
              kinds);
      TrainingResult result =
          new TrainingResult(
              unseen == null ? model : model.spreadOn(unseen),
              List.copyOf(history),
              outcome == null ? new TrainingOutcome.Completed(settings.epochs()) : outcome,
              new TrainingState(parameters, statistics, state, epoch, step, history, best));
      listener.accept(new TrainingEvent.Finished(result));
      return result;
    }

    /// The model and the state share the arrays of the run here, for as long as it is kept.
    private void keepIfDue() {
      if (keeper == null || !keeper.isDue(step)) {
        return;
      }
      TrainingState now =
          new TrainingState(parameters, statistics, state, epoch, step, history, best);
      Model model =
          Model.owning(
              objective,
              best == null ? parameters : best.parameters(),
              best == null ? statistics : best.statistics(),
              kinds);
      keeper.keep(
          new TrainingResult(model, now.history(), new TrainingOutcome.Stopped(epoch, step), now),
          settings);
    }

    /// Returns the parameters in the other arrays, which nobody needs any more: another copy might
    /// find no room at the end of a run that just fitted.
    private List<NdArray> copied(List<NdArray> parameters) {
      copy(parameters, otherParameters);
      return otherParameters;
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
        rule.step(
            parameters, state, groups, gradients, 1.0 / batchRows, otherParameters, otherState);
        observe(groups, batchRows);
        swap();
        stepped = true;
        step++;
        samples += batchRows;
        lossSum += loss;
        long now = System.nanoTime();
        if (now - reported > PROGRESS_NANOS) {
          reported = now;
          listener.accept(
              new TrainingEvent.Progress(
                  epoch,
                  step,
                  stepsPerEpoch(),
                  lossSum / samples,
                  samples / ((now - start) / 1e9)));
        }
        if (step < stepsPerEpoch()) {
          keepIfDue();
        }
        if (step < stepsPerEpoch() && stop.getAsBoolean()) {
          return new TrainingOutcome.Stopped(epoch, step);
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
              firstNonFinite(),
              Doubts.cause(
                  objective,
                  train,
                  settings,
                  stepped ? null : new Weights(parameters, statistics)));
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
      return type == DType.FLOAT ? (float) left + (float) right : left + right;
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
      Score score = onTrain.score(weights);
      if (!Double.isFinite(score.loss())) {
        return backToLastGood(stepsPerEpoch());
      }
      Score validation = onValidation == null ? null : onValidation.score(weights);
      Score test = onTest == null ? null : onTest.score(weights);
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
      keepIfDue();
      listener.accept(done);
      TrainingOutcome early = stoppedEarly();
      if (early != null) {
        return early;
      }
      return epoch <= settings.epochs() && stop.getAsBoolean()
          ? new TrainingOutcome.Stopped(epoch, 0)
          : null;
    }

    private void keepIfBest(Score now) {
      EarlyStopping stopping = stopping();
      if (stopping == null || Double.isNaN(stopping.gain(objective, now))) {
        return;
      }
      if (best == null) {
        best = new TrainingState.Best(epoch, copies(parameters), copies(statistics));
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
      EarlyStopping stopping = stopping();
      int bestEpoch = best == null ? 0 : best.epoch();
      return stopping == null
              || epoch > settings.epochs()
              || epoch - 1 - bestEpoch < stopping.patience()
          ? null
          : new TrainingOutcome.StoppedEarly(epoch - 1, bestEpoch);
    }

    private String firstNonFinite() {
      List<Network.Parameter> named = network.parameters();
      for (int i = 0; i < named.size(); i++) {
        NdArray values = parameters.get(i);
        for (int j = 0; j < values.shape().elements(); j++) {
          if (!Double.isFinite(values.at(j))) {
            return named.get(i).name();
          }
        }
      }
      return "loss";
    }
  }
}
