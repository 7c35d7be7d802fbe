/// The functions that work element by element, as a closed list: what expressions and loops call by
/// one name. Read [UnaryFunction], then [BinaryFunction]. Imports: nothing of this library. Knows
/// nothing of tensors, loops or derivatives.
package thalweg.algebra.elementwise;
