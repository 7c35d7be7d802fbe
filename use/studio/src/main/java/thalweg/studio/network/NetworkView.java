package thalweg.studio.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.algebra.Tensor;
import thalweg.calculus.gradient.GradientCheck;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Frame;
import thalweg.studio.question.Told;
import thalweg.studio.question.View;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingOutcome;
import thalweg.training.data.Dataset;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.leaf.Weights;
import thalweg.training.model.Model;
import thalweg.training.objective.Rows;
import thalweg.training.objective.Score;

/// What the fourth view asks: a network of two inputs, trained while one looks.
public final class NetworkView implements View {
  /// Epochs whose measures are told at once.
  private static final int MOST_TOLD = 2_000;

  /// Rows and elements of each parameter that a check looks at, as the command's.
  private static final int CHECK_ROWS = 100;

  private static final int CHECK_SAMPLES = 20;

  private final Sessions<Shown> sessions = new Sessions<>();
  private final Sessions<Race> races = new Sessions<>();

  /// What there is to begin with.
  record Presets() {}

  record PresetsThereAre(List<Preset> presets) {}

  /// @param replaces the training that ends; null for none
  record Open(Setup setup, @Nullable String replaces) {}

  /// A dense layer, with what follows it.
  ///
  /// @param weight which parameter its weights are
  /// @param first where its weights begin among all parameters' elements, row by row
  /// @param bias where its biases begin
  /// @param name such as `dense1`
  /// @param then what follows, such as `relu`
  record StageShown(
      String name, String then, int inputs, int units, int weight, int first, int bias) {}

  /// @param x the first column of each row
  /// @param said the class of each, or the quantity
  /// @param learnt whether it is learnt from; else it is judged by
  /// @param classes names; none of a quantity
  /// @param remarks how the rows were read, a line each
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Opened(
      String session,
      String network,
      String rule,
      List<StageShown> stages,
      int parameters,
      Subject.Window window,
      double[] x,
      double[] y,
      double[] said,
      boolean[] learnt,
      List<String> classes,
      List<String> remarks,
      int batch,
      int stepsPerEpoch,
      int epochs,
      String measure,
      int fine,
      int coarse) {}

  /// @param what `play`, `pause`, `step` or `epoch`
  /// @param speed of playing, in steps a second; 0 for as many as can be had
  record Act(String session, String what, double speed) {}

  /// @param known epochs whose measures are known
  record Look(String session, int known) {}

  record Ended(String session) {}

  /// What was measured at the end of an epoch.
  record Measured(int epoch, double loss, double testLoss, double measure, double testMeasure) {}

  /// How it goes.
  ///
  /// @param epoch epochs done
  /// @param step steps done in the next
  /// @param loss over the rows to learn from, now; NaN where it is not a number
  /// @param batchLoss of the last step's batch
  /// @param outcome `playing`, `paused`, `completed`, `diverged` or `failed`
  /// @param cause one line of why, or empty
  /// @param told what is doubtful
  record Going(
      long taken,
      int epoch,
      int step,
      double loss,
      double batchLoss,
      String outcome,
      String cause,
      List<Told> told,
      List<Measured> measured,
      String weightsSha256) {}

  /// @param parameter among the network's
  /// @param element of it
  /// @param row to learn from; −1 for all
  /// @param taken steps, by which a page knows that its question is another
  record WalkTo(String session, int parameter, int element, int row, long taken) {}

  record Check(String session) {}

  record Block(
      String name,
      String verdict,
      int checked,
      String at,
      double automatic,
      double numerical,
      double error,
      String reason) {}

  record Checked(String verdict, List<Block> blocks, long evaluations) {}

  record RaceOpened(String race) {}

  /// @param steps that each of the two has taken in the end
  /// @param known steps whose losses are known
  record RaceOn(String race, int steps, int known) {}

  @Override
  public void answer(Register register) {
    register.at("network/presets", Presets.class, (_, _) -> new PresetsThereAre(Preset.all()));
    register.at("network/open", Open.class, this::opened);
    register.at("network/act", Act.class, this::acted);
    register.at("network/look", Look.class, this::looked);
    register.at("network/end", Ended.class, this::ended);
    register.at("network/walk", WalkTo.class, this::walked);
    register.at("network/check", Check.class, this::checked);
    register.at("network/race/open", Open.class, this::raceOpened);
    register.at("network/race/go", RaceOn.class, this::raced);
    register.at("network/race/end", RaceOpened.class, this::raceEnded);
    register.at("network/copy", Check.class, this::copied);
  }

  @Override
  public void close() {
    sessions.close();
    races.close();
  }

