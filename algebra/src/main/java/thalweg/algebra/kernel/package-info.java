/// Loops over plain arrays: elementwise blocks, reductions, contractions, elementary functions,
/// random bits. Read [VectorUnit] (which width is used and why), then [Kernels] and the plain
/// implementation that fixes every bit, then [FloatElementary] and [Philox]. Imports `java.base`
/// and `jdk.incubator.vector` only. Knows nothing of tensors, shapes or programs: it sees arrays,
/// offsets and counts, checks nothing, and gives the same bits at every vector width.
package thalweg.algebra.kernel;
