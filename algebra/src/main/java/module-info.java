import org.jspecify.annotations.NullMarked;

/// Tensors as expressions, and the machine that computes them.
@NullMarked
module thalweg.algebra {
  requires static org.jspecify;
  requires jdk.incubator.vector;

  // What is to be computed: shapes, arrays, tensors and the operations between them.
  exports thalweg.algebra;
  // The functions that work element by element, by name.
  exports thalweg.algebra.elementwise;
  // How it is computed: an expression made ready to run.
  exports thalweg.algebra.program;
  // Random numbers by seed, purpose and position.
  exports thalweg.algebra.random;
  // What it runs on: whether this Java is sound, and how wide the vector unit is.
  exports thalweg.algebra.machine;
}
