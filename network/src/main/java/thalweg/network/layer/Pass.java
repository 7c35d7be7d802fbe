package thalweg.network.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.random.Purpose;

/// What a layer sees beside its parameters and its input: whether it is being trained, random
/// numbers of its own, and the statistics it keeps. Nothing else.
///
/// @param isTraining whether the network is being trained; else it is used
/// @param statistics what [Layer#statistics] names, in that order
/// @param key the key of random numbers, as [RandomKey] describes it; null where there are none
/// @param layer which layer of the network this is, from 0
public record Pass(boolean isTraining, List<Tensor> statistics, @Nullable Tensor key, int layer) {
  private static final int LAYER_BITS = 20;

  /// @throws IllegalArgumentException if there are more layers than random streams, some million
  public Pass {
    statistics = List.copyOf(statistics);
    if (layer < 0 || layer >= 1 << LAYER_BITS) {
      throw new IllegalArgumentException(
          "pass: layer " + layer + "; it must be from 0 to " + ((1 << LAYER_BITS) - 1) + ".");
    }
  }

  /// Returns what a layer sees in use: its statistics, and no random numbers.
  public static Pass use(List<Tensor> statistics) {
    return new Pass(false, statistics, null, 0);
  }

  /// Returns what a layer sees in training.
  ///
  /// @param key a variable of [RandomKey#variable()], or a key that is fixed
  public static Pass training(List<Tensor> statistics, Tensor key, int layer) {
    return new Pass(true, statistics, key, layer);
  }

  /// Returns what a layer sees that is nested in this one: statistics and random numbers of its
  /// own.
  ///
  /// @param place how many layers are nested before it
  Pass within(List<Tensor> statistics, int place) {
    return new Pass(isTraining, statistics, key, layer + place);
  }

  /// Returns random numbers in [0, 1) by [Tensor#uniform], which are this layer's own: they follow
  /// from seed, epoch and the row's position in it, and are the same on any threads, in any cut of
  /// the batch, after any resume.
  ///
  /// @param draw tells apart what a layer draws several times, from 0 to 4095
  /// @param shape the first axis being the rows of the layer's input
  /// @throws IllegalStateException if there is no key, as in use
  public Tensor uniform(int draw, DType type, Shape shape) {
    if (key == null) {
      throw new IllegalStateException(
          "pass: random numbers are asked for where there is no key; draw them only if"
              + " isTraining().");
    }
    if (draw < 0 || draw >= 1 << (Integer.SIZE - LAYER_BITS)) {
      throw new IllegalArgumentException("pass: draw " + draw + "; it must be from 0 to 4095.");
    }
    return Tensor.uniform(key, Purpose.LAYER, draw << LAYER_BITS | layer, type, shape);
  }
}
