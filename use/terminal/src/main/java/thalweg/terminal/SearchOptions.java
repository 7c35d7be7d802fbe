package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What makes of a descent a search of another kind: constraints, and many starts.
final class SearchOptions {
  @Option(
      names = "--subject-to",
      paramLabel = "CONSTRAINT",
      description =
          "What the point has to fulfil, such as 'x + y = 1' or '0 <= x*y <= 2'; repeat it for"
              + " more. Multipliers are told; gradients are exact unless --method central is"
              + " given.")
  List<String> constraints = new ArrayList<>();

  @Option(
      names = "--global",
      paramLabel = "N",
      description =
          "Go down from N starts spread evenly over the box of --within, and list the different"
              + " minima to which they lead, the best first.")
  @Nullable Integer starts;

  boolean isGiven() {
    return !constraints.isEmpty() || starts != null;
  }
}
