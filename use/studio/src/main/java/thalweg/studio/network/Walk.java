package thalweg.studio.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.ScalarFunction;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Layer;
import thalweg.studio.question.Asking;
import thalweg.training.data.Dataset;
import thalweg.training.leaf.Weights;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Rows;

/// Back-propagation to one weight: its gradient in reverse, by differences, and as the sum over the
/// paths that lead from the weight to the loss, of the product of what is met on each. All in
/// double precision, with the network in use.
final class Walk {
  /// More paths than this are counted, and not gone.
  static final int MOST_PATHS = 20_000;

  private static final int SHOWN = 12;

  /// The step of the textbook's difference.
  static final double STEP = 1e-4;

  /// What is met on a path.
  ///
  /// @param what `input` for what the weight is multiplied by, `weight`, `slope` for the derivative
  ///   of a layer that is no dense one, `loss` for that of the loss in an output
  /// @param name of the weight or the layer
  record Factor(String what, String name, double value) {}

  /// A way from the weight to the loss.
  ///
  /// @param units the unit in each stage, from that which the weight leads to
  /// @param value what it adds to the gradient
  /// @param factors whose product that is; empty where it is a mean over rows
  record Path(List<Integer> units, double value, List<Factor> factors) {}

  /// What is found.
  ///
  /// @param value of the weight
  /// @param automatic the gradient in reverse
  /// @param numerical what the ladder says of it
  /// @param error the ladder's bar
  /// @param central the difference of the textbook, with a step of [#STEP]
  /// @param input what the weight is multiplied by, on the average over rows
  /// @param delta the derivative of the loss in the sum that the weight is part of, summed over
  ///   rows
  /// @param paths those that add most
  /// @param pathCount how many there are
  /// @param rest what the others add, all together
  /// @param sum of all paths; NaN if there are too many
  record Found(
      String name,
      int stage,
      int from,
      int to,
      int rows,
      double value,
      double loss,
      double automatic,
      double numerical,
      double error,
      double step,
      int evaluations,
      String reason,
      double central,
      double input,
      double delta,
      List<Path> paths,
      long pathCount,
      double rest,
      double sum) {}

  private final Network network;
  private final Unrolled unrolled;
  private final Unrolled.Stage stage;
  private final int stageIndex;
  private final int parameter;
  private final int from; // −1 of a bias
  private final int to;
  private final Weights weights;
  private final Asking asking;
  private final Rows rows;
  private final Tensor loss;
  private final List<Tensor> wanted = new ArrayList<>();

  private final Execution run;
  private final int firstSlope;

  /// @param row which of the rows to learn from; −1 for all
  private Walk(Subject subject, Weights given, int parameter, int element, int row, Asking asking) {
    Objective objective = subject.objective();
    network = objective.network();
    this.asking = asking;
    this.parameter = parameter;
    List<Unrolled.Stage> stages = Unrolled.stages(network);
    int found = -1;
    for (int i = 0; i < stages.size(); i++) {
      int weight = stages.get(i).weight();
      found = parameter == weight || parameter == weight + 1 ? i : found;
    }
    if (found < 0
        || element < 0
        || element >= given.parameters().get(parameter).shape().elements()) {
      throw new IllegalArgumentException(
          "walk: there is no weight "
              + element
              + " of parameter "
              + parameter
              + "; choose an edge or a bias.");
    }
    stageIndex = found;
    stage = stages.get(found);
    boolean isBias = parameter == stage.weight() + 1;
    from = isBias ? -1 : element / stage.units();
    to = isBias ? element : element % stage.units();
    weights =
        new Weights(
            given.parameters().stream().map(array -> array.to(DType.DOUBLE)).toList(),
            given.statistics().stream().map(array -> array.to(DType.DOUBLE)).toList());
    Dataset train = subject.split().train();
    if (row < -1 || row >= train.rows()) {
      throw new IllegalArgumentException(
          "walk: row " + row + "; it must be from 0 to " + (train.rows() - 1) + ", or −1 for all.");
    }
    rows = Rows.of(row < 0 ? train : train.select("row", new int[] {row}), DType.DOUBLE);
    unrolled =
        Unrolled.of(
            network,
            DType.DOUBLE,
            rows.column(Dataset.FEATURES).reshape(network.input().prepend(rows.count())));
    loss = Maps.loss(objective, unrolled, rows);
    List<Tensor> values = unrolled.values();
    wanted.add(loss);
    wanted.addAll(
        Reverse.gradient(
            loss,
            List.of(
                unrolled.parameters().get(parameter),
                values.get(stage.from() + 1),
                values.getLast())));
    wanted.add(values.get(stage.from()));
    firstSlope = wanted.size();
    for (int layer = stage.from() + 1; layer < network.layers().size(); layer++) {
      wanted.addAll(slopes(layer));
    }
    run = unrolled.bind(Program.of(wanted).execution(), weights).run();
  }

