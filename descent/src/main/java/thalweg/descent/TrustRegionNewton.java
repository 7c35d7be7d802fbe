package thalweg.descent;

import java.util.Optional;

/// Newton's method within a region in which the quadratic model is trusted, the step found by
/// conjugate gradients that stop at its edge or where the curvature is negative.
///
/// Each inner step costs a product of the Hessian with a vector: exact if given, else a difference
/// of two gradients. Makes good use of negative curvature, and converges quadratically. Source:
/// Steihaug 1983; Nocedal and Wright 2006, algorithms 4.1 and 7.2.
///
/// @param product the Hessian's product with a vector; empty for differences of gradients
public record TrustRegionNewton(Optional<HessianProduct> product) implements DescentMethod {
  /// Returns the method with products by differences of gradients.
  public static TrustRegionNewton defaults() {
    return new TrustRegionNewton(Optional.empty());
  }

  /// Returns the method with exact products.
  public static TrustRegionNewton with(HessianProduct product) {
    return new TrustRegionNewton(Optional.of(product));
  }

  @Override
  public double usualTolerance() {
    return 1e-8;
  }

  @Override
  public String toString() {
    return "trust-region newton-cg";
  }
}
