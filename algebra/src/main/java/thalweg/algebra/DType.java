package thalweg.algebra;

/// The type of a tensor's elements: IEEE single and double precision for numbers, 32-bit integers
/// for indices and labels.
public enum DType {
  FLOAT(4),
  DOUBLE(8),
  INT(4);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /// Returns the size of one element in bytes.
  public int bytes() {
    return bytes;
  }

  /// Returns whether elements are floating-point numbers, which alone have derivatives.
  public boolean isReal() {
    return this != INT;
  }
}
