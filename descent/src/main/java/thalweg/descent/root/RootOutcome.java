package thalweg.descent.root;

/// What a search for a root of one variable came to. Only [Found] and [Touching] claim a root.
public sealed interface RootOutcome {
  /// The values change sign between neighbouring numbers, or numbers as near as the tolerance
  /// allows, and shrink towards that place; or one is exactly 0.
  ///
  /// @param isFlat whether the value is 0 beside the root as well, on one side at least: one of
  ///   many roots
  record Found(boolean isFlat) implements RootOutcome {}

  /// The values come down to 0 without changing sign, as those of x² do: to 0 itself, or as near as
  /// the numbers beside the root allow.
  record Touching() implements RootOutcome {}

  /// The values change sign where they jump from one side of 0 to the other: no root.
  ///
  /// @param below the value on the near side of the jump
  /// @param above the value on the far side
  record Jump(double below, double above) implements RootOutcome {}

  /// The values change sign where they grow without limit, as those of 1/x do: no root.
  record Pole() implements RootOutcome {}

  /// All values seen have one sign. There may be a root where none was looked at.
  ///
  /// @param isVanishing whether the values come so near to 0 far away, as those of exp(−x) do, that
  ///   their numbers underflow
  record NoSignChange(boolean isVanishing) implements RootOutcome {}

  /// The function has no value at a place that the search had to go over.
  record NonFinite(double x) implements RootOutcome {}

  /// One more evaluation would have gone over the limit.
  record EvaluationLimit(long limit) implements RootOutcome {}

  /// Returns whether there is a root.
  default boolean isRoot() {
    return switch (this) {
      case Found _, Touching _ -> true;
      case Jump _, Pole _, NoSignChange _, NonFinite _, EvaluationLimit _ -> false;
    };
  }

  /// Returns the name used in results, such as `NO_SIGN_CHANGE`.
  default String written() {
    return switch (this) {
      case Found _ -> "ROOT";
      case Touching _ -> "TOUCHING_ROOT";
      case Jump _ -> "JUMP";
      case Pole _ -> "POLE";
      case NoSignChange _ -> "NO_SIGN_CHANGE";
      case NonFinite _ -> "NON_FINITE";
      case EvaluationLimit _ -> "EVALUATION_LIMIT";
    };
  }

  /// Returns in a sentence what was found and, where something can be done, what to do.
  default String sentence() {
    return switch (this) {
      case Found it ->
          it.isFlat
              ? "the value is 0 here and beside it: one of many roots."
              : "the values change sign here and shrink to 0.";
      case Touching _ -> "the values come down to 0 here and do not change sign.";
      case Jump it ->
          "the values jump here from "
              + it.below
              + " to "
              + it.above
              + "; their sign changes without a root.";
      case Pole _ ->
          "the values change sign here by growing without limit: a pole, not a root. Search beside"
              + " it.";
      case NoSignChange it when it.isVanishing ->
          "the values vanish here without a root: they become too small for numbers, and their sign"
              + " never changes.";
      case NoSignChange _ ->
          "all values seen have one sign, and none comes down to 0; this is the one nearest to 0."
              + " If there is a root, start nearer to it or give an interval around it.";
      case NonFinite it -> "the function has no value at " + it.x + "; search where it is defined.";
      case EvaluationLimit it ->
          "the limit of " + it.limit + " values is reached; allow more to go on.";
    };
  }
}
