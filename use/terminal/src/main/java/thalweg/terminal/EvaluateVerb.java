package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.algebra.DType;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.SavedModel;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.measure.Averages;
import thalweg.training.measure.Calibration;
import thalweg.training.measure.ClassificationReport;
import thalweg.training.measure.ClassificationReport.ClassMeasures;
import thalweg.training.measure.Counts;
import thalweg.training.measure.Evaluation;
import thalweg.training.measure.LabelsReport;
import thalweg.training.measure.RegressionReport;
import thalweg.training.model.StoredModel;

/// `thalweg evaluate`: how good a trained model is, by all the usual measures.
@Command(
    name = "evaluate",
    description =
        "Tell how good a trained model is on rows whose right answers are known: all the usual"
            + " measures, what is taken for what, and the worst rows.",
    footer = {
      "",
      "Examples:",
      "  thalweg evaluate thalweg-model.safetensors --data digits",
      "  thalweg evaluate thalweg-model.safetensors --data labelled.csv --picture confusion.png",
      "  thalweg evaluate thalweg-model.safetensors --data all.csv --part test",
      "",
      "Of digits and of a folder with parts the test rows are taken, of other data all rows: give"
          + " rows",
      "that the model has not been trained on, or the data it was trained on with --part test."
    })
final class EvaluateVerb implements Callable<Integer> {
  private static final int[] TOPS = {1, 2, 3, 5};

  /// Pictures side by side.
  private static final int ACROSS = 8;

  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private TableOptions tableOptions = new TableOptions();
  @Mixin private VectorWidth vector = new VectorWidth();
  @Mixin private FigureOptions look = new FigureOptions();

