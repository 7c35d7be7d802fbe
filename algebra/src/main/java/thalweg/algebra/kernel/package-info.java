/// Loops over plain arrays: elementwise blocks, reductions, contractions, elementary functions.
/// Read [Kernels], then the plain implementation that fixes every bit, then [FloatElementary].
/// Imports: `algebra.elementwise`, `algebra.machine`. Knows nothing of tensors, shapes or programs:
/// it sees arrays, offsets and counts, checks nothing, and gives the same bits at every vector
/// width.
package thalweg.algebra.kernel;
