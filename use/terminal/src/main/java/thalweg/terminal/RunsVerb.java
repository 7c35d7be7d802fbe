package thalweg.terminal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import thalweg.algebra.Quote;
import thalweg.network.NetworkParser;
import thalweg.training.checkpoint.Checkpoints;
import thalweg.training.checkpoint.Provenance;
import thalweg.training.objective.Measure;
import thalweg.training.objective.ObjectiveParser;

/// `thalweg runs`: the trainings that files tell of, listed or compared.
@Command(
    name = "runs",
    description = {
      "List the runs that files FILE.run.json below a folder tell of, the earliest first; or"
          + " compare some: the settings in which they differ, and what they came to, side by side."
    },
    footer = {
      "",
      "Examples:",
      "  thalweg runs",
      "  thalweg runs models --json",
      "  thalweg runs a.safetensors.run.json b.safetensors.run.json"
    })
final class RunsVerb implements Callable<Integer> {
  private final Output output;

  @Mixin private Shared shared = new Shared();

  @Parameters(
      paramLabel = "PLACE",
      arity = "0..*",
      description =
          "A folder below which to look (default: this one), or two files or more to compare.")
  private List<Path> places = new ArrayList<>();

  RunsVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    List<Path> all = places.isEmpty() ? List.of(Path.of("")) : places;
    boolean compares = all.size() > 1 && all.stream().noneMatch(Files::isDirectory);
    List<RunOnRecord> runs = new ArrayList<>();
    List<String> passedOver = new ArrayList<>();
    for (Path place : new LinkedHashSet<>(all)) {
      if (Files.isDirectory(place)) {
        below(place, runs, passedOver);
      } else {
        runs.add(RunOnRecord.read(place));
      }
    }
    if (!compares) {
      runs.sort(Comparator.comparing(RunsVerb::began).thenComparing(RunOnRecord::file));
    }
    output.json(
        Json.object()
            .put("verb", "runs")
            .put("runs", runs.stream().map(RunsVerb::json).toList())
            .put("passedOver", passedOver));
    passedOver.forEach(each -> output.note("Note: passed over " + each));
    if (runs.isEmpty()) {
      output.note("No run is told of here; thalweg train writes FILE.run.json beside each model.");
    } else if (compares) {
      compare(runs);
    } else {
      list(runs);
    }
    return ExitCode.OK;
  }

  private static Instant began(RunOnRecord run) {
    return run.told().parts().getFirst().began();
  }

  /// A folder or file that cannot be read is passed over, as one that tells of no run is.
  private static void below(Path folder, List<RunOnRecord> runs, List<String> passedOver) {
    SimpleFileVisitor<Path> reader =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (Provenance.isNameOfOne(file) && !attributes.isDirectory()) {
              try {
                runs.add(new RunOnRecord(file, Provenance.read(file)));
              } catch (IOException unusable) {
                passedOver.add(Failure.words(unusable));
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            passedOver.add(Failure.words(unreadable));
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(folder, reader);
    } catch (IOException unreadable) {
      throw Failure.input(unreadable);
    }
  }

  private void list(List<RunOnRecord> runs) {
    Table table =
        new Table(
            "run",
            "began",
            "data",
            "network",
            "rule",
            "epochs",
            "validation",
            "test",
            "seconds",
            "outcome");
    for (RunOnRecord run : runs) {
      Provenance told = run.told();
      table.row(
          Quote.shown(Provenance.modelBeside(run.file()).toString()),
          began(run).truncatedTo(ChronoUnit.MINUTES).toString(),
          Quote.shown(told.source().name()),
          told.objective().network().toString(),
          told.parts().getLast().settings().rule().toString(),
          String.valueOf(told.epochs().size()),
          judged(told, "validation"),
          judged(told, "test"),
          "%.1f".formatted(told.seconds()),
          outcome(run));
    }
    output.result(table);
  }

  /// Returns what the objective measures first, or the loss, of the epoch whose weights the model
  /// has.
  private static String judged(Provenance told, String part) {
    Provenance.Epoch epoch = judged(told);
    if (epoch == null) {
      return "";
    }
    List<Measure> measures = told.objective().measures();
    String first = measures.isEmpty() ? "" : measures.getFirst().name();
    Double value = epoch.measured().get(first.isEmpty() ? part + "Loss" : Measure.on(part, first));
    return value == null
        ? ""
        : first.isEmpty()
            ? "loss " + Numbers.six(value)
            : first + " " + measures.getFirst().shown(value);
  }

  private static Provenance.@Nullable Epoch judged(Provenance told) {
    Integer restored = told.end().restoredEpoch();
    return told.epochs().isEmpty()
        ? null
        : restored == null || restored > told.epochs().size()
            ? told.epochs().getLast()
            : told.epochs().get(restored - 1);
  }

  private static String outcome(RunOnRecord run) {
    return switch (run.told().end().outcome()) {
      case RUNNING ->
          Checkpoints.areKept(Provenance.modelBeside(run.file())) ? "running" : "killed";
      case COMPLETED -> "completed";
      case STOPPED_EARLY -> "stopped early";
      case STOPPED -> "stopped";
      case NON_FINITE -> "NaN or infinite";
    };
  }

  private static Json json(RunOnRecord run) {
    Provenance told = run.told();
    Json settings = Json.object();
    settings(told).forEach(settings::put);
    Json measured = Json.object();
    Provenance.Epoch epoch = judged(told);
    if (epoch != null) {
      epoch.measured().forEach(measured::put);
    }
    Json json =
        Json.object()
            .put("file", run.file().toString())
            .put("began", began(run).toString())
            .put("outcome", outcome(run))
            .put("epochs", told.epochs().size())
            .put("seconds", told.seconds())
            .put("settings", settings)
            .put("measured", measured);
    String weights = told.end().weightsSha256();
    return weights == null ? json.putNull("weightsSha256") : json.put("weightsSha256", weights);
  }

  /// Returns all that was chosen or given, by name, as the last part of the run has it.
  private static Map<String, String> settings(Provenance told) {
    Map<String, String> settings = new LinkedHashMap<>();
    Provenance.Source source = told.source();
    settings.put("data", source.name());
    if (!source.options().isEmpty()) {
      settings.put("options", String.join(" ", source.options()));
    }
    source.table().forEach((word, value) -> settings.put("table." + word, value));
    settings.put("balanced", source.isBalanced() ? "yes" : "no");
    source.rows().forEach(rows -> settings.put(rows.part() + " rows", "" + rows.rows()));
    source.rows().forEach(rows -> settings.put(rows.part() + " sha256", rows.sha256()));
    settings.put("network", NetworkParser.write(told.objective().network()));
    settings.put("objective", ObjectiveParser.written(told.objective()));
    settings.putAll(told.parts().getLast().words());
    return settings;
  }

  private void compare(List<RunOnRecord> runs) {
    String[] headings = new String[runs.size() + 1];
    headings[0] = "";
    for (int i = 0; i < runs.size(); i++) {
      headings[i + 1] = Quote.shown(Provenance.modelBeside(runs.get(i).file()).toString());
    }
    Table table = new Table(headings);
    List<Map<String, String>> settings = runs.stream().map(run -> settings(run.told())).toList();
    Set<String> names = new LinkedHashSet<>();
    settings.forEach(each -> names.addAll(each.keySet()));
    for (String name : names) {
      List<String> values = settings.stream().map(each -> each.getOrDefault(name, "")).toList();
      if (new HashSet<>(values).size() > 1) {
        row(table, name, values.stream().map(Quote::shown).toList());
      }
    }
    row(table, "epochs done", runs.stream().map(run -> "" + run.told().epochs().size()).toList());
    Set<String> measures = new LinkedHashSet<>();
    for (RunOnRecord run : runs) {
      Provenance.Epoch epoch = judged(run.told());
      if (epoch != null) {
        measures.addAll(epoch.measured().keySet());
      }
    }
    for (String name : measures) {
      row(table, name, runs.stream().map(run -> measured(run.told(), name)).toList());
    }
    row(
        table,
        "seconds",
        runs.stream().map(run -> "%.1f".formatted(run.told().seconds())).toList());
    row(table, "outcome", runs.stream().map(RunsVerb::outcome).toList());
    output.result(table);
  }

  private static String measured(Provenance told, String name) {
    Provenance.Epoch epoch = judged(told);
    Double value = epoch == null ? null : epoch.measured().get(name);
    return value == null ? "" : Numbers.six(value);
  }

  private static void row(Table table, String name, List<String> values) {
    List<String> cells = new ArrayList<>(List.of(name));
    cells.addAll(values);
    table.row(cells.toArray(String[]::new));
  }
}
