import org.jspecify.annotations.NullMarked;

/// Learning from data.
@NullMarked
module thalweg.training {
  requires static org.jspecify;
  requires transitive thalweg.descent;
  requires transitive thalweg.network;
  requires transitive thalweg.exchange;
  requires de.siegmar.fastcsv;
  requires tools.jackson.core;

  // The loop: settings, events, results.
  exports thalweg.training;
  // Data sets, their files, and the order in which rows are drawn.
  exports thalweg.training.data;
  // Files from which a run goes on exactly.
  exports thalweg.training.checkpoint;
}
