package thalweg.benchmarks;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// What somebody would write who wanted one formula as fast as it goes: each a loop on the Vector
/// API by hand. Sums are added in whatever order is fastest. eˣ and erf are the polynomials that
/// Thalweg uses, so that speed is compared at equal accuracy, and are written out at each place: as
/// methods, they were not inlined, and their vectors became objects.
final class HandFused {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();

  private HandFused() {}

  /// Adam's step number t with its usual settings; c1 = 1 / (1 − 0.9ᵗ), c2 = 1 / (1 − 0.999ᵗ).
  static void adam(
      float[] w,
      float[] g,
      float[] m,
      float[] v,
      float[] newW,
      float[] newM,
      float[] newV,
      float c1,
      float c2) {
    for (int i = 0; i < S.loopBound(w.length); i += LANES) {
      FloatVector gradient = FloatVector.fromArray(S, g, i);
      FloatVector first = FloatVector.fromArray(S, m, i).mul(0.9f).add(gradient.mul(0.1f));
      FloatVector second =
          FloatVector.fromArray(S, v, i).mul(0.999f).add(gradient.mul(gradient).mul(0.001f));
      first.intoArray(newM, i);
      second.intoArray(newV, i);
      FloatVector step = first.mul(c1).div(second.mul(c2).sqrt().add(1e-8f)).mul(0.001f);
      FloatVector.fromArray(S, w, i).sub(step).intoArray(newW, i);
    }
  }

  /// x Φ(x).
  static void gelu(float[] x, float[] y) {
    for (int i = 0; i < S.loopBound(x.length); i += LANES) {
      FloatVector v = FloatVector.fromArray(S, x, i);
      FloatVector e = v.mul(0.70710677f);
      FloatVector a = e.abs();
      a = a.blend(4, a.compare(VectorOperators.GT, 4));
      FloatVector w = a.mul(a).sub(0.75f);
      FloatVector p = w.fma(-8.670662e-6f, 6.3741114e-5f);
      p = p.fma(w, FloatVector.broadcast(S, -0.00045481676f));
      p = p.fma(w, FloatVector.broadcast(S, 0.0028471095f));
      p = p.fma(w, FloatVector.broadcast(S, -0.015131288f));
      p = p.fma(w, FloatVector.broadcast(S, 0.066918895f));
      p = p.fma(w, FloatVector.broadcast(S, -0.2445884f));
      p = p.fma(w, FloatVector.broadcast(S, -0.1001088f));
      FloatVector near = a.fma(p, a);
      FloatVector q = a.fma(0.000173886f, -0.0028170203f);
      q = q.fma(a, FloatVector.broadcast(S, 0.02128056f));
      q = q.fma(a, FloatVector.broadcast(S, -0.10186316f));
      q = q.fma(a, FloatVector.broadcast(S, 0.36032483f));
      q = q.fma(a, FloatVector.broadcast(S, -1.1261034f));
      q = q.fma(a, FloatVector.broadcast(S, -0.00060143124f));
      FloatVector y1 = a.neg().fma(a, q);
      y1 = y1.blend(-87, y1.compare(VectorOperators.LT, -87));
      y1 = y1.blend(88, y1.compare(VectorOperators.GT, 88));
      FloatVector z1 = y1.fma(1.442695f, 0x1.8p23f);
      FloatVector n1 = z1.sub(0x1.8p23f);
      FloatVector r1 = n1.fma(FloatVector.broadcast(S, -0.6931472f), y1);
      r1 = n1.fma(FloatVector.broadcast(S, 1.9046542e-9f), r1);
      FloatVector p1 = r1.fma(0.00019959251f, 0.0013933743f);
      p1 = p1.fma(r1, FloatVector.broadcast(S, 0.008333191f));
      p1 = p1.fma(r1, FloatVector.broadcast(S, 0.041666478f));
      p1 = p1.fma(r1, FloatVector.broadcast(S, 0.16666667f));
      p1 = p1.fma(r1, FloatVector.broadcast(S, 0.5f));
      p1 = r1.mul(r1).fma(p1, r1);
      IntVector k1 = z1.reinterpretAsInts().sub(0x4B400000 - 127);
      FloatVector s1 = k1.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector rest = s1.fma(p1, s1);
      FloatVector size =
          FloatVector.broadcast(S, 1).sub(rest).blend(near, a.compare(VectorOperators.LT, 1.1f));
      IntVector sign = e.reinterpretAsInts().and(Integer.MIN_VALUE);
      FloatVector area = size.reinterpretAsInts().or(sign).reinterpretAsFloats();
      v.mul(0.5f).mul(area.add(1)).intoArray(y, i);
    }
  }

