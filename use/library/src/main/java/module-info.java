/// All rooms at once: `requires thalweg;` in a module, `import module thalweg;` in a single file.
module thalweg {
  requires transitive thalweg.algebra;
  requires transitive thalweg.calculus;
  requires transitive thalweg.descent;
  requires transitive thalweg.exchange;
  requires transitive thalweg.network;
  requires transitive thalweg.picture;
  requires transitive thalweg.training;
}
