/// Minima under constraints: equations and inequalities that a point has to fulfil.
///
/// Read [ConstrainedDescent], then [Constraint], then [ConstrainedMinimum] and its
/// [ConstrainedOutcome]. Imports: `algebra`, `calculus.function`, `calculus.gradient.forward`,
/// `descent`, `descent.difference`, `descent.scalar`, `descent.vector`. Knows nothing of files or
/// pictures. Mathematics: Nocedal and Wright 2006, chapters 12, 16 and 18.
package thalweg.descent.constraint;
