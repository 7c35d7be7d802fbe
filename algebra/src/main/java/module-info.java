import org.jspecify.annotations.NullMarked;

/// Tensors as expressions, and the machine that computes them.
@NullMarked
module thalweg.algebra {
  requires static org.jspecify;
  requires jdk.incubator.vector;

  // What is to be computed: shapes, arrays, tensors and the operations between them.
  exports thalweg.algebra;
  // How it is computed: an expression made ready to run.
  exports thalweg.algebra.program;
  // The loops, for the rooms that need random bits, elementary functions or a check of the machine.
  exports thalweg.algebra.kernel to
      thalweg.calculus,
      thalweg.descent,
      thalweg.network,
      thalweg.training,
      thalweg.terminal;
}
