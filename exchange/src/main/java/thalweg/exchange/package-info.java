/// Files of named arrays that other programs read and write: safetensors, and NumPy's NPY and NPZ.
///
/// Read [Safetensors], then [Replacement], by which files are written, then [Npy]. Imports:
/// `algebra`. Knows nothing of networks or training, so what a tensor means is up to the room that
/// stores it.
package thalweg.exchange;
