package thalweg.algebra.program;

/// Fills a slot from a smaller array before the block is computed; a plain number has no value
/// (−1).
record Load(Spread spread, int value, double number, int period, int count, int slot) {
  /// Elements of the longest row that is laid out whole.
  private static final int MOST_LAID_OUT = 4096;

  Load(Spread spread, int value, double number, int period, int slot) {
    this(spread, value, number, period, 0, slot);
  }

  /// How a smaller array is spread over the chain's elements.
  enum Spread {
    /// One number everywhere.
    SCALAR,
    /// The array again and again: element i is x at i mod period.
    ROW,
    /// Each number `period` times: element i is x at ⌊i / period⌋.
    COLUMN,
    /// Each of `count` numbers `period` times, and all of them again and again: element i is x at
    /// ⌊i / period⌋ mod count. One number for each channel of each picture.
    MIDDLE
  }

  /// Returns whether a repeated row is laid out once, and once more as far as a block reaches, so
  /// that a block may begin anywhere in it.
  boolean isLaidOut() {
    return spread == Spread.ROW && period <= MOST_LAID_OUT;
  }
}
