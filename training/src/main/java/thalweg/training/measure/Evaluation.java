package thalweg.training.measure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.model.Model;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Score;
import thalweg.training.objective.SequenceClassification;

/// How good a model is on rows whose right answers are known. As text it is a table.
///
/// ```java
/// System.out.println(Evaluation.of(model, split.test()));
/// ```
public sealed interface Evaluation permits ClassificationReport, LabelsReport, RegressionReport {
  /// Returns how many rows were looked at: those whose right answer is known.
  int rows();

  /// Returns what the rows come to in one number each: `accuracy`, `balancedAccuracy`, `macroF1`,
  /// `auroc` and `logLoss` of classes; `accuracy`, `exact`, `macroF1`, `auroc` and `logLoss` of
  /// several labels; `r2`, `mae` and `rmse` of quantities. NaN where one cannot be known.
  List<Score.Measured> measured();

  /// Returns the report as lines of text, none longer than `columns` letters where that can be had.
  List<String> lines(int columns);

  /// Returns what the model comes to on the rows of `data`, whose columns are found by name. Rows
  /// without a right answer, or with a class that the model does not know, are left out; each of
  /// the others counts its weight.
  ///
  /// @throws IllegalArgumentException if the data do not fit the model, have no target, or in no
  ///   row the right answer is known; or if the model gives neither classes nor labels nor
  ///   quantities
  static Evaluation of(Model model, Dataset data) {
    if (!data.has(Dataset.TARGET)) {
      throw new IllegalArgumentException(
          "evaluate: "
              + data.name()
              + " has no column of right answers; give data with labels, or predict them.");
    }
    if (data.rows() == 0) {
      throw none(data);
    }
    double[] outputs = model.outputs(data).toDoubles();
    double[] weights = data.weights();
    if (model.objective() instanceof SequenceClassification sequences) {
      sequences.requireFits("test", data);
      return places(sequences, data, outputs, weights);
    }
    return switch (predicted(model, outputs, 0)) {
      case Prediction.OneClass _ -> classes(model, data, all(model, outputs), weights);
      case Prediction.Labels _ -> labels(data, all(model, outputs), weights);
      case Prediction.Quantity _, Prediction.Quantities _ ->
          quantities(model, data, outputs, weights);
    };
  }

  private static Prediction predicted(Model model, double[] outputs, int row) {
    int width = model.network().output().elements();
    return model.prediction(Arrays.copyOfRange(outputs, row * width, (row + 1) * width));
  }

  private static Prediction[] all(Model model, double[] outputs) {
    Prediction[] all = new Prediction[outputs.length / model.network().output().elements()];
    Arrays.setAll(all, row -> predicted(model, outputs, row));
    return all;
  }

  private static IllegalArgumentException none(Dataset data) {
    return new IllegalArgumentException(
        "evaluate: in no row of "
            + data.name()
            + " is there a right answer that the model knows; give labelled data of the kind it was"
            + " trained on.");
  }

  private static Evaluation classes(
      Model model, Dataset data, Prediction[] predicted, double[] weights) {
    List<String> given = data.classNames();
    int outputs = model.network().output().elements();
    List<String> names =
        !model.classNames().isEmpty()
            ? model.classNames()
            : given.size() == outputs ? given : ClassificationReport.numbers(outputs);
    int[] labels = data.labels();
    int[] known = new int[labels.length]; // rows
    int count = 0;
    for (int row = 0; row < labels.length; row++) {
      labels[row] = labels[row] == Dataset.UNLABELLED ? -1 : names.indexOf(given.get(labels[row]));
      if (labels[row] >= 0) {
        known[count++] = row;
      }
    }
    if (count == 0) {
      throw none(data);
    }
    int[] rows = Arrays.copyOf(known, count);
    return new ClassificationReport(
        names,
        rows,
        Arrays.stream(rows).map(row -> labels[row]).toArray(),
        Arrays.stream(rows).map(row -> ((Prediction.OneClass) predicted[row]).index()).toArray(),
        Arrays.stream(rows)
            .mapToObj(row -> predicted[row].probabilities().toArray())
            .toArray(double[][]::new),
        Arrays.stream(rows).mapToDouble(row -> weights[row]).toArray());
  }

