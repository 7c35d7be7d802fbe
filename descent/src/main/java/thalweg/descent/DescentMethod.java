package thalweg.descent;

/// A way to go downhill.
///
/// To choose: [LineSearchDescent#lbfgs()] for nearly everything smooth; [BoundedLimitedMemoryBfgs]
/// where variables have bounds; [TrustRegionNewton] where products with the Hessian are cheap;
/// [ModelTrustRegion] for values that are dear or noisy, to which the others go over by themselves
/// where they find noise; [NelderMead] for values with jumps; [GradientDescent] to see what a
/// learning rate does, and for noisy gradients.
public sealed interface DescentMethod
    permits BoundedLimitedMemoryBfgs,
        GradientDescent,
        LineSearchDescent,
        ModelTrustRegion,
        NelderMead,
        TrustRegionNewton {
  /// Returns the tolerance for the gradient's norm unless the options set one.
  double usualTolerance();
}
