package thalweg.descent;

import java.io.Serial;

/// Ends a descent by gradients from within a measurement: the values are noisy, and a model of them
/// is to go on.
final class NoiseHeard extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  NoiseHeard() {
    super("the values are noisy", null, false, false);
  }
}
