/// Functions of real variables: what can be evaluated, and how one is written down as text.
///
/// Read [ScalarFunction], then [MultivariateFunction], then [Formula] and the [Expression] it
/// holds. Imports only java.base. Knows nothing of derivatives, tensors or files.
package thalweg.calculus.function;
