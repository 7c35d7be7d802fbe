import org.jspecify.annotations.NullMarked;

/// Tensors in files that other programs read.
@NullMarked
module thalweg.exchange {
  requires static org.jspecify;
  requires transitive thalweg.algebra;
  requires tools.jackson.core;

  // Named arrays in a safetensors or NPZ file; files that are replaced whole.
  exports thalweg.exchange;
  // Graphs of operators, as ONNX files hold them.
  exports thalweg.exchange.onnx;
}
