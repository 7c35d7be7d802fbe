package thalweg.training.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.training.Keeper;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.data.Dataset;

/// Keeps a run while it goes on, so that one that is killed at any instant goes on later to the
/// same bits: two checkpoints beside the file that the model is to have, of which the older is
/// replaced by the next. Each holds all that is needed, the best epoch's weights too. A third one
/// is written whenever another epoch has become the best: the run goes on from it where both others
/// are damaged, to the same bits, and the best model is not lost.
///
/// One is written before the first step, then after each epoch, or less often where epochs are so
/// short that writing would take more than a twentieth of the time, and at least each minute. What
/// cannot be written, as on a full disk, is told once and tried again; the training goes on.
///
/// ```java
/// try (Checkpoints checkpoints = Checkpoints.open(file, data.train())) {
///   TrainingResult result = Trainer.of(network, data, settings).keptBy(checkpoints).run();
///   result.model().save(file);
///   checkpoints.remove();
/// }
/// ```
///
/// To go on: `Trainer.of(…).keptBy(checkpoints).run(Checkpoints.newest(file).state())`.
public final class Checkpoints implements Keeper, AutoCloseable {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long SHARE = 20; // writing takes at most one part in so many
  private static final int SLOTS = 2;
  private static final int TRIES = 10;
  private static final String BEST = "best";

  private final Path file;
  private final String data;
  private final String dataSha256;
  private final Map<String, String> table;
  private final Duration most;
  private final Consumer<String> told;
  private final Path lockFile;
  private final FileChannel lock;

  private int slot;
  private boolean begun;
  private boolean failing;
  private boolean goesOn;
  private @Nullable Path written;
  private int bestEpoch; // of the third checkpoint; 0 while none is written
  private long writtenAt;
  private int tries;
  private long cost; // the least but for the first, which takes long until it is compiled

