/// Quadratic models through values at scattered points, and steps by them.
///
/// Read [Interpolation], then [QuadraticModel], then [RegionStep]. Imports: nothing of this
/// library. Knows nothing of functions, descents or noise. Mathematics: Conn, Scheinberg and
/// Vicente 2009, "Introduction to derivative-free optimization"; Powell 2004 and 2009.
package thalweg.descent.model;