  @Parameters(paramLabel = "MODEL", description = "A model that thalweg train has saved.")
  @SuppressWarnings("NullAway.Init") // required, so picocli fills it
  private Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "Rows with labels: digits, a folder of pictures, a folder with the four files of MNIST,"
              + " an NPZ file, or a table.")
  private String data = "";

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "Take only this part of the data that the model was trained on: train, validation or"
              + " test. Default: all rows, of digits and of a folder with parts the test rows.")
  private @Nullable String part;

  @Option(
      names = "--worst",
      paramLabel = "N",
      defaultValue = "5",
      description = "Show the N rows on which it is most wrong. Default: ${DEFAULT-VALUE}.")
  private int worst;

  @Option(
      names = "--worst-picture",
      paramLabel = "FILE",
      description = "Of pictures: draw the worst, as many as --worst says; .png or .svg.")
  private @Nullable Path worstPicture;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description =
          "Draw what is taken for what or, of a quantity, what is predicted against what is right;"
              + " .png or .svg.")
  private @Nullable Path picture;

  EvaluateVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    vector.apply();
    if (worst < 0) {
      throw Failure.usage("--worst is " + worst + "; it must be at least 0.");
    }
    boolean isWorstAlone = picture == null && worstPicture != null;
    PictureFile file = isWorstAlone ? null : look.file(picture);
    PictureFile worstFile =
        worstPicture == null
            ? null
            : new PictureFile(
                "--worst-picture", worstPicture, isWorstAlone ? look : look.ofAnother());
    if (picture != null && worstPicture != null) {
      NewFile.requireTwo("--picture", picture, "--worst-picture", worstPicture);
    }
    SavedModel saved = ModelFile.saved(model);
    Dataset rows = part == null ? unseen(saved) : partOf(saved, part);
    if (worstFile != null && (rows.rowShape().rank() < 2 || worst == 0)) {
      throw Failure.usage(
          "--worst-picture: "
              + (worst == 0 ? "--worst is 0, so there is none" : data + " holds no pictures")
              + "; leave it out.");
    }
    rows.remarks().forEach(remark -> output.note("Note: " + data + ": " + remark + "."));
    Evaluation evaluation;
    try {
      evaluation = Evaluation.of(saved.stored().model(), rows);
    } catch (IllegalArgumentException unfit) {
      throw Failure.input(data + ": " + unfit.getMessage());
    }
    if (file != null && evaluation instanceof LabelsReport) {
      throw Failure.usage(
          "--picture: of several labels there is no one picture; leave it out, or draw one from"
              + " --json.");
    }
    Json json =
        Json.object()
            .put("verb", "evaluate")
            .put("rows", evaluation.rows())
            .put("unlabelled", rows.rows() - evaluation.rows());
    fill(json, evaluation, rows.rowNames());
    json.put("remarks", rows.remarks());
    if (picture != null) {
      json.put("picture", picture.toString());
    }
    if (worstPicture != null) {
      json.put("worstPicture", worstPicture.toString());
    }
    output.json(json);
    output.result(evaluation.lines(output.lineColumns()));
    if (rows.rows() > evaluation.rows()) {
      output.result(
          "%,d more rows have no label that the model knows"
              .formatted(rows.rows() - evaluation.rows()));
    }
    tellWorst(evaluation, rows.rowNames());
    if (file != null) {
      file.save(() -> figure(evaluation));
      output.detail("picture  " + picture);
    }
    if (worstFile != null && evaluation instanceof ClassificationReport report) {
      List<ClassificationReport.Mistake> mistakes = report.worst(worst);
      if (mistakes.isEmpty()) {
        output.note("Note: every row is named rightly, so there is no worst picture to draw.");
      } else {
        worstFile.save(() -> sheet(rows, mistakes));
        output.detail("picture  " + worstPicture);
      }
    }
    return ExitCode.OK;
  }

  private Dataset unseen(SavedModel saved) {
    StoredModel stored = saved.stored();
    Dataset rows = LearningData.unseen(data, tableOptions, stored.model().kinds(), stored.table());
    if (!LearningData.areDigits(data) && data.equals(saved.metadata().get("data"))) {
      output.note(
          "Note: the model was trained on rows of this name; --part test judges it by those it has"
              + " not seen.");
    }
    return rows;
  }

  /// Returns a part of the data that the model was trained on.
  private Dataset partOf(SavedModel saved, String name) {
    Checkpoint checkpoint;
    try {
      checkpoint = saved.checkpoint();
    } catch (IOException stateless) {
      throw Failure.input(stateless);
    }
    Split split =
        LearningData.trainedOn(
                "--part: " + model, data, tableOptions, new PartOptions(), checkpoint, null, null)
            .split();
    Dataset chosen =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "train" -> split.train();
          case "validation" -> split.validation();
          case "test" -> split.test();
          default ->
              throw Failure.usage(
                  "--part: "
                      + Quote.of(name)
                      + " is unknown; it must be train, validation or test.");
        };
    if (chosen == null) {
      throw Failure.usage(
          "--part: in the training of "
              + model
              + " there were no "
              + name
              + " rows; leave it out.");
    }
    return chosen;
  }

  private static Figure sheet(Dataset rows, List<ClassificationReport.Mistake> mistakes) {
    Shape shape = rows.rowShape();
    Dataset shown =
        rows.select(
            rows.name(), mistakes.stream().mapToInt(ClassificationReport.Mistake::row).toArray());
    double[] all = shown.features(DType.DOUBLE).doubles();
    int size = shape.elements();
    double[][] images = new double[mistakes.size()][];
    String[] captions = new String[images.length];
    for (int i = 0; i < images.length; i++) {
      images[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
      ClassificationReport.Mistake each = mistakes.get(i);
      captions[i] = Quote.shown(each.label()) + " as " + Quote.shown(each.predicted());
    }
    String title = "What is, and as what it was named";
    int columns = Math.min(ACROSS, images.length);
    int width = shape.size(shape.rank() - 1);
    return shape.rank() == 3 && shape.size(0) == 3
        ? Figures.colourImages(title, columns, width, images, captions)
        : Figures.images(title, columns, width, images, captions);
  }

  private void fill(Json json, Evaluation evaluation, List<String> names) {
    switch (evaluation) {
      case ClassificationReport report -> classes(json, report, names);
      case LabelsReport report -> {
        json.put("accuracy", report.accuracy())
            .put("exact", report.exact())
            .put("logLoss", report.logLoss())
            .put("labels", report.labels().stream().map(EvaluateVerb::json).toList())
            .put("macro", json(report.macro()))
            .put("weighted", json(report.weighted()))
            .put("micro", json(report.micro()));
      }
      case RegressionReport report -> {
        json.put("r2", report.r2())
            .put("mae", report.mae())
            .put("rmse", report.rmse())
            .put("quantities", report.quantities().stream().map(EvaluateVerb::json).toList())
            .put("worst", report.worst(worst).stream().map(each -> json(each, names)).toList());
      }
    }
  }

  private void classes(Json json, ClassificationReport report, List<String> names) {
    Json tops = Json.object();
    for (int k : TOPS) {
      if (k < report.classes().size()) {
        tops.put(String.valueOf(k), report.top(k));
      }
    }
    Calibration calibration = report.calibration();
    json.put("accuracy", report.accuracy())
        .put("balancedAccuracy", report.balancedAccuracy())
        .put("auroc", report.auroc())
        .put("top", tops)
        .put("logLoss", report.logLoss())
        .put("perplexity", report.perplexity())
        .put("brier", report.brier())
        .put("calibrationError", calibration.expectedError())
        .put("calibration", calibration.bins().stream().map(EvaluateVerb::json).toList())
        .put("classes", report.classes().stream().map(EvaluateVerb::json).toList())
        .put("macro", json(report.macro()))
        .put("weighted", json(report.weighted()))
        .put("micro", json(report.micro()))
        .put("confusion", report.confusion().toArray())
        .put("worst", report.worst(worst).stream().map(each -> json(each, names)).toList());
  }

  private static Json json(ClassMeasures of) {
    Counts counts = of.counts();
    return Json.object()
        .put("name", of.name())
        .put("rows", counts.rows())
        .put("precision", counts.precision())
        .put("recall", counts.recall())
        .put("f1", counts.f1())
        .put("auroc", of.auroc());
  }

  private static Json json(Averages of) {
    return Json.object()
        .put("precision", of.precision())
        .put("recall", of.recall())
        .put("f1", of.f1());
  }

  private static Json json(Calibration.Bin bin) {
    return Json.object()
        .put("from", bin.from())
        .put("to", bin.to())
        .put("rows", bin.rows())
        .put("confidence", bin.confidence())
        .put("accuracy", bin.accuracy());
  }

  private static Json row(int row, List<String> names) {
    Json json = Json.object().put("row", row);
    return names.isEmpty() ? json : json.put("name", names.get(row));
  }

  private static Json json(ClassificationReport.Mistake of, List<String> names) {
    return row(of.row(), names)
        .put("label", of.label())
        .put("predicted", of.predicted())
        .put("probability", of.probability())
        .put("ofLabel", of.ofLabel());
  }

  private static Json json(RegressionReport.QuantityMeasures of) {
    return Json.object()
        .put("name", of.name())
        .put("r2", of.r2())
        .put("mae", of.mae())
        .put("rmse", of.rmse())
        .put("medianError", of.median())
        .put("meanError", of.bias())
        .put("largestError", of.largest());
  }

  private static Json json(RegressionReport.LargeError of, List<String> names) {
    return row(of.row(), names)
        .put("quantity", of.quantity())
        .put("right", of.right())
        .put("predicted", of.predicted());
  }

  private void tellWorst(Evaluation evaluation, List<String> names) {
    String row = names.isEmpty() ? "row" : "name";
    List<String> told = new ArrayList<>();
    switch (evaluation) {
      case ClassificationReport report -> {
        List<ClassificationReport.Mistake> mistakes = report.worst(worst);
        Table table = new Table(row, "label", "predicted", "held likely", "its label");
        for (ClassificationReport.Mistake each : mistakes) {
          table.row(
              named(each.row(), names),
              each.label(),
              each.predicted(),
              percent(each.probability()),
              percent(each.ofLabel()));
        }
        told.add("the rows whose label was held least likely, of those named wrongly:");
        show(mistakes.isEmpty(), told, table);
      }
      case RegressionReport report -> {
        List<RegressionReport.LargeError> errors = report.worst(worst);
        Table table = new Table(row, "quantity", "right", "predicted", "error");
        for (RegressionReport.LargeError each : errors) {
          table.row(
              named(each.row(), names),
              each.quantity(),
              Numbers.six(each.right()),
              Numbers.six(each.predicted()),
              Numbers.six(each.error()));
        }
        told.add("the rows with the largest errors:");
        show(errors.isEmpty(), told, table);
      }
      case LabelsReport _ -> {}
    }
  }

  private static String named(int row, List<String> names) {
    return names.isEmpty() ? String.valueOf(row) : Quote.shown(names.get(row));
  }

  private void show(boolean isEmpty, List<String> heading, Table table) {
    if (!isEmpty && !shared.quiet) {
      output.result("");
      output.result(heading);
      output.result(table);
    }
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "" : Numbers.percent(share);
  }

  private static Figure figure(Evaluation evaluation) {
    return switch (evaluation) {
      case ClassificationReport report ->
          Figures.confusion(
              "A line for each class, under what it was named: %s right"
                  .formatted(Numbers.percent(report.accuracy())),
              report.confusion().names(),
              report.confusion().toArray());
      case RegressionReport report ->
          Figures.predictions(
              report.quantities().getFirst().name(), report.right(0), report.predicted(0));
      case LabelsReport _ ->
          throw new IllegalArgumentException("of several labels there is no one picture.");
    };
  }
}
