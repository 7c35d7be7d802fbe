package thalweg.training.crew;

/// What the steps of a member have taken on average, from the second epoch on where there is one:
/// in the first the loops are still being compiled.
///
/// @param steps that were counted
/// @param computeSeconds for this member's leaves
/// @param exchangeSeconds for the exchange, waiting for slower members included
/// @param otherSeconds for what every member does alike, such as the update, and what its listeners
///   do
/// @param speedUp how many times as fast as this member would have been alone, had it computed all
///   the leaves at the rate at which it computed its own; NaN if it had none
public record StepTimes(
    long steps,
    double computeSeconds,
    double exchangeSeconds,
    double otherSeconds,
    double speedUp) {
  /// Returns what a step has taken.
  public double stepSeconds() {
    return computeSeconds + exchangeSeconds + otherSeconds;
  }
}
