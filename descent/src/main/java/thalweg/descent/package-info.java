/// Going downhill on a function of many variables, and saying truthfully where that ended.
///
/// Read [Descent], then [LineSearchDescent] and [GradientDescent], then [Minimum] and its
/// [Outcome]. Imports calculus. Knows nothing of networks, data or pictures.
package thalweg.descent;
