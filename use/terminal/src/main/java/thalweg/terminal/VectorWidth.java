package thalweg.terminal;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thalweg.algebra.machine.VectorUnit;

/// The option that chooses the width of the vector registers.
final class VectorWidth {
  private static final List<String> WIDTHS = List.of("auto", "512", "256", "128", "none");

  @Option(
      names = "--vector",
      paramLabel = "WIDTH",
      description =
          "Vector width: auto (default), 512, 256, 128 or none. The result is the same, bit for"
              + " bit.")
  @Nullable String width;

  /// Hands the width to the kernels. Works only before the first of them is touched, so it comes
  /// first in a verb.
  void apply() {
    if (width == null) {
      return;
    }
    String wanted = width.toLowerCase(Locale.ROOT);
    if (!WIDTHS.contains(wanted)) {
      throw Failure.usage(
          "--vector: \"" + width + "\" is unknown; it must be auto, 512, 256, 128 or none.");
    }
    System.setProperty(VectorUnit.PROPERTY, wanted); // a constant, so the class stays untouched
  }
}
