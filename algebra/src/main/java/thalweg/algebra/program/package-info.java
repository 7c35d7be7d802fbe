/// Programs: tensor expressions made ready to run, with order, buffers and steps fixed once and no
/// allocation in a run. Read [Program], then [Execution], and [Team], which cut a batch and share
/// it among threads. Imports: `algebra`, `algebra.elementwise`, `algebra.kernel`,
/// `algebra.machine`, `algebra.random`. Knows nothing of derivatives, networks or data.
package thalweg.algebra.program;
