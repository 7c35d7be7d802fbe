/// Reverse mode: from an expression of tensors to those of its gradient.
///
/// Read [Reverse], then [Pullbacks], the rules of all operations, and [ReverseFunction]. Imports:
/// `algebra`, `algebra.elementwise`, `algebra.program`, `calculus.function`. Knows nothing of
/// numbers: derivatives are expressions again. Mathematics: Griewank and Walther 2008, chapter 3.
package thalweg.calculus.gradient.reverse;
