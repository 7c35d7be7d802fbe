package thalweg.algebra.machine;

import java.util.Locale;

/// The width of the vector registers that the kernels use, chosen once when this class is first
/// touched.
///
/// The system property `thalweg.vector` may be `auto` (the processor's preferred width), `512`,
/// `256`, `128` or `none` (plain Java loops). Every choice gives the same bits; only the speed
/// differs.
public final class VectorUnit {
  /// The name of the system property that chooses the width; it must be set before the first
  /// computation.
  public static final String PROPERTY = "thalweg.vector";

  /// The width in bits, or 0 when plain Java loops are used.
  public static final int BITS = choose();

  private VectorUnit() {}

  private static int choose() {
    String wanted = System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT);
    int bits =
        switch (wanted) {
          case "none" -> 0;
          case "auto" -> present() ? Preferred.bits() : 0;
          case "128", "256", "512" -> present() ? Integer.parseInt(wanted) : 0;
          default ->
              throw new IllegalArgumentException(
                  PROPERTY + " is \"" + wanted + "\"; it must be auto, 512, 256, 128 or none.");
        };
    System.Logger logger = System.getLogger("thalweg.algebra");
    if (bits == 0 && !wanted.equals("none")) {
      logger.log(
          System.Logger.Level.WARNING,
          "The module jdk.incubator.vector is not present: plain loops are used, same results,"
              + " several times slower. Start Java with --add-modules jdk.incubator.vector.");
    } else {
      logger.log(
          System.Logger.Level.DEBUG,
          "vector width " + (bits == 0 ? "none" : bits + " bits") + " (asked for: " + wanted + ")");
    }
    if (!Machine.fusesMultiplyAdd()) {
      logger.log(
          System.Logger.Level.WARNING,
          "This processor, or this Java, has no fused multiply-add, of which all products are made:"
              + " same results, thousands of times slower. Use a processor that has it (x86 since"
              + " 2013, every 64-bit ARM), let a virtual machine show its guest the host's"
              + " processor, and start Java without -XX:-UseFMA.");
    }
    return bits;
  }

  private static boolean present() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /// Returns the width in words, such as `512 bits` or `none`.
  public static String describe() {
    return BITS == 0 ? "none" : BITS + " bits";
  }

  /// Touched only when the vector module is there: its classes are named nowhere else in this file.
  private static final class Preferred {
    static int bits() {
      return Math.max(
          128, Math.min(512, jdk.incubator.vector.VectorShape.preferredShape().vectorBitSize()));
    }
  }
}
