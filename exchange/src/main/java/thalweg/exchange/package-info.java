/// Files of named arrays that other programs read and write: safetensors, and NumPy's NPY and NPZ;
/// and the events that TensorBoard shows.
///
/// Read [Safetensors], then [Replacement], by which files are written, then [Npy] and [EventFile].
/// Imports: `algebra`, `exchange.protobuf`. Knows nothing of networks or training, so what a tensor
/// means is up to the room that stores it.
package thalweg.exchange;
