package thalweg.training.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Team;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.network.layer.Layer;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.digest.Sha256;
import thalweg.training.leaf.Judge;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.leaf.Weights;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Regression;
import thalweg.training.objective.Score;
import thalweg.training.objective.SequenceClassification;
import thalweg.training.objective.SeveralLabels;

/// A network with its parameters, and what its numbers mean: what training comes to and prediction
/// needs. Immutable, and safe to use from any number of threads.
///
/// ```java
/// Model model = Model.load(Path.of("iris.safetensors"));
/// System.out.println(model.predict(5.1, 3.5, 1.4, 0.2)); // setosa
/// ```
public final class Model {
  private final Objective objective;
  private final List<NdArray> parameters; // nobody else has these arrays
  private final List<NdArray> statistics; // nor these
  private final List<Column.Kind> kinds;
  private final List<Double> spread;
  private final Predictor predictor; // for requests made to the model itself

  /// Makes a model of copies of the parameters.
  ///
  /// @param objective what was learnt, and by which network
  /// @param parameters in the network's order, all of one type
  /// @param statistics kept beside the parameters, in the network's order
  /// @param kinds what the columns of the data trained on are
  /// @throws IllegalArgumentException if parameters, statistics or columns do not fit the network
  public Model(
      Objective objective,
      List<NdArray> parameters,
      List<NdArray> statistics,
      List<Column.Kind> kinds) {
    this(objective, copies(parameters), copies(statistics), kinds, List.of());
  }

  /// Makes a model that tells classes apart.
  ///
  /// @param classNames what each output stands for; empty if that is not known
  /// @param fields what each number of a row is, and how it is scaled before the network sees it;
  ///   empty if that is not known
  /// @throws IllegalArgumentException if parameters, names or fields do not fit the network
  public Model(Network network, List<NdArray> parameters, List<String> classNames, Fields fields) {
    this(Classification.of(network), parameters, List.of(), kinds(network, classNames, fields));
  }

  /// Makes a model that tells classes apart, of whose fields nothing is known.
  public Model(Network network, List<NdArray> parameters, List<String> classNames) {
    this(network, parameters, classNames, Fields.UNKNOWN);
  }

  /// Returns a model of whose data nothing is known but what its network takes and gives. Takes the
  /// arrays over.
  ///
  /// @throws IllegalArgumentException if parameters or statistics do not fit the network
  public static Model of(Objective learnt, List<NdArray> parameters, List<NdArray> statistics) {
    return of(learnt, parameters, statistics, Fields.UNKNOWN);
  }

  /// As the other, of whose fields something is known, such as their scaling.
  public static Model of(
      Objective learnt, List<NdArray> parameters, List<NdArray> statistics, Fields features) {
    Network network = learnt.network();
    int outputs = network.output().elements();
    Shape each = outputs == 1 ? Shape.SCALAR : Shape.of(outputs);
    Shape target =
        switch (learnt) {
          case Classification _ -> Shape.SCALAR;
          case SequenceClassification _ when network.output().rank() > 1 ->
              Shape.of(network.output().size(0));
          default -> each;
        };
    boolean isWhole =
        learnt instanceof Classification
            || learnt instanceof SequenceClassification
            || learnt instanceof SeveralLabels;
    return owning(
        learnt,
        parameters,
        statistics,
        List.of(
            new Column.Kind(Dataset.FEATURES, network.input(), DType.FLOAT, features, List.of()),
            new Column.Kind(
                Dataset.TARGET,
                target,
                isWhole ? DType.INT : DType.FLOAT,
                Fields.UNKNOWN,
                List.of())));
  }

  private static List<Column.Kind> kinds(Network network, List<String> classNames, Fields fields) {
    requireAll("columns", fields.all().size(), "inputs", network.input().elements());
    return List.of(
        new Column.Kind(Dataset.FEATURES, network.input(), DType.FLOAT, fields, List.of()),
        new Column.Kind(Dataset.TARGET, Shape.SCALAR, DType.INT, Fields.UNKNOWN, classNames));
  }

  /// Takes the arrays over: whoever made them may not use them again.
  public static Model owning(
      Objective objective,
      List<NdArray> parameters,
      List<NdArray> statistics,
      List<Column.Kind> kinds) {
    return new Model(objective, parameters, statistics, kinds, List.of());
  }

