package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thalweg.training.EarlyCompilation;
import thalweg.training.EarlyStopping;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.search.Search;
import thalweg.training.search.SearchSpace;
import thalweg.training.search.Standing;
import thalweg.training.search.Trial;
import thalweg.training.tracking.MlflowRun;

/// `thalweg tune`: looks for a network and settings, then trains the best.
@Command(
    name = "tune",
    description = {
      "Look for a good network and good settings, then train the best of them.",
      "Draws networks, rules, rates, decays, dropouts and batches by chance, gives each a few"
          + " epochs, the best third of them three times as many, and so on. What is stated, such"
          + " as --rule, stays as it is. The first one tried is what thalweg train would take, and"
          + " the rows to be judged by are not looked at before the end."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg tune --data iris.csv",
      "  thalweg tune --data iris.csv --trials 81 --seconds 600",
      "  thalweg tune --data iris.csv --network 4-50-3",
      "  thalweg tune --data iris.csv --trials 81 --resume",
      "",
      "Ctrl-C or an end of any kind leaves a journal beside the model; --resume goes on from it to",
      "what would have been found without the interruption."
    })
final class TuneVerb implements Callable<Integer> {
  private static final String MODEL = "thalweg-model.safetensors";
  private static final String PICTURE = "thalweg-tuning.png";
  private static final int TRIALS = 27;

  /// Options of this verb alone, which its training does not have.
  private static final Set<String> OWN =
      Set.of("--trials", "--seconds", "--picture", "--title", "--x-range", "--y-range");

  /// Options that the training has from what is found.
  private static final Set<String> FOUND =
      Set.of(
          "--network",
          "--activation",
          "--initialisation",
          "--rule",
          "--rate",
          "--batch",
          "--epochs",
          "--patience");

  private final Output output;
  private @Nullable CommandSpec spec;

