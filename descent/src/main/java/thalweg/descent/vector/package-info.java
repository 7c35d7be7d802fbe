/// The arithmetic of points and gradients that directions and descents share; the module keeps it
/// to itself.
///
/// Read [Vectors]. Imports: nothing of this library. Knows nothing of functions and of going
/// downhill.
package thalweg.descent.vector;
