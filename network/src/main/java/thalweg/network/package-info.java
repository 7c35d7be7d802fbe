/// Networks: functions with parameters, put together from layers.
///
/// Read [Network], then [NetworkParser]. Imports: `algebra`, `algebra.program`, `algebra.random`,
/// `calculus.function`, `network.activation`, `network.initialisation`, `network.layer`,
/// `network.written`. Knows nothing of data, training or files.
package thalweg.network;
