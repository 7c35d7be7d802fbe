/// Random numbers as functions of a counter: the same on every machine, in any order, on any
/// thread. Read [RandomStream], then [Purpose], then [Philox]. Imports: nothing of this library.
/// Knows nothing of tensors, layers or data: a layer and an epoch are numbers here.
package thalweg.algebra.random;
