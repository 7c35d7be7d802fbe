package thalweg.algebra.random;

/// Random numbers by position: the number at a position depends on seed, purpose, layer, epoch and
/// position alone, never on what was asked before.
///
/// The key of [Philox] is the seed, low word first. Its counter is, from word 0 to word 3:
///
/// | word | bits | holds |
/// |---|---|---|
/// | 0 | 32 | low bits of the block's index |
/// | 1 | 16 low | high bits of the block's index |
/// | 1 | 8 | sub-counter: 0, then 1, 2, … for the second, third … try at a position |
/// | 1 | 8 high | the purpose's code |
/// | 2 | 32 | layer |
/// | 3 | 32 | epoch |
///
/// The four words of all blocks in order are the stream's words: a 32-bit number at position p uses
/// word p, a 64-bit number words 2p and 2p + 1. So `bits`, `uniformFloat` and `below` draw on the
/// same word at equal positions, as do `bits64`, `uniform` and `normal` on the same pair: who mixes
/// kinds in one stream must keep their positions apart. Positions go from 0 to 2⁴⁹ − 1.
///
/// Only +, −, ×, ÷, √ and [StrictMath] are used, so the bits are the same on every platform.
///
/// @param seed chosen by the user
/// @param purpose what the numbers are for
/// @param layer which layer, or 0 where there is none
/// @param epoch which epoch, or 0 where there is none
public record RandomStream(long seed, Purpose purpose, int layer, int epoch) {
  /// How many positions a stream has.
  public static final long POSITIONS = 1L << 49;

  private static final int TRIES = 256;

  /// Returns 32 random bits.
  public int bits(long position) {
    return word(position, 0);
  }

  /// Returns 64 random bits.
  public long bits64(long position) {
    return half(position, 0);
  }

  /// Returns a number in [0, 1), a multiple of 2⁻⁵³.
  public double uniform(long position) {
    return toUniform(bits64(position));
  }

  /// Returns a number in [0, 1), a multiple of 2⁻²⁴.
  public float uniformFloat(long position) {
    return Philox.uniform(bits(position));
  }

  /// Returns a number of the normal distribution with mean 0 and standard deviation 1; none is
  /// farther than 8.3 from 0.
  public double normal(long position) {
    return NormalQuantile.ofBits(bits64(position));
  }

  /// Returns a whole number from 0 to `bound` − 1, all exactly equally likely.
  ///
  /// @throws IllegalArgumentException if `bound` is below 1
  public int below(long position, int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException(
          "random: the bound is " + bound + "; it must be at least 1.");
    }
    return below(word(position, 0), position, bound);
  }

  /// Fills `count` places of `target` from `offset` on with the uniform numbers at `position`,
  /// `position` + 1, ….
  public void fillUniform(double[] target, int offset, int count, long position) {
    fillUniform(seed, purpose, layer, epoch, target, offset, count, position);
  }

  /// Fills `count` places of `target` from `offset` on with the uniform floats at `position`,
  /// `position` + 1, ….
  public void fillUniform(float[] target, int offset, int count, long position) {
    fillUniform(seed, purpose, layer, epoch, target, offset, count, position);
  }

  /// Does the same for a stream that no object stands for.
  public static void fillUniform(
      long seed,
      Purpose purpose,
      int layer,
      int epoch,
      double[] target,
      int offset,
      int count,
      long position) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = toUniform(half(seed, purpose, layer, epoch, position + i, 0));
    }
  }

  /// Does the same for a stream that no object stands for.
  public static void fillUniform(
      long seed,
      Purpose purpose,
      int layer,
      int epoch,
      float[] target,
      int offset,
      int count,
      long position) {
    for (int i = 0; i < count; ) {
      long at = position + i;
      if ((at & 3) == 0 && i + 4 <= count) {
        long block = at >>> 2;
        Philox.uniform(
            (int) block,
            high(block, purpose, 0),
            layer,
            epoch,
            (int) seed,
            (int) (seed >>> 32),
            target,
            offset + i);
        i += 4;
      } else {
        long pair = half(seed, purpose, layer, epoch, at >>> 1, 0);
        target[offset + i++] = Philox.uniform(wordOf(pair, at));
      }
    }
  }

  /// Fills `count` places of `target` from `offset` on with the normal numbers at `position`,
  /// `position` + 1, ….
  public void fillNormal(double[] target, int offset, int count, long position) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = normal(position + i);
    }
  }

  /// Fills `count` places of `target` from `offset` on with the normal numbers at `position`,
  /// `position` + 1, …, rounded to `float`.
  public void fillNormal(float[] target, int offset, int count, long position) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = (float) normal(position + i);
    }
  }

  /// Fills `count` places of `target` from `offset` on with `below` at `position`, `position` + 1,
  /// ….
  ///
  /// @throws IllegalArgumentException if `bound` is below 1
  public void fillBelow(int[] target, int offset, int count, long position, int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException(
          "random: the bound is " + bound + "; it must be at least 1.");
    }
    fillBits(target, offset, count, position);
    for (int i = 0; i < count; i++) {
      target[offset + i] = below(target[offset + i], position + i, bound);
    }
  }

  /// Fills the first `count` places of `target` with 0 … `count` − 1 in random order, all orders
  /// being equally likely as far as 64 bits of seed can tell them apart.
  ///
  /// The Fisher–Yates shuffle from the inside out: number i takes a place among the first i + 1 and
  /// who sat there moves to place i. That form lets the random words wait in the places not yet
  /// filled, so nothing is allocated.
  public void fillPermutation(int[] target, int count) {
    fillBits(target, 0, count, 0);
    for (int i = 0; i < count; i++) {
      int place = below(target[i], i, i + 1);
      target[i] = target[place];
      target[place] = i;
    }
  }

  private void fillBits(int[] target, int offset, int count, long position) {
    long pair = 0;
    for (int i = 0; i < count; i++) {
      long at = position + i;
      pair = (at & 1) == 0 || i == 0 ? half(at >>> 1, 0) : pair;
      target[offset + i] = wordOf(pair, at);
    }
  }

  /// Multiplies a word as a fraction of 2³² by the bound; the few words that would make some
  /// results likelier are refused and the next try's word is taken. Source: Lemire (2019), "Fast
  /// random integer generation in an interval", algorithm 5.
  private int below(int word, long position, int bound) {
    long product = (word & 0xFFFFFFFFL) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long refused = (1L << 32) % bound;
      // At most every second word is refused: 256 in a row are not to be met.
      for (int next = 1; (product & 0xFFFFFFFFL) < refused && next < TRIES; next++) {
        product = (word(position, next) & 0xFFFFFFFFL) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  private int word(long position, int attempt) {
    return wordOf(half(position >>> 1, attempt), position);
  }

  private static int wordOf(long pair, long position) {
    return (int) ((position & 1) == 0 ? pair : pair >>> 32);
  }

  private long half(long pair, int attempt) {
    return half(seed, purpose, layer, epoch, pair, attempt);
  }

  /// Returns words 2 · `pair` and 2 · `pair` + 1.
  private static long half(
      long seed, Purpose purpose, int layer, int epoch, long pair, int attempt) {
    long block = pair >>> 1;
    return Philox.half(
        (int) (pair & 1),
        (int) block,
        high(block, purpose, attempt),
        layer,
        epoch,
        (int) seed,
        (int) (seed >>> 32));
  }

  /// Returns word 1 of a block's counter.
  private static int high(long block, Purpose purpose, int attempt) {
    return ((int) (block >>> 32) & 0xFFFF) | (attempt << 16) | (purpose.code() << 24);
  }

  private static double toUniform(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }
}
