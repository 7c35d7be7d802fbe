/// Layers: configuration plus a function of parameters and input; they hold no state.
///
/// Read [Layer], then [Dense], then [Pass] and [Dropout]. Imports: `algebra`, `algebra.random`,
/// `network.initialisation`. Knows nothing of losses or training.
package thalweg.network.layer;
