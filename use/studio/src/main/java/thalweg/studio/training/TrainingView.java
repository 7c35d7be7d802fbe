package thalweg.studio.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.studio.feed.Feed;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Copies;
import thalweg.studio.question.Frame;
import thalweg.studio.question.Quoted;
import thalweg.studio.question.Told;
import thalweg.studio.question.TypedNetwork;
import thalweg.studio.question.View;
import thalweg.training.Trainer;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.Provenance;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;
import thalweg.training.leaf.Weights;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;

/// What the last view asks: of runs, their weights at any step, and other runs begun from there.
@SuppressWarnings("ArrayRecordComponent") // of answers, which are compared by nobody
public final class TrainingView implements View {
  private static final String DIGITS = "digits";
  private static final int MOST_EPOCHS = 100_000;
  private static final long MOST_PARAMETERS = 20_000_000;
  private static final int MOST_DIGITS = 20_000;
  private static final int MOST_WAIT_MILLIS = 3_000;
  private static final int PART_MILLIS = 400;

  /// Nothing needs to be said.
  record Nothing() {}

  /// @param run its number
  record Which(int run) {}

  /// A run, without its curve.
  ///
  /// @param epochsFrom how many epochs were told before, those that are here come after them
  /// @param branchOf the run it branches off; 0 for none
  /// @param first steps done before it began
  /// @param at steps done
  /// @param outcome null while it goes on
  /// @param began when, in milliseconds since 1970
  /// @param why for an end by NaN: where it was seen and what probably led to it
  record Shown(
      int run,
      String name,
      int branchOf,
      long first,
      long at,
      int stepsPerEpoch,
      int epochs,
      String network,
      String objective,
      String rule,
      double rate,
      int batch,
      long seed,
      int rows,
      long parameters,
      List<WatchedRun.Rate> rates,
      List<Told> warnings,
      int epochsFrom,
      List<WatchedRun.Epoch> epochsDone,
      boolean stopping,
      @Nullable String outcome,
      @Nullable String why,
      double rowsPerSecond,
      double elapsed,
      long began,
      boolean pictures,
      boolean pad,
      boolean classes) {}

  /// @param runs those known here
  record All(List<Shown> runs) {}

  /// @param from number of the first point that is wanted
  /// @param stride in which the page has them
  record CurveFrom(int run, int from, int stride) {}

  /// @param count of losses, then as many seconds
  record CurveHead(int stride, int from, int count, long first) {}

  /// @param what stop, save or rate
  record Steer(int run, String what, @Nullable Double rate) {}

  /// @param saved the file that the run was saved in, beside where the studio was started
  /// @param resume the line that goes on from it; null where no line has its data
  record Steered(@Nullable String saved, @Nullable String resume) {}

  /// @param at steps done; below 0 for the newest
  record Moment(int run, long at) {}

  /// @param done whether it is there
  /// @param now how many steps are done on the way
  record Back(boolean done, long now, long at, int epoch, int step, @Nullable String sha256) {}

  /// What is to be other; null for as it was.
  record Fork(
      int run,
      long at,
      @Nullable Double rate,
      @Nullable String rule,
      @Nullable Long seed,
      @Nullable Integer batch,
      @Nullable Integer epochs) {}

  /// A run on the built-in digits.
  record Begin(
      String network,
      String activation,
      String rule,
      double rate,
      int batch,
      int epochs,
      long seed,
      int rows) {}

  private final Runs runs;
  private final Path folder;
  private final Visited visited = new Visited();
  private final Job.Place<TrainingState> backs = new Job.Place<>();
  private final InsideView inside;

  /// @param folder where runs are saved, and past ones told of
  public TrainingView(Feed feed, Path folder) {
    this.folder = folder;
    runs = new Runs(feed, TrainingView::shown);
    inside = new InsideView(runs, visited);
  }

  /// Lets every run of this trainer be watched and steered.
  ///
  /// @param command the line by which the same is trained; null for none
  /// @param source where that line has its data from; null where a program has them in hand
  public Trainer watch(
      Trainer trainer, @Nullable String command, Provenance.@Nullable Source source) {
    return runs.attach(trainer, command, source);
  }

  /// Stops what pages have begun.
  @Override
  public void close() {
    runs.close();
    backs.clear();
    inside.close();
  }

