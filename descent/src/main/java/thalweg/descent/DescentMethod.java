package thalweg.descent;

/// A way to go downhill.
///
/// To choose: [LineSearchDescent#lbfgs()] for nearly everything smooth; [BoundedLimitedMemoryBfgs]
/// where variables have bounds; [TrustRegionNewton] where products with the Hessian are cheap;
/// [NelderMead] for values with noise or jumps; [GradientDescent] to see what a learning rate does,
/// and for noisy gradients.
public sealed interface DescentMethod
    permits BoundedLimitedMemoryBfgs,
        GradientDescent,
        LineSearchDescent,
        NelderMead,
        TrustRegionNewton {
  /// Returns the tolerance for the gradient's norm unless the options set one.
  double usualTolerance();
}
