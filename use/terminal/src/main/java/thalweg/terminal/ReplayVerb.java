package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import thalweg.algebra.Quote;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Environment;
import thalweg.training.checkpoint.Provenance;
import thalweg.training.data.Split;
import thalweg.training.model.Model;

/// `thalweg replay`: a run is trained again, and compared with what is told of it.
@Command(
    name = "replay",
    description = {
      "Train again with the settings and data of a run, as its model or its file FILE.run.json"
          + " tells them, and say whether every epoch ends with the same weights. Nothing is"
          + " written.",
    },
    footer = {
      "",
      "Examples:",
      "  thalweg replay thalweg-model.safetensors.run.json",
      "  thalweg replay thalweg-model.safetensors --data elsewhere/iris.csv",
      "",
      "Exit code 0 says that all is equal, to the last bit. 5 says that it is not: told are the"
          + " first",
      "epoch that differs, and what differs in data, versions and machine."
    })
final class ReplayVerb implements Callable<Integer> {
  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private VectorWidth vector = new VectorWidth();

  @Parameters(paramLabel = "RUN", description = "A model, or the file of a run, FILE.run.json.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path run;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "Where the data lie now. Default: where they lay.")
  private @Nullable String data;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Default: all processors. The result is the same, bit for bit.")
  private @Nullable Integer threads;

  ReplayVerb(Output output) {
    this.output = output;
  }

  /// What was said of the data when the run began, read as the command reads it.
  @Command
  private static final class Words {
    @Mixin private TableOptions table = new TableOptions();

    @Option(names = "--train-rows")
    private @Nullable Integer trainRows;

    @Option(names = "--test-rows")
    private @Nullable Integer testRows;
  }

  @Override
  public Integer call() {
    output.with(shared);
    vector.apply();
    RunOnRecord record = RunOnRecord.read(run);
    Provenance told = record.told();
    if (told.epochs().isEmpty() && told.end().weightsSha256() == null) {
      throw Failure.input(
          record.file() + ": it tells of no epoch, so there is nothing to compare with.");
    }
    Provenance.Source source = told.source();
    String name = data == null ? source.name() : data;
    FirstWeights first = first(told.given());
    Split given = split(record, name);
    Split split = first == null ? given : first.seen(name, given);
    output.detail("run      " + record.file());
    output.detail("data     " + name);
    output.detail("network  " + told.objective().network());
    List<String> changes = changes(source.rows(), Provenance.Rows.of(split));
    List<String> environment = environment(told);
    for (String change : changes) {
      output.note("Note: the data have changed; " + change + ".");
    }
    environment.forEach(change -> output.note("Note: " + change + "."));
    return answer(replayed(told, first, name, split), told, changes, environment);
  }

  private Split split(RunOnRecord record, String name) {
    Provenance.Source source = record.told().source();
    Words words = new Words();
    try {
      new CommandLine(words)
          .setExpandAtFiles(false)
          .parseArgs(source.options().toArray(String[]::new));
    } catch (ParameterException unknown) {
      throw Failure.input(
          record.file() + ": it tells of options of the data that are unknown here.");
    }
    // Where several ways to part the rows are possible, the one by which they were parted.
    List<LearningData.Loaded> ways =
        LearningData.again(
            name,
            words.table,
            new PartOptions(),
            List.of(),
            source.table(),
            words.trainRows,
            words.testRows);
    List<Split> splits = new ArrayList<>();
    for (LearningData.Loaded way : ways) {
      boolean isBalanced = source.isBalanced() && way.split().train().classes() > 0;
      splits.add(isBalanced ? LearningData.weighted(way.split()) : way.split());
    }
    return splits.stream()
        .filter(split -> changes(source.rows(), Provenance.Rows.of(split)).isEmpty())
        .findFirst()
        .orElse(splits.getFirst());
  }

  /// Returns what differs in the data, part by part, as they are now first.
  private static List<String> changes(List<Provenance.Rows> then, List<Provenance.Rows> now) {
    List<String> changes = new ArrayList<>();
    for (String part : List.of("train", "validation", "test")) {
      String before = rows(then, part);
      String here = rows(now, part);
      if (!before.equals(here)) {
        changes.add(part + ": " + here + ", not " + before);
      }
    }
    return changes;
  }

  private static String rows(List<Provenance.Rows> all, String part) {
    return all.stream()
        .filter(rows -> rows.part().equals(part))
        .findFirst()
        .map(rows -> "%,d rows of sha256 %s".formatted(rows.rows(), rows.sha256()))
        .orElse("no rows");
  }

  /// Returns what differs between here and where any part of the run was computed.
  private static List<String> environment(Provenance told) {
    return told.parts().stream()
        .flatMap(part -> Environment.here().differencesFrom(part.environment()).stream())
        .distinct()
        .toList();
  }

  /// What the training came to.
  ///
  /// @param epochs that were compared
  /// @param epoch the first that differs; 0 for none
  /// @param difference in what; null for none
  private record Compared(int epochs, int epoch, @Nullable String difference, String weights) {}

  /// Compares each epoch with the one on record.
  private static final class Comparing implements Keeper {
    private final List<Provenance.Epoch> epochs;
    private int done;
    private int epoch;
    private @Nullable String difference;

    Comparing(List<Provenance.Epoch> epochs) {
      this.epochs = epochs;
    }

    @Override
    public boolean isDue(int step) {
      return step == 0 && difference == null;
    }

    @Override
    public void keep(TrainingResult stopped, TrainingSettings settings) {
      TrainingState state = stopped.state();
      int last = state.history().size();
      if (last > done && last <= epochs.size()) {
        done = last;
        Provenance.Epoch then = epochs.get(last - 1);
        String sha256 =
            then.weightsSha256() == null
                ? null
                : Model.weightsSha256(state.parameters(), state.statistics());
        difference = Provenance.Epoch.of(state.history().getLast(), sha256).differenceFrom(then);
        epoch = difference == null ? 0 : last;
      }
    }
  }

  private Compared replayed(
      Provenance told, @Nullable FirstWeights first, String name, Split split) {
    Comparing comparing = new Comparing(told.epochs());
    TrainingResult result = null;
    List<Provenance.Part> parts = told.parts();
    for (int i = 0; i < parts.size() && comparing.difference == null; i++) {
      Provenance.Part part = parts.get(i);
      boolean isLast = i + 1 == parts.size();
      TrainingSettings settings =
          part.settings()
              .withThreads(threads == null ? TrainingSettings.defaults().threads() : threads);
      // A run that was killed is told of to the end of its last whole epoch.
      boolean isCut = told.end().outcome() == Provenance.Outcome.RUNNING;
      int epoch =
          !isLast
              ? parts.get(i + 1).epoch()
              : isCut ? told.epochs().size() + 1 : told.end().epoch();
      int step = !isLast ? parts.get(i + 1).step() : isCut ? 0 : told.end().step();
      long perEpoch = settings.job(told.objective()).stepsPerEpoch(split.train().rows());
      long[] left = {(epoch - part.epoch()) * perEpoch + step - part.step()};
      if (left[0] > 0) {
        Trainer trainer =
            trainer(told, name, split, settings)
                .keptBy(comparing)
                .stopWhen(() -> --left[0] <= 0 || comparing.difference != null);
        result =
            result != null
                ? trainer.run(result.state())
                : first == null ? trainer.run() : trainer.run(first.state(trainer));
      }
    }
    if (result == null) {
      throw Failure.input(
          run + ": it tells of a run that has done no step; there is nothing to compare.");
    }
    String weights = result.model().weightsSha256();
    String then = told.end().weightsSha256();
    return comparing.difference != null || then == null || then.equals(weights)
        ? new Compared(comparing.done, comparing.epoch, comparing.difference, weights)
        : new Compared(
            comparing.done,
            result.state().epoch(),
            "weights sha256 " + weights + ", not " + then,
            weights);
  }

  /// Returns the weights that a run began with; null for those of the seed.
  private static @Nullable FirstWeights first(Provenance.@Nullable Given given) {
    if (given == null) {
      return null;
    }
    Path file = Path.of(given.file());
    Model model = ModelFile.stored(file).model();
    if (!model.weightsSha256().equals(given.weightsSha256())) {
      throw Failure.input(
          file
              + ": the run began with weights of sha256 "
              + given.weightsSha256()
              + ", and these have "
              + model.weightsSha256()
              + "; put back the file that it began with.");
    }
    return new FirstWeights(file, model);
  }

  private Trainer trainer(Provenance told, String name, Split split, TrainingSettings settings) {
    try {
      return Trainer.of(told.objective(), split, settings)
          .listen(
              new TrainingReport(
                  output,
                  told.objective(),
                  Json.object().put("event", "started").put("data", name),
                  false));
    } catch (IllegalArgumentException unfit) {
      throw Failure.input(name + ": these data are not those of the run; " + unfit.getMessage());
    }
  }

  private int answer(
      Compared compared, Provenance told, List<String> changes, List<String> environment) {
    boolean isEqual = compared.difference == null;
    Json json =
        Json.object()
            .put("event", "replayed")
            .put("equal", isEqual)
            .put("epochs", compared.epochs)
            .put("weightsSha256", compared.weights);
    if (isEqual) {
      json.putNull("firstDifferentEpoch").putNull("difference");
    } else {
      json.put("firstDifferentEpoch", compared.epoch)
          .put("difference", Objects.requireNonNull(compared.difference));
    }
    output.json(json.put("dataChanges", changes).put("environmentChanges", environment));
    String epochs = compared.epochs == 1 ? "1 epoch" : "%,d epochs".formatted(compared.epochs);
    if (isEqual) {
      boolean isWhole = told.end().outcome() != Provenance.Outcome.RUNNING;
      output.result(
          "equal: "
              + epochs
              + (isWhole ? "" : ", all that is told of a run that was not ended")
              + ", weights sha256 "
              + compared.weights);
      return ExitCode.OK;
    }
    List<String> why = new ArrayList<>(changes);
    why.addAll(environment);
    output.error(
        "thalweg replay: epoch "
            + compared.epoch
            + " differs: "
            + compared.difference
            + "; "
            + (why.isEmpty()
                ? "nothing that is known of data, versions and machine differs."
                : "here differ " + Quote.shown(String.join("; ", why)) + "."));
    return ExitCode.CHECK_FAILED;
  }
}