  /// d (Φ(x) + x φ(x)).
  static void geluGradient(float[] x, float[] d, float[] y) {
    for (int i = 0; i < S.loopBound(x.length); i += LANES) {
      FloatVector v = FloatVector.fromArray(S, x, i);
      FloatVector e = v.mul(0.70710677f);
      FloatVector a = e.abs();
      a = a.blend(4, a.compare(VectorOperators.GT, 4));
      FloatVector w = a.mul(a).sub(0.75f);
      FloatVector p = w.fma(-8.670662e-6f, 6.3741114e-5f);
      p = p.fma(w, FloatVector.broadcast(S, -0.00045481676f));
      p = p.fma(w, FloatVector.broadcast(S, 0.0028471095f));
      p = p.fma(w, FloatVector.broadcast(S, -0.015131288f));
      p = p.fma(w, FloatVector.broadcast(S, 0.066918895f));
      p = p.fma(w, FloatVector.broadcast(S, -0.2445884f));
      p = p.fma(w, FloatVector.broadcast(S, -0.1001088f));
      FloatVector near = a.fma(p, a);
      FloatVector q = a.fma(0.000173886f, -0.0028170203f);
      q = q.fma(a, FloatVector.broadcast(S, 0.02128056f));
      q = q.fma(a, FloatVector.broadcast(S, -0.10186316f));
      q = q.fma(a, FloatVector.broadcast(S, 0.36032483f));
      q = q.fma(a, FloatVector.broadcast(S, -1.1261034f));
      q = q.fma(a, FloatVector.broadcast(S, -0.00060143124f));
      FloatVector y1 = a.neg().fma(a, q);
      y1 = y1.blend(-87, y1.compare(VectorOperators.LT, -87));
      y1 = y1.blend(88, y1.compare(VectorOperators.GT, 88));
      FloatVector z1 = y1.fma(1.442695f, 0x1.8p23f);
      FloatVector n1 = z1.sub(0x1.8p23f);
      FloatVector r1 = n1.fma(FloatVector.broadcast(S, -0.6931472f), y1);
      r1 = n1.fma(FloatVector.broadcast(S, 1.9046542e-9f), r1);
      FloatVector p1 = r1.fma(0.00019959251f, 0.0013933743f);
      p1 = p1.fma(r1, FloatVector.broadcast(S, 0.008333191f));
      p1 = p1.fma(r1, FloatVector.broadcast(S, 0.041666478f));
      p1 = p1.fma(r1, FloatVector.broadcast(S, 0.16666667f));
      p1 = p1.fma(r1, FloatVector.broadcast(S, 0.5f));
      p1 = r1.mul(r1).fma(p1, r1);
      IntVector k1 = z1.reinterpretAsInts().sub(0x4B400000 - 127);
      FloatVector s1 = k1.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector rest = s1.fma(p1, s1);
      FloatVector size =
          FloatVector.broadcast(S, 1).sub(rest).blend(near, a.compare(VectorOperators.LT, 1.1f));
      IntVector sign = e.reinterpretAsInts().and(Integer.MIN_VALUE);
      FloatVector area = size.reinterpretAsInts().or(sign).reinterpretAsFloats();
      FloatVector y2 = v.mul(v).mul(-0.5f);
      y2 = y2.blend(-87, y2.compare(VectorOperators.LT, -87));
      y2 = y2.blend(88, y2.compare(VectorOperators.GT, 88));
      FloatVector z2 = y2.fma(1.442695f, 0x1.8p23f);
      FloatVector n2 = z2.sub(0x1.8p23f);
      FloatVector r2 = n2.fma(FloatVector.broadcast(S, -0.6931472f), y2);
      r2 = n2.fma(FloatVector.broadcast(S, 1.9046542e-9f), r2);
      FloatVector p2 = r2.fma(0.00019959251f, 0.0013933743f);
      p2 = p2.fma(r2, FloatVector.broadcast(S, 0.008333191f));
      p2 = p2.fma(r2, FloatVector.broadcast(S, 0.041666478f));
      p2 = p2.fma(r2, FloatVector.broadcast(S, 0.16666667f));
      p2 = p2.fma(r2, FloatVector.broadcast(S, 0.5f));
      p2 = r2.mul(r2).fma(p2, r2);
      IntVector k2 = z2.reinterpretAsInts().sub(0x4B400000 - 127);
      FloatVector s2 = k2.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector bell = s2.fma(p2, s2);
      FloatVector slope = area.add(1).mul(0.5f).add(v.mul(bell.mul(0.3989423f)));
      FloatVector.fromArray(S, d, i).mul(slope).intoArray(y, i);
    }
  }

