/// Programs: tensor expressions made ready to run, with order, buffers and steps fixed once and no
/// allocation in a run. Read [Program], then [Execution], then [Leaves] and [Team], which cut a
/// batch and share it among threads. Imports `thalweg.algebra` and its kernels. Knows nothing of
/// derivatives, networks or data.
package thalweg.algebra.program;
