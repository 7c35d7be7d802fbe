package thalweg.algebra.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the matrix product: a tile of c, some rows by two vectors, stays in
/// registers while k runs.
///
/// Fourteen rows fill the 32 registers of the 512-bit unit, six the 16 of narrower ones; four serve
/// at edges. Rows of a lying as they are, are read in place, one number of each at a time: measured
/// on AVX-512, 232 GFLOP/s in place against 213 from a packed strip with twelve rows, 244 with
/// fourteen, and nothing need be packed. Of a transposed a, twelve rows: with fourteen the compiler
/// runs out of registers, for their numbers lie together and it loads all of them first.
///
/// Every tile begins with what is in `from`, whose rows are `fr` apart: c itself, or a row of zeros
/// again and again (`fr` 0), which spares a pass over c. (Choosing inside between zeros and c made
/// the accumulators a merge of two vectors, which the compiler then kept as objects: fifty times
/// slower.) Last it adds +0: an exact −0 (only underflow makes one) becomes +0, so that leaving out
/// products with zero never shows. `VectorDoubleTiles` is made from this source.
final class VectorFloatTiles {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();
  private static final FloatVector ZERO = FloatVector.zero(S);

  private VectorFloatTiles() {}

  /// Writes to fourteen rows of c the sum of `from` and the product of fourteen rows of a, `ar`
  /// apart, with k rows of two vectors of b, `bs` apart.
  static void rows14(
      int k,
      float[] a,
      int ao,
      int ar,
      float[] b,
      int bo,
      int bs,
      float[] from,
      int fo,
      int fr,
      float[] c,
      int co,
      int cr) {
    FloatVector c0_0 = FloatVector.fromArray(S, from, fo);
    FloatVector c0_1 = FloatVector.fromArray(S, from, fo + LANES);
    FloatVector c1_0 = FloatVector.fromArray(S, from, fo + fr);
    FloatVector c1_1 = FloatVector.fromArray(S, from, fo + fr + LANES);
    FloatVector c2_0 = FloatVector.fromArray(S, from, fo + 2 * fr);
    FloatVector c2_1 = FloatVector.fromArray(S, from, fo + 2 * fr + LANES);
    FloatVector c3_0 = FloatVector.fromArray(S, from, fo + 3 * fr);
    FloatVector c3_1 = FloatVector.fromArray(S, from, fo + 3 * fr + LANES);
    FloatVector c4_0 = FloatVector.fromArray(S, from, fo + 4 * fr);
    FloatVector c4_1 = FloatVector.fromArray(S, from, fo + 4 * fr + LANES);
    FloatVector c5_0 = FloatVector.fromArray(S, from, fo + 5 * fr);
    FloatVector c5_1 = FloatVector.fromArray(S, from, fo + 5 * fr + LANES);
    FloatVector c6_0 = FloatVector.fromArray(S, from, fo + 6 * fr);
    FloatVector c6_1 = FloatVector.fromArray(S, from, fo + 6 * fr + LANES);
    FloatVector c7_0 = FloatVector.fromArray(S, from, fo + 7 * fr);
    FloatVector c7_1 = FloatVector.fromArray(S, from, fo + 7 * fr + LANES);
    FloatVector c8_0 = FloatVector.fromArray(S, from, fo + 8 * fr);
    FloatVector c8_1 = FloatVector.fromArray(S, from, fo + 8 * fr + LANES);
    FloatVector c9_0 = FloatVector.fromArray(S, from, fo + 9 * fr);
    FloatVector c9_1 = FloatVector.fromArray(S, from, fo + 9 * fr + LANES);
    FloatVector c10_0 = FloatVector.fromArray(S, from, fo + 10 * fr);
    FloatVector c10_1 = FloatVector.fromArray(S, from, fo + 10 * fr + LANES);
    FloatVector c11_0 = FloatVector.fromArray(S, from, fo + 11 * fr);
    FloatVector c11_1 = FloatVector.fromArray(S, from, fo + 11 * fr + LANES);
    FloatVector c12_0 = FloatVector.fromArray(S, from, fo + 12 * fr);
    FloatVector c12_1 = FloatVector.fromArray(S, from, fo + 12 * fr + LANES);
    FloatVector c13_0 = FloatVector.fromArray(S, from, fo + 13 * fr);
    FloatVector c13_1 = FloatVector.fromArray(S, from, fo + 13 * fr + LANES);
    int r0 = ao;
    int r1 = r0 + ar;
    int r2 = r1 + ar;
    int r3 = r2 + ar;
    int r4 = r3 + ar;
    int r5 = r4 + ar;
    int r6 = r5 + ar;
    int r7 = r6 + ar;
    int r8 = r7 + ar;
    int r9 = r8 + ar;
    int r10 = r9 + ar;
    int r11 = r10 + ar;
    int r12 = r11 + ar;
    int r13 = r12 + ar;
    for (int p = 0; p < k; p++) {
      int bp = bo + p * bs;
      FloatVector b0 = FloatVector.fromArray(S, b, bp);
      FloatVector b1 = FloatVector.fromArray(S, b, bp + LANES);
      FloatVector a0 = FloatVector.broadcast(S, a[r0 + p]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[r1 + p]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[r2 + p]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[r3 + p]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
      FloatVector a4 = FloatVector.broadcast(S, a[r4 + p]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[r5 + p]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[r6 + p]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[r7 + p]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[r8 + p]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[r9 + p]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
      FloatVector a10 = FloatVector.broadcast(S, a[r10 + p]);
      c10_0 = a10.fma(b0, c10_0);
      c10_1 = a10.fma(b1, c10_1);
      FloatVector a11 = FloatVector.broadcast(S, a[r11 + p]);
      c11_0 = a11.fma(b0, c11_0);
      c11_1 = a11.fma(b1, c11_1);
      FloatVector a12 = FloatVector.broadcast(S, a[r12 + p]);
      c12_0 = a12.fma(b0, c12_0);
      c12_1 = a12.fma(b1, c12_1);
      FloatVector a13 = FloatVector.broadcast(S, a[r13 + p]);
      c13_0 = a13.fma(b0, c13_0);
      c13_1 = a13.fma(b1, c13_1);
    }
    c0_0.add(ZERO).intoArray(c, co);
    c0_1.add(ZERO).intoArray(c, co + LANES);
    c1_0.add(ZERO).intoArray(c, co + cr);
    c1_1.add(ZERO).intoArray(c, co + cr + LANES);
    c2_0.add(ZERO).intoArray(c, co + 2 * cr);
    c2_1.add(ZERO).intoArray(c, co + 2 * cr + LANES);
    c3_0.add(ZERO).intoArray(c, co + 3 * cr);
    c3_1.add(ZERO).intoArray(c, co + 3 * cr + LANES);
    c4_0.add(ZERO).intoArray(c, co + 4 * cr);
    c4_1.add(ZERO).intoArray(c, co + 4 * cr + LANES);
    c5_0.add(ZERO).intoArray(c, co + 5 * cr);
    c5_1.add(ZERO).intoArray(c, co + 5 * cr + LANES);
    c6_0.add(ZERO).intoArray(c, co + 6 * cr);
    c6_1.add(ZERO).intoArray(c, co + 6 * cr + LANES);
    c7_0.add(ZERO).intoArray(c, co + 7 * cr);
    c7_1.add(ZERO).intoArray(c, co + 7 * cr + LANES);
    c8_0.add(ZERO).intoArray(c, co + 8 * cr);
    c8_1.add(ZERO).intoArray(c, co + 8 * cr + LANES);
    c9_0.add(ZERO).intoArray(c, co + 9 * cr);
    c9_1.add(ZERO).intoArray(c, co + 9 * cr + LANES);
    c10_0.add(ZERO).intoArray(c, co + 10 * cr);
    c10_1.add(ZERO).intoArray(c, co + 10 * cr + LANES);
    c11_0.add(ZERO).intoArray(c, co + 11 * cr);
    c11_1.add(ZERO).intoArray(c, co + 11 * cr + LANES);
    c12_0.add(ZERO).intoArray(c, co + 12 * cr);
    c12_1.add(ZERO).intoArray(c, co + 12 * cr + LANES);
    c13_0.add(ZERO).intoArray(c, co + 13 * cr);
    c13_1.add(ZERO).intoArray(c, co + 13 * cr + LANES);
  }

  /// Writes to six rows of c the sum of `from` and the product of six rows of a, `ar` apart, with k
  /// rows of two vectors of b, `bs` apart.
  static void rows6(
      int k,
      float[] a,
      int ao,
      int ar,
      float[] b,
      int bo,
      int bs,
      float[] from,
      int fo,
      int fr,
      float[] c,
      int co,
      int cr) {
    FloatVector c0_0 = FloatVector.fromArray(S, from, fo);
    FloatVector c0_1 = FloatVector.fromArray(S, from, fo + LANES);
    FloatVector c1_0 = FloatVector.fromArray(S, from, fo + fr);
    FloatVector c1_1 = FloatVector.fromArray(S, from, fo + fr + LANES);
    FloatVector c2_0 = FloatVector.fromArray(S, from, fo + 2 * fr);
    FloatVector c2_1 = FloatVector.fromArray(S, from, fo + 2 * fr + LANES);
    FloatVector c3_0 = FloatVector.fromArray(S, from, fo + 3 * fr);
    FloatVector c3_1 = FloatVector.fromArray(S, from, fo + 3 * fr + LANES);
    FloatVector c4_0 = FloatVector.fromArray(S, from, fo + 4 * fr);
    FloatVector c4_1 = FloatVector.fromArray(S, from, fo + 4 * fr + LANES);
    FloatVector c5_0 = FloatVector.fromArray(S, from, fo + 5 * fr);
    FloatVector c5_1 = FloatVector.fromArray(S, from, fo + 5 * fr + LANES);
    int r0 = ao;
    int r1 = r0 + ar;
    int r2 = r1 + ar;
    int r3 = r2 + ar;
    int r4 = r3 + ar;
    int r5 = r4 + ar;
    for (int p = 0; p < k; p++) {
      int bp = bo + p * bs;
      FloatVector b0 = FloatVector.fromArray(S, b, bp);
      FloatVector b1 = FloatVector.fromArray(S, b, bp + LANES);
      FloatVector a0 = FloatVector.broadcast(S, a[r0 + p]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[r1 + p]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[r2 + p]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[r3 + p]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
      FloatVector a4 = FloatVector.broadcast(S, a[r4 + p]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[r5 + p]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
    }
    c0_0.add(ZERO).intoArray(c, co);
    c0_1.add(ZERO).intoArray(c, co + LANES);
    c1_0.add(ZERO).intoArray(c, co + cr);
    c1_1.add(ZERO).intoArray(c, co + cr + LANES);
    c2_0.add(ZERO).intoArray(c, co + 2 * cr);
    c2_1.add(ZERO).intoArray(c, co + 2 * cr + LANES);
    c3_0.add(ZERO).intoArray(c, co + 3 * cr);
    c3_1.add(ZERO).intoArray(c, co + 3 * cr + LANES);
    c4_0.add(ZERO).intoArray(c, co + 4 * cr);
    c4_1.add(ZERO).intoArray(c, co + 4 * cr + LANES);
    c5_0.add(ZERO).intoArray(c, co + 5 * cr);
    c5_1.add(ZERO).intoArray(c, co + 5 * cr + LANES);
  }

  /// Writes to four rows of c the sum of `from` and the product of four rows of a, `ar` apart, with
  /// k rows of two vectors of b, `bs` apart.
  static void rows4(
      int k,
      float[] a,
      int ao,
      int ar,
      float[] b,
      int bo,
      int bs,
      float[] from,
      int fo,
      int fr,
      float[] c,
      int co,
      int cr) {
    FloatVector c0_0 = FloatVector.fromArray(S, from, fo);
    FloatVector c0_1 = FloatVector.fromArray(S, from, fo + LANES);
    FloatVector c1_0 = FloatVector.fromArray(S, from, fo + fr);
    FloatVector c1_1 = FloatVector.fromArray(S, from, fo + fr + LANES);
    FloatVector c2_0 = FloatVector.fromArray(S, from, fo + 2 * fr);
    FloatVector c2_1 = FloatVector.fromArray(S, from, fo + 2 * fr + LANES);
    FloatVector c3_0 = FloatVector.fromArray(S, from, fo + 3 * fr);
    FloatVector c3_1 = FloatVector.fromArray(S, from, fo + 3 * fr + LANES);
    int r0 = ao;
    int r1 = r0 + ar;
    int r2 = r1 + ar;
    int r3 = r2 + ar;
    for (int p = 0; p < k; p++) {
      int bp = bo + p * bs;
      FloatVector b0 = FloatVector.fromArray(S, b, bp);
      FloatVector b1 = FloatVector.fromArray(S, b, bp + LANES);
      FloatVector a0 = FloatVector.broadcast(S, a[r0 + p]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[r1 + p]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[r2 + p]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[r3 + p]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
    }
    c0_0.add(ZERO).intoArray(c, co);
    c0_1.add(ZERO).intoArray(c, co + LANES);
    c1_0.add(ZERO).intoArray(c, co + cr);
    c1_1.add(ZERO).intoArray(c, co + cr + LANES);
    c2_0.add(ZERO).intoArray(c, co + 2 * cr);
    c2_1.add(ZERO).intoArray(c, co + 2 * cr + LANES);
    c3_0.add(ZERO).intoArray(c, co + 3 * cr);
    c3_1.add(ZERO).intoArray(c, co + 3 * cr + LANES);
  }

  /// As the tile of fourteen rows, but twelve of a transposed a, whose columns of twelve are `ac`
  /// apart.
  static void columns12(
      int k,
      float[] a,
      int ao,
      int ac,
      float[] b,
      int bo,
      int bs,
      float[] from,
      int fo,
      int fr,
      float[] c,
      int co,
      int cr) {
    FloatVector c0_0 = FloatVector.fromArray(S, from, fo);
    FloatVector c0_1 = FloatVector.fromArray(S, from, fo + LANES);
    FloatVector c1_0 = FloatVector.fromArray(S, from, fo + fr);
    FloatVector c1_1 = FloatVector.fromArray(S, from, fo + fr + LANES);
    FloatVector c2_0 = FloatVector.fromArray(S, from, fo + 2 * fr);
    FloatVector c2_1 = FloatVector.fromArray(S, from, fo + 2 * fr + LANES);
    FloatVector c3_0 = FloatVector.fromArray(S, from, fo + 3 * fr);
    FloatVector c3_1 = FloatVector.fromArray(S, from, fo + 3 * fr + LANES);
    FloatVector c4_0 = FloatVector.fromArray(S, from, fo + 4 * fr);
    FloatVector c4_1 = FloatVector.fromArray(S, from, fo + 4 * fr + LANES);
    FloatVector c5_0 = FloatVector.fromArray(S, from, fo + 5 * fr);
    FloatVector c5_1 = FloatVector.fromArray(S, from, fo + 5 * fr + LANES);
    FloatVector c6_0 = FloatVector.fromArray(S, from, fo + 6 * fr);
    FloatVector c6_1 = FloatVector.fromArray(S, from, fo + 6 * fr + LANES);
    FloatVector c7_0 = FloatVector.fromArray(S, from, fo + 7 * fr);
    FloatVector c7_1 = FloatVector.fromArray(S, from, fo + 7 * fr + LANES);
    FloatVector c8_0 = FloatVector.fromArray(S, from, fo + 8 * fr);
    FloatVector c8_1 = FloatVector.fromArray(S, from, fo + 8 * fr + LANES);
    FloatVector c9_0 = FloatVector.fromArray(S, from, fo + 9 * fr);
    FloatVector c9_1 = FloatVector.fromArray(S, from, fo + 9 * fr + LANES);
    FloatVector c10_0 = FloatVector.fromArray(S, from, fo + 10 * fr);
    FloatVector c10_1 = FloatVector.fromArray(S, from, fo + 10 * fr + LANES);
    FloatVector c11_0 = FloatVector.fromArray(S, from, fo + 11 * fr);
    FloatVector c11_1 = FloatVector.fromArray(S, from, fo + 11 * fr + LANES);
    for (int p = 0; p < k; p++) {
      int at = ao + p * ac;
      int bp = bo + p * bs;
      FloatVector b0 = FloatVector.fromArray(S, b, bp);
      FloatVector b1 = FloatVector.fromArray(S, b, bp + LANES);
      FloatVector a0 = FloatVector.broadcast(S, a[at]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[at + 1]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[at + 2]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[at + 3]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
      FloatVector a4 = FloatVector.broadcast(S, a[at + 4]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[at + 5]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[at + 6]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[at + 7]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[at + 8]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[at + 9]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
      FloatVector a10 = FloatVector.broadcast(S, a[at + 10]);
      c10_0 = a10.fma(b0, c10_0);
      c10_1 = a10.fma(b1, c10_1);
      FloatVector a11 = FloatVector.broadcast(S, a[at + 11]);
      c11_0 = a11.fma(b0, c11_0);
      c11_1 = a11.fma(b1, c11_1);
    }
    c0_0.add(ZERO).intoArray(c, co);
    c0_1.add(ZERO).intoArray(c, co + LANES);
    c1_0.add(ZERO).intoArray(c, co + cr);
    c1_1.add(ZERO).intoArray(c, co + cr + LANES);
    c2_0.add(ZERO).intoArray(c, co + 2 * cr);
    c2_1.add(ZERO).intoArray(c, co + 2 * cr + LANES);
    c3_0.add(ZERO).intoArray(c, co + 3 * cr);
    c3_1.add(ZERO).intoArray(c, co + 3 * cr + LANES);
    c4_0.add(ZERO).intoArray(c, co + 4 * cr);
    c4_1.add(ZERO).intoArray(c, co + 4 * cr + LANES);
    c5_0.add(ZERO).intoArray(c, co + 5 * cr);
    c5_1.add(ZERO).intoArray(c, co + 5 * cr + LANES);
    c6_0.add(ZERO).intoArray(c, co + 6 * cr);
    c6_1.add(ZERO).intoArray(c, co + 6 * cr + LANES);
    c7_0.add(ZERO).intoArray(c, co + 7 * cr);
    c7_1.add(ZERO).intoArray(c, co + 7 * cr + LANES);
    c8_0.add(ZERO).intoArray(c, co + 8 * cr);
    c8_1.add(ZERO).intoArray(c, co + 8 * cr + LANES);
    c9_0.add(ZERO).intoArray(c, co + 9 * cr);
    c9_1.add(ZERO).intoArray(c, co + 9 * cr + LANES);
    c10_0.add(ZERO).intoArray(c, co + 10 * cr);
    c10_1.add(ZERO).intoArray(c, co + 10 * cr + LANES);
    c11_0.add(ZERO).intoArray(c, co + 11 * cr);
    c11_1.add(ZERO).intoArray(c, co + 11 * cr + LANES);
  }

  /// As the tile of six rows, but of a transposed a, whose columns of six are `ac` apart.
  static void columns6(
      int k,
      float[] a,
      int ao,
      int ac,
      float[] b,
      int bo,
      int bs,
      float[] from,
      int fo,
      int fr,
      float[] c,
      int co,
      int cr) {
    FloatVector c0_0 = FloatVector.fromArray(S, from, fo);
    FloatVector c0_1 = FloatVector.fromArray(S, from, fo + LANES);
    FloatVector c1_0 = FloatVector.fromArray(S, from, fo + fr);
    FloatVector c1_1 = FloatVector.fromArray(S, from, fo + fr + LANES);
    FloatVector c2_0 = FloatVector.fromArray(S, from, fo + 2 * fr);
    FloatVector c2_1 = FloatVector.fromArray(S, from, fo + 2 * fr + LANES);
    FloatVector c3_0 = FloatVector.fromArray(S, from, fo + 3 * fr);
    FloatVector c3_1 = FloatVector.fromArray(S, from, fo + 3 * fr + LANES);
    FloatVector c4_0 = FloatVector.fromArray(S, from, fo + 4 * fr);
    FloatVector c4_1 = FloatVector.fromArray(S, from, fo + 4 * fr + LANES);
    FloatVector c5_0 = FloatVector.fromArray(S, from, fo + 5 * fr);
    FloatVector c5_1 = FloatVector.fromArray(S, from, fo + 5 * fr + LANES);
    for (int p = 0; p < k; p++) {
      int at = ao + p * ac;
      int bp = bo + p * bs;
      FloatVector b0 = FloatVector.fromArray(S, b, bp);
      FloatVector b1 = FloatVector.fromArray(S, b, bp + LANES);
      FloatVector a0 = FloatVector.broadcast(S, a[at]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[at + 1]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[at + 2]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[at + 3]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
      FloatVector a4 = FloatVector.broadcast(S, a[at + 4]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[at + 5]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
    }
    c0_0.add(ZERO).intoArray(c, co);
    c0_1.add(ZERO).intoArray(c, co + LANES);
    c1_0.add(ZERO).intoArray(c, co + cr);
    c1_1.add(ZERO).intoArray(c, co + cr + LANES);
    c2_0.add(ZERO).intoArray(c, co + 2 * cr);
    c2_1.add(ZERO).intoArray(c, co + 2 * cr + LANES);
    c3_0.add(ZERO).intoArray(c, co + 3 * cr);
    c3_1.add(ZERO).intoArray(c, co + 3 * cr + LANES);
    c4_0.add(ZERO).intoArray(c, co + 4 * cr);
    c4_1.add(ZERO).intoArray(c, co + 4 * cr + LANES);
    c5_0.add(ZERO).intoArray(c, co + 5 * cr);
    c5_1.add(ZERO).intoArray(c, co + 5 * cr + LANES);
  }

  /// As the tile of four rows, but of a transposed a, whose columns of four are `ac` apart.
  static void columns4(
      int k,
      float[] a,
      int ao,
      int ac,
      float[] b,
      int bo,
      int bs,
      float[] from,
      int fo,
      int fr,
      float[] c,
      int co,
      int cr) {
    FloatVector c0_0 = FloatVector.fromArray(S, from, fo);
    FloatVector c0_1 = FloatVector.fromArray(S, from, fo + LANES);
    FloatVector c1_0 = FloatVector.fromArray(S, from, fo + fr);
    FloatVector c1_1 = FloatVector.fromArray(S, from, fo + fr + LANES);
    FloatVector c2_0 = FloatVector.fromArray(S, from, fo + 2 * fr);
    FloatVector c2_1 = FloatVector.fromArray(S, from, fo + 2 * fr + LANES);
    FloatVector c3_0 = FloatVector.fromArray(S, from, fo + 3 * fr);
    FloatVector c3_1 = FloatVector.fromArray(S, from, fo + 3 * fr + LANES);
    for (int p = 0; p < k; p++) {
      int at = ao + p * ac;
      int bp = bo + p * bs;
      FloatVector b0 = FloatVector.fromArray(S, b, bp);
      FloatVector b1 = FloatVector.fromArray(S, b, bp + LANES);
      FloatVector a0 = FloatVector.broadcast(S, a[at]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[at + 1]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[at + 2]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[at + 3]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
    }
    c0_0.add(ZERO).intoArray(c, co);
    c0_1.add(ZERO).intoArray(c, co + LANES);
    c1_0.add(ZERO).intoArray(c, co + cr);
    c1_1.add(ZERO).intoArray(c, co + cr + LANES);
    c2_0.add(ZERO).intoArray(c, co + 2 * cr);
    c2_1.add(ZERO).intoArray(c, co + 2 * cr + LANES);
    c3_0.add(ZERO).intoArray(c, co + 3 * cr);
    c3_1.add(ZERO).intoArray(c, co + 3 * cr + LANES);
  }
}
