package thalweg.training;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Team;
import thalweg.descent.direction.RuleProgram;
import thalweg.network.Network;
import thalweg.network.layer.Layer;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.leaf.LeafSums;
import thalweg.training.leaf.Leaves;
import thalweg.training.leaf.LocalSums;
import thalweg.training.objective.Objective;

/// Trains a network: for each epoch shuffle, then for each mini-batch gradient and a small step
/// against it.
///
/// The same network, data and settings give the same bits of every weight, whatever the number of
/// threads, the vector width, and wherever the run was stopped and resumed. [#run] goes through it,
/// [#begin] lets a loop of one's own do so.
public final class Trainer {
  final Objective objective;
  private final Network network;
  final List<Column.Kind> kinds; // of the data as they were given
  final Split data; // as the network sees it
  final @Nullable Dataset unseen; // as it was given, to be judged by; null: no such rows
  final TrainingSettings settings;
  Function<LocalSums, LeafSums> computing = here -> here;
  Consumer<TrainingEvent> listener = _ -> {};
  BooleanSupplier stop = () -> false;
  Supplier<OptionalDouble> rate = OptionalDouble::empty;
  @Nullable Keeper keeper;

  private Trainer(
      Objective objective,
      List<Column.Kind> kinds,
      Split seen,
      @Nullable Dataset unseen,
      TrainingSettings settings) {
    this.objective = objective;
    network = objective.network();
    this.kinds = kinds;
    data = seen;
    this.unseen = unseen;
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
    requireFit(objective, train, settings);
    Doubts.requireLearnable(objective, data);
    Split seen = seen(data);
    Doubts.requireComputable(objective, seen, settings);
    return new Trainer(
        objective,
        train.kinds(),
        seen,
        data.test() == null ? data.validation() : data.test(),
        settings);
  }

  private static void requireFit(Objective objective, Dataset train, TrainingSettings settings) {
    if (settings.batch() > train.rows()) {
      throw new IllegalArgumentException(
          "training: the batch of %s is larger than the training data of %s rows; choose a batch of at most %s."
              .formatted(settings.batch(), train.rows(), train.rows()));
    }
    settings.augmentation().requireFits(train.rowShape());
    if (settings.earlyStopping() != null) {
      settings.earlyStopping().requireKnown(objective);
    }
  }

  /// Returns a trainer that learns the same from the same data with other settings, which nobody
  /// listens to, keeps or stops.
  ///
  /// @throws IllegalArgumentException as for a new one
  public Trainer with(TrainingSettings settings) {
    requireFit(objective, data.train(), settings);
    Doubts.requireComputable(objective, data, settings);
    return new Trainer(objective, kinds, data, unseen, settings);
  }

  /// Returns what is learnt.
  public Objective objective() {
    return objective;
  }

  /// Returns with which settings runs begin.
  public TrainingSettings settings() {
    return settings;
  }

  /// Returns the data as the network sees them: scaled, the weights of training rows brought to a
  /// mean of 1.
  public Split data() {
    return data;
  }

  /// Returns the rows that models are judged by, as they were given: test data, else validation
  /// data; null if there are neither.
  public @Nullable Dataset unseen() {
    return unseen;
  }

