package thalweg.training;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Shape;
import thalweg.algebra.machine.VectorUnit;
import thalweg.network.Network;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.leaf.GradientMethod;

/// Trains a small likeness of a network on made-up rows while the data are read, so that the
/// virtual machine has compiled the loops when the training itself begins.
///
/// Vector code makes an object of every vector until it is compiled, which happens only after it
/// has run some hundred times; until then a step takes a hundred times as long. Here those runs
/// cost little, as the likeness is narrow. No result depends on it. Where there is nothing to gain,
/// with plain loops or numerical gradients, nothing is done.
///
/// ```java
/// EarlyCompilation compilation = EarlyCompilation.begin(network, settings);
/// Split data = Mnist.read(folder);
/// compilation.end(steps);
/// Trainer.of(network, data, settings).run();
/// ```
public final class EarlyCompilation {
  // The likeness: as narrow as it can be while all loops go round, and cut into two leaves.
  private static final int INPUTS = 32;
  private static final int MOST_UNITS = 50;
  private static final int MOST_BATCH = 66;

  /// An epoch of the likeness takes less than half of this once all is compiled.
  private static final long COMPILED_NANOS = 1_000_000;

  /// As many such epochs must come one after the other.
  private static final int COMPILED_EPOCHS = 100;

  /// What is not compiled by then will be in the first steps.
  private static final long MOST_NANOS = 1_200_000_000;

  /// A run of fewer steps is over before the wait would be.
  private static final long FEW_STEPS = 50;

  private final long begun = System.nanoTime();
  private @Nullable Thread thread;
  private volatile boolean ended;
  private int inARow;
  private long last;

  private EarlyCompilation() {}

  /// Begins on a thread of its own.
  ///
  /// @param network what will be trained; its number of inputs does not matter
  public static EarlyCompilation begin(Network network, TrainingSettings settings) {
    EarlyCompilation compilation = new EarlyCompilation();
    Network likeness = likeness(network);
    if (VectorUnit.BITS > 0
        && settings.gradient() == GradientMethod.AUTOMATIC
        && likeness != null) {
      compilation.thread =
          Thread.ofPlatform()
              .name("thalweg-compilation")
              .daemon()
              .start(() -> compilation.train(likeness, settings));
    }
    return compilation;
  }

  /// Waits until the warm-up ends: when the loops are compiled, or 1.2 s after its beginning.
  ///
  /// @param steps how many steps will be trained; for a few no wait pays, and it ends at once
  public void end(long steps) {
    ended = steps < FEW_STEPS;
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      ended = true;
      Thread.currentThread().interrupt();
    }
  }

  boolean isRunning() {
    return thread != null && thread.isAlive();
  }

  private static @Nullable Network likeness(Network network) {
    try {
      return new Network(
          Shape.of(INPUTS),
          network.layers().stream().map(layer -> layer.narrowed(MOST_UNITS)).toList());
    } catch (IllegalArgumentException unfit) {
      return null; // a layer that takes no rows of this shape
    }
  }

  private void train(Network network, TrainingSettings settings) {
    int batch = Math.min(settings.batch(), MOST_BATCH);
    Dataset rows = rows(Math.max(2, batch), network.output().elements()); // of two classes at least
    TrainingSettings likeness = settings.withBatch(batch).withEpochs(Integer.MAX_VALUE);
    try {
      while (!isOver()) {
        last = System.nanoTime();
        Trainer.of(network, new Split(rows, rows), likeness)
            .listen(this::see)
            .stopWhen(this::isOver)
            .run();
      }
    } catch (RuntimeException | Error _) {
      // What fails here fails in the training too, which says so to those who asked for it.
    }
  }

  private void see(TrainingEvent event) {
    if (event instanceof TrainingEvent.EpochDone) {
      long now = System.nanoTime();
      inARow = now - last < COMPILED_NANOS ? inARow + 1 : 0;
      last = now;
    }
  }

  private boolean isOver() {
    return ended || inARow >= COMPILED_EPOCHS || System.nanoTime() - begun > MOST_NANOS;
  }

  /// Returns rows of which some columns are zero throughout and the others are mostly, as in
  /// pictures: what leaves out zeros is to be compiled too.
  private static Dataset rows(int rows, int classes) {
    byte[] bytes = new byte[rows * INPUTS];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % INPUTS / 8 % 2 == 0 && i % 3 == 0 ? i : 0);
    }
    return Dataset.ofBytes(
        "likeness",
        Shape.of(INPUTS),
        bytes,
        IntStream.range(0, rows).map(row -> row % classes).toArray(),
        IntStream.range(0, classes).mapToObj(String::valueOf).toList());
  }
}
