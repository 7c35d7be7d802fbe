package thalweg.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.network.Network;

/// A network with its parameters: what training comes to and prediction needs. Safe to use from
/// several threads.
///
/// @param network the layers
/// @param parameters in the network's order, all of one type
/// @param classNames what each output stands for
public record Model(Network network, List<NdArray> parameters, List<String> classNames) {
  public Model {
    parameters = List.copyOf(parameters);
    classNames = List.copyOf(classNames);
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
  }

  /// Returns the element type of the parameters.
  public DType precision() {
    return parameters.isEmpty() ? DType.FLOAT : parameters.getFirst().type();
  }

  /// Returns the network's outputs for rows of features, shape `[rows, outputs]`. Makes a program
  /// each time; to predict again and again, keep a [#predictor].
  ///
  /// @param rows features in the parameters' type, shape [rows, …], as many numbers a row as the
  ///   network takes
  public NdArray outputs(NdArray rows) {
    try (Predictor predictor = predictor(1)) {
      return predictor.outputs(rows);
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
  public int[] predict(NdArray rows) {
    return Tensor.of(outputs(rows)).argMax(-1).evaluate().ints();
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
    return new Model(network, converted, classNames);
  }
}
