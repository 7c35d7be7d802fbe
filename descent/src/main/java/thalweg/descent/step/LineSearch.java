package thalweg.descent.step;

/// A way to choose a step along a direction that leads downhill.
///
/// With φ(α) = f(x + αd), δ between 0 and ½ and σ between δ and 1, a step is good if it decreases
/// enough, φ(α) ≤ φ(0) + δαφ′(0) (Armijo), and is not too short, φ′(α) ≥ σφ′(0) (Wolfe) or even
/// |φ′(α)| ≤ σ|φ′(0)| (strong Wolfe). Trials at which the value or the slope is NaN or infinite are
/// drawn back from. Source: Nocedal and Wright 2006, chapter 3.
public sealed interface LineSearch permits ArmijoBacktracking, HagerZhang, MoreThuente {
  /// How a search ended.
  enum Result {
    /// The last step evaluated, with its slope, is a good one.
    FOUND,
    /// The longest step allowed was reached, and it is downhill still.
    LONGEST,
    /// No good step was found: as a rule the values no longer tell downhill from uphill.
    FAILED
  }

  /// What searches one line after another, and allocates nothing for that. For one thread.
  @FunctionalInterface
  interface Searcher {
    /// Searches the line, as [LineSearch#search(Line, double, double, double, double)] does.
    Result search(Line line, double value, double slope, double first, double longest);
  }

  /// Returns what searches by this rule.
  Searcher begin();

  /// Searches one line.
  ///
  /// @param value φ(0), finite
  /// @param slope φ′(0), below 0
  /// @param first the step to try first; above 0
  /// @param longest the longest step allowed; at least `first`
  default Result search(Line line, double value, double slope, double first, double longest) {
    return begin().search(line, value, slope, first, longest);
  }

  /// Returns the noise to expect in values near `value`: a few roundings.
  static double noise(double value) {
    return 8 * Math.ulp(value);
  }
}
