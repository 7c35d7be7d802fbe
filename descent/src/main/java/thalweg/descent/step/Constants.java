package thalweg.descent.step;

/// What the constants of searches must satisfy, in one wording for all.
final class Constants {
  private Constants() {}

  static void decrease(String search, double decrease) {
    if (!(decrease > 0 && decrease < 0.5)) {
      throw new IllegalArgumentException(
          search
              + ": the decrease asked for is "
              + decrease
              + " of the slope's promise; it must be above 0 and below 0.5, such as 1e-4.");
    }
  }

  static void curvature(String search, double decrease, double curvature) {
    if (!(curvature > decrease && curvature < 1)) {
      throw new IllegalArgumentException(
          search
              + ": the curvature constant is "
              + curvature
              + "; it must be above the decrease of "
              + decrease
              + " and below 1, such as 0.9.");
    }
  }

  static void trials(String search, int trials) {
    if (trials < 1) {
      throw new IllegalArgumentException(
          search + ": " + trials + " trials allowed; there must be at least 1.");
    }
  }
}
