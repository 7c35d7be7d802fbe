package thalweg.algebra.program;

import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.kernel.Kernels;

/// Where the values of one execution are for one member of a team: for each value id an array and
/// an offset. All members find a value at the same place, but those that live within one step,
/// which are in the scratch of each.
final class Memory {
  final @Nullable Object[] arrays;
  final int[] offsets;
  final float[] floatScratch;
  final double[] doubleScratch;
  final int[] intScratch;

  /// Whether steps use the plain loops, as the vector loops are not compiled yet.
  private boolean plain;

  Memory(int values, int floatScratch, int doubleScratch, int intScratch) {
    this(new Object[values], new int[values], floatScratch, doubleScratch, intScratch);
  }

  private Memory(
      @Nullable Object[] arrays,
      int[] offsets,
      int floatScratch,
      int doubleScratch,
      int intScratch) {
    this.arrays = arrays;
    this.offsets = offsets;
    this.floatScratch = new float[floatScratch];
    this.doubleScratch = new double[doubleScratch];
    this.intScratch = new int[intScratch];
  }

  /// Returns the same values with scratch of its own, for another member of a team.
  Memory withOwnScratch() {
    return new Memory(
        arrays.clone(),
        offsets.clone(),
        floatScratch.length,
        doubleScratch.length,
        intScratch.length);
  }

  /// Returns the scratch for loops over floats, or over doubles.
  Object scratch(boolean single) {
    return single ? floatScratch : doubleScratch;
  }

  /// Returns the scratch of an element type.
  Object scratch(DType type) {
    return type == DType.INT ? intScratch : scratch(type == DType.FLOAT);
  }

  /// Lets the steps use the plain loops, or those in use.
  void setPlain(boolean plain) {
    this.plain = plain;
  }

  boolean isPlain() {
    return plain;
  }

  /// Returns the loops over floats, or over doubles.
  Kernels kernels(boolean single) {
    if (plain) {
      return single ? Kernels.PLAIN_FLOAT : Kernels.PLAIN_DOUBLE;
    }
    return single ? Kernels.FLOAT : Kernels.DOUBLE;
  }

  /// Lets a value and its pieces stand in an array, from an element on.
  void bind(Value value, @Nullable Object array, int offset) {
    arrays[value.id] = array;
    offsets[value.id] = offset;
    for (int i = 0; i < value.pieces.size(); i++) {
      Value piece = value.pieces.get(i);
      arrays[piece.id] = array;
      offsets[piece.id] = offset + piece.from();
    }
  }

  /// Returns the array of a value that has been bound, which an execution ensures before its first
  /// step.
  Object array(int value) {
    Object array = arrays[value];
    if (array == null) {
      throw new IllegalStateException("value " + value + " has no array");
    }
    return array;
  }

  int offset(int value) {
    return offsets[value];
  }
}
