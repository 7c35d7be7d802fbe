/// Going downhill on a function of many variables, and saying truthfully where that ended.
///
/// Read [Descent], then [LineSearchDescent] and [GradientDescent], then [Minimum] and its
/// [Outcome]. Imports: `algebra`, `algebra.program`, `calculus.derivative`, `calculus.function`,
/// `calculus.gradient.numerical`, `calculus.gradient.reverse`, `descent.direction`,
/// `descent.model`, `descent.scalar`, `descent.step`, `descent.vector`. Knows nothing of networks,
/// data or pictures.
package thalweg.descent;
