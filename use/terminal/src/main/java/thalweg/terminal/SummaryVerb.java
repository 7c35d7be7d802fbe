package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.layer.Layer;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingState;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.Provenance;
import thalweg.training.checkpoint.SavedModel;
import thalweg.training.data.Column;
import thalweg.training.data.Fields;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Measure;
import thalweg.training.objective.ObjectiveParser;
import thalweg.training.objective.Score;

/// `thalweg summary`: all that is in a model's file.
@Command(
    name = "summary",
    description =
        "Show what is in a model: its network layer by layer, what it has learnt, the columns it"
            + " reads, and what it keeps of its training.",
    footer = {
      "",
      "Examples:",
      "  thalweg summary thalweg-model.safetensors",
      "  thalweg summary thalweg-model.safetensors --json"
    })
final class SummaryVerb implements Callable<Integer> {
  /// Metadata of which the summary tells in other words, or which are a part of the format.
  private static final Set<String> TOLD =
      Set.of(
          "network",
          "objective",
          "precision",
          "columns",
          "classes",
          "loss",
          "history",
          "thalweg.checkpoint",
          "checksum");

  private static final int SHOWN = 40;

  private final Output output;

  @Mixin private Shared shared = new Shared();

  @Parameters(paramLabel = "MODEL", description = "A model that thalweg train has saved.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path model;

  SummaryVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    SavedModel saved = ModelFile.saved(model);
    StoredModel stored = saved.stored();
    Map<String, String> kept = kept(saved.metadata());
    List<Score.Measured> measured = measured(saved.state());
    Json measures = Json.object();
    measured.forEach(each -> measures.put(each.name(), each.value()));
    output.json(json(stored, kept).put("measured", measures));
    if (!output.isJson()) {
      Checkpoint state = saved.state();
      Provenance run = state == null ? null : state.run();
      if (run != null) {
        kept.put("provenance", run(run));
      }
      tell(stored, kept, measured);
    }
    return ExitCode.OK;
  }

  /// Returns the metadata that nothing else of the summary tells, whoever wrote them.
  private static Map<String, String> kept(Map<String, String> metadata) {
    Map<String, String> kept = new TreeMap<>(metadata);
    kept.keySet()
        .removeIf(
            key -> TOLD.contains(key) || key.startsWith("column.") || key.startsWith("table."));
    return kept;
  }

  /// Returns what was measured after the epoch whose weights these are, where the model was saved
  /// with the state of its training.
  private static List<Score.Measured> measured(@Nullable Checkpoint checkpoint) {
    if (checkpoint == null) {
      return List.of();
    }
    TrainingState.Best best = checkpoint.state().best();
    List<EpochDone> history = checkpoint.state().history();
    return history.isEmpty()
        ? List.of()
        : (best == null ? history.getLast() : history.get(best.epoch() - 1)).measured();
  }

  private Json json(StoredModel stored, Map<String, String> kept) {
    Model model = stored.model();
    Network network = model.network();
    List<Json> layers = new ArrayList<>();
    List<String> names = network.names();
    List<Long> operations = network.operations();
    Shape rows = network.input();
    for (int i = 0; i < names.size(); i++) {
      Layer layer = network.layers().get(i);
      long parameters =
          layer.parameters(rows).stream().mapToLong(need -> need.shape().elements()).sum();
      rows = layer.output(rows);
      layers.add(
          Json.object()
              .put("name", names.get(i))
              .put("layer", layer.toString())
              .put("output", sizes(rows))
              .put("parameters", parameters)
              .put("operations", operations.get(i)));
    }
    Json table = Json.object();
    new TreeMap<>(stored.table()).forEach(table::put);
    Json metadata = Json.object();
    kept.forEach(metadata::put);
    return Json.object()
        .put("verb", "summary")
        .put("network", network.toString())
        .put("input", sizes(network.input()))
        .put("layers", layers)
        .put("parameters", network.parameterCount())
        .put("operations", operations.stream().mapToLong(Long::longValue).sum())
        .put("outputsOfLayers", network.outputsOfLayers())
        .put("precision", model.precision().name())
        .put("objective", ObjectiveParser.written(model.objective()))
        .put("loss", model.objective().lossName())
        .put("measures", model.objective().measures().stream().map(Measure::name).toList())
        .put("spread", model.spread())
        .put("columns", model.kinds().stream().map(SummaryVerb::json).toList())
        .put("table", table)
        .put("metadata", metadata)
        .put("weightsSha256", model.weightsSha256());
  }

