package thalweg.algebra.random;

/// Random bits as a function of a counter: Philox4x32 with ten rounds.
///
/// A 128-bit counter and a 64-bit key give four words of 32 bits; there is no state, so any block
/// can be had at any time, on any thread, in any order. Source: Salmon, Moraes, Dror and Shaw
/// (2011), "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
public final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9; // the golden ratio
  private static final int WEYL_1 = 0xBB67AE85; // √3 − 1
  private static final int ROUNDS = 10;
  private static final long WORD = 0xFFFFFFFFL;

  private Philox() {}

  /// Writes the four words of the block at counter (c0, c1, c2, c3) under key (k0, k1) to `words`
  /// from `offset` on.
  public static void block(
      int c0, int c1, int c2, int c3, int k0, int k1, int[] words, int offset) {
    long first = half(0, c0, c1, c2, c3, k0, k1);
    long second = half(1, c0, c1, c2, c3, k0, k1);
    words[offset] = (int) first;
    words[offset + 1] = (int) (first >>> 32);
    words[offset + 2] = (int) second;
    words[offset + 3] = (int) (second >>> 32);
  }

  /// Returns words 0 and 1 of a block (`half` 0) or words 2 and 3 (`half` 1), the earlier word in
  /// the low bits. One value comes out and no array is needed, which keeps all callers free of
  /// allocation.
  static long half(int half, int c0, int c1, int c2, int c3, int k0, int k1) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & WORD);
      long product1 = MULTIPLIER_1 * (c2 & WORD);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return half == 0 ? pair(c0, c1) : pair(c2, c3);
  }

  /// Writes the four words of a block as numbers in [0, 1), each from its 24 high bits, to `target`
  /// from `offset` on. The rounds stand here a second time, as no method returns four words without
  /// an array.
  static void uniform(int c0, int c1, int c2, int c3, int k0, int k1, float[] target, int offset) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & WORD);
      long product1 = MULTIPLIER_1 * (c2 & WORD);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    target[offset] = uniform(c0);
    target[offset + 1] = uniform(c1);
    target[offset + 2] = uniform(c2);
    target[offset + 3] = uniform(c3);
  }

  static float uniform(int word) {
    return (word >>> 8) * 0x1p-24f;
  }

  private static long pair(int low, int high) {
    return (low & WORD) | ((long) high << 32);
  }
}
