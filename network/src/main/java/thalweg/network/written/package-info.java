/// Written forms: configurations as text that names a class and its settings, and back.
///
/// Read [Written]. Imports: `algebra`. Knows nothing of layers, losses or networks, which are
/// written by it.
package thalweg.network.written;
