/// Activations: the bends between layers that make a network more than one matrix.
///
/// Read [Activation]. Imports algebra, the layer's interface and the initialisations. Knows nothing
/// of losses or training.
package thalweg.network.activation;