  /// Takes each place of a row whose class is known as a row of its own.
  private static Evaluation places(
      SequenceClassification objective, Dataset data, double[] outputs, double[] weights) {
    int classes = objective.network().output().size(-1);
    int[] labels = data.numbers(Dataset.TARGET, DType.INT).ints();
    int width = labels.length / data.rows();
    int[] known = IntStream.range(0, labels.length).filter(i -> labels[i] >= 0).toArray();
    if (known.length == 0) {
      throw none(data);
    }
    double[][] scores = new double[known.length][];
    Arrays.setAll(
        scores, i -> Arrays.copyOfRange(outputs, known[i] * classes, (known[i] + 1) * classes));
    return new ClassificationReport(
        ClassificationReport.numbers(classes),
        Arrays.stream(known).map(i -> i / width).toArray(),
        Arrays.stream(known).map(i -> labels[i]).toArray(),
        Arrays.stream(scores).mapToInt(SequenceClassification::likeliest).toArray(),
        Arrays.stream(scores).map(objective.loss()::probabilities).toArray(double[][]::new),
        Arrays.stream(known).mapToDouble(i -> weights[i / width]).toArray());
  }

  private static Evaluation labels(Dataset data, Prediction[] predicted, double[] weights) {
    int[] flags = data.numbers(Dataset.TARGET, DType.INT).ints();
    List<String> names = predicted[0].probabilities().names();
    int width = data.column(Dataset.TARGET).values().width();
    requireWidth(data, names.size(), width);
    boolean[][] has = new boolean[predicted.length][width];
    for (int i = 0; i < flags.length; i++) {
      has[i / width][i % width] = flags[i] != 0;
    }
    return LabelsReport.of(
        names,
        has,
        Arrays.stream(predicted)
            .map(each -> each.probabilities().toArray())
            .toArray(double[][]::new),
        weights);
  }

  /// Keeps no object for a row: of quantities there may be millions.
  private static Evaluation quantities(
      Model model, Dataset data, double[] outputs, double[] weights) {
    Column target = data.column(Dataset.TARGET);
    int width = target.values().width();
    requireWidth(data, model.network().output().elements(), width);
    double[] right = data.numbers(Dataset.TARGET, DType.DOUBLE).doubles();
    int[] rows = new int[data.rows()];
    int count = 0;
    for (int row = 0; row < rows.length; row++) {
      boolean isKnown = true;
      for (int i = 0; i < width; i++) {
        isKnown &= !Double.isNaN(right[row * width + i]);
      }
      if (!isKnown) {
        continue;
      }
      // What is known moves up to the rows before.
      for (int i = 0; i < width; i++) {
        right[count * width + i] = right[row * width + i];
      }
      switch (predicted(model, outputs, row)) {
        case Prediction.Quantity(double value, _) -> outputs[count] = value;
        case Prediction.Quantities(List<Double> values, _) -> {
          for (int i = 0; i < width; i++) {
            outputs[count * width + i] = values.get(i);
          }
        }
        case Prediction.OneClass _, Prediction.Labels _ ->
            throw new IllegalStateException("rows of one model differ in kind");
      }
      weights[count] = weights[row];
      rows[count++] = row;
    }
    if (count == 0) {
      throw none(data);
    }
    Fields fields = target.fields();
    return new RegressionReport(
        fields.areNamed() ? fields.names() : RegressionReport.names(width),
        Arrays.copyOf(rows, count),
        Arrays.copyOf(right, count * width),
        Arrays.copyOf(outputs, count * width),
        Arrays.copyOf(weights, count));
  }

  private static void requireWidth(Dataset data, int expected, int given) {
    if (given != expected) {
      throw new IllegalArgumentException(
          "evaluate: "
              + data.name()
              + " has "
              + given
              + " right answers in a row, the model gives "
              + expected
              + "; give data of the kind it was trained on.");
    }
  }
}
