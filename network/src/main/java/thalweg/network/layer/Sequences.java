package thalweg.network.layer;

import thalweg.algebra.Shape;

/// What layers of sequences have in common: rows [length, width].
final class Sequences {
  private Sequences() {}

  /// Returns the shape of rows that are sequences of vectors.
  ///
  /// @throws IllegalArgumentException if they are none
  static Shape require(String layer, Shape input) {
    if (input.rank() != 2 || input.size(0) == 0) {
      throw new IllegalArgumentException(
          layer
              + ": rows have shape "
              + input
              + "; they must be sequences of vectors, [length, width]. Put an embedding before, or"
              + " reshape the rows.");
    }
    return input;
  }
}
