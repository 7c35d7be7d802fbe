package thalweg.descent.direction;

/// What the settings of rules must satisfy, in one wording for all.
final class Checks {
  private Checks() {}

  static void rate(String rule, double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          rule + ": the rate is " + rate + "; it must be a finite number above 0, such as 0.1.");
    }
  }

  /// Checks the share that a running sum keeps from step to step.
  static void share(String rule, String name, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          rule + ": " + name + " is " + share + "; it must be at least 0 and below 1.");
    }
  }

  static void notNegative(String rule, String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          rule + ": " + name + " is " + value + "; it must be a finite number, at least 0.");
    }
  }

  static void positive(String rule, String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          rule + ": " + name + " is " + value + "; it must be a finite number above 0.");
    }
  }
}