  static Found found(
      Subject subject, Weights weights, int parameter, int element, int row, Asking asking) {
    if (parameter < 0 || parameter >= weights.parameters().size()) {
      throw new IllegalArgumentException(
          "walk: there is no parameter " + parameter + "; choose an edge or a bias.");
    }
    return new Walk(subject, weights, parameter, element, row, asking).found(element);
  }

  private static boolean isMixing(Layer layer) {
    return layer == Activation.SOFTMAX;
  }

  /// Returns the derivatives of a layer in its input: of one that looks at each number by itself
  /// those numbers, of one that mixes a row those of each output; none of a dense one, which has
  /// its weights.
  private List<Tensor> slopes(int layer) {
    if (network.layers().get(layer) instanceof Dense) {
      return List.of();
    }
    Tensor in = unrolled.values().get(layer);
    Tensor out = unrolled.values().get(layer + 1);
    if (!isMixing(network.layers().get(layer))) {
      return Reverse.gradient(out.sum(), List.of(in));
    }
    List<Tensor> all = new ArrayList<>();
    for (int unit = 0; unit < out.shape().size(1); unit++) {
      all.addAll(Reverse.gradient(out.slice(1, unit, unit + 1).sum(), List.of(in)));
    }
    return all;
  }

  private Found found(int element) {
    double value = weights.parameters().get(parameter).at(element);
    double automatic = run.output(1).at(element);
    NdArray delta = run.output(2);
    NdArray input = run.output(4);
    int count = rows.count();
    double inputs = 0;
    double deltas = 0;
    for (int row = 0; row < count; row++) {
      inputs += from < 0 ? 1 : input.at(row * stage.inputs() + from);
      deltas += delta.at(row * stage.units() + to);
    }
    ScalarFunction moved = asking.watched(moved(element));
    Derivative derivative = Ladder.standard().derivative(moved, value);
    double central = (moved.at(value + STEP) - moved.at(value - STEP)) / (2 * STEP);
    long paths = countPaths();
    List<Path> gone = paths > MOST_PATHS ? List.of() : paths();
    double sum = gone.isEmpty() ? Double.NaN : gone.stream().mapToDouble(Path::value).sum();
    List<Path> most =
        gone.stream()
            .sorted(Comparator.comparingDouble((Path path) -> -Math.abs(path.value)))
            .limit(SHOWN)
            .toList();
    return new Found(
        network.parameters().get(parameter).name()
            + (from < 0 ? "[" + to + "]" : "[" + from + ", " + to + "]"),
        stageIndex,
        from,
        to,
        count,
        value,
        run.output(0).at(0),
        automatic,
        derivative.derivative(),
        derivative.error(),
        derivative.step(),
        derivative.evaluations(),
        derivative.reason().name(),
        central,
        inputs / count,
        deltas,
        most,
        paths,
        gone.stream().mapToDouble(Path::value).sum() - most.stream().mapToDouble(Path::value).sum(),
        sum);
  }

