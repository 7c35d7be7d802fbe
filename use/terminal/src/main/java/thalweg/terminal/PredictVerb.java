package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.algebra.Quote;
import thalweg.training.Model;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Dataset;

/// `thalweg predict`: what a trained network makes of data.
@Command(
    name = "predict",
    description =
        "Let a trained network name the class of each row, and tell how often it is right.",
    footer = {
      "",
      "Examples:",
      "  thalweg predict thalweg-model.safetensors --data digits --limit 10",
      "  thalweg predict thalweg-model.safetensors --data path/to/mnist --json",
      "",
      "Of digits and of a folder the test rows are taken, of a CSV file all rows."
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
      description = "digits, a folder with the four files of MNIST, or a CSV file.")
  private String data = "";

  @Option(names = "--limit", paramLabel = "N", description = "Predict the first N rows only.")
  private @Nullable Integer limit;

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
    Checkpoint checkpoint = ModelFile.load(model);
    Model trained = checkpoint.model();
    Dataset rows = LearningData.unseen(data, tableOptions, checkpoint);
    requireFit(trained, rows);
    rows.remarks().forEach(remark -> output.note("Note: " + data + ": " + remark + "."));
    int count = limit == null ? rows.rows() : Math.min(limit, rows.rows());
    int[] predicted =
        trained.predict(rows.select(rows.name(), IntStream.range(0, count).toArray()));
    int labelled =
        (int)
            IntStream.range(0, count).filter(row -> rows.label(row) != Dataset.UNLABELLED).count();
    int right =
        (int) IntStream.range(0, count).filter(row -> predicted[row] == rows.label(row)).count();
    List<String> names = trained.classNames();
    Json json =
        Json.object()
            .put("verb", "predict")
            .put("predictions", values(names, predicted))
            .put("labels", values(names, IntStream.range(0, count).map(rows::label).toArray()))
            .put("rows", count)
            .put("labelled", labelled)
            .put("remarks", rows.remarks());
    output.json(
        labelled == 0 ? json.putNull("accuracy") : json.put("accuracy", (double) right / labelled));
    print(names, rows, predicted, labelled, right);
    return ExitCode.OK;
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

  /// Returns the names of classes, as numbers if all names are numbers; null where there is none.
  private static List<@Nullable Object> values(List<String> names, int[] classes) {
    boolean numeric = names.stream().allMatch(name -> name.matches("0|-?[1-9]\\d{0,8}"));
    List<@Nullable Object> values = new ArrayList<>();
    for (int label : classes) {
      values.add(
          label == Dataset.UNLABELLED
              ? null
              : numeric ? Integer.valueOf(names.get(label)) : names.get(label));
    }
    return values;
  }

  private void print(List<String> names, Dataset rows, int[] predicted, int labelled, int right) {
    int shown = Math.min(predicted.length, limit == null ? SHOWN : predicted.length);
    Table table = new Table("row", "predicted", "label", "");
    for (int row = 0; row < shown; row++) {
      boolean known = rows.label(row) != Dataset.UNLABELLED;
      table.row(
          String.valueOf(row),
          names.get(predicted[row]),
          known ? names.get(rows.label(row)) : "",
          !known || predicted[row] == rows.label(row) ? "" : "wrong");
    }
    if (!shared.quiet) {
      output.result(table);
      if (shown < predicted.length) {
        output.result(
            "… and %,d more rows; --limit N or --json shows them."
                .formatted(predicted.length - shown));
      }
    }
    if (labelled == 0) {
      output.result(
          "%,d rows predicted; none has a label to compare with".formatted(predicted.length));
      return;
    }
    output.result(
        "accuracy %s, %,d of %,d rows right"
            .formatted(Numbers.percent((double) right / labelled), right, labelled));
    if (labelled < predicted.length) {
      output.result(
          "%,d more rows have no label that the model knows"
              .formatted(predicted.length - labelled));
    }
  }
}
