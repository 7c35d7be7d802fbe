package thalweg.algebra.machine;

/// What must be so underneath: a Java that leaves numbers alone, and a processor that multiplies
/// and adds in one operation.
public final class Machine {
  /// What a fused multiply-add may take: a hundred times what it takes where there is one, and a
  /// twentieth of what it takes where there is none.
  private static final long SLOW_NANOS = 2_000;

  private Machine() {}

  /// Does nothing on a Java that can be trusted with arrays.
  ///
  /// @throws UnsupportedOperationException on Java 25 before 25.0.3, whose G1 collector may damage
  ///   arrays that native code has pinned (JDK-8377811)
  public static void requireSoundJava() {
    requireSoundJava(Runtime.version());
  }

  static void requireSoundJava(Runtime.Version version) {
    if (version.feature() == 25 && version.interim() == 0 && version.update() < 3) {
      throw new UnsupportedOperationException(
          "Java "
              + version
              + " may silently damage arrays: its G1 collector moves some that native code has"
              + " pinned (JDK-8377811). Java 25.0.3 has the repair: run on it or a later one.");
    }
  }

  /// Returns whether [Math#fma] is the processor's own operation. Where it is not, Java computes it
  /// by [java.math.BigDecimal]: the same bits, thousands of times slower. Measured, for no standard
  /// door tells it; takes less than a millisecond.
  static boolean fusesMultiplyAdd() {
    double sum = 0;
    long fewest = Long.MAX_VALUE;
    for (int round = 0; round < 8 && fewest > SLOW_NANOS; round++) { // the clock may be held up
      long start = System.nanoTime();
      // Numbers so far apart that BigDecimal needs hundreds of digits.
      sum = Math.fma(1e-150, 1e-150 + 0 * sum, 1e150);
      fewest = Math.min(fewest, System.nanoTime() - start);
    }
    return fewest <= SLOW_NANOS;
  }
}
