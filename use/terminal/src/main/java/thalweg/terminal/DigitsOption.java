package thalweg.terminal;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option of verbs whose answers are numbers: how many digits of these are shown.
final class DigitsOption {
  /// So many tell any number from all others.
  static final int MOST = 17;

  @Option(
      names = "--digits",
      paramLabel = "N",
      description =
          "Show numbers in N significant digits at most, 1 to "
              + MOST
              + "; error bars keep their two. Default: all there are. JSON always has all.")
  private @Nullable Integer digits;

  /// Answers with numbers shown in as many digits as were asked for.
  int in(Shared shared, IntSupplier answer) {
    if (digits == null) {
      return answer.getAsInt();
    }
    if (digits < 1 || digits > MOST) {
      throw Failure.usage("--digits is " + digits + "; it must be from 1 to " + MOST + ".");
    }
    return shared.json
        ? answer.getAsInt()
        : ScopedValue.where(Numbers.DIGITS, digits).call(answer::getAsInt);
  }
}
