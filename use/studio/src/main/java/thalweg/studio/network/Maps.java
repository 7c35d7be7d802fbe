package thalweg.studio.network;

import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.Network;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.leaf.Weights;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Rows;

/// What a network says of a plane: its answer on a fine grid, each unit's on a coarse one, and the
/// gradient of the loss at its weights. Made ready once, for one thread at a time.
///
/// Grids go from the bottom left to the right and then up, from edge to edge.
final class Maps {
  /// Points along each side of the answer's grid, and of a unit's.
  static final int FINE = 72;

  static final int COARSE = 20;

  private final Unrolled fine;
  private final Unrolled coarse;
  private final Unrolled learnt;
  private final Execution answer;
  private final Execution units;
  private final Execution slopes;
  private final int outputs;
  private final int stages;

  Maps(Subject subject) {
    Network network = subject.objective().network();
    DType type = subject.settings().precision();
    fine = Unrolled.of(network, type, Tensor.of(grid(subject, FINE, type)));
    Tensor out = fine.values().getLast();
    outputs = network.output().elements();
    answer = Program.of(said(subject, out)).execution();
    coarse = Unrolled.of(network, type, Tensor.of(grid(subject, COARSE, type)));
    List<Unrolled.Stage> all = Unrolled.stages(network);
    stages = all.size();
    units =
        Program.of(all.stream().map(stage -> coarse.values().get(stage.end())).toList())
            .execution();
    Dataset train = subject.split().train();
    Rows rows = Rows.of(train, type);
    learnt =
        Unrolled.of(
            network,
            type,
            rows.column(Dataset.FEATURES).reshape(network.input().prepend(rows.count())));
    Tensor loss = loss(subject.objective(), learnt, rows);
    List<Tensor> wanted = new java.util.ArrayList<>(List.of(loss));
    wanted.addAll(Reverse.gradient(loss, learnt.parameters()));
    slopes = Program.of(wanted).execution();
  }

  /// Returns the mean loss of rows that have gone through a network.
  static Tensor loss(Objective objective, Unrolled unrolled, Rows rows) {
    return objective
        .checkedLoss(unrolled.values().getLast().reshape(rows.count(), -1), rows)
        .mean();
  }

  /// Returns what is shown of outputs: the probability of each class, or the quantity.
  private static Tensor said(Subject subject, Tensor outputs) {
    if (subject.split().train().classes() > 0) {
      return outputs.softmax(-1);
    }
    List<Fields.Field> fields = kind(subject, Dataset.TARGET).fields().all();
    return fields.isEmpty()
        ? outputs
        : outputs.multiply(fields.getFirst().scale()).add(fields.getFirst().centre());
  }

  private static Column.Kind kind(Subject subject, String column) {
    return Objective.kind(subject.split().train().kinds(), column);
  }

  /// Returns the points of a grid as the network sees them.
  private static NdArray grid(Subject subject, int side, DType type) {
    Subject.Window window = subject.window();
    List<Fields.Field> fields = kind(subject, Dataset.FEATURES).fields().all();
    NdArray grid = NdArray.zeros(type, Shape.of(side * side, 2));
    for (int i = 0; i < side * side; i++) {
      int column = i % side;
      int row = i / side;
      double x = window.left() + (window.right() - window.left()) * column / (side - 1);
      double y = window.bottom() + (window.top() - window.bottom()) * row / (side - 1);
      grid.set(2 * i, fields.get(0).scaled(x));
      grid.set(2 * i + 1, fields.get(1).scaled(y));
    }
    return grid;
  }

  /// Returns the answers on the fine grid, one grid for each output after the other.
  float[] answers(Weights weights) {
    NdArray all = fine.bind(answer, weights).run().output(0);
    float[] numbers = new float[FINE * FINE * outputs];
    planes(all, FINE * FINE, numbers, 0);
    return numbers;
  }

  /// Returns each unit's grid, stage by stage.
  float[] units(Weights weights) {
    coarse.bind(units, weights).run();
    int count = 0;
    for (int i = 0; i < stages; i++) {
      count += units.output(i).shape().elements();
    }
    float[] numbers = new float[count];
    int at = 0;
    for (int i = 0; i < stages; i++) {
      planes(units.output(i), COARSE * COARSE, numbers, at);
      at += units.output(i).shape().elements();
    }
    return numbers;
  }

  private static void planes(NdArray rows, int points, float[] to, int at) {
    int width = rows.shape().elements() / points;
    for (int i = 0; i < points * width; i++) {
      to[at + i % width * points + i / width] = (float) rows.at(i);
    }
  }

  /// The loss over the rows to learn from, and its gradient in all parameters, one after another.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Slopes(double loss, float[] gradient) {}

  Slopes slopes(Weights weights) {
    learnt.bind(slopes, weights).run();
    return new Slopes(
        slopes.output(0).at(0),
        flat(
            java.util.stream.IntStream.range(1, 1 + weights.parameters().size())
                .mapToObj(slopes::output)
                .toList()));
  }

  /// Returns all numbers, one array after another.
  static float[] flat(List<NdArray> arrays) {
    int count = arrays.stream().mapToInt(array -> array.shape().elements()).sum();
    float[] numbers = new float[count];
    int at = 0;
    for (NdArray array : arrays) {
      for (int i = 0; i < array.shape().elements(); i++) {
        numbers[at++] = (float) array.at(i);
      }
    }
    return numbers;
  }
}
