package thalweg.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Values;
import thalweg.training.model.Model;
import thalweg.training.model.Predictor;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Probabilities;

/// What a model says of the rows of a partition, some hundred at a time, by one predictor for each
/// task.
final class Predicting implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  /// Rows computed at a time: some tiles of the predictor's.
  private static final int ROWS = 1_008;

  private final Broadcast<ModelBytes> model;
  private final LongAccumulator counter;
  private final int features;
  private final boolean hasProbabilities;

  /// @param counter of rows that are answered
  /// @param features place of the column
  /// @param hasProbabilities whether how likely each class is comes behind the answer
  Predicting(
      Broadcast<ModelBytes> model,
      LongAccumulator counter,
      int features,
      boolean hasProbabilities) {
    this.model = model;
    this.counter = counter;
    this.features = features;
    this.hasProbabilities = hasProbabilities;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Answering(rows);
  }

  private final class Answering implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Model known = model.value().model();
    private final Predictor predictor = known.predictor(1); // which has no threads to be closed
    private final int width = known.network().input().elements();
    private final Deque<Row> answered = new ArrayDeque<>();

    Answering(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      if (answered.isEmpty() && rows.hasNext()) {
        answer();
      }
      return !answered.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no row is left");
      }
      return answered.remove();
    }

    private void answer() {
      List<Row> some = new ArrayList<>(ROWS);
      while (some.size() < ROWS && rows.hasNext()) {
        some.add(rows.next());
      }
      double[] read = new double[some.size() * width];
      for (int i = 0; i < some.size(); i++) {
        double[] numbers = Page.features(some.get(i).get(features));
        if (numbers.length != width) {
          throw new IllegalArgumentException(
              "spark: a row has "
                  + numbers.length
                  + " features; the model was trained on "
                  + width
                  + ".");
        }
        System.arraycopy(numbers, 0, read, i * width, width);
      }
      // As a data set: its numbers are scaled in double, as those of the training were.
      NdArray outputs =
          predictor.outputs(
              Dataset.of(
                  "rows",
                  List.of(Column.of(Dataset.FEATURES, Shape.of(width), Values.of(width, read)))));
      counter.add(some.size());
      int count = outputs.shape().size(1);
      double[] all = outputs.toDoubles();
      for (int i = 0; i < some.size(); i++) {
        answered.add(
            answered(
                some.get(i),
                known.prediction(Arrays.copyOfRange(all, i * count, (i + 1) * count))));
      }
    }

    private Row answered(Row row, Prediction prediction) {
      int given = row.size();
      Object[] cells = new Object[given + (hasProbabilities ? 2 : 1)];
      for (int i = 0; i < given; i++) {
        cells[i] = row.get(i);
      }
      cells[given] =
          switch (prediction) {
            case Prediction.OneClass one -> (double) one.index();
            case Prediction.Quantity quantity -> quantity.value();
            case Prediction.Quantities several -> several.values().getFirst();
            case Prediction.Labels labels -> (double) labels.names().size();
          };
      if (hasProbabilities) {
        Probabilities known = prediction.probabilities();
        cells[given + 1] =
            Vectors.dense(IntStream.range(0, known.count()).mapToDouble(known::at).toArray());
      }
      return RowFactory.create(cells);
    }
  }
}
