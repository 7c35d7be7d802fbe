package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thalweg.training.EarlyCompilation;
import thalweg.training.Trainer;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.Checkpoints;
import thalweg.training.checkpoint.Provenance;
import thalweg.training.checkpoint.RunFile;
import thalweg.training.crew.Crew;
import thalweg.training.crew.CrewException;
import thalweg.training.data.Split;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;
import thalweg.training.search.Comparison;
import thalweg.training.tracking.TensorBoard;

/// `thalweg train`: a network learns from data.
@Command(
    name = "train",
    description = {
      "Train a network on data, by mini-batches and gradient descent.",
      "Without options: handwritten digits that need no download, in less than a minute."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg train",
      "  thalweg train --data path/to/mnist --network 784-50-10 --activation sigmoid \\",
      "      --initialisation normal:0.01 --epochs 17",
      "  thalweg train --data iris.csv --batch 10 --epochs 100",
      "  thalweg train --data pictures --size 32x32    (pictures/cat/*.png, pictures/dog/*.jpg)",
      "  thalweg train --rule 'momentum + plateau(factor 0.5, patience 2)' --rate 0.1",
      "  thalweg train --data iris.csv --compare 'rate 0.001,0.01,0.1'",
      "  thalweg train --resume thalweg-model.safetensors --epochs 30",
      "  thalweg train --watch",
      "  thalweg train --gradient numerical --network 784-50-10 --activation sigmoid \\",
      "      --train-rows 3000 --epochs 1",
      "",
      "Ctrl-C finishes the step at hand, saves, tells how to go on and ends with exit code 130; a",
      "second one ends at once. SIGTERM (143) and SIGHUP (129) do the same. Going on gives the"
          + " same",
      "weights, bit for bit, as never having stopped.",
      "Exit code 6 says that nothing was learnt, 3 that the numbers became NaN or infinite."
    })
final class TrainVerb implements Callable<Integer> {
  private static final String MODEL = "thalweg-model.safetensors";
  private static final String PICTURE = "thalweg-training.png";

  private final Output output;
  private final @Nullable Interrupts early;
  private @Nullable CommandSpec spec;

  @Mixin private Shared shared = new Shared();
  @Mixin private LearningOptions options = new LearningOptions();
  @Mixin private FigureOptions look = new FigureOptions();
  @Mixin private CrewOptions crew = new CrewOptions();

