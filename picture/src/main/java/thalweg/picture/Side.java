package thalweg.picture;

import java.util.List;

/// Where a text stands, seen from the point it belongs to.
public enum Side {
  /// Right of the point, above it.
  ABOVE_RIGHT(1, -1),
  /// Left of the point, above it.
  ABOVE_LEFT(-1, -1),
  /// Right of the point, below it.
  BELOW_RIGHT(1, 1),
  /// Left of the point, below it.
  BELOW_LEFT(-1, 1),
  /// Straight above.
  ABOVE(0, -1),
  /// Straight below.
  BELOW(0, 1),
  /// Straight to the right.
  RIGHT(1, 0),
  /// Straight to the left.
  LEFT(-1, 0),
  /// On the point.
  CENTRE(0, 0);

  /// Every side but the point itself, the preferred first.
  static final List<Side> AROUND =
      List.of(ABOVE_RIGHT, ABOVE_LEFT, BELOW_RIGHT, BELOW_LEFT, ABOVE, BELOW, RIGHT, LEFT);

  /// Steps right and down, each −1, 0 or 1.
  final int right;

  final int down;

  Side(int right, int down) {
    this.right = right;
    this.down = down;
  }
}
