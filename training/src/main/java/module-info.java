import org.jspecify.annotations.NullMarked;

/// Learning from data.
@NullMarked
module thalweg.training {
  requires static org.jspecify;
  requires transitive thalweg.descent;
  requires transitive thalweg.network;
  requires transitive thalweg.exchange;
  requires de.siegmar.fastcsv;
  // Only to decode pictures: what reads none runs on a Java without it.
  requires static java.desktop;
  // Only to report to a server of MLflow.
  requires static java.net.http;
  requires tools.jackson.core;

  uses thalweg.training.table.TableFormat;

  // The loop: settings, events, results.
  exports thalweg.training;
  // Where the sums of a step come from: leaves, their tree, a team of threads.
  exports thalweg.training.leaf;
  // What training comes to: prediction, and its file.
  exports thalweg.training.model;
  // What is learnt: losses and measures of rows.
  exports thalweg.training.objective;
  // How good a model is: reports on rows whose right answers are known.
  exports thalweg.training.measure;
  // Data sets, their files, and the order in which rows are drawn.
  exports thalweg.training.data;
  // Text in columns, as reports are told.
  exports thalweg.training.layout;
  // Text as data.
  exports thalweg.training.text;
  // Pictures as data.
  exports thalweg.training.picture;
  // Tables: their text, what their columns hold, and how they become numbers.
  exports thalweg.training.table;
  // Files from which a run goes on exactly.
  exports thalweg.training.checkpoint;
  // Models as graphs that other programs run, and networks from such graphs.
  exports thalweg.training.onnx;
  // Weights that other programs have learnt.
  exports thalweg.training.weights;
  // Runs as other programs follow them.
  exports thalweg.training.tracking;
  // Several processes that train one network together.
  exports thalweg.training.crew;
  // Which settings learn best.
  exports thalweg.training.search;
}