  private Opened opened(Open open, Asking asking) {
    Subject subject = Subject.of(open.setup, asking);
    Network network = subject.objective().network();
    if (subject.settings().gradient() == GradientMethod.NUMERICAL
        && network.parameterCount() > Race.MOST_WEIGHTS) {
      throw new IllegalArgumentException(
          "network: it has "
              + network.parameterCount()
              + " weights, and differences move each of them at every step; give one of at most "
              + Race.MOST_WEIGHTS
              + ", or the gradient \"automatic\".");
    }
    Maps maps = new Maps(subject);
    Session session = new Session(subject);
    String name = sessions.add(new Shown(session, maps), open.replaces);
    Dataset train = subject.split().train();
    @Nullable Dataset test = subject.split().test();
    List<Dataset> parts = test == null ? List.of(train) : List.of(train, test);
    double[] points = joined(parts, part -> part.features(DType.DOUBLE).doubles());
    double[] said =
        joined(
            parts,
            part ->
                part.classes() > 0
                    ? Arrays.stream(part.labels()).asDoubleStream().toArray()
                    : part.numbers(Dataset.TARGET, DType.DOUBLE).doubles());
    boolean[] learnt = new boolean[said.length];
    Arrays.fill(learnt, 0, train.rows(), true);
    return new Opened(
        name,
        NetworkParser.write(network),
        subject.settings().rule().toString(),
        stages(network),
        (int) network.parameterCount(),
        subject.window(),
        IntStream.range(0, said.length).mapToDouble(i -> points[2 * i]).toArray(),
        IntStream.range(0, said.length).mapToDouble(i -> points[2 * i + 1]).toArray(),
        said,
        learnt,
        train.classNames(),
        subject.remarks(),
        subject.settings().batch(),
        subject.settings().job(subject.objective()).stepsPerEpoch(train.rows()),
        subject.settings().epochs(),
        subject.objective().measures().getFirst().name(),
        Maps.FINE,
        Maps.COARSE);
  }

  private interface Numbers {
    double[] of(Dataset part);
  }

  private static double[] joined(List<Dataset> parts, Numbers numbers) {
    return parts.stream().flatMapToDouble(part -> Arrays.stream(numbers.of(part))).toArray();
  }

  private static List<StageShown> stages(Network network) {
    List<StageShown> shown = new ArrayList<>();
    int[] starts = new int[network.parameters().size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + network.parameters().get(i - 1).shape().elements();
    }
    for (Unrolled.Stage stage : Unrolled.stages(network)) {
      shown.add(
          new StageShown(
              network.names().get(stage.from()),
              String.join(
                  " ",
                  network.layers().subList(stage.from() + 1, stage.end()).stream()
                      .map(Object::toString)
                      .toList()),
              stage.inputs(),
              stage.units(),
              stage.weight(),
              starts[stage.weight()],
              starts[stage.weight() + 1]));
    }
    return shown;
  }

  private Object acted(Act act, Asking asking) {
    Session session = sessions.get(act.session).session();
    try {
      switch (act.what) {
        case "play" -> session.play(speed(act.speed));
        case "pause" -> session.pause();
        case "step" -> session.step();
        case "epoch" -> session.epoch();
        default ->
            throw new IllegalArgumentException(
                "network: "
                    + Quote.of(act.what)
                    + " is unknown; it must be play, pause, step or epoch.");
      }
    } catch (InterruptedException stopped) {
      throw interrupted(stopped);
    }
    return new Check(act.session);
  }

  private static double speed(double speed) {
    if (!(speed >= 0) || speed > 1e6) {
      throw new IllegalArgumentException(
          "network: "
              + speed
              + " steps a second; it must be from 0.1 to 1,000,000, or 0 for as many as can be"
              + " had.");
    }
    return speed == 0 ? Double.POSITIVE_INFINITY : Math.max(speed, 0.1);
  }

