import org.jspecify.annotations.NullMarked;

@NullMarked
module thalweg.calculus {
  requires static org.jspecify;
  requires transitive thalweg.algebra;

  exports thalweg.calculus.gradient;
}
