package thalweg.algebra;

/// What random numbers of an expression depend on besides their place in it: five INT numbers that
/// are given anew at each run, so that one program serves all steps of all epochs.
///
/// | place | holds |
/// |---|---|
/// | 0, 1 | the seed, low bits first |
/// | 2 | the epoch |
/// | 3, 4 | the position in the epoch of the first row at hand, low bits first |
///
/// A row's numbers follow from its position alone: [Tensor#uniform] gives it the same ones in a
/// batch as in a part of that batch whose key says where it begins.
///
/// @param seed chosen by the user
/// @param epoch which epoch, or 0 where there is none
/// @param firstRow how many rows of the epoch come before the first one at hand
public record RandomKey(long seed, int epoch, long firstRow) {
  /// The shape of a key.
  public static final Shape SHAPE = Shape.of(5);

  /// @throws IllegalArgumentException if the first row is below 0
  public RandomKey {
    if (firstRow < 0) {
      throw new IllegalArgumentException(
          "random key: the first row is " + firstRow + "; it must be at least 0.");
    }
  }

  /// Returns a new variable for a key.
  public static Tensor variable() {
    return Tensor.variable("key", DType.INT, SHAPE);
  }

  /// Returns this key in a new array.
  public NdArray array() {
    NdArray key = NdArray.zeros(DType.INT, SHAPE);
    write(key, seed, epoch, firstRow);
    return key;
  }

  /// Writes a key to an array of its shape, and makes no object.
  public static void write(NdArray key, long seed, int epoch, long firstRow) {
    int[] words = key.ints();
    words[0] = (int) seed;
    words[1] = (int) (seed >>> 32);
    words[2] = epoch;
    words[3] = (int) firstRow;
    words[4] = (int) (firstRow >>> 32);
  }
}