  private static IllegalStateException interrupted(InterruptedException stopped) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("the studio ends", stopped);
  }

  private Frame looked(Look look, Asking asking) {
    Shown shown = sessions.get(look.session);
    Session.State state = state(shown);
    Weights weights = state.snapshot().weights();
    synchronized (shown.maps()) {
      asking.check();
      Maps.Slopes slopes = shown.maps().slopes(weights);
      return new Frame(
          going(state, look.known, slopes.loss()),
          shown.maps().answers(weights),
          shown.maps().units(weights),
          Maps.flat(weights.parameters()),
          slopes.gradient());
    }
  }

  private static Session.State state(Shown shown) {
    try {
      return shown.session().state();
    } catch (InterruptedException stopped) {
      throw interrupted(stopped);
    }
  }

  private static Going going(Session.State state, int known, double loss) {
    Session.Snapshot at = state.snapshot();
    List<EpochDone> history = state.history();
    String outcome =
        switch (state.outcome()) {
          case null -> state.fault() != null ? "failed" : state.isPlaying() ? "playing" : "paused";
          case TrainingOutcome.Completed _, TrainingOutcome.StoppedEarly _ -> "completed";
          case TrainingOutcome.Stopped _ -> "paused";
          case TrainingOutcome.NonFinite _ -> "diverged";
        };
    String cause =
        state.outcome() instanceof TrainingOutcome.NonFinite met
            ? "the loss is no longer a number: it was met in "
                + met.where()
                + " at step "
                + met.step()
                + " of epoch "
                + met.epoch()
                + "; "
                + met.cause()
            : state.fault() == null ? "" : state.fault();
    int from = Math.clamp(known, Math.max(0, history.size() - MOST_TOLD), history.size());
    return new Going(
        at.taken(),
        at.epoch() - 1,
        at.step(),
        loss,
        state.loss(),
        outcome,
        cause,
        state.told(),
        history.subList(from, history.size()).stream().map(NetworkView::measured).toList(),
        Model.weightsSha256(at.weights().parameters(), at.weights().statistics()));
  }

  private static Measured measured(EpochDone done) {
    Score test = done.test() == null ? null : done.test();
    return new Measured(
        done.epoch(),
        done.loss(),
        test == null ? Double.NaN : test.loss(),
        done.train().measures().getFirst().value(),
        test == null ? Double.NaN : test.measures().getFirst().value());
  }

  private Object ended(Ended ended, Asking asking) {
    sessions.end(ended.session);
    return ended;
  }

  private Walk.Found walked(WalkTo walk, Asking asking) {
    Shown shown = sessions.get(walk.session);
    return Walk.found(
        shown.session().subject,
        state(shown).snapshot().weights(),
        walk.parameter,
        walk.element,
        walk.row,
        asking);
  }

  private Checked checked(Check check, Asking asking) {
    Shown shown = sessions.get(check.session);
    Subject subject = shown.session().subject;
    Weights weights = state(shown).snapshot().weights();
    Dataset train = subject.split().train();
    int count = Math.min(CHECK_ROWS, train.rows());
    Rows rows = Rows.of(train.select("rows", IntStream.range(0, count).toArray()), DType.DOUBLE);
    Network network = subject.objective().network();
    List<Tensor> variables = network.variables(DType.DOUBLE);
    List<Tensor> statistics =
        weights.statistics().stream().map(kept -> Tensor.of(kept.to(DType.DOUBLE))).toList();
    Tensor loss = subject.objective().losses(variables, statistics, rows).mean();
    GradientCheck.Report report =
        GradientCheck.of(loss, variables.toArray(Tensor[]::new))
            .sampled(CHECK_SAMPLES, subject.settings().seed())
            .check(
                weights.parameters().stream()
                    .map(array -> array.to(DType.DOUBLE))
                    .toArray(thalweg.algebra.NdArray[]::new));
    return new Checked(
        report.verdict().name(),
        report.blocks().stream()
            .map(
                block ->
                    new Block(
                        block.name(),
                        block.verdict().name(),
                        block.checked(),
                        block.worst().index().toString(),
                        block.worst().automatic(),
                        block.worst().numerical(),
                        block.worst().error(),
                        block.worst().reason().name()))
            .toList(),
        report.evaluations());
  }

  private RaceOpened raceOpened(Open open, Asking asking) {
    try {
      Race race = new Race(Subject.of(open.setup, asking));
      return new RaceOpened(races.add(race, open.replaces));
    } catch (InterruptedException stopped) {
      throw interrupted(stopped);
    }
  }

  private Frame raced(RaceOn on, Asking asking) {
    try {
      return races.get(on.race).go(on.steps, on.known, asking);
    } catch (InterruptedException stopped) {
      throw interrupted(stopped);
    }
  }

  private Object raceEnded(RaceOpened race, Asking asking) {
    races.end(race.race);
    return race;
  }

  private Copies copied(Check copy, Asking asking) {
    Shown shown = sessions.get(copy.session);
    Session.State state = state(shown);
    Subject subject = shown.session().subject;
    int done = state.snapshot().epoch() - 1;
    boolean isWhole = state.snapshot().step() == 0 && done > 0;
    return Copied.of(subject, isWhole ? done : Math.max(1, done));
  }
}