  @Option(
      names = "--compare",
      paramLabel = "SETTING",
      description =
          "Train once with each of these values of one option, such as 'rate 0.01,0.1,1', on the"
              + " same rows in the same order, and compare. Values that have commas stand between"
              + " semicolons. Saves no model.")
  private @Nullable String compare;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Part the rows K ways, train and judge K times, and tell mean and deviation. Saves no"
              + " model.")
  private @Nullable Integer folds;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Where to save the model. Default: " + MODEL + ".")
  private @Nullable Path save;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "Go on with this model, or with the newest checkpoint beside it, FILE.checkpoint-1 or -2,"
              + " where a run was killed; settings are taken from it. With a model that holds no"
              + " state of a training, such as an imported one, a run begins with its weights.")
  private @Nullable Path resume;

  private @Nullable FirstWeights first; // in place of those of the seed

  @Option(
      names = "--steps",
      description = "With --json: a line for each step too, with the loss of its batch.")
  private boolean steps;

  @Option(
      names = "--watch",
      description =
          "Open a page on which the training is watched and steered while it goes on; served to"
              + " this machine alone, and until nobody looks any more.")
  private boolean watch;

  @Option(
      names = "--no-open",
      description = "With --watch: only print the address; open no browser.")
  private boolean closed;

  @Option(
      names = "--tensorboard",
      paramLabel = "FOLDER",
      description = "Write what is measured for TensorBoard, into a new file in this folder.")
  private @Nullable Path tensorboard;

  @Mixin private MlflowOptions mlflow = new MlflowOptions();

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description =
          "Where to draw the accuracy, or the first measure there is, and the loss on each part of"
              + " the data, epoch by epoch; PNG or SVG. Default: "
              + PICTURE
              + ".")
  private Path picture = Path.of(PICTURE);

  /// @param early what listens to signals already; null begins to listen when the verb is called
  TrainVerb(Output output, @Nullable Interrupts early) {
    this.output = output;
    this.early = early;
  }

  @Spec
  void spec(CommandSpec spec) {
    this.spec = spec;
    spec.resourceBundle(TrainingOptions.usual());
  }

  @Override
  public Integer call() {
    output.with(shared);
    if (watch && (compare != null || folds != null)) {
      throw Failure.usage("--watch watches one training; leave out --compare and --folds.");
    }
    if (closed && !watch) {
      throw Failure.usage("--no-open is said of the page of --watch; give both, or leave it out.");
    }
    if (steps && (!shared.json || compare != null || folds != null)) {
      throw Failure.usage(
          "--steps tells the steps of one training in JSON; "
              + (shared.json
                  ? "leave out --compare and --folds."
                  : "give --json with it, or leave it out."));
    }
    if (tensorboard != null && (compare != null || folds != null)) {
      throw Failure.usage("--tensorboard writes one run; leave out --compare and --folds, or it.");
    }
    if (mlflow.isGiven() && (compare != null || folds != null)) {
      throw Failure.usage("--mlflow reports one run; leave out --compare and --folds, or it.");
    }
    mlflow.check(output);
    crew.check();
    if (crew.isGiven()
        && (watch || compare != null || folds != null || options.training.isRateFound())) {
      throw Failure.usage(
          "--crew trains one network with settings that are known; leave out --watch, --compare,"
              + " --folds and --rate auto.");
    }
    options.vector.apply();
    try (Interrupts interrupts = early == null ? new Interrupts(output) : early) {
      first = resume == null ? null : FirstWeights.of(resume);
      return resume == null || first != null ? begin(interrupts) : goOn(resume, interrupts);
    }
  }

  private int begin(Interrupts interrupts) {
    FirstWeights weights = first;
    if (weights != null) {
      weights.require(options.network.isGiven(), withOwnWeights());
      output.note("Beginning with the weights of " + weights.file() + ".");
    }
    ComparedSetting compared = compared();
    options.network.check();
    TrainingSettings settings = options.training.settings();
    ModelFile modelFile = new ModelFile("--save", save == null ? Path.of(MODEL) : save);
    PictureFile pictureFile = pictureBeside(modelFile);
    List<PictureFile> ofRates = ofRates(compared, pictureFile); // said before work if it cannot be
    if (folds != null) {
      return folds(folds, settings);
    }
    EarlyCompilation compilation =
        weights == null
            ? options.compilation()
            : EarlyCompilation.begin(weights.network(), settings);
    LearningData.Loaded given = options.load(output);
    LearningData.Loaded loaded =
        weights == null
            ? given
            : new LearningData.Loaded(
                weights.seen(options.rows.name(), given.split()), given.schema(), given.stated());
    String hash = loaded.split().train().sha256();
    IntFunction<TrainingPlan> plan =
        i ->
            plan(
                loaded,
                hash,
                modelFile,
                pictureFile,
                options.training.isRateFound()
                    ? FoundRate.of(output, ofRates.get(i), compared, i)
                    : null);
    return compared == null
        ? run(plan.apply(0), null, null, compilation, interrupts, null)
        : compare(compared, plan, compilation, interrupts);
  }

  /// Returns where the range test of each training is drawn; nothing where there is none.
  private List<PictureFile> ofRates(@Nullable ComparedSetting compared, PictureFile pictureFile) {
    if (compared == null) {
      return options.training.isRateFound()
          ? List.of(FoundRate.beside(pictureFile, ""))
          : List.of();
    }
    return options.training.isRateFound() || compared.name().equals("rate")
        ? IntStream.rangeClosed(1, compared.values().size())
            .mapToObj(i -> FoundRate.beside(pictureFile, "-" + i))
            .toList()
        : List.of();
  }

  /// Returns what the options come to on these data.
  ///
  /// @param found how a rate is found; null where it is stated
  private TrainingPlan plan(
      LearningData.Loaded loaded,
      String hash,
      ModelFile modelFile,
      PictureFile pictureFile,
      @Nullable FoundRate found) {
    options.network.check();
    Split split = loaded.split();
    Objective objective =
        first == null ? options.objective(split) : first.objective(options, split);
    TrainingSettings settings =
        first == null ? options.settings(split) : first.settings(options, split);
    return new TrainingPlan(
        options.rows.name(),
        split,
        hash,
        loaded,
        options.rows.balance,
        objective,
        found == null ? settings : found.settings(objective, split, settings),
        modelFile,
        pictureFile);
  }

  /// Returns what is to be compared; null for nothing.
  private @Nullable ComparedSetting compared() {
    if (compare == null) {
      return null;
    }
    if (save != null || folds != null) {
      throw Failure.usage(
          "--compare and "
              + (save != null ? "--save: a comparison saves no model" : "--folds")
              + "; leave one of the two out.");
    }
    return ComparedSetting.parse(Objects.requireNonNull(spec), compare);
  }

  private int compare(
      ComparedSetting compared,
      IntFunction<TrainingPlan> plan,
      EarlyCompilation compilation,
      Interrupts interrupts) {
    List<TrainingPlan> plans = compared.each(plan);
    AtomicBoolean stopped = new AtomicBoolean();
    interrupts.stopBy(
        () -> {
          stopped.set(true);
          output.note("Stopping after this step; press Ctrl-C again to end at once.");
        });
    compilation.end(plans.getFirst().steps());
    ComparisonReport report = new ComparisonReport(output, compared, plans);
    report.begin();
    Comparison comparison =
        Comparison.of(
            compared.name(),
            plans.getFirst().split(),
            report.candidates(),
            report::accept,
            stopped::get);
    report.end(comparison, typed());
    return stopped.get() ? interrupts.exitCode() : report.exitCode(comparison);
  }

  private int folds(int count, TrainingSettings settings) {
    Folds report = new Folds(output);
    List<Split> splits = options.folds(count);
    report.begin(splits);
    for (Split fold : splits) {
      Split split = options.rows.counted(fold);
      TrainingSettings fitted = options.training.fitted(settings, split, true);
      Objective objective = options.objective(split);
      TrainingSettings settled =
          options.training.isRateFound()
              ? FoundRate.of(output, null, null, 0).settings(objective, split, fitted)
              : fitted;
      report.add(objective, split, Trainer.of(objective, split, settled).run());
    }
    report.end();
    return ExitCode.OK;
  }

  private PictureFile pictureBeside(ModelFile modelFile) {
    NewFile.requireTwo("--save", modelFile.path(), "--picture", picture);
    return new PictureFile("--picture", picture, look);
  }

  private int goOn(Path file, Interrupts interrupts) {
    requireKeptSettings();
    if (!crew.isGiven()) {
      return goOn(file, Resumption.of(output, file), null, interrupts);
    }
    try (Crew met = crew.meet(output)) {
      return goOn(file, crew.resumption(output, met, file), met, interrupts);
    } catch (CrewException lost) {
      throw Failure.output(String.valueOf(lost.getMessage()), lost);
    }
  }

  /// @param met who is here already; null for nobody
  private int goOn(Path file, Resumption resumed, @Nullable Crew met, Interrupts interrupts) {
    Checkpoint checkpoint = resumed.checkpoint();
    TrainingSettings settings = options.training.changed(checkpoint.settings());
    resumed.requireUnended(settings);
    ModelFile modelFile = new ModelFile("--save", save == null ? file : save);
    PictureFile pictureFile = pictureBeside(modelFile);
    String name = options.rows.data == null ? checkpoint.data() : options.rows.data;
    EarlyCompilation compilation = EarlyCompilation.begin(checkpoint.model().network(), settings);
    LearningData.Loaded loaded =
        LearningData.trainedOn(
            "--resume: " + file,
            name,
            options.table,
            options.parts,
            checkpoint,
            options.rows.trainRows,
            options.rows.testRows);
    return run(
        new TrainingPlan(
            name,
            loaded.split(),
            checkpoint.dataSha256(),
            loaded,
            loaded.isBalanced(),
            checkpoint.model().objective(),
            resumed.spanned(settings, loaded.split().train().rows()),
            modelFile,
            pictureFile),
        checkpoint,
        resumed.known(),
        compilation,
        interrupts,
        met);
  }

  /// Returns what is asked for that begins with weights of its own.
  private List<String> withOwnWeights() {
    List<String> others = new ArrayList<>();
    if (compare != null) {
      others.add("--compare");
    }
    if (folds != null) {
      others.add("--folds");
    }
    if (options.training.isRateFound()) {
      others.add("--rate auto");
    }
    if (crew.isGiven()) {
      others.add("--crew");
    }
    return others;
  }

  /// Checks that nothing is asked for that a run which goes on has already.
  private void requireKeptSettings() {
    List<String> fixed = new ArrayList<>();
    if (options.network.isGiven()) {
      fixed.add("--network, --activation or --initialisation");
    }
    fixed.addAll(options.training.fixed());
    if (options.rows.balance) {
      fixed.add("--balance");
    }
    if (compare != null) {
      fixed.add("--compare");
    }
    if (folds != null) {
      fixed.add("--folds");
    }
    if (options.training.isRateFound()) {
      fixed.add("--rate auto");
    }
    if (!fixed.isEmpty()) {
      throw Failure.usage(
          String.join(", ", fixed)
              + ": a run that goes on keeps the settings it began with; leave this out, or begin"
              + " anew without --resume.");
    }
  }

  private int run(
      TrainingPlan plan,
      @Nullable Checkpoint from,
      @Nullable Provenance before,
      EarlyCompilation compilation,
      Interrupts interrupts,
      @Nullable Crew here) {
    AtomicBoolean stopped = new AtomicBoolean();
    if (crew.isGiven()) {
      try (Crew met = here == null ? crew.meet(output) : here) {
        CrewReport report = crew.report(output);
        int exitCode =
            run(
                plan,
                from,
                before,
                compilation,
                interrupts,
                stopped,
                trainer -> met.forecast(report::tell).join(trainer));
        met.times().ifPresent(report::tell);
        return exitCode;
      } catch (CrewException lost) {
        throw Failure.output(lost.getMessage() + goingOn(plan), lost);
      }
    }
    if (!watch) {
      return run(plan, from, before, compilation, interrupts, stopped, UnaryOperator.identity());
    }
    try (WatchedPage page = WatchedPage.open(output, !closed)) {
      int exitCode =
          run(
              plan,
              from,
              before,
              compilation,
              interrupts,
              stopped,
              trainer -> page.watch(trainer, typed(), source(plan)));
      page.linger(stopped::get);
      return exitCode;
    }
  }

  /// Returns what to do when a member is lost; nothing if there is no checkpoint here.
  private String goingOn(TrainingPlan plan) {
    Path file = plan.model().path();
    try {
      return crew.isFirst() && !Checkpoints.find(file).path().equals(file)
          ? " Go on from the last checkpoint: start all members again, in any number, with "
              + String.join(" ", goingOn(Shell.file(file)))
          : "";
    } catch (IOException none) {
      return "";
    }
  }

  private List<String> goingOn(String file) {
    List<String> words = new ArrayList<>(List.of("--resume", file));
    words.addAll(options.table.words());
    words.addAll(options.rows.words());
    return words;
  }

  /// @param watched lets a trainer be watched
  private int run(
      TrainingPlan plan,
      @Nullable Checkpoint from,
      @Nullable Provenance before,
      EarlyCompilation compilation,
      Interrupts interrupts,
      AtomicBoolean stopped,
      UnaryOperator<Trainer> watched) {
    TrainingSettings settings = plan.settings();
    boolean isNew = !Files.exists(plan.model().path());
    TrainingReport report = new TrainingReport(output, plan.objective(), plan.started(), steps);
    Trainer trainer =
        watched
            .apply(Trainer.of(plan.objective(), plan.split(), settings))
            .listen(report)
            .stopWhen(stopped::get);
    interrupts.stopBy(
        () -> {
          stopped.set(true);
          output.note("Stopping after this step; press Ctrl-C again to end at once, unsaved.");
        });
    plan.tell(output);
    noteThreads(settings.threads(), Runtime.getRuntime().availableProcessors());
    if (!interrupts.hearsCtrlC()) {
      output.note(
          "Note: Ctrl-C is not heard, for this was started with SIGINT ignored, as in the"
              + " background of a script; kill "
              + ProcessHandle.current().pid()
              + " stops it, after saving.");
    }
    compilation.end(plan.steps());
    if (!crew.isFirst()) {
      return assist(plan, from, trainer, report, interrupts, stopped);
    }
    TrainingResult result;
    Learning learning;
    ModelFile.Saved end;
    RunFile run = runFile(plan, from, before);
    try (Checkpoints checkpoints = checkpoints(plan);
        TensorBoard board = board(plan);
        MlflowOptions.Reporting reporting = mlflow.open(output)) {
      trainer.keptBy(run.and(new ToldCheckpoints(checkpoints, output)));
      if (reporting != null) {
        trainer.listen(reporting.begin(plan));
      }
      if (board != null) {
        trainer.listen(board);
      }
      result = trained(trainer, from);
      learning = learning(plan, result);
      boolean kept =
          result.outcome() instanceof TrainingOutcome.Stopped
              ? hasMoved(result, from)
              : isWorthKeeping(result, from, learning) || isNew;
      end = kept ? save(plan, run, result) : ModelFile.Saved.NOT;
      boolean isSafe = end.path() != null && end.failure() == null;
      if (isSafe || result.outcome() instanceof TrainingOutcome.NonFinite || isUnmoved(result)) {
        checkpoints.remove();
      }
      if (end.equals(ModelFile.Saved.NOT) && !isNew) {
        run.withdraw();
      } else {
        run.end(result, end.path());
      }
    }
    Path place = end.path();
    if (place != null) {
      interrupts.saved();
    }
    String saved = place == null ? "" : place.toString();
    Failure lost = end.failure();
    boolean drawn = !result.history().isEmpty();
    TrainingEnd told =
        new TrainingEnd(
            plan,
            result,
            learning,
            report.troubles(),
            saved,
            drawn,
            typed(),
            options.table.words(),
            options.rows.words());
    output.json(told.json());
    told.tell(output);
    if (lost != null) {
      output.error("thalweg train: " + lost.getMessage());
    }
    if (drawn) {
      plan.picture().save(() -> TrainingFigure.of(plan.objective(), result, report.steps()));
    }
    if (lost != null) {
      return lost.exitCode();
    }
    return exitCode(result, learning, interrupts, stopped.get());
  }

  private TrainingResult trained(Trainer trainer, @Nullable Checkpoint from) {
    return from != null
        ? trainer.run(from.state())
        : first == null ? trainer.run() : trainer.run(first.state(trainer));
  }

  /// Returns what writes the run for TensorBoard, null if nothing is to.
  private @Nullable TensorBoard board(TrainingPlan plan) {
    try {
      return tensorboard == null
          ? null
          : TensorBoard.in(tensorboard, plan.objective().network(), plan.settings());
    } catch (IOException refused) {
      throw Failure.usage("--tensorboard: " + Failure.words(refused));
    }
  }

  /// Makes the run that the first member of the crew keeps, saves and draws.
  private int assist(
      TrainingPlan plan,
      @Nullable Checkpoint from,
      Trainer trainer,
      TrainingReport report,
      Interrupts interrupts,
      AtomicBoolean stopped) {
    TrainingResult result = trained(trainer, from);
    Learning learning = learning(plan, result);
    TrainingEnd told =
        new TrainingEnd(
            plan,
            result,
            learning,
            report.troubles(),
            "",
            false,
            typed(),
            options.table.words(),
            options.rows.words());
    output.json(told.json());
    told.tell(output);
    return exitCode(result, learning, interrupts, stopped.get());
  }

  private static int exitCode(
      TrainingResult result,
      @Nullable Learning learning,
      Interrupts interrupts,
      boolean isInterrupted) {
    return switch (result.outcome()) {
      case TrainingOutcome.Completed _, TrainingOutcome.StoppedEarly _ ->
          learning != null && learning.isNothing() ? ExitCode.LEARNT_NOTHING : ExitCode.OK;
      // From the page it is stopped as from a program: what was asked for is done.
      case TrainingOutcome.Stopped _ -> isInterrupted ? interrupts.exitCode() : ExitCode.OK;
      case TrainingOutcome.NonFinite _ -> ExitCode.DIVERGED;
    };
  }

  private RunFile runFile(
      TrainingPlan plan, @Nullable Checkpoint from, @Nullable Provenance before) {
    Provenance seeded = Provenance.begun(typed(), plan.objective(), source(plan), plan.settings());
    Provenance begun = first == null ? seeded : seeded.with(first.given());
    return new RunFile(
        plan.model().path(),
        from == null ? begun : begun.goingOn(before, from.state()),
        what -> output.warning("RUN_FILE", what));
  }

  private Provenance.Source source(TrainingPlan plan) {
    List<String> words = new ArrayList<>(options.table.words());
    words.addAll(options.rows.words());
    return new Provenance.Source(
        plan.dataName(),
        words,
        plan.loaded().stated(),
        plan.isBalanced(),
        Provenance.Rows.of(plan.split()));
  }

  private Checkpoints checkpoints(TrainingPlan plan) {
    try {
      return Checkpoints.open(
          plan.model().path(),
          plan.dataName(),
          plan.dataSha256(),
          plan.loaded().stated(),
          Duration.ofMinutes(1),
          what -> output.warning("CHECKPOINT", what));
    } catch (IOException unusable) {
      throw Failure.output("--save: " + Failure.words(unusable), unusable);
    }
  }

  /// Of a run that has not begun there is nothing to go on with.
  private static boolean isUnmoved(TrainingResult result) {
    return result.state().epoch() == 1 && result.state().step() == 0;
  }

  private List<String> typed() {
    return spec == null
        ? List.of("train")
        : spec.root().commandLine().getParseResult().originalArgs();
  }

  /// Returns what the run has come to beside what can be had without learning; null where that is
  /// plain, or no epoch is done.
  private static @Nullable Learning learning(TrainingPlan plan, TrainingResult result) {
    if (result.history().isEmpty()) {
      return null;
    }
    TrainingSettings settings = plan.settings();
    Model untrained =
        new Model(
            plan.objective(),
            plan.network().initial(settings.precision(), settings.seed()),
            plan.network().initialStatistics(settings.precision()),
            plan.split().train().kinds());
    return Learning.of(result.judged(), plan.split().train(), untrained);
  }

  /// A run that was stopped before its first step has nothing that is not there already, and may
  /// not take the place of a model that has learnt.
  private static boolean hasMoved(TrainingResult result, @Nullable Checkpoint from) {
    return from == null
        ? result.state().epoch() > 1 || result.state().step() > 0
        : result.state().epoch() != from.state().epoch()
            || result.state().step() != from.state().step();
  }

  /// A run that broke is kept if it had learnt something before; else it may not take the place of
  /// a model that has.
  private static boolean isWorthKeeping(
      TrainingResult result, @Nullable Checkpoint from, @Nullable Learning learning) {
    int before = from == null ? 0 : from.state().history().size();
    return !(result.outcome() instanceof TrainingOutcome.NonFinite)
        || (result.history().size() > before && learning != null && !learning.isNothing());
  }

  private static ModelFile.Saved save(TrainingPlan plan, RunFile run, TrainingResult result) {
    return plan.model()
        .save(
            new Checkpoint(
                result.model(),
                run.settings(),
                result.state(),
                plan.dataName(),
                plan.dataSha256(),
                plan.loaded().stated(),
                run.ended(result)));
  }

  private void noteThreads(int threads, int processors) {
    if (threads > processors) {
      output.note(
          "Note: %d threads share %d %s: the same result, and no faster than with --threads %d."
              .formatted(
                  threads, processors, processors == 1 ? "processor" : "processors", processors));
    }
  }
}
