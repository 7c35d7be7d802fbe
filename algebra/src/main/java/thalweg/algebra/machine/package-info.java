/// What is underneath: this Java, and the vector unit of its processor. Read [VectorUnit] (which
/// width is used and why), then [Machine]. Imports: nothing of this library. Knows nothing of the
/// loops that run there.
package thalweg.algebra.machine;
