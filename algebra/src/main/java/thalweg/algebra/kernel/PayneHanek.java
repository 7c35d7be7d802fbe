package thalweg.algebra.kernel;

/// The reduction of large angles by quarter turns, exact as if π had all its digits.
///
/// An angle m 2ᵉ (m an integer of 53 bits) times 2/π modulo 4 needs only those bits of 2/π whose
/// product with 2ᵉ is below 4; 192 of them leave more than 70 good bits in the worst case. Source:
/// Payne and Hanek (1983), "Radian reduction for trigonometric functions".
final class PayneHanek {
  private PayneHanek() {}

  /// An angle as `quarters` π/2 + `rest` + `restLow`, |rest| at most π/4.
  record Angle(int quarters, double rest, double restLow) {}

  /// The bits of 2/π, 64 a word, after one word of zeros.
  private static final long[] TWO_OVER_PI = {
    0,
    0xA2F9836E4E441529L,
    0xFC2757D1F534DDC0L,
    0xDB6295993C439041L,
    0xFE5163ABDEBBC561L,
    0xB7246E3A424DD2E0L,
    0x06492EEA09D1921CL,
    0xFE1DEB1CB129A73EL,
    0xE88235F52EBB4484L,
    0xE99C7026B45F7E41L,
    0x3991D639835339F4L,
    0x9C845F8BBDF9283BL,
    0x1FF897FFDE05980FL,
    0xEF2F118B5A0A6D1FL,
    0x6D367ECF27CB09B7L,
    0x4F463F669E5FEA2DL,
    0x7527BAC7EBE5F17BL,
    0x3D0739F78A5292EAL,
    0x6BFB5FB11F8D5D08L,
    0x56033046FC7B6BABL
  };

  /// Returns the reduced angle of a finite `a` of at least 1.
  static Angle reduce(double a) {
    long bits = Double.doubleToRawLongBits(a);
    int exponent = (int) (bits >>> 52) - 1075;
    long m = (bits & 0xFFFFFFFFFFFFFL) | 0x10000000000000L;

    // The product modulo 4 as a fraction of 192 bits: its two highest bits count the quarters.
    int from = 64 + exponent - 2;
    long window2 = window(from + 128);
    long window1 = window(from + 64);
    long low = m * window2;
    long carry = Math.unsignedMultiplyHigh(m, window2);
    long middle = m * window1 + carry;
    long high =
        m * window(from)
            + Math.unsignedMultiplyHigh(m, window1)
            + (Long.compareUnsigned(middle, carry) < 0 ? 1 : 0);

    // To the nearest quarter: the rest is a signed fraction.
    int quarters = (int) (high >>> 62);
    high = high << 2 | middle >>> 62;
    middle = middle << 2 | low >>> 62;
    low = low << 2;
    boolean negative = high < 0;
    if (negative) {
      quarters++;
      low = -low;
      middle = ~middle + (low == 0 ? 1 : 0);
      high = ~high + (low == 0 && middle == 0 ? 1 : 0);
    }
    int shift = 0;
    if (high == 0) {
      high = middle;
      middle = low;
      low = 0;
      shift = 64;
    }
    int zeros = Long.numberOfLeadingZeros(high);
    high = shifted(high, middle, zeros);
    middle = shifted(middle, low, zeros);
    double unit = Math.scalb(negative ? -1.0 : 1.0, -shift - zeros);
    double turn = (double) (high >>> 11) * 0x1p-53 * unit;
    double turnLow = (double) ((high & 0x7FF) << 52 | middle >>> 12) * 0x1p-116 * unit;

    double rest = turn * DoubleElementary.HALF_PI;
    double restLow =
        Math.fma(turn, DoubleElementary.HALF_PI, -rest)
            + Math.fma(turn, DoubleElementary.HALF_PI_REST, turnLow * DoubleElementary.HALF_PI);
    return new Angle(quarters, rest, restLow);
  }

  private static long window(int from) {
    int word = from >> 6;
    return shifted(TWO_OVER_PI[word], TWO_OVER_PI[word + 1], from & 63);
  }

  private static long shifted(long word, long next, int by) {
    return by == 0 ? word : word << by | next >>> -by;
  }
}
