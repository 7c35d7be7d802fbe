package thalweg.studio.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.training.Trainer;
import thalweg.training.data.Dataset;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.leaf.LeafJob;
import thalweg.training.leaf.LocalSums;
import thalweg.training.leaf.Step;
import thalweg.training.leaf.Weights;

/// What is inside a network at some weights: how its numbers are spread, what each layer gives, and
/// what a step does to them. Keeps its programs from one time to the next.
@SuppressWarnings("ArrayRecordComponent") // of answers, which are compared by nobody
final class Inside {
  /// Rows that go through the network to see what its layers give.
  static final int ROWS = 256;

  static final int BINS = 48;

  /// How many numbers lie in each of [#BINS] equal parts from the least to the largest.
  ///
  /// @param name of what it is
  /// @param shape of a parameter, or of what a layer gives for a row
  record Spread(
      String name,
      String shape,
      double least,
      double most,
      double mean,
      double deviation,
      double norm,
      int[] bins) {}

  /// A parameter.
  ///
  /// @param gradientNorm of the mean gradient of the batch; NaN where there is no next batch
  /// @param updateRatio norm of the step over that of the weights; NaN where it is not known
  record Parameter(Spread spread, double gradientNorm, double updateRatio) {}

  /// What a layer gives.
  ///
  /// @param units numbers that it gives for a row
  /// @param dead units that give 0 for every row looked at; −1 for a layer of another kind
  record Given(Spread spread, int units, int dead) {}

  /// What was seen at a step.
  ///
  /// @param gradients norms, by parameter
  /// @param updates ratios of steps to weights, by parameter
  record Trace(long at, double rate, double[] gradients, double[] updates) {}

  private static final int MOST_TRACES = 400;

  private final TreeMap<Long, Trace> traces = new TreeMap<>();
  private final Trainer trainer;
  private final Network network;
  private final Dataset train;
  private final DType type;
  private final NdArray rows;
  private final int count;
  private final Tensor x;
  private final List<Tensor> parameters;
  private final List<Tensor> statistics;
  private final List<Shape> shapes = new ArrayList<>();
  private final Execution execution;
  private @Nullable LocalSums sums;
  private @Nullable LeafJob job;

  Inside(Trainer trainer) {
    this.trainer = trainer;
    network = trainer.objective().network();
    train = trainer.data().train();
    type = trainer.settings().precision();
    count = Math.min(ROWS, train.rows());
    rows = features(IntStream.range(0, count).map(this::spreadRow).toArray());
    x = Tensor.variable("x", type, network.input().prepend(count));
    parameters = network.variables(type);
    statistics = network.statisticVariables(type);
    execution = Program.of(layers()).execution();
  }

  private int spreadRow(int i) {
    return (int) ((long) i * train.rows() / count);
  }

  private NdArray features(int[] which) {
    return train.select(train.name(), which).reshape(network.input()).features(type);
  }

  /// Returns what each layer gives.
  private List<Tensor> layers() {
    List<Tensor> given = new ArrayList<>();
    Tensor y = x;
    int parameter = 0;
    int statistic = 0;
    for (Layer layer : network.layers()) {
      Shape row = y.shape().withoutFirst();
      int weights = layer.parameters(row).size();
      int means = layer.statistics(row).size();
      y =
          layer.apply(
              Pass.use(statistics.subList(statistic, statistic + means)),
              parameters.subList(parameter, parameter + weights),
              y);
      parameter += weights;
      statistic += means;
      given.add(y);
      shapes.add(y.shape().withoutFirst());
    }
    return given;
  }

  private void run(NdArray input, Weights weights) {
    execution.set(x, input);
    for (int i = 0; i < parameters.size(); i++) {
      execution.set(parameters.get(i), weights.parameters().get(i));
    }
    for (int i = 0; i < statistics.size(); i++) {
      execution.set(statistics.get(i), weights.statistics().get(i));
    }
    execution.run();
  }

