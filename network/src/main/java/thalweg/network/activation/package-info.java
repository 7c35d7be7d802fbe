/// Activations: the bends between layers that make a network more than one matrix.
///
/// Read [Activation]. Imports: `algebra`, `network.initialisation`, `network.layer`. Knows nothing
/// of losses or training.
package thalweg.network.activation;
