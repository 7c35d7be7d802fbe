/// Differences of a tensor expression in each element of its parameters, computed without computing
/// the expression twice for each.
///
/// Read [ProgramDifferences], then [MovedRows], the rules of what an element moves. Imports:
/// `algebra`, `algebra.elementwise`, `algebra.program`, `calculus.gradient.reverse`. Knows nothing
/// of networks: what it follows it finds in the expression.
package thalweg.calculus.gradient.program;
