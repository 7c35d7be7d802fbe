package thalweg.spark;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import thalweg.algebra.Quote;
import thalweg.training.leaf.Leaves;

/// A training as the driver sees it: it is tried, and tried again from its last checkpoint with
/// whatever executors there are, until all members agree on the weights.
final class Fit {
  private static final System.Logger LOGGER = System.getLogger(Fit.class.getName());

  /// How long executors may take to begin, or to begin again.
  private static final Duration BEGINNING = Duration.ofSeconds(60);

  /// How long a training that has lost a member waits for another before it goes on with fewer.
  private static final Duration RETURNING = Duration.ofSeconds(10);

  private static final int SECRET = 32; // bytes

  private final SparkContext context;
  private final Pages pages;
  private final Learning learning;
  private final Options options;
  private final Slots slots;

  /// What decides on a training besides what it computes.
  ///
  /// @param members 0 for as many as can be at once and have work
  /// @param threads of each member; 0 for as many as Spark gives a task
  /// @param patience seconds that any wait may last
  /// @param retries after so many tries in a row that kept nothing it is given up
  /// @param mostBytes of rows that a member has; of more, each has a part; 0 for a quarter of the
  ///   room on the fullest executor's disk
  /// @param checkpointPath empty for none
  /// @param checkpointInterval steps; 0 for after each epoch, and each minute
  record Options(
      int members,
      int threads,
      int patience,
      int retries,
      long mostBytes,
      String checkpointPath,
      int checkpointInterval) {}

  Fit(SparkContext context, Pages pages, Learning learning, Options options) {
    this.context = context;
    this.pages = pages;
    this.learning = learning;
    this.options = options;
    slots = new Slots(context);
  }

  /// Trains, and returns what rank 0 reports.
  ///
  /// @throws IllegalArgumentException if it cannot be learnt so from these rows, there are too few
  ///   slots, or the checkpoints are another training's
  /// @throws IllegalStateException if it was given up; it says why the last try failed
  Report run() {
    int wanted = wanted();
    CheckpointFolder folder = folder();
    Job.@Nullable Keeping keeping = keeping(folder);
    Parts parts = isInParts(wanted) ? Parts.of(pages, learning, wanted) : null;
    int members = wanted;
    String stood = "";
    for (int failures = 0; ; ) {
      try {
        Report report = attempt(members, parts, keeping);
        if (folder != null) {
          remove(folder);
        }
        return report;
      } catch (Exception failed) {
        if (!(failed instanceof SparkException || failed instanceof org.apache.spark.SparkThrowable)
            || Thread.currentThread().isInterrupted()
            || isCancelled(failed)) {
          throw failed;
        }
        String stands = place(folder);
        failures = stands.equals(stood) ? failures + 1 : 1;
        stood = stands;
        if (failures > options.retries()) {
          throw new IllegalStateException(
              "spark: the training failed "
                  + failures
                  + (failures == 1 ? " time" : " times in a row")
                  + (stands.isEmpty() ? "" : " at " + stands)
                  + ": "
                  + reason(failed),
              failed);
        }
        members = again(wanted, stands, failed);
      }
    }
  }

  /// Returns with how many members to begin.
  private int wanted() {
    int rows = learning.learnt(pages.rows()).length;
    int most = Leaves.count(Math.min(learning.batch(rows), rows));
    int wanted = options.members() > 0 ? options.members() : 1;
    int there = slots.await(wanted, shorter(BEGINNING));
    if (there < wanted) {
      throw new IllegalArgumentException(
          "spark: numWorkers is "
              + wanted
              + ", and the executors can run "
              + there
              + (there == 1 ? " task" : " tasks")
              + " at once; give the application more of them, or set numWorkers to at most that.");
    }
    return options.members() > 0 ? wanted : Math.min(there, most);
  }

  private boolean isInParts(int members) {
    long most = options.mostBytes() > 0 ? options.mostBytes() : pages.room() / 4;
    return members > 1 && pages.bytes() > most;
  }

  private Duration shorter(Duration wait) {
    Duration patience = Duration.ofSeconds(options.patience());
    return wait.compareTo(patience) < 0 ? wait : patience;
  }

