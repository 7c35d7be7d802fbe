package thalweg.studio.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.program.Team;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.network.Network;
import thalweg.training.Trainer;
import thalweg.training.data.Dataset;
import thalweg.training.leaf.Judge;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.leaf.Weights;

/// The loss on some training rows around some weights, in the plane of two random directions whose
/// filters, the weights of one unit, have the norms of the weights' own, so that the scale of a
/// layer, which changes nothing, does not stretch the picture; biases stay as they are (Li, Xu,
/// Taylor, Studer and Goldstein, "Visualizing the Loss Landscape of Neural Nets", NeurIPS 2018).
final class Landscape {
  static final int LEAST = 5;
  static final int MOST = 50;

  /// Rows that the loss is the mean of, at most, evenly taken.
  static final int ROWS = 512;

  private final Weights weights;
  private final List<NdArray> across;
  private final List<NdArray> down;
  private final List<NdArray> moved;
  private final Judge judge;
  final int rows;

  Landscape(Trainer trainer, Weights weights, long seed, Team team) {
    this.weights = weights;
    Network network = trainer.objective().network();
    across = direction(network, weights.parameters(), seed, 0);
    down = direction(network, weights.parameters(), seed, 1);
    moved = weights.parameters().stream().map(NdArray::copy).toList();
    Dataset train = trainer.data().train();
    rows = Math.min(ROWS, train.rows());
    Dataset some =
        train.select(
            train.name(),
            IntStream.range(0, rows).map(i -> (int) ((long) i * train.rows() / rows)).toArray());
    DType type = trainer.settings().precision();
    judge =
        new Judge(
            new LeafProgram.Family(
                trainer.objective(),
                some.kindsToldAs(trainer.kinds()),
                LeafProgram.Use.JUDGE,
                type,
                (long) MOST * MOST * 8),
            some,
            team);
  }

  /// Returns the loss so far along both directions.
  double at(double a, double b) {
    for (int i = 0; i < moved.size(); i++) {
      NdArray from = weights.parameters().get(i);
      NdArray to = moved.get(i);
      for (int j = 0; j < to.shape().elements(); j++) {
        to.set(j, from.at(j) + a * across.get(i).at(j) + b * down.get(i).at(j));
      }
    }
    return judge.score(new Weights(moved, weights.statistics())).loss();
  }

  /// A filter is what is multiplied into one output: of a matrix a column, for its rows are inputs.
  static List<NdArray> direction(Network network, List<NdArray> parameters, long seed, int which) {
    List<NdArray> direction = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      NdArray like = parameters.get(i);
      NdArray drawn = NdArray.zeros(like.type(), like.shape());
      if (network.parameters().get(i).shape().rank() > 1) {
        double[] numbers = new double[like.shape().elements()];
        new RandomStream(seed, Purpose.CHECK, 2 * i + which, 0)
            .fillNormal(numbers, 0, numbers.length, 0);
        int filters = like.shape().size(like.shape().rank() - 1);
        double[] norms = new double[filters];
        double[] wanted = new double[filters];
        for (int j = 0; j < numbers.length; j++) {
          norms[j % filters] += numbers[j] * numbers[j];
          wanted[j % filters] += like.at(j) * like.at(j);
        }
        for (int j = 0; j < numbers.length; j++) {
          int filter = j % filters;
          drawn.set(j, numbers[j] * Math.sqrt(wanted[filter] / norms[filter]));
        }
      }
      direction.add(drawn);
    }
    return direction;
  }

  /// Computes the losses of a square of so many points a side, the middle first, and writes each
  /// row when it is whole.
  ///
  /// @param extent how far it goes from the weights to each side, in norms of the weights
  /// @param losses rows from the top, NaN where not computed yet
  void fill(int size, double extent, float[] losses, Job<?> job) {
    Arrays.fill(losses, Float.NaN);
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted((one, other) -> Math.abs(2 * one - size + 1) - Math.abs(2 * other - size + 1))
            .mapToInt(i -> i)
            .toArray();
    for (int row : order) {
      for (int column = 0; column < size; column++) {
        job.check();
        losses[row * size + column] =
            (float) at(place(column, size, extent), -place(row, size, extent));
        job.done.incrementAndGet();
      }
    }
  }

  private static double place(int i, int size, double extent) {
    return extent * (2.0 * i / (size - 1) - 1);
  }
}
