package thalweg.training.tracking;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.training.objective.Score;

/// Writes reports by MLflow's REST interface, within its limits. A report that was written before,
/// though the answer was lost, may be written again: it is there once.
///
/// Source: MLflow, "REST API", Create Run, Log Batch, Update Run, and its request limits.
final class MlflowWriter {
  private static final int MOST_METRICS = 1000;
  private static final int MOST_PAIRS = 100; // of parameters or of tags
  private static final int LONGEST_KEY = 250;
  private static final int LONGEST_ID = 250; // those of MLflow have 32
  // 6,000 from MLflow 2.9 on. In bytes, as those of tags: some stores count them.
  private static final int LONGEST_PARAMETER = 500;
  private static final int LONGEST_TAG = 5000;
  private static final String ID = "thalwegRun";

  private final MlflowCalls calls;
  private final String experiment;
  private @Nullable String experimentId;

  MlflowWriter(MlflowCalls calls, String experiment) {
    this.calls = calls;
    this.experiment = experiment;
  }

  /// Returns the number of the experiment; null before a run has begun.
  @Nullable String experimentId() {
    return experimentId;
  }

  /// Writes reports of one run, which are all measurements or one of another kind.
  void write(List<Report> reports) throws IOException, InterruptedException {
    switch (reports.getFirst()) {
      case Report.Begun begun -> begin(begun);
      case Report.Tagged tagged -> log(tagged.run(), "tags", pairs(tagged.tags(), LONGEST_TAG));
      case Report.Ended ended ->
          calls.post(
              "runs/update",
              Map.of(
                  "run_id", ended.run().id(),
                  "status", ended.status().name(),
                  "end_time", ended.millis()));
      case Report.Measured first -> log(first.run(), "metrics", metrics(reports));
    }
  }

  private void begin(Report.Begun begun) throws IOException, InterruptedException {
    if (experimentId == null) {
      experimentId = findExperiment();
    }
    MlflowRun run = begun.run();
    if (run.find().isEmpty()) {
      run.found(create(begun, experimentId));
    }
    log(run, "params", pairs(begun.parameters(), LONGEST_PARAMETER));
  }

  private String findExperiment() throws IOException, InterruptedException {
    try {
      return experimentByName();
    } catch (MlflowException missing) {
      if (!missing.code.equals("RESOURCE_DOES_NOT_EXIST")) {
        throw missing;
      }
    }
    try {
      return id(calls.post("experiments/create", Map.of("name", experiment)), "experiment_id");
    } catch (MlflowException refused) {
      if (!refused.code.equals("RESOURCE_ALREADY_EXISTS")) {
        throw refused;
      }
      return experimentByName(); // somebody has made it in between
    }
  }

  private String experimentByName() throws IOException, InterruptedException {
    return id(
        calls.get("experiments/get-by-name", "experiment_name", experiment),
        "experiment",
        "experiment_id");
  }

  /// Makes the run, or finds it: where an answer came too late, it may have been made before. Only
  /// one that the server makes after having been looked for stands there twice.
  private String create(Report.Begun begun, String experimentId)
      throws IOException, InterruptedException {
    MlflowRun run = begun.run();
    if (run.isAsked()) {
      Map<?, ?> found =
          calls.post(
              "runs/search",
              Map.of(
                  "experiment_ids",
                  List.of(experimentId),
                  "filter",
                  "tags." + ID + " = '" + run.key() + "'",
                  "max_results",
                  1));
      if (found.get("runs") instanceof List<?> runs && !runs.isEmpty()) {
        return id(runs.getFirst(), "info", "run_id");
      }
    }
    run.asked();
    String name = cut(run.name(), LONGEST_KEY); // the same twice: old servers know the tag alone
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(ID, run.key().toString());
    tags.put("mlflow.runName", name);
    MlflowRun parent = run.parent();
    if (parent != null) {
      tags.put("mlflow.parentRunId", parent.id());
    }
    return id(
        calls.post(
            "runs/create",
            Map.of(
                "experiment_id",
                experimentId,
                "run_name",
                name,
                "start_time",
                begun.millis(),
                "tags",
                pairs(tags, LONGEST_TAG))),
        "run",
        "info",
        "run_id");
  }

  private void log(MlflowRun run, String kind, List<? extends Map<String, ?>> all)
      throws IOException, InterruptedException {
    int most = kind.equals("metrics") ? MOST_METRICS : MOST_PAIRS;
    for (int from = 0; from < all.size(); from += most) {
      calls.post(
          "runs/log-batch",
          Map.of("run_id", run.id(), kind, all.subList(from, Math.min(all.size(), from + most))));
    }
  }

  private static List<Map<String, Object>> metrics(List<Report> reports) {
    List<Map<String, Object>> metrics = new ArrayList<>();
    for (Report report : reports) {
      if (report instanceof Report.Measured measured) {
        for (Score.Measured each : measured.values()) {
          double value = each.value();
          metrics.add(
              Map.of(
                  "key",
                  key(each.name()),
                  "value", // JSON has no such numbers; MLflow takes their names
                  Double.isFinite(value) ? (Object) value : Double.toString(value),
                  "timestamp",
                  measured.millis(),
                  "step",
                  measured.step()));
        }
      }
    }
    return metrics;
  }

  private static List<Map<String, String>> pairs(Map<String, ?> values, int longest) {
    List<Map<String, String>> pairs = new ArrayList<>();
    values.forEach(
        (name, value) ->
            pairs.add(Map.of("key", key(name), "value", cut(String.valueOf(value), longest))));
    return pairs;
  }

  /// Returns a name as MLflow takes it: of letters, digits, `_`, `-`, `.` and blanks, and no path.
  private static String key(String name) {
    String plain =
        cut(name.replaceAll("[^\\p{L}\\p{Nd}_\\-. ]", "_"), LONGEST_KEY).replace('…', '_');
    return plain.isBlank() || plain.matches("\\.+") ? "_" + plain : plain;
  }

  /// Returns as much of a text as fits into so many bytes of UTF-8, a sign at the end where it was
  /// cut.
  static String cut(String text, int bytes) {
    int at = 0;
    int size = 0;
    int whole = 0; // that leave room for the sign
    while (at < text.length()) {
      int letter = text.codePointAt(at);
      size += letter < 0x80 ? 1 : letter < 0x800 ? 2 : letter < 0x10000 ? 3 : 4;
      if (size > bytes) {
        return text.substring(0, whole) + "…";
      }
      at += Character.charCount(letter);
      whole = size <= bytes - 3 ? at : whole;
    }
    return text;
  }

  /// Returns what stands in an answer under these names.
  private static String id(@Nullable Object answer, String... path) throws MlflowException {
    Object found = answer;
    for (String name : path) {
      found = found instanceof Map<?, ?> map ? map.get(name) : null;
    }
    String id = MlflowCalls.text(found);
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw new MlflowException(
          "its answer has no "
              + String.join(".", path)
              + (id.isEmpty() ? "" : " of at most " + LONGEST_ID + " letters"),
          "",
          false,
          Duration.ZERO);
    }
    return id;
  }
}
