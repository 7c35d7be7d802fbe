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
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.network.Network;

/// A network with its parameters: what training comes to and prediction needs. Safe to use from
/// several threads.
///
/// @param network the layers
/// @param parameters in the network's order, all of one type
/// @param classNames what each output stands for
public record Model(Network network, List<NdArray> parameters, List<String> classNames) {
  /// The most rows computed at a time; larger requests are cut.
  private static final int ROWS = 256;

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

  /// Returns the network's outputs for rows of features, shape `[rows, outputs]`.
  ///
  /// @param rows features in the parameters' type, shape [rows, …], as many numbers a row as the
  ///   network takes
  public NdArray outputs(NdArray rows) {
    int count = rows.shape().size(0);
    int width = network.input().elements();
    if (count > 0 && rows.shape().elements() / count != width) {
      throw new IllegalArgumentException(
          "predict: rows have shape "
              + rows.shape().withoutFirst()
              + "; the network takes "
              + network.input()
              + ".");
    }
    if (rows.type() != precision()) {
      throw new IllegalArgumentException(
          "predict: rows are "
              + rows.type()
              + ", the model is "
              + precision()
              + "; convert one with to(…).");
    }
    int outputs = network.output().elements();
    NdArray all = NdArray.zeros(precision(), Shape.of(count, outputs));
    Execution execution = null;
    NdArray batch = all;
    for (int from = 0; from < count; from += ROWS) {
      int part = Math.min(ROWS, count - from);
      if (execution == null || part < ROWS) {
        Tensor x = Tensor.variable("x", precision(), network.input().prepend(part));
        batch = NdArray.zeros(precision(), x.shape());
        execution = execution(x, part, outputs).set(x, batch);
      }
      System.arraycopy(rows.raw(), from * width, batch.raw(), 0, part * width);
      System.arraycopy(
          execution.run().output(0).raw(), 0, all.raw(), from * outputs, part * outputs);
    }
    return all;
  }

  private Execution execution(Tensor x, int rows, int outputs) {
    List<Tensor> variables = network.variables(precision());
    Execution execution =
        Program.of(network.apply(variables, x).reshape(rows, outputs)).execution();
    for (int i = 0; i < variables.size(); i++) {
      execution.set(variables.get(i), parameters.get(i));
    }
    return execution;
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