  private Checkpoints(
      Path file,
      String data,
      String dataSha256,
      Map<String, String> table,
      Duration most,
      Consumer<String> told,
      Path lockFile,
      FileChannel lock) {
    this.file = file;
    this.data = data;
    this.dataSha256 = dataSha256;
    this.table = Map.copyOf(table);
    this.most = most;
    this.told = told;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /// Keeps a run beside `file`, at least each minute, and logs what cannot be written.
  ///
  /// @param train what is learnt from, by whose hash other data is noticed
  /// @throws IOException as for the other
  public static Checkpoints open(Path file, Dataset train) throws IOException {
    System.Logger logger = System.getLogger(Checkpoints.class.getName());
    return open(
        file,
        train.name(),
        train.sha256(),
        Map.of(),
        MINUTE,
        what -> logger.log(System.Logger.Level.WARNING, what));
  }

  /// Keeps a run beside `file`.
  ///
  /// @param most that pass between two checkpoints; none writes one after every step
  /// @param told is told in a line what cannot be written, and when it can be again
  /// @throws IOException if another process keeps a run beside this file, or nothing can be written
  ///   there
  public static Checkpoints open(
      Path file,
      String data,
      String dataSha256,
      Map<String, String> table,
      Duration most,
      Consumer<String> told)
      throws IOException {
    Path lockFile = beside(file, "lock");
    return new Checkpoints(
        file, data, dataSha256, table, most, told, lockFile, locked(file, lockFile));
  }

  private static Path beside(Path file, Object what) {
    return file.resolveSibling(file.getFileName() + ".checkpoint-" + what);
  }

  /// Whoever held the lock removes the file when it ends: then the lock is one on no file.
  private static FileChannel locked(Path file, Path lockFile) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() == null) {
          break;
        }
      } catch (OverlappingFileLockException _) {
        break;
      } catch (IOException _) {
        return channel; // a file system without locks
      }
      if (Files.exists(lockFile)) {
        return channel;
      }
      channel.close();
    }
    throw new FileSystemException(
        file.toString(),
        null,
        "another training keeps its checkpoints beside it; give this one another name, or wait"
            + " until that one has ended");
  }

  /// Returns whether another process keeps a run beside `file` now. Where this one does, asking
  /// would give up its lock, as POSIX has it.
  public static boolean areKept(Path file) {
    Path lockFile = beside(file, "lock");
    if (!Files.exists(lockFile)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free == null;
    } catch (OverlappingFileLockException _) {
      return true;
    } catch (IOException _) {
      return false; // a file system without locks
    }
  }

  @Override
  public boolean isDue(int step) {
    long since = System.nanoTime() - writtenAt;
    return tries == 0 || since >= most.toNanos() || (step == 0 && since >= SHARE * cost);
  }

  @Override
  public void keep(TrainingResult stopped, TrainingSettings settings) {
    long start = System.nanoTime();
    if (tries == 0) {
      goesOn = goesOnFrom(stopped.state());
    }
    Path place = beside(file, 1 + slot);
    Path tried = place;
    Checkpoint checkpoint =
        new Checkpoint(stopped.model(), settings, stopped.state(), data, dataSha256, table);
    try {
      checkpoint.save(place);
      written = place;
      if (!begun && !goesOn) { // what lies there is of another run
        Files.deleteIfExists(beside(file, 1 + (slot + 1) % SLOTS));
        Files.deleteIfExists(beside(file, BEST));
      }
      begun = true;
      slot = (slot + 1) % SLOTS;
      TrainingState.Best best = stopped.state().best();
      if (best != null && best.epoch() != bestEpoch) {
        tried = beside(file, BEST);
        checkpoint.save(tried);
        bestEpoch = best.epoch();
      }
      if (failing) {
        failing = false;
        told.accept("Checkpoints are written again, as " + place + ".");
      }
    } catch (IOException failed) {
      written = null;
      if (!failing) {
        failing = true;
        told.accept(
            "The checkpoint "
                + tried
                + " could not be written ("
                + Objects.requireNonNullElse(failed.getMessage(), failed.toString())
                + "); the training goes on, and it is tried again.");
      }
    }
    writtenAt = System.nanoTime();
    tries++;
    long took = writtenAt - start;
    cost = tries == 1 ? 0 : tries == 2 ? took : Math.min(cost, took);
  }

  /// Returns where the last checkpoint lies; nothing if there is none, or it could not be written.
  public Optional<Path> last() {
    return Optional.ofNullable(written);
  }

  /// Returns whether the newest checkpoint is that which a run begins from; it stays until the next
  /// but one is written.
  private boolean goesOnFrom(TrainingState state) {
    for (int i = 0; i < SLOTS; i++) {
      Path place = beside(file, 1 + i);
      try {
        if (Files.exists(place)) {
          TrainingState old = Checkpoint.load(place).state();
          if (old.epoch() == state.epoch()
              && old.step() == state.step()
              && old.parameters().equals(state.parameters())) {
            slot = (i + 1) % SLOTS;
            return true;
          }
        }
      } catch (IOException _) {
        // A damaged one is not what a run began from.
      }
    }
    return false;
  }

  /// Removes the checkpoints of a run whose end is safe elsewhere.
  public void remove() {
    for (Object each : List.of(1, 2, BEST)) {
      try {
        Files.deleteIfExists(beside(file, each));
      } catch (IOException _) {
        // It is told of when somebody goes on from it.
      }
    }
  }

  /// Lets others keep runs beside the file. The checkpoints stay.
  @Override
  public void close() {
    try {
      Files.deleteIfExists(lockFile);
      lock.close();
    } catch (IOException _) {
      // The lock ends with the process.
    }
  }

  /// What was found to go on from.
  ///
  /// @param path where
  /// @param passedOver what was damaged, a line each
  public record Found(Path path, Checkpoint checkpoint, List<String> passedOver) {
    public Found {
      passedOver = List.copyOf(passedOver);
    }
  }

  /// Returns the newest whole checkpoint of a run that was kept beside `file`, where none of the
  /// two is whole the one of the best epoch, or, where there is none either, the one in `file`
  /// itself.
  ///
  /// @throws IOException if no file holds one; it says what is wrong with the one that is there
  public static Found find(Path file) throws IOException {
    List<String> passedOver = new ArrayList<>();
    Found newest = null;
    IOException damage = null;
    for (Object each : List.of(1, 2, BEST)) {
      Path place = beside(file, each);
      if (!Files.exists(place) || (each.equals(BEST) && newest != null)) {
        continue;
      }
      try {
        Checkpoint checkpoint = Checkpoint.load(place);
        if (newest == null || isLater(checkpoint, newest.checkpoint)) {
          newest = new Found(place, checkpoint, List.of());
        }
      } catch (IOException damaged) {
        damage = damaged;
        passedOver.add(Objects.requireNonNullElse(damaged.getMessage(), place.toString()));
      }
    }
    if (newest != null) {
      return new Found(newest.path, newest.checkpoint, passedOver);
    }
    try {
      return new Found(file, Checkpoint.load(file), passedOver);
    } catch (IOException none) {
      throw damage == null ? none : damage;
    }
  }

  /// Returns whether a run was kept beside `file` and not ended.
  public static boolean areBeside(Path file) {
    return Stream.of(1, 2, BEST).anyMatch(each -> Files.exists(beside(file, each)));
  }

  /// Returns what [#find] finds.
  ///
  /// @throws IOException as there
  public static Checkpoint newest(Path file) throws IOException {
    return find(file).checkpoint();
  }

  private static boolean isLater(Checkpoint one, Checkpoint other) {
    int epochs = Integer.compare(one.state().epoch(), other.state().epoch());
    return epochs > 0 || (epochs == 0 && one.state().step() > other.state().step());
  }
}
