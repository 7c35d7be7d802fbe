package thalweg.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.network.Network;
import thalweg.training.data.Columns;
import thalweg.training.data.Dataset;

/// A network with its parameters: what training comes to and prediction needs. Immutable, and safe
/// to use from any number of threads.
public final class Model {
  private final Network network;
  private final List<NdArray> parameters; // nobody else has these arrays
  private final List<String> classNames;
  private final Columns columns;

  /// Makes a model of copies of the parameters.
  ///
  /// @param network the layers
  /// @param parameters in the network's order, all of one type
  /// @param classNames what each output stands for; empty if that is not known
  /// @param columns what each number of a row is, and how it is scaled before the network sees it;
  ///   empty if that is not known
  /// @throws IllegalArgumentException if parameters, names or columns do not fit the network
  public Model(
      Network network, List<NdArray> parameters, List<String> classNames, Columns columns) {
    this(network, classNames, columns, copies(parameters));
  }

  /// Makes a model of whose columns nothing is known.
  public Model(Network network, List<NdArray> parameters, List<String> classNames) {
    this(network, parameters, classNames, Columns.UNKNOWN);
  }

  /// Takes the arrays over: whoever made them may not use them again.
  static Model owning(
      Network network, List<NdArray> parameters, List<String> classNames, Columns columns) {
    return new Model(network, classNames, columns, parameters);
  }

  private Model(
      Network network, List<String> classNames, Columns columns, List<NdArray> parameters) {
    this.network = network;
    this.parameters = List.copyOf(parameters);
    this.classNames = List.copyOf(classNames);
    this.columns = columns;
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
    requireAll("class names", classNames.size(), "outputs", network.output().elements());
    requireAll("columns", columns.all().size(), "inputs", network.input().elements());
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

  public Network network() {
    return network;
  }

  /// Returns what each output stands for; empty if that is not known.
  public List<String> classNames() {
    return classNames;
  }

  /// Returns what each number of a row is, and how it is scaled before the network sees it.
  public Columns columns() {
    return columns;
  }

  /// Returns copies of the parameters, in the network's order.
  public List<NdArray> parameters() {
    return copies(parameters);
  }

  /// Returns the parameters themselves, for those who only read them.
  List<NdArray> weights() {
    return parameters;
  }

  /// Returns the element type of the parameters.
  public DType precision() {
    return parameters.isEmpty() ? DType.FLOAT : parameters.getFirst().type();
  }

  /// Returns the network's outputs for rows of features, shape `[rows, outputs]`. Makes a program
  /// each time; to predict again and again, keep a [#predictor].
  ///
  /// @param rows features as the data say them, in the parameters' type and the order of the
  ///   columns, shape [rows, …], as many numbers a row as the network takes
  /// @throws IllegalArgumentException if shape or type do not fit, or a feature is not finite
  public NdArray outputs(NdArray rows) {
    try (Predictor predictor = predictor(1)) {
      return predictor.outputs(rows);
    }
  }

  /// Returns the network's outputs for the rows of `data`, whose columns are found by name.
  ///
  /// @throws IllegalArgumentException if a column is missing or unknown, or the rows do not fit
  public NdArray outputs(Dataset data) {
    try (Predictor predictor = predictor(1)) {
      return predictor.outputs(data);
    }
  }

  /// Returns a predictor, which keeps its programs, memory and `threads` threads from request to
  /// request: the first prediction makes them, later ones take microseconds.
  ///
  /// @throws IllegalArgumentException if `threads` is below 1 or above 1024
  public Predictor predictor(int threads) {
    return new Predictor(this, threads);
  }

  /// Returns for each row the class whose output is largest.
  ///
  /// @param rows as for [#outputs(NdArray)]
  public int[] predict(NdArray rows) {
    return largest(outputs(rows));
  }

  /// Returns for each row of `data` the class whose output is largest.
  ///
  /// @throws IllegalArgumentException as for [#outputs(Dataset)]
  public int[] predict(Dataset data) {
    return largest(outputs(data));
  }

  private static int[] largest(NdArray outputs) {
    return Program.evaluate(Tensor.of(outputs).argMax(-1)).ints();
  }

  /// Returns the SHA-256, in hexadecimal, of all parameters in order: their elements as
  /// little-endian bytes.
  public String weightsSha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (NdArray array : parameters) {
        ByteBuffer bytes =
            ByteBuffer.allocate(array.shape().elements() * array.type().bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (array.type()) {
          case FLOAT -> bytes.asFloatBuffer().put(array.floats());
          case DOUBLE -> bytes.asDoubleBuffer().put(array.doubles());
          case INT -> bytes.asIntBuffer().put(array.ints());
        }
        digest.update(bytes.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /// Returns this model with parameters in another precision.
  public Model to(DType precision) {
    List<NdArray> converted = new ArrayList<>();
    parameters.forEach(
        array -> converted.add(array.type() == precision ? array : array.to(precision)));
    return owning(network, converted, classNames, columns);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Model that
        && network.equals(that.network)
        && parameters.equals(that.parameters)
        && classNames.equals(that.classNames)
        && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(network, parameters, classNames, columns);
  }

  /// Returns the network as text, and the class names.
  @Override
  public String toString() {
    return network + " → " + classNames;
  }
}
