package thalweg.training.crew;

import org.jspecify.annotations.Nullable;
import thalweg.training.leaf.Step;

/// Takes the time of a member's steps. What lies between two epochs is not counted.
final class StepClock {
  private int firstEpoch;
  private int epoch; // of the step at hand
  private boolean isStep; // else rows are being judged
  private long at;
  private long steps; // of which the time is counted
  private long others; // how many times something lay between two steps
  private long compute;
  private long exchange;
  private long other;
  private long ownLeaves;
  private long leaves;

  /// A step begins; what lies behind the last one is counted, unless an epoch has ended there.
  void begins(Step step) {
    long now = System.nanoTime();
    if (firstEpoch == 0) {
      firstEpoch = step.epoch();
    }
    if (step.epoch() == firstEpoch + 1 && epoch == firstEpoch) {
      steps = others = compute = exchange = other = ownLeaves = leaves = 0;
    }
    if (step.epoch() == epoch && steps > 0) {
      other += now - at;
      others++;
    }
    epoch = step.epoch();
    isStep = true;
    at = now;
  }

  void computed(int own, int all) {
    if (isStep) {
      long now = System.nanoTime();
      compute += now - at;
      ownLeaves += own;
      leaves += all;
      at = now;
    }
  }

  void exchanged() {
    if (isStep) {
      long now = System.nanoTime();
      exchange += now - at;
      steps++;
      isStep = false;
      at = now;
    }
  }

  @Nullable StepTimes times() {
    if (steps == 0) {
      return null;
    }
    double computing = compute / 1e9 / steps;
    double exchanging = exchange / 1e9 / steps;
    double rest = others == 0 ? 0 : other / 1e9 / others;
    double alone = computing * leaves / ownLeaves + rest;
    return new StepTimes(
        steps,
        computing,
        exchanging,
        rest,
        ownLeaves == 0 ? Double.NaN : alone / (computing + exchanging + rest));
  }
}
