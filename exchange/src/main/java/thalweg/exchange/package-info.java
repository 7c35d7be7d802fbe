/// Files of named arrays that other programs read and write: safetensors.
///
/// Read [Safetensors], then [Replacement], by which files are written. Imports: `algebra`. Knows
/// nothing of networks or training, so what a tensor means is up to the room that stores it.
package thalweg.exchange;
