package thalweg.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.algebra.machine.VectorUnit;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.network.Network;
import thalweg.network.loss.StandardLoss;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.training.EarlyCompilation;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Csv;
import thalweg.training.data.Dataset;
import thalweg.training.data.Sampling;
import thalweg.training.data.Split;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.model.Model;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.objective.Regression;
import thalweg.training.objective.Score;

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
      "  thalweg train --rule 'momentum + plateau(factor 0.5, patience 2)' --rate 0.1",
      "  thalweg train --resume thalweg-model.safetensors --epochs 30",
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
  private static final TrainingSettings DEFAULTS = TrainingSettings.defaults();

  /// A quantity has outputs of any size and steep losses, for which no fixed rate suits all.
  private static final UpdateRule FOR_QUANTITIES = RuleParser.parse("adam(rate 0.01)");

  private static final Path MODEL = Path.of("thalweg-model.safetensors");
  private static final Path PICTURE = Path.of("thalweg-training.png");

  private final Output output;
  private final @Nullable Interrupts early;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private Shared shared = new Shared();
  @Mixin private NetworkOptions networkOptions = new NetworkOptions();
  @Mixin private TableOptions tableOptions = new TableOptions();
  @Mixin private VectorWidth vector = new VectorWidth();

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "digits (default), a folder with the four files of MNIST, or a CSV file.")
  private @Nullable String data;

  @Option(names = "--train-rows", paramLabel = "N", description = "Learn from the first N rows.")
  private @Nullable Integer trainRows;

  @Option(names = "--test-rows", paramLabel = "N", description = "Test on the first N rows.")
  private @Nullable Integer testRows;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description =
          "From gradient to step: sgd (default for classes), momentum, nesterov, adagrad, rmsprop,"
              + " adam (default for a quantity, at rate 0.01), adamw, lion or muon; with settings"
              + " in quotes, such as \"adam(beta1 0.8, epsilon 1e-7)\", and with what is composed"
              + " around it: decay, clip, the schedules warmup, step, exponential, polynomial,"
              + " cosine and onecycle, counted in steps, and plateau, which cuts the rate when the"
              + " training loss has not fallen for some epochs, such as \"adam + clip(norm 1) +"
              + " plateau(factor 0.5, patience 3)\".")
  private @Nullable String rule;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "The learning rate. Default: 0.1 for sgd; 0.01 for momentum, nesterov and adagrad; 0.001"
              + " for rmsprop, adam and adamw; 1e-4 for lion; 0.02 for muon.")
  private @Nullable Double rate;

  @Option(
      names = "--objective",
      paramLabel = "KIND",
      description =
          "What the target of a CSV file is learnt as: classification or regression. Default: words"
              + " and few whole numbers are classes, other numbers a quantity.")
  private @Nullable String objective;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description =
          "Default: softmax-cross-entropy for classes, mean-squared-error for a quantity.")
  private @Nullable String loss;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Rows in a mini-batch. Default: 100, fewer for less than 2,500 rows.")
  private @Nullable Integer batch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to go through the data. Default: 20.")
  private @Nullable Integer epochs;

  @Option(
      names = "--sampling",
      paramLabel = "KIND",
      description = "Batches from shuffled epochs (default), or drawn with replacement.")
  private @Nullable String sampling;

  @Option(names = "--seed", paramLabel = "S", description = "For weights and order. Default: 1.")
  private @Nullable Long seed;

  @Option(
      names = "--gradient",
      paramLabel = "METHOD",
      description = "automatic (default), or numerical: differences, in double; far slower.")
  private @Nullable String gradient;

  @Option(names = "--precision", paramLabel = "TYPE", description = "float (default) or double.")
  private @Nullable String precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Default: all processors. The result is the same, bit for bit.")
  private @Nullable Integer threads;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Where to save the model. Default: thalweg-model.safetensors.")
  private @Nullable Path save;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Go on with this model; settings are taken from it.")
  private @Nullable Path resume;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Where to draw the accuracies. Default: thalweg-training.png.")
  private Path picture = PICTURE;

  /// @param early what listens to signals already; null begins to listen when the verb is called
  TrainVerb(Output output, @Nullable Interrupts early) {
    this.output = output;
    this.early = early;
  }

  /// All that must be known before the first step.
  private record Plan(
      String dataName,
      Split split,
      String dataSha256,
      Map<String, String> table,
      Objective objective,
      TrainingSettings settings,
      ModelFile model,
      PictureFile picture) {
    Network network() {
      return objective.network();
    }
  }

  @Override
  public Integer call() {
    output.with(shared);
    vector.apply();
    try (Interrupts interrupts = early == null ? new Interrupts(output) : early) {
      return resume == null ? begin(interrupts) : goOn(resume, interrupts);
    }
  }

  private int begin(Interrupts interrupts) {
    networkOptions.check();
    TrainingSettings settings = settings();
    ModelFile modelFile = new ModelFile("--save", save == null ? MODEL : save);
    PictureFile pictureFile = pictureBeside(modelFile);
    String name = data == null ? LearningData.DIGITS : data;
    EarlyCompilation compilation = EarlyCompilation.begin(networkOptions.network(1, 10), settings);
    Map<String, String> stated = target();
    Split split =
        LearningData.load(
            name, tableOptions, stated, LearningData.Cut.BY_CLASS, trainRows, testRows);
    boolean isOfClasses = split.train().classes() > 0;
    if (isOfClasses) {
      requireClasses(name, split.train());
    } else if (trainRows == null && split.train().rows() < 2) {
      throw Failure.input(
          name
              + ": there is 1 row to learn from, expected at least 2 for a quantity; give more"
              + " rows.");
    }
    if (!split.train().fields().all().isEmpty()) {
      split = split.standardised(); // a table, whose columns have units
    }
    if (rule == null && !isOfClasses) {
      settings = changeable(settings.withRule(FOR_QUANTITIES));
    }
    if (batch == null) {
      settings = settings.withBatch(TrainingSettings.usualBatch(split.train().rows()));
    }
    Network network =
        networkOptions.network(
            split.train().rowShape().elements(), isOfClasses ? split.train().classes() : 1);
    return run(
        new Plan(
            name,
            split,
            split.train().sha256(),
            tableOptions.csv(stated).stated(),
            objective(network, isOfClasses),
            settings,
            modelFile,
            pictureFile),
        null,
        compilation,
        interrupts);
  }

  /// Returns what is stated of the target, in the words of a table.
  private Map<String, String> target() {
    if (objective == null) {
      return Map.of();
    }
    if (data == null || !LearningData.isTable(data)) {
      throw Failure.usage(
          "--objective is for CSV files, and "
              + (data == null ? LearningData.DIGITS : data)
              + " is none; leave it out.");
    }
    return switch (objective.toLowerCase(Locale.ROOT)) {
      case "classification" -> Map.of("target", Csv.Target.CLASSES.name());
      case "regression" -> Map.of("target", Csv.Target.QUANTITY.name());
      default ->
          throw Failure.usage(
              "--objective: "
                  + Quote.of(objective)
                  + " is unknown; it must be classification or regression.");
    };
  }

  private Objective objective(Network network, boolean isOfClasses) {
    StandardLoss stated = loss == null ? null : StandardLoss.parse(loss);
    if (isOfClasses) {
      return stated == null ? Classification.of(network) : new Classification(network, stated);
    }
    if (stated == StandardLoss.SOFTMAX_CROSS_ENTROPY
        || stated == StandardLoss.PROBABILITY_CROSS_ENTROPY
        || stated == StandardLoss.BINARY_CROSS_ENTROPY) {
      throw Failure.usage(
          "--loss: "
              + stated
              + " tells classes apart, and the target holds a quantity; use "
              + StandardLoss.MEAN_SQUARED_ERROR
              + ", or --objective classification.");
    }
    return stated == null ? Regression.of(network) : new Regression(network, stated);
  }

  /// Data with nothing to tell apart is a bad file, unless it was made so by an option.
  private void requireClasses(String name, Dataset train) {
    if (trainRows == null && Arrays.stream(train.counts()).filter(count -> count > 0).count() < 2) {
      throw Failure.input(
          name
              + ": the "
              + train.rows()
              + (train.rows() == 1 ? " row" : " rows")
              + " to learn from "
              + (train.rows() == 1 ? "is" : "are")
              + " of one class alone, expected at least 2 classes; give more rows.");
    }
  }

  private PictureFile pictureBeside(ModelFile modelFile) {
    NewFile.requireTwo("--save", modelFile.path(), "--picture", picture);
    return new PictureFile("--picture", picture);
  }

  private TrainingSettings settings() {
    GradientMethod method = GradientMethod.AUTOMATIC;
    if (gradient != null) {
      method =
          switch (gradient.toLowerCase(Locale.ROOT)) {
            case "automatic" -> GradientMethod.AUTOMATIC;
            case "numerical" -> GradientMethod.NUMERICAL;
            default ->
                throw Failure.usage(
                    "--gradient: \""
                        + gradient
                        + "\" is unknown; it must be automatic or numerical.");
          };
    }
    // A difference of floats has few digits left.
    DType type = method == GradientMethod.NUMERICAL ? DType.DOUBLE : DEFAULTS.precision();
    if (precision != null) {
      type =
          switch (precision.toLowerCase(Locale.ROOT)) {
            case "float" -> DType.FLOAT;
            case "double" -> DType.DOUBLE;
            default ->
                throw Failure.usage(
                    "--precision: \"" + precision + "\" is unknown; it must be float or double.");
          };
    }
    return changeable(rule == null ? DEFAULTS : DEFAULTS.withRule(RuleParser.parse(rule)))
        .withBatch(batch == null ? DEFAULTS.batch() : batch) // or fewer, once the rows are known
        .withSampling(sampling == null ? DEFAULTS.sampling() : Sampling.parse(sampling))
        .withSeed(seed == null ? DEFAULTS.seed() : seed)
        .withGradient(method)
        .withPrecision(type);
  }

  /// Returns the settings with what may also be changed when a run goes on.
  private TrainingSettings changeable(TrainingSettings settings) {
    TrainingSettings changed = rate == null ? settings : settings.withRate(rate);
    changed = epochs == null ? changed : changed.withEpochs(epochs);
    return threads == null ? changed : changed.withThreads(threads);
  }

  private int goOn(Path file, Interrupts interrupts) {
    List<String> fixed = new ArrayList<>();
    given(fixed, "--network, --activation or --initialisation", networkOptions.isGiven());
    given(fixed, "--rule", rule != null);
    given(fixed, "--objective", objective != null);
    given(fixed, "--loss", loss != null);
    given(fixed, "--batch", batch != null);
    given(fixed, "--sampling", sampling != null);
    given(fixed, "--seed", seed != null);
    given(fixed, "--gradient", gradient != null);
    given(fixed, "--precision", precision != null);
    if (!fixed.isEmpty()) {
      throw Failure.usage(
          String.join(", ", fixed)
              + ": a run that goes on keeps the settings it began with; leave this out, or begin"
              + " anew without --resume.");
    }
    Checkpoint checkpoint = ModelFile.load(file);
    TrainingSettings settings = changeable(checkpoint.settings());
    if (checkpoint.state().epoch() > settings.epochs()) {
      int done = checkpoint.state().epoch() - 1;
      throw Failure.usage(
          "--resume: "
              + file
              + " has done "
              + done
              + " epochs; ask for more, such as --epochs "
              + (done + 10)
              + ".");
    }
    ModelFile modelFile = new ModelFile("--save", save == null ? file : save);
    PictureFile pictureFile = pictureBeside(modelFile);
    String name = data == null ? checkpoint.data() : data;
    EarlyCompilation compilation = EarlyCompilation.begin(checkpoint.model().network(), settings);
    Map<String, String> table = tableOptions.csv(checkpoint.table()).stated();
    String hash = "";
    for (LearningData.Cut cut : LearningData.Cut.values()) {
      Split split =
          LearningData.load(name, tableOptions, checkpoint.table(), cut, trainRows, testRows);
      try {
        split =
            new Split(
                LearningData.described(split.train(), checkpoint.model().kinds()),
                LearningData.test(split));
      } catch (IllegalArgumentException unfit) {
        throw Failure.input(name + ": " + unfit.getMessage());
      }
      hash = split.train().sha256();
      if (hash.equals(checkpoint.dataSha256())) {
        return run(
            new Plan(
                name,
                split,
                hash,
                table,
                checkpoint.model().objective(),
                settings,
                modelFile,
                pictureFile),
            checkpoint,
            compilation,
            interrupts);
      }
    }
    throw Failure.input(
        "--resume: "
            + file
            + " was trained on other data than "
            + name
            + " is now (SHA-256 "
            + checkpoint.dataSha256()
            + ", not "
            + hash
            + "); give --data, --train-rows and what was said of the table, such as --target, as in"
            + " its first run.");
  }

  private static void given(List<String> given, String option, boolean isGiven) {
    if (isGiven) {
      given.add(option);
    }
  }

  private int run(
      Plan plan, @Nullable Checkpoint from, EarlyCompilation compilation, Interrupts interrupts) {
    TrainingSettings settings = plan.settings;
    boolean isNew = !Files.exists(plan.model.path());
    Trainer trainer =
        Trainer.of(plan.objective, plan.split, settings)
            .listen(new TrainingReport(output, plan.objective, started(plan)));
    interrupts.stopBy(
        () -> {
          trainer.stop();
          output.note("Stopping after this step; press Ctrl-C again to end at once, unsaved.");
        });
    head(plan);
    noteThreads(settings.threads(), Runtime.getRuntime().availableProcessors());
    if (!interrupts.hearsCtrlC()) {
      output.note(
          "Note: Ctrl-C is not heard, for this was started with SIGINT ignored, as in the"
              + " background of a script; kill "
              + ProcessHandle.current().pid()
              + " stops it, after saving.");
    }
    compilation.end((long) settings.epochs() * plan.split.train().rows() / settings.batch());
    TrainingResult result = from == null ? trainer.run() : trainer.run(from.state());
    Learning learning = learning(plan, result);
    boolean kept =
        result.outcome() instanceof TrainingOutcome.Stopped
            ? hasMoved(result, from)
            : isWorthKeeping(result, from, learning) || isNew;
    ModelFile.Saved end = kept ? save(plan, result) : ModelFile.Saved.NOT;
    Path place = end.path();
    if (place != null) {
      interrupts.saved();
    }
    String saved = place == null ? "" : place.toString();
    Failure lost = end.failure();
    boolean drawn = !result.history().isEmpty();
    output.json(finished(plan, result, learning, saved, drawn));
    tail(plan, result, learning, saved, drawn);
    if (lost != null) {
      output.error("thalweg train: " + lost.getMessage());
    }
    if (drawn) {
      draw(plan, result.history());
    }
    if (lost != null) {
      return lost.exitCode();
    }
    return switch (result.outcome()) {
      case TrainingOutcome.Completed _ ->
          learning != null && learning.isNothing() ? ExitCode.LEARNT_NOTHING : ExitCode.OK;
      case TrainingOutcome.Stopped _ -> interrupts.exitCode();
      case TrainingOutcome.NonFinite _ -> ExitCode.DIVERGED;
    };
  }

  /// Returns what the run has come to beside what can be had without learning; null where that is
  /// plain, or no epoch is done.
  private static @Nullable Learning learning(Plan plan, TrainingResult result) {
    if (result.history().isEmpty()) {
      return null;
    }
    TrainingSettings settings = plan.settings;
    Model untrained =
        new Model(
            plan.objective,
            plan.network().initial(settings.precision(), settings.seed()),
            plan.network().initialStatistics(settings.precision()),
            plan.split.train().kinds());
    return Learning.of(result.history().getLast(), plan.split.train(), untrained);
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

  private static ModelFile.Saved save(Plan plan, TrainingResult result) {
    return plan.model.save(
        new Checkpoint(
            result.model(),
            plan.settings,
            result.state(),
            plan.dataName,
            plan.dataSha256,
            plan.table));
  }

  private static void draw(Plan plan, List<EpochDone> history) {
    plan.picture.save(() -> figure(plan.objective, history));
  }

  private static Figure figure(Objective objective, List<EpochDone> history) {
    String name =
        objective.measures().stream()
            .map(Measure::name)
            .filter(measure -> isKnown(curve(measure, history, TrainVerb::test)))
            .findFirst()
            .orElse("loss");
    SequencedMap<String, double[]> curves = new LinkedHashMap<>();
    curves.put("training", curve(name, history, EpochDone::train));
    curves.put("test", curve(name, history, TrainVerb::test));
    return name.equals("accuracy")
        ? Figures.accuracy(
            Objects.requireNonNull(curves.get("training")),
            Objects.requireNonNull(curves.get("test")))
        : Figures.learning(name + " while learning", name, curves);
  }

  /// A measure may say nothing of one test row, as a share of the variance explained does.
  private static boolean isKnown(double[] curve) {
    return Arrays.stream(curve).anyMatch(Double::isFinite);
  }

  private static Score test(EpochDone done) {
    return Objects.requireNonNull(done.test());
  }

  private static double[] curve(
      String name, List<EpochDone> history, Function<EpochDone, Score> part) {
    return history.stream()
        .map(part)
        .mapToDouble(score -> name.equals("loss") ? score.loss() : score.of(name))
        .toArray();
  }

  private static Json started(Plan plan) {
    TrainingSettings settings = plan.settings;
    return Json.object()
        .put("event", "started")
        .put("data", plan.dataName)
        .put("dataSha256", plan.dataSha256)
        .put("remarks", plan.split.train().remarks())
        .put("network", plan.network().toString())
        .put("rule", settings.rule().toString())
        .put("objective", ObjectiveParser.written(plan.objective).replaceFirst("\\(.*", ""))
        .put("loss", plan.objective.lossName())
        .put("batch", settings.batch())
        .put("sampling", settings.sampling().toString())
        .put("seed", settings.seed())
        .put("gradient", settings.gradient().name().toLowerCase(Locale.ROOT))
        .put("precision", settings.precision().name().toLowerCase(Locale.ROOT))
        .put("threads", settings.threads())
        .put("vectorBits", VectorUnit.BITS);
  }

  private void head(Plan plan) {
    TrainingSettings settings = plan.settings;
    output.detail(
        "data     %s, %s: %,d training and %,d test rows of %s"
            .formatted(
                plan.dataName,
                plan.split.train().classes() > 0
                    ? plan.split.train().classes() + " classes"
                    : "a quantity",
                plan.split.train().rows(),
                LearningData.test(plan.split).rows(),
                plan.split.train().rowShape()));
    plan.split.train().remarks().forEach(remark -> output.detail("         " + remark));
    output.detail(
        "network  %s, %,d parameters".formatted(plan.network(), plan.network().parameterCount()));
    output.detail(
        "run      %s, %s, batches of %d, seed %d"
            .formatted(
                settings.rule(), plan.objective.lossName(), settings.batch(), settings.seed()));
    output.detail(
        "machine  %s gradients in %s, %d threads, vector %s"
            .formatted(
                settings.gradient().name().toLowerCase(Locale.ROOT),
                settings.precision().name().toLowerCase(Locale.ROOT),
                settings.threads(),
                VectorUnit.describe()));
  }

  private void noteThreads(int threads, int processors) {
    if (threads > processors) {
      output.note(
          "Note: %d threads share %d %s: the same result, and no faster than with --threads %d."
              .formatted(
                  threads, processors, processors == 1 ? "processor" : "processors", processors));
    }
  }

  /// @param saved where the model lies, empty if it does not
  private static Json finished(
      Plan plan, TrainingResult result, @Nullable Learning learning, String saved, boolean drawn) {
    List<EpochDone> history = result.history();
    Json json = Json.object().put("event", "finished").put("epochs", history.size());
    switch (result.outcome()) {
      case TrainingOutcome.Completed _ -> json.put("outcome", "COMPLETED");
      case TrainingOutcome.Stopped stopped ->
          json.put("outcome", "STOPPED").put("epoch", stopped.epoch()).put("step", stopped.step());
      case TrainingOutcome.NonFinite broken ->
          json.put("outcome", "NON_FINITE")
              .put("epoch", broken.epoch())
              .put("step", broken.step())
              .put("where", broken.where())
              .put("cause", broken.cause());
    }
    for (Measure measure : plan.objective.measures()) {
      String name = Measure.on("test", measure.name());
      if (history.isEmpty()) {
        json.putNull(name);
      } else {
        json.put(name, history.getLast().of(name));
      }
    }
    if (!history.isEmpty()) {
      EpochDone best = TrainingEvent.best(plan.objective, history);
      String first =
          plan.objective.measures().isEmpty()
              ? "testLoss"
              : Measure.on("test", plan.objective.measures().getFirst().name());
      json.put("best" + Character.toUpperCase(first.charAt(0)) + first.substring(1), best.of(first))
          .put("bestEpoch", best.epoch());
    }
    if (learning != null) {
      json.put("learnt", !learning.isNothing());
    }
    json.put("weightsSha256", result.model().weightsSha256());
    if (saved.isEmpty()) {
      json.putNull("saved");
    } else {
      json.put("saved", saved);
    }
    return drawn ? json.put("picture", plan.picture.path().toString()) : json.putNull("picture");
  }

  private void tail(
      Plan plan, TrainingResult result, @Nullable Learning learning, String saved, boolean drawn) {
    List<EpochDone> history = result.history();
    if (!history.isEmpty()) {
      EpochDone best = TrainingEvent.best(plan.objective, history);
      output.result(
          "test %s after epoch %d, best %s after epoch %d"
              .formatted(
                  measures(plan.objective, history.getLast()),
                  history.getLast().epoch(),
                  TrainingReport.shown(plan.objective, Objects.requireNonNull(best.test())),
                  best.epoch()));
    }
    output.result("weights  sha256 " + result.model().weightsSha256());
    if (!saved.isEmpty()) {
      output.result("model    " + saved);
    }
    if (drawn) {
      output.result("picture  " + plan.picture.path());
    }
    String model = Shell.file(saved.isEmpty() ? plan.model.path() : Path.of(saved));
    switch (result.outcome()) {
      case TrainingOutcome.Completed _ when learning != null && learning.isNothing() ->
          output.error(
              "thalweg train: it has learnt nothing: "
                  + learning.words()
                  + "; "
                  + advice(plan, learning, history));
      case TrainingOutcome.Completed done -> {
        if (!saved.isEmpty()) {
          output.detail("Try next:");
          output.detail("  " + predict(model, plan.dataName));
          output.detail("  " + resume(model, "--epochs", String.valueOf(done.epochs() + 10)));
          output.detail("  " + Shell.line("check", model));
        }
      }
      case TrainingOutcome.Stopped stopped -> {
        output.note(
            "Stopped after step "
                + stopped.step()
                + " of epoch "
                + stopped.epoch()
                + (saved.isEmpty() ? "; nothing was saved." : ". Go on with:"));
        if (!saved.isEmpty()) {
          output.note("  " + resume(model));
        }
      }
      case TrainingOutcome.NonFinite broken ->
          output.error(
              "thalweg train: the numbers became NaN or infinite at step "
                  + broken.step()
                  + " of epoch "
                  + broken.epoch()
                  + ", seen in "
                  + broken.where()
                  + "; "
                  + broken.cause()
                  + " "
                  + (!saved.isEmpty()
                      ? "The last good weights are saved."
                      : Files.exists(plan.model.path())
                          ? plan.model.path() + " holds an earlier model and is left as it was."
                          : "Nothing is saved."));
    }
  }

  /// Returns all measures on the test rows, each with its name.
  private static String measures(Objective objective, EpochDone done) {
    Score test = Objects.requireNonNull(done.test());
    return objective.measures().isEmpty()
        ? String.format(Locale.ROOT, "loss %.4f", test.loss())
        : objective.measures().stream()
            .map(measure -> measure.name() + " " + measure.shown(test.of(measure.name())))
            .collect(Collectors.joining(", "));
  }

  /// Returns what to try where nothing was learnt, by what the loss did: the rule's own rate if
  /// another one was given, or else one ten times as large or small.
  private String advice(Plan plan, Learning learning, List<EpochDone> history) {
    UpdateRule given = plan.settings.rule();
    double own = RuleParser.parse(given.toString().replaceFirst("[( ].*", "")).rate();
    double used = given.rate();
    String larger = String.valueOf(used < own ? own : used * 10);
    String smaller = String.valueOf(used > own ? own : used / 10);
    if (learning.hardlyMoved()) {
      return "the steps are too small or too few; try a larger rate: " + again("--rate", larger);
    }
    if (!learning.fell(history)) {
      return "the rate is probably too large, or the columns say nothing of the target; try a"
          + " smaller rate: "
          + again("--rate", smaller);
    }
    if (!learning.isLevel() || used < own) {
      return "the loss fell in every epoch, too slowly; try a larger rate, or more epochs: "
          + again("--rate", larger);
    }
    return used > own
        ? "the columns say little of the target, or the rate is too large; try a smaller rate: "
            + again("--rate", smaller)
        : "the columns say little of the target; give others, or try more epochs: "
            + again("--epochs", String.valueOf(5L * plan.settings.epochs()));
  }

  /// Returns the line that was typed with another value for one option.
  private String again(String option, String value) {
    List<String> words =
        new ArrayList<>(
            spec == null
                ? List.of("train")
                : spec.root().commandLine().getParseResult().originalArgs());
    int at = words.indexOf(option);
    if (at >= 0) {
      words.set(at + 1, value);
    } else {
      words.removeIf(word -> word.startsWith(option + "="));
      words.add(option);
      words.add(value);
    }
    return Shell.line(words.toArray(String[]::new));
  }

  private String predict(String model, String dataName) {
    List<String> words = new ArrayList<>(List.of("predict", model, "--data", dataName));
    words.addAll(tableOptions.words());
    words.addAll(List.of("--limit", "10"));
    return Shell.line(words.toArray(String[]::new));
  }

  private String resume(String model, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--resume", model));
    words.addAll(tableOptions.words());
    if (trainRows != null) {
      words.addAll(List.of("--train-rows", trainRows.toString()));
    }
    if (testRows != null) {
      words.addAll(List.of("--test-rows", testRows.toString()));
    }
    words.addAll(List.of(more));
    return Shell.line(words.toArray(String[]::new));
  }
}