  /// Keeps the arrays themselves.
  private Model(
      Objective objective,
      List<NdArray> parameters,
      List<NdArray> statistics,
      List<Column.Kind> kinds,
      List<Double> spread) {
    this.objective = objective;
    this.parameters = List.copyOf(parameters);
    this.statistics = List.copyOf(statistics);
    this.kinds = List.copyOf(kinds);
    this.spread = List.copyOf(spread);
    Network network = objective.network();
    List<Network.Parameter> expected = network.parameters();
    if (expected.size() != parameters.size()) {
      throw new IllegalArgumentException(
          "model: "
              + parameters.size()
              + " parameters given, the network has "
              + expected.size()
              + ".");
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).shape().equals(parameters.get(i).shape())) {
        throw new IllegalArgumentException(
            "model: parameter "
                + expected.get(i).name()
                + " has shape "
                + parameters.get(i).shape()
                + "; it must be "
                + expected.get(i).shape()
                + ".");
      }
    }
    List<Layer.Statistic> kept = network.statistics();
    if (kept.size() != statistics.size()) {
      throw new IllegalArgumentException(
          "model: "
              + statistics.size()
              + " statistics given, the network keeps "
              + kept.size()
              + ".");
    }
    for (int i = 0; i < kept.size(); i++) {
      if (!kept.get(i).shape().equals(statistics.get(i).shape())) {
        throw new IllegalArgumentException(
            "model: statistic "
                + kept.get(i).name()
                + " has shape "
                + statistics.get(i).shape()
                + "; it must be "
                + kept.get(i).shape()
                + ".");
      }
    }
    if (objective instanceof Classification) {
      requireAll("class names", classNames().size(), "outputs", network.output().elements());
    }
    requireAll("columns", fields().all().size(), "inputs", network.input().elements());
    requireAll("spreads", spread.size(), "outputs", network.output().elements());
    predictor = new Predictor(this, 1);
  }

  private static void requireAll(String what, int given, String of, int expected) {
    if (given != 0 && given != expected) {
      throw new IllegalArgumentException(
          "model: "
              + given
              + " "
              + what
              + " given, the network has "
              + expected
              + " "
              + of
              + "; give one for each, or none.");
    }
  }

  private static List<NdArray> copies(List<NdArray> arrays) {
    return arrays.stream().map(NdArray::copy).toList();
  }

  /// Returns what was learnt.
  public Objective objective() {
    return objective;
  }

  public Network network() {
    return objective.network();
  }

  /// Returns what the columns of the data trained on are.
  public List<Column.Kind> kinds() {
    return kinds;
  }

  /// Returns what each output stands for; empty if that is not known, or outputs are quantities.
  public List<String> classNames() {
    return kinds.stream()
        .filter(kind -> kind.name().equals(Dataset.TARGET))
        .findFirst()
        .map(Column.Kind::classNames)
        .orElse(List.of());
  }

  /// Returns what each number of a row is, and how it is scaled before the network sees it.
  public Fields fields() {
    return kinds.stream()
        .filter(kind -> kind.name().equals(Dataset.FEATURES))
        .findFirst()
        .map(Column.Kind::fields)
        .orElse(Fields.UNKNOWN);
  }

  /// Returns by how much each quantity is usually off, in the unit of the data; empty if that is
  /// not known, or outputs are no quantities.
  public List<Double> spread() {
    return spread;
  }

  /// Returns this model, knowing by how much each quantity is usually off: the root of the mean
  /// squared error on these rows, each counting its weight. Give rows that have not been trained
  /// on: on others it is too small. A model of classes or of an objective of one's own, and one
  /// that is not finite on these rows, is returned as it is.
  ///
  /// @throws IllegalArgumentException if a column is missing or the rows do not fit
  public Model spreadOn(Dataset unseen) {
    if (!(objective instanceof Regression) || unseen.rows() == 0) {
      return this;
    }
    objective.requireFits("test", unseen);
    double[] right = unseen.numbers(Dataset.TARGET, DType.DOUBLE).doubles();
    double[] weights = unseen.weights();
    double[] outputs = outputs(unseen).toDoubles();
    int width = network().output().elements();
    double[] squares = new double[width];
    double[] counted = new double[width];
    for (int row = 0; row < weights.length; row++) {
      double[] said = Arrays.copyOfRange(outputs, row * width, (row + 1) * width);
      List<Double> values =
          switch (objective.prediction(said, kinds)) {
            case Prediction.Quantities(List<Double> all, _) -> all;
            case Prediction.Quantity(double value, _) -> List.of(value);
            case Prediction.OneClass _, Prediction.Labels _ -> List.of();
          };
      for (int i = 0; i < values.size(); i++) {
        double error = values.get(i) - right[row * width + i];
        boolean isKnown = !Double.isNaN(right[row * width + i]);
        squares[i] += isKnown ? weights[row] * error * error : 0;
        counted[i] += isKnown ? weights[row] : 0;
      }
    }
    List<Double> errors = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      errors.add(Math.sqrt(squares[i] / counted[i]));
    }
    return errors.stream().allMatch(Double::isFinite) ? withSpread(errors) : this;
  }

  /// Returns this model, knowing by how much each quantity is usually off.
  ///
  /// @param spread one for each output in the unit of the data, or none
  /// @throws IllegalArgumentException if there are more or fewer
  Model withSpread(List<Double> spread) {
    return new Model(objective, parameters, statistics, kinds, spread);
  }

  /// Returns copies of what is kept beside the parameters, in the network's order.
  public List<NdArray> statistics() {
    return copies(statistics);
  }

  /// Returns copies of the parameters, in the network's order.
  public List<NdArray> parameters() {
    return copies(parameters);
  }

  /// Returns the statistics themselves, for those who only read them.
  List<NdArray> keptStatistics() {
    return statistics;
  }

  /// Returns the parameters themselves, for those who only read them.
  List<NdArray> weights() {
    return parameters;
  }

  /// Returns the element type of the parameters.
  public DType precision() {
    return parameters.isEmpty() ? DType.FLOAT : parameters.getFirst().type();
  }

  /// Returns the network's outputs for rows of features, shape `[rows, outputs]`, computed by the
  /// thread that asks. To share many rows among threads, keep a [#predictor].
  ///
  /// @param rows features as the data say them, in the parameters' type and the order of the
  ///   columns, shape [rows, …], as many numbers a row as the network takes
  /// @throws IllegalArgumentException if shape or type do not fit, or a feature is not finite
  public NdArray outputs(NdArray rows) {
    return predictor.outputs(rows);
  }

  /// Returns the network's outputs for the rows of `data`, whose columns are found by name.
  ///
  /// @throws IllegalArgumentException if a column is missing or unknown, or the rows do not fit
  public NdArray outputs(Dataset data) {
    return predictor.outputs(data);
  }

  /// Returns a predictor, which keeps its programs, memory and `threads` threads from request to
  /// request: the first prediction makes them, later ones take microseconds.
  ///
  /// @throws IllegalArgumentException if `threads` is below 1 or above 1024
  public Predictor predictor(int threads) {
    return new Predictor(this, threads);
  }

  /// Has all that a request of one row needs loaded and compiled before the first one comes. Takes
  /// a second or two; without it the first hundred requests take longer than later ones. No answer
  /// depends on it.
  public void warmUp() {
    predictor.warmUp();
  }

  /// Returns what the model says of one row: its class or quantity, which as text is the name or
  /// the number. To predict without making an object, keep a [#predictor].
  ///
  /// @param row features as the data say them, in the order of the columns
  /// @throws IllegalArgumentException if there are not as many as the network takes, or one is not
  ///   finite
  public Prediction predict(double... row) {
    double[] outputs = new double[network().output().elements()];
    predictor.outputs(row, outputs);
    return prediction(outputs);
  }

  /// Returns what the network's outputs for one row say, as [#outputs] gives them.
  public Prediction prediction(double[] outputs) {
    Prediction said = objective.prediction(outputs, kinds);
    return switch (said) {
      case Prediction.Quantity(double value, _) when !spread.isEmpty() ->
          new Prediction.Quantity(value, spread.getFirst());
      case Prediction.Quantities(List<Double> values, _) when !spread.isEmpty() ->
          new Prediction.Quantities(values, spread);
      default -> said;
    };
  }

  /// Returns what the model says of one row, whose values are told by the names of the columns, in
  /// any order: what a request in JSON comes to.
  ///
  /// @param row for each column of the data trained on what it holds: a number of any of Java's
  ///   types, a word, a date as text, a truth value, or null where nothing is known
  /// @throws IllegalArgumentException if a column is missing, a name unknown, or a value of another
  ///   kind than the column; or if the columns of the data trained on have no names
  public Prediction predict(Map<String, ?> row) {
    return predict(NamedRow.numbers(row, Objective.kind(kinds, Dataset.FEATURES)));
  }

  /// Returns what the model says of one row, whose values are a record's components. A component is
  /// for the column of its name, or else for the one whose name has the same letters and digits,
  /// such as `petalLengthMm` for `Petal Length (mm)`.
  ///
  /// ```java
  /// record Flower(double sepalLength, double sepalWidth, double petalLength, double petalWidth) {}
  /// Prediction prediction = model.predict(new Flower(5.1, 3.5, 1.4, 0.2));
  /// ```
  ///
  /// @param row of a class that can be read from here: of no module, or of a package that its
  ///   module opens or exports
  /// @throws IllegalArgumentException as for the map, or if the record cannot be read
  public Prediction predict(Record row) {
    return predict(NamedRow.components(row, fields()));
  }

  /// Returns what the model says of each row.
  ///
  /// @param rows as for [#outputs(NdArray)]
  /// @throws IllegalArgumentException as for it
  public List<Prediction> predict(NdArray rows) {
    return predictions(outputs(rows));
  }

  /// Returns what the model says of each row of `data`.
  ///
  /// @throws IllegalArgumentException as for [#outputs(Dataset)]
  public List<Prediction> predict(Dataset data) {
    return predictions(outputs(data));
  }

  private List<Prediction> predictions(NdArray outputs) {
    double[] all = outputs.toDoubles();
    int width = network().output().elements();
    List<Prediction> predictions = new ArrayList<>(all.length / width);
    for (int from = 0; from < all.length; from += width) {
      predictions.add(prediction(Arrays.copyOfRange(all, from, from + width)));
    }
    return predictions;
  }

  /// Returns loss and measures on the rows of `data`, whose fields are found by name.
  ///
  /// @throws IllegalArgumentException if a column is missing, or the objective cannot be judged by
  ///   these rows
  public Score score(Dataset data) {
    Dataset given = data.describedBy(kinds);
    objective.requireFits("test", given);
    Dataset seen = given.scaled();
    seen.requireFits(precision());
    try (Team team = new Team(1)) {
      LeafProgram.Family family =
          new LeafProgram.Family(
              objective, seen.kindsToldAs(kinds), LeafProgram.Use.JUDGE, precision(), 1);
      return new Judge(family, seen, team).score(new Weights(parameters, statistics));
    }
  }

  /// Saves the model beside `file` and then renames it, so that a reader never sees half of one.
  ///
  /// @throws IllegalArgumentException if network or objective have no written form
  public void save(Path file) throws IOException {
    new StoredModel(this, Map.of()).save(file);
  }

  /// Returns the model in a file that [#save] or a training run has written.
  ///
  /// @throws IOException if the file cannot be read or holds no model
  public static Model load(Path file) throws IOException {
    return StoredModel.load(file).model();
  }

  /// Returns the model that a stream holds, such as one from the class path. Reads it to its end
  /// and leaves it open.
  ///
  /// @throws IOException if the stream cannot be read or holds no model
  /// @throws NullPointerException if there is no stream, as where the class path has no such
  ///   resource
  public static Model load(InputStream stream) throws IOException {
    Objects.requireNonNull(
        stream,
        "model: there is no stream to read; a resource that is not on the class path gives none.");
    return StoredModel.verified("stream", Safetensors.read(stream)).model();
  }

  /// Returns the SHA-256, in hexadecimal, of all parameters and then statistics in order: their
  /// elements as little-endian bytes.
  public String weightsSha256() {
    return weightsSha256(parameters, statistics);
  }

  /// Returns what a model with these parameters and statistics would tell as its hash.
  public static String weightsSha256(List<NdArray> parameters, List<NdArray> statistics) {
    List<NdArray> all = new ArrayList<>(parameters);
    all.addAll(statistics);
    return Sha256.of(all);
  }

  /// Returns this model with parameters in another precision.
  public Model to(DType precision) {
    return new Model(
        objective, in(precision, parameters), in(precision, statistics), kinds, spread);
  }

  private static List<NdArray> in(DType precision, List<NdArray> arrays) {
    return arrays.stream()
        .map(array -> array.type() == precision ? array : array.to(precision))
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Model that
        && objective.equals(that.objective)
        && parameters.equals(that.parameters)
        && statistics.equals(that.statistics)
        && kinds.equals(that.kinds)
        && spread.equals(that.spread);
  }

  @Override
  public int hashCode() {
    return Objects.hash(objective, parameters, statistics, kinds, spread);
  }

  /// Returns the network as text, and the class names.
  @Override
  public String toString() {
    return network() + " → " + classNames();
  }
}
