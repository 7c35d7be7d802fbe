package thalweg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.apache.spark.BarrierTaskContext;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.checkpoint.Environment;
import thalweg.training.crew.Crew;
import thalweg.training.crew.Forecast;
import thalweg.training.crew.SharedRows;

/// One member of a training: a task of a barrier stage, which is given all rows, meets the others
/// once by Spark's own means, and then trains with them over sockets of its own.
///
/// What can never work, such as rows that cannot be learnt from, is told in the report of every
/// member; anything else is thrown, so that the stage fails and the driver tries again.
final class Member extends AbstractFunction1<Iterator<Page>, Iterator<Report>>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final Job job;

  Member(Job job) {
    this.job = job;
  }

  @Override
  public Iterator<Report> apply(Iterator<Page> pages) {
    try {
      return CollectionConverters.asScala(List.of(report(pages)).iterator());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("spark: this member was told to stop.", stopped);
    }
  }

  private Report report(Iterator<Page> pages) throws IOException, InterruptedException {
    BarrierTaskContext context = BarrierTaskContext.get();
    int rank = context.partitionId();
    List<Integer> starts =
        job.parts() == null
            ? List.of(0, job.rows())
            : Parts.even(job.rows(), context.getTaskInfos().length);
    int part = job.parts() == null ? 0 : rank;
    try (RowFile file =
            RowFile.of(
                CollectionConverters.asJava(pages),
                RowFile.folder(),
                job.starts(),
                job.rows(),
                job.width(),
                starts.get(part),
                starts.get(part + 1));
        SharedRows shared = shared(file, starts, rank)) {
      Trainer trainer = null;
      Checkpointing checkpoints = null;
      String trouble = null;
      try {
        trainer =
            job.learning()
                .trainer(
                    file.dataset(
                        job.format(), job.classes(), shared == null ? file.features() : shared),
                    job.threads() > 0 ? job.threads() : context.cpus());
        checkpoints = Checkpointing.of(job.keeping(), trainer);
      } catch (IllegalArgumentException wrong) {
        trouble = String.valueOf(wrong.getMessage());
      }
      String host = context.getTaskInfos()[rank].address().replaceFirst(":\\d+$", "");
      try (ServerSocket door = Crew.door(InetAddress.getByName(host));
          ServerSocket rowsDoor = Crew.door(InetAddress.getByName(host))) {
        Greeting own =
            new Greeting(
                host,
                door.getLocalPort(),
                rowsDoor.getLocalPort(),
                Environment.here().thalweg(),
                checkpoints == null ? "" : checkpoints.place(),
                trouble == null ? "" : trouble);
        List<Greeting> all = meet(context, own);
        String refusal = Greeting.refusal(all);
        if (refusal != null || trainer == null) {
          return Report.refused(String.valueOf(refusal));
        }
        if (shared == null) {
          return train(context, door, all, trainer, checkpoints);
        }
        shared.meet(
            addresses(all, Greeting::rowsPort),
            rowsDoor,
            job.secret().getBytes(StandardCharsets.UTF_8),
            Duration.ofSeconds(job.patience()));
        Report report = train(context, door, all, trainer, checkpoints);
        shared.finish();
        return report;
      }
    }
  }

  private @Nullable SharedRows shared(RowFile file, List<Integer> starts, int rank) {
    Parts parts = job.parts();
    return parts == null
        ? null
        : SharedRows.of(
            new SharedRows.Whole(starts, parts.sha256(), parts.moments()), rank, file.features());
  }

  private static List<InetSocketAddress> addresses(
      List<Greeting> all, ToIntFunction<Greeting> port) {
    return all.stream()
        .map(each -> new InetSocketAddress(each.host(), port.applyAsInt(each)))
        .toList();
  }

  /// Tells all others where this member listens, and hears the same of them, by rank. Spark itself
  /// waits for a year, and looks once a second.
  private List<Greeting> meet(BarrierTaskContext context, Greeting own) {
    if (context.getTaskInfos().length == 1) {
      return List.of(own);
    }
    Thread waiting = Thread.currentThread();
    Thread watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Thread.sleep(Duration.ofSeconds(job.patience()));
                    waiting.interrupt();
                  } catch (InterruptedException _) {
                    // all have come
                  }
                });
    try {
      List<Greeting> all = new ArrayList<>();
      for (String said : context.allGather(own.written())) {
        all.add(Greeting.parse(said));
      }
      return all;
    } finally {
      watch.interrupt();
    }
  }

  private Report train(
      BarrierTaskContext context,
      ServerSocket door,
      List<Greeting> all,
      Trainer trainer,
      @Nullable Checkpointing checkpoints)
      throws IOException, InterruptedException {
    List<InetSocketAddress> addresses = addresses(all, Greeting::port);
    int rank = context.partitionId();
    List<String> warnings = new ArrayList<>();
    try (Crew crew =
        Crew.meet(
            rank,
            addresses,
            door,
            job.secret().getBytes(StandardCharsets.US_ASCII),
            Duration.ofSeconds(job.patience()))) {
      crew.forecast(forecast -> warn(forecast, warnings))
          .join(trainer)
          .stopWhen(context::isInterrupted)
          .listen(
              event -> {
                if (event instanceof TrainingEvent.Warned warned) {
                  warnings.add(warned.what());
                }
              });
      if (checkpoints != null && rank == 0) {
        trainer.keptBy(checkpoints);
      }
      TrainingResult result =
          checkpoints == null || checkpoints.state() == null
              ? trainer.run()
              : trainer.run(Objects.requireNonNull(checkpoints.state()));
      return report(result, rank, warnings);
    } catch (IllegalArgumentException wrong) {
      return Report.refused(String.valueOf(wrong.getMessage()));
    }
  }

  private static void warn(Forecast forecast, List<String> warnings) {
    if (forecast.speedUp() < 1) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "spark: by forecast a step of %d tasks takes %.1f times as long as one of a single"
                  + " task; set numWorkers to fewer, or batchSize to more.",
              forecast.shares().size(),
              1 / forecast.speedUp()));
    }
  }

  private static Report report(TrainingResult result, int rank, List<String> warnings)
      throws IOException {
    return switch (result.outcome()) {
      case TrainingOutcome.NonFinite(int epoch, int step, String where, String cause) ->
          Report.refused(
              "training: at step "
                  + step
                  + " of epoch "
                  + epoch
                  + " "
                  + where
                  + " is not finite. "
                  + cause);
      case TrainingOutcome.Stopped _ ->
          throw new IllegalStateException("spark: the training was told to stop.");
      case TrainingOutcome.Completed _, TrainingOutcome.StoppedEarly _ ->
          new Report(
              null,
              result.model().weightsSha256(),
              rank == 0 ? ModelBytes.of(result.model()) : null,
              rank == 0 ? result.history().stream().map(Report.Epoch::of).toList() : List.of(),
              rank == 0 ? List.copyOf(warnings) : List.of());
    };
  }
}
