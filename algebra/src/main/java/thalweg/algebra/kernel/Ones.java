package thalweg.algebra.kernel;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import thalweg.algebra.machine.VectorUnit;

/// Lists of the positions of ones in a row of bits.
///
/// A loop over the ones ends now here, now there, which the processor guesses wrong; the 512-bit
/// unit has an instruction that moves what a mask selects together, and so needs no branch.
final class Ones {
  private static final VectorSpecies<Integer> S = IntVector.SPECIES_512;
  private static final int LANES = 16;
  private static final boolean COMPRESS = VectorUnit.BITS == 512;

  /// How many elements of a list after the last may be overwritten.
  static final int BEYOND = LANES;

  private Ones() {}

  /// Writes to `list` from `at` on `first` + i for each bit i of 64 that is one, in increasing
  /// order, and returns where the list ends.
  static int append(long bits, int first, int[] list, int at) {
    for (int i = 0; i < Long.SIZE; i += LANES) {
      at = append16(bits >>> i & 0xFFFF, first + i, list, at);
    }
    return at;
  }

  /// As the other, for 16 bits.
  static int append16(long bits, int first, int[] list, int at) {
    if (COMPRESS) {
      IntVector.zero(S)
          .addIndex(1)
          .add(first)
          .compress(VectorMask.fromLong(S, bits))
          .intoArray(list, at);
      return at + Long.bitCount(bits);
    }
    for (; bits != 0; bits &= bits - 1) {
      list[at++] = first + Long.numberOfTrailingZeros(bits);
    }
    return at;
  }
}