  @Mixin private Shared shared = new Shared();
  @Mixin private LearningOptions options = new LearningOptions();
  @Mixin private MlflowOptions mlflow = new MlflowOptions();
  @Mixin private FigureOptions look = new FigureOptions();

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "How many to try. Default: " + TRIALS + ".")
  private int trials = TRIALS;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "Look no longer than this, but until one is tried; the best so far is then trained."
              + " Default: until all is tried.")
  private @Nullable Integer seconds;

  @Option(
      names = "--resume",
      description = "Go on from the journal of a search that was interrupted.")
  private boolean resume;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description =
          "Where to save the model; the journal lies beside it, as FILE.tuning. Default: "
              + MODEL
              + ".")
  private Path save = Path.of(MODEL);

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description =
          "Where to draw how good each trial was at its rate; PNG or SVG. The picture of the"
              + " training that follows lies beside it. Default: "
              + PICTURE
              + ".")
  private Path picture = Path.of(PICTURE);

  TuneVerb(Output output) {
    this.output = output;
  }

  @Spec
  void spec(CommandSpec spec) {
    this.spec = spec;
    spec.resourceBundle(TrainingOptions.usual());
  }

  @Override
  public Integer call() throws IOException {
    output.with(shared);
    options.vector.apply();
    requireLimits();
    mlflow.check(output);
    NewFile.requireTwo("--save", save, "--picture", picture);
    Path model = new ModelFile("--save", save).path();
    PictureFile drawn = new PictureFile("--picture", picture, look);
    PictureFile ofTraining =
        new PictureFile("--picture", pictureOfTraining(picture), look.ofAnother());
    Path journal = journal(model);
    options.network.check();
    Set<SearchSpace.Drawn> free = free();
    EarlyCompilation compilation = options.compilation();
    LearningData.Loaded loaded = options.load(output);
    Split rows = Search.rows(loaded.split());
    Objective usual = options.objective(rows);
    TrainingSettings settings = options.settings(rows);
    SearchSpace space =
        new SearchSpace(
            new Trial(1, usual, settings),
            network -> options.objective(network, rows),
            EnumSet.copyOf(free));
    compilation.end((long) trials * rows.train().rows() / settings.batch());
    Search search = Search.of(space, rows, trials, settings.seed()).keptIn(journal);
    TuningReport report =
        new TuningReport(output, search, space, trials, loaded, options.rows.name());
    List<Standing> standings;
    AtomicBoolean stopped = new AtomicBoolean();
    int interrupted;
    try (Interrupts interrupts = new Interrupts(output);
        MlflowOptions.Reporting reporting = mlflow.open(output)) {
      if (reporting != null) {
        reporting.begin(options.rows.name(), Map.of("trials", trials, "seed", settings.seed()));
      }
      interrupts.stopBy(
          () -> {
            stopped.set(true);
            output.note("Stopping after this step; press Ctrl-C again to end at once.");
          });
      report.begin(rows);
      interrupts.saved(); // what is tried is in the journal at once
      long deadline =
          seconds == null ? Long.MAX_VALUE : System.nanoTime() + seconds * 1_000_000_000L;
      standings =
          found(
              search
                  .listen(reporting == null ? report : report.andThen(reporting::trial))
                  .stopWhen(
                      () -> stopped.get() || (report.hasAny() && System.nanoTime() >= deadline)));
      interrupted = stopped.get() ? interrupts.exitCode() : 0;
      if (reporting != null) {
        reporting.end(interrupted == 0 ? MlflowRun.Status.FINISHED : MlflowRun.Status.KILLED);
      }
    }
    List<String> words =
        standings.isEmpty() ? List.of() : words(standings.getFirst(), loaded.split(), ofTraining);
    report.end(standings, drawn, journal, words);
    if (interrupted != 0) {
      output.note("Interrupted. Go on with:");
      output.note("  " + Shell.line(again()));
      return interrupted;
    }
    if (standings.getFirst().isDiverged()) {
      output.error("thalweg tune: every trial diverged (NaN or infinite); state a smaller --rate.");
      return ExitCode.DIVERGED;
    }
    if (!isWhole(standings, search)) {
      output.note("Time is up before all was tried; go on with:");
      output.note("  " + Shell.line(again()));
    }
    output.note("Training the best on all rows to learn from:");
    output.note("  " + Shell.line(words.toArray(String[]::new)));
    return Thalweg.run(output, words.toArray(String[]::new));
  }

  private void requireLimits() {
    if (trials < 1 || trials > Search.MOST_TRIALS) {
      throw Failure.usage(
          "--trials is "
              + trials
              + "; it must be from 1 to "
              + String.format(Locale.ROOT, "%,d", Search.MOST_TRIALS)
              + ".");
    }
    if (seconds != null && seconds < 1) {
      throw Failure.usage("--seconds: " + seconds + "; there must be at least 1.");
    }
  }

  /// Returns what is not stated, and so looked for.
  private Set<SearchSpace.Drawn> free() {
    Set<SearchSpace.Drawn> free = options.training.drawn();
    if (!options.network.isGiven()) {
      free.add(SearchSpace.Drawn.NETWORK);
    }
    if (free.isEmpty()) {
      throw Failure.usage(
          "network, rule, rate and batch are all stated, and nothing is left to look for; leave one"
              + " of them out, or use thalweg train.");
    }
    return free;
  }

  private List<Standing> found(Search search) {
    try {
      return search.run();
    } catch (IOException unusable) {
      throw resume ? Failure.input(unusable) : Failure.output(unusable);
    }
  }

  /// Returns whether each trial has got as far as it was to.
  private static boolean isWhole(List<Standing> standings, Search search) {
    for (int rung = 1; rung <= search.rungs(); rung++) {
      int at = rung;
      if (standings.stream().filter(each -> each.rung() >= at).count() < search.trials(rung)) {
        return false;
      }
    }
    return true;
  }

  /// Returns the journal, emptied unless it is to be gone on from.
  private Path journal(Path model) throws IOException {
    Path journal = model.resolveSibling(model.getFileName() + ".tuning");
    NewFile.require("--save", journal);
    if (resume && !Files.exists(journal)) {
      throw Failure.input(
          "--resume: there is no journal " + journal + "; leave --resume out to begin.");
    }
    if (!resume && Files.exists(journal)) {
      if (!Search.isJournal(journal)) {
        throw Failure.usage(
            "--save: the journal would be "
                + journal
                + ", which exists and is none, so it is not overwritten; choose another name or"
                + " remove it.");
      }
      Files.delete(journal);
    }
    return journal;
  }

  private static Path pictureOfTraining(Path picture) {
    String name = String.valueOf(picture.getFileName());
    int dot = Math.max(0, name.lastIndexOf('.'));
    return picture.resolveSibling(
        name.equals(PICTURE)
            ? "thalweg-training.png"
            : name.substring(0, dot) + "-training" + name.substring(dot));
  }

  /// Returns what was typed.
  private List<String> typed() {
    return spec == null
        ? List.of("tune")
        : spec.root().commandLine().getParseResult().originalArgs();
  }

  private String[] again() {
    List<String> words = new ArrayList<>(typed());
    if (!resume) {
      words.add("--resume");
    }
    return words.toArray(String[]::new);
  }

  /// Returns what trains the best, in words: the same rows, what was found, and as many epochs.
  private List<String> words(Standing best, Split rows, PictureFile ofTraining) {
    List<String> words = new ArrayList<>(List.of("train"));
    List<String> typed = typed();
    for (int i = 1; i < typed.size(); i++) {
      String word = typed.get(i);
      String option = word.replaceFirst("=.*", "");
      if (OWN.contains(option) || FOUND.contains(option)) {
        i += word.contains("=") ? 0 : 1;
      } else if (!option.equals("--resume")) {
        words.add(word);
      }
    }
    TrainingSettings settings = best.trial().settings();
    words.addAll(
        List.of(
            "--network",
            best.trial().objective().network().toString(),
            "--rule",
            settings.rule().toString(),
            "--batch",
            String.valueOf(settings.batch())));
    if (rows.validation() == null) { // rows held out chose the epoch; now they are learnt from
      words.addAll(List.of("--epochs", String.valueOf(Math.max(1, best.best()))));
    } else {
      EarlyStopping stopping = settings.earlyStopping();
      words.addAll(
          List.of(
              "--epochs",
              String.valueOf(settings.epochs()),
              "--patience",
              String.valueOf(stopping == null ? 0 : stopping.patience())));
    }
    words.addAll(List.of("--picture", ofTraining.path().toString()));
    return words;
  }
}
