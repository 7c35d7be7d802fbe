/// Tensors as expressions: what is to be computed, with shapes checked where the expression is
/// written. Read [Shape], then [Tensor], then [Operation]; [NdArray] is what comes out when a
/// tensor has been computed. Imports: `algebra.elementwise`, `algebra.random`. Knows nothing of how
/// tensors are computed, of derivatives, networks or files.
package thalweg.algebra;