  @Override
  public void answer(Register register) {
    register.at(
        "training/runs",
        Nothing.class,
        (_, _) -> new All(runs.all().stream().map(run -> shown(run, 0)).toList()));
    register.at("training/curve", CurveFrom.class, this::curve);
    register.at("training/steer", Steer.class, this::steer);
    register.at("training/back", Moment.class, this::back);
    register.at("training/fork", Fork.class, this::fork);
    register.at("training/past", Nothing.class, (_, _) -> PastRuns.in(folder));
    register.at("training/begin", Begin.class, this::begin);
    register.at("training/copy", Moment.class, this::copied);
    inside.answer(register);
  }

  private static Shown shown(WatchedRun run, int epochsFrom) {
    TrainingSettings settings = run.trainer.settings();
    Objective objective = run.trainer.objective();
    Dataset train = run.trainer.data().train();
    TrainingOutcome outcome = run.outcome();
    List<WatchedRun.Rate> rates = run.rates();
    WatchedRun.Branch branch = run.branch;
    boolean isClasses = train.classes() > 0;
    return new Shown(
        run.id,
        run.name,
        branch == null ? 0 : branch.run(),
        run.first(),
        run.at(),
        run.stepsPerEpoch(),
        settings.epochs(),
        objective.network().toString(),
        objective.getClass().getSimpleName(),
        settings.rule().toString(),
        rates.isEmpty() ? settings.rule().rate() : rates.getLast().rate(),
        settings.batch(),
        settings.seed(),
        train.rows(),
        objective.network().parameterCount(),
        rates,
        run.warnings(),
        epochsFrom,
        run.epochs(epochsFrom),
        run.isStopping(),
        outcome == null ? null : word(outcome),
        outcome instanceof TrainingOutcome.NonFinite broken
            ? broken.where() + ": " + broken.cause()
            : null,
        run.rowsPerSecond(),
        run.seconds(),
        run.began,
        Picture.of(train.rowShape()) != null,
        isClasses && Pad.fits(objective.network()),
        isClasses);
  }

  private static String word(TrainingOutcome outcome) {
    return switch (outcome) {
      case TrainingOutcome.Completed _ -> "completed";
      case TrainingOutcome.StoppedEarly _ -> "stoppedEarly";
      case TrainingOutcome.Stopped _ -> "stopped";
      case TrainingOutcome.NonFinite _ -> "nonFinite";
    };
  }

  private Frame curve(CurveFrom wanted, Asking asking) {
    WatchedRun run = runs.run(wanted.run);
    Curve.Points points = run.curve.since(wanted.from, wanted.stride);
    return new Frame(
        new CurveHead(points.stride(), points.from(), points.losses().length, run.first()),
        points.losses(),
        points.seconds());
  }

  private Steered steer(Steer steer, Asking asking) {
    WatchedRun run = runs.run(steer.run);
    switch (steer.what) {
      case "stop" -> {
        run.requireGoing();
        run.stop();
      }
      case "rate" -> {
        if (steer.rate == null) {
          throw new IllegalArgumentException("training: no rate is given; give one above 0.");
        }
        run.goOnAt(steer.rate);
      }
      case "save" -> {
        return saved(run);
      }
      default ->
          throw new IllegalArgumentException(
              "training: \"" + steer.what + "\" is unknown; it must be stop, save or rate.");
    }
    return new Steered(null, null);
  }

  /// Writes what the run goes on from, exactly.
  private Steered saved(WatchedRun run) {
    WatchedRun.Standing standing = run.standing(MOST_WAIT_MILLIS);
    TrainingState state = standing.state();
    Dataset train = run.trainer.data().train();
    Provenance.Source source = run.source;
    Path file = unused(run.id, run.at(state.epoch(), state.step()));
    try {
      new Checkpoint(
              run.model(new Weights(state.parameters(), state.statistics())),
              standing.settings(),
              state,
              source == null ? train.name() : source.name(),
              train.sha256(),
              source == null ? Map.of() : source.table())
          .save(file);
    } catch (IOException failed) {
      throw new IllegalArgumentException(
          "training: the run could not be saved (" + failed.getMessage() + ").", failed);
    }
    String name = String.valueOf(file.getFileName());
    return new Steered(name, source == null ? null : goingOn(name, source.options()));
  }

  private static String goingOn(String file, List<String> options) {
    List<String> words = new ArrayList<>(List.of("thalweg", "train", "--resume", file));
    words.addAll(options);
    return words.stream().map(Quoted::word).collect(Collectors.joining(" "));
  }

