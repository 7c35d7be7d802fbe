/// Going downhill on a function of many variables, and saying truthfully where that ended.
///
/// Read [Descent], then [LineSearchDescent] and [GradientDescent], then [Minimum] and its
/// [Outcome]. Imports algebra, calculus and the packages below. Knows nothing of networks, data or
/// pictures.
package thalweg.descent;
