/// Many descents from starts spread over a box, and the different minima to which they lead.
///
/// Read [MultiStart], then [Minima]. Imports: `calculus.function`, `descent`, `descent.constraint`.
/// Knows nothing of files or pictures.
package thalweg.descent.global;
