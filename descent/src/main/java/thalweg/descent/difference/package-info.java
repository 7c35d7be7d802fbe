/// Jacobians by differences whose steps follow each variable's own size; the module keeps them to
/// itself.
///
/// Read [Differences]. Imports: `calculus.function`, `descent`, `descent.vector`. Knows nothing of
/// what the Jacobians are for.
package thalweg.descent.difference;
