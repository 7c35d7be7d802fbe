package thalweg.exchange.onnx;

import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

/// An array as an ONNX file holds it.
///
/// @param type of its elements in the file
/// @param values the numbers: half floats as FLOAT, all whole ones as INT, those beyond 32 bits as
///   the nearest that INT has
public record OnnxTensor(ElementType type, NdArray values) {
  /// @throws IllegalArgumentException if such numbers are not what the type is read into
  public OnnxTensor {
    if (values.type() != type.type()) {
      throw new IllegalArgumentException(
          "onnx: a tensor of " + type + " is held as " + type.type() + ", not " + values.type());
    }
  }

  /// Returns the array under the usual type: FLOAT, DOUBLE, or INT64 for whole numbers.
  public static OnnxTensor of(NdArray values) {
    return new OnnxTensor(ElementType.of(values.type()), values);
  }

  /// Returns a vector of whole numbers of 64 bits, as shapes and axes are told.
  public static OnnxTensor wholes(int... numbers) {
    return of(NdArray.of(Shape.of(numbers.length), numbers));
  }
}
