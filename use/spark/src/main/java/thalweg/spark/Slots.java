package thalweg.spark;

import java.time.Duration;
import org.apache.spark.SparkContext;

/// How many tasks a cluster can run at once: as many members as a training may have.
///
/// Spark itself looks forty times, fifteen seconds apart, before it says that there are too few.
final class Slots {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final SparkContext context;

  /// @throws IllegalArgumentException if executors come and go by Spark's own decision, with which
  ///   no barrier stage can run
  Slots(SparkContext context) {
    this.context = context;
    if (context.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new IllegalArgumentException(
          "spark: spark.dynamicAllocation.enabled is true; members of a training must all stay, so"
              + " turn it off for this application.");
    }
  }

  int now() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /// Waits until there are as many as wanted, and returns how many there are when they are, or the
  /// time is over.
  int await(int wanted, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    int now = now();
    while (now < wanted && System.nanoTime() < end) {
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("spark: the training was interrupted.", stopped);
      }
      now = now();
    }
    return now;
  }
}
