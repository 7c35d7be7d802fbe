/// Initialisations: the first values of parameters, drawn by counter so that each is a function of
/// seed and place alone.
///
/// Read [Initialisation]. Imports: `algebra`, `algebra.random`. Knows nothing of layers or
/// training.
package thalweg.network.initialisation;