  /// Returns the loss as a function of the weight alone.
  private ScalarFunction moved(int element) {
    NdArray own = weights.parameters().get(parameter).copy();
    Execution execution = unrolled.bind(Program.of(loss).execution(), weights);
    execution.set(unrolled.parameters().get(parameter), own);
    return w -> {
      own.set(element, w);
      return execution.run().output(0).at(0);
    };
  }

  private long countPaths() {
    long count = 1;
    for (Layer layer : network.layers().subList(stage.from() + 1, network.layers().size())) {
      count *= layer instanceof Dense dense ? dense.units() : 1;
      if (isMixing(layer)) {
        count *= 64; // at most as many units
      }
      count = Math.min(count, Integer.MAX_VALUE);
    }
    return count;
  }

  private List<Path> paths() {
    double[] start = new double[rows.count()];
    NdArray input = run.output(4);
    for (int row = 0; row < start.length; row++) {
      start[row] = from < 0 ? 1 : input.at(row * stage.inputs() + from);
    }
    List<Path> found = new ArrayList<>();
    Deque<Factor> factors = new ArrayDeque<>();
    Deque<Integer> units = new ArrayDeque<>(List.of(to));
    factors.add(new Factor("input", "", start[0]));
    go(stage.from() + 1, firstSlope, to, start, units, factors, found);
    return found;
  }

  /// Goes on from a unit through a layer.
  ///
  /// @param slope the output that holds the layer's first derivatives
  /// @param product of what has been met, for each row
  private void go(
      int layer,
      int slope,
      int unit,
      double[] product,
      Deque<Integer> units,
      Deque<Factor> factors,
      List<Path> found) {
    asking.check();
    if (layer == network.layers().size()) {
      found.add(end(unit, product, units, factors));
      return;
    }
    Layer through = network.layers().get(layer);
    String name = network.names().get(layer);
    if (through instanceof Dense dense) {
      int weight = weightOf(layer);
      for (int next = 0; next < dense.units(); next++) {
        double w = weights.parameters().get(weight).at(unit * dense.units() + next);
        double[] onward = Arrays.stream(product).map(p -> p * w).toArray();
        units.add(next);
        factors.add(new Factor("weight", name + ".weight[" + unit + ", " + next + "]", w));
        go(layer + 1, slope, next, onward, units, factors, found);
        factors.removeLast();
        units.removeLast();
      }
      return;
    }
    int width = unrolled.values().get(layer).shape().size(1);
    boolean isMixing = isMixing(through);
    for (int next = isMixing ? 0 : unit; next < (isMixing ? width : unit + 1); next++) {
      NdArray slopes = run.output(slope + (isMixing ? next : 0));
      double[] onward = new double[product.length];
      for (int row = 0; row < onward.length; row++) {
        onward[row] = product[row] * slopes.at(row * width + unit);
      }
      factors.add(new Factor("slope", name, slopes.at(unit)));
      go(layer + 1, slope + (isMixing ? width : 1), next, onward, units, factors, found);
      factors.removeLast();
    }
  }

  private Path end(int unit, double[] product, Deque<Integer> units, Deque<Factor> factors) {
    NdArray last = run.output(3);
    int width = last.shape().elements() / product.length;
    double sum = 0;
    for (int row = 0; row < product.length; row++) {
      sum += product[row] * last.at(row * width + unit);
    }
    List<Factor> met = new ArrayList<>();
    if (product.length == 1) {
      met.addAll(factors);
      met.add(new Factor("loss", "", last.at(unit)));
    }
    return new Path(List.copyOf(units), sum, met);
  }

  private int weightOf(int layer) {
    for (int i = 0; i < network.parameters().size(); i++) {
      if (network.parameters().get(i).layer() == layer) {
        return i;
      }
    }
    throw new IllegalStateException("walk: a dense layer without weights");
  }
}