  /// The softmax of each row; y has room for a vector more than x.
  static void softmax(float[] x, float[] y, int rows, int columns) {
    int whole = S.loopBound(columns);
    VectorMask<Float> rest = S.indexInRange(whole, columns);
    for (int row = 0, at = 0; row < rows; row++, at += columns) {
      FloatVector most = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < whole; i += LANES) {
        most = most.max(FloatVector.fromArray(S, x, at + i));
      }
      if (whole < columns) {
        most =
            most.lanewise(VectorOperators.MAX, FloatVector.fromArray(S, x, at + whole, rest), rest);
      }
      float largest = most.reduceLanes(VectorOperators.MAX);
      FloatVector sums = FloatVector.zero(S);
      for (int i = 0; i < whole; i += LANES) {
        FloatVector y1 = FloatVector.fromArray(S, x, at + i).sub(largest);
        y1 = y1.blend(-87, y1.compare(VectorOperators.LT, -87));
        y1 = y1.blend(88, y1.compare(VectorOperators.GT, 88));
        FloatVector z1 = y1.fma(1.442695f, 0x1.8p23f);
        FloatVector n1 = z1.sub(0x1.8p23f);
        FloatVector r1 = n1.fma(FloatVector.broadcast(S, -0.6931472f), y1);
        r1 = n1.fma(FloatVector.broadcast(S, 1.9046542e-9f), r1);
        FloatVector p1 = r1.fma(0.00019959251f, 0.0013933743f);
        p1 = p1.fma(r1, FloatVector.broadcast(S, 0.008333191f));
        p1 = p1.fma(r1, FloatVector.broadcast(S, 0.041666478f));
        p1 = p1.fma(r1, FloatVector.broadcast(S, 0.16666667f));
        p1 = p1.fma(r1, FloatVector.broadcast(S, 0.5f));
        p1 = r1.mul(r1).fma(p1, r1);
        IntVector k1 = z1.reinterpretAsInts().sub(0x4B400000 - 127);
        FloatVector s1 = k1.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector power = s1.fma(p1, s1);
        power.intoArray(y, at + i);
        sums = sums.add(power);
      }
      if (whole < columns) {
        FloatVector y2 = FloatVector.fromArray(S, x, at + whole, rest).sub(largest);
        y2 = y2.blend(-87, y2.compare(VectorOperators.LT, -87));
        y2 = y2.blend(88, y2.compare(VectorOperators.GT, 88));
        FloatVector z2 = y2.fma(1.442695f, 0x1.8p23f);
        FloatVector n2 = z2.sub(0x1.8p23f);
        FloatVector r2 = n2.fma(FloatVector.broadcast(S, -0.6931472f), y2);
        r2 = n2.fma(FloatVector.broadcast(S, 1.9046542e-9f), r2);
        FloatVector p2 = r2.fma(0.00019959251f, 0.0013933743f);
        p2 = p2.fma(r2, FloatVector.broadcast(S, 0.008333191f));
        p2 = p2.fma(r2, FloatVector.broadcast(S, 0.041666478f));
        p2 = p2.fma(r2, FloatVector.broadcast(S, 0.16666667f));
        p2 = p2.fma(r2, FloatVector.broadcast(S, 0.5f));
        p2 = r2.mul(r2).fma(p2, r2);
        IntVector k2 = z2.reinterpretAsInts().sub(0x4B400000 - 127);
        FloatVector s2 = k2.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector power = s2.fma(p2, s2);
        power.intoArray(y, at + whole, rest);
        sums = sums.lanewise(VectorOperators.ADD, power, rest);
      }
      float sum = sums.reduceLanes(VectorOperators.ADD);
      for (int i = 0; i < whole; i += LANES) {
        FloatVector.fromArray(S, y, at + i).div(sum).intoArray(y, at + i);
      }
      if (whole < columns) {
        FloatVector.fromArray(S, y, at + whole, rest).div(sum).intoArray(y, at + whole, rest);
      }
    }
  }

  private static FloatVector sumOf(float[] x, int at, int columns) {
    FloatVector sums = FloatVector.zero(S);
    for (int i = 0; i < columns; i += LANES) {
      sums = sums.add(FloatVector.fromArray(S, x, at + i));
    }
    return sums;
  }

  private static FloatVector squaresOf(float[] x, int at, int columns, float mean) {
    FloatVector sums = FloatVector.zero(S);
    for (int i = 0; i < columns; i += LANES) {
      FloatVector centred = FloatVector.fromArray(S, x, at + i).sub(mean);
      sums = sums.add(centred.mul(centred));
    }
    return sums;
  }

  /// Rows of mean 0 and deviation 1, times gamma, plus beta; columns are whole vectors.
  static void layerNormalisation(
      float[] x, float[] gamma, float[] beta, float[] y, int rows, int columns) {
    for (int row = 0, at = 0; row < rows; row++, at += columns) {
      float mean = sumOf(x, at, columns).reduceLanes(VectorOperators.ADD) / columns;
      float variance = squaresOf(x, at, columns, mean).reduceLanes(VectorOperators.ADD) / columns;
      float scale = 1 / (float) Math.sqrt(variance + 1e-5f);
      for (int i = 0; i < columns; i += LANES) {
        FloatVector normal = FloatVector.fromArray(S, x, at + i).sub(mean).mul(scale);
        normal
            .mul(FloatVector.fromArray(S, gamma, i))
            .add(FloatVector.fromArray(S, beta, i))
            .intoArray(y, at + i);
      }
    }
  }

  /// The gradients by x, gamma and beta, given that by the result.
  static void layerNormalisationGradient(
      float[] x,
      float[] gamma,
      float[] d,
      float[] byX,
      float[] byGamma,
      float[] byBeta,
      int rows,
      int columns) {
    Arrays.fill(byGamma, 0);
    Arrays.fill(byBeta, 0);
    for (int row = 0, at = 0; row < rows; row++, at += columns) {
      float mean = sumOf(x, at, columns).reduceLanes(VectorOperators.ADD) / columns;
      float variance = squaresOf(x, at, columns, mean).reduceLanes(VectorOperators.ADD) / columns;
      float scale = 1 / (float) Math.sqrt(variance + 1e-5f);
      FloatVector shares = FloatVector.zero(S);
      FloatVector products = FloatVector.zero(S);
      for (int i = 0; i < columns; i += LANES) {
        FloatVector normal = FloatVector.fromArray(S, x, at + i).sub(mean).mul(scale);
        FloatVector given = FloatVector.fromArray(S, d, at + i);
        FloatVector.fromArray(S, byGamma, i).add(given.mul(normal)).intoArray(byGamma, i);
        FloatVector.fromArray(S, byBeta, i).add(given).intoArray(byBeta, i);
        FloatVector q = given.mul(FloatVector.fromArray(S, gamma, i));
        shares = shares.add(q);
        products = products.add(q.mul(normal));
      }
      float share = shares.reduceLanes(VectorOperators.ADD) / columns;
      float along = products.reduceLanes(VectorOperators.ADD) / columns;
      for (int i = 0; i < columns; i += LANES) {
        FloatVector normal = FloatVector.fromArray(S, x, at + i).sub(mean).mul(scale);
        FloatVector q = FloatVector.fromArray(S, d, at + i).mul(FloatVector.fromArray(S, gamma, i));
        q.sub(share).sub(normal.mul(along)).mul(scale).intoArray(byX, at + i);
      }
    }
  }
}
