/// Directions: from a gradient to a change of the parameters, written once in tensor algebra.
///
/// Read [UpdateRule], then [SteepestDescent], then [Adam]. Imports algebra. Knows nothing of where
/// gradients come from: a plain function and a network's batch are the same to it.
package thalweg.descent.direction;
