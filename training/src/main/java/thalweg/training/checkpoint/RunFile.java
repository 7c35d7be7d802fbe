package thalweg.training.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.training.Keeper;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.data.Split;
import thalweg.training.digest.Sha256;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;

/// Writes a run's [Provenance] beside its model while it goes on, with the hash of the weights
/// after each epoch, so that a run that is killed is told of too.
///
/// Hashing and writing take at most one part in fifty of the time each: where epochs are shorter,
/// not every one has a hash, and the file is written less often. What cannot be written is told
/// once, and the training goes on.
///
/// ```java
/// RunFile run = RunFile.of(file, objective, data, settings);
/// TrainingResult result = Trainer.of(objective, data, settings).keptBy(run).run();
/// result.model().save(file);
/// run.end(result, file);
/// ```
///
/// With checkpoints: `keptBy(run.and(checkpoints))`.
public final class RunFile implements Keeper {
  private static final long SHARE = 50;

  private Path file;
  private final Consumer<String> told;
  private long start = System.nanoTime();
  private final Map<Integer, String> hashes = new TreeMap<>();
  private final @Nullable Provenance former;
  private Provenance run;
  private boolean begun;
  private boolean failing;
  private long hashedAt;
  private long hashCost;
  private long writtenAt;
  private long writeCost;

  /// @param model where the model will be saved
  /// @param begun what is known of the run before its first step
  /// @param told is told in a line what cannot be written
  public RunFile(Path model, Provenance begun, Consumer<String> told) {
    file = Provenance.beside(model);
    run = begun;
    former = read(file);
    this.told = told;
    begun.epochs().stream()
        .filter(epoch -> epoch.weightsSha256() != null)
        .forEach(epoch -> hashes.put(epoch.epoch(), Objects.requireNonNull(epoch.weightsSha256())));
  }

  /// Tells of a run that begins on data in hand, and logs what cannot be written.
  ///
  /// @throws IllegalArgumentException if rule, network or objective have no written form
  public static RunFile of(Path model, Objective objective, Split data, TrainingSettings settings) {
    System.Logger logger = System.getLogger(RunFile.class.getName());
    return new RunFile(
        model,
        Provenance.begun(List.of(), objective, Provenance.Source.of(data), settings),
        what -> logger.log(System.Logger.Level.WARNING, what));
  }

  @Override
  public boolean isDue(int step) {
    return !begun || (step == 0 && System.nanoTime() - hashedAt >= SHARE * hashCost);
  }

  @Override
  public void keep(TrainingResult stopped, TrainingSettings settings) {
    TrainingState state = stopped.state();
    long before = System.nanoTime();
    if (state.step() == 0 && !state.history().isEmpty()) {
      hashes.putIfAbsent(
          state.history().size(), Model.weightsSha256(state.parameters(), state.statistics()));
    }
    hashedAt = System.nanoTime();
    hashCost = begun ? least(hashCost, hashedAt - before) : 0;
    if (!begun || hashedAt - writtenAt >= SHARE * writeCost) {
      run = told(stopped.history(), Provenance.End.at(state));
      write();
      writtenAt = System.nanoTime();
      writeCost = begun ? least(writeCost, writtenAt - hashedAt) : 0;
    }
    begun = true;
  }

  /// Tells of the rest of the run as a part of its own, which [Provenance] can train again.
  @Override
  public void changed(TrainingState state, TrainingSettings settings) {
    Provenance done = told(state.history(), Provenance.End.at(state));
    run = done.goingOnWith(settings, state);
    start = System.nanoTime();
    writtenAt = 0; // soon: what was written tells otherwise
  }

  /// Returns the settings that the run goes on with.
  public TrainingSettings settings() {
    return run.parts().getLast().settings();
  }

  /// The first takes long, until it is compiled.
  private static long least(long cost, long took) {
    return cost == 0 ? took : Math.min(cost, took);
  }

  /// Returns what is known of a run that has ended, for its model to hold.
  public Provenance ended(TrainingResult result) {
    return told(result.history(), Provenance.End.of(result, null, null));
  }

  /// Tells what the run came to, beside its model.
  ///
  /// @param model where the model was saved, be it elsewhere than was meant; null if it was not
  public void end(TrainingResult result, @Nullable Path model) {
    String sha256 = null;
    if (model != null) {
      try {
        sha256 = Sha256.of(model);
      } catch (IOException _) {
        // It cannot be read; then nothing is known of it.
      }
    }
    Provenance ended = told(result.history(), Provenance.End.of(result, model, sha256));
    if (model != null && !Provenance.beside(model).equals(file)) {
      withdraw();
      file = Provenance.beside(model);
    }
    run = ended;
    write();
  }

  /// Puts back what was told here before, of the model that the run has left as it was.
  public void withdraw() {
    if (former != null) {
      run = former;
      write();
    } else {
      try {
        Files.deleteIfExists(file);
      } catch (IOException _) {
        // It tells by its hashes that it is not of that model.
      }
    }
  }

  private static @Nullable Provenance read(Path file) {
    try {
      return Files.exists(file) ? Provenance.read(file) : null;
    } catch (IOException _) {
      return null; // a damaged one is no loss
    }
  }

  private Provenance told(List<EpochDone> history, Provenance.End end) {
    List<Provenance.Epoch> epochs = new ArrayList<>();
    for (EpochDone done : history) {
      epochs.add(Provenance.Epoch.of(done, hashes.get(done.epoch())));
    }
    List<Provenance.Part> parts = new ArrayList<>(run.parts());
    parts.add(parts.removeLast().took((System.nanoTime() - start) / 1e9));
    return new Provenance(
        run.command(), run.objective(), run.source(), run.given(), parts, epochs, end);
  }

  private void write() {
    try {
      run.save(file);
      failing = false;
    } catch (IOException failed) {
      if (!failing) {
        failing = true;
        told.accept(
            "What is known of the run could not be written as "
                + file
                + " ("
                + Objects.requireNonNullElse(failed.getMessage(), failed.toString())
                + ").");
      }
    }
  }
}
