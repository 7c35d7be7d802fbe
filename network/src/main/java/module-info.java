import org.jspecify.annotations.NullMarked;

/// Functions with parameters, put together from layers.
@NullMarked
module thalweg.network {
  requires static org.jspecify;
  requires transitive thalweg.calculus;

  // Layers in a row, their parameters and a summary.
  exports thalweg.network;
  // One layer: a function of parameters and input.
  exports thalweg.network.layer;
  // Layers without parameters, applied to each number or each row.
  exports thalweg.network.activation;
  // How far an output is from its target.
  exports thalweg.network.loss;
  // The first values of parameters.
  exports thalweg.network.initialisation;
  // Configurations as text, by class and settings.
  exports thalweg.network.written;
}
