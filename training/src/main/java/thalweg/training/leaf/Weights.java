package thalweg.training.leaf;

import java.util.List;
import thalweg.algebra.NdArray;

/// The numbers of a network at some time.
///
/// @param parameters in the network's order
/// @param statistics kept beside them and not trained, in the network's order
public record Weights(List<NdArray> parameters, List<NdArray> statistics) {}
