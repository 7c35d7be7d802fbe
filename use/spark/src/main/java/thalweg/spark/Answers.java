package thalweg.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/// How many rows models have answered, told once for each of Spark's jobs in which any did: a line
/// of the log in the driver.
final class Answers extends SparkListener {
  private static final System.Logger LOGGER = System.getLogger(Answers.class.getName());
  private static final String NAME = "rows answered by ";
  private static final long WAIT = 5_000; // milliseconds
  private static final Map<SparkContext, Answers> KNOWN = new WeakHashMap<>();

  private final Map<Integer, Job> byStage = new HashMap<>();
  private final Map<Integer, Job> running = new HashMap<>();
  private final Map<String, Rate> last = new HashMap<>(); // by model

  /// A job that goes on.
  ///
  /// @param rows by model
  private record Job(int id, long start, Map<String, Long> rows) {}

  /// Rows that a model has answered in a job of so many seconds, whatever else was done in it.
  record Rate(long rows, double seconds) implements Serializable {
    double perSecond() {
      return rows / Math.max(1e-3, seconds);
    }
  }

  private Answers() {}

  /// Returns what counts the rows that a model answers from now on.
  static LongAccumulator counter(SparkContext context, String model) {
    synchronized (KNOWN) {
      if (!KNOWN.containsKey(context)) {
        Answers answers = new Answers();
        context.addSparkListener(answers);
        KNOWN.put(context, answers);
      }
    }
    return context.longAccumulator(NAME + model);
  }

  /// Returns what a model has answered in the last job that has ended; empty if in none.
  static Optional<Rate> last(SparkContext context, String model) {
    Answers answers;
    synchronized (KNOWN) {
      answers = KNOWN.get(context);
    }
    if (answers == null) {
      return Optional.empty();
    }
    try {
      context.listenerBus().waitUntilEmpty(WAIT);
    } catch (TimeoutException _) {
      // then what is known so far
    }
    synchronized (answers) {
      return Optional.ofNullable(answers.last.get(model));
    }
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart started) {
    Job job = new Job(started.jobId(), started.time(), new HashMap<>());
    running.put(started.jobId(), job);
    CollectionConverters.asJava(started.stageIds())
        .forEach(stage -> byStage.put((Integer) stage, job));
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
    Job job = byStage.get(ended.stageId());
    if (job == null || !ended.reason().equals(Success$.MODULE$)) {
      return;
    }
    for (AccumulableInfo counted : CollectionConverters.asJava(ended.taskInfo().accumulables())) {
      String name = counted.name().getOrElse(() -> "");
      if (name.startsWith(NAME) && counted.update().isDefined()) {
        long rows = Long.parseLong(String.valueOf(counted.update().get()));
        job.rows.merge(name.substring(NAME.length()), rows, Long::sum);
      }
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd ended) {
    Job job = running.remove(ended.jobId());
    if (job == null) {
      return;
    }
    byStage.values().removeIf(other -> other.id == job.id);
    job.rows.forEach(
        (model, rows) -> {
          Rate rate = new Rate(rows, (ended.time() - job.start) / 1e3);
          last.put(model, rate);
          LOGGER.log(System.Logger.Level.INFO, line(model, rate));
        });
  }

  static String line(String model, Rate rate) {
    return String.format(
        Locale.ROOT,
        "%s answered %,d rows in %.1f s, %,.0f rows a second.",
        model,
        rate.rows(),
        rate.seconds(),
        rate.perSecond());
  }
}