  /// Returns how what each layer gives is spread.
  synchronized List<Given> given(Weights weights) {
    run(rows, weights);
    List<Given> all = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      double[] numbers = execution.output(i).toDoubles();
      int units = shapes.get(i).elements();
      boolean[] alive = new boolean[units];
      for (int j = 0; j < numbers.length; j++) {
        alive[j % units] |= numbers[j] != 0;
      }
      int dead = (int) IntStream.range(0, units).filter(unit -> !alive[unit]).count();
      all.add(
          new Given(
              spread(network.names().get(i), shapes.get(i), numbers),
              units,
              network.layers().get(i) == Activation.RELU ? dead : -1));
    }
    return all;
  }

  /// Returns what a layer gives for one row of the training data.
  synchronized float[] given(Weights weights, int layer, int row) {
    NdArray one = features(new int[] {row});
    NdArray all = NdArray.zeros(type, network.input().prepend(count));
    for (int i = 0; i < one.shape().elements(); i++) {
      all.set(i, one.at(i));
    }
    run(all, weights);
    NdArray outputs = execution.output(layer);
    float[] given = new float[shapes.get(layer).elements()];
    for (int i = 0; i < given.length; i++) {
      given[i] = (float) outputs.at(i);
    }
    return given;
  }

  Shape shape(int layer) {
    return shapes.get(layer);
  }

  /// Returns how each parameter is spread, with the size of its gradient and of its step.
  synchronized List<Parameter> parameters(WatchedRun.Sample sample, int stepsPerEpoch) {
    double[] gradients = gradients(sample, stepsPerEpoch);
    List<Parameter> all = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      double[] now = sample.weights().parameters().get(i).toDoubles();
      Spread spread =
          spread(network.parameters().get(i).name(), network.parameters().get(i).shape(), now);
      double moved = Double.NaN;
      if (sample.next() != null) {
        double[] next = sample.next().get(i).toDoubles();
        double sum = 0;
        for (int j = 0; j < now.length; j++) {
          sum += (next[j] - now[j]) * (next[j] - now[j]);
        }
        moved = Math.sqrt(sum) / spread.norm;
      }
      all.add(new Parameter(spread, gradients[i], moved));
    }
    return all;
  }

  /// Returns the norms of the gradients of the step that comes next, NaN where there is none or
  /// they would take too long.
  private double[] gradients(WatchedRun.Sample sample, int stepsPerEpoch) {
    double[] norms = new double[parameters.size()];
    Arrays.fill(norms, Double.NaN);
    if (sample.step() >= stepsPerEpoch
        || trainer.settings().gradient() != GradientMethod.AUTOMATIC) {
      return norms;
    }
    LocalSums kept = sums;
    LeafJob work = job;
    if (kept == null || work == null) {
      work = trainer.settings().job(trainer.objective());
      kept =
          new LocalSums(
              work, train, work.family(train.kindsToldAs(trainer.kinds()), 1_000), new Team(1));
      sums = kept;
      job = work;
    }
    int groups = kept.compute(new Step(sample.epoch(), sample.step()), sample.weights());
    int batchRows = work.batchRows(train.rows(), sample.step());
    for (int i = 0; i < norms.length; i++) {
      double[] mean = new double[sample.weights().parameters().get(i).shape().elements()];
      for (int group = 0; group < groups; group++) {
        double[] part = kept.group(group).get(1 + i).toDoubles();
        for (int j = 0; j < mean.length; j++) {
          mean[j] += part[j] / batchRows;
        }
      }
      norms[i] = norm(mean);
    }
    return norms;
  }

  /// Remembers what was seen; of too many every second one.
  synchronized void trace(long at, double rate, List<Parameter> parameters) {
    if (traces.size() >= MOST_TRACES) {
      boolean[] isKept = {false};
      traces.keySet().removeIf(_ -> isKept[0] = !isKept[0]);
    }
    traces.put(
        at,
        new Trace(
            at,
            rate,
            parameters.stream().mapToDouble(Parameter::gradientNorm).toArray(),
            parameters.stream().mapToDouble(Parameter::updateRatio).toArray()));
  }

  synchronized List<Trace> traces() {
    return List.copyOf(traces.values());
  }

  private static double norm(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number * number;
    }
    return Math.sqrt(sum);
  }

  static Spread spread(String name, Shape shape, double[] numbers) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int finite = 0;
    for (double number : numbers) {
      if (Double.isFinite(number)) {
        least = Math.min(least, number);
        most = Math.max(most, number);
        sum += number;
        finite++;
      }
    }
    double mean = sum / finite;
    double squares = 0;
    int[] bins = new int[BINS];
    for (double number : numbers) {
      if (Double.isFinite(number)) {
        squares += (number - mean) * (number - mean);
        int bin = most > least ? (int) ((number - least) / (most - least) * BINS) : 0;
        bins[Math.clamp(bin, 0, BINS - 1)]++;
      }
    }
    return new Spread(
        name,
        shape.toString(),
        least,
        most,
        mean,
        Math.sqrt(squares / finite),
        norm(numbers),
        bins);
  }
}
