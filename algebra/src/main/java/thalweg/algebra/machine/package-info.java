/// What is underneath: this Java, and the vector unit of its processor. Read [VectorUnit] (which
/// width is used and why), then [Machine]. Imports `java.base` and `jdk.incubator.vector` only.
/// Knows nothing of the loops that run there.
package thalweg.algebra.machine;