  /// Returns what the columns of the data are, as they were given.
  public List<Column.Kind> kinds() {
    return kinds;
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

  /// Lets `listener` see every event of the following runs, on the calling thread, after those who
  /// listen already.
  public Trainer listen(Consumer<TrainingEvent> listener) {
    this.listener = this.listener.andThen(listener);
    return this;
  }

  /// Lets `keeper` keep the following runs while they go on, beside those who do already.
  public Trainer keptBy(Keeper keeper) {
    this.keeper = this.keeper == null ? keeper : this.keeper.and(keeper);
    return this;
  }

  /// Lets the sums of every step come from elsewhere: from other processes or machines, which
  /// compute what [TrainingSettings#job] says of the same data, alone or beside the threads of this
  /// process. The weights are the same to the last bit.
  ///
  /// @param computing from what this process would compute alone to what is computed
  public Trainer computedBy(Function<LocalSums, LeafSums> computing) {
    this.computing = computing;
    return this;
  }

  /// Asks `stop` after each step of the following runs, on the calling thread, whether to end
  /// there; what it answers may come from any thread, such as by an `AtomicBoolean`. Of several
  /// each is asked, and one is enough.
  public Trainer stopWhen(BooleanSupplier stop) {
    BooleanSupplier others = this.stop;
    this.stop =
        () -> {
          boolean isEnough = others.getAsBoolean();
          return stop.getAsBoolean() || isEnough;
        };
    return this;
  }

  /// Asks `rate` after each step of the following runs, on the calling thread, at which learning
  /// rate to go on; empty for the one there is. What is remembered of the rule's steps stays, so
  /// the weights are those of a run that was stopped there and gone on with at that rate, to the
  /// last bit. Listeners and keepers are told ([TrainingEvent.RateChanged], [Keeper#changed]).
  public Trainer rateFrom(Supplier<OptionalDouble> rate) {
    this.rate = rate;
    return this;
  }

  /// Trains from the first values that the seed gives.
  ///
  /// @throws IllegalArgumentException if the run needs more memory than Java's heap can have; it
  ///   says how much, and what for
  public TrainingResult run() {
    return whole(begin());
  }

  /// Goes on from `state` until the settings' epochs are done. The arrays in `state` are left as
  /// they are.
  ///
  /// @throws IllegalArgumentException as for a run from the beginning, or if the state stands where
  ///   a run on these data never does
  public TrainingResult run(TrainingState state) {
    return whole(begin(state));
  }

  private static TrainingResult whole(TrainingRun run) {
    try (run) {
      run.forEach(_ -> {});
      return run.result();
    }
  }

  /// Returns where a run stands that begins with these values in place of those of the seed, such
  /// as a model's that was trained elsewhere; give it to [#run(TrainingState)].
  ///
  /// @param parameters in the network's order, in the settings' precision
  /// @param statistics in the network's order
  public TrainingState from(List<NdArray> parameters, List<NdArray> statistics) {
    return new TrainingState(
        parameters,
        statistics,
        RuleProgram.initialState(settings.rule(), settings.precision(), shapes()),
        1,
        0,
        List.of());
  }

  /// Begins a run as [#run()] does, to be gone through epoch by epoch in a loop of one's own, and
  /// closed.
  ///
  /// @throws IllegalArgumentException as for a whole run
  public TrainingRun begin() {
    return begin(
        () ->
            from(
                network.initial(settings.precision(), settings.seed()),
                network.initialStatistics(settings.precision())),
        settings.epochs());
  }

  /// Begins a run that goes on from `state`, to be gone through epoch by epoch in a loop of one's
  /// own, and closed. The arrays in `state` are left as they are.
  ///
  /// @throws IllegalArgumentException as for a whole run
  public TrainingRun begin(TrainingState state) {
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
    if (state.epoch() > settings.epochs() + 1) {
      throw new IllegalArgumentException(
          "training: the state has done "
              + (state.epoch() - 1)
              + " epochs, the settings ask for "
              + settings.epochs()
              + "; ask for at least as many as are done.");
    }
    requireFits("parameters", state.parameters(), shapes());
    List<Shape> statistics = network.statistics().stream().map(Layer.Statistic::shape).toList();
    requireFits("statistics", state.statistics(), statistics);
    List<List<Shape>> kept = shapes().stream().map(settings.rule()::state).toList();
    List<List<Shape>> given =
        state.ruleState().stream().map(all -> all.stream().map(NdArray::shape).toList()).toList();
    if (!given.equals(kept)) {
      throw new IllegalArgumentException(
          "training: the state is of another rule than "
              + settings.rule()
              + "; go on with the rule it began with.");
    }
    return begin(state::copy, settings.epochs() - state.epoch() + 1);
  }

  private void requireFits(String what, List<NdArray> given, List<Shape> expected) {
    List<Shape> shapes = given.stream().map(NdArray::shape).toList();
    if (!shapes.equals(expected)
        || given.stream().anyMatch(array -> array.type() != settings.precision())) {
      throw new IllegalArgumentException(
          "training: the state has "
              + what
              + " of the shapes "
              + shapes
              + (given.isEmpty() ? "" : " in " + given.getFirst().type())
              + ", the network has "
              + expected
              + " in "
              + settings.precision()
              + "; go on with the network and precision it began with.");
    }
  }

  /// The run takes over the arrays of the state: a copy would lie in the heap as garbage for the
  /// whole run.
  private TrainingRun begin(Supplier<TrainingState> from, int epochs) {
    long steps = (long) epochs * stepsPerEpoch();
    LeafProgram.Family family =
        settings
            .job(objective)
            .family(data.train().kindsToldAs(kinds), steps * Leaves.count(settings.batch()));
    TrainingMemory.of(network, settings, family, stopping() != null)
        .requireFits(Runtime.getRuntime().maxMemory());
    Team team = new Team(settings.threads());
    try {
      return new TrainingRun(this, team, family, from.get(), epochs);
    } catch (RuntimeException | Error failed) {
      team.close();
      throw failed;
    }
  }

  /// Returns the numbers of the parameters that are not trained.
  Set<Integer> frozen() {
    List<Network.Parameter> parameters = network.parameters();
    return IntStream.range(0, parameters.size())
        .filter(i -> !parameters.get(i).isTrained())
        .boxed()
        .collect(Collectors.toSet());
  }

  List<Shape> shapes() {
    return network.parameters().stream().map(Network.Parameter::shape).toList();
  }

  /// Returns when the validation data end a run; null where there are none, or for never.
  @Nullable EarlyStopping stopping() {
    return data.validation() == null ? null : settings.earlyStopping();
  }

  private int stepsPerEpoch() {
    return settings.job(objective).stepsPerEpoch(data.train().rows());
  }
}