  private int again(int wanted, String stands, Exception failed) {
    int there = slots.await(wanted, shorter(RETURNING));
    if (there == 0) {
      there = slots.await(1, shorter(BEGINNING));
    }
    if (there == 0) {
      throw new IllegalStateException("spark: no executor is left: " + reason(failed), failed);
    }
    int members = Math.min(wanted, there);
    LOGGER.log(
        System.Logger.Level.WARNING,
        "The training goes on with "
            + members
            + (members == 1 ? " member " : " members ")
            + (stands.isEmpty() ? "from the beginning" : "from " + stands)
            + "; it had failed: "
            + reason(failed));
    return members;
  }

  // ---- One try ----

  private Report attempt(int members, @Nullable Parts parts, Job.@Nullable Keeping keeping) {
    byte[] secret = new byte[SECRET];
    new SecureRandom().nextBytes(secret);
    Job job =
        new Job(
            pages.format(),
            pages.starts(),
            pages.rows(),
            pages.width(),
            pages.classes(),
            learning,
            options.threads(),
            options.patience(),
            HexFormat.of().formatHex(secret),
            parts,
            keeping);
    ClassTag<Report> tag = ClassTag$.MODULE$.apply(Report.class);
    JavaRDD<Page> rows =
        parts == null
            ? pages.forEach(members)
            : pages.forEach(members, Parts.even(pages.rows(), members));
    RDD<Report> run = rows.rdd().barrier().mapPartitions(new Member(job), false, tag);
    List<Report> reports = collected(new JavaRDD<>(run, tag));
    Report first = reports.getFirst();
    for (int rank = 0; rank < members; rank++) {
      String refusal = reports.get(rank).refusal();
      if (refusal != null) {
        throw new IllegalArgumentException(refusal);
      }
      if (!reports.get(rank).weightsSha256().equals(first.weightsSha256())) {
        throw new IllegalStateException(
            "spark: rank "
                + rank
                + " has come to other weights than rank 0; this is an error of the library or of a"
                + " machine.");
      }
    }
    first.warnings().forEach(warning -> LOGGER.log(System.Logger.Level.WARNING, warning));
    return first;
  }

  /// Ends the job if this thread is interrupted, and so no longer waits for it: members stop after
  /// the step at hand.
  private List<Report> collected(JavaRDD<Report> run) {
    String job = "thalweg-" + UUID.randomUUID();
    context.addJobTag(job);
    try {
      return run.collect();
    } finally {
      context.removeJobTag(job);
      context.cancelJobsWithTag(job); // there is none, unless nobody waits for it
    }
  }

  // ---- Checkpoints ----

  private @Nullable CheckpointFolder folder() {
    if (options.checkpointPath().isEmpty()) {
      return null;
    }
    try {
      return new CheckpointFolder(options.checkpointPath(), context.hadoopConfiguration());
    } catch (IOException | IllegalArgumentException unknown) {
      throw unusable(unknown);
    }
  }

  private Job.@Nullable Keeping keeping(@Nullable CheckpointFolder folder) {
    if (folder == null) {
      return null;
    }
    String note = UUID.randomUUID().toString();
    try {
      folder.begin(note);
    } catch (IOException unwritten) {
      throw unusable(unwritten);
    }
    return new Job.Keeping(
        options.checkpointPath(),
        note,
        options.checkpointInterval(),
        new SerializableConfiguration(context.hadoopConfiguration()));
  }

  private IllegalArgumentException unusable(Exception why) {
    return new IllegalArgumentException(
        "spark: checkpointPath "
            + Quote.of(options.checkpointPath())
            + " cannot be used: "
            + Quote.whole(String.valueOf(why.getMessage()))
            + ".",
        why);
  }

  private static String place(@Nullable CheckpointFolder folder) {
    try {
      CheckpointFolder.Found found = folder == null ? null : folder.newest();
      return found == null ? "" : found.place();
    } catch (IOException _) {
      return ""; // a member will say what is wrong
    }
  }

  private static void remove(CheckpointFolder folder) {
    try {
      folder.remove();
    } catch (IOException left) {
      LOGGER.log(System.Logger.Level.WARNING, "the checkpoints could not be removed", left);
    }
  }

  // ---- What failed ----

  private static boolean isCancelled(Exception failed) {
    return String.valueOf(failed.getMessage()).contains("cancelled");
  }

  /// Returns the line of Spark's long message that says what a member died of.
  static String reason(Throwable failed) {
    String message = String.valueOf(failed.getMessage());
    return message
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("(Caused by: )?[\\w.$]+(Exception|Error)\\b.*"))
        .reduce((_, last) -> last)
        .map(line -> line.replaceFirst("^Caused by: ", ""))
        .orElseGet(() -> message.lines().findFirst().orElse(failed.toString()));
  }
}
