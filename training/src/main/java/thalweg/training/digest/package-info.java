/// Hashes by which what is kept is known again: text, arrays, files.
///
/// Read [Sha256]. Imports: `algebra`. Knows nothing of data, models or what a hash is asked for.
package thalweg.training.digest;
