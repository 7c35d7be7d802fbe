package thalweg.algebra.program;

import org.jspecify.annotations.Nullable;

/// Where the values of one execution are: for each value id an array and an offset, and scratch for
/// the steps.
final class Memory {
  final @Nullable Object[] arrays;
  final int[] offsets;
  final float[] floatScratch;
  final double[] doubleScratch;
  final int[] places;

  Memory(int values, int floatScratch, int doubleScratch, int places) {
    arrays = new Object[values];
    offsets = new int[values];
    this.floatScratch = new float[floatScratch];
    this.doubleScratch = new double[doubleScratch];
    this.places = new int[places];
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
