package thalweg.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;

/// Layers in a row: a function of parameters and a batch of rows. Holds no parameters itself; they
/// are handed in.
///
/// @param input the shape of one row
/// @param layers the layers, first to last; each must fit the rows the one before it gives
public record Network(Shape input, List<Layer> layers) {
  /// Two, so that what belongs to rows and what to columns is told apart.
  private static final int ROWS_TRIED = 2;

  /// The rows that are computed together.
  private static final long LEAF = 64;

  /// A text wider than this is not what a table's column is made for.
  private static final int WIDEST = 60;

  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("network: it has no layers; give at least one.");
    }
    Shape rows = input;
    for (int i = 0; i < layers.size(); i++) {
      rows = fitting(i, layers.get(i), rows);
    }
  }

  /// Returns what a layer makes of rows, or says which layer does not fit them.
  private static Shape fitting(int index, Layer layer, Shape rows) {
    Shape output;
    Tensor x;
    List<Tensor> parameters;
    List<Tensor> statistics;
    try {
      output = layer.output(rows);
      x = Tensor.variable("x", DType.FLOAT, rows.prepend(ROWS_TRIED));
      parameters =
          layer.parameters(rows).stream()
              .map(need -> Tensor.variable(need.name(), DType.FLOAT, need.shape()))
              .toList();
      statistics =
          layer.statistics(rows).stream()
              .map(kept -> Tensor.variable(kept.name(), DType.FLOAT, kept.shape()))
              .toList();
    } catch (IllegalArgumentException unfit) {
      throw new IllegalArgumentException(
          "network: " + number(index, layer) + " does not fit: " + unfit.getMessage(), unfit);
    }
    // Written as an expression, which computes nothing, a layer shows whether it does what it says.
    through(index, layer, Pass.use(statistics), parameters, x);
    through(index, layer, Pass.training(statistics, RandomKey.variable(), index), parameters, x);
    return output;
  }

  private static String number(int index, Layer layer) {
    return "layer " + (index + 1) + " (" + NetworkParser.text(layer) + ")";
  }

  /// Returns a layer's output for a batch x and, in training, what it observes there.
  private static Trained through(
      int index, Layer layer, Pass pass, List<Tensor> parameters, Tensor x) {
    Shape row = x.shape().withoutFirst();
    Tensor y;
    List<Tensor> observed;
    try {
      y = Objects.requireNonNull(layer.apply(pass, parameters, x), "apply gives null.");
      observed = pass.isTraining() ? layer.observed(pass, parameters, x) : List.of();
    } catch (RuntimeException failed) { // whatever a layer of one's own throws
      throw new IllegalArgumentException(
          "network: "
              + number(index, layer)
              + " fails on rows of shape "
              + row
              + ": "
              + (failed.getMessage() == null ? failed.toString() : failed.getMessage()),
          failed);
    }
    // A layer that chooses by whole numbers gives what it chooses, such as vectors it has learnt.
    DType type =
        x.type().isReal() || parameters.isEmpty() ? x.type() : parameters.getFirst().type();
    requireOutput(index, layer, x, y, type, layer.output(row).prepend(x.shape().size(0)));
    if (pass.isTraining()) {
      requireObserved(index, layer, observed, layer.statistics(row));
    }
    return new Trained(y, observed);
  }

  /// A parameter of a network: its name, such as `dense1.weight`, its shape, and how its first
  /// values are chosen.
  ///
  /// @param layer which layer's it is, from 0
  /// @param isTrained whether training changes it; see [thalweg.network.layer.Frozen]
  public record Parameter(
      String name,
      Shape shape,
      Initialisation initialisation,
      int fanIn,
      int fanOut,
      int layer,
      boolean isTrained) {}

  /// Returns a network for rows that are vectors of `inputs` numbers.
  public static Network of(int inputs, Layer... layers) {
    return new Network(Shape.of(inputs), List.of(layers));
  }

  /// Returns dense layers of the given sizes with an activation between them, such as `784-50-10`;
  /// see [NetworkParser].
  public static Network of(String sizes, Activation activation) {
    return NetworkParser.sizes(sizes, activation, activation.initialisation());
  }

  /// Returns the same network with the weights of all layers initialised otherwise.
  public Network with(Initialisation initialisation) {
    return new Network(input, layers.stream().map(layer -> layer.with(initialisation)).toList());
  }

  /// Returns the shape of one row of output.
  public Shape output() {
    Shape rows = input;
    for (Layer layer : layers) {
      rows = layer.output(rows);
    }
    return rows;
  }

  /// Returns all parameters, layer by layer, in the order in which [#apply] expects them.
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    List<String> names = names();
    Shape rows = input;
    for (int i = 0; i < layers.size(); i++) {
      for (Layer.Need need : layers.get(i).parameters(rows)) {
        parameters.add(
            new Parameter(
                names.get(i) + "." + need.name(),
                need.shape(),
                need.initialisation(),
                need.fanIn(),
                need.fanOut(),
                i,
                need.isTrained()));
      }
      rows = layers.get(i).output(rows);
    }
    return parameters;
  }

  /// Returns each layer's name: its kind and a number that counts layers of that kind from 1.
  public List<String> names() {
    Map<String, Integer> counts = new HashMap<>();
    return layers.stream()
        .map(layer -> layer.kind() + counts.merge(layer.kind(), 1, Integer::sum))
        .toList();
  }

  /// Returns what the layers keep beside their parameters and do not train, layer by layer, each
  /// under its full name, such as `batchnorm1.mean`.
  public List<Layer.Statistic> statistics() {
    List<Layer.Statistic> statistics = new ArrayList<>();
    List<String> names = names();
    Shape rows = input;
    for (int i = 0; i < layers.size(); i++) {
      for (Layer.Statistic kept : layers.get(i).statistics(rows)) {
        statistics.add(
            new Layer.Statistic(
                names.get(i) + "." + kept.name(), kept.shape(), kept.first(), kept.momentum()));
      }
      rows = layers.get(i).output(rows);
    }
    return statistics;
  }

  /// Returns the number of parameter elements; statistics are none.
  public long parameterCount() {
    return parameters().stream().mapToLong(parameter -> parameter.shape().elements()).sum();
  }

  /// Returns new variables for the parameters, in order.
  public List<Tensor> variables(DType type) {
    return parameters().stream().map(p -> Tensor.variable(p.name(), type, p.shape())).toList();
  }

  /// Returns first values for the parameters, in order. The same seed gives the same values on
  /// every machine.
  public List<NdArray> initial(DType type, long seed) {
    List<NdArray> values = new ArrayList<>();
    List<Parameter> parameters = parameters();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      RandomStream stream = new RandomStream(seed, Purpose.INITIALISATION, i, 0);
      values.add(p.initialisation().values(type, p.shape(), p.fanIn(), p.fanOut(), stream));
    }
    return values;
  }

  /// Returns new variables for the statistics, in order.
  public List<Tensor> statisticVariables(DType type) {
    return statistics().stream().map(s -> Tensor.variable(s.name(), type, s.shape())).toList();
  }

  /// Returns first values for the statistics, in order.
  public List<NdArray> initialStatistics(DType type) {
    return statistics().stream().map(kept -> filled(type, kept.shape(), kept.first())).toList();
  }

  private static NdArray filled(DType type, Shape shape, double value) {
    NdArray values = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      values.set(i, value);
    }
    return values;
  }

  /// Returns the output in use of a network that keeps no statistics, for a batch x of shape [rows,
  /// …input]: shape [rows, …output].
  ///
  /// @throws IllegalArgumentException if the number of parameters or the shape of x does not fit,
  ///   or the network keeps statistics
  public Tensor apply(List<Tensor> parameters, Tensor x) {
    List<Layer.Statistic> kept = statistics();
    if (!kept.isEmpty()) {
      throw new IllegalArgumentException(
          "network: it keeps statistics, "
              + kept.stream().map(Layer.Statistic::name).limit(3).collect(Collectors.joining(", "))
              + (kept.size() > 3 ? ", …" : "")
              + "; give them too: apply(parameters, statistics, x).");
    }
    return apply(parameters, List.of(), x);
  }

  /// Returns the output in use for a batch x of shape [rows, …input]: shape [rows, …output].
  ///
  /// @throws IllegalArgumentException if the number of parameters or of statistics or the shape of
  ///   x does not fit
  public Tensor apply(List<Tensor> parameters, List<Tensor> statistics, Tensor x) {
    return pass(parameters, statistics, null, x).output();
  }

  /// A network in training: its output for a batch of rows, and what its layers observe there, one
  /// sum over the rows for each statistic, in order.
  public record Trained(Tensor output, List<Tensor> observed) {}

  /// Returns the output in training for a leaf x of shape [rows, …input], and what is observed.
  ///
  /// @param key where the random numbers of layers come from; see [RandomKey]
  /// @throws IllegalArgumentException if the number of parameters or of statistics or the shape of
  ///   x does not fit
  public Trained train(List<Tensor> parameters, List<Tensor> statistics, Tensor key, Tensor x) {
    return pass(parameters, statistics, key, x);
  }

  private Trained pass(
      List<Tensor> parameters, List<Tensor> statistics, @Nullable Tensor key, Tensor x) {
    if (x.shape().rank() == 0 || !x.shape().withoutFirst().equals(input)) {
      throw new IllegalArgumentException(
          "network: the batch has shape "
              + x.shape()
              + "; it must be "
              + input.prepend(0).toString().replaceFirst("0", "rows")
              + ".");
    }
    requireCount("parameters", parameters.size(), parameters().size());
    requireCount("statistics", statistics.size(), statistics().size());
    Tensor y = x;
    List<Tensor> observed = new ArrayList<>();
    int parameter = 0;
    int statistic = 0;
    int place = 0;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Shape row = y.shape().withoutFirst();
      int weights = layer.parameters(row).size();
      int means = layer.statistics(row).size();
      List<Tensor> kept = statistics.subList(statistic, statistic + means);
      Trained through =
          through(
              i,
              layer,
              key == null ? Pass.use(kept) : Pass.training(kept, key, place),
              parameters.subList(parameter, parameter + weights),
              y);
      y = through.output();
      observed.addAll(through.observed());
      parameter += weights;
      statistic += means;
      place += layer.places();
    }
    return new Trained(y, List.copyOf(observed));
  }

  private static void requireCount(String what, int given, int expected) {
    if (given != expected) {
      throw new IllegalArgumentException(
          "network: " + given + " " + what + " given; there must be " + expected + ".");
    }
  }

  private static void requireOutput(
      int index, Layer layer, Tensor x, Tensor y, DType type, Shape expected) {
    if (!y.shape().equals(expected) || y.type() != type) {
      throw new IllegalArgumentException(
          "network: "
              + number(index, layer)
              + " makes of a batch "
              + x.type()
              + " "
              + x.shape()
              + " one of "
              + y.type()
              + " "
              + y.shape()
              + ", and its output(…) says "
              + type
              + " "
              + expected
              + "; apply and output must agree.");
    }
  }

  private static void requireObserved(
      int index, Layer layer, List<Tensor> seen, List<Layer.Statistic> kept) {
    List<Shape> shapes = seen.stream().map(Tensor::shape).toList();
    List<Shape> expected = kept.stream().map(Layer.Statistic::shape).toList();
    if (!shapes.equals(expected)) {
      throw new IllegalArgumentException(
          "network: "
              + number(index, layer)
              + " observes shapes "
              + shapes
              + ", and its statistics(…) have "
              + expected
              + "; observed and statistics must agree.");
    }
  }

  /// Returns for each layer how many arithmetic operations it takes in use for one row; a fused
  /// multiply-add counts as two, a function such as the exponential as one.
  public List<Long> operations() {
    List<Long> operations = new ArrayList<>();
    Shape rows = input;
    for (Layer layer : layers) {
      Tensor x = Tensor.variable("x", DType.FLOAT, rows.prepend(1));
      List<Tensor> parameters =
          layer.parameters(rows).stream()
              .map(need -> Tensor.variable(need.name(), DType.FLOAT, need.shape()))
              .toList();
      List<Tensor> statistics =
          layer.statistics(rows).stream()
              .map(kept -> Tensor.variable(kept.name(), DType.FLOAT, kept.shape()))
              .toList();
      operations.add(Program.of(layer.apply(Pass.use(statistics), parameters, x)).operations());
      rows = layer.output(rows);
    }
    return operations;
  }

  /// Returns how many numbers the layers give for one row, which training keeps for the way back.
  public long outputsOfLayers() {
    long count = 0;
    Shape rows = input;
    for (Layer layer : layers) {
      rows = layer.output(rows);
      count += rows.elements();
    }
    return count;
  }

  /// Returns a table of the layers with the shapes of their outputs, their parameters and their
  /// operations for one row, one line each; the totals; and what training takes of memory. A layer
  /// that keeps statistics says so in a line more.
  public String summary() {
    List<String> names = names();
    List<Long> operations = operations();
    List<String> texts = layers.stream().map(NetworkParser::text).toList();
    Columns columns = new Columns(width(12, names), width(28, texts));
    StringBuilder text = new StringBuilder();
    text.append(columns.line("layer", "what", "output", "parameters", "operations"));
    text.append(columns.line("input", "", input, "", ""));
    Shape rows = input;
    for (int i = 0; i < layers.size(); i++) {
      long count =
          layers.get(i).parameters(rows).stream().mapToLong(need -> need.shape().elements()).sum();
      List<Layer.Statistic> statistics = layers.get(i).statistics(rows);
      rows = layers.get(i).output(rows);
      text.append(
          columns.line(
              names.get(i),
              texts.get(i),
              rows,
              count == 0 ? "" : grouped(count),
              operations.get(i) == 0 ? "" : grouped(operations.get(i))));
      text.append(statistics.isEmpty() ? "" : kept(statistics));
    }
    long all = operations.stream().mapToLong(Long::longValue).sum();
    text.append(columns.line("total", "", "", grouped(parameterCount()), grouped(all)));
    return text.append(memory()).toString();
  }

  /// The widths of a summary's first two columns.
  private record Columns(int name, int what) {
    String line(Object name, Object what, Object output, Object parameters, Object operations) {
      return String.format(
                  Locale.ROOT,
                  "%-" + this.name + "s %-" + this.what + "s %-12s %12s %14s",
                  name,
                  what,
                  output,
                  parameters,
                  operations)
              .stripTrailing()
          + "\n";
    }
  }

  private static int width(int least, List<String> texts) {
    return texts.stream()
        .mapToInt(String::length)
        .filter(n -> n <= WIDEST)
        .reduce(least, Math::max);
  }

  /// Returns what training in float takes: so many bytes for each parameter and each output.
  private String memory() {
    long trained =
        parameters().stream()
            .filter(Parameter::isTrained)
            .mapToLong(parameter -> parameter.shape().elements())
            .sum();
    return "in float: parameters "
        + kilobytes(parameterCount())
        + "; training: gradients "
        + kilobytes(trained)
        + ", Adam's means "
        + kilobytes(2 * trained)
        + ", outputs of layers for "
        + LEAF
        + " rows "
        + kilobytes(LEAF * outputsOfLayers());
  }

  private static String kilobytes(long numbers) {
    return grouped(Math.ceilDiv(numbers * Float.BYTES, 1000L)) + " kB";
  }

  private static String kept(List<Layer.Statistic> statistics) {
    long count = statistics.stream().mapToLong(kept -> kept.shape().elements()).sum();
    return String.format(Locale.ROOT, "%-12s ", "")
        + "keeps "
        + statistics.stream().map(Layer.Statistic::name).collect(Collectors.joining(" and "))
        + " of leaves of at most 64 rows: "
        + grouped(count)
        + " numbers\n";
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// Returns the network as [NetworkParser] reads it, such as `784, dense 50 init he, relu, dense
  /// 10 init he`.
  @Override
  public String toString() {
    return NetworkParser.text(input, layers.stream().map(NetworkParser::text).toList());
  }
}
