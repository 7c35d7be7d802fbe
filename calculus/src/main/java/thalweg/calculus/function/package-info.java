/// Functions of real variables: what can be evaluated, and how one is written down as text.
///
/// Read [ScalarFunction], [MultivariateFunction] and [VectorFunction], then
/// [DifferentiableFunction], which knows its gradient, then [Formula] and the [Expression] it
/// holds, then [Real], the kinds of number that functions can be written over. Imports: nothing of
/// this library. Knows nothing of how derivatives are had, of tensors or files.
package thalweg.calculus.function;