  private static List<Integer> sizes(Shape shape) {
    return Arrays.stream(shape.sizes()).boxed().toList();
  }

  private static Json json(Column.Kind kind) {
    List<Json> fields = new ArrayList<>();
    for (Fields.Field field : kind.fields().all()) {
      Json json = Json.object().put("name", field.name());
      if (kind.fields().areScaled()) {
        json.put("centre", field.centre()).put("scale", field.scale());
      }
      fields.add(json);
    }
    return Json.object()
        .put("name", kind.name())
        .put("shape", sizes(kind.shape()))
        .put("type", kind.type().name())
        .put("classes", kind.classNames())
        .put("fields", fields);
  }

  private void tell(StoredModel stored, Map<String, String> kept, List<Score.Measured> measured) {
    Model model = stored.model();
    output.result(
        "%s: %s, %,d bytes"
            .formatted(this.model, model.precision().name().toLowerCase(Locale.ROOT), bytes()));
    output.result("");
    output.result(model.network().summary().lines().toList());
    output.result("");
    Table about = new Table("", "");
    about.row("learnt", ObjectiveParser.written(model.objective()));
    about.row("weights", "sha256 " + model.weightsSha256());
    new TreeMap<>(stored.table()).forEach((word, value) -> about.row(word, Quote.shown(value)));
    kept.forEach((key, value) -> about.row(Quote.shown(key), Quote.shown(value)));
    if (!model.spread().isEmpty()) {
      about.row(
          "spread",
          "± "
              + model.spread().stream().map(Numbers::spread).collect(Collectors.joining(", ± "))
              + " (root mean squared error on rows not trained on)");
    }
    measured.forEach(each -> about.row(each.name(), Numbers.six(each.value())));
    output.result(about.lines().stream().filter(line -> !line.isEmpty()).toList());
    for (Column.Kind kind : model.kinds()) {
      output.result("");
      tell(kind);
    }
  }

  /// Returns by what the model was trained, in words; `--json` has all that is known of it.
  private static String run(Provenance run) {
    return run.command().isEmpty() ? "a run begun in Java" : String.join(" ", run.command());
  }

  private long bytes() {
    try {
      return Files.size(model);
    } catch (IOException gone) {
      throw Failure.input(gone);
    }
  }

  private void tell(Column.Kind kind) {
    output.result(
        "%s  %s %s"
            .formatted(
                Quote.shown(kind.name()),
                kind.type().name().toLowerCase(Locale.ROOT),
                kind.shape()));
    if (!kind.classNames().isEmpty()) {
      output.result("  classes  " + shown(kind.classNames()));
    }
    List<Fields.Field> fields = kind.fields().all();
    if (kind.fields().areNamed() || kind.fields().areScaled()) {
      Table table = new Table("  field", "mean", "deviation");
      fields.stream()
          .limit(SHOWN)
          .forEach(
              field ->
                  table.row(
                      "  " + Quote.shown(field.name()),
                      kind.fields().areScaled() ? Numbers.six(field.centre()) : "",
                      kind.fields().areScaled() ? Numbers.six(field.scale()) : ""));
      output.result(table);
      if (fields.size() > SHOWN) {
        output.result("  … and %,d more; --json shows them.".formatted(fields.size() - SHOWN));
      }
    }
  }

  private static String shown(List<String> names) {
    return String.join(", ", names.stream().limit(SHOWN).map(Quote::shown).toList())
        + (names.size() > SHOWN ? " and %,d more".formatted(names.size() - SHOWN) : "");
  }
}
