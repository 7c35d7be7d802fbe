package thalweg.training;

import java.util.Comparator;
import java.util.Locale;
import thalweg.algebra.program.Program;
import thalweg.network.Network;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.leaf.LeafFold;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.leaf.Leaves;

/// The memory that a training run takes besides its data, in bytes.
///
/// @param parameters old and new, and those of the best epoch where they are kept
/// @param state the rule's, old and new
/// @param gradients summed over leaves
/// @param work what the threads compute their leaves in
record TrainingMemory(
    Network network, int threads, long parameters, long state, long gradients, long work) {
  /// Returns the memory of a run whose leaves are computed by the programs of `family`.
  ///
  /// @param keepsBest whether the weights of the best epoch are kept
  static TrainingMemory of(
      Network network, TrainingSettings settings, LeafProgram.Family family, boolean keepsBest) {
    int element = settings.precision().bytes();
    long parameters = network.parameterCount() * element;
    long state =
        network.parameters().stream()
            .flatMap(parameter -> settings.rule().state(parameter.shape()).stream())
            .mapToLong(shape -> (long) shape.elements() * element)
            .sum();
    int leaves = Leaves.count(settings.batch());
    int lines = Math.min(settings.threads(), leaves);
    long gradients = LeafFold.pieces(leaves, settings.threads()) * parameters;
    if (settings.gradient() == GradientMethod.NUMERICAL) {
      gradients += settings.threads() * parameters; // each member shifts parameters of its own
    }
    Program leaf = family.of(Leaves.start(settings.batch(), 1)).program();
    long work = lines * (leaf.arenaBytes() + leaf.scratchBytes());
    return new TrainingMemory(
        network, lines, (keepsBest ? 3 : 2) * parameters, 2 * state, gradients, work);
  }

  long bytes() {
    return parameters + state + gradients + work;
  }

  /// Does nothing if a heap of `limit` bytes can hold this, were it empty.
  ///
  /// @throws IllegalArgumentException if not, naming what is largest
  void requireFits(long limit) {
    if (bytes() <= limit) {
      return;
    }
    throw new IllegalArgumentException(
        "training: it takes %s of memory and Java's heap has at most %s: %s for parameters, %s for the rule's state, %s for gradients, %s to compute them in on %s. The largest parameter: %s. Give Java more, -Xmx%sg (the command: THALWEG_JAVA_OPTIONS=-Xmx%<sg), or make the network or the batch smaller."
            .formatted(
                megabytes(bytes()),
                megabytes(limit),
                megabytes(parameters),
                megabytes(state),
                megabytes(gradients),
                megabytes(work),
                threads == 1 ? "1 thread" : threads + " threads",
                network.parameters().stream()
                    .max(Comparator.comparingInt(parameter -> parameter.shape().elements()))
                    .map(parameter -> parameter.name() + " " + parameter.shape())
                    .orElse("none"),
                Math.ceilDiv(bytes() / 4 * 5, 1L << 30)));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", Math.ceilDiv(bytes, 1L << 20));
  }
}
