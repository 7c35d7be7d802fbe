/// A function of many variables called beside a point: within bounds, along a line, its argument
/// left alone.
///
/// Read [Probe], then [Line] and [Box]. Imports: `calculus.derivative`, `calculus.function`. Knows
/// nothing of what is made of the values.
package thalweg.calculus.gradient.probe;
