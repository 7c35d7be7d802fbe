package thalweg.descent;

import java.util.Optional;

/// A trust region around a quadratic model of the values, from values alone: for functions that are
/// dear, noisy, or have no gradient worth the name; of up to some fifty variables.
///
/// The model goes through the values at 2n + 1 points and more, up to 6n + 1, and of all such it is
/// the one whose second derivatives change least. Each step goes to its least within a radius; the
/// value there takes the place of the point that the model can best do without. Where the points
/// lie too much in one plane, one of them is moved; where the model is right and promises no more,
/// the radius shrinks. Where noise is all that is left of what a model promises, the descent ends
/// and says so ([Outcome.NoiseLimit]). Sources: Powell 2006 and 2009 (NEWUOA, BOBYQA); Cartis,
/// Fiala, Marteau and Roberts 2019, of noise and restarts; Ragonneau and Zhang 2024.
///
/// @param bounds in which the function is called; empty for none
public record ModelTrustRegion(Optional<Bounds> bounds) implements DescentMethod {
  /// So many points for each variable are kept at most, and one.
  static final int POINTS = 6;

  /// In more variables a model costs more than noisy gradients do harm.
  static final int MOST_VARIABLES = 30;

  /// Returns the method without bounds.
  public static ModelTrustRegion defaults() {
    return new ModelTrustRegion(Optional.empty());
  }

  /// Returns the method within bounds.
  public static ModelTrustRegion within(Bounds bounds) {
    return new ModelTrustRegion(Optional.of(bounds));
  }

  @Override
  public double usualTolerance() {
    return 1e-8;
  }

  @Override
  public String toString() {
    return bounds.isPresent() ? "model trust region within bounds" : "model trust region";
  }
}
