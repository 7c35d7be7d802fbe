package thalweg.studio.network;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.network.Network;
import thalweg.studio.question.Asking;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Objective;
import thalweg.training.table.Choices;
import thalweg.training.table.Csv;
import thalweg.training.table.Partition;
import thalweg.training.table.Schema;
import thalweg.training.table.Table;

/// What is trained: rows, network and settings, made of what the page says.
///
/// @param csv the rows as text
/// @param columns that are learnt from; empty for all of the text but the target
/// @param target the column that is learnt; empty to find it out
/// @param split the rows as they are, with how the network sees them
/// @param remarks how the text was read
/// @param doubts what is suspicious of its rows, a line each
/// @param window of the plane that is shown
record Subject(
    Points points,
    String csv,
    List<String> columns,
    String target,
    Split split,
    Objective objective,
    TrainingSettings settings,
    List<String> remarks,
    List<String> doubts,
    Window window) {
  /// A part of the plane.
  ///
  /// @param names what the two columns are called
  record Window(List<String> names, double left, double right, double bottom, double top) {}

  static Subject of(Setup setup, Asking asking) {
    Points points = setup.points();
    String csv = points.csv(asking);
    List<String> columns = columns(points);
    String target = points.isOwn() ? points.target().strip() : points.isOfClasses() ? "label" : "z";
    Split split;
    List<String> remarks;
    try {
      Table table =
          Csv.defaults()
              .read("rows", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
      table = target.isEmpty() ? table : table.target(target);
      table = columns.isEmpty() ? table : table.only(columns.toArray(String[]::new));
      table = points.isOwn() || points.isOfClasses() ? table : table.goal(Choices.Goal.QUANTITY);
      Schema schema = table.schema();
      remarks = Stream.concat(schema.remarks().stream(), table.remarks().stream()).toList();
      split = schema.split(partition(points));
    } catch (IOException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
    int width = split.train().rowShape().elements();
    if (width != 2) {
      throw new IllegalArgumentException(
          "network: a row of this table has "
              + width
              + " numbers to learn from ("
              + String.join(", ", split.train().fields().names())
              + "); the page shows two: name the columns, such as "
              + "\"age,height\", whose cells are numbers.");
    }
    if (points.isUnscaled()) {
      Dataset test = split.test();
      split = new Split(asItIs(split.train()), null, test == null ? null : asItIs(test));
    }
    Dataset train = split.train();
    Network network = setup.layout().network(train.classes() > 0 ? train.classes() : 1);
    return new Subject(
        points,
        csv,
        columns,
        target,
        split,
        Objective.usual(network, train),
        setup.learning().settings(train.rows()),
        remarks,
        train.remarks().stream().filter(line -> !remarks.contains(line)).toList(),
        window(points, split));
  }

  /// Returns the same, trained otherwise.
  Subject with(TrainingSettings settings) {
    return new Subject(
        points, csv, columns, target, split, objective, settings, remarks, doubts, window);
  }

  private static List<String> columns(Points points) {
    if (!points.isOwn()) {
      return List.of("x", "y");
    }
    List<String> columns = new ArrayList<>();
    for (String name : points.columns().split(",", -1)) {
      if (!name.isBlank()) {
        columns.add(name.strip());
      }
    }
    return columns;
  }

  static Partition partition(Points points) {
    Partition partition = Partition.of(points.train(), 0, 100 - points.train());
    return points.isSorted() ? partition.byTime("row") : partition;
  }

  private static Dataset asItIs(Dataset data) {
    Column features = data.column(Dataset.FEATURES);
    return data.with(
        new Column(features.kind().with(features.fields().unscaled()), features.values()));
  }

  private static Window window(Points points, Split split) {
    List<String> names = split.train().fields().names();
    List<String> called =
        List.of(
            names.getFirst().isEmpty() ? "1" : names.getFirst(),
            names.get(1).isEmpty() ? "2" : names.get(1));
    if (!points.isOwn()) {
      double wide = points.isUnscaled() ? 1000 * Points.SIDE : Points.SIDE;
      return new Window(called, -wide, wide, -Points.SIDE, Points.SIDE);
    }
    double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (@Nullable Dataset part : new @Nullable Dataset[] {split.train(), split.test()}) {
      double[] all = part == null ? new double[0] : part.features(DType.DOUBLE).doubles();
      for (int i = 0; i < all.length; i++) {
        least[i % 2] = Math.min(least[i % 2], all[i]);
        most[i % 2] = Math.max(most[i % 2], all[i]);
      }
    }
    for (int axis = 0; axis < 2; axis++) {
      double margin = most[axis] > least[axis] ? 0.08 * (most[axis] - least[axis]) : 1;
      least[axis] -= margin;
      most[axis] += margin;
    }
    return new Window(called, least[0], most[0], least[1], most[1]);
  }
}
