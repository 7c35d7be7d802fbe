import org.jspecify.annotations.NullMarked;

/// Going downhill.
@NullMarked
module thalweg.descent {
  requires static org.jspecify;
  requires transitive thalweg.calculus;

  // Minimise and maximise; what came of it and why it ended.
  exports thalweg.descent;
  // From a gradient to a change of the parameters.
  exports thalweg.descent.direction;
}
