package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
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
      "  thalweg predict thalweg-model.safetensors --data path/to/mnist --json",
      "",
      "Of digits and of a folder with a test part its rows are taken, of other data all rows."
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
          "digits, a picture, a folder of pictures or with the four files of MNIST, or a CSV file.")
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
    StoredModel stored = ModelFile.stored(model);
    Model trained = stored.model();
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
    boolean numeric = names.stream().allMatch(name -> name.matches("0|-?[1-9]\\d{0,8}"));
    List<@Nullable Object> values = new ArrayList<>();
    for (Prediction prediction : predictions) {
      values.add(
          switch (prediction) {
            case null -> null;
            case Prediction.OneClass(String name, _, _) -> numeric ? Integer.valueOf(name) : name;
            case Prediction.Quantity(double value, _) -> value;
            case Prediction.Quantities(List<Double> all) -> all;
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
    return prediction instanceof Prediction.Quantity(double value, _)
        ? Numbers.six(value)
        : prediction.toString();
  }

  private static String difference(Prediction predicted, Prediction label) {
    return predicted instanceof Prediction.Quantity(double value, _)
            && label instanceof Prediction.Quantity(double right, _)
        ? Numbers.six(value - right)
        : predicted.toString().equals(label.toString()) ? "" : "wrong";
  }
}
