package thalweg.calculus.derivative;

/// Where f is torn, by how much at most, and by how much nearest to x.
///
/// @param distance from x
/// @param dense whether it is torn everywhere
/// @param beyond the first place seen on the other side
record Tear(double distance, double size, double nearest, boolean dense, double beyond) {}
