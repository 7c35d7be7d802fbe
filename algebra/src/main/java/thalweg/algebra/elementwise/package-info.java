/// The functions that work element by element, as a closed list: what expressions and loops call by
/// one name. Read [UnaryFunction], then [BinaryFunction]. Imports `java.base` only. Knows nothing
/// of tensors, loops or derivatives.
package thalweg.algebra.elementwise;
