package thalweg.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.exchange.Replacement;
import thalweg.training.data.Dataset;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Score;

/// `thalweg predict`: what a trained network makes of data.
@Command(
    name = "predict",
    description =
        "Let a trained network name the class of each row, and tell how often it is right.",
    footer = {
      "",
      "Examples:",
      "  thalweg predict thalweg-model.safetensors --data digits --limit 10",
      "  thalweg predict thalweg-model.safetensors --data new.csv --output predicted.csv",
      "  tail -f log.csv | thalweg predict thalweg-model.safetensors --data - --format jsonl",
      "",
      "Of digits and of a folder with a test part its rows are taken, of other data all rows. Rows",
      "on standard input (--data -) are answered as they come: first its header, then each row at",
      "once."
    })
final class PredictVerb implements Callable<Integer> {
  private static final int SHOWN = 20;

  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private TableOptions tableOptions = new TableOptions();
  @Mixin private VectorWidth vector = new VectorWidth();

  @Parameters(paramLabel = "MODEL", description = "A model that thalweg train has saved.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "digits, a picture, a folder of pictures or with the four files of MNIST, an NPZ file, a"
              + " CSV or Parquet file, or - for rows on standard input.")
  private String data = "";

  @Option(names = "--limit", paramLabel = "N", description = "Predict the first N rows only.")
  private @Nullable Integer limit;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description =
          "How rows are written: table, csv or jsonl (a JSON object a line), the last two with the"
              + " probability of each class. Default: table; csv to a file and of standard input.")
  private @Nullable String format;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the rows to FILE, as csv or, where it ends in .jsonl, as jsonl.")
  private @Nullable Path file;

  PredictVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    vector.apply();
    if (limit != null && limit < 1) {
      throw Failure.usage("--limit is " + limit + "; it must be at least 1.");
    }
    PredictionRows.Format form = form();
    if (file != null) {
      requireWritable(file);
    }
    StoredModel stored = ModelFile.stored(model);
    Model trained = stored.model();
    if (form != PredictionRows.Format.TABLE) {
      return rows(form, stored);
    }
    Dataset rows = LearningData.unseen(data, tableOptions, trained.kinds(), stored.table());
    requireFit(trained, rows);
    rows.remarks().forEach(remark -> output.note("Note: " + data + ": " + remark + "."));
    int count = limit == null ? rows.rows() : Math.min(limit, rows.rows());
    Dataset chosen = rows.select(rows.name(), IntStream.range(0, count).toArray());
    List<Prediction> predicted = trained.predict(chosen);
    List<@Nullable Prediction> labels = labels(chosen);
    int[] labelled = IntStream.range(0, count).filter(row -> labels.get(row) != null).toArray();
    Score score =
        labelled.length == 0 ? null : trained.score(chosen.select(chosen.name(), labelled));
    Json json =
        Json.object()
            .put("verb", "predict")
            .put("names", chosen.rowNames())
            .put("predictions", values(trained.classNames(), predicted))
            .put("labels", values(trained.classNames(), labels))
            .put("rows", count)
            .put("labelled", labelled.length)
            .put("remarks", rows.remarks());
    if (predicted.getFirst().probabilities().areKnown()) {
      json.put(
          "probabilities",
          predicted.stream().map(each -> each.probabilities().toArray()).toArray(double[][]::new));
    } else {
      json.putNull("probabilities");
    }
    if (!trained.spread().isEmpty()) {
      json.put("spread", trained.spread());
    }
    boolean isOfClasses = trained.objective() instanceof Classification;
    if (!isOfClasses || score == null) {
      json.putNull("accuracy");
    }
    for (Measure measure : trained.objective().measures()) {
      if (score != null) {
        json.put(measure.name(), score.of(measure.name()));
      } else if (!isOfClasses) {
        json.putNull(measure.name());
      }
    }
    output.json(json);
    print(trained.objective(), chosen.rowNames(), predicted, labels, labelled.length, score);
    return ExitCode.OK;
  }

  private PredictionRows.Format form() {
    boolean isForPrograms = file != null || data.equals("-");
    if (shared.json && (format != null || file != null)) {
      throw Failure.usage("--json is one document of its own; leave out --format and --output.");
    }
    if (format == null) {
      return shared.json || !isForPrograms
          ? PredictionRows.Format.TABLE
          : file != null && file.toString().endsWith(".jsonl")
              ? PredictionRows.Format.JSONL
              : PredictionRows.Format.CSV;
    }
    PredictionRows.Format form =
        switch (format.toLowerCase(Locale.ROOT)) {
          case "table" -> PredictionRows.Format.TABLE;
          case "csv" -> PredictionRows.Format.CSV;
          case "jsonl" -> PredictionRows.Format.JSONL;
          default ->
              throw Failure.usage(
                  "--format: " + Quote.of(format) + " is unknown; it must be table, csv or jsonl.");
        };
    if (file != null && form == PredictionRows.Format.TABLE) {
      throw Failure.usage("--output: a table is for people; write csv or jsonl to a file.");
    }
    return form;
  }

  private void requireWritable(Path file) {
    NewFile.require("--output", file);
    NewFile.requireTwo("--output", file, "MODEL", model);
    if (Files.isRegularFile(Path.of(data))) {
      NewFile.requireTwo("--output", file, "--data", Path.of(data));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw Failure.usage(
          "--output: \"" + file + "\" is no regular file; name another, or leave it out.");
    }
  }

  /// Writes rows for programs.
  private int rows(PredictionRows.Format form, StoredModel stored) {
    if (file == null) {
      return rows(form, stored, output::block);
    }
    try (Replacement replacement = Replacement.open(file)) {
      PrintStream to =
          new PrintStream(
              Channels.newOutputStream(replacement.channel()), false, StandardCharsets.UTF_8);
      int code = rows(form, stored, to::append);
      if (to.checkError()) {
        throw Failure.output(file + ": could not be written; make room, or choose another.", null);
      }
      replacement.commit();
      output.note("rows     " + file);
      return code;
    } catch (IOException failed) {
      throw Failure.output(failed);
    }
  }

  private int rows(PredictionRows.Format form, StoredModel stored, Consumer<String> to) {
    AnsweredRows rows = new AnsweredRows(form, stored, limit, to, output);
    if (data.equals("-")) {
      return rows.answer(System.in, tableOptions);
    }
    Dataset given = LearningData.unseen(data, tableOptions, stored.model().kinds(), stored.table());
    requireFit(stored.model(), given);
    given.remarks().forEach(remark -> output.note("Note: " + data + ": " + remark + "."));
    return rows.answer(given);
  }

  /// Returns for each row what is right, null where that is not known.
  private static List<@Nullable Prediction> labels(Dataset rows) {
    List<@Nullable Prediction> labels = new ArrayList<>();
    if (rows.classes() > 0) {
      for (int label : rows.labels()) {
        labels.add(
            label == Dataset.UNLABELLED
                ? null
                : new Prediction.OneClass(rows.classNames().get(label), label));
      }
      return labels;
    }
    double[] numbers = rows.numbers(Dataset.TARGET, DType.DOUBLE).doubles();
    for (double number : numbers) {
      labels.add(Double.isNaN(number) ? null : new Prediction.Quantity(number));
    }
    return labels;
  }

  private void requireFit(Model trained, Dataset rows) {
    int expected = trained.network().input().elements();
    int given = rows.rowShape().elements();
    if (given != expected) {
      throw Failure.input(
          data
              + " has rows of "
              + given
              + " numbers; the network of "
              + model
              + " takes "
              + expected
              + ". Give data of the kind it was trained on.");
    }
    if (!rows.classNames().equals(trained.classNames())) {
      throw Failure.input(
          data
              + " has the classes "
              + Quote.shown(rows.classNames().toString())
              + "; "
              + model
              + " tells apart "
              + Quote.shown(trained.classNames().toString())
              + ". Give data of the kind it was trained on.");
    }
  }

  /// Returns predictions as JSON has them: names of classes as numbers if all are, quantities; null
  /// where there is none.
  private static List<@Nullable Object> values(
      List<String> names, List<? extends @Nullable Prediction> predictions) {
    boolean numeric = PredictionRows.areNumbers(names);
    List<@Nullable Object> values = new ArrayList<>();
    for (Prediction prediction : predictions) {
      values.add(
          switch (prediction) {
            case null -> null;
            case Prediction.OneClass(String name, _, _) -> numeric ? Integer.valueOf(name) : name;
            case Prediction.Quantity(double value, _) -> value;
            case Prediction.Quantities(List<Double> all, _) -> all;
            case Prediction.Labels(List<String> all, _) -> all;
          });
    }
    return values;
  }

  private void print(
      Objective objective,
      List<String> names,
      List<Prediction> predicted,
      List<@Nullable Prediction> labels,
      int labelled,
      @Nullable Score score) {
    int rows = predicted.size();
    int shown = Math.min(rows, limit == null ? SHOWN : rows);
    boolean isOfClasses = objective instanceof Classification;
    Table table =
        new Table(
            names.isEmpty() ? "row" : "name", "predicted", "label", isOfClasses ? "" : "error");
    for (int row = 0; row < shown; row++) {
      Prediction label = labels.get(row);
      table.row(
          names.isEmpty() ? String.valueOf(row) : Quote.shown(names.get(row)),
          text(predicted.get(row)),
          label == null ? "" : text(label),
          label == null ? "" : difference(predicted.get(row), label));
    }
    if (!shared.quiet) {
      output.result(table);
      if (shown < rows) {
        output.result(
            "… and %,d more rows; --limit N or --json shows them.".formatted(rows - shown));
      }
    }
    if (score == null) {
      output.result("%,d rows predicted; none has a label to compare with".formatted(rows));
      return;
    }
    if (isOfClasses) {
      output.result(
          "accuracy %s, %,d of %,d rows right"
              .formatted(
                  Numbers.percent(score.of("accuracy")),
                  Math.round(score.of("accuracy") * labelled),
                  labelled));
    } else {
      output.result(
          objective.measures().stream()
                  .map(measure -> measure.name() + " " + measure.shown(score.of(measure.name())))
                  .collect(Collectors.joining(", "))
              + " on %,d rows".formatted(labelled));
    }
    if (labelled < rows) {
      output.result("%,d more rows have no label that the model knows".formatted(rows - labelled));
    }
  }

  private static String text(Prediction prediction) {
    return prediction instanceof Prediction.Quantity(double value, double spread)
        ? Numbers.six(value) + (Double.isNaN(spread) ? "" : " ± " + Numbers.spread(spread))
        : prediction.toString();
  }

  private static String difference(Prediction predicted, Prediction label) {
    return predicted instanceof Prediction.Quantity(double value, _)
            && label instanceof Prediction.Quantity(double right, _)
        ? Numbers.six(value - right)
        : predicted.toString().equals(label.toString()) ? "" : "wrong";
  }
}
