package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.LeafFold;
import thalweg.algebra.program.Leaves;
import thalweg.algebra.program.Team;
import thalweg.descent.direction.RuleProgram;
import thalweg.network.Network;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.data.Columns;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// Trains a network: for each epoch shuffle, then for each mini-batch gradient and a small step
/// against it.
///
/// The same network, data and settings give the same bits of every weight, whatever the number of
/// threads, the vector width, and wherever the run was stopped and resumed. The loop here owns the
/// only things that change.
public final class Trainer {
  private static final long PROGRESS_NANOS = 100_000_000;

  private final Network network;
  private final Columns columns;
  private final Split data; // as the network sees it
  private final TrainingSettings settings;
  private Consumer<TrainingEvent> listener = _ -> {};
  private volatile boolean stopAsked;

  private Trainer(Network network, Split data, TrainingSettings settings) {
    this.network = network;
    columns = data.train().columns();
    this.data = seen(data);
    this.settings = settings;
  }

  /// Returns data as the network sees them.
  private static Split seen(Split data) {
    return new Split(data.train().scaled(), data.test().scaled());
  }

  /// Returns a trainer for this network on this data.
  ///
  /// @throws IllegalArgumentException if network and data do not fit, a batch is larger than the
  ///   training data, a row has no label or all have the same, the precision cannot hold a feature,
  ///   or the loss needs a softmax that the network does not end with
  public static Trainer of(Network network, Split data, TrainingSettings settings) {
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
    if (network.output().elements() != train.classes()) {
      throw new IllegalArgumentException(
          "training: the network gives %s outputs, the data has %s classes; end the network with %s."
              .formatted(network.output().elements(), train.classes(), train.classes()));
    }
    if (settings.batch() > train.rows()) {
      throw new IllegalArgumentException(
          "training: the batch of %s is larger than the training data of %s rows; choose a batch of at most %s."
              .formatted(settings.batch(), train.rows(), train.rows()));
    }
    Doubts.requireLearnable(network, data, settings);
    return new Trainer(network, data, settings);
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

  /// Asks the run in progress, or else the next one, to stop after its next step. May be called
  /// from any thread.
  public void stop() {
    stopAsked = true;
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
                state.ruleState().stream().map(Trainer::copies).toList(),
                state.epoch(),
                state.step(),
                state.history()),
        settings.epochs() - state.epoch() + 1);
  }

  private static List<NdArray> copies(List<NdArray> arrays) {
    return arrays.stream().map(NdArray::copy).toList();
  }

  /// Takes over the arrays of the state: a copy would lie in the heap as garbage for the whole run.
  private TrainingResult run(Supplier<TrainingState> from, int epochs) {
    long steps = (long) epochs * stepsPerEpoch();
    LeafProgram.Family family =
        new LeafProgram.Family(
            network,
            settings.loss(),
            settings.precision(),
            settings.gradient() == GradientMethod.AUTOMATIC,
            steps * Leaves.count(settings.batch()));
    TrainingMemory.of(network, settings, family).requireFits(Runtime.getRuntime().maxMemory());
    try (Team team = new Team(settings.threads())) {
      return new Run(team, family, from.get(), steps, epochs).all();
    } finally {
      stopAsked = false;
    }
  }

  private List<Shape> shapes() {
    return network.parameters().stream().map(Network.Parameter::shape).toList();
  }

  private int stepsPerEpoch() {
    return Math.ceilDiv(data.train().rows(), settings.batch());
  }

  /// Everything that changes while a run goes on.
  private final class Run {
    private final DType type = settings.precision();
    private final Dataset train = data.train();
    private final Evaluator evaluator;
    private final LeafFold fold;
    private final List<LeafLine> lines = new ArrayList<>(); // by member
    private final LeafLine wideLine; // on the calling thread, sharing large steps
    private final RuleProgram rule;
    private final RuleProgram.PartialSums gradients;
    private final int[] order;
    private final LeafFold.Leaf leaf = this::leaf;

    private List<NdArray> parameters;
    private List<NdArray> otherParameters;
    private List<List<NdArray>> state;
    private List<List<NdArray>> otherState;
    private int epoch;
    private int step;
    private boolean stepped;
    private final List<EpochDone> history;
    private int batchStart;
    private int batchRows;
    private int leaves;

    Run(Team team, LeafProgram.Family family, TrainingState from, long steps, int epochs) {
      int leavesToScore = Leaves.count(train.rows()) + Leaves.count(data.test().rows());
      evaluator =
          new Evaluator(network, settings.loss(), type, team, (long) epochs * leavesToScore);
      List<NdArray> sums = new ArrayList<>();
      sums.add(NdArray.zeros(type, Shape.SCALAR));
      sums.add(NdArray.zeros(type, Shape.SCALAR));
      sums.addAll(from.parameters()); // for their shapes; sums are arrays of their own
      fold = new LeafFold(team, sums);
      for (int member = 0; member < team.size(); member++) {
        lines.add(new LeafLine(family));
      }
      wideLine = new LeafLine(family, team);
      rule = RuleProgram.of(settings.rule(), type, shapes(), team, steps);
      gradients = (run, parameter) -> fold.run(run).get(2 + parameter);
      order = new int[Math.max(train.rows(), stepsPerEpoch() * settings.batch())];
      parameters = from.parameters();
      otherParameters = zerosLike(from.parameters());
      state = from.ruleState();
      otherState = from.ruleState().stream().map(Run::zerosLike).toList();
      epoch = from.epoch();
      step = from.step();
      history = new ArrayList<>(from.history());
    }

    private static List<NdArray> zerosLike(List<NdArray> arrays) {
      return arrays.stream().map(array -> NdArray.zeros(array.type(), array.shape())).toList();
    }

    TrainingResult all() {
      listener.accept(
          new TrainingEvent.Started(
              network.parameterCount(),
              train.rows(),
              data.test().rows(),
              stepsPerEpoch(),
              epoch,
              settings.epochs()));
      Doubts.about(network, data, settings)
          .forEach(doubt -> listener.accept(new TrainingEvent.Warned(doubt)));
      TrainingOutcome outcome = null;
      while (outcome == null && epoch <= settings.epochs()) {
        outcome = epoch();
      }
      TrainingResult result =
          new TrainingResult(
              Model.owning(network, copied(parameters), train.classNames(), columns),
              List.copyOf(history),
              outcome == null ? new TrainingOutcome.Completed(settings.epochs()) : outcome,
              new TrainingState(parameters, state, epoch, step, history));
      listener.accept(new TrainingEvent.Finished(result));
      return result;
    }

    /// Returns the parameters in the other arrays, which nobody needs any more: another copy might
    /// find no room at the end of a run that just fitted.
    private List<NdArray> copied(List<NdArray> parameters) {
      for (int i = 0; i < parameters.size(); i++) {
        System.arraycopy(
            parameters.get(i).raw(),
            0,
            otherParameters.get(i).raw(),
            0,
            parameters.get(i).shape().elements());
      }
      return otherParameters;
    }

    /// Runs what is left of the epoch at hand and returns null, or why the run ended within it.
    private @Nullable TrainingOutcome epoch() {
      int rows =
          settings.sampling().order(train.rows(), settings.batch(), settings.seed(), epoch, order);
      int firstStep = step;
      int samples = 0;
      double lossSum = 0;
      long start = System.nanoTime();
      long reported = start;
      while (step < stepsPerEpoch()) {
        batchStart = step * settings.batch();
        batchRows = Math.min(settings.batch(), rows - batchStart);
        leaves = Leaves.count(batchRows);
        int runs = fold.runs(leaves, leaf);
        double loss = fold.sumRuns(0, runs).at(0);
        if (!Double.isFinite(loss)) {
          return backToLastGood(step + 1);
        }
        rule.step(
            parameters, state, runs, gradients, 1.0 / batchRows, otherParameters, otherState);
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
        if (stopAsked && step < stepsPerEpoch()) {
          return new TrainingOutcome.Stopped(epoch, step);
        }
      }
      return finishEpoch(step - firstStep, samples, System.nanoTime() - start);
    }

    /// Returns the outcome of a run that met a loss that is not finite, with the parameters before
    /// the step that led there.
    private TrainingOutcome backToLastGood(int metAt) {
      TrainingOutcome outcome =
          new TrainingOutcome.NonFinite(
              epoch,
              metAt,
              firstNonFinite(),
              Doubts.cause(network, train, settings, stepped ? null : parameters));
      if (stepped) {
        swap();
        step--;
        if (step < 0) {
          epoch--;
          step = stepsPerEpoch() - 1;
        }
      }
      return outcome;
    }

    private void leaf(int leaf, int member, List<NdArray> sums) {
      int from = Leaves.start(batchRows, leaf);
      int rows = Leaves.start(batchRows, leaf + 1) - from;
      LeafLine line = fold.wide(leaves) ? wideLine : lines.get(member);
      switch (settings.gradient()) {
        case AUTOMATIC -> line.run(train, order, batchStart + from, rows, parameters, sums);
        case NUMERICAL ->
            line.runNumerically(train, order, batchStart + from, rows, parameters, sums);
      }
    }

    private void swap() {
      List<NdArray> newParameters = otherParameters;
      otherParameters = parameters;
      parameters = newParameters;
      List<List<NdArray>> newState = otherState;
      otherState = state;
      state = newState;
    }

    private @Nullable TrainingOutcome finishEpoch(int steps, int samples, long nanos) {
      long start = System.nanoTime();
      Evaluator.Score onTrain = evaluator.score(train, parameters);
      Evaluator.Score onTest = evaluator.score(data.test(), parameters);
      if (!Double.isFinite(onTrain.loss())) {
        return backToLastGood(stepsPerEpoch());
      }
      double seconds = nanos / 1e9;
      EpochDone done =
          new EpochDone(
              epoch,
              stepsPerEpoch(),
              onTrain.loss(),
              onTrain.accuracy(),
              onTest.loss(),
              onTest.accuracy(),
              seconds,
              (System.nanoTime() - start) / 1e9,
              steps == 0 ? 0 : seconds * 1e6 / steps,
              seconds == 0 ? 0 : samples / seconds);
      history.add(done);
      rule.see(onTrain.loss(), state);
      epoch++;
      step = 0;
      listener.accept(done);
      return stopAsked && epoch <= settings.epochs() ? new TrainingOutcome.Stopped(epoch, 0) : null;
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
