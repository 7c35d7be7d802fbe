/// Reverse mode: from an expression of tensors to those of its gradient.
///
/// Read [Reverse], then [Pullbacks], the rules of all operations, and [ReverseFunction].
/// [FormulaGraph] is the same at work on a written formula, where each number on the way can be
/// seen. Imports: `algebra`, `algebra.elementwise`, `algebra.program`, `calculus.function`,
/// `calculus.gradient.forward`. Knows nothing of numbers: derivatives are expressions again.
/// Mathematics: Griewank and Walther 2008, chapter 3.
package thalweg.calculus.gradient.reverse;
