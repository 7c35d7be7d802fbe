/// Layers: configuration plus a function of parameters and input; they hold no state.
///
/// Read [Layer], then [Dense], then [Pass] and [Dropout]. Imports: `algebra`, `algebra.random`,
/// `calculus.function`, `network.initialisation`, `network.written`. Knows nothing of losses or
/// training.
///
/// A layer of this library is a record that says its text in one place: `text()` writes it, and a
/// static `read` takes the same settings from [Settings]. Its name stands in one line of the table
/// in [thalweg.network.NetworkParser]. That is all there is to adding one; the tests walk the
/// table, and ask for an example of each name in it.
package thalweg.network.layer;
