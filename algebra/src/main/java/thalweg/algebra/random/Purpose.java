package thalweg.algebra.random;

/// What random numbers are for. Streams of different purposes share no bits, whatever their seed,
/// layer and epoch.
public enum Purpose {
  /// First values of parameters.
  INITIALISATION(1),
  /// The order of rows in an epoch.
  SHUFFLE(2),
  /// Rows drawn with replacement.
  SAMPLING(3),
  /// The built-in pictures of digits.
  DIGITS(4),
  /// What layers draw in training, such as which numbers are dropped.
  LAYER(5),
  /// Which parameters a gradient check looks at, and on what data.
  CHECK(6),
  /// How pictures are changed each time they are learnt from.
  AUGMENTATION(7),
  /// Which settings a search tries.
  SEARCH(8),
  /// Which pieces a text goes on with.
  TEXT(9);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /// Returns the number that stands for this purpose in a counter, from 1 to 255. Never changed or
  /// used again once published: results of earlier releases depend on it.
  int code() {
    return code;
  }
}
