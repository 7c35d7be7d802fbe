package thalweg.training.leaf;

/// Which step of a run it is.
///
/// @param epoch from 1
/// @param number of the step in its epoch, from 0
public record Step(int epoch, int number) {}
