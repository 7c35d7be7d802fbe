package thalweg.algebra.kernel;

/// Loops that move, convert or add up elements where they lie apart, for `float[]`, `double[]` and
/// `int[]`.
public final class Strided {
  private Strided() {}

  /// Writes n elements of x, `xStride` apart (0 repeats one), to places `outStride` apart.
  public static void copy(Object x, int xo, int xStride, Object out, int oo, int outStride, int n) {
    boolean isRun = xStride == 1 && outStride == 1;
    switch (x) {
      // By their types: copying what may be any array takes a look at it each time.
      case float[] from when isRun -> System.arraycopy(from, xo, (float[]) out, oo, n);
      case double[] from when isRun -> System.arraycopy(from, xo, (double[]) out, oo, n);
      case int[] from when isRun -> System.arraycopy(from, xo, (int[]) out, oo, n);
      case float[] from -> {
        float[] to = (float[]) out;
        for (int i = 0; i < n; i++, xo += xStride, oo += outStride) {
          to[oo] = from[xo];
        }
      }
      case double[] from -> {
        double[] to = (double[]) out;
        for (int i = 0; i < n; i++, xo += xStride, oo += outStride) {
          to[oo] = from[xo];
        }
      }
      case int[] from -> {
        int[] to = (int[]) out;
        for (int i = 0; i < n; i++, xo += xStride, oo += outStride) {
          to[oo] = from[xo];
        }
      }
      default -> throw unknown(x);
    }
  }

  /// Writes the elements of x at some places, counted from `xo`, side by side.
  public static void gather(Object x, int xo, int[] places, Object out, int oo) {
    switch (x) {
      case float[] from -> {
        float[] to = (float[]) out;
        for (int i = 0; i < places.length; i++) {
          to[oo + i] = from[xo + places[i]];
        }
      }
      case double[] from -> {
        double[] to = (double[]) out;
        for (int i = 0; i < places.length; i++) {
          to[oo + i] = from[xo + places[i]];
        }
      }
      default -> throw unknown(x);
    }
  }

  /// Adds n elements of x, which lie side by side, to places `outStride` ≥ 1 apart.
  public static void add(Object x, int xo, Object out, int oo, int outStride, int n) {
    switch (x) {
      case float[] from -> {
        float[] to = (float[]) out;
        if (outStride == 1) {
          for (int i = 0; i < n; i++) {
            to[oo + i] += from[xo + i];
          }
        } else {
          for (int i = 0; i < n; i++) {
            to[oo + i * outStride] += from[xo + i];
          }
        }
      }
      case double[] from -> {
        double[] to = (double[]) out;
        if (outStride == 1) {
          for (int i = 0; i < n; i++) {
            to[oo + i] += from[xo + i];
          }
        } else {
          for (int i = 0; i < n; i++) {
            to[oo + i * outStride] += from[xo + i];
          }
        }
      }
      default -> throw unknown(x);
    }
  }

  /// Writes n zeros.
  public static void zero(Object out, int oo, int n) {
    switch (out) {
      case float[] to -> java.util.Arrays.fill(to, oo, oo + n, 0);
      case double[] to -> java.util.Arrays.fill(to, oo, oo + n, 0);
      case int[] to -> java.util.Arrays.fill(to, oo, oo + n, 0);
      default -> throw unknown(out);
    }
  }

  /// Writes n elements of x in the element type of `out`, by Java's conversions.
  public static void convert(Object x, int xo, Object out, int oo, int n) {
    switch (out) {
      case float[] to -> {
        for (int i = 0; i < n; i++) {
          to[oo + i] =
              switch (x) {
                case double[] from -> (float) from[xo + i];
                case int[] from -> from[xo + i];
                default -> throw unknown(x);
              };
        }
      }
      case double[] to -> {
        for (int i = 0; i < n; i++) {
          to[oo + i] =
              switch (x) {
                case float[] from -> from[xo + i];
                case int[] from -> from[xo + i];
                default -> throw unknown(x);
              };
        }
      }
      case int[] to -> {
        for (int i = 0; i < n; i++) {
          to[oo + i] =
              switch (x) {
                case float[] from -> (int) from[xo + i];
                case double[] from -> (int) from[xo + i];
                default -> throw unknown(x);
              };
        }
      }
      default -> throw unknown(out);
    }
  }

  private static IllegalArgumentException unknown(Object array) {
    return new IllegalArgumentException(
        "no loop for elements of " + array.getClass().getSimpleName());
  }
}