  // ---- weights at a moment
  private Back back(Moment moment, Asking asking) {
    WatchedRun run = runs.run(moment.run);
    TrainingState state = visited.find(run, moment.at);
    if (state == null) {
      Job<TrainingState> job =
          backs.ask(moment, work -> TimeMachine.at(run, moment.at, work::isGivenUp, work.done));
      state = job.within(PART_MILLIS);
      if (state == null || run.at(state.epoch(), state.step()) != moment.at) {
        return new Back(false, job.done.get(), moment.at, 0, 0, null);
      }
      visited.put(run, moment.at, state);
    }
    return new Back(
        true,
        moment.at,
        moment.at,
        state.epoch(),
        state.step(),
        Model.weightsSha256(state.parameters(), state.statistics()));
  }

  private Which fork(Fork fork, Asking asking) {
    WatchedRun run = runs.run(fork.run);
    TrainingState state = visited.state(run, fork.at);
    TrainingSettings settings = run.settingsAt(fork.at);
    if (fork.rule != null) {
      UpdateRule rule = RuleParser.parse(fork.rule);
      settings = settings.withRule(rule);
    }
    if (fork.rate != null) {
      settings = settings.withRate(fork.rate);
    }
    if (fork.seed != null) {
      settings = settings.withSeed(fork.seed);
    }
    if (fork.batch != null) {
      if (fork.batch != settings.batch() && state.step() != 0) {
        throw new IllegalArgumentException(
            "fork: step "
                + fork.at
                + " lies within an epoch, whose batches are drawn; change the batch where an epoch"
                + " ends, such as step "
                + run.at(state.epoch(), 0)
                + ".");
      }
      settings = settings.withBatch(fork.batch);
    }
    if (fork.epochs != null) {
      if (fork.epochs > MOST_EPOCHS) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "fork: %d epochs; at most %d.", fork.epochs, MOST_EPOCHS));
      }
      settings = settings.withEpochs(fork.epochs);
    }
    Trainer trainer = run.trainer.with(settings);
    return new Which(
        runs.begin(run.name, run.source, trainer, new WatchedRun.Branch(run.id, fork.at), state)
            .id);
  }

  /// Returns the name of a file that there is not: runs are counted anew in each studio.
  private Path unused(int run, long at) {
    String name = String.format(Locale.ROOT, "thalweg-run-%d-step-%d", run, at);
    Path file = folder.resolve(name + ".safetensors");
    for (int i = 2; Files.exists(file); i++) {
      file = folder.resolve(name + "-" + i + ".safetensors");
    }
    return file;
  }

  private Which begin(Begin begin, Asking asking) {
    if (begin.rows < 100 || begin.rows > MOST_DIGITS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training: %d rows; it must be from 100 to %d.",
              begin.rows,
              MOST_DIGITS));
    }
    Split split = Digits.split(1, begin.rows, Math.min(Digits.TEST_ROWS, begin.rows));
    Activation activation = Activation.parse(begin.activation);
    Network network =
        begin.network.matches("[0-9-]+")
            ? Network.of(begin.network, activation)
            : TypedNetwork.parse(begin.network, split.train().rowShape());
    if (network.parameterCount() > MOST_PARAMETERS || begin.epochs > MOST_EPOCHS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training: a network of %d parameters for %d epochs; the page trains at most %d for"
                  + " %d; train longer by the command.",
              network.parameterCount(),
              begin.epochs,
              MOST_PARAMETERS,
              MOST_EPOCHS));
    }
    TrainingSettings settings =
        TrainingSettings.defaults()
            .withRule(RuleParser.parse(begin.rule))
            .withRate(begin.rate)
            .withBatch(begin.batch)
            .withEpochs(begin.epochs)
            .withSeed(begin.seed);
    Provenance.Source source =
        new Provenance.Source(
            DIGITS,
            List.of(
                "--train-rows",
                String.valueOf(begin.rows),
                "--test-rows",
                String.valueOf(Math.min(Digits.TEST_ROWS, begin.rows))),
            Map.of(),
            false,
            List.of());
    return new Which(
        runs.begin(DIGITS, source, Trainer.of(network, split, settings), null, null).id);
  }

  private Copies copied(Moment moment, Asking asking) {
    WatchedRun run = runs.run(moment.run);
    long end = run.outcome() == null ? run.at(run.trainer.settings().epochs() + 1, 0) : run.at();
    List<WatchedRun> ancestors = new ArrayList<>();
    for (WatchedRun each = run; each.branch != null; each = ancestors.getLast()) {
      ancestors.add(runs.run(each.branch.run()));
    }
    WatchedRun oldest = ancestors.isEmpty() ? run : ancestors.getLast();
    int rows =
        oldest.isBegunHere && oldest.name.equals(DIGITS) ? run.trainer.data().train().rows() : 0;
    return Retraining.of(run, moment.at < 0 ? end : moment.at, ancestors, rows);
  }
}
