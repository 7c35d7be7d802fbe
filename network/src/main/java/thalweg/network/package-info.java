/// Networks: functions with parameters, put together from layers.
///
/// Read [Network], then [NetworkParser]. Imports algebra and its own packages. Knows nothing of
/// data, training or files.
package thalweg.network;
